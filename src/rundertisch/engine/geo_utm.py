# SPDX-License-Identifier: EUPL-1.2
"""UTM coordinates of German offices (ETRS89, zone 32, EPSG 25832) as degrees.

Inverse transverse Mercator by Krüger's series in the third flattening n, to the third order
(L. Krüger, Konforme Abbildung des Erdellipsoids in der Ebene, 1912); the error is far below a
millimetre inside the zone. ETRS89 and WGS 84 differ by less than a metre.
"""

import math

_A = 6_378_137.0  # GRS80, semi-major axis in metres
_F = 1 / 298.257222101
_N = _F / (2 - _F)
_SCALE = 0.9996
_FALSE_EAST = 500_000.0
_MERIDIAN = 9.0  # zone 32
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96,
    _N**2 / 48 + _N**3 / 15,
    17 * _N**3 / 480,
)
_DELTA = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3,
    7 * _N**2 / 3 - 8 * _N**3 / 5,
    56 * _N**3 / 15,
)


def degrees_from_utm32(*, east: float, north: float) -> tuple[float, float]:
    """Return (lat, lon) in degrees for metres in UTM zone 32 north."""
    xi = north / (_SCALE * _RADIUS)
    eta = (east - _FALSE_EAST) / (_SCALE * _RADIUS)
    xi_sphere, eta_sphere = xi, eta
    for order, beta in enumerate(_BETA, start=1):
        xi_sphere -= beta * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        eta_sphere -= beta * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    chi = math.asin(math.sin(xi_sphere) / math.cosh(eta_sphere))
    lat = chi + sum(
        delta * math.sin(2 * order * chi) for order, delta in enumerate(_DELTA, start=1)
    )
    lon = math.atan2(math.sinh(eta_sphere), math.cos(xi_sphere))
    return math.degrees(lat), _MERIDIAN + math.degrees(lon)
