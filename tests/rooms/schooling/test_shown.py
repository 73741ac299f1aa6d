# SPDX-License-Identifier: EUPL-1.2
"""What the log of accesses calls a field is a field, and what a list shows is named there."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from rundertisch.schooling.models import Child
from rundertisch.schooling.queries import shown


def leads_somewhere(path: str) -> bool:
    """Follow a way from a child to a column."""
    model: type[Model] | None = Child
    for part in path.split("."):
        if model is None:
            return False
        try:
            field = model._meta.get_field(part)  # noqa: SLF001  (Django's API)
        except FieldDoesNotExist:
            return False
        model = field.related_model if isinstance(field.related_model, type) else None
    return True


@pytest.mark.parametrize("fields", shown.EVERY_LIST)
def test_every_named_field_is_one(fields: tuple[str, ...]) -> None:
    assert not leads_somewhere("placements.colour")
    assert [path for path in fields if not leads_somewhere(path)] == []
