# SPDX-License-Identifier: EUPL-1.2
"""Where the key of this instance's signature lies: a setting, else a private file in the folder."""

import base64
import binascii
import secrets
from pathlib import Path

from rundertisch.kernel import signing
from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_folder, environment

SETTING = "RUNDERTISCH_SIGNING_KEY"
HOW_TO_MAKE_ONE = (
    "python3 -c 'import base64, secrets; "
    "print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'"
)


def file(*, home: Path) -> Path:
    """Return the path of the key file."""
    return home / "signing.key"


def ensure(*, home: Path) -> None:
    """Make the key once, readable by us alone; never over another, never beside a given one."""
    if environment.envtext(name=SETTING) or file(home=home).exists():
        return
    home.mkdir(parents=True, exist_ok=True, mode=database_folder.PRIVATE_FOLDER)
    made = base64.urlsafe_b64encode(secrets.token_bytes(signing.SEED_BYTES)).decode()
    database_folder.private_file(path=file(home=home), text=made)


def load() -> bytes:
    """Return the seed of 32 bytes.

    Raises:
        Refusal: the setting is malformed, or there is neither setting nor file.
    """
    text = environment.envtext(name=SETTING)
    path = file(home=environment.home())
    where = f"Die Einstellung {SETTING}" if text else f"Die Datei „{path}“"
    if not text:
        if not path.is_file():
            raise Refusal(
                f"Der Signaturschlüssel fehlt: {where} gibt es nicht. Bitte den aufbewahrten "
                "Schlüssel dorthin zurücklegen. Einen neuen macht „rundertisch upgrade“; mit ihm "
                "lassen sich frühere Unterschriften nicht mehr prüfen."
            )
        text = path.read_text("utf-8").strip()
    try:
        seed = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != signing.SEED_BYTES:
        raise Refusal(
            f"{where} enthält keinen Signaturschlüssel (32 Bytes in Base64). "
            f"Einen neuen erzeugt: {HOW_TO_MAKE_ONE}"
        )
    return seed
