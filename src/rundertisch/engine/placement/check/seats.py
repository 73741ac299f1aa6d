# SPDX-License-Identifier: EUPL-1.2
"""The promises about single seats: where no child may sit, who sits, who may sit there."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from rundertisch.engine.placement.check.network import (
    Network,
    grade_and_kind_fit,
    limit_of,
    never_target,
)
from rundertisch.engine.placement.check.ways import UNREACHABLE, minutes_between
from rundertisch.engine.placement.plan import Placement, Plan
from rundertisch.engine.placement.problem import Child, Group, Problem, School


def special_schools(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """No seat at a special or hospital school: the first of all promises, for baselines too."""
    schools = {school.id: school for school in problem.schools}
    at = {group.id: schools[group.school] for group in problem.groups if group.school in schools}
    never = {school.id for school in problem.schools if never_target(school=school)}
    for placement in plan.placements:
        named = {placement.school} | ({at[placement.group].id} if placement.group in at else set())
        for school in sorted(named & never):
            yield (
                f"Kind {placement.child}: Die Schule {school} ist nicht zuweisbar "
                "(Förder- oder Klinikschule); dort darf kein Plan ein Kind vorsehen."
            )
    for baseline in plan.baselines:
        for child, group in baseline.seats.items():
            if group in at and at[group].id in never:
                yield (
                    f"Vergleich {baseline.name}, Kind {child}: Die Schule {at[group].id} ist nicht "
                    "zuweisbar (Förder- oder Klinikschule); auch ein Vergleich nutzt sie nicht."
                )


def partition(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Each child is in the plan exactly once, placed or not, in the order of the input."""
    listed = [row.child for row in plan.placements] + [row.child for row in plan.unplaced]
    known = {child.id for child in problem.children}
    for child, times in Counter(listed).items():
        if child not in known:
            yield f"Kind {child} steht im Plan, aber nicht in der Eingabe."
        elif times > 1:
            yield f"Kind {child} steht {times}-mal im Plan; jedes Kind steht genau einmal darin."
    for missing in sorted(known - set(listed)):
        yield f"Kind {missing} fehlt im Plan; auch ein Kind ohne Platz wird genannt."
    order = {child.id: i for i, child in enumerate(problem.children)}
    for title, rows in (
        ("Kinder mit Platz", plan.placements),
        ("Kinder ohne Platz", plan.unplaced),
    ):
        places = [order[row.child] for row in rows if row.child in order]
        if places != sorted(places):
            yield f"{title} stehen nicht in der Reihenfolge der Eingabe."


def known_seats(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Every named group exists and belongs to the named school."""
    school_of = {group.id: group.school for group in problem.groups}
    for row in plan.placements:
        if row.group not in school_of:
            yield f"Kind {row.child}: Die Gruppe {row.group} gibt es in der Eingabe nicht."
        elif school_of[row.group] != row.school:
            yield (
                f"Kind {row.child}: Die Gruppe {row.group} gehört zur Schule "
                f"{school_of[row.group]}, der Plan nennt {row.school}."
            )


def eligibility(*, network: Network, plan: Plan) -> Iterator[str]:
    """Every child may sit where it sits; for locked children only what no lock overrides."""
    minutes = _minutes(network, plan)
    for row, way in zip(plan.placements, minutes, strict=True):
        child = network.problem.children[network.child_at[row.child]]
        group = network.problem.groups[network.group_at[row.group]]
        school = network.problem.schools[network.school_at[row.school]]
        yield from _grade_and_literacy(child, group)
        if network.child_at[row.child] not in network.locked:
            yield from _form_and_wish(network, child, school)
            yield from _way(network, row, way)
        if (network.child_at[row.child], network.school_at[row.school]) in network.excluded:
            yield f"Kind {child.id}: Die Schule {school.id} ist für dieses Kind ausgeschlossen."
        yield from _stated(network.problem, row, way)


def _minutes(network: Network, plan: Plan) -> list[int]:
    child = np.array([network.child_at[row.child] for row in plan.placements], dtype=np.int64)
    school = np.array([network.school_at[row.school] for row in plan.placements], dtype=np.int64)
    found = minutes_between(problem=network.problem, child=child, school=school)
    return [int(way) for way in found.tolist()]


def _grade_and_literacy(child: Child, group: Group) -> Iterator[str]:
    if grade_and_kind_fit(child=child, group=group):
        return
    if not group.grade_from <= child.grade <= group.grade_to:
        yield (
            f"Kind {child.id} (Klasse {child.grade}) gehört nicht in die Gruppe {group.id} "
            f"(Klassen {group.grade_from} bis {group.grade_to})."
        )
    elif child.needs_literacy:
        yield (
            f"Kind {child.id} braucht Alphabetisierung; die Gruppe {group.id} ist keine "
            "Alphabetisierungsgruppe."
        )
    else:
        yield (
            f"Kind {child.id} braucht keine Alphabetisierung; die Gruppe {group.id} ist eine "
            "Alphabetisierungsgruppe."
        )


def _form_and_wish(network: Network, child: Child, school: School) -> Iterator[str]:
    if child.forms and school.form not in child.forms:
        yield (
            f"Kind {child.id}: Die Schulform „{school.form}“ der Schule {school.id} ist für "
            "dieses Kind nicht zugelassen."
        )
    pair = network.child_at[child.id], network.school_at[school.id]
    if school.assignable == "named" and pair not in network.wished:
        yield (
            f"Kind {child.id}: Die Schule {school.id} kommt nur infrage, wenn die Familie sie "
            "nennt; einen solchen Wunsch gibt es nicht."
        )


def _way(network: Network, row: Placement, way: int) -> Iterator[str]:
    """The way is known, and within the limit but for the school of a claim."""
    c = network.child_at[row.child]
    limit = limit_of(problem=network.problem, child=network.problem.children[c])
    if way == UNREACHABLE:
        yield f"Kind {row.child}: Zur Schule {row.school} ist kein Weg bekannt."
    elif way > limit and network.claims.get(c) != network.school_at[row.school]:
        yield f"Kind {row.child}: {way} Minuten zur Schule {row.school}; die Grenze ist {limit}."


def _stated(problem: Problem, row: Placement, way: int) -> Iterator[str]:
    """The plan states the minutes that the input gives, and says whether they are estimated."""
    if way not in {row.minutes, UNREACHABLE}:
        yield (
            f"Kind {row.child}: Der Plan nennt {row.minutes} Minuten zur Schule {row.school}, "
            f"es sind {way}."
        )
    if row.estimate and problem.travel is not None:
        yield f"Kind {row.child}: Die Minuten sind nicht geschätzt, der Plan sagt es aber."
    if not row.estimate and problem.travel is None:
        yield f"Kind {row.child}: Die Minuten sind geschätzt, der Plan verschweigt es."


def capacities(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """No group has more children than free seats, no school more than its newcomer cap."""
    in_group = Counter(row.group for row in plan.placements)
    for group in problem.groups:
        if in_group[group.id] > group.free_seats:
            yield (
                f"Gruppe {group.id}: {in_group[group.id]} neue Kinder, frei sind "
                f"{group.free_seats} Plätze."
            )
    at_school = Counter(row.school for row in plan.placements)
    for school in problem.schools:
        if school.cap_soft or school.newcomer_cap is None:
            continue  # a soft cap is weighed (level 1b), not promised
        if at_school[school.id] > school.newcomer_cap:
            yield (
                f"Schule {school.id}: {at_school[school.id]} neue Kinder, die Obergrenze ist "
                f"{school.newcomer_cap}."
            )


def locks(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Every locked child sits where a person decided."""
    seat = {row.child: row.group for row in plan.placements}
    for lock in problem.locked:
        if seat.get(lock.child) != lock.group:
            yield (
                f"Kind {lock.child}: Ein Mensch hat die Gruppe {lock.group} festgelegt; "
                "der Plan hält das nicht ein."
            )
