# SPDX-License-Identifier: EUPL-1.2
"""Claims and hardship, worked by hand: who comes first, what it costs, and why one is not kept."""

from collections.abc import Mapping
from dataclasses import replace

from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.plan import LevelResult, Plan
from rundertisch.engine.placement.problem import (
    Child,
    Exclusion,
    Group,
    Lock,
    Problem,
    School,
    Wish,
)
from rundertisch.engine.placement.solve import solve


def _level(plan: Plan, name: str) -> LevelResult:
    return next(each for each in plan.levels if each.name == name)


def _value(plan: Plan, name: str) -> Mapping[str, int] | int:
    return _level(plan, name).value


def _seats(plan: Plan) -> dict[str, str]:
    return {each.child: each.school for each in plan.placements}


# Mia (waits 5 weeks) reaches only Auen within 45 minutes. Ben (waits 1 week) reaches Auen (10) and
# has his claim there; Berg is 44 minutes for him. Auen has one seat, Berg one.
ONE_SEAT = Problem(
    children=(
        Child("mia", grade=2, waiting_days=35),
        Child("ben", grade=2, waiting_days=7, claim_school="auen"),
    ),
    schools=(School("auen", form="Grundschule"), School("berg", form="Grundschule")),
    groups=(
        Group("auen-1", "auen", "language", 1, 4, 1),
        Group("berg-1", "berg", "language", 1, 4, 1),
    ),
    travel={("mia", "auen"): 20, ("mia", "berg"): 60, ("ben", "auen"): 10, ("ben", "berg"): 44},
)


def test_a_claim_precedes_a_longer_wait_and_the_plan_says_whom_it_costs() -> None:
    # Without the claim both sit: Mia at Auen, Ben at Berg. With it Ben sits at Auen, Mia nowhere.
    plan = solve(ONE_SEAT)
    assert _seats(plan) == {"ben": "auen"}
    assert _value(plan, "claims") == {"1": 0}
    assert _value(plan, "unplaced") == {"5": 1, "1": 0}
    assert plan.unplaced_without_claims == {"5": 0, "1": 0}
    assert plan.fewer_for_claims == 1
    assert plan.placements[0].reason_code == "claim"
    assert "46" in plan.placements[0].reason
    assert "Anspruch" in plan.unplaced[0].reason
    assert plan.proven
    assert check(ONE_SEAT, plan) == []


def test_a_waived_claim_is_no_claim() -> None:
    waived = replace(
        ONE_SEAT,
        children=(ONE_SEAT.children[0], replace(ONE_SEAT.children[1], claim_waived=True)),
    )
    plan = solve(waived)
    assert _seats(plan) == {"mia": "auen", "ben": "berg"}
    assert [each.name for each in plan.levels] == ["unplaced", "worst_minutes", "ways_and_pairs"]
    assert plan.fewer_for_claims is None


def test_a_claim_is_kept_at_a_school_the_family_ranks() -> None:
    # Ben's family ranks Berg third: his claim is kept there, and Mia has her seat.
    plan = solve(replace(ONE_SEAT, wishes=(Wish("ben", "berg", 3),)))
    assert _seats(plan) == {"mia": "auen", "ben": "berg"}
    assert _value(plan, "claims") == {"1": 0}
    assert plan.fewer_for_claims == 0
    assert plan.placements[1].reason_code == "wish"
    assert "erfüllt auch den Anspruch" in plan.placements[1].reason


def test_the_way_to_the_claim_school_may_be_longer_than_the_limit() -> None:
    # 50 minutes are beyond the 45 of primary school; only the claim opens the way.
    far = replace(ONE_SEAT, travel={("mia", "berg"): 12, ("ben", "auen"): 50})
    assert _seats(solve(far)) == {"mia": "berg", "ben": "auen"}
    assert _value(solve(far), "worst_minutes") == {"ben": 50, "mia": 12}
    without = replace(far, children=(far.children[0], replace(far.children[1], claim_school="")))
    assert _seats(solve(without)) == {"mia": "berg"}


def test_of_two_claims_to_one_seat_the_longer_waiting_child_keeps_its_own() -> None:
    both = replace(
        ONE_SEAT,
        children=(replace(ONE_SEAT.children[0], claim_school="auen"), ONE_SEAT.children[1]),
    )
    plan = solve(both)
    assert _seats(plan) == {"mia": "auen", "ben": "berg"}
    assert _value(plan, "claims") == {"5": 0, "1": 1}
    (unkept,) = plan.unkept_claims
    assert (unkept.child, unkept.school, unkept.level) == ("ben", "auen", 1)
    assert unkept.reason_code == "claims"
    assert "länger warten" in unkept.reason
    assert check(both, plan) == []


def test_a_claim_that_is_not_kept_says_why() -> None:
    mia, ben = ONE_SEAT.children
    auen, berg = ONE_SEAT.schools
    full = tuple(replace(g, free_seats=int(g.school == "berg")) for g in ONE_SEAT.groups)
    cases = {
        "locked": replace(ONE_SEAT, locked=(Lock("ben", "berg-1", "Elterngespräch"),)),
        "excluded": replace(ONE_SEAT, excluded=(Exclusion("ben", "auen", "Straße"),)),
        "no_group": replace(ONE_SEAT, children=(mia, replace(ben, needs_literacy=True))),
        "form": replace(ONE_SEAT, children=(mia, replace(ben, forms=("Gesamtschule",)))),
        "unreachable": replace(ONE_SEAT, travel={("ben", "berg"): 44}),
        "no_seat": replace(ONE_SEAT, groups=full),
    }
    for code, problem in cases.items():
        plan = solve(problem)
        (unkept,) = plan.unkept_claims
        assert unkept.reason_code == code
        assert unkept.reason.startswith("Der Anspruch auf einen Platz an auen wird nicht erfüllt")
        assert check(problem, plan) == [], code
    closed = replace(ONE_SEAT, schools=(replace(auen, assignable="no"), berg))
    assert solve(closed).unkept_claims[0].reason_code == "no_group"
    assert "ben" not in {p.child for p in solve(closed).placements if p.school == "auen"}


def test_hardship_comes_before_any_waiting_time() -> None:
    # One seat; Mia has waited a year, Ben since yesterday, but the authority sees hardship.
    hard = replace(
        ONE_SEAT,
        children=(
            Child("mia", grade=2, waiting_days=365),
            Child("ben", grade=2, waiting_days=1, priority=1),
        ),
        groups=ONE_SEAT.groups[:1],
    )
    plan = solve(hard)
    assert _seats(plan) == {"ben": "auen"}
    assert _value(plan, "unplaced") == {"10000": 0, "52": 1}
    assert plan.unplaced[0].level == 52
    assert check(hard, plan) == []


def test_a_seat_that_only_another_claim_would_take_is_not_named_as_help() -> None:
    # Two claims to Auen and one seat; Mia waits for any. One more seat at Auen goes to the claim of
    # Ben or Eva, two more seat Mia as well (level 5): seat;auen-1;2.
    mia, ben = ONE_SEAT.children
    crowd = Problem(
        children=(mia, ben, replace(ben, id="eva")),
        schools=ONE_SEAT.schools[:1],
        groups=ONE_SEAT.groups[:1],
        travel={("mia", "auen"): 20, ("ben", "auen"): 10, ("eva", "auen"): 10},
    )
    plan = solve(crowd)
    help_for = {row.child: str(row.smallest_change) for row in plan.unplaced}
    assert help_for["mia"] in {"seat;auen-1;2", "None"}
    assert check(crowd, plan) == []
