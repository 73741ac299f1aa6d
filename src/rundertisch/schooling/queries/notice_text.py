# SPDX-License-Identifier: EUPL-1.2
"""The binding text of a notice: German, frozen, without minutes and without the family's address.

The text is kept as people can read it; a few signs at the beginning of a line say how it is set:
`## ` a heading, `- ` a point, `| name | value |` a fact. An empty line begins something new.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from rundertisch.kernel import letters
from rundertisch.kernel.letters import Block
from rundertisch.schooling.models import NoticeKind

HEADING, POINT, FACT = "## ", "- ", "| "
SAYS = "Die Schulaufsicht schreibt dazu: "
TITLES = {
    NoticeKind.ALLOCATION: "Bescheid über die Zuweisung an eine Schule",
    NoticeKind.NEW_DECISION: "Bescheid über einen anderen Schulplatz",
    NoticeKind.WITHDRAWAL: "Bescheid über das Ende einer Zuweisung",
}
MINUTES = re.compile(
    r"\b(?:\d+|ein\w*|paar|viele|wenige\w*)[\s-]*(?:Min(?:ute\w*)?\b)", re.IGNORECASE
)
# What was weighed, by the reason the engine named (engine.placement.plan); never its minutes.
WEIGHED = {
    "locked": "Die Schulberatung hat diesen Platz für Ihr Kind ausdrücklich vorgeschlagen.",
    "claim": (
        "Ihr Kind hat Anspruch auf die nächste Grundschule der gewählten Art in der eigenen "
        "Gemeinde (§ 46 Abs. 3 SchulG NRW). Das ist diese Schule."
    ),
    "wish": "Sie haben sich diese Schule gewünscht.",
    "only": "Nur diese Schule kam für Ihr Kind in Frage.",
    "nearest": "Keine Schule, die für Ihr Kind in Frage kommt, liegt näher.",
    "sibling": "Ein Geschwisterkind geht an dieselbe Schule oder bekommt dort einen Platz.",
    "makes_room": "Einen Platz, der näher liegt, bekommt ein anderes Kind.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a notice says; kept beside the text so that a translation can say it as well.

    Days are written as they are read (31.12.2026); where a text is empty nothing is said.
    """

    kind: str
    reference: str
    made_on: str
    child: str
    born_on: str
    grade: str
    waiting_since: str
    school: str
    school_at: str
    group: str
    first_day_on: str
    reason: str
    wishes: tuple[str, ...]
    wish_kept: bool
    decided_by: str
    office: str
    office_at: str
    upper_office: str
    months: int
    checked: bool
    heard_on: str = ""
    ground: str = ""
    old: str = ""
    old_school: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Told":
        """Read back what was kept; what a forgotten text left out stays empty."""
        known = {one.name: kept[one.name] for one in fields(cls) if one.name in kept}
        return cls(**{**known, "wishes": tuple(known.get("wishes") or ())})  # type: ignore[arg-type]  # JSON knows lists

    def kept(self) -> dict[str, object]:
        """Return what is kept in the database."""
        return asdict(self)

    @property
    def title(self) -> str:
        """The heading of the notice."""
        return TITLES[NoticeKind(self.kind)]


def day(value: dt.date | None) -> str:
    """Write a day as it is read."""
    return f"{value:%d.%m.%Y}" if value else ""


def names_minutes(*, words: str) -> bool:
    """Say whether words name minutes: estimated ones are no ground (VG Cottbus 1 L 442/24)."""
    return MINUTES.search(words) is not None


def german_text(*, told: Told, words: str) -> str:
    """Return the binding text of a notice; ``words`` are the authority's own."""
    parts = (
        *_head(told),
        *_decision(told),
        *_reasons(told, words=words),
        *_remedy(told),
        *_signed(told),
    )
    return "\n\n".join(parts) + "\n"


def blocks_of(*, text: str) -> tuple[Block, ...]:
    """Return the parts of a kept text as they are set."""
    return tuple(_block(part) for part in text.strip().split("\n\n"))


def words_in(*, text: str) -> str:
    """Return the authority's own words as they stand in a kept text, in quotation marks."""
    said = (part.removeprefix(SAYS) for part in text.split("\n\n") if part.startswith(SAYS))
    return next(said, "")


def _block(part: str) -> Block:
    lines = part.splitlines()
    if part.startswith(HEADING):
        return letters.heading(part.removeprefix(HEADING))
    if part.startswith(POINT):
        return letters.points(*(line.removeprefix(POINT) for line in lines))
    if part.startswith(FACT):
        return letters.facts(*(_fact(line) for line in lines))
    return letters.paragraph(part)


def _fact(line: str) -> tuple[str, str]:
    _, name, value, _ = (cell.strip() for cell in line.split("|", 3))
    return name, value


def _facts(*pairs: tuple[str, str]) -> str:
    return "\n".join(f"| {name} | {value.replace('|', '/')} |" for name, value in pairs if value)


def _head(told: Told) -> Iterator[str]:
    yield _facts(
        ("Behörde", f"{told.office}, {told.office_at}"),
        ("Zeichen", told.reference),
        ("Datum", told.made_on),
        ("Kind", told.child),
        ("geboren am", told.born_on),
        ("Klasse", told.grade),
    )


def _decision(told: Told) -> Iterator[str]:
    yield f"{HEADING}Entscheidung"
    if told.old and not told.ground:
        yield f"An die Stelle des Bescheids {told.old} ({told.old_school}) tritt dieser Bescheid."
    if told.ground:
        yield (
            f"Der Bescheid {told.old} über den Platz an dieser Schule wird aufgehoben: "
            f"{told.old_school}. Grund: {told.ground}"
        )
    if told.kind == NoticeKind.WITHDRAWAL:
        yield "Ihr Kind wartet von heute an wieder auf einen Platz. Seine Wartezeit zählt weiter."
        return
    yield "Ihr Kind wird dieser Schule zugewiesen:"
    yield _facts(
        ("Schule", f"{told.school}, {told.school_at}"),
        ("Gruppe", told.group),
        ("Erster Schultag", told.first_day_on),
    )


def _reasons(told: Told, *, words: str) -> Iterator[str]:
    yield f"{HEADING}Begründung"
    yield (
        "Jedes Kind, das in Nordrhein-Westfalen wohnt, geht zur Schule (§ 34 SchulG NRW). Über den "
        "Platz entscheidet die Schulaufsicht nach Ermessen. Sie hat abgewogen:"
    )
    yield "\n".join(f"{POINT}{line}" for line in _weighed(told))
    yield f"{SAYS}„{' '.join(words.split())}“"
    yield "Ein Computer hat Vorschläge gerechnet. Entschieden hat ein Mensch."


def _weighed(told: Told) -> Iterator[str]:
    if told.heard_on:
        yield f"Sie wurden am {told.heard_on} dazu gehört; was Sie gesagt haben, wurde bedacht."
    yield f"Ihr Kind wartet seit dem {told.waiting_since}. Wer länger wartet, kommt zuerst."
    if told.reason in WEIGHED:
        yield WEIGHED[told.reason]
    if told.wishes and told.kind != NoticeKind.WITHDRAWAL:
        named = "; ".join(told.wishes)
        kept = "Der Platz entspricht einem Wunsch." if told.wish_kept else "Das war nicht möglich."
        yield f"Ihre Wünsche: {named}. {kept}"
    yield "Der Schulweg wurde bedacht. Geschätzte Fahrminuten sind kein Grund dieser Entscheidung."


def _remedy(told: Told) -> Iterator[str]:
    months = "eines Monats" if told.months == 1 else f"von {told.months} Monaten"
    upper = (
        f"Über den Widerspruch entscheidet: {told.upper_office}."
        if told.upper_office == told.office
        else f"Hilft die Behörde dem Widerspruch nicht ab, entscheidet: {told.upper_office}."
    )
    yield f"{HEADING}Rechtsbehelfsbelehrung"
    yield (
        f"Gegen diesen Bescheid kann innerhalb {months} nach Bekanntgabe Widerspruch erhoben "
        "werden, schriftlich, in elektronischer Form nach § 3a Abs. 2 VwVfG NRW oder zur "
        f"Niederschrift bei: {told.office}, {told.office_at}. {upper}"
    )


def _signed(told: Told) -> Iterator[str]:
    yield f"Im Auftrag: {told.decided_by}"
    if not told.checked:
        yield (
            "Rechtsgrundlagen und Rechtsbehelfsbelehrung sind eine Vorlage und noch nicht "
            "rechtlich geprüft."
        )
