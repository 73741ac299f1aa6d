# SPDX-License-Identifier: EUPL-1.2
"""Questions that every page asks: their text is made once, and PostgreSQL plans it once.

Django writes the SQL of a question anew each time, with its values in it, and PostgreSQL plans each
text anew: with row rules that takes longer than the answer. Here the text is kept with places for
the values, and every connection prepares it at its first use. Who asks is no part of a plan: row
rules read it when the plan is run (`scope`), so a kept plan shows each person their own rows.

This leans on what Django keeps to itself (its compilers); the tests of it (rooms/accounts) notice
when a new version does it differently.
"""

import copy
import datetime as dt
import threading
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, Generic, Self, TypeVar

import psycopg
from django.db import connection
from django.db.models import QuerySet

R = TypeVar("R")
Value = int | dt.date
LARGEST = 2**63 - 1


class _Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """Says what was asked, as Django's own cursor does: whoever counts questions reads it."""

    def execute(
        self,
        query: Any,  # noqa: ANN401 - psycopg's kinds of text
        params: Any = None,  # noqa: ANN401 - psycopg's kinds of values
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        super().execute(query, params, prepare=prepare, binary=binary)
        said: Any = SimpleNamespace(query=query.encode())
        self._query = said
        return self


def rows(*, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Ask in SQL with ``%s`` for the values; guards and counts see it as any other question."""
    django: Any = connection
    django.ensure_connection()
    django.connection.prepare_threshold = 0  # at once; questions from elsewhere never are
    with django.wrap_database_errors:
        bare = _Cursor(django.connection)
    with django._prepare_cursor(bare) as cursor:  # noqa: SLF001 - what connection.cursor() ends with
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


class Prepared(Generic[R]):
    """A question of Django's, asked with other values each time.

    ``ask`` makes it from named values, ``kinds`` says the type of each. It may look at no value
    itself: which rows are meant must be said by the database's conditions alone.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, R]], **kinds: type[Value]) -> None:
        self._ask, self._kinds = ask, kinds
        self._making = threading.Lock()
        self._made: tuple[Any, str, list[Callable[..., object]], Any] | None = None

    def all(self, **values: Value) -> list[R]:
        """Return what is found, as the question's own rows."""
        if any(isinstance(each, int) and abs(each) > LARGEST for each in values.values()):
            return []  # a number in an address that no row can have
        compiler, sql, places, found = self._kept()
        answer = rows(sql=sql, values=[place(values) for place in places])
        compiler = copy.copy(compiler)
        compiler.execute_sql = lambda *_, **__: [answer]
        asked = SimpleNamespace(
            db=compiler.using,
            model=found.model,
            query=SimpleNamespace(get_compiler=lambda *_, **__: compiler),
            _known_related_objects={},
        )
        return list(found._iterable_class(asked))  # noqa: SLF001 - rows become objects as in Django

    def first(self, **values: Value) -> R | None:
        """Return the first that is found, or nothing."""
        return next(iter(self.all(**values)), None)

    def _kept(self) -> tuple[Any, str, list[Callable[..., object]], Any]:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> tuple[Any, str, list[Callable[..., object]], Any]:
        """Let Django write the question with marks, and note where each value stands."""
        marks = {name: _mark(kind, at) for at, (name, kind) in enumerate(self._kinds.items())}
        found = self._ask(**marks)
        compiler = found.query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        missing = [name for name, mark in marks.items() if mark not in params]
        if missing:
            msg = f"the question does not ask for {', '.join(missing)} by a value of its own"
            raise TypeError(msg)
        places = [_place(each, marks) for each in params]
        return compiler, sql, places, found


def _mark(kind: type[Value], at: int) -> Value:
    """Return a value that stands in no question by itself."""
    return dt.date(1, 1, 1 + at) if issubclass(kind, dt.date) else -7_000_000_000 - at


def _place(param: object, marks: dict[str, Value]) -> Callable[..., object]:
    """Return how a place of the text is filled: with a value of its name, or always the same."""
    for name, mark in marks.items():
        if param == mark:
            kind: Callable[[object], object] = type(
                param
            )  # Django's kinds of integers tell PostgreSQL how wide they are
            if isinstance(param, int):
                return lambda values: kind(values[name])
            return lambda values: values[name]
    return lambda _: param
