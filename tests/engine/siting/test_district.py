# SPDX-License-Identifier: EUPL-1.2
"""A small district is proven with whole families and with a budget, and `check` proves it again.

Trying everything is out of reach here; the check's own rows and columns are asked instead.
"""

import pytest

from benchmarks import instances
from benchmarks.siting import Case, district
from rundertisch.engine.siting.check import judged
from rundertisch.engine.siting.solve import solve

TIGHT = 0.5  # share of the free seats


@pytest.mark.parametrize(
    "case",
    [
        Case("whole families, some left", TIGHT, 5_000, whole_families=True),
        Case("a budget", TIGHT, 5_000, budget_cents=15_000_000),
        Case("ways cost nothing", TIGHT, 0, whole_families=True),
    ],
    ids=lambda case: case.name,
)
def test_a_small_district_is_proven_twice(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    monkeypatch.setitem(instances.INSTANCES, "valley", (instances.Size(120, 18),))
    problem = district(name="valley", case=case)
    plan = solve(problem, explain=False)
    assert plan.proven
    assert bool(plan.together) == case.whole_families
    judgement = judged(problem, plan)
    assert judgement.broken == []
    assert judgement.proof is not None
    assert judgement.proof.how == "bounded"
