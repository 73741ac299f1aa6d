# SPDX-License-Identifier: EUPL-1.2
"""What a document is, said by its content; and locked so that only this instance opens it."""

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from rundertisch.kernel import papers, safekeeping
from rundertisch.kernel.errors import Refusal
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
