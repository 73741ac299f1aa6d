# SPDX-License-Identifier: EUPL-1.2
"""The forgotten children in figures of past months; the row rules say who may read which town."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection

Cell = tuple[object, object, object]  # as the live counts are keyed; None: all of them

QUEUE = """
select town_id, band, counselled, sum(children)::bigint from schooling_pastcount
 where kind = 'QUEUE' and day = %s group by cube (town_id, band, counselled)
having count(*) > 0 -- without rows a cube still has its total
"""
SEATED = """
select town_id, band, weeks, sum(children)::bigint, sum(seated)::bigint from schooling_pastcount
 where kind = 'SEATED' and day = %s group by weeks, cube (town_id, band)
"""
KNOWN = """
select town_id, day, sum(children)::bigint from schooling_pastcount
 where kind = 'KNOWN' and day >= %s and day <= %s group by town_id, day
"""


def month_end(day: dt.date) -> dt.date:
    """Return the newest last day of a month that is not after this day."""
    after = day + dt.timedelta(days=1)
    return after.replace(day=1) - dt.timedelta(days=1)


def forgotten_in_queues(*, on: dt.date) -> Mapping[Cell, int]:
    """Return forgotten children who waited on the last day of a month; on other days nobody.

    Whoever is forgotten waits no more: today's queue never counts them.
    """
    return {(row[0], row[1], row[2]): row[3] for row in _rows(QUEUE, on)}


def forgotten_in_shares(*, on: dt.date) -> Mapping[Cell, tuple[int, int]]:
    """Return forgotten children of the year up to the newest month's end, and how many sat."""
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in _rows(SEATED, month_end(on))}


def forgotten_but_known(*, first: dt.date, on: dt.date) -> Mapping[tuple[object, object], int]:
    """Return forgotten children by town and month of their registration."""
    return {(row[0], row[1]): row[2] for row in _rows(KNOWN, first, on)}


def _rows(query: str, *days: dt.date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, days)
        return list(cursor.fetchall())
