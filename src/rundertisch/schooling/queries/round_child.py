# SPDX-License-Identifier: EUPL-1.2
"""One child of a round: where and why, what is wished, and what people decided."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.schooling.models import Child, Group, ProposedSeat, Round
from rundertisch.schooling.queries.hearings import newest_hearing
from rundertisch.schooling.queries.proposals import help_of
from rundertisch.schooling.queries.regular_now import missing_seats
from rundertisch.schooling.queries.round_decisions import DecisionShown, decisions_of
from rundertisch.schooling.queries.round_facts import (
    PROPOSED,
    REFUSED,
    SIGNED,
    UNSEATED,
    WAITING,
    State,
    child_fact,
)
from rundertisch.schooling.queries.waiting import siblings_of


@dataclass(frozen=True, slots=True)
class WishShown:
    """One wish of the family, and whether the proposal keeps it."""

    rank: int
    school: str
    kept: bool


@dataclass(frozen=True, slots=True)
class RoundChildView:
    """One child of a round, as far as the asking seat may see it."""

    round: Round
    child: Child
    days: int
    state: State
    seat: ProposedSeat | None
    help: str
    wishes: tuple[WishShown, ...]
    siblings: tuple[str, ...]
    decisions: tuple[DecisionShown, ...]
    heard_on: dt.date | None = None  # without a hearing nobody signs
    moved: Group | None = None  # where a new decision seated the child since

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if self.state is WAITING:
            return f"{self.child}: noch nichts vorgeschlagen"
        if self.moved is not None:
            return f"{self.child}: {self.moved.school.name}"
        if self.seat is None or self.seat.group is None:
            return f"{self.child}: kein Platz gefunden"
        return f"{self.child}: {self.seat.group.school.name}"

    @property
    def first_come(self) -> str:
        """Say where first come first served would have seated the child."""
        if self.seat is None:
            return ""
        group = self.seat.first_come_group
        if group is None:
            return "kein Platz"
        if group.pk == self.seat.group_id:
            return "derselbe Platz"
        return f"{group.school.name}, {group.school.town.name}"

    @property
    def claim(self) -> str:
        """Say which school the child has a claim to, and whether the proposal keeps it."""
        school = self.child.claim_school
        if school is None:
            return ""
        if self.child.claim_waived_on:
            return f"{school.name}; die Familie hat darauf verzichtet"
        if self.seat is None:
            return school.name
        if self.seat.group is not None and self.seat.group.school_id == school.pk:
            return f"{school.name}; eingehalten"
        if any(wish.kept for wish in self.wishes):
            return f"{school.name}; stattdessen bekommt die Familie ihren Wunsch"
        return f"{school.name}; nicht eingehalten, siehe Begründung"

    @property
    def decidable(self) -> bool:
        """Whether the counselling may still lock or exclude."""
        open_states = (WAITING, UNSEATED, PROPOSED, REFUSED)
        return self.round.sealed_on is None and self.state in open_states

    @property
    def signable(self) -> bool:
        """Whether the seat waits for a signature."""
        return self.round.sealed_on is None and self.state is PROPOSED

    @property
    def withdrawable(self) -> bool:
        """Whether the signature can still be taken back: not announced yet."""
        return self.round.sealed_on is None and self.state is SIGNED

    @property
    def no_regular(self) -> str:
        """Say why an integrated place that waits for a signature has no seat in a class."""
        if self.seat is None or not self.signable:
            return ""
        missing = missing_seats(seats=(self.seat,), on=self.round.frozen_on)
        return missing.get(self.seat.pk, "")

    def decision(self, *, pk: int) -> DecisionShown:
        """Return one of the decisions by its number."""
        return next(decision for decision in self.decisions if decision.pk == pk)


def round_child_view(*, shown: Round, child: Child) -> RoundChildView:
    """Return everything the page of one child in a round shows."""
    fact = child_fact(shown=shown, child=child)
    seat = _seat(pk=fact.seat)
    heard = newest_hearing(child=child)
    return RoundChildView(
        round=shown,
        child=child,
        days=fact.days,
        state=fact.state,
        seat=seat,
        help=help_of(line=seat) if seat else "",
        wishes=_wishes(child=child, seat=seat),
        siblings=tuple(f"{one}, Klasse {one.grades}" for one in siblings_of(child=child)),
        decisions=decisions_of(shown=shown, child=child),
        heard_on=heard.held_on if heard else None,
        moved=_moved(seat=seat, group=fact.group),
    )


def _moved(*, seat: ProposedSeat | None, group: int | None) -> Group | None:
    """Return the place that counts, where it is no longer the proposed one."""
    if seat is None or group in (None, seat.group_id):
        return None
    return Group.objects.select_related("school__town").get(pk=group)


def _seat(*, pk: int | None) -> ProposedSeat | None:
    known = ProposedSeat.objects.select_related(
        "child", "group__school__town", "first_come_group__school__town"
    )
    return known.filter(pk=pk).first() if pk else None


def _wishes(*, child: Child, seat: ProposedSeat | None) -> tuple[WishShown, ...]:
    at = seat.group.school_id if seat and seat.group else None
    return tuple(
        WishShown(rank=wish.rank, school=wish.school.name, kept=wish.school_id == at)
        for wish in child.wishes.select_related("school").order_by("rank")
    )
