# SPDX-License-Identifier: EUPL-1.2
"""Years of many districts over an executor: as one by one, and no district stops another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from rundertisch.engine.placement.problem import Child, Group, Problem, School
from rundertisch.engine.placement.simulate.course import POLICIES
from rundertisch.engine.placement.simulate.over import Play, run
from rundertisch.engine.placement.simulate.problem import Arrival, Year
from rundertisch.engine.placement.simulate.run import simulate


def district(*, seats: int) -> Year:
    """Three children come one week after the other, to a school of their own town."""
    children = tuple(Child(f"k{number}", grade=3, town="Au") for number in range(3))
    return Year(
        start=Problem(
            children=(),
            schools=(School("au", "Grundschule", town="Au"),),
            groups=(Group("au-1", "au", "language", 1, 4, seats),),
            travel={(child.id, "au"): 5 for child in children},
        ),
        arrivals=tuple(Arrival(week, child) for week, child in enumerate(children, start=1)),
        weeks=4,
    )


def test_many_districts_come_to_what_each_comes_to_alone() -> None:
    years = {"talkreis": district(seats=1), "bergkreis": district(seats=2)}
    years["malformed"] = replace(years["talkreis"], weeks=0)
    plays = (Play(name, year, policy) for name, year in years.items() for policy in POLICIES)
    with ThreadPoolExecutor(2) as pool:
        answers = list(run(plays, executor=pool, at_once=2))
    assert len(answers) == 3 * len(POLICIES)
    for name in ("talkreis", "bergkreis"):
        alone = simulate(years[name]).tallies
        told = {each.policy: each.tallies for each in answers if each.district == name}
        assert {line.policy: replace(alone, lines=(line,)) for line in alone.lines} == told
    broken = [each for each in answers if each.district == "malformed"]
    assert {each.tallies for each in broken} == {None}
    assert all("Zahl der Wochen ist 0" in each.trouble for each in broken)
