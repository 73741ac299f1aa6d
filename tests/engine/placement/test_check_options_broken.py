# SPDX-License-Identifier: EUPL-1.2
"""For each option a plan that uses it well, and plans that break it, each refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import Change, Plan, UnkeptClaim, Weighed
from rundertisch.engine.placement.problem import (
    Child,
    Group,
    Parameters,
    Placed,
    Problem,
    School,
    Wish,
)
from tests.engine.placement import brute_force, by_hand
from tests.engine.placement.breaking import left_out, level, planned, seat, table

WEST, EAST = School("west", form="Grundschule"), School("ost", form="Grundschule")


def best(problem: Problem) -> Plan:
    return by_hand.plan_of(problem, brute_force.best(problem))


def seats(plan: Plan) -> dict[str, str]:
    return {row.child: row.group for row in plan.placements}


# --- claims -------------------------------------------------------------------------------------


@pytest.fixture
def claimed() -> Problem:
    """Ada has a claim to west, too far for the limit; Bea, who can go to west only, then waits."""
    return Problem(
        children=(
            Child("ada", grade=2, waiting_days=7, claim_school="west"),
            Child("bea", grade=2, waiting_days=40),
            Child("cem", grade=2, waiting_days=2, claim_school="west", claim_waived=True),
        ),
        schools=(WEST, EAST),
        groups=(Group("w", "west", "language", 1, 4, 1), Group("o", "ost", "language", 1, 4, 2)),
        travel=table(ada={"west": 50, "ost": 10}, bea={"west": 10}, cem={"west": 46, "ost": 11}),
    )


def test_a_kept_claim_precedes_a_child_who_has_waited_longer(claimed: Problem) -> None:
    plan = best(claimed)
    assert seats(plan) == {"ada": "w", "cem": "o"}
    assert plan.fewer_for_claims == 1
    assert plan.placements[0].reason_code == "claim"
    assert check(claimed, left_out(plan, "bea", smallest_change=Change("seat", "w", 1))) == []


def test_a_claim_that_could_be_kept_and_is_not_is_refused(claimed: Problem) -> None:
    plan = planned(claimed, {"ada": "o", "bea": "w", "cem": "o"})
    assert [claim.reason_code for claim in plan.unkept_claims] == ["claims"]
    assert check(claimed, plan) == [
        (
            "Ebene claims: Als bewiesen bezeichnet, aber ein Ringtausch hielte mehr Ansprüche, "
            "oder die von Kindern, die länger warten, ohne dass eine höhere Ebene verliert."
        )
    ]
    assert check(claimed, _unproven(plan)) == []


def _unproven(plan: Plan) -> Plan:
    return replace(plan, levels=tuple(replace(each, proven=False) for each in plan.levels))


def test_a_waived_claim_opens_no_way_beyond_the_limit(claimed: Problem) -> None:
    plan = planned(claimed, {"cem": "w"})
    assert "Kind cem: 46 Minuten zur Schule west; die Grenze ist 45." in check(claimed, plan)


Break = Callable[[Plan], Plan]
HIDDEN = "Der Plan verschweigt, wie viele Kinder ohne die Ansprüche einen Platz hätten."
BROKEN_CLAIMS: dict[str, tuple[Break, str]] = {
    "an unkept claim is hidden": (
        lambda plan: replace(plan, unkept_claims=()),
        "Kind ada: Der Anspruch ist nicht gehalten; der Plan verschweigt es.",
    ),
    "an unkept claim is made up": (
        lambda plan: replace(plan, unkept_claims=_twice(plan, child="bea")),
        "Kind bea: Der Plan nennt einen nicht gehaltenen Anspruch, den es nicht gibt.",
    ),
    "an unkept claim is told twice": (
        lambda plan: replace(plan, unkept_claims=_twice(plan)),
        "Nicht gehaltene Ansprüche stehen nicht je einmal in der Reihenfolge der Eingabe.",
    ),
    "the reason is false": (
        lambda plan: _claim(plan, reason_code="no_seat"),
        (
            "Kind ada: Zum Anspruch nennt der Plan Schule west, Stufe 1 und den Grund no_seat; es "
            "sind west, 1 und claims."
        ),
    ),
    "the school is false": (
        lambda plan: _claim(plan, school="ost"),
        (
            "Kind ada: Zum Anspruch nennt der Plan Schule ost, Stufe 1 und den Grund claims; es "
            "sind west, 1 und claims."
        ),
    ),
    "there is no sentence": (
        lambda plan: _claim(plan, reason=" "),
        "Kind ada: Warum der Anspruch nicht gehalten ist, ist nicht begründet.",
    ),
    "the number without claims is hidden": (
        lambda plan: replace(plan, unplaced_without_claims=None),
        HIDDEN,
    ),
    "the number without claims is false": (
        lambda plan: replace(plan, unplaced_without_claims={"5": 1, "1": 0, "0": 0}),
        (
            "Ohne Ansprüche blieben nach dem Plan 1 Kinder ohne Platz (nach Stufen {'5': 1, '1': "
            "0, '0': 0}); gezählt sind 0 ({'5': 0, '1': 0, '0': 0})."
        ),
    ),
    "the level is left out": (
        lambda plan: replace(plan, levels=plan.levels[1:]),
        (
            "Der Plan muss genau die Ebenen claims, unplaced, worst_minutes, ways_and_pairs in "
            "dieser Reihenfolge nennen."
        ),
    ),
    "the value is false": (
        lambda plan: level(plan, "claims", value={"1": 0}, bound={"1": 0}),
        "Ebene claims (nicht gehalten), 1: Der Plan nennt 0, gezählt sind 1.",
    ),
}


def _claim(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - fields of any type
    told = replace(plan.unkept_claims[0], **changes)
    return replace(plan, unkept_claims=(told,))


def _twice(plan: Plan, **changes: Any) -> tuple[UnkeptClaim, ...]:  # noqa: ANN401 - fields of any type
    return (*plan.unkept_claims, replace(plan.unkept_claims[0], **changes))


@pytest.mark.parametrize("name", BROKEN_CLAIMS)
def test_what_a_plan_says_about_claims_is_counted_again(claimed: Problem, name: str) -> None:
    broken, sentence = BROKEN_CLAIMS[name]
    honest = _unproven(planned(claimed, {"ada": "o", "bea": "w", "cem": "o"}))
    assert sentence in check(claimed, broken(honest))


def test_a_claim_is_kept_at_a_school_that_the_family_itself_ranks(claimed: Problem) -> None:
    wished = replace(claimed, wishes=(Wish("ada", "ost", 3),))
    plan = best(wished)
    assert seats(plan) == {"ada": "o", "bea": "w", "cem": "o"}
    assert plan.unkept_claims == ()
    assert check(wished, plan) == []


# --- hardship -----------------------------------------------------------------------------------


def test_hardship_outranks_any_waiting_time() -> None:
    problem = Problem(
        children=(Child("ada", grade=2, waiting_days=900), Child("bea", grade=2, priority=1)),
        schools=(WEST,),
        groups=(Group("w", "west", "language", 1, 4, 1),),
        travel=table(ada={"west": 5}, bea={"west": 9}),
    )
    helped = {"smallest_change": Change("seat", "w", 1)}
    right = left_out(planned(problem, {"bea": "w"}), "ada", **helped)
    assert right.unplaced[0].level == 128
    assert check(problem, right) == []
    assert check(problem, planned(problem, {"ada": "w"}))[0] == (
        "Kind bea (Stufe 10000) bleibt ohne Platz, obwohl durch Umsetzen ein Platz zu finden ist; "
        "Kind ada (Stufe 128) wartet kürzer und hat einen."
    )


# --- soft caps ----------------------------------------------------------------------------------


@pytest.fixture
def soft() -> Problem:
    """West has a cap of one without a decision; of three children one can go to east, two not."""
    return Problem(
        children=(Child("ada", grade=2), Child("bea", grade=2), Child("cem", grade=2)),
        schools=(replace(WEST, newcomer_cap=1, cap_soft=True), EAST),
        groups=(Group("w", "west", "language", 1, 4, 3), Group("o", "ost", "language", 1, 4, 3)),
        travel=table(ada={"west": 5}, bea={"west": 5}, cem={"west": 5, "ost": 40}),
    )


def test_a_soft_cap_leaves_no_child_behind_and_is_exceeded_no_more_than_needed(
    soft: Problem,
) -> None:
    plan = best(soft)
    assert seats(plan) == {"ada": "w", "bea": "w", "cem": "o"}
    assert [(each.name, each.value) for each in plan.levels][1] == ("soft_caps", 1)
    assert check(soft, plan) == []
    assert check(soft, planned(soft, {"ada": "w", "bea": "w", "cem": "w"})) == [
        (
            "Ebene soft_caps: Als bewiesen bezeichnet, aber ein Ringtausch überschritte die "
            "weichen Obergrenzen weniger, ohne dass eine höhere Ebene verliert."
        )
    ]
    behind = planned(soft, {"ada": "w", "cem": "o"})
    assert check(soft, behind) == [
        (
            "Ebene unplaced: Als bewiesen bezeichnet, aber ein Ringtausch gäbe mehr Kindern einen "
            "Platz, oder denen, die länger warten, ohne dass eine höhere Ebene verliert."
        )
    ]


def test_the_overrun_is_counted_again_and_a_cap_with_a_decision_is_never_exceeded(
    soft: Problem,
) -> None:
    told = level(best(soft), "soft_caps", value=0, bound=0)
    assert check(soft, told) == [
        "Ebene soft_caps (Überschreitung): Der Plan nennt 0, gezählt sind 1."
    ]
    hard = replace(soft, schools=(replace(soft.schools[0], cap_soft=False), EAST))
    over = planned(hard, {"ada": "w", "bea": "w", "cem": "o"})
    assert "Schule west: 2 neue Kinder, die Obergrenze ist 1." in check(hard, over)


def test_a_soft_cap_that_two_components_share_goes_to_the_longer_waiting_first() -> None:
    """One of the two may use west without overrun; Ada has waited longer, so her way is short."""
    problem = Problem(
        children=(Child("ada", grade=2, waiting_days=70), Child("bea", grade=6)),
        schools=(replace(WEST, newcomer_cap=1, cap_soft=True), EAST),
        groups=(
            Group("w2", "west", "language", 1, 4, 1),
            Group("w6", "west", "language", 5, 10, 1),
            Group("o2", "ost", "language", 1, 4, 1),
            Group("o6", "ost", "language", 5, 10, 1),
        ),
        travel=table(ada={"west": 5, "ost": 20}, bea={"west": 5, "ost": 40}),
    )
    assert check(problem, planned(problem, {"ada": "w2", "bea": "o6"})) == []
    assert check(problem, planned(problem, {"ada": "o2", "bea": "w6"}))[0] == (
        "Zusammenhang ada: Der längste Weg ist 20 Minuten, ebenso viele Kinder fänden mit kürzeren "
        "Wegen Platz."
    )


# --- wishes -------------------------------------------------------------------------------------


@pytest.fixture
def wishing() -> Problem:
    """Ada wishes east, 40 minutes away, where west is 10; a first wish is worth 15 minutes."""
    return Problem(
        children=(Child("ada", grade=2), Child("bea", grade=2)),
        schools=(WEST, EAST),
        groups=(Group("w", "west", "language", 1, 4, 2), Group("o", "ost", "language", 1, 4, 2)),
        travel=table(ada={"west": 10, "ost": 40}, bea={"west": 20}),
        wishes=(Wish("ada", "ost", 1),),
        parameters=Parameters(minutes_per_wish=(15, 10, 5)),
    )


def test_a_wished_seat_weighs_like_the_nearest_less_its_wish_and_is_no_longest_way(
    wishing: Problem,
) -> None:
    plan = best(wishing)
    assert seats(plan) == {"ada": "o", "bea": "w"}
    assert plan.levels[1].value == {"ada": 20}
    assert plan.weighed == Weighed(minutes=30, together=0, wishes=(1, 0, 0), site_pairs=0)
    assert plan.levels[2].value == 15
    assert check(wishing, plan) == []
    assert check(wishing, planned(wishing, {"ada": "w", "bea": "w"})) == [
        (
            "Ebene ways_and_pairs: Als bewiesen bezeichnet, aber ein Ringtausch von Kindern ohne "
            "Geschwister spart Minuten."
        )
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"minutes": 60},
            "Ebene ways_and_pairs, gewogene Minuten: Der Plan nennt 60, gezählt sind 30.",
        ),
        (
            {"wishes": (0, 1, 0)},
            (
                "Ebene ways_and_pairs, erfüllte Wünsche: Der Plan nennt (0, 1, 0), gezählt sind "
                "(1, 0, 0)."
            ),
        ),
    ],
)
def test_what_wishes_weighed_is_counted_again(
    wishing: Problem, changes: dict[str, Any], sentence: str
) -> None:
    plan = best(wishing)
    assert plan.weighed is not None
    told = replace(plan.weighed, **changes)
    assert check(wishing, replace(plan, weighed=told)) == [sentence]
    assert check(wishing, replace(plan, weighed=None)) == [
        "Der Plan verschweigt, was die Ebene ways_and_pairs gewogen hat (weighed)."
    ]


def test_wishes_without_a_weight_change_nothing(wishing: Problem) -> None:
    core = replace(wishing, parameters=Parameters())
    plan = best(core)
    assert seats(plan) == {"ada": "w", "bea": "w"}
    assert check(core, plan) == []
    told = replace(plan, weighed=Weighed(30, 0, (0, 0, 0), 0))
    assert check(core, told) == [
        "Der Plan nennt Gewichte der Ebene ways_and_pairs, die es hier nicht gibt."
    ]


# --- slack --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slack", "refused"), [(0, True), (4, True), (5, False), (6, False)])
def test_the_longest_way_may_exceed_its_bound_by_the_slack_and_no_more(
    slack: int, *, refused: bool
) -> None:
    """Ada and Bea are together only if Ada goes 25 minutes where 20 would do."""
    problem = Problem(
        children=(
            Child("ada", grade=2, family="Amsel"),
            Child("bea", grade=3, family="Amsel"),
            Child("cem", grade=3),
        ),
        schools=(WEST, EAST),
        groups=(Group("w", "west", "language", 1, 4, 3), Group("o", "ost", "language", 1, 4, 1)),
        travel=table(ada={"west": 25, "ost": 20}, bea={"west": 10}, cem={"west": 20}),
        parameters=Parameters(worst_slack_minutes=slack),
    )
    together = planned(problem, {"ada": "w", "bea": "w", "cem": "w"})
    plan = level(together, "worst_minutes", bound={"ada": 20})
    said = check(problem, plan)
    assert bool(said) is refused
    if slack:
        assert said == ([] if not refused else [_too_long(slack)])
    assert any("Zusammenhang ada: Der längste Weg" in each for each in check(problem, together))


def _too_long(slack: int) -> str:
    return (
        "Ebene worst_minutes: Als bewiesen bezeichnet, aber ein längster Weg liegt um mehr als "
        f"worst_slack_minutes = {slack} über der Schranke."
    )


# --- sites and the linear measure ---------------------------------------------------------------


@pytest.fixture
def sites() -> Problem:
    """Ada is in grade 2, Bea in grade 6; west and north share a site, east is nearer to Bea."""
    return Problem(
        children=(
            Child("ada", grade=2, family="Amsel"),
            Child("bea", grade=6, family="Amsel"),
            Child("cem", grade=6),
        ),
        schools=(
            replace(WEST, site="Tal"),
            School("nord", form="Gesamtschule", site="Tal"),
            School("ost", form="Gesamtschule"),
        ),
        groups=(
            Group("w", "west", "language", 1, 4, 1),
            Group("n", "nord", "language", 5, 10, 2),
            Group("o", "ost", "language", 5, 10, 2),
        ),
        travel=table(ada={"west": 5}, bea={"nord": 20, "ost": 10}, cem={"nord": 30}),
        parameters=Parameters(minutes_per_site=15),
    )


def test_siblings_of_different_stages_at_one_site_are_worth_the_way(sites: Problem) -> None:
    plan = best(sites)
    assert seats(plan) == {"ada": "w", "bea": "n", "cem": "n"}
    assert plan.weighed == Weighed(minutes=55, together=0, wishes=(0, 0, 0), site_pairs=1)
    assert check(sites, plan) == []
    apart = planned(sites, {"ada": "w", "bea": "o", "cem": "n"})
    assert check(sites, apart) == [
        (
            "Ebene ways_and_pairs: Als bewiesen bezeichnet, aber Kind bea säße besser in der "
            "Gruppe n; dort ist Platz."
        )
    ]
    told = replace(apart, weighed=Weighed(45, 0, (0, 0, 0), 1))
    assert check(sites, told) == [
        "Ebene ways_and_pairs, Paare an einem Standort: Der Plan nennt 1, gezählt sind 0."
    ]


def test_without_a_site_a_school_is_a_site_of_its_own(sites: Problem) -> None:
    nameless = replace(sites, schools=tuple(replace(each, site="") for each in sites.schools))
    assert seats(best(nameless))["bea"] == "o"
    assert check(nameless, best(nameless)) == []


def test_the_linear_measure_counts_children_less_schools() -> None:
    """Three siblings at one school are worth two steps, not three pairs; a fourth sits in east."""
    problem = Problem(
        children=tuple(Child(name, grade=2, family="Amsel") for name in ("ada", "bea", "cem")),
        schools=(WEST, EAST),
        groups=(Group("w", "west", "language", 1, 4, 3), Group("o", "ost", "language", 1, 4, 3)),
        travel=table(
            ada={"west": 10, "ost": 30}, bea={"west": 10, "ost": 30}, cem={"west": 10, "ost": 30}
        ),
        placed=(Placed("dan", grade=2, group="o", family="Amsel"),),
        parameters=Parameters(minutes_per_pair=30, sibling_measure="linear"),
    )
    plan = best(problem)
    assert seats(plan) == {"ada": "w", "bea": "w", "cem": "w"}
    assert plan.weighed is not None
    assert (plan.weighed.together, plan.pairs, plan.levels[2].value) == (2, 3, -30)
    assert check(problem, plan) == []
    told = replace(plan, weighed=replace(plan.weighed, together=3))
    assert check(problem, told) == [
        "Ebene ways_and_pairs, Geschwister zusammen: Der Plan nennt 3, gezählt sind 2."
    ]


# --- who adopted the rates ----------------------------------------------------------------------


def test_a_reason_that_names_a_claim_or_hides_one_is_refused(claimed: Problem) -> None:
    plan = left_out(best(claimed), "bea", smallest_change=Change("seat", "w", 1))
    assert check(claimed, seat(plan, "ada", reason_code="only")) == [
        "Kind ada: Als Grund steht only, es ist claim."
    ]
    assert check(claimed, seat(plan, "cem", reason_code="claim")) == [
        "Kind cem: Als Grund steht claim, es ist only."
    ]
