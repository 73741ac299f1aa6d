# SPDX-License-Identifier: EUPL-1.2
"""The signature of this instance (Ed25519, RFC 8032): who holds only the database cannot forge it.

The key lies outside of the database and outside of every backup, so that whoever changes rows, or
brings an older backup, cannot also sign what they made of it.
"""

import hashlib
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rundertisch.kernel.errors import Refusal

SEED_BYTES = 32
GROUP = 4


def _no_key() -> bytes:
    """Stand in until the top floor says where the key lies."""
    raise Refusal("Dieser Prozess kennt keinen Signaturschlüssel; es wurde nichts unterschrieben.")


load_key: Callable[[], bytes] = _no_key  # the seed of 32 bytes; set by site.apps.ready()


def sign(data: bytes) -> bytes:
    """Return this instance's signature (64 bytes) over the data.

    Raises:
        Refusal: the key is not where it belongs, or is none; the sentence says what to do.
    """
    return _key().sign(data)


def verify(data: bytes, signature: bytes, *, public_key: bytes | None = None) -> bool:
    """Say whether the signature over exactly these bytes is this instance's.

    ``public_key`` (32 bytes) asks for another instance, or for a key of former times.
    """
    try:
        key = public() if public_key is None else public_key
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public() -> bytes:
    """Return the public key (32 bytes): whoever has it can check signatures and make none."""
    return _key().public_key().public_bytes_raw()


def fingerprint(public_key: bytes | None = None) -> str:
    """Return the name of a public key: its SHA-256 as 64 hex digits, written on every receipt."""
    return hashlib.sha256(public() if public_key is None else public_key).hexdigest()


def lines(fingerprint: str) -> tuple[str, ...]:
    """Return a fingerprint for reading aloud: groups of four, four to a line."""
    groups = [fingerprint[at : at + GROUP] for at in range(0, len(fingerprint), GROUP)]
    return tuple(" ".join(groups[at : at + GROUP]) for at in range(0, len(groups), GROUP))


def grouped(fingerprint: str) -> str:
    """Return a fingerprint in groups of four, in one line."""
    return " ".join(lines(fingerprint))


def _key() -> Ed25519PrivateKey:
    seed = load_key()
    if len(seed) != SEED_BYTES:
        raise Refusal("Der Signaturschlüssel hat nicht 32 Bytes; es wurde nichts unterschrieben.")
    return Ed25519PrivateKey.from_private_bytes(seed)
