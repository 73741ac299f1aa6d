# SPDX-License-Identifier: EUPL-1.2
"""Who would be forgotten with whom, and what of them: nothing is changed here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import QuerySet

from rundertisch.kernel import glossary
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.queries.obstacles import Obstacle, obstacles
from rundertisch.privacy.queries.register import words_of
from rundertisch.privacy.registry import BORROWED
from rundertisch.privacy.registry import forgetting as registry
from rundertisch.privacy.registry.forgetting import Gone, How, Person, Rule


@dataclass(frozen=True, slots=True)
class Line:
    """One table: what happens to how many rows, by which rule."""

    rule: Rule
    record: str
    rows: int

    @property
    def what(self) -> str:
        """What happens, in words."""
        return self.rule.how.value

    @property
    def why(self) -> str:
        """Why it stays, and until when."""
        return f"{self.rule.reason}; {self.rule.until}" if self.rule.until else self.rule.reason


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would be forgotten, and what stands against it; nothing was changed."""

    person: Person
    gone: Gone
    lines: tuple[Line, ...]
    against: tuple[Obstacle, ...]

    @property
    def rows(self) -> int:
        """Rows that would be deleted or made unrecognisable."""
        return sum(line.rows for line in self.lines if line.rule.how != How.KEEP)

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if self.against:
            many = len(self.against)
            return (
                "Dem steht etwas entgegen" if many == 1 else f"Dem steht {many}-mal etwas entgegen"
            )
        return f"{self.rows} Zeilen würden gelöscht oder unkenntlich"


def find_person(*, text: str, kind: str = "") -> tuple[Person, tuple[int, ...]] | None:
    """Return the kind and every record of the human whom a reference, id or address names."""
    for person in registry.persons():
        if kind in ("", person.kind):
            pks = person.find(text.strip())
            if pks:
                return person, pks
    return None


def who_goes(*, person: Person, pks: Sequence[int]) -> Gone:
    """Return every record of the human and every name by which others know their rows."""
    subjects = tuple(str(one) for one in person.subjects(pks))
    gone = Gone(kind=person.kind, pks=tuple(pks), subjects=subjects)
    refs = [Ref(person.kind, str(pk)) for pk in pks]
    refs += [Ref("subject", one) for one in subjects]
    for rule in registry.rules(kind=person.kind):
        if rule.ref and rule.how == How.DELETE and rule.ref != person.kind:
            keys = rows_of(rule=rule, gone=gone).values_list("pk", flat=True)
            refs += [Ref(rule.ref, str(pk)) for pk in keys]
    return Gone(kind=person.kind, pks=tuple(pks), subjects=subjects, refs=tuple(refs))


def rows_of(*, rule: Rule, gone: Gone) -> QuerySet:
    """Return the rows that a rule finds, as far as whoever asks may see them."""
    model = apps.get_model(rule.model)
    return model._default_manager.filter(rule.where(gone))  # noqa: SLF001 - Django's API for models


def rules_of(*, gone: Gone) -> Sequence[Rule]:
    """Return the rules for the kind of the forgotten, in their order, whose rows can be read."""
    return [rule for rule in registry.rules(kind=gone.kind) if rule.how != How.UNMAP]


@cache
def german_name(label: str) -> str:
    """Return what people call a table."""
    known = {one.label: one.name for one in BORROWED}
    german = {term.code: term.german for term in glossary.terms()}
    return known.get(label) or german.get(words_of(label), label)


def lines_of(*, gone: Gone) -> tuple[Line, ...]:
    """Count by rule what hangs on these records; rules that find nothing are left out."""
    lines = [
        Line(
            rule=rule,
            record=german_name(rule.model),
            rows=rows_of(rule=rule, gone=gone).distinct().count(),
        )
        for rule in rules_of(gone=gone)
    ]
    return tuple(line for line in lines if line.rows or line.rule.how == How.KEEP)


def dry_run(*, person: Person, pks: Sequence[int], on: dt.date) -> DryRun:
    """Say what forgetting would do and what stands against it."""
    gone = who_goes(person=person, pks=pks)
    return DryRun(
        person=person,
        gone=gone,
        lines=lines_of(gone=gone),
        against=obstacles(person=person, pks=pks, on=on),
    )
