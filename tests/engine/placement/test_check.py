# SPDX-License-Identifier: EUPL-1.2
"""A broken plan of every kind is refused with its sentence; first a seat at a special school."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Baseline, Change, Plan
from rundertisch.engine.placement.problem import (
    Child,
    Group,
    Parameters,
    Policy,
    Problem,
    School,
)
from tests.engine.placement.breaking import left_out, level, planned, seat, smallest


def test_the_good_plan_of_nine_children_keeps_its_word(
    round_of_nine: Problem, good_plan: Plan
) -> None:
    assert check(round_of_nine, good_plan) == []


# --- first of all -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("school", "group"), [("klinik", "klinik-primar"), ("sonne", "sonne-primar")]
)
def test_a_seat_at_a_hospital_or_special_school_listed_as_waldorf_school_is_refused_first(
    round_of_nine: Problem, good_plan: Plan, school: str, group: str
) -> None:
    broken = seat(good_plan, "kim", school=school, group=group, minutes=1)
    assert check(round_of_nine, broken)[0] == (
        f"Kind kim: Die Schule {school} ist nicht zuweisbar (Förder- oder Klinikschule); "
        "dort darf kein Plan ein Kind vorsehen."
    )


@pytest.mark.parametrize("form", ["Förderschule Grund-/Hauptschule", "FOERDERSCHULE Berufskolleg"])
def test_a_school_of_special_form_is_refused_even_if_the_input_calls_it_assignable(
    form: str,
) -> None:
    child, group = Child("ada", grade=2), Group("g", "s", "language", 1, 4, 1)
    open_ = Problem((child,), (School("s", form="Grundschule"),), (group,), {("ada", "s"): 5})
    plan = planned(open_, {"ada": "g"})
    assert check(open_, plan) == []
    special = replace(open_, schools=(School("s", form=form, assignable="yes"),))
    assert "Kind ada: Die Schule s ist nicht zuweisbar" in check(special, plan)[0]


def test_a_lock_or_a_false_school_name_does_not_open_a_special_school(
    round_of_nine: Problem, good_plan: Plan
) -> None:
    locked = replace(round_of_nine.locked[0], child="kim", group="klinik-primar")
    problem = replace(round_of_nine, locked=(*round_of_nine.locked, locked))
    disguised = seat(good_plan, "kim", group="klinik-primar", reason_code="locked")
    assert "Kind kim: Die Schule klinik ist nicht zuweisbar" in check(problem, disguised)[0]
    named = seat(good_plan, "kim", school="klinik")
    assert "Kind kim: Die Schule klinik ist nicht zuweisbar" in check(round_of_nine, named)[0]


def test_not_even_a_comparison_may_use_a_special_school(
    round_of_nine: Problem, good_plan: Plan
) -> None:
    baseline = Baseline("first_come_first_served", 1, 8, 1, 0, seats={"kim": "klinik-primar"})
    broken = replace(good_plan, baselines=(baseline,))
    assert check(round_of_nine, broken)[0].startswith(
        "Vergleich first_come_first_served, Kind kim: Die Schule klinik ist nicht zuweisbar"
    )


# --- every kind of broken promise about the plan of nine children -------------------------------

Break = Callable[[Plan], Plan]

BROKEN: dict[str, tuple[Break, str]] = {
    "a child is forgotten": (
        lambda plan: replace(plan, placements=plan.placements[1:]),
        "Kind zoe fehlt im Plan; auch ein Kind ohne Platz wird genannt.",
    ),
    "a child sits twice": (
        lambda plan: replace(plan, placements=(plan.placements[0], *plan.placements)),
        "Kind zoe steht 2-mal im Plan; jedes Kind steht genau einmal darin.",
    ),
    "a child sits and waits": (
        lambda plan: left_out(plan, "ole", child="zoe"),
        "Kind zoe steht 2-mal im Plan; jedes Kind steht genau einmal darin.",
    ),
    "a child is made up": (
        lambda plan: left_out(plan, "ole", child="uwe"),
        "Kind uwe steht im Plan, aber nicht in der Eingabe.",
    ),
    "seated children are out of order": (
        lambda plan: replace(plan, placements=plan.placements[::-1]),
        "Kinder mit Platz stehen nicht in der Reihenfolge der Eingabe.",
    ),
    "children without a seat are out of order": (
        lambda plan: replace(plan, unplaced=plan.unplaced[::-1]),
        "Kinder ohne Platz stehen nicht in der Reihenfolge der Eingabe.",
    ),
    "a group is made up": (
        lambda plan: seat(plan, "kim", group="neu"),
        "Kind kim: Die Gruppe neu gibt es in der Eingabe nicht.",
    ),
    "a group belongs to another school": (
        lambda plan: seat(plan, "kim", school="auen"),
        "Kind kim: Die Gruppe berg-sprache gehört zur Schule berg, der Plan nennt auen.",
    ),
    "the grade does not fit": (
        lambda plan: seat(plan, "eva", school="berg", group="berg-sprache", minutes=30),
        "Kind eva (Klasse 6) gehört nicht in die Gruppe berg-sprache (Klassen 1 bis 4).",
    ),
    "a child misses literacy": (
        lambda plan: seat(plan, "max", group="auen-sprache"),
        (
            "Kind max braucht Alphabetisierung; die Gruppe auen-sprache ist keine "
            "Alphabetisierungsgruppe."
        ),
    ),
    "a child sits in literacy without need": (
        lambda plan: seat(plan, "zoe", group="auen-alpha"),
        (
            "Kind zoe braucht keine Alphabetisierung; die Gruppe auen-alpha ist eine "
            "Alphabetisierungsgruppe."
        ),
    ),
    "the form is not allowed": (
        lambda plan: seat(plan, "kim", school="tal", group="tal-sprache"),
        (
            "Kind kim: Die Schulform „Gesamtschule“ der Schule tal ist für dieses Kind nicht "
            "zugelassen."
        ),
    ),
    "nobody named the denominational school": (
        lambda plan: seat(plan, "kim", school="dom", group="dom-sprache", minutes=35),
        (
            "Kind kim: Die Schule dom kommt nur infrage, wenn die Familie sie nennt; einen solchen "
            "Wunsch gibt es nicht."
        ),
    ),
    "the way is unknown": (
        lambda plan: seat(plan, "kim", school="tal", group="tal-sprache"),
        "Kind kim: Zur Schule tal ist kein Weg bekannt.",
    ),
    "a person excluded the school": (
        lambda plan: seat(plan, "kim", school="auen", group="auen-sprache", minutes=5),
        "Kind kim: Die Schule auen ist für dieses Kind ausgeschlossen.",
    ),
    "the minutes are prettier than the way": (
        lambda plan: seat(plan, "kim", minutes=5),
        "Kind kim: Der Plan nennt 5 Minuten zur Schule berg, es sind 25.",
    ),
    "measured minutes are called estimated": (
        lambda plan: seat(plan, "kim", estimate=True),
        "Kind kim: Die Minuten sind nicht geschätzt, der Plan sagt es aber.",
    ),
    "a group is overfull": (
        lambda plan: seat(plan, "tom", school="auen", group="auen-sprache", minutes=12),
        "Gruppe auen-sprache: 3 neue Kinder, frei sind 2 Plätze.",
    ),
    "a school is above its cap": (
        lambda plan: seat(plan, "tom", school="berg", group="berg-sprache", minutes=18),
        "Schule berg: 3 neue Kinder, die Obergrenze ist 2.",
    ),
    "a lock is not kept": (
        lambda plan: seat(plan, "lea", group="berg-sprache"),
        "Kind lea: Ein Mensch hat die Gruppe berg-regel festgelegt; der Plan hält das nicht ein.",
    ),
    "a lock is passed off as the nearest school": (
        lambda plan: seat(plan, "lea", reason_code="nearest"),
        "Kind lea: Als Grund steht nearest, es ist locked.",
    ),
    "the reason of a seat is wrong": (
        lambda plan: seat(plan, "zoe", reason_code="sibling"),
        "Kind zoe: Als Grund steht sibling, es ist nearest.",
    ),
    "a seat has no sentence": (
        lambda plan: seat(plan, "zoe", reason=" "),
        "Kind zoe: Die Begründung fehlt.",
    ),
    "a sentence says optimal": (
        lambda plan: seat(plan, "zoe", reason="Der Platz ist optimal."),
        "Kind zoe: Die Begründung wägt nicht ab, sie nennt den Platz „optimal“.",
    ),
    "the reason of a missing seat is wrong": (
        lambda plan: left_out(plan, "ida", reason_code="full"),
        "Kind ida: Als Grund steht full, es ist no_group.",
    ),
    "a missing seat has no sentence": (
        lambda plan: left_out(plan, "ida", reason=""),
        "Kind ida: Die Begründung fehlt.",
    ),
    "a child's level is wrong": (
        lambda plan: left_out(plan, "ole", level=3),
        "Kind ole: Der Plan nennt Stufe 3, es ist 0.",
    ),
    "the change would not help": (
        lambda plan: left_out(plan, "ole", smallest_change=Change("seat", "auen-alpha", 1)),
        smallest("ole", "seat;auen-alpha;1"),
    ),
    "more seats are asked for than needed": (
        lambda plan: left_out(plan, "ole", smallest_change=Change("seat", "tal-sprache", 2)),
        smallest("ole", "seat;tal-sprache;2"),
    ),
    "the change is about a group nobody knows": (
        lambda plan: left_out(plan, "ole", smallest_change=Change("seat", "neu", 1)),
        smallest("ole", "seat;neu;1"),
    ),
    "the change is about a school nobody knows": (
        lambda plan: left_out(plan, "ole", smallest_change=Change("cap", "neu", 1)),
        smallest("ole", "cap;neu;+1"),
    ),
    "the way is within the limit already": (
        lambda plan: left_out(plan, "ole", smallest_change=Change("limit", "tal", 5)),
        smallest("ole", "limit;tal;+5"),
    ),
    "a group is to be opened at a hospital school": (
        lambda plan: left_out(plan, "ida", smallest_change=Change("group", "klinik", 1)),
        smallest("ida", "group;klinik;1"),
    ),
    "no change is named where a seat would help": (
        lambda plan: left_out(plan, "ole", smallest_change=None),
        "Kind ole: Weitere Plätze würden helfen; der Plan nennt keine Änderung.",
    ),
    "no change is named where a new group would help": (
        lambda plan: left_out(plan, "ida", smallest_change=None),
        "Kind ida: Die Änderung group;tal;1 würde helfen; der Plan nennt keine Änderung.",
    ),
    "the minutes are added up wrongly": (
        lambda plan: replace(plan, minutes=179),
        "Der Plan nennt 179 Minuten insgesamt, die Summe ist 180.",
    ),
    "the pairs are counted wrongly": (
        lambda plan: replace(plan, pairs=2),
        "Der Plan nennt 2 Geschwisterpaare an einer Schule, es sind 1.",
    ),
    "the split families are hidden": (
        lambda plan: replace(plan, families_partly_placed=0),
        "Der Plan nennt 0 nur zum Teil versorgte Familien, es sind 1.",
    ),
    "a draft is passed off as adopted": (
        lambda plan: replace(plan, draft=False),
        "Der Plan muss als Entwurf gekennzeichnet sein; die Regeln hat niemand beschlossen.",
    ),
    "a level of the objective is missing": (
        lambda plan: replace(plan, levels=plan.levels[:2]),
        (
            "Der Plan muss genau die Ebenen unplaced, worst_minutes, ways_and_pairs in dieser "
            "Reihenfolge nennen."
        ),
    ),
    "the unplaced are counted wrongly": (
        lambda plan: level(plan, "unplaced", value={**good_profile(), "0": 1}),
        "Ebene unplaced (ohne Platz), 0: Der Plan nennt 1, gezählt sind 2.",
    ),
    "a level of waiting is left out": (
        lambda plan: level(plan, "unplaced", value={"0": 2}, bound={"0": 2}),
        "Ebene unplaced (ohne Platz), 5: Der Plan nennt nichts, gezählt sind 0.",
    ),
    "a bound says more children must wait than do": (
        lambda plan: level(plan, "unplaced", bound={**good_profile(), "5": 1}, proven=False),
        "Ebene unplaced: Die genannte Schranke ist keine, der Wert liegt jenseits von ihr.",
    ),
    "a gap in the profile is called a proof": (
        lambda plan: level(plan, "unplaced", bound={**good_profile(), "0": 1}),
        "Ebene unplaced: Als bewiesen bezeichnet, aber Wert und Schranke sind ungleich.",
    ),
    "the longest way is understated": (
        lambda plan: level(plan, "worst_minutes", value={"max": 15, "eva": 30, "kim": 39}),
        "Ebene worst_minutes (längster Weg), kim: Der Plan nennt 39, gezählt sind 40.",
    ),
    "a component has another child's name": (
        lambda plan: level(plan, "worst_minutes", value={"max": 15, "eva": 30, "zoe": 40}),
        "Ebene worst_minutes (längster Weg), zoe: Der Plan nennt 40, gezählt sind nichts.",
    ),
    "a component of children without seats is listed": (
        lambda plan: level(plan, "worst_minutes", value={**good_worst(), "ida": 0}),
        "Ebene worst_minutes (längster Weg), ida: Der Plan nennt 0, gezählt sind nichts.",
    ),
    "a bound on the longest way lies above it": (
        lambda plan: level(plan, "worst_minutes", bound={**good_worst(), "eva": 31}, proven=False),
        "Ebene worst_minutes: Die genannte Schranke ist keine, der Wert liegt jenseits von ihr.",
    ),
    "a gap in the longest way is called a proof": (
        lambda plan: level(plan, "worst_minutes", bound={**good_worst(), "eva": 29}),
        "Ebene worst_minutes: Als bewiesen bezeichnet, aber Wert und Schranke sind ungleich.",
    ),
    "the value of ways and pairs is wrong": (
        lambda plan: level(plan, "ways_and_pairs", value=149, bound=149),
        "Ebene ways_and_pairs (Wege und Geschwister): Der Plan nennt 149, gezählt sind 150.",
    ),
    "a bound on ways and pairs lies above the value": (
        lambda plan: level(plan, "ways_and_pairs", bound=151, proven=False),
        "Ebene ways_and_pairs: Die genannte Schranke ist keine, der Wert liegt jenseits von ihr.",
    ),
    "a gap in ways and pairs is called a proof": (
        lambda plan: level(plan, "ways_and_pairs", bound=149),
        "Ebene ways_and_pairs: Als bewiesen bezeichnet, aber Wert und Schranke sind ungleich.",
    ),
    "a level's value is of the wrong kind": (
        lambda plan: level(plan, "worst_minutes", value=40),
        "Ebene worst_minutes (längster Weg): Der Wert ist von falscher Art.",
    ),
    "a level's bound is of the wrong kind": (
        lambda plan: level(plan, "unplaced", bound=2),
        "Ebene unplaced: Die genannte Schranke ist keine, der Wert liegt jenseits von ihr.",
    ),
}


def good_profile() -> dict[str, int]:
    """Return the profile of the good plan: two children of the lowest level wait."""
    return {"5": 0, "4": 0, "2": 0, "1": 0, "0": 2}


def good_worst() -> dict[str, int]:
    """Return the longest ways of the good plan."""
    return {"max": 15, "eva": 30, "kim": 40}


@pytest.mark.parametrize(("breaking", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_promise_is_refused_with_its_sentence(
    round_of_nine: Problem, good_plan: Plan, breaking: Break, sentence: str
) -> None:
    assert sentence in check(round_of_nine, breaking(good_plan))


def test_a_way_beyond_the_limit_is_refused_with_both_numbers(
    round_of_nine: Problem, good_plan: Plan
) -> None:
    limits = replace(round_of_nine.parameters.limits, primary=24)
    problem = replace(round_of_nine, parameters=replace(Parameters(), limits=limits))
    assert "Kind kim: 25 Minuten zur Schule berg; die Grenze ist 24." in check(problem, good_plan)
    assert not any("Kind lea:" in sentence for sentence in check(problem, good_plan))


def test_an_adopted_plan_marked_as_a_draft_is_refused(
    round_of_nine: Problem, good_plan: Plan
) -> None:
    adopted = replace(Parameters(), policy=Policy(adopted_by="Beirat"))
    assert check(replace(round_of_nine, parameters=adopted), good_plan) == [
        "Der Plan ist als Entwurf gekennzeichnet; die Regeln sind aber beschlossen."
    ]


# --- estimated ways -----------------------------------------------------------------------------


@pytest.fixture
def estimated() -> Problem:
    """Ada lives 3 km north of the school: 52 minutes on foot, 22.6 by bus."""
    home, school = (51.3 + 3.0 / 111.19508, 7.35), (51.3, 7.35)
    return Problem(
        children=(Child("ada", grade=2, lat=home[0], lon=home[1]),),
        schools=(School("s", form="Grundschule", lat=school[0], lon=school[1]),),
        groups=(Group("g", "s", "language", 1, 4, 1),),
    )


def test_estimated_minutes_are_counted_again_and_must_be_called_so(estimated: Problem) -> None:
    plan = planned(estimated, {"ada": "g"})
    assert check(estimated, plan) == []
    assert plan.placements[0].minutes == 23
    silent = seat(plan, "ada", estimate=False)
    assert check(estimated, silent) == [
        "Kind ada: Die Minuten sind geschätzt, der Plan verschweigt es."
    ]
    shorter = seat(plan, "ada", minutes=22)
    assert "Kind ada: Der Plan nennt 22 Minuten zur Schule s, es sind 23." in check(
        estimated, shorter
    )


@pytest.mark.parametrize("lon", [179.999, -179.999])
def test_a_school_beyond_the_date_line_is_found_by_the_grid(lon: float) -> None:
    problem = Problem(
        children=(Child("ada", grade=2, lat=10.0, lon=lon),),
        schools=(School("s", form="Grundschule", lat=10.0, lon=-lon),),
        groups=(Group("g", "s", "language", 1, 4, 1),),
    )
    assert check(problem, planned(problem, {"ada": "g"})) == []
    assert "Kind ada (Stufe 0) bleibt ohne Platz" in check(problem, planned(problem, {}))[0]
