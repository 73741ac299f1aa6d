# SPDX-License-Identifier: EUPL-1.2
"""What is refused before anything is computed, each with the sentence a person reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rundertisch.engine.placement.problem import (
    FIRST_GRADE,
    LATEST_GRADE,
    SPECIAL_FORM,
    School,
    is_special,
)
from rundertisch.engine.placement.problem import validate as validate_placement
from rundertisch.engine.siting.problem import Candidate, Problem, Scenario

MOST_CENTS = 10**11  # a billion euros: more is a slip of the pen, and would not be proven
MOST_SEATS, MOST_GROUPS, MOST_WEIGHT = 1000, 100, 1000
KINDS = ("literacy", "language", "regular")


def refuse_malformed(problem: Problem) -> None:
    """Raise `ValueError` with the first complaint, if there is one."""
    validate_placement(problem.placement)
    for complaint in _complaints(problem):
        raise ValueError(complaint)
    for scenario in problem.scenarios:
        _refuse_scenario(problem, scenario)


def _complaints(problem: Problem) -> Iterator[str]:
    yield from _about_parameters(problem)
    yield from _double((each.id for each in problem.candidates), what="Kandidaten")
    yield from _double((each.group for each in problem.closables), what="Schließbare Gruppen")
    yield from _double((each.id for each in problem.scenarios), what="Szenarien")
    schools = {school.id: school for school in problem.placement.schools}
    for candidate in problem.candidates:
        yield from _about_candidate(candidate, schools)
    yield from _about_names(problem)
    yield from _about_closables(problem)


def _double(ids: Iterable[str], *, what: str) -> Iterator[str]:
    for name, times in Counter(ids).items():
        if not name:
            yield f"{what}: eine Kennung ist leer. Bitte jeder Zeile eine eigene Kennung geben."
        if times > 1:
            yield f"{what}: die Kennung {name} steht {times}-mal da. Jede darf es nur einmal geben."


def _out_of_range(value: int, most: int, *, where: str, least: int = 0) -> Iterator[str]:
    if not least <= value <= most:
        yield f"{where} ist {value}; erlaubt sind ganze Zahlen von {least} bis {most}."


def _about_parameters(problem: Problem) -> Iterator[str]:
    rules = problem.parameters
    yield from _out_of_range(rules.cents_per_minute, MOST_CENTS, where="cents_per_minute")
    if rules.budget_cents is not None:
        yield from _out_of_range(rules.budget_cents, MOST_CENTS, where="budget_cents")
    price = rules.cents_per_waiting_child
    yield from _out_of_range(price, MOST_CENTS, where="cents_per_waiting_child")
    for scenario in problem.scenarios:
        where = f"Szenario {scenario.id}: weight"
        yield from _out_of_range(scenario.weight, MOST_WEIGHT, where=where, least=1)


def _about_candidate(candidate: Candidate, schools: dict[str, School]) -> Iterator[str]:
    who = f"Kandidat {candidate.id}"
    school = schools.get(candidate.school)
    if school is None:
        name = candidate.school or "(leer)"
        yield f"{who}: die Schule {name} gibt es nicht. Bitte die Kennung berichtigen."
    elif school.assignable == "no" or is_special(form=school.form):
        yield (
            f"{who}: Schule {school.id} ist nicht zuweisbar (assignable = no, oder eine "
            f"{SPECIAL_FORM}). Ein Platz dort folgt aus einem eigenen Verfahren, nie aus einem "
            "Plan; darum kann dort keine Gruppe öffnen. Bitte die Zeile streichen."
        )
    if candidate.kind not in KINDS:
        yield f"{who}: die Art „{candidate.kind}“ gibt es nicht ({', '.join(KINDS)})."
    for grade in (candidate.grade_from, candidate.grade_to):
        if not FIRST_GRADE <= grade <= LATEST_GRADE:
            yield f"{who}: Jahrgang {grade} gibt es nicht; erlaubt sind 1 bis {LATEST_GRADE}."
    if candidate.grade_from > candidate.grade_to:
        yield (
            f"{who}: grade_from {candidate.grade_from} ist größer als grade_to "
            f"{candidate.grade_to}."
        )
    yield from _out_of_range(candidate.seats, MOST_SEATS, where=f"{who}: seats", least=1)
    yield from _out_of_range(candidate.max_groups, MOST_GROUPS, where=f"{who}: max_groups")
    cents = candidate.fixed_cost_cents
    yield from _out_of_range(cents, MOST_CENTS, where=f"{who}: fixed_cost_cents")


def _about_names(problem: Problem) -> Iterator[str]:
    taken = {group.id for group in problem.placement.groups}
    for candidate in problem.candidates:
        for number in range(1, candidate.max_groups + 1):
            name = candidate.group_id(number)
            if name in taken:
                yield (
                    f"Kandidat {candidate.id}: eine neue Gruppe hieße {name}, aber so heißt schon "
                    "eine andere Gruppe. Bitte dem Kandidaten eine andere Kennung geben."
                )
            taken.add(name)


def _about_closables(problem: Problem) -> Iterator[str]:
    groups = {group.id for group in problem.placement.groups}
    sitting = {placed.group for placed in problem.placement.placed}
    locked = {lock.group for lock in problem.placement.locked}
    for closable in problem.closables:
        who = f"Schließbare Gruppe {closable.group}"
        if closable.group not in groups:
            yield f"{who}: diese Gruppe gibt es nicht. Bitte die Kennung berichtigen."
        if closable.group in sitting:
            yield (
                f"{who}: dort sitzt schon ein Kind (placed). Eine Gruppe, in der Kinder sitzen, "
                "schließt kein Plan. Bitte die Zeile streichen."
            )
        if closable.group in locked:
            yield (
                f"{who}: ein Kind ist auf sie festgelegt (locked). Bitte die Zeile streichen oder "
                "die Festlegung lösen."
            )
        yield from _out_of_range(closable.saved_cents, MOST_CENTS, where=f"{who}: saved_cents")


def _refuse_scenario(problem: Problem, scenario: Scenario) -> None:
    """Ask placement's gate about the children of a scenario."""
    placement = replace(
        problem.placement,
        children=scenario.children,
        travel=scenario.travel,
        placed=(),
        wishes=(),
        locked=(),
        excluded=(),
    )
    try:
        validate_placement(placement)
    except ValueError as wrong:
        raise ValueError(f"Szenario {scenario.id}: {wrong}") from wrong
