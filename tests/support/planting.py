# SPDX-License-Identifier: EUPL-1.2
"""Plant a distinctive value into every text of every row about a person, whatever the columns.

The columns come from the models and the rows from the forget rules: a column that is added tomorrow
is planted tomorrow, and a table without a row fails.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from rundertisch.privacy import queries
from rundertisch.privacy.registry import forgetting as registry
from rundertisch.privacy.registry.forgetting import How, Person

NAMES = {f"{end}_{part}" for end in ("about", "source", "target", "to") for part in ("kind", "id")}
PLAIN = (models.CharField, models.TextField)
SHORTEST = 5  # a column of two letters (a language) holds nothing distinctive


class Planter:
    """Makes words that stand nowhere else, short enough for each column."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def word(self, *, longest: int | None) -> str:
        """Return a new word of letters and digits."""
        number = len(self.words) + 1
        text = (
            f"q{number:03}x" if longest is not None and longest < 12 else f"quorle{number:03}xanthe"
        )
        self.words.append(text)
        return text

    def phone(self) -> str:
        """Return a new telephone number with its country."""
        self.words.append(f"+49155{len(self.words) + 1:08}")
        return self.words[-1]


def plant(*, person: Person, pks: tuple[int, ...], planter: Planter) -> list[str]:
    """Fill every text about these records; return the tables of which there was no row."""
    gone = queries.who_goes(person=person, pks=pks)
    bare = []
    for rule in registry.rules(kind=person.kind):
        if rule.how in {How.KEEP, How.UNMAP}:
            continue
        rows = queries.rows_of(rule=rule, gone=gone).distinct()
        keys = list(rows.values_list("pk", flat=True))
        if not keys:
            bare.append(rule.model)
        model = apps.get_model(rule.model)
        for key in keys:
            values = {
                field.name: _value(field, planter)
                for field in _texts(model)
                if rule.how == How.DELETE or field.name in rule.fields
            }
            if values:
                model._default_manager.filter(pk=key).update(**values)  # noqa: SLF001  (Django's API)
    return bare


def _texts(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:  # noqa: SLF001  (Django's API)
        plain = isinstance(field, (*PLAIN, models.JSONField, ArrayField))
        chosen = field.choices or getattr(getattr(field, "base_field", None), "choices", None)
        narrow = field.max_length is not None and field.max_length < SHORTEST
        if (
            plain
            and not chosen
            and not narrow
            and not field.primary_key
            and field.name not in NAMES
        ):
            yield field


def _value(field: models.Field, planter: Planter) -> object:
    if isinstance(field, models.JSONField):
        return {"note": planter.word(longest=None), "list": [planter.word(longest=None)]}
    if isinstance(field, ArrayField):
        return [planter.word(longest=field.base_field.max_length)]
    if isinstance(field, models.EmailField):
        return f"{planter.word(longest=None)}@example.org"
    if field.name == "number":  # of a telephone: nothing but digits is one
        return planter.phone()
    return planter.word(longest=field.max_length)
