# SPDX-License-Identifier: EUPL-1.2
"""Connections that know their questions before anybody asks.

PostgreSQL plans a question for each connection, and by its own choice anew for the first five times
it is asked. With row rules all questions of one page together take 30 ms to plan: whoever met a new
connection, or was among its first five, waited that much longer. So a connection of the web server
asks every known question once when it is opened, as nobody, who sees no row; and plans once.
"""

import contextlib
import datetime as dt
import select
from collections.abc import Callable, Sequence
from typing import Any, Self

import psycopg
from psycopg.types.numeric import Int8

ONCE = "set plan_cache_mode = force_generic_plan"
NOTHING: dict[type, Callable[[Any], object]] = {
    int: lambda value: type(value)(0),  # Django's kinds of integers say how wide they are
    str: lambda _: "",
    dt.date: lambda _: dt.date(1, 1, 1),
}

_known: dict[str, list[object]] = {}  # the text of a question -> values that mean nobody


def know(*, sql: str, values: Sequence[object]) -> None:
    """Keep a question for every connection that is opened from now on; of values only the kind."""
    if sql not in _known:
        _known[sql] = [_nothing(value) for value in values]


def sized(values: Sequence[object]) -> list[object]:
    """Return the values with bare integers as wide ones: a plan holds for one width only."""
    return [Int8(each) if type(each) is int else each for each in values]


def _nothing(value: object) -> object:
    return next((made(value) for kind, made in NOTHING.items() if isinstance(value, kind)), None)


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection of the web server's pool.

    The pool asks an empty question before it lends a connection: is the server still there? While
    nothing has come from there since, it has not taken leave and need not be asked.
    """

    def execute(
        self,
        query: Any,  # noqa: ANN401 - psycopg's kinds of text
        params: Any = None,  # noqa: ANN401 - psycopg's kinds of values
        *,
        prepare: bool | None = None,
        binary: bool = False,
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        """Ask, but for an empty question only if something waits to be read."""
        if query == "" and not self.closed and not _something_waits(self.fileno()):
            return self.cursor()
        return super().execute(query, params, prepare=prepare, binary=binary)

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:  # noqa: ANN401 - psycopg's own
        """Open a connection and let it plan every known question."""
        opened = super().connect(conninfo, **kwargs)
        opened.prepare_threshold = 0  # at once; Django's own questions never are
        opened.execute(ONCE)
        with psycopg.Cursor(opened) as cursor:
            for sql, values in tuple(_known.items()):
                with contextlib.suppress(psycopg.DataError, psycopg.ProgrammingError):
                    cursor.execute(sql, values)
        return opened


def _something_waits(fileno: int) -> bool:
    """Say whether the other side has sent something, or closed the connection."""
    waiting = select.poll()
    waiting.register(fileno, select.POLLIN)
    return bool(waiting.poll(0))
