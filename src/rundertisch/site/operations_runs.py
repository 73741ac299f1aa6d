# SPDX-License-Identifier: EUPL-1.2
"""Keep that something was done to the house and how it ended, whatever happens in between."""

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from rundertisch.kernel.errors import Refusal
from rundertisch.site.operations import House

KEPT = 400  # runs of one kind: a year of days, and some


class DifferentError(Refusal):
    """What came back is not what was put away."""


@dataclass(slots=True)
class Run:
    """What there is to say about a run once it is over."""

    file: str = ""
    size: int | None = None


@contextlib.contextmanager
def recorded(*, house: House, kind: str) -> Iterator[Run]:
    """Note the beginning, then the end or why there was none, as the owner role.

    A database that is older than the table of runs is served all the same.
    """
    run = Run()
    with psycopg.connect(house.urls.owner, autocommit=True) as owner:
        there = owner.execute("select to_regclass('site_operationrun') is not null").fetchone()
        if there != (True,):
            yield run
            return
        row = owner.execute(
            "insert into site_operationrun (kind, trouble, file) values (%s, '', '') returning id",
            [kind],
        ).fetchone()
        pk = int(row[0]) if row else 0
        try:
            yield run
        except BaseException as failure:
            _end(owner, pk=pk, run=run, trouble=trouble_of(failure))
            raise
        _end(owner, pk=pk, run=run, trouble="")
        owner.execute(
            "delete from site_operationrun where kind = %s and id not in"
            " (select id from site_operationrun where kind = %s order by id desc limit %s)",
            [kind, kind, KEPT],
        )


def trouble_of(failure: BaseException) -> str:
    """Return the word for what went wrong (`models.OperationTrouble`), never an error's text."""
    if isinstance(failure, OSError):
        return "SPACE" if failure.errno in {errno.ENOSPC, errno.EDQUOT} else "FOLDER"
    known: tuple[tuple[type[BaseException], str], ...] = (
        (DifferentError, "DIFFERENT"),
        (Refusal, "REFUSED"),
        (KeyboardInterrupt, "INTERRUPTED"),
    )
    return next((word for kind, word in known if isinstance(failure, kind)), "BROKEN")


def _end(owner: psycopg.Connection, *, pk: int, run: Run, trouble: str) -> None:
    owner.execute(
        "update site_operationrun set ended_at = greatest(begun_at, clock_timestamp()),"
        " trouble = %s, file = %s, size = %s where id = %s",
        [trouble, run.file, run.size, pk],
    )
