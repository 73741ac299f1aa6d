# SPDX-License-Identifier: EUPL-1.2
"""What a running round is made of right now, and how to read only what came since.

A state is how many rows the asking seat sees, and the sum of the numbers of the transactions that
wrote them (PostgreSQL's ``xmin``, summed by their age, which is quicker). Every change of a row
makes its number larger, so with as many rows the sum grows; a row that was added, forgotten or
hidden changes the count or the sum. Two equal states are the same rows; and where the rows known
before and those with higher ids have the new state together, those known before are unchanged.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from rundertisch.kernel import prepared

V = TypeVar("V")
Line = tuple[Any, ...]


class State(NamedTuple):
    """The state of some rows."""

    rows: int
    written: int


class RoundState(NamedTuple):
    """The state of everything that a proposal of a round and its standing are computed from."""

    round: int
    proposal: int  # the newest real one; 0: none yet
    asked: int  # how many children it has a line for
    common: State
    children: State
    lines: State
    decisions: State
    groups: State  # of all schools: how many seats are free now


class Part(NamedTuple, Generic[V]):
    """Rows of one kind as they were read, oldest first; they may be older than the round is."""

    of: int  # the round, or the proposal
    state: State
    newest: int  # the highest id
    values: tuple[V, ...]


_STATE = prepared.text(
    """
select r.id, coalesce(n.id, 0), coalesce((n.plan->>'placed')::int + (n.plan->>'unplaced')::int, 0),
  r.xmin::text::bigint, age(r.xmin),
  (select array[count(*), coalesce(sum(age(c.xmin)), 0)]
     from schooling_roundchild c where c.round_id = r.id),
  (select array[count(*), coalesce(sum(age(p.xmin)), 0)]
     from schooling_proposedseat p where p.proposal_id = n.id),
  (select array[count(*), coalesce(sum(age(d.xmin)), 0)]
     from schooling_decision d where d.round_id = r.id),
  (select array[count(*), coalesce(sum(age(g.xmin)), 0)] from schooling_group g)
from schooling_round r left join lateral (
  select p.id, p.plan from schooling_proposal p where p.round_id = r.id and p.what_if is null
  order by p.id desc limit 1
) n on true
where r.sealed_on is null limit 1
"""
)
# each: of which round or proposal, after which id
_COMMON = prepared.text(
    """
select id, xmin::text::bigint, frozen_on, common from schooling_round where id = %s and id > %s
""",
    0,
    0,
)
_CHILDREN = prepared.text(
    """
select id, xmin::text::bigint, row from schooling_roundchild where round_id = %s and id > %s
order by id
""",
    0,
    0,
)
_LINES = prepared.text(
    """
select id, xmin::text::bigint, child_id, group_id, minutes from schooling_proposedseat
where proposal_id = %s and id > %s order by id
""",
    0,
    0,
)
_DECISIONS = prepared.text(
    """
select id, xmin::text::bigint, child_id, kind, group_id, school_id, releases_id
from schooling_decision where round_id = %s and id > %s order by id
""",
    0,
    0,
)
_GROUPS = prepared.text(
    """
select id, xmin::text::bigint, free_seats from schooling_group where %s = 0 and id > %s order by id
""",
    0,
    0,
)


def state_now() -> RoundState | None:
    """Return the state of the running round, as the asking seat sees it; one query."""
    found = prepared.rows(sql=_STATE, values=[])
    if not found:
        return None
    running, proposal, asked, common, age, *parts = found[0]
    today = common + age  # the number from which PostgreSQL counts the age of all others
    states = (_state(rows, rows * today - int(ages)) for rows, ages in parts)
    return RoundState(running, proposal, asked, _state(1, common), *states)


def _state(rows: int, written: int) -> State:
    """Return a state; the numbers of transactions have 32 bits and begin again."""
    return State(rows, written % 2**32)


def common_of(*, now: RoundState, known: Part[V] | None, read: Callable[[Line], V]) -> Part[V]:
    """Return what concerns no person: one value; ``read`` gets the day it was frozen, and what."""
    return _part(
        _COMMON, now.round, now.common, known, lambda line: read((line[2], json.loads(line[3])))
    )


def children_of(*, now: RoundState, known: Part[V] | None, read: Callable[[Any], V]) -> Part[V]:
    """Return the children of a round, each made by ``read`` of its frozen row."""
    return _part(_CHILDREN, now.round, now.children, known, lambda line: read(json.loads(line[2])))


def lines_of(*, now: RoundState, known: Part[V] | None, read: Callable[[Line], V]) -> Part[V]:
    """Return the lines of the proposal; ``read`` gets child, group and minutes."""
    return _part(_LINES, now.proposal, now.lines, known, lambda line: read(line[2:]))


def decisions_of(*, now: RoundState, known: Part[V] | None, read: Callable[[Line], V]) -> Part[V]:
    """Return the decisions of a round in their order; ``read`` gets id, child, kind and so on."""
    return _part(
        _DECISIONS, now.round, now.decisions, known, lambda line: read((line[0], *line[2:]))
    )


def groups_of(*, now: RoundState, known: Part[V] | None, read: Callable[[Line], V]) -> Part[V]:
    """Return the groups of all schools; ``read`` gets id and the seats that are free now."""
    return _part(_GROUPS, 0, now.groups, known, lambda line: read((line[0], line[2])))


def _part(
    sql: str, of: int, now: State, known: Part[V] | None, read: Callable[[Line], V]
) -> Part[V]:
    """Return all rows: those that are known if they still hold, and those that came since."""
    if known is not None and known.of == of:
        if known.state == now:
            return known
        later = _read(sql, of, known.newest, read)
        both = _state(*map(sum, zip(known.state, later.state, strict=True)))
        if both == now:
            newest = max(known.newest, later.newest)
            return Part(of, both, newest, known.values + later.values)
    return _read(sql, of, 0, read)


def _read(sql: str, of: int, after: int, read: Callable[[Line], V]) -> Part[V]:
    found: Sequence[Line] = prepared.rows(sql=sql, values=[of, after])
    state = _state(len(found), sum(line[1] for line in found))
    newest = max((line[0] for line in found), default=after)
    return Part(of, state, newest, tuple(read(line) for line in found))
