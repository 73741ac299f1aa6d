# SPDX-License-Identifier: EUPL-1.2
"""A network to which children were added is the network that is built anew."""

import random
from dataclasses import fields, replace

import numpy as np

from rundertisch.engine.placement.ondemand.growing import network_of
from rundertisch.engine.placement.problem import Exclusion, Problem
from rundertisch.engine.placement.solve.network import Network, built
from tests.engine.placement.strategies import random_problem

SOME = 0.3


def with_homes(number: int) -> Problem:
    """Return a random problem whose ways are estimated from homes, with some exclusions."""
    draw = random.Random(number)  # noqa: S311 - reproducible, not secret
    problem = random_problem(draw)
    return replace(
        problem,
        travel=None,
        locked=(),
        children=tuple(
            replace(each, lat=51.3 + draw.random() / 5, lon=7.3 + draw.random() / 5)
            for each in problem.children
        ),
        schools=tuple(
            replace(each, lat=51.3 + draw.random() / 5, lon=7.3 + draw.random() / 5)
            for each in problem.schools
        ),
        excluded=tuple(
            Exclusion(each.id, draw.choice(problem.schools).id, "Zu weit.")
            for each in problem.children
            if draw.random() < SOME
        ),
    )


def until(problem: Problem, many: int) -> Problem:
    """Return a problem with its first children only."""
    names = {each.id for each in problem.children[:many]}
    return replace(
        problem,
        children=problem.children[:many],
        wishes=tuple(each for each in problem.wishes if each.child in names),
        excluded=tuple(each for each in problem.excluded if each.child in names),
    )


def different(one: Network, other: Network) -> list[str]:
    """Return the fields in which two networks differ, types counted."""
    pairs = ((f.name, getattr(one, f.name), getattr(other, f.name)) for f in fields(Network))
    return [n for n, a, b in pairs if a.dtype != b.dtype or not np.array_equal(a, b)]


def test_children_added_to_a_network_are_as_if_it_was_built_with_them() -> None:
    added = 0
    for number in range(150):
        problem = with_homes(number)
        whole = built(problem)
        for many in range(len(problem.children) + 1):
            before = until(problem, many)
            grown = network_of(problem=problem, before=before, network=built(before))
            assert different(grown, whole) == [], (number, many)
            added += len(grown.group) - int(before.children != ())
    assert added > 1000, "there were ways to add"


def test_what_else_is_different_is_built_anew() -> None:
    changed = 0
    for number in range(40):
        problem = with_homes(number)
        if not problem.children:
            continue
        before = until(problem, len(problem.children) - 1)
        for other in (
            replace(before, groups=before.groups[:-1], placed=()),
            replace(before, excluded=()),
            replace(before, children=before.children[1:], wishes=(), excluded=()),
        ):
            grown = network_of(problem=problem, before=other, network=built(other))
            assert different(grown, built(problem)) == [], number
            changed += 1
    assert changed > 60
