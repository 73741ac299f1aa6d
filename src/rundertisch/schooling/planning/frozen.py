# SPDX-License-Identifier: EUPL-1.2
"""A frozen input: what the engine was told on a day, and what people decided since.

The problem of a round is a function of its frozen rows and its decisions alone, so the same
question can be asked again at any later time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from rundertisch.engine.placement import problem as problems
from rundertisch.schooling import actions
from rundertisch.schooling.models import Decision, DecisionKind, Round, RoundChild

ENDS = {DecisionKind.WITHDRAWN, DecisionKind.REFUSED, DecisionKind.NOT_APPEARED}


def common_of(*, problem: problems.Problem) -> dict[str, object]:
    """Return what concerns no person: schools, groups, rules."""
    return {
        "schools": [asdict(school) for school in problem.schools],
        "groups": [asdict(group) for group in problem.groups],
        "parameters": asdict(problem.parameters),
    }


def rows_of(*, problem: problems.Problem) -> tuple[actions.FrozenRow, ...]:
    """Return one row for every child who waits, and for every one who already sits."""
    wishes: dict[str, list[dict[str, object]]] = {}
    for wish in problem.wishes:
        wishes.setdefault(wish.child, []).append({"school": wish.school, "rank": wish.rank})
    waiting = tuple(
        actions.FrozenRow(
            child_id=int(child.id),
            seated=False,
            row={"child": asdict(child), "wishes": wishes.get(child.id, [])},
        )
        for child in problem.children
    )
    seated = tuple(
        actions.FrozenRow(child_id=int(one.id), seated=True, row={"placed": asdict(one)})
        for one in problem.placed
    )
    return waiting + seated


class Frozen(NamedTuple):
    """One row of a round as the engine is told of it: a child that waits, or one that sits."""

    child: problems.Child | None
    wishes: tuple[problems.Wish, ...] = ()
    placed: problems.Placed | None = None


def frozen_from(*, row: dict[str, Any]) -> Frozen:
    """Return what a row says."""
    if "child" not in row:
        return Frozen(None, placed=problems.Placed(**row["placed"]))
    child = problems.Child(**{**row["child"], "forms": tuple(row["child"]["forms"])})
    wishes = tuple(problems.Wish(child=child.id, **wish) for wish in row["wishes"])
    return Frozen(child, wishes)


class Decided(NamedTuple):
    """What a decision says, as far as the engine is told of it; fields as in `Decision`."""

    pk: int
    child_id: int
    kind: str
    group_id: int | None
    school_id: int | None
    releases_id: int | None
    words: str = ""  # left out where only the seats are asked for


@dataclass(slots=True)
class _State:
    """What the decisions of a round come to, one after the other."""

    locks: dict[int, problems.Lock] = field(default_factory=dict)  # by decision
    exclusions: dict[int, problems.Exclusion] = field(default_factory=dict)
    seats: dict[str, tuple[str, bool]] = field(default_factory=dict)  # child -> group, announced

    def take(self, decision: Decided) -> None:
        """Take one more decision."""
        child, kind = str(decision.child_id), DecisionKind(decision.kind)
        if kind == DecisionKind.LOCKED:
            self.locks[decision.pk] = problems.Lock(
                child=child, group=str(decision.group_id), reason=decision.words
            )
        elif kind == DecisionKind.EXCLUDED:
            self.exclusions[decision.pk] = problems.Exclusion(
                child=child, school=str(decision.school_id), reason=decision.words
            )
        elif kind == DecisionKind.RELEASED:
            self.locks.pop(decision.releases_id or 0, None)
            self.exclusions.pop(decision.releases_id or 0, None)
        elif kind == DecisionKind.SIGNED:
            self.seats[child] = (str(decision.group_id), False)
        elif kind in ENDS:
            self.seats.pop(child, None)
        elif kind == DecisionKind.ANNOUNCED:
            self.seats[child] = (str(decision.group_id), True)


def decisions_of(*, round: Round, after: int | None) -> Iterable[Decided]:  # noqa: A002 - the field's word
    """Return the decisions of a round in their order, up to a given one."""
    known = Decision.objects.filter(round=round).order_by("pk")
    known = known if after is None else known.filter(pk__lte=after)
    return (Decided(*each) for each in known.values_list(*Decided._fields))


def joined_later(*, round: Round, after: int | None) -> set[int]:  # noqa: A002 - the field's word
    """Return the children who came into the round only after that decision."""
    if after is None:
        return set()
    known = Decision.objects.filter(round=round, kind=DecisionKind.JOINED, pk__gt=after)
    return set(known.values_list("child_id", flat=True))


def problem_of(*, round: Round, after: int | None = None) -> problems.Problem:  # noqa: A002 - as above
    """Return what the engine is asked in this round, after that many decisions (None: all)."""
    decisions = list(decisions_of(round=round, after=after))
    known_then = RoundChild.objects.filter(round=round).exclude(
        child_id__in=joined_later(round=round, after=after)
    )
    rows = known_then.order_by("pk").values_list("row", flat=True)
    return problem_from(
        common=round.common, rows=[frozen_from(row=row) for row in rows], decisions=decisions
    )


def problem_from(
    *, common: Mapping[str, Any], rows: Sequence[Frozen], decisions: Iterable[Decided]
) -> problems.Problem:
    """Return what the engine is asked, from what was read; the decisions in their order."""
    state = _State()
    for decision in decisions:
        state.take(decision)
    asked = [(row.child, row.wishes) for row in rows if row.child is not None]
    waiting = [(child, wishes) for child, wishes in asked if child.id not in state.seats]
    known = {child.id for child, _ in waiting}
    groups = _groups(rows=common["groups"], taken=[seat for seat, _ in state.seats.values()])
    school_of = {group.id: group.school for group in groups}
    excluded = tuple(one for one in state.exclusions.values() if one.child in known)
    barred = {(one.child, one.school) for one in excluded}
    return problems.Problem(
        children=tuple(child for child, _ in waiting),
        schools=tuple(problems.School(**row) for row in common["schools"]),
        groups=groups,
        placed=(
            *(row.placed for row in rows if row.placed is not None),
            *_seated(asked=[child for child, _ in asked], state=state),
        ),
        wishes=tuple(wish for _, wishes in waiting for wish in wishes),
        locked=tuple(
            one
            for one in state.locks.values()
            # a school that has refused the child since ends the lock
            if one.child in known and (one.child, school_of[one.group]) not in barred
        ),
        excluded=excluded,
        parameters=parameters_from(row=common["parameters"]),
    )


def _groups(*, rows: list[dict[str, Any]], taken: list[str]) -> tuple[problems.Group, ...]:
    """Return the groups with the seats that signatures of this round have left."""
    groups, gone = (problems.Group(**row) for row in rows), Counter(taken)
    return tuple(
        replace(group, free_seats=max(0, group.free_seats - gone[group.id])) for group in groups
    )


def _seated(*, asked: list[problems.Child], state: _State) -> Iterable[problems.Placed]:
    for child in asked:
        if child.id in state.seats:
            group, announced = state.seats[child.id]
            yield problems.Placed(
                id=child.id,
                grade=child.grade,
                group=group,
                family=child.family,
                announced=announced,
            )


def parameters_from(*, row: dict[str, Any]) -> problems.Parameters:
    """Return the rules as they were frozen."""
    plain = {key: value for key, value in row.items() if key not in NESTED}
    return problems.Parameters(
        **plain,
        minutes_per_wish=tuple(row["minutes_per_wish"]),  # three, as they were written
        limits=problems.Limits(**row["limits"]),
        speeds=problems.Speeds(**row["speeds"]),
        policy=problems.Policy(**row["policy"]),
    )


NESTED = {"limits", "speeds", "policy", "minutes_per_wish"}
