# SPDX-License-Identifier: EUPL-1.2
"""Distances and estimated ways: known cities, hand-computed minutes, grid equals pair by pair."""

import math
import random
from datetime import date

import numpy as np
import pytest

from rundertisch.engine import geo
from rundertisch.engine.figures import Figure


def test_schwelm_to_hattingen_is_as_far_as_on_the_map() -> None:
    km = geo.haversine_km(lat=51.2873, lon=7.2937, to_lat=51.3992, to_lon=7.1858)
    assert km == pytest.approx(14.53, abs=0.02)


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert geo.haversine_km(lat=51, lon=7, to_lat=52, to_lon=7) == pytest.approx(111.195, abs=1e-3)


def test_one_kilometre_is_walked_and_five_are_ridden() -> None:
    degree = 180 / (math.pi * geo.EARTH_RADIUS_KM)  # of one kilometre
    near = geo.estimated_minutes(lat=51, lon=7, to_lat=51 + degree, to_lon=7)
    far = geo.estimated_minutes(lat=51, lon=7, to_lat=51 + 5 * degree, to_lon=7)
    assert near == 15  # ride: 10 + 1 * 1.4 / 20 * 60 = 14.2; walk: 17.3
    assert far == 31  # 10 + 5 * 1.4 / 20 * 60 = 31.0, not 32


def test_next_door_is_no_minute_and_the_date_line_is_no_wall() -> None:
    assert geo.estimated_minutes(lat=51, lon=7, to_lat=51, to_lon=7) == 0
    assert geo.estimated_minutes(lat=0, lon=179.999, to_lat=0, to_lon=-179.999) == 4


@pytest.mark.parametrize(
    ("middle", "spread"),
    [((51.3, 7.3), 0.5), ((51.3, 7.3), 3.0), ((89.7, 0.0), 0.3), ((0.0, 179.95), 0.4)],
    ids=["district", "land", "pole", "date line"],
)
def test_the_grid_finds_the_same_pairs_and_minutes_as_looking_at_each(
    middle: tuple[float, float], spread: float
) -> None:
    draw = random.Random(7)  # noqa: S311  (invented points, no secret)

    def point() -> tuple[float, float]:
        lat = min(90.0, middle[0] + spread * (draw.random() - 0.5))
        lon = middle[1] + spread * (draw.random() - 0.5)
        return lat, (lon + 180) % 360 - 180

    homes, targets = [point() for _ in range(120)], [point() for _ in range(90)]
    limits = [draw.choice((0, 20, 45, 75)) for _ in homes]
    found = geo.pairs_within(
        homes=np.array(homes), targets=np.array(targets), limits=np.array(limits)
    )
    one_by_one = [
        (home, target, minutes)
        for home, (lat, lon) in enumerate(homes)
        for target, (to_lat, to_lon) in enumerate(targets)
        if (minutes := geo.estimated_minutes(lat=lat, lon=lon, to_lat=to_lat, to_lon=to_lon))
        <= limits[home]
    ]
    assert list(zip(*(each.tolist() for each in found), strict=True)) == one_by_one
    assert one_by_one


def test_nobody_and_nowhere_make_no_pairs() -> None:
    nothing, here = np.zeros((0, 2)), np.array([[51.0, 7.0]])
    limits = np.array([45])
    assert len(geo.pairs_within(homes=here, targets=nothing, limits=limits).home) == 0
    assert len(geo.pairs_within(homes=nothing, targets=here, limits=limits[:0]).home) == 0


def test_a_figure_has_both_ends_of_its_interval_or_none() -> None:
    day = date(2026, 12, 31)
    assert Figure(72, "%", day, "Auszählung", 64, 79).high == 79
    with pytest.raises(ValueError, match="beide Enden"):
        Figure(72, "%", day, "Auszählung", low=64)
    with pytest.raises(ValueError, match="verkehrt herum"):
        Figure(72, "%", day, "Auszählung", low=79, high=64)
