# SPDX-License-Identifier: EUPL-1.2
"""Documents about people, locked before they reach the database (AES-256-GCM).

The key is made from the secret of this instance (`RUNDERTISCH_SECRET_KEY`, HKDF, RFC 5869), which
lies outside of the database and of every backup: whoever holds only those reads no document. What
was locked under an earlier secret opens as long as that is named in `SECRET_KEY_FALLBACKS`.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from rundertisch.kernel.errors import Refusal

KEY_BYTES, NONCE_BYTES = 32, 12
INFO = b"rundertisch.kernel.safekeeping.1"


def lock(content: bytes) -> bytes:
    """Return the content locked under the secret of this instance: nonce, then cipher and tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(secret=settings.SECRET_KEY).encrypt(nonce, content, INFO)


def unlock(locked: bytes | memoryview) -> bytes:
    """Return what was locked, proven whole.

    Raises:
        Refusal: it was locked under another secret, or touched since.
    """
    nonce, cipher = bytes(locked[:NONCE_BYTES]), bytes(locked[NONCE_BYTES:])
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(secret=secret).decrypt(nonce, cipher, INFO)
        except (InvalidTag, ValueError):  # another secret, touched, or cut short
            continue
    raise Refusal(
        "Dieses Dokument lässt sich nicht öffnen: Es wurde mit einem anderen geheimen Schlüssel "
        "abgelegt. Bitte wenden Sie sich an die Administration (RUNDERTISCH_SECRET_KEY)."
    )


def _cipher(*, secret: str | bytes) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=INFO)
    return AESGCM(key.derive(force_bytes(secret)))
