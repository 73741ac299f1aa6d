# SPDX-License-Identifier: EUPL-1.2
"""Families hear the standard texts, read aloud by people; what no longer fits is not offered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rundertisch.kernel import audio
from rundertisch.schooling import queries
from rundertisch.schooling.models import Recording
from tests import world as worlds
from tests.support.recordings import silence
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
OGG = b"OggS\0" + bytes(21) + b"\x01\x13" + b"OpusHead" + bytes(40)
M4A = b"\0\0\0\x18ftypM4A " + bytes(8) + b"\0\0\0\x20hdlr" + bytes(8) + b"soun" + bytes(12)
FILM = M4A.replace(b"soun", b"vide")


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district."""
    return worlds.build()


def upload(world: DemoWorld, content: bytes, *, language: str = "ar") -> HttpResponse:
    """Send a recording of the first text, as Renate does."""
    where = reverse("schooling:keep_recording", args=[language, queries.NOT_THE_OFFICE])
    sound = SimpleUploadedFile("aufnahme.mp3", content, content_type="audio/mpeg")
    prefix = queries.NOT_THE_OFFICE
    data = {f"{prefix}-sound": sound, f"{prefix}-agreed": "on"}
    return worlds.as_(world.counsellor).post(where, data)


def offered(language: str) -> str:
    """Return the digest that families get for the first text, empty where there is none."""
    with translation.override(language):
        return queries.spoken_texts(language=language)[queries.NOT_THE_OFFICE].digest


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (silence(), audio.MP3),
        (b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + silence(), audio.MP3),
        (OGG, audio.OGG),
        (M4A, audio.MP4),
        (FILM, ""),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"<html><script>alert(1)</script>", ""),
        (silence(frames=1), ""),
        (b"\xff\xfb", ""),
        (b"", ""),
    ],
)
def test_what_a_file_is_stands_in_its_content(content: bytes, kind: str) -> None:
    assert audio.kind_of(content) == kind


def test_what_somebody_read_aloud_is_heard_by_everybody_in_its_language(world: DemoWorld) -> None:
    assert upload(world, silence()).status_code == 303
    digest = offered("ar")
    assert digest
    assert not offered("tr")
    where = reverse("spoken:sound", args=["ar", digest])
    whole = Client().get(where)
    assert whole.content == silence()
    assert whole["Content-Type"] == "audio/mpeg"
    assert "Content-Disposition" not in whole
    part = Client().get(where, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, silence()[2:6])
    assert part["Content-Range"] == f"bytes 2-5/{len(silence())}"
    assert Client().get(where, headers={"Range": "bytes=-4"}).content == silence()[-4:]
    assert Client().get(where, headers={"Range": "bytes=999999-"}).status_code == 416
    assert Client().get(where.replace("/ar/", "/tr/")).status_code == 404


def test_a_recording_of_other_words_is_no_longer_offered(world: DemoWorld) -> None:
    upload(world, silence())
    with asking(world.counsellor):
        Recording.objects.update(words_hash="0" * 64)
        line = queries.recording_lines(language="ar")[0]
    assert line.outdated
    assert not offered("ar")
    page = worlds.as_(world.counsellor).get(reverse("schooling:recordings", args=["ar"]))
    assert "veraltet: Der Text wurde geändert" in page.content.decode()
    upload(world, silence(frames=40))
    assert offered("ar")


def test_what_is_too_large_or_no_recording_is_refused_with_a_sentence(world: DemoWorld) -> None:
    assert "als MP3, M4A oder Ogg" in upload(world, b"keine Aufnahme").content.decode()
    large = upload(world, silence(frames=10_000))
    assert large.status_code == 422
    assert "mehr als 2 MB" in large.content.decode()
    with asking(world.counsellor):
        assert not Recording.objects.exists()


def test_a_recording_is_deleted_at_once_and_only_counselling_keeps_them(world: DemoWorld) -> None:
    upload(world, silence())
    drop = reverse("schooling:drop_recording", args=["ar", queries.NOT_THE_OFFICE])
    for person in (world.charlie, world.administrator, world.school_head):
        assert worlds.as_(person).post(drop).status_code == 404
        with asking(person), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from schooling_recording")
            assert cursor.rowcount == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("update schooling_recording set text = 'help'")
    assert offered("ar")
    assert worlds.as_(world.counsellor).post(drop).status_code == 303
    assert not offered("ar")
