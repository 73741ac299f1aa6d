# SPDX-License-Identifier: EUPL-1.2
"""Does a text about a person name a group? It is not refused: the writer is asked to look again.

A file is refused (`refusal.py`), because a column marks everybody. A sentence can be about a
school, a dish, a street or a surname, and only its writer knows. So this finds what to ask
about, and the form (`kernel.forms.WordsField`) stores the text when the writer says that no group
is named.
How often it is right: docs/explanation/no-ethnic-data.md. Knows no Django.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

from rundertisch.kernel import concern_words as words

_LEET = str.maketrans("013457@$", "oieastas")
_LOOKALIKE = str.maketrans("аеорсхуіјѕАЕОРСХКМТВН", "aeopcxyijsAEOPCXKMTBH")
_LEET_WORD = re.compile(r"\b(?=\w*[^\W\d_]{2})(?=\w*[013457@$])[\w@$-]+")
_REST_OF_WORD = re.compile(r"(?:-?\w+)*")
_SPACED = re.compile(r"\b(?:[^\W\d_][\s.*_-]){4,}[^\W\d_]\b")
_NAMED = re.compile(
    r"\b(?i:herrn?|frau|familie|fam\.|dr\.|prof\.|ehepaar|eheleute|kollegen?|kollegin|geschwister"
    r"|schwester)\s+(?:[A-ZÄÖÜ]\w+[\s-]+)?$"
)
_PLACE = re.compile(
    r"\b(?:nach|in|bis|aus|über|as|via|hotel|pizza|pizzeria|ristorante|trattoria|café|eiscafé|bar)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Concern:
    """A passage to look at again: where it stands, what it says, what it may name."""

    start: int
    end: int
    passage: str
    what: str


def concerns(*, text: str) -> tuple[Concern, ...]:
    """Return the passages that may name a group, in the order of the text; none is fine.

    ``start`` and ``end`` count characters of ``text`` as it was given.
    """
    found: list[Concern] = []
    longest_first = sorted(_found(text=text), key=lambda each: (each[0], -each[1], each[2]))
    for start, end, what in longest_first:
        if not found or start >= found[-1].end:
            whole = _REST_OF_WORD.match(text, end)
            end = whole.end() if whole else end  # noqa: PLW2901  (the word to its end)
            found.append(Concern(start=start, end=end, passage=text[start:end], what=what))
    return tuple(found)


def pieces(*, text: str) -> tuple[tuple[str, bool], ...]:
    """Return the text in pieces, each with whether it is a passage to look at again."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for each in concerns(text=text):
        cut += [(text[at : each.start], False), (each.passage, True)]
        at = each.end
    return tuple(piece for piece in [*cut, (text[at:], False)] if piece[0])


def mark(*, text: str) -> str:
    """Return what a confirmation is bound to: these passages, in whatever sentence they stand."""
    passages = sorted({each.passage.casefold() for each in concerns(text=text)})
    return hashlib.sha256("\n".join(passages).encode()).hexdigest()[:16]


def question(*, found: Sequence[Concern]) -> str:
    """Return the sentence that asks the writer to look again."""
    named = list(dict.fromkeys(f"„{each.passage}“ ({each.what})" for each in found))
    return (
        f"Bitte noch einmal lesen: Gemeint sein kann {', '.join(named)}. Das speichert Rundertisch"
        " über Menschen nicht. Bitte anders schreiben: was das Kind oder die Familie braucht,"
        " nicht, zu wem sie gehören. Ist keine Gruppe gemeint, bitte unter dem Text ankreuzen."
    )


class Confirmed(str):
    """A text whose writer says that it names no group of people."""

    __slots__ = ()


def confirmed_in(*, arguments: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the arguments that are, or hold, a confirmed text."""
    return tuple(name for name, value in arguments.items() if _holds_confirmed(value))


def _holds_confirmed(value: object) -> bool:
    if is_dataclass(value) and not isinstance(value, type):
        return any(isinstance(getattr(value, each.name), Confirmed) for each in fields(value))
    return isinstance(value, Confirmed)


def _found(*, text: str) -> Iterator[tuple[int, int, str]]:
    for plain in {text, text.translate(_LOOKALIKE), _without_digits(text), _bare(text)}:
        for what, pattern in _ALWAYS:
            words_met = pattern.finditer(plain)
            yield from ((*each.span(), what) for each in words_met if not _is_name(plain, each))
        for what, pattern in _IN_A_SENTENCE:
            yield from ((*each.span(), what) for each in pattern.finditer(plain))
    yield from _spelled_out(text)


def _spelled_out(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _SPACED.finditer(text):
        together = re.sub(r"[\s.*_-]", "", match[0])
        for what, pattern in _ALWAYS:
            if pattern.fullmatch(together):
                yield *match.span(), what


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Say whether a word stands where a surname stands, or Roma where a town does."""
    before = text[: match.start()]
    a_place = match[0] == "Roma" and _PLACE.search(before)
    return bool(match[0][:1].isupper() and (a_place or _NAMED.search(before)))


def _without_digits(text: str) -> str:
    """Write letters for the digits inside words: every sign stays at its place."""
    return _LEET_WORD.sub(lambda word: word[0].translate(_LEET), text)


def _bare(text: str) -> str:
    """Write without the accents that are not German: every sign stays at its place."""
    return "".join(
        sign if sign in "äöüÄÖÜß" else unicodedata.normalize("NFKD", sign)[0] for sign in text
    )


def _any(block: str) -> str:
    return "|".join(block.split())


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PERSONS = _any(words.PERSONS)
_BEFORE_A_NOUN = (
    "der|die|das|den|dem|des|ein|eine|einen|einem|einer|ist|sind|war|waren|als|viele|alle|diese"
    "|dieser|diesen|keine|manche|beide|wieder|nur|gläubige[rn]?|vater|mutter|eltern|beides"
)
_MORE_ADJECTIVES = r"(?:(?:\s*,|\s+und|\s+oder)?\s+(?-i:[a-zäöüß]+e[nrsm]?))*"
_NO_NAME_BEHIND = r"\b(?!\s+(?-i:[A-ZÄÖÜ]))"
_HOUSE = r"(?:wohn|hoch|hinter|vorder|eck|miets)?(?:haus|häusern?|hauses|blocks?)"
_IS = r"\b(?:ist|sind|sei|seien|war|waren)(?:\s+(?!auf\b|in\b|für\b|zu\b|kein\b|nur\b)\w+){0,2}\s+"
_SENTENCES = (  # what it may name, and how it is said
    (words.RACE, rf"\b(?:{_PERSONS}|er|sie)\s+(?:ist|sind)\s+(?:\w+\s+)?(?:schwarz|farbig)\b"),
    (words.RACE, rf"\b(?:{_BEFORE_A_NOUN})\s+(?-i:Schwarze[rn]?|Farbige[rn]?){_NO_NAME_BEHIND}"),
    (words.RACE, r"\b(?:dunkle|schwarze|helle)[rn]?\s+haut\b"),
    (words.ETHNICITY, rf"\b(?:vater|großvater|onkel|er|mann)\s+ist\s+(?-i:Rom){_NO_NAME_BEHIND}"),
    (words.ETHNICITY, rf"\b(?:ein|einem|einen|als)\s+(?-i:Rom){_NO_NAME_BEHIND}"),
    (words.RELIGION, r"\bgeh(?:t|en)\s+(?:\w+\s+){0,2}in\s+die\s+(?:moschee|kirche|synagoge)\b"),
    (
        words.RELIGION,
        r"\bbesuch(?:t|en)\s+(?:\w+\s+){0,3}(?:die|eine)\s+(?:moschee|kirche|synagoge)\b",
    ),
    (words.RELIGION, r"\baus\s+der\s+kirche\s+ausgetreten\b"),
    (
        words.MOBILITY,
        r"\bzieh(?:t|en)\s+(?:\w+\s+){0,2}?(?:ständig|dauernd|immer\s+wieder|oft|häufig)\s+um\b",
    ),
    (
        words.MOBILITY,
        r"\bwechsel(?:t|n)\s+(?:alle\s+paar|ständig|dauernd)\b|\bmal\s+hier,?\s+mal\b",
    ),
    (words.MOBILITY, r"\b(?:von|zwischen)\s+(?:stadt|ort|haus)\s+zu\s+(?:stadt|ort|haus)\b"),
    (words.MOBILITY, r"\bhäufig\s+wechselnde\w*(?:\s+(?:aufenthalt|wohn)\w+)?"),
    (words.MOBILITY, r"\bwechselnde[rnm]?\s+(?:aufenthalt|wohn)\w+"),
    (words.MOBILITY, r"\bfahrende[snr]?\s+(?:volk|leute|familien?)\w*|\breisende\s+familien?\b"),
    (words.MOBILITY, r"\bdie\s+(?-i:Reisenden)\b|\bnicht\s+sesshaft\w*"),
    (
        words.STATUS,
        r"\b(?:ist|sind|nur|weiter)\s+geduldet\b|\bgeduldete[rn]?\s+(?:" + _PERSONS + r")\b",
    ),
    (
        words.KINSHIP,
        (
            r"\b(?:leute|familien?|bewohner|mieter|welche|die|jene|alle)\s+(?:da\s+|dort\s+)?"
            rf"(?:aus|in|von)\s+(?:dem|den|diesem|diesen)\s+(?:[\w-]+\s+){{0,2}}?{_HOUSE}\b"
        ),
    ),
    (words.KINSHIP, rf"\b(?:bekannte|berüchtigte)[nsm]?\s+{_HOUSE}\b"),
    (words.KINSHIP, r"\b(?:problem(?:haus|häuser|immobilie)|schrottimmobilie)\w*"),
    (words.ORIGIN, r"\baus\s+dem\s+\w+ischen\s+raum\b"),
    (words.ORIGIN, rf"\b(?:die|welche|jene|alle)\s+aus\s+(?:der\s+)?(?:{_any(words.COUNTRIES)})\b"),
    (words.KINSHIP, r"\b(?:üblichen|bekannten)\s+(?:leute|familien|namen)\b"),
    (
        words.MOBILITY,
        r"\b(?:im|in|aus\s+dem|aus)\s+wohnw[aä]gen\b|\bzieh(?:t|en)\s+(?:\w+\s+){0,3}weiter\b",
    ),
    (words.ORIGIN, r"\bstamm(?:t|en|te|ten)\s+(?:\w+\s+){0,2}aus\s+[^.,;!?]+"),
    (words.ORIGIN, r"\bgeboren\s+in\s+(?-i:[A-ZÄÖÜ])\w+|\bin\s+(?-i:[A-ZÄÖÜ])\w+\s+geboren\b"),
    (
        words.ORIGIN,
        (
            r"\b(?:(?:komm(?:t|en)|kam(?:en)?|zugewandert\w*|eingereist\w*)\s+(?:\w+\s+){0,3}?"
            rf"|(?:{_PERSONS}|menschen)\s+)(?:aus|vom)\s+(?:der\s+|dem\s+)?"
            rf"(?:{_any(words.COUNTRIES)})\b"
        ),
    ),
    (
        words.ORIGIN,
        (
            r"\b(?:komm(?:t|en)|kam(?:en)?)\s+(?:\w+\s+){0,2}?aus\s+(?:einem|einer|der|dem)\s+"
            r"(?:\w+\s+)?(?:\w*dorf|region|gegend|slum|ghetto|provinz)\b"
        ),
    ),
)


def _spoken(each: words.Words) -> Iterator[str]:
    """Yield how the adjectives and the doubtful nouns of one kind tell it of people."""
    stems = _any(each.person)
    if stems:
        yield rf"\b(?:{stems})e[nrsm]?\b{_MORE_ADJECTIVES}\s+(?:{_PERSONS})\b"
    if stems and each is not words.RACE:
        yield rf"{_IS}(?-i:{stems})\b(?!-)"
    if each is words.RELIGION:
        yield rf"\b(?-i:{stems})\b(?!-)"
        yield rf"\b(?:{stems})e[nrsm]?\b(?!(?:\s+[\w.-]+)?\s+(?:{_any(words.INSTITUTIONS)})\b)"
    for noun in each.doubtful.split():
        yield rf"\b(?:{_BEFORE_A_NOUN})\s+(?-i:{noun.capitalize()}){_NO_NAME_BEHIND}"


_ALWAYS = tuple((each.what, _compiled(rf"\b(?:{_any(each.always)})\b")) for each in words.ALL)
_IN_A_SENTENCE = tuple(
    (each.what, _compiled(pattern)) for each in words.ALL for pattern in _spoken(each)
) + tuple((each.what, _compiled(pattern)) for each, pattern in _SENTENCES)
