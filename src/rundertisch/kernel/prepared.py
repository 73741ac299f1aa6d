# SPDX-License-Identifier: EUPL-1.2
"""Questions that every page asks: their text is made once, and PostgreSQL plans it once.

Django writes the SQL of a question anew each time, with its values in it, and PostgreSQL plans each
text anew: with row rules that takes longer than the answer. Here the text is kept with places for
the values, and every connection prepares it at its first use; a connection of the web server when
it is opened (`connections`). Who asks is no part of a plan: row rules read it when the plan is run
(`scope`), so a kept plan shows each person their own rows.

This leans on what Django keeps to itself (its compilers); the tests of it (rooms/accounts) notice
when a new version does it differently.
"""

import copy
import datetime as dt
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Generic, Self, TypeVar

import psycopg
from django import db
from django.db.models import QuerySet

from rundertisch.kernel import connections

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
    values = connections.sized(values)
    connections.know(sql=sql, values=values)
    with _asked(sql, values) as cursor:
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def run(*, sql: str, values: Sequence[object]) -> None:
    """Do in SQL what has no answer; a new connection never tries it by itself."""
    with _asked(sql, connections.sized(values)):
        pass


@contextmanager
def _asked(sql: str, values: Sequence[object]) -> Iterator[Any]:
    # once: ``db.connection`` would look for it at every word
    django: Any = db.connections[db.DEFAULT_DB_ALIAS]
    django.ensure_connection()
    django.connection.prepare_threshold = 0  # at once; questions from elsewhere never are
    with django.wrap_database_errors:
        bare = _Cursor(django.connection)
    with django._prepare_cursor(bare) as cursor:  # noqa: SLF001 - what connection.cursor() ends with
        cursor.execute(sql, values)
        yield cursor


def text(sql: str, *values: object) -> str:
    """Return a question in SQL; connections know it with values of these kinds."""
    connections.know(sql=sql, values=connections.sized(values))
    return sql


def know_all() -> None:
    """Write every question that is declared, so that connections opened later know it."""
    for each in tuple(_declared):
        each.know()


_declared: "weakref.WeakSet[Prepared[Any]]" = weakref.WeakSet()


class Prepared(Generic[R]):
    """A question of Django's, asked with other values each time.

    ``ask`` makes it from named values, ``kinds`` says the type of each. It may look at no value
    itself: which rows are meant must be said by the database's conditions alone.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, R]], **kinds: type[Value]) -> None:
        self._ask, self._kinds = ask, kinds
        self._making = threading.Lock()
        self._made: tuple[Any, str, list[Callable[..., object]], Any] | None = None
        _declared.add(self)

    def know(self) -> None:
        """Write the question now, before anybody asks it."""
        _, sql, places, _ = self._kept()
        nobody = {name: _mark(kind, at=0, turn=0) for name, kind in self._kinds.items()}
        connections.know(sql=sql, values=connections.sized([place(nobody) for place in places]))

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
        marks, found, compiler, sql, params = self._written(turn=0)
        _, _, _, sql_again, params_again = self._written(turn=1)
        missing = [name for name, mark in marks.items() if mark not in params]
        if missing:
            msg = f"the question does not ask for {', '.join(missing)} by a value of its own"
            raise TypeError(msg)
        kept = [one for one in params if one not in marks.values()]
        if sql_again != sql or any(one not in params_again for one in kept):
            msg = (
                "the question counts with a value before it asks: the answer would be kept for good"
            )
            raise TypeError(msg)
        places = [_place(each, marks) for each in params]
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        compiler.get_converters = lambda _: converters  # always the same; Django asks at each row's
        return compiler, sql, places, found

    def _written(self, *, turn: int) -> tuple[dict[str, Value], Any, Any, str, list[object]]:
        marks = {
            name: _mark(kind, at=at, turn=turn)
            for at, (name, kind) in enumerate(self._kinds.items())
        }
        found = self._ask(**marks)
        compiler = found.query.get_compiler(using=db.DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return marks, found, compiler, sql, list(params)


def _mark(kind: type[Value], *, at: int, turn: int) -> Value:
    """Return a value that stands in no question by itself; another one in each turn."""
    if issubclass(kind, dt.date):
        return dt.date(1 + turn, 1, 1 + at)
    return -7_000_000_000 - 1000 * turn - at


def _place(param: object, marks: dict[str, Value]) -> Callable[..., object]:
    """Return how a place of the text is filled: with a value of its name, or always the same."""
    for name, mark in marks.items():
        if param == mark and isinstance(param, int):
            # Django's kinds of integers tell PostgreSQL how wide they are
            kind: Callable[[object], object] = type(param)
            return lambda values: kind(values[name])
        if param == mark:
            return lambda values: values[name]
    return lambda _: param
