# SPDX-License-Identifier: EUPL-1.2
"""The list of a round: filtered, sorted, and page by page with names."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rundertisch.schooling.models import Child, Group, ProposedSeat
from rundertisch.schooling.models.children import called, grades_in_words
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
CHILD = ("reference", "first_name", "family_name", "grade", "grade_to")
STATE_KEYS = {WITH_SEAT.key: SEATED_KEYS, WITH_SIGNATURE.key: SIGNED_KEYS}


class RoundLine(NamedTuple):
    """One child of the list with the seat that counts."""

    pk: int
    reference: str
    name: str
    grades: str
    town: str
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
    """Return these facts with names, in their order; three queries however many they are."""
    shown = Child.objects.filter(pk__in=[fact.child for fact in facts])
    children = {pk: who for pk, *who in shown.values_list("pk", *CHILD)}
    seats = ProposedSeat.objects.filter(pk__in=[fact.seat for fact in facts if fact.seat])
    reasons = dict(seats.values_list("pk", "reason"))
    groups = Group.objects.select_related("school__town").in_bulk(
        {fact.group for fact in facts if fact.group}
    )
    return [
        _line(
            fact=fact,
            who=children[fact.child],
            group=groups.get(fact.group or 0),
            reason=reasons.get(fact.seat or 0, ""),
        )
        for fact in facts
        if fact.child in children
    ]


def _line(*, fact: Fact, who: Sequence[Any], group: Group | None, reason: str) -> RoundLine:
    reference, first_name, family_name, grade, grade_to = who
    return RoundLine(
        pk=fact.child,
        reference=reference,
        name=called(first_name, family_name, reference=reference),
        grades=grades_in_words(grade, grade_to),
        town=fact.town_name,
        group=group,
        minutes=fact.minutes,
        days=fact.days,
        state=fact.state,
        locked=fact.locked,
        reason=reason,
    )


def round_caption(*, facts: Sequence[Fact]) -> str:
    """Say what the list holds; how many only where they can be opened one by one."""
    children = "Ein Kind" if len(facts) == 1 else f"{len(facts)} Kinder"
    return f"{children} in dieser Auswahl"
