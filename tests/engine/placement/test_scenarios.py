# SPDX-License-Identifier: EUPL-1.2
"""What if: what a variation changes, what it leaves alone, and that no scenario stops another."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from rundertisch.engine.placement import scenarios
from rundertisch.engine.placement.problem import (
    Child,
    Exclusion,
    Group,
    Lock,
    Parameters,
    Problem,
    School,
    Wish,
)
from rundertisch.engine.placement.scenarios import Opened, Scenario, Variation, varied

BACH = School("bach", "Grundschule", lat=51.30, lon=7.36, newcomer_cap=2)
BERG = School("berg", "Grundschule", lat=51.31, lon=7.38)
VILLAGE = Problem(
    children=(
        Child("mila", 2, lat=51.302, lon=7.36, waiting_days=30, family="sommer"),
        Child("jan", 3, lat=51.302, lon=7.36, waiting_days=30, family="sommer"),
        Child("edi", 1, lat=51.302, lon=7.36, waiting_days=9, priority=1),
        Child("ida", 1, lat=51.302, lon=7.36, waiting_days=1),
    ),
    schools=(BACH, BERG),
    groups=(Group("b", "bach", "language", 1, 4, 3), Group("g", "berg", "language", 1, 4, 1)),
    wishes=(Wish("mila", "berg", 1),),
    locked=(Lock("jan", "b", "die Schwester sitzt dort"),),
    excluded=(Exclusion("edi", "berg", "dort war er schon"),),
)


def asked(name: str = "heute", **what: object) -> Problem:
    return varied(problem=VILLAGE, variation=Variation(name, **what))  # type: ignore[arg-type]  # by name


def seats(problem: Problem) -> dict[str, int]:
    return {group.id: group.free_seats for group in problem.groups}


def test_today_is_the_district_as_it_is() -> None:
    assert asked() == VILLAGE


def test_the_sum_of_seats_is_rounded_once_and_what_a_person_gave_stays_given() -> None:
    assert seats(asked(seats_percent=-100)) == {"b": 1, "g": 0}  # jan's seat
    assert seats(asked(seats_percent=-50)) == {"b": 2, "g": 1}  # 1.5 of 3 are 2
    assert seats(asked(seats_percent=100)) == {"b": 5, "g": 2}
    many = replace(
        VILLAGE, groups=tuple(Group(f"g{at}", "berg", "language", 1, 4, 3) for at in range(10))
    )
    fewer = varied(problem=replace(many, locked=()), variation=Variation("", seats_percent=-10))
    assert sum(seats(fewer).values()) == 27


def test_siblings_arrive_once_more_as_siblings_without_what_was_decided_about_others() -> None:
    more = asked(arrivals_percent=100)
    arrived = more.children[4:]
    assert [child.id for child in arrived] == ["mila~1", "jan~1", "edi~1", "ida~1"]
    assert {child.family for child in arrived[:2]} == {"sommer~1"}
    assert {(child.waiting_days, child.priority) for child in arrived} == {(0, 0)}
    assert (more.locked, more.excluded, more.wishes) == (
        VILLAGE.locked,
        VILLAGE.excluded,
        VILLAGE.wishes,
    )
    assert len(asked(arrivals_percent=25).children) == 5
    assert len(asked(arrivals_percent=250).children) == 14


def test_whoever_arrives_has_the_ways_of_its_neighbour() -> None:
    known = replace(VILLAGE, travel={("mila", "bach"): 5, ("jan", "bach"): 6})
    more = varied(problem=known, variation=Variation("", arrivals_percent=100))
    assert more.travel == {
        ("mila", "bach"): 5,
        ("jan", "bach"): 6,
        ("mila~1", "bach"): 5,
        ("jan~1", "bach"): 6,
    }


def test_longer_ways_no_caps_another_price_and_one_more_group() -> None:
    new = Opened("berg", "language", 1, 4, 15)
    other = asked(limits_more_minutes=-50, without_caps=True, minutes_per_pair=0, opened=(new,))
    assert other.parameters == Parameters(
        limits=replace(Parameters().limits, primary=0, sec1=10, sec2=25), minutes_per_pair=0
    )
    assert [school.newcomer_cap for school in other.schools] == [None, None]
    assert other.groups[-1] == Group("neu-1", "berg", "language", 1, 4, 15)


def test_an_outcome_counts_and_names_no_child() -> None:
    outcome = scenarios.outcome_of(Scenario("dorf", VILLAGE, Variation("heute")))
    counts = outcome.counts
    assert counts is not None
    assert (counts.children, counts.seats, counts.placed, counts.unplaced) == (4, 4, 3, 1)
    assert dict(counts.unplaced_by_stage) == {"primary": 1, "sec1": 0, "sec2": 0}
    assert counts.unplaced_by_level == ((0, 1),)
    assert counts.proven
    assert not any(child.id in repr(outcome) for child in VILLAGE.children)


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ({"seats_percent": -101}, "seats_percent"),
        ({"arrivals_percent": -1}, "schon da"),
        ({"opened": (Opened("nirgends", "language", 1, 4, 15),)}, "die Schule nirgends"),
        ({"opened": (Opened("berg", "language", 4, 1, 15),)}, "größer"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(what: dict[str, object], word: str) -> None:
    variation = Variation("so nicht", **what)  # type: ignore[arg-type]  # by name
    outcome = scenarios.outcome_of(Scenario("dorf", VILLAGE, variation))
    assert outcome.counts is None
    assert word in outcome.trouble


def three(begun: list[str]) -> Iterator[Scenario]:
    """Ask three districts; the second breaks in a way nobody foresaw."""
    for name in ("a", "b", "c"):
        begun.append(name)
        broken = replace(VILLAGE, children=(None,))  # type: ignore[arg-type]  # that is the point
        yield Scenario(name, broken if name == "b" else VILLAGE, Variation("heute"))


def test_a_scenario_that_fails_is_told_and_stops_no_other() -> None:
    with ThreadPoolExecutor(1) as executor:
        outcomes = {
            one.district: one for one in scenarios.run(three([]), executor=executor, at_once=2)
        }
    assert sorted(outcomes) == ["a", "b", "c"]
    assert outcomes["a"].counts == outcomes["c"].counts is not None
    assert "Fehler im Programm (AttributeError)" in outcomes["b"].trouble


class Hand(Executor):
    """An executor whose first pieces are done at once, and the others never."""

    def __init__(self, *, does: int) -> None:
        self.does = does
        self.out: list[Future[str]] = []

    def submit(self, *_: object, **__: object) -> Future[str]:  # type: ignore[override]  # enough for `run`
        piece: Future[str] = Future()
        if len(self.out) < self.does:
            piece.set_result("fertig")
        self.out.append(piece)
        return piece


def test_no_more_is_read_than_is_out_and_who_stops_reading_cancels_the_rest() -> None:
    begun: list[str] = []
    hand = Hand(does=1)
    reading = scenarios.run(three(begun), executor=hand, at_once=2)
    assert next(reading) == "fertig"
    assert begun == ["a", "b"]
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert hand.out[1].cancelled()


def test_nobody_waits_for_ever_for_an_executor_that_does_nothing() -> None:
    with pytest.raises(BrokenExecutor):
        next(scenarios.run(three([]), executor=Hand(does=0), at_once=1, patience=0))
