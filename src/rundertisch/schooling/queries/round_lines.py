# SPDX-License-Identifier: EUPL-1.2
"""The list of a round: filtered, sorted, and page by page with names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rundertisch.schooling.models import Child, Group, ProposedSeat
from rundertisch.schooling.queries.round_facts import (
    SEATED_KEYS,
    SIGNED_KEYS,
    WITH_SEAT,
    WITH_SIGNATURE,
    Fact,
    State,
)
from rundertisch.schooling.queries.waiting import Choice

ROUND_SORTS = (
    Choice("wartezeit", "Wartezeit"),
    Choice("weg", "Schulweg, längster zuerst"),
    Choice("klasse", "Klasse"),
    Choice("kommune", "Stadt"),
    Choice("name", "Name"),
)
ORDERS: dict[str, Callable[[Fact], Any]] = {
    "wartezeit": lambda fact: (-fact.days, fact.child),
    "weg": lambda fact: (-(fact.minutes or 0), -fact.days, fact.child),
    "klasse": lambda fact: (fact.grade, -fact.days, fact.child),
    "kommune": lambda fact: (fact.town_name, -fact.days, fact.child),
    "name": lambda fact: ([part.casefold() for part in fact.name], fact.child),
}
# what a line of the list or of its file shows, and nothing else of the record
CHILD = ("reference", "first_name", "family_name", "grade", "grade_to", "home_town__name")
SCHOOL = ("group__school__name", "group__school__town__name")
SEAT = ("reason", "group__kind", "group__grade_from", "group__grade_to", *SCHOOL)
STATE_KEYS = {WITH_SEAT.key: SEATED_KEYS, WITH_SIGNATURE.key: SIGNED_KEYS}


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One child of the list with the seat that counts."""

    child: Child
    group: Group | None
    minutes: int | None
    days: int
    state: State
    locked: bool
    reason: str


def chosen_facts(
    *, facts: Sequence[Fact], state: str = "", stage: str = "", place: str = "", sort: str = ""
) -> list[Fact]:
    """Return the facts that the filters of the page leave, in the order asked for."""
    keys = STATE_KEYS.get(state, {state})
    found = [
        fact
        for fact in facts
        if (not state or fact.state.key in keys)
        and (not stage or fact.stage.key == stage)
        and (not place or fact.town == place)
    ]
    return sorted(found, key=ORDERS.get(sort, ORDERS["wartezeit"]))


def round_lines(*, facts: Sequence[Fact]) -> list[RoundLine]:
    """Return these facts with names, in their order; two queries however many they are."""
    named = Child.objects.select_related("home_town").only(*CHILD)
    children = named.in_bulk([fact.child for fact in facts])
    placed = ProposedSeat.objects.select_related("group__school__town").only(*SEAT)
    seats = placed.in_bulk([fact.seat for fact in facts if fact.seat is not None])
    return [
        _line(fact=fact, child=children[fact.child], seat=seats.get(fact.seat or 0))
        for fact in facts
        if fact.child in children
    ]


def _line(*, fact: Fact, child: Child, seat: ProposedSeat | None) -> RoundLine:
    return RoundLine(
        child=child,
        group=seat.group if seat else None,
        minutes=fact.minutes,
        days=fact.days,
        state=fact.state,
        locked=fact.locked,
        reason=seat.reason if seat else "",
    )


def round_caption(*, facts: Sequence[Fact]) -> str:
    """Say what the list holds; how many only where they can be opened one by one."""
    children = "Ein Kind" if len(facts) == 1 else f"{len(facts)} Kinder"
    return f"{children} in dieser Auswahl"
