# SPDX-License-Identifier: EUPL-1.2
"""Columns and values that no file may bring in: ethnicity, religion, origin and their disguises.

Every importer asks here before it reads a row. Knows no Django: the command line uses it too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from rundertisch.kernel import refusal_words as words
from rundertisch.kernel.errors import Refusal

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae"}
)
# Bulgarian transliteration law of 2009, and the letters that Russian and Ukrainian add
_CYRILLIC = dict(
    zip("абвгдезийклмнопрстуфхъьыэіґє", "abvgdeziyklmnoprstufhayyeige", strict=True)
) | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya", "ї": "i"}
# letters that look Latin and are not (Cyrillic and Greek), and digits that stand for letters
_LOOKALIKE = str.maketrans("аеорсхуіјѕкмтвнгԁαεορικντυχγ", "aeopcxyijskmtbhrdaeopikvtuxy")
_LEET = str.maketrans("0134578@$!|", "oieastbasil")
_LEET_L = str.maketrans("01345@$", "oleasas")
_CAMEL = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ])(?=[A-ZÄÖÜ][a-zäöüß])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SAFE_TO_SQUEEZE = 5  # shorter stems would turn honest words into forbidden ones


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    forbidden: words.Forbidden
    parts: tuple[str, ...]
    squeezed: tuple[str, ...]
    begins: tuple[str, ...]
    words: frozenset[str]
    alone: frozenset[str]


def _squeeze(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)


_VOCABULARIES = tuple(
    _Vocabulary(
        forbidden=entry,
        parts=tuple(entry.parts.split()),
        squeezed=tuple(
            short
            for part in entry.parts.split()
            if len(short := _squeeze(part)) >= _SAFE_TO_SQUEEZE
        ),
        begins=tuple(entry.begins.split()),
        words=frozenset(entry.words.split()),
        alone=frozenset(entry.alone.split()),
    )
    for entry in words.ALL
)


_HONEST = frozenset(words.HONEST.split())
_VALUE_PARTS = tuple(words.VALUE_PARTS.split())
_VALUE_WORDS = frozenset(words.VALUE_WORDS.split())


def refuse_columns(*, columns: Iterable[str], file: str = "") -> None:
    """Raise ``Refusal`` naming every forbidden column and what to do; else do nothing."""
    found = [(column, why) for column in columns if (why := forbidden(column))]
    if not found:
        return
    names = ", ".join(f"„{_shown(column)}“" for column, _ in found)
    reasons = {why.what: why.instead for _, why in found}
    what = "; ".join(reasons)
    place = f" in {file}" if file else ""
    spalte, wird, sie = (
        ("Die Spalte", "wird", "die Spalte")
        if len(found) == 1
        else ("Die Spalten", "werden", "diese Spalten")
    )
    advice = " ".join(text for text in reasons.values() if text)
    raise Refusal(
        f"{spalte} {names}{place} {wird} nicht angenommen: {what} speichert Rundertisch"
        f" grundsätzlich nicht. Es wurde nichts übernommen. Bitte {sie} aus der Datei löschen"
        f" und die Datei neu einlesen.{' ' + advice if advice else ''}"
    )


def refuse_values(
    *, column: str, values: Iterable[str], file: str = "", first_line: int = 2
) -> None:
    """Raise ``Refusal`` when a cell of a column about persons says what no column may say.

    Not for names of people, schools, partners or places, and not for languages. The sentence
    names the line, never the content.
    """
    for line, value in enumerate(values, start=first_line):
        if _forbidden_value(value):
            place = f"{file}, " if file else ""
            raise Refusal(
                f"{place}Zeile {line}, Spalte „{_shown(column)}“: Der Inhalt nennt Volksgruppe,"
                " Religion, Clan, Aufenthaltsstatus oder ein Kennzeichen dafür. Das speichert"
                " Rundertisch grundsätzlich nicht. Es wurde nichts übernommen. Bitte den Inhalt"
                " der Zelle löschen und die Datei neu einlesen."
            )


def forbidden(name: str) -> words.Forbidden | None:
    """Return what a column or field of this name would tell that nobody may know, or nothing."""
    if name.strip().casefold() in _HONEST:
        return None
    for tokens in _readings(name):
        compact = "".join(tokens)
        for vocabulary in _VOCABULARIES:
            if _tells(tokens, compact, vocabulary):
                return vocabulary.forbidden
    return None


def _tells(tokens: tuple[str, ...], compact: str, vocabulary: _Vocabulary) -> bool:
    squeezed = _squeeze(compact)
    return (
        compact in vocabulary.alone
        or compact in vocabulary.words
        or any(token in vocabulary.words for token in tokens)
        or any(token.startswith(vocabulary.begins) for token in tokens)
        or any(part in compact for part in vocabulary.parts)
        or any(part in squeezed for part in vocabulary.squeezed)
    )


def _forbidden_value(value: str) -> bool:
    return any(
        token in _VALUE_WORDS or any(part in token for part in _VALUE_PARTS)
        for tokens in _readings(value)
        for token in tokens
    )


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a header as written, as it sounds, as it looks, as digits pretend."""
    spread = _CAMEL.sub(" ", unicodedata.normalize("NFKC", _visible(name)))
    small = spread.casefold()
    seen: set[tuple[str, ...]] = set()
    disguises = (small.translate(table) for table in (_LOOKALIKE, _LEET, _LEET_L))
    for text in (small, name.casefold(), *disguises):
        for flat in (_german(text), _flat(text)):
            tokens = tuple(_rejoin(token for token in _NOT_WORD.split(flat) if token))
            if tokens and tokens not in seen:
                seen.add(tokens)
                yield tokens


def _visible(name: str) -> str:
    """Drop what cannot be seen: soft hyphens, zero-width signs, byte order marks."""
    return "".join(
        " " if sign in "\t\n\r" else sign
        for sign in name
        if sign in "\t\n\r" or unicodedata.category(sign) not in {"Cf", "Cc"}
    )


def _german(text: str) -> str:
    return _flat(unicodedata.normalize("NFC", text).translate(_LETTERS))


@cache
def _flat(text: str) -> str:
    """Write without accents, in Latin letters."""
    latin = "".join(_CYRILLIC.get(sign, sign) for sign in unicodedata.normalize("NFC", text))
    bare = unicodedata.normalize("NFKD", latin.replace("ı", "i").replace("ß", "ss"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def _rejoin(tokens: Iterable[str]) -> Iterator[str]:
    """Put letters together that stand alone: ``r e l`` is ``rel``."""
    run = ""
    for token in tokens:
        if len(token) == 1:
            run += token
            continue
        if run:
            yield run
            run = ""
        yield token
    if run:
        yield run


def _shown(column: str) -> str:
    longest = 40
    text = " ".join(_visible(column).split())
    return text if len(text) <= longest else f"{text[:longest]}…"
