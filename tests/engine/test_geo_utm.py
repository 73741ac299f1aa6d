# SPDX-License-Identifier: EUPL-1.2
"""UTM coordinates of offices become degrees, to a metre and better."""

import math

import pytest

from rundertisch.engine.geo_utm import degrees_from_utm32

A, F = 6_378_137.0, 1 / 298.257222101
E2 = F * (2 - F)
METRES_PER_DEGREE = 111_320.0


def forward(lat: float, lon: float) -> tuple[float, float]:
    """Return (east, north) by another road: the meridian arc integrated, then Redfearn's series."""
    phi, along = math.radians(lat), math.radians(lon - 9.0)
    steps = 20_000
    width = phi / steps
    arc = sum(
        width * A * (1 - E2) / (1 - E2 * math.sin((step + 0.5) * width) ** 2) ** 1.5
        for step in range(steps)
    )
    nu = A / math.sqrt(1 - E2 * math.sin(phi) ** 2)
    psi = nu / (A * (1 - E2) / (1 - E2 * math.sin(phi) ** 2) ** 1.5)
    t, c, s = math.tan(phi), math.cos(phi), math.sin(phi)
    x = along * c
    east = (
        nu
        * x
        * (
            1
            + x**2 / 6 * (psi - t**2)
            + x**4
            / 120
            * (4 * psi**3 * (1 - 6 * t**2) + psi**2 * (1 + 8 * t**2) - 2 * psi * t**2 + t**4)
        )
    )
    north = (
        arc
        + nu * s * along * x / 2 * (1 + x**2 / 12 * (4 * psi**2 + psi - t**2))
        + nu
        * s
        * along
        * x**5
        / 720
        * (
            8 * psi**4 * (11 - 24 * t**2)
            - 28 * psi**3 * (1 - 6 * t**2)
            + psi**2 * (1 - 32 * t**2)
            - 2 * psi * t**2
            + t**4
        )
    )
    return 500_000 + 0.9996 * east, 0.9996 * north


@pytest.mark.parametrize("lat", [50.32, 51.29, 52.53])
@pytest.mark.parametrize("lon", [5.87, 7.366, 9.0, 9.46])
def test_every_corner_of_the_land_comes_out_to_a_metre(lat: float, lon: float) -> None:
    east, north = forward(lat, lon)

    found_lat, found_lon = degrees_from_utm32(east=east, north=north)

    off_north = (found_lat - lat) * METRES_PER_DEGREE
    off_east = (found_lon - lon) * METRES_PER_DEGREE * math.cos(math.radians(lat))
    assert math.hypot(off_north, off_east) < 0.1


def test_the_central_meridian_is_nine_degrees_east() -> None:
    assert degrees_from_utm32(east=500_000, north=5_700_000)[1] == pytest.approx(9.0, abs=1e-12)


def test_a_point_on_the_equator_stays_there() -> None:
    lat, lon = degrees_from_utm32(east=500_000, north=0.0)

    assert (lat, lon) == pytest.approx((0.0, 9.0), abs=1e-12)
