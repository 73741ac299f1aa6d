# SPDX-License-Identifier: EUPL-1.2
"""How each kind of person is forgotten: one rule for every table that says something about them.

A room enters its persons and rules in `apps.py ready()`; rooms below this one are entered in
`lower.py`. The order of the rules is the order in which they are carried out. A table about persons
without a rule, and a kind of thing in the logs of which nobody said whose it is, fail the build.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db.models import Q

from rundertisch.kernel.thread import Ref

Days = Callable[[Sequence[int] | None], Mapping[int, dt.date]]  # None: of everybody
WITH_THE_RECORD = "solange der Datensatz steht, zu dem sie gehört"


class How(StrEnum):
    """What happens to the rows that a rule finds."""

    DELETE = "gelöscht"
    ANONYMISE = "unkenntlich gemacht"
    KEEP = "bleibt"
    UNMAP = "Zuordnung gelöscht"  # rows that only the database may read (kernel.audit.unmap)


@dataclass(frozen=True, slots=True)
class Gone:
    """Who is being forgotten: every record of one human in one room, and what hangs on them."""

    kind: str
    pks: tuple[int, ...]
    subjects: tuple[str, ...] = ()  # their random ids (privacy.Subject)
    refs: tuple[Ref, ...] = ()  # by these names logs, red thread, links and jobs know them


Where = Callable[[Gone], Q]


@dataclass(frozen=True, slots=True)
class Event:
    """From when a period is counted: a German sentence's end, and the day for each record."""

    code: str
    name: str
    days: Days


def _no_subjects(pks: Sequence[int]) -> Sequence[str]:
    """Stand in for kinds of records that have no random id of their own."""
    del pks
    return ()


def _nothing(pks: Sequence[int], on: dt.date) -> Sequence[str]:
    """Stand in for kinds of records against whose forgetting their room has nothing to say."""
    del pks, on
    return ()


@dataclass(frozen=True, slots=True)
class Person:
    """A kind of record about a person that can be forgotten, and what its room knows about it."""

    kind: str  # as logs and red thread call it
    name: str
    model: str
    find: Callable[[str], tuple[int, ...]]  # what somebody types -> every record of that human
    whole: Callable[[int], tuple[int, ...]]  # one record -> every record of that human
    labels: Callable[[Sequence[int]], Mapping[int, str]]  # what the asking person may not see lacks
    may_forget: Callable[[object], bool]  # a seat: who answers for these records
    answers: str  # who that is, in words
    subjects: Callable[[Sequence[int]], Sequence[str]] = _no_subjects
    events: tuple[Event, ...] = ()
    stands_against: Callable[[Sequence[int], dt.date], Sequence[str]] = _nothing
    keep_figures: Callable[[Sequence[int], dt.date], int] | None = None
    clean_mentions: Callable[[Sequence[int]], int] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to the rows of one table when somebody of one kind is forgotten."""

    model: str
    kind: str
    how: How
    where: Where
    ref: str = ""  # how logs and red thread name a row of this table
    fields: Mapping[str, object] = field(
        default_factory=dict
    )  # anonymised: a value, or pk -> value
    stays: Mapping[str, str] = field(default_factory=dict)  # fields that stay, each with its reason
    reason: str = ""
    until: str = ""
    only: Q = field(default_factory=Q)  # asked when the rule is carried out


_persons: dict[str, Person] = {}
_rules: list[Rule] = []
_things: dict[str, str] = {}


def person(one: Person) -> None:
    """Enter a kind of person; entering the same kind twice replaces it (Django may ask twice)."""
    _persons[one.kind] = one


def persons() -> tuple[Person, ...]:
    """Return every kind of person that can be forgotten."""
    return tuple(_persons.values())


def person_of(kind: str) -> Person | None:
    """Return a kind of person by the name the logs use."""
    return _persons.get(kind)


def rules(*, kind: str = "") -> tuple[Rule, ...]:
    """Return the rules in the order they are carried out, of one kind of person or of all."""
    return tuple(rule for rule in _rules if kind in ("", rule.kind))


def delete(model: str, *, kind: str, path: str, ref: str = "", only: Q | None = None) -> None:
    """Rows whose ``path`` leads to the forgotten record go; ``only`` is asked at that moment."""
    _enter(Rule(model, kind, How.DELETE, _by_path(path), ref=ref, only=only or Q()))


def delete_named(model: str, *, kind: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Rows go that name the record, or one of its rows, by kind and id."""
    _enter(Rule(model, kind, How.DELETE, _by_name(pairs)))


def delete_messages(model: str, *, kind: str, path: str = "", ref: str = "") -> None:
    """Messages (``path`` leads to them) go that are to the record, or about it or its rows."""
    columns = tuple((f"{path}{end}_kind", f"{path}{end}_id") for end in ("to", "about"))
    named = _by_name(columns)

    def where(gone: Gone) -> Q:
        found, own = named(gone), [str(pk) for pk in gone.pks]
        for known, key in columns:
            found |= Q(**{known: gone.kind, f"{key}__in": own})
        return found

    _enter(Rule(model, kind, How.DELETE, where, ref=ref))


def delete_of_subject(model: str, *, kind: str, column: str, ref: str = "") -> None:
    """Rows go whose column holds the random id (privacy.Subject) of the forgotten record."""

    def where(gone: Gone) -> Q:
        return Q(**{f"{column}__in": gone.subjects})

    _enter(Rule(model, kind, How.DELETE, where, ref=ref))


def anonymise(
    model: str,
    *,
    kind: str,
    path: str,
    fields: Mapping[str, object],
    stays: Mapping[str, str],
    ref: str = "",
    only: Q | None = None,
) -> None:
    """Rows stay, but these fields lose their content; every other field says why it stays."""
    rule = Rule(model, kind, How.ANONYMISE, _by_path(path), ref=ref, fields=fields, stays=stays)
    _enter(replace(rule, only=only or Q()))


def unmap(model: str, *, kind: str) -> None:
    """The database removes the one row that joins a reference in the logs to the record."""
    _enter(Rule(model, kind, How.UNMAP, _nowhere))


def empty(model: str, *, kind: str, path: str, fields: Mapping[str, object]) -> None:
    """Rows about somebody else that carry copies of the record lose the copies."""
    _enter(Rule(model, kind, How.ANONYMISE, _by_path(path), fields=fields, stays={"*": "fremd"}))


def keep(model: str, *, kind: str, path: str = "", reason: str, until: str, ref: str = "") -> None:
    """Rows stay, for a reason and until a moment that the receipt names."""
    where = _by_path(path) if path else _nowhere
    _enter(Rule(model, kind, How.KEEP, where, ref=ref, reason=reason, until=until))


def things(kinds: Mapping[str, str]) -> None:
    """Say of kinds of things in the logs why they are about no person: kind -> what they are."""
    _things.update(kinds)


def is_known(kind: str) -> bool:
    """Say whether somebody said whose a kind of thing in the logs is."""
    return kind in _things or kind in _persons or any(rule.ref == kind for rule in _rules)


def ruled_models() -> frozenset[str]:
    """Return the tables that have a rule."""
    return frozenset(rule.model for rule in _rules)


def _enter(rule: Rule) -> None:
    same = [
        at
        for at, one in enumerate(_rules)
        if (one.model, one.kind, one.how) == (rule.model, rule.kind, rule.how)
    ]
    if same:
        _rules[same[0]] = rule
    else:
        _rules.append(rule)


def _by_path(path: str) -> Where:
    def where(gone: Gone) -> Q:
        return Q(**{f"{path}__in": gone.pks})

    return where


def _by_name(pairs: Iterable[tuple[str, str]]) -> Where:
    known = tuple(pairs)

    def where(gone: Gone) -> Q:
        found, ids = Q(pk__in=[]), defaultdict(list)
        for ref in gone.refs:
            ids[ref.kind].append(ref.id)
        for named, some in ids.items():
            for kind, key in known:
                found |= Q(**{kind: named, f"{key}__in": some})
        return found

    return where


def _nowhere(gone: Gone) -> Q:
    del gone
    return Q(pk__in=[])
