# SPDX-License-Identifier: EUPL-1.2
"""The signature of this instance: only the key makes one, one changed byte breaks it."""

import stat
from pathlib import Path

import pytest

from rundertisch.kernel import signing
from rundertisch.kernel.errors import Refusal
from rundertisch.site import signing_key

HEAD = b'{"count":3}'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which no key was made yet."""
    monkeypatch.setenv("RUNDERTISCH_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(signing_key.SETTING, raising=False)
    monkeypatch.setattr(signing, "load_key", signing_key.load)
    return tmp_path / "data"


def test_a_signature_holds_for_these_bytes_and_this_instance_only(home: Path) -> None:
    signing_key.ensure(home=home)
    signature, public = signing.sign(HEAD), signing.public()
    assert signing.verify(HEAD, signature)
    assert not signing.verify(HEAD + b" ", signature)
    assert not signing.verify(HEAD, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not signing.verify(HEAD, b"too short")
    signing_key.file(home=home).unlink()
    signing_key.ensure(home=home)
    assert not signing.verify(HEAD, signature), "a new key vouches for nothing that was before it"
    assert signing.verify(HEAD, signature, public_key=public)
    assert signing.fingerprint() != signing.fingerprint(public)


def test_the_key_is_made_once_and_readable_by_us_alone(home: Path) -> None:
    signing_key.ensure(home=home)
    path = signing_key.file(home=home)
    text = path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    signing_key.ensure(home=home)
    assert path.read_text("utf-8") == text


def test_a_key_that_was_given_needs_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signing_key.SETTING, "A" * 43 + "=")
    signing_key.ensure(home=home)
    assert not home.exists()
    assert signing.verify(HEAD, signing.sign(HEAD))


def test_a_missing_or_malformed_key_is_refused_and_never_silently_replaced(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="Der Signaturschlüssel fehlt"):
        signing.sign(HEAD)
    assert not home.exists()
    for text in ("zu kurz", "AAAA", "ä" * 44):
        monkeypatch.setenv(signing_key.SETTING, text)
        with pytest.raises(Refusal, match="keinen Signaturschlüssel") as refused:
            signing.sign(HEAD)
        assert text not in refused.value.sentence
