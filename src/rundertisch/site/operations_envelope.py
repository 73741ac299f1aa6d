# SPDX-License-Identifier: EUPL-1.2
"""An encrypted PDF as one HTML file that any browser opens without network and without Rundertisch.

On the day it is needed there may be nothing but an office computer. The page asks for the words
from the safe and decrypts by the browser itself (Web Crypto): PBKDF2-SHA-256, AES-256-GCM. The
file names its numbers, so a later program opens it as well.
"""

import base64
import json
import os
import re
import unicodedata
from html import escape
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from rundertisch.kernel.errors import Refusal

SHAPE = Path(__file__).with_name("envelope.htm")
ROUNDS = 1_000_000  # of PBKDF2: about a second on an old office computer, for every guess
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
_SEALED = re.compile(r'<script type="application/json" id="sealed">(.*?)</script>', re.DOTALL)


def close(*, pdf: bytes, title: str, passphrase: str) -> str:
    """Return the page that holds the PDF."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    key = _key(passphrase=passphrase, salt=salt, rounds=ROUNDS)
    sealed = {
        "rounds": ROUNDS,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "content": base64.b64encode(AESGCM(key).encrypt(nonce, pdf, None)).decode(),
    }
    shape = SHAPE.read_text("utf-8")
    return shape.replace("TITLE", escape(title)).replace("SEALED", json.dumps(sealed))


def opened(*, page: str, passphrase: str) -> bytes:
    """Return the PDF of a page.

    Raises:
        Refusal: these are other words, or the page is none of ours.
    """
    found = _SEALED.search(page)
    try:
        sealed = json.loads(found[1]) if found else {}
        salt, nonce, content = (
            base64.b64decode(sealed[name]) for name in ("salt", "nonce", "content")
        )
        rounds = int(sealed["rounds"])
    except (ValueError, KeyError, TypeError):
        raise Refusal("Diese Datei ist keine Notfallliste von Rundertisch.") from None
    try:
        key = _key(passphrase=passphrase, salt=salt, rounds=rounds)
        return AESGCM(key).decrypt(nonce, content, None)
    except InvalidTag:
        raise Refusal(
            "Diese Worte öffnen die Liste nicht. Bitte genau so schreiben, wie sie im Safe liegen."
        ) from None


def _key(*, passphrase: str, salt: bytes, rounds: int) -> bytes:
    words = unicodedata.normalize("NFC", passphrase).strip().encode()
    made = PBKDF2HMAC(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, iterations=rounds)
    return made.derive(words)
