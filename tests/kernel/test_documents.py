# SPDX-License-Identifier: EUPL-1.2
"""What a document is, said by its content; and locked so that only this instance opens it."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from rundertisch.cases.actions import MOST_BYTES
from rundertisch.kernel import papers, safekeeping, uploads
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling.exchange.child_files import LARGEST_FILE
from tests.support import documents


def test_a_document_is_known_by_its_content_and_has_to_be_whole() -> None:
    for content, kind in (
        (documents.PDF, papers.PDF),
        (documents.PNG, papers.PNG),
        (documents.JPEG, papers.JPEG),
        (documents.JPEG + b"\0\0\n", papers.JPEG),
    ):
        assert papers.kind_of(content) == kind
        assert papers.kind_of(content[: len(content) // 2]) == "", kind
        assert papers.kind_of(b"x" + content) == "", kind
    for other in (b"", b"MZ\x90\0", b"<svg onload=alert(1)>", b"PK\x03\x04", b"GIF89a"):
        assert papers.kind_of(other) == ""


def test_a_pdf_that_asks_for_a_password_is_recognised() -> None:
    assert papers.is_locked(documents.LOCKED_PDF)
    assert not papers.is_locked(documents.PDF)
    assert not papers.is_locked(documents.PDF.replace(b"/Type/Page/", b"/Encrypted/Page/"))


@given(st.binary(max_size=300))
@settings(max_examples=30)
def test_what_was_locked_opens_again_and_looks_different_each_time(content: bytes) -> None:
    one, other = safekeeping.lock(content), safekeeping.lock(content)
    assert one != other
    assert safekeeping.unlock(one) == safekeeping.unlock(memoryview(other)) == content
    assert len(content) < 8 or content not in one


def test_another_secret_or_a_changed_byte_opens_nothing() -> None:
    locked = safekeeping.lock(documents.PDF)
    with pytest.raises(Refusal, match="anderen geheimen Schlüssel"):
        safekeeping.unlock(locked[:-1] + bytes([locked[-1] ^ 1]))
    with pytest.raises(Refusal), override_settings(SECRET_KEY="another"):
        safekeeping.unlock(locked)
    before = safekeeping.lock(documents.PNG)
    now = django_settings.SECRET_KEY
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[now]):
        assert safekeeping.unlock(before) == documents.PNG


def pdf_with(change: Callable[[pikepdf.Pdf], None], *, packed: bool) -> bytes:
    """Return a page into which somebody has built something; objects packed, as most are today."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    change(made)
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    made.save(out, object_stream_mode=mode)
    return out.getvalue()


def runs(pdf: pikepdf.Pdf) -> None:
    """Let a program run when it is opened."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(script)


def launches(pdf: pikepdf.Pdf) -> None:
    """Let another program be started when a page is opened."""
    start = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    pdf.pages[0].AA = pdf.make_indirect(pikepdf.Dictionary(O=pdf.make_indirect(start)))


def carries(pdf: pikepdf.Pdf) -> None:
    """Hide a file inside."""
    pdf.attachments["liste.exe"] = b"MZ"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("change", [runs, launches, carries])
def test_a_document_that_acts_is_told_however_it_is_packed(
    change: Callable[[pikepdf.Pdf], None], *, packed: bool
) -> None:
    content = pdf_with(change, packed=packed)
    assert papers.acts(content)
    for name in (b"/JavaScript", b"/Launch"):
        content = content.replace(name, b"/#%02x%s" % (name[1], name[2:]))
    assert papers.acts(content)
    assert not papers.acts(pdf_with(lambda _: None, packed=packed))


def test_a_small_file_that_unpacks_to_a_huge_one_is_not_looked_into_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(papers, "MOST_UNPACKED", 4_000_000)
    bomb = zlib.compress(b"\0" * (papers.MOST_UNPACKED // 8))
    stream = b"9 0 obj<</Filter/FlateDecode>>stream\n" + bomb + b"\nendstream endobj\n"
    assert len(stream * 9) < 50_000
    assert papers.acts(documents.PDF[:9] + stream * 9 + documents.PDF[9:])
    hidden = b"9 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\nxx\nendstream endobj\n"
    assert papers.acts(documents.PDF[:9] + hidden + documents.PDF[9:])


@pytest.mark.parametrize("progressive", [True, False])
def test_a_photograph_goes_along_without_its_place_and_still_the_right_side_up(
    *, progressive: bool
) -> None:
    picture, out = Image.effect_noise((40, 24), 60), io.BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Artist] = 6, "Amina Kestrel"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 21.0, 5.0)
    picture.save(out, "JPEG", exif=exif, comment="Amina Kestrel", progressive=progressive)
    taken = out.getvalue() + out.getvalue()  # some cameras put a second picture behind
    sent = papers.bare(taken, kind=papers.JPEG)
    assert b"Amina" in taken
    assert b"Amina" not in sent
    with Image.open(io.BytesIO(sent)) as shown, Image.open(io.BytesIO(taken)) as before:
        assert shown.tobytes() == before.tobytes(), "the picture itself is not touched"
        assert dict(shown.getexif()) == {ExifTags.Base.Orientation: 6}
        assert not shown.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert papers.kind_of(sent) == papers.JPEG


def test_a_screenshot_loses_its_texts_and_what_is_no_picture_is_refused() -> None:
    picture, out, notes = Image.new("RGB", (9, 9), "red"), io.BytesIO(), PngInfo()
    notes.add_itxt("Author", "Amina Kestrel")
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Amina Kestrel"
    picture.save(out, "PNG", pnginfo=notes, exif=exif)
    sent = papers.bare(out.getvalue(), kind=papers.PNG)
    assert b"Amina" not in sent
    with Image.open(io.BytesIO(sent)) as shown:
        assert shown.tobytes() == picture.tobytes()
    for broken, kind in ((documents.PNG[:-20], papers.PNG), (documents.JPEG[:-2], papers.JPEG)):
        with pytest.raises(ValueError, match="do not add up"):
            papers.bare(broken, kind=kind)


def test_what_somebody_sends_stays_in_memory_and_is_bounded() -> None:
    file = SimpleUploadedFile("a.pdf", b"x" * (uploads.MOST_BYTES + 5), "application/pdf")
    second = SimpleUploadedFile("b.pdf", b"y" * 9, "application/pdf")
    request = RequestFactory().post("/", {"a": file, "b": second})
    kept = request.FILES["a"]
    assert isinstance(kept, InMemoryUploadedFile), "nothing lies open in a folder"
    assert kept.size == uploads.MOST_BYTES, "the rest was thrown away"
    assert request.FILES["b"].size == 0
    assert max(MOST_BYTES, LARGEST_FILE) < uploads.MOST_BYTES, "a door says itself what is too much"
