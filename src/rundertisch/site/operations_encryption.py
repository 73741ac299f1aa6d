# SPDX-License-Identifier: EUPL-1.2
"""Encrypted files: a readable first line, then AES-256-GCM in pieces, so that any size streams.

The key of a file is made from the operator's secret and a random salt (scrypt), so no two files
share one. Every piece is bound to its place, to the first line, and knows whether it is the last:
a file that was cut, rearranged or touched anywhere is refused before a byte of it is believed.
The construction is that of STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

import base64
import hashlib
import itertools
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from rundertisch.kernel.errors import Refusal

MARK = "rundertisch-encrypted"
FIRST = b'{"' + MARK.encode()
PIECE = 2**20  # bytes of content
TAG = 16
KEY_BYTES = 32
SALT_BYTES = 16
SCRYPT = {"n": 2**15, "r": 8, "p": 1}  # 32 MB and a tenth of a second for each guess
LONGEST_LINE = 2**20


@dataclass(slots=True)
class Writer:
    """Takes bytes and writes them encrypted; `close` writes the piece that says it is the last."""

    target: BinaryIO
    secret: str = field(repr=False)
    about: Mapping[str, object]
    _cipher: AESGCM = field(init=False, repr=False)
    _bound: bytes = field(init=False)
    _waiting: bytearray = field(init=False, default_factory=bytearray)
    _number: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        salt = os.urandom(SALT_BYTES)
        line = _line({MARK: 1, "salt": base64.b64encode(salt).decode(), **self.about})
        self._cipher = AESGCM(_key(secret=self.secret, salt=salt))
        self._bound = hashlib.sha256(line).digest()
        self.target.write(line)

    def write(self, data: bytes) -> None:
        """Encrypt what fills whole pieces; the last piece is never written here."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the last piece (empty for an empty file)."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(number=self._number, last=last)
        self.target.write(self._cipher.encrypt(nonce, piece, self._bound))
        self._number += 1


def is_encrypted(*, file: Path) -> bool:
    """Say whether this file was written here."""
    with file.open("rb") as source:
        return source.read(len(FIRST)) == FIRST


def about(*, file: Path) -> dict[str, object]:
    """Return what the first line says; believed only once `pieces` has read the file."""
    with file.open("rb") as source:
        return _told(source.readline(LONGEST_LINE), name=file.name)


def pieces(*, file: Path, secret: str) -> Iterator[bytes]:
    """Yield the content piece by piece, each proven.

    Raises:
        Refusal: the secret is another one, or the file is not the one that was written.
    """
    with file.open("rb") as source:
        line = source.readline(LONGEST_LINE)
        told = _told(line, name=file.name)
        cipher = AESGCM(_key(secret=secret, salt=base64.b64decode(str(told["salt"]))))
        bound = hashlib.sha256(line).digest()
        piece = source.read(PIECE + TAG)
        for number in itertools.count():
            after = source.read(PIECE + TAG)
            nonce = _nonce(number=number, last=not after)
            try:
                yield cipher.decrypt(nonce, piece, bound)
            except (InvalidTag, ValueError):
                raise Refusal(_unreadable(name=file.name, number=number)) from None
            if not after:
                return
            piece = after


def demand_whole(*, file: Path, secret: str) -> None:
    """Refuse a file that was cut or touched, or that another secret has written."""
    for _ in pieces(file=file, secret=secret):
        pass


def _unreadable(*, name: str, number: int) -> str:
    if number:
        return (
            f"„{name}“ ist beschädigt: Ab Stück {number + 1} stimmt der Inhalt nicht mehr, oder "
            "das Ende fehlt. Bitte eine andere Datei nehmen."
        )
    return (
        f"„{name}“ lässt sich nicht entschlüsseln: Der Schlüssel ist ein anderer, oder die Datei "
        "ist beschädigt. Bitte den aufbewahrten Schlüssel eintragen."
    )


def _told(line: bytes, *, name: str) -> dict[str, object]:
    try:
        told = json.loads(line)
        known = told[MARK] == 1 and len(base64.b64decode(str(told["salt"]))) == SALT_BYTES
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise Refusal(
            f"„{name}“ ist keine verschlüsselte Datei von Rundertisch, oder eine neuere Fassung "
            "hat sie geschrieben."
        )
    return dict(told)


def _line(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _key(*, secret: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, **SCRYPT).derive(secret.encode())


def _nonce(*, number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
