# SPDX-License-Identifier: EUPL-1.2
"""Carry out the rules of one kind of person; only the job that forgets and the owner role can.

Everything happens in the caller's transaction: whoever raises has changed nothing.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Model

from rundertisch.kernel import audit, traces
from rundertisch.kernel.errors import Refusal
from rundertisch.privacy import queries
from rundertisch.privacy.registry.forgetting import Gone, How, Person, Rule

TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.UUIDField,
    models.GenericIPAddressField,
    ArrayField,
)
OWN = {"privacy_receipt", "privacy_forgetrequest"}


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: rows by rule, months counted on, and what to search for afterwards."""

    gone: Gone
    rows: tuple[tuple[Rule, int], ...]
    months: int
    mentions: int
    references: int  # in the logs, that now stand for nobody
    runs: frozenset[traces.Run]


def erase(*, person: Person, pks: Sequence[int], on: dt.date) -> Erased:
    """Forget these records: figures first, then mentions, then every rule in its order."""
    gone = queries.who_goes(person=person, pks=pks)
    rules = queries.rules_of(gone=gone)
    found = [
        (rule, tuple(queries.rows_of(rule=rule, gone=gone).values_list("pk", flat=True)))
        for rule in rules
    ]
    runs = {run for rule, keys in found for run in _runs(rule=rule, keys=keys)}
    months = person.keep_figures(gone.pks, on) if person.keep_figures else 0
    mentions = person.clean_mentions(gone.pks) if person.clean_mentions else 0
    done = tuple((rule, _carry_out(rule=rule, keys=keys)) for rule, keys in found)
    _nothing_left(found=found)
    _drop_jobs(gone=gone)
    references = audit.unmap(refs=gone.refs)
    left = traces.appearing(runs=runs, texts=texts())
    return Erased(
        gone=gone,
        rows=done,
        months=months,
        mentions=mentions,
        references=references,
        runs=frozenset(runs - left),
    )


def _carry_out(*, rule: Rule, keys: Sequence[object]) -> int:
    rows = _rows(rule.model).filter(rule.only, pk__in=keys)
    if rule.how == How.DELETE:
        number = rows.count() if rule.only else len(keys)  # the database takes some along itself
        rows.delete()
        return number
    if rule.how == How.ANONYMISE:
        changed = list(rows.values_list("pk", flat=True))
        for key in changed:
            values = {name: _value(value, key=key) for name, value in rule.fields.items()}
            _rows(rule.model).filter(pk=key).update(**values)
        return len(changed)
    return len(keys)


def _value(value: object, *, key: object) -> object:
    """Return what stands in the place of a field; a callable makes it from the row's key."""
    return value(key) if callable(value) else value


def _nothing_left(*, found: Sequence[tuple[Rule, Sequence[object]]]) -> None:
    """Row rules let rows stay silently where somebody has no right: that must not pass as done."""
    for rule, keys in found:
        if rule.how == How.DELETE and _rows(rule.model).filter(rule.only, pk__in=keys).exists():
            raise Refusal(
                f"Nicht alles ließ sich löschen ({rule.model}). Es wurde nichts verändert; das "
                "Vergessen braucht den Arbeiter (rundertisch worker) oder die Eigentümerrolle."
            )


def _drop_jobs(*, gone: Gone) -> None:
    """Take jobs out of the queue that carry the number of something forgotten (child_id = 7)."""
    keys = [(f"{ref.kind}_id", ref.id) for ref in gone.refs]
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs j using unnest(%s::text[], %s::text[]) as gone(key, id)"
            " where j.args ->> gone.key = gone.id and j.status <> 'doing'",
            [[key for key, _ in keys], [one for _, one in keys]],
        )


def _rows(label: str) -> "models.QuerySet[Model]":
    return apps.get_model(label)._default_manager.all()  # noqa: SLF001 - Django's API for models


def _runs(*, rule: Rule, keys: Sequence[object]) -> Iterator[traces.Run]:
    """Yield what to look for afterwards: every text of the rows that go, field by field."""
    if rule.how in {How.KEEP, How.UNMAP}:
        return
    model = apps.get_model(rule.model)
    fields = [
        field.name
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's API for models
        if _is_text(field) and (rule.how == How.DELETE or field.name in rule.fields)
    ]
    for row in _rows(rule.model).filter(pk__in=keys).values(*fields):
        for value in row.values():
            for text in _texts_in(value):
                yield from traces.runs_of(text)


def _is_text(field: "models.Field") -> bool:
    if field.choices or field.is_relation:
        return False
    return isinstance(field, TEXTS)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts_in(one)
    elif value not in (None, "") and not isinstance(value, bool | int | float):
        yield str(value)


def texts() -> Iterator[str]:
    """Yield the text of every row of every table that whoever asks may read."""
    with connection.cursor() as cursor:
        for table, columns in queries.text_columns().items():
            if table in OWN:
                continue
            joined = ", ".join(f'"{one}"::text' for one in columns)
            cursor.execute(f"select concat_ws(' ', {joined}) from \"{table}\"")  # noqa: S608 - names of our own tables
            while rows := cursor.fetchmany(1000):
                for (text,) in rows:
                    yield text
