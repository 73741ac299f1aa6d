# SPDX-License-Identifier: EUPL-1.2
"""The languages of the public pages: in the path (`/ar/...`), each with its own catalogue.

Sentences are written in German. A room keeps its translations in `locale/<code>.toml`, beside the
compiled `locale/<code>/LC_MESSAGES/django.mo` that Django reads (`rundertisch docs messages`).
A catalogue that no person has read says so by leaving `reviewed_on` out, and the page says it too.
"""

import re
import struct
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import translation

PACKAGE = Path(__file__).resolve().parents[1]
SOURCE = "de"
MO_MAGIC, MO_HEAD = 0x950412DE, 28  # gettext's binary catalogue: its mark, the bytes of its head


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code and by the name its readers look for."""

    code: str
    name: str


LANGUAGES = (
    Language("de", "Deutsch"),
    Language("en", "English"),
    Language("fr", "Français"),
    Language("ar", "العربية"),
    Language("bg", "Български"),
    Language("fa", "فارسی"),
    Language("pl", "Polski"),
    Language("ro", "Română"),
    Language("ru", "Русский"),
    Language("sq", "Shqip"),
    Language("tr", "Türkçe"),
    Language("uk", "Українська"),
)
CODES = tuple(one.code for one in LANGUAGES)
SPOKEN = {  # what somebody who takes down a wish for an interpreter may write
    "albanisch": "sq",
    "arabisch": "ar",
    "bulgarisch": "bg",
    "deutsch": "de",
    "englisch": "en",
    "farsi": "fa",
    "französisch": "fr",
    "persisch": "fa",
    "polnisch": "pl",
    "rumänisch": "ro",
    "russisch": "ru",
    "türkisch": "tr",
    "ukrainisch": "uk",
}


class LanguageInPath:
    """The first part of a public path: `<language:language>`."""

    regex = "|".join(CODES)

    def to_python(self, value: str) -> str:
        """Take the code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Write the code as it is."""
        return value


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The translations of one room into one language."""

    path: Path
    reviewed: bool
    messages: Mapping[str, str]

    @property
    def compiled(self) -> Path:
        """Return where Django looks for the binary catalogue."""
        return self.path.parent / self.path.stem / "LC_MESSAGES" / "django.mo"


def left_to_right(text: str) -> str:
    """Keep a range of numbers in its order where the active language runs from right to left.

    Without it a browser shows „7–8“ as „8–7“: the dash takes the direction of the text around it
    (Unicode Standard Annex 9, isolates).
    """
    return f"\u2066{text}\u2069" if translation.get_language_bidi() else text


@cache
def catalogues(code: str) -> tuple[Catalogue, ...]:
    """Return the catalogues of all rooms for one language."""
    return tuple(_read(path) for path in sorted(PACKAGE.glob(f"*/locale/{code}.toml")))


def reviewed(code: str) -> bool:
    """Say whether a person has read every translation; the source language needs none."""
    return code == SOURCE or all(one.reviewed for one in catalogues(code))


def spoken(name: str) -> str:
    """Return the code of a language by its German or own name, empty where there is no catalogue.

    „Arabisch“, „arabisch (Irak)“ and „العربية“ are ``ar``. Whoever speaks another one gets German.
    """
    wanted = name.strip().casefold()
    own = {one.name.casefold(): one.code for one in LANGUAGES}
    first = re.split(r"[\s,;/(-]", wanted, maxsplit=1)[0]
    return own.get(wanted) or SPOKEN.get(wanted) or SPOKEN.get(first, "")


def binary(*, code: str, messages: Mapping[str, str]) -> bytes:
    """Return gettext's binary form (.mo) of a catalogue: sorted, without a hash table."""
    head = f"Content-Type: text/plain; charset=UTF-8\nLanguage: {code}\n"
    pairs = sorted((key.encode(), text.encode()) for key, text in {**messages, "": head}.items())
    tables = len(pairs) * 8
    at = MO_HEAD + 2 * tables
    words = b"".join(key + b"\0" for key, _ in pairs) + b"".join(text + b"\0" for _, text in pairs)
    places: list[int] = []
    for column in (0, 1):
        for pair in pairs:
            places += [len(pair[column]), at]
            at += len(pair[column]) + 1
    numbers = (MO_MAGIC, 0, len(pairs), MO_HEAD, MO_HEAD + tables, 0, 0, *places)
    return struct.pack(f"<{len(numbers)}I", *numbers) + words


def _read(path: Path) -> Catalogue:
    told = tomllib.loads(path.read_text("utf-8"))
    return Catalogue(
        path=path, reviewed="reviewed_on" in told.get("translation", {}), messages=told["messages"]
    )
