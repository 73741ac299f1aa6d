# SPDX-License-Identifier: EUPL-1.2
"""What the engine is told of children that come into a running round later than the others."""

import datetime as dt
from collections.abc import Iterable

from rundertisch.accounts.models import Seat
from rundertisch.schooling import actions
from rundertisch.schooling.models import Child, ChildQuerySet, Group, Round
from rundertisch.schooling.planning.frozen import rows_of
from rundertisch.schooling.planning.rows import problem_about
from rundertisch.schooling.queries import arrivals


def join_waiting(*, round: Round, on: dt.date, at: dt.datetime, by: Seat) -> int:  # noqa: A002 - the field's word
    """Take everybody who waits and is not in the round into it; returns how many."""
    actions.demand_counselling(by=by)
    rows = _rows(shown=round, children=arrivals.arrived_since(shown=round, on=on))
    return actions.join_round(round=round, rows=rows, at=at, by=by)


def join_child(
    *,
    round: Round,  # noqa: A002 - the field's word
    child: Child,
    group: Group | None,
    words: str,
    on: dt.date,
    at: dt.datetime,
    by: Seat,
) -> None:
    """Take one child into the round; with a group a person has decided where it sits."""
    actions.demand_counselling(by=by)
    known = arrivals.arrived_since(shown=round, on=on).filter(pk=child.pk)
    rows = _rows(shown=round, children=known)
    if group is None or not rows:
        actions.join_round(round=round, rows=rows, at=at, by=by)
        return
    actions.seat_arrival(
        round=round, row=rows[0], child=child, group=group, words=words, at=at, by=by
    )


def _rows(*, shown: Round, children: ChildQuerySet) -> tuple[actions.FrozenRow, ...]:
    """Return their rows; waiting is counted until the day the others were frozen on."""
    problem = problem_about(children=children.order_by("pk"), on=shown.frozen_on)
    return tuple(_waiting(rows_of(problem=problem)))


def _waiting(rows: Iterable[actions.FrozenRow]) -> Iterable[actions.FrozenRow]:
    return (row for row in rows if not row.seated)
