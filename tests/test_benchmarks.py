# SPDX-License-Identifier: EUPL-1.2
"""The instances of the benchmarks stay the same, and the flow part costs what an LP says."""

from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import psycopg
import pytest

from benchmarks import instances, rows
from rundertisch.engine.placement.check import check
from rundertisch.engine.placement.solve import flow, network, solve
from tests.support.cluster import OwnDatabase

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
DIGESTS = {
    "district-450": "75d6f898ddcc7224e95c54de6048294de34cd50833f2c7cb5deb982c42750c08",
    "district-1888": "ba23110c39bb15d56d0f7aea68e5ee5c1d87348b88325ea38bdaf1e65d07716a",
    "nrw": "ce71ab2812ac401f404013690011e4f95a6999508c14cbc06a072f36773a36b6",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_an_instance_is_the_one_that_the_page_measures(name: str) -> None:
    digest = instances.digest(problem=instances.instance(name=name))

    assert digest == DIGESTS[name]
    assert f"`{digest}`" in PAGE.read_text(encoding="utf-8")


def test_another_seed_is_another_instance() -> None:
    first, second = (instances.instance(name="district-450", seed=seed) for seed in (1, 2))

    assert instances.digest(problem=first) != instances.digest(problem=second)


def test_an_instance_has_the_shape_that_the_page_promises() -> None:
    problem = instances.instance(name="district-1888")
    children, groups = problem.children, problem.groups
    literacy = [child for child in children if child.needs_literacy]

    assert len(children) == 1888
    assert len(problem.schools) == 94
    assert 0.12 < len(literacy) / len(children) < 0.18
    assert 0.25 < sum(group.kind == "literacy" for group in groups) / len(groups) < 0.45
    assert 1.04 < sum(group.free_seats for group in groups) / len(children) < 1.08


def least_cost(*, net: network.Network, left_out: int) -> int:
    """Return what a linear program says: every child sits once or is left out."""
    children, groups = len(net.start) - 1, len(net.seats)
    ways = len(net.group)
    owner = np.repeat(np.arange(children), np.diff(net.start))
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = ways + children, children + groups
    model.col_cost_ = np.concatenate([net.minutes, np.full(children, left_out)]).astype(float)
    model.col_lower_ = np.zeros(ways + children)
    model.col_upper_ = np.ones(ways + children)
    model.row_lower_ = np.concatenate([np.ones(children), np.zeros(groups)])
    model.row_upper_ = np.concatenate([np.ones(children), net.seats.astype(float)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate(
        [np.arange(0, 2 * ways + 1, 2), 2 * ways + np.arange(1, children + 1)]
    )
    model.a_matrix_.index_ = np.concatenate(
        [np.stack([owner, children + net.group], axis=1).ravel(), np.arange(children)]
    )
    model.a_matrix_.value_ = np.ones(2 * ways + children)
    program.passModel(model)
    program.run()
    assert program.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(program.getObjectiveValue())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_flow_part_costs_what_a_linear_program_says(seed: int) -> None:
    net = network.built(instances.instance(name="district-450", seed=seed))
    left_out = (len(net.seats) + 2) * (int(net.minutes.max()) + 1)

    found = flow.seat_children(
        network=flow.Network(
            start=net.start,
            group=net.group,
            cost=net.minutes,
            seats=net.seats,
            school=net.school,
            cap=net.caps,
            level=np.zeros_like(net.level),
        )
    )

    cost = found.minutes + left_out * int((found.way < 0).sum())
    assert cost == least_cost(net=net, left_out=left_out)


@pytest.mark.parametrize("name", ["district-450", "district-1888"])
def test_the_plan_of_a_district_is_proven_and_the_independent_check_finds_nothing(
    name: str,
) -> None:
    """The small versions of `./run bench check`."""
    problem = instances.instance(name=name)
    plan = solve(problem)

    assert plan.proven
    assert check(problem, plan) == []

    worse = replace(plan.placements[0], group=plan.placements[1].group)
    assert check(problem, replace(plan, placements=(worse, *plan.placements[1:]))) != []


@pytest.mark.database
def test_the_row_rule_shows_the_first_page_that_a_where_by_hand_shows(
    own_database: OwnDatabase,
) -> None:
    """The small version of `./run bench rows`."""
    with (
        psycopg.connect(own_database.urls.owner) as owner,
        psycopg.connect(own_database.urls.default) as app,
    ):
        rows.furnish(owner=owner, rows=2000)
        inside = rows.in_the_database(owner=owner, app=app, times=1)
        assert [one[0].rows for one in inside.values()] == [50, 50, 2000 // rows.SHARES[3]]
        for partner, (ruled, hand, same) in inside.items():
            assert ruled.rows == hand.rows == same.rows
            assert "measured_need" in ruled.plan
            with app.transaction():
                app.execute(rows.WHO, [str(rows.FIRST + partner)] * 2)
                shown = app.execute(rows.FIRST_PAGE.encode()).fetchall()
            by_hand = rows.BY_HAND.format(partner=rows.FIRST + partner)
            assert shown == owner.execute(by_hand.encode()).fetchall()
        assert app.execute(rows.FIRST_PAGE.encode()).fetchall() == []
