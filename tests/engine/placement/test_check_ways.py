# SPDX-License-Identifier: EUPL-1.2
"""The ways of `check`, of `engine.geo` and of the slow truth: three hands, one result."""

import numpy as np
import pytest

from rundertisch.engine import geo
from rundertisch.engine.placement.check.ways import minutes_between, near_pairs
from rundertisch.engine.placement.problem import Child, Problem, School
from tests.engine.placement import brute_force

LIMIT = 45


def around(lat: float, lon: float, *, spread: float) -> Problem:
    """Return forty children and thirty schools around a point, some of them far away."""
    chance = np.random.default_rng(7)
    homes = np.array((lat, lon)) + chance.normal(0, spread, (40, 2))
    places = np.array((lat, lon)) + chance.normal(0, spread, (30, 2))
    places[:5] = homes[:5]  # next door
    homes[:, 1] = (homes[:, 1] + 180.0) % 360.0 - 180.0
    places[:, 1] = (places[:, 1] + 180.0) % 360.0 - 180.0
    return Problem(
        children=tuple(
            Child(f"c{i}", grade=2, lat=float(y), lon=float(x)) for i, (y, x) in enumerate(homes)
        ),
        schools=tuple(
            School(f"s{i}", form="Grundschule", lat=float(y), lon=float(x))
            for i, (y, x) in enumerate(places)
        ),
        groups=(),
    )


@pytest.mark.parametrize(
    ("lat", "lon", "spread"),
    [(51.3, 7.35, 0.05), (51.3, 7.35, 0.5), (-16.5, 179.99, 0.05), (0.0, 0.0, 0.05)],
    ids=["one town", "a whole Land", "across the date line", "where the signs change"],
)
def test_estimated_ways_agree_with_geo_and_with_plain_trigonometry(
    lat: float, lon: float, spread: float
) -> None:
    problem = around(lat, lon, spread=spread)
    child, school = (each.ravel() for each in np.indices((40, 30)))
    ways = minutes_between(problem=problem, child=child, school=school)
    for c, s, minutes in zip(child.tolist(), school.tolist(), ways.tolist(), strict=True):
        home, place = problem.children[c], problem.schools[s]
        assert minutes == brute_force.minutes_of(problem, home, place)
        assert home.lat is not None
        assert home.lon is not None
        assert place.lat is not None
        assert place.lon is not None
        assert minutes == geo.estimated_minutes(
            lat=home.lat, lon=home.lon, to_lat=place.lat, to_lon=place.lon
        )
    near = near_pairs(problem=problem, child=np.arange(40), school=np.arange(30), limit=LIMIT)
    within = ways <= LIMIT
    found = sorted(zip(near.child.tolist(), near.school.tolist(), strict=True))
    assert found == list(zip(child[within].tolist(), school[within].tolist(), strict=True))
    assert found
    assert sorted(near.minutes.tolist()) == sorted(ways[within].tolist())


def test_a_home_without_coordinates_has_no_estimated_way() -> None:
    problem = Problem(
        children=(Child("ada", grade=2),),
        schools=(School("s", form="Grundschule", lat=51.3, lon=7.35),),
        groups=(),
    )
    one = np.zeros(1, dtype=np.int64)
    assert minutes_between(problem=problem, child=one, school=one).tolist() == [-1]
    assert near_pairs(problem=problem, child=one, school=one, limit=LIMIT).child.tolist() == []
