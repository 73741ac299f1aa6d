# SPDX-License-Identifier: EUPL-1.2
"""The school passport as the text of its QR code (docs/reference/school-passport.md).

`RUNDERTISCH.SCHULPASS.1.` and then in Base32: signature (64 bytes), public key (32), and the
content as canonical JSON, deflated. The signature covers the first words, the key and the deflated
content. Knows no database; whom to trust is asked between `unseal` and `content_of`.
"""

import base64
import binascii
import datetime as dt
import json
import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from rundertisch.kernel import refusal, seal, signing
from rundertisch.kernel.errors import Refusal

VERSION = 1
NAME = "RUNDERTISCH.SCHULPASS."
HEAD = f"{NAME}{VERSION}."
LARGEST = 1024  # characters of the whole text, all of them ASCII
LARGEST_CONTENT = 4096  # bytes of JSON; what inflates to more is none of ours
SIGNATURE, KEY = 64, 32  # bytes
LONGEST = {  # bytes of UTF-8 as JSON writes it: together they always fit
    "centre": 90,
    "interpreter_language": 80,
    "first_name": 70,
    "family_name": 70,
}
NUMBER = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits, Base64 for addresses
LATEST_GRADE = 13
_HEAD = re.compile(rf"{re.escape(NAME)}([0-9]{{1,4}})\.")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SCAN_AGAIN = (
    "Der Schulpass ist beschädigt oder verändert: Die Unterschrift passt nicht zum Inhalt. Es "
    "wurde nichts übernommen. Bitte noch einmal scannen (Feststelltaste aus, Tastatur des Scanners "
    "wie die des Rechners eingestellt); hilft das nicht, das ausstellende Zentrum anrufen."
)
NOT_FOR_US = (
    "Die Unterschrift des Schulpasses stimmt, aber sein Inhalt ist nicht so, wie er sein muss: "
    "{what}. Es wurde nichts übernommen. Bitte das ausstellende Zentrum anrufen und das Kind von "
    "Hand melden."
)


@dataclass(frozen=True, slots=True)
class Passport:
    """What a passport says; nothing else of the child fits into it."""

    passport_number: str
    centre: str
    issued_on: dt.date
    grade: int
    grade_to: int | None = None
    needs_literacy: bool = False
    counselled_on: dt.date | None = None
    waiting_since: dt.date | None = None
    latest_school_day_on: dt.date | None = None
    interpreter_language: str = ""
    first_name: str = ""
    family_name: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A passport whose signature holds, by whoever: its key and what is packed in it."""

    fingerprint: str
    packed: bytes


def write_passport(*, passport: Passport) -> str:
    """Return the text of the QR code, signed by this instance.

    Raises:
        Refusal: a name or the language is too long, or the signing key is missing.
    """
    record: dict[str, object] = {"version": VERSION}
    for name, value in asdict(passport).items():
        if value not in (None, ""):
            record[name] = value.isoformat() if isinstance(value, dt.date) else value
    for name, longest in LONGEST.items():
        text = str(record.get(name, ""))
        if len(seal.canonical(text)) - 2 > longest or _has_controls(text):
            raise Refusal(_too_long(name=name), field="with_name" if "name" in name else None)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(seal.canonical(record)) + packer.flush()
    key = signing.public()
    return HEAD + _base32(signing.sign(_signed(key=key, packed=packed)) + key + packed)


def shortened(*, name: str, text: str) -> str:
    """Return a text cut to the bytes that its field may have, on a whole letter."""
    short = " ".join(text.split())
    while len(seal.canonical(short)) - 2 > LONGEST[name]:
        short = short[:-1]
    return short


def unseal(*, text: str) -> Sealed:
    """Check the form and the signature of what was scanned.

    Raises:
        Refusal: no passport, of an unknown version, damaged, or changed.
    """
    bare = "".join(text.split())
    head = _HEAD.match(bare)
    if head is None:
        raise Refusal(
            "Das ist kein Schulpass. Bitte den ganzen Inhalt des QR-Codes einfügen; er beginnt mit "
            f"„{NAME}“.",
            field="content",
        )
    if head[0] != HEAD:
        raise Refusal(unknown_version(head[1]), field="content")
    try:
        sealed = base64.b32decode(_padded(bare.removeprefix(HEAD)))
    except (binascii.Error, ValueError):
        sealed = b""
    signature, key = sealed[:SIGNATURE], sealed[SIGNATURE : SIGNATURE + KEY]
    packed = sealed[SIGNATURE + KEY :]
    if (
        len(bare) > LARGEST
        or not packed
        or HEAD + _base32(sealed) != bare
        or not signing.verify(_signed(key=key, packed=packed), signature, public_key=key)
    ):
        raise Refusal(SCAN_AGAIN, field="content")
    return Sealed(fingerprint=signing.fingerprint(key), packed=packed)


def content_of(sealed: Sealed) -> Passport:
    """Return what a passport of a trusted key says.

    Raises:
        Refusal: another version, more fields than known, fields missing or out of order.
    """
    record = _record(sealed.packed)
    if record.get("version") != VERSION:
        raise Refusal(unknown_version(record.get("version")), field="content")
    known = {field.name for field in fields(Passport)} | {"version"}
    if strange := sorted(set(record) - known):
        raise Refusal(NOT_FOR_US.format(what=_strange(strange)), field="content")
    try:
        told: dict[str, Any] = {n: _read(n, value) for n, value in record.items() if n != "version"}
        passport = Passport(**told)
    except (TypeError, ValueError):
        raise Refusal(
            NOT_FOR_US.format(what="eine Angabe fehlt oder ist unlesbar"), field="content"
        ) from None
    _demand_order(passport)
    return passport


def unknown_version(version: object) -> str:
    """Return the sentence about a passport that a later program has written."""
    return (
        f"Dieser Schulpass hat die Fassung {str(version)[:8]}; dieses Programm liest Fassung "
        f"{VERSION}. Bitte die Administration um ein neues Programm bitten; bis dahin das Kind von "
        "Hand melden, die Tage stehen auf dem Blatt."
    )


def _signed(*, key: bytes, packed: bytes) -> bytes:
    return HEAD.encode() + key + packed


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 8)


def _record(packed: bytes) -> Mapping[str, object]:
    """Inflate and read the content; it must be written in the one canonical way."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflating.decompress(packed, LARGEST_CONTENT)
        record = json.loads(plain)
        whole = inflating.eof and not inflating.unused_data
        if whole and isinstance(record, dict) and seal.canonical(record) == plain:
            return record
    except (zlib.error, ValueError, RecursionError):
        pass
    raise Refusal(NOT_FOR_US.format(what="er ist nicht lesbar"), field="content")


def _strange(names: list[str]) -> str:
    """Name the fields that are too many, and say which of them nobody stores."""
    told = []
    for name in names:
        why = refusal.forbidden(name)
        told.append(f"„{name[:40]}“" + (f" ({why.what} speichert Rundertisch nie)" if why else ""))
    return f"Er hat mehr Angaben, als hineingehören: {', '.join(told)}"


def _read(name: str, value: object) -> object:
    """Return one value as the field has it.

    Raises:
        ValueError: it is not what this field holds.
    """
    if name in {"grade", "grade_to"}:
        good = type(value) is int and 1 <= value <= LATEST_GRADE
    elif name == "needs_literacy":
        good = isinstance(value, bool)
    else:
        return _read_text(name, value)
    if not good:
        raise ValueError(name)
    return value


def _read_text(name: str, value: object) -> str | dt.date:
    if not isinstance(value, str) or not value or _has_controls(value):
        raise ValueError(name)
    if name.endswith(("_on", "_since")) and _DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    numbered = name == "passport_number" and NUMBER.fullmatch(value)
    if not numbered and len(seal.canonical(value)) - 2 > LONGEST.get(name, 0):
        raise ValueError(name)
    return value


def _demand_order(passport: Passport) -> None:
    """Refuse grades and days that contradict each other."""
    days = (passport.counselled_on, passport.waiting_since, passport.latest_school_day_on)
    late = any(day is not None and day > passport.issued_on for day in days)
    if late or (passport.grade_to is not None and passport.grade_to <= passport.grade):
        raise Refusal(NOT_FOR_US.format(what="die Angaben widersprechen sich"), field="content")


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)


def _too_long(*, name: str) -> str:
    if name == "interpreter_language":
        return (
            "Die Sprache für Sprachmittlung ist zu lang für den Schulpass. Bitte unter „Ändern“ "
            "kürzen, zum Beispiel auf eine Sprache."
        )
    return (
        "Der Name ist zu lang für den Schulpass. Bitte ohne Namen drucken; die Familie kann ihn "
        "selbst auf das Blatt schreiben."
    )
