# SPDX-License-Identifier: EUPL-1.2
"""Distances on the earth and the estimated way to school in minutes.

An estimate is for planning only and never appears in a notice: the way is the shorter of walking
and riding, both as the crow flies times a detour, rounded up to a whole minute.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rundertisch.engine.compiled import compiled

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)
_ROUNDING = 1e-9  # minutes; 12.0000000001 is 12, not 13

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Pace(NamedTuple):
    """Speeds in km/h, detours as factors on the crow's flight, waiting in minutes."""

    walk_kmh: float = 4.5
    walk_detour: float = 1.3
    ride_kmh: float = 20.0
    ride_detour: float = 1.4
    ride_wait_minutes: float = 10.0


class Pairs(NamedTuple):
    """Pairs (home, target) within reach, by home and then by target, with whole minutes."""

    home: Indices
    target: Indices
    minutes: Indices


@compiled
def _haversine(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return the great-circle distance in km (haversine formula; degrees in)."""
    half_lat = math.sin(math.radians(to_lat - lat) / 2.0)
    half_lon = math.sin(math.radians(to_lon - lon) / 2.0)
    cosines = math.cos(math.radians(lat)) * math.cos(math.radians(to_lat))
    chord = half_lat * half_lat + cosines * half_lon * half_lon
    return 2.0 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


@compiled
def _minutes(km: float, pace: Pace) -> int:
    walk = km * pace.walk_detour / pace.walk_kmh * 60.0
    ride = pace.ride_wait_minutes + km * pace.ride_detour / pace.ride_kmh * 60.0
    return math.ceil(min(walk, ride) - _ROUNDING)


def haversine_km(*, lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return the great-circle distance between two points in km."""
    return _haversine(float(lat), float(lon), float(to_lat), float(to_lon))


def estimated_minutes(
    *, lat: float, lon: float, to_lat: float, to_lon: float, pace: Pace | None = None
) -> int:
    """Return the estimated way between two points in whole minutes, one direction."""
    km = haversine_km(lat=lat, lon=lon, to_lat=to_lat, to_lon=to_lon)
    return _minutes(km, pace or Pace())


def nearest(*, homes: Floats, targets: Floats) -> Indices:
    """Return for each home the nearest target, the first of them if several are as near."""
    points = _on_the_globe(targets)
    return _nearest(_on_the_globe(homes), points, np.argsort(points[:, 0], kind="stable"))


@compiled
def _nearest(homes: Floats, targets: Floats, order: Indices) -> Indices:
    """Look to both sides along one axis, until that alone is farther than the nearest.

    ``order``: the targets along this axis.
    """
    along = targets[order, 0]
    found = np.zeros(len(homes), np.int64)
    for home in range(len(homes)):
        after = np.searchsorted(along, homes[home, 0])
        least, best = np.inf, np.int64(len(targets))
        for step, first, end in ((1, after, len(along)), (-1, after - 1, -1)):
            for at in range(first, end, step):
                x = homes[home, 0] - along[at]
                if x * x > least:
                    break
                target = order[at]
                y = homes[home, 1] - targets[target, 1]
                z = homes[home, 2] - targets[target, 2]
                apart = x * x + y * y + z * z
                if apart < least or (apart == least and target < best):
                    least, best = apart, target
        found[home] = best
    return found


def minutes_to_all(*, lat: float, lon: float, targets: Floats, pace: Pace) -> Indices:
    """Return the estimated minutes from one point to each row (lat, lon) of the targets."""
    return _minutes_to_all(float(lat), float(lon), targets, Pace(*map(float, pace)))


@compiled
def _minutes_to_all(lat: float, lon: float, targets: Floats, pace: Pace) -> Indices:
    minutes = np.empty(len(targets), np.int64)
    for at in range(len(targets)):
        minutes[at] = _minutes(_haversine(lat, lon, targets[at, 0], targets[at, 1]), pace)
    return minutes


def farthest_km(*, minutes: int, pace: Pace) -> float:
    """Return the distance beyond which no way takes at most so many minutes."""
    walk = (minutes + _ROUNDING) / 60.0 * pace.walk_kmh / pace.walk_detour
    ride = (minutes - pace.ride_wait_minutes + _ROUNDING) / 60.0 * pace.ride_kmh / pace.ride_detour
    return max(walk, ride, 0.0)


def pairs_within(
    *,
    homes: Floats,
    targets: Floats,
    limits: Indices,
    pace: Pace | None = None,
    kinds: Indices | None = None,
    serves: Flags | None = None,
) -> Pairs:
    """Return all pairs whose estimated minutes are at most the limit of the home.

    ``homes`` and ``targets`` hold rows (lat, lon) in degrees. With ``kinds`` (a number for each
    home) only targets with ``serves[kind, target]`` are looked at. The targets are sorted into
    cubes of the space around the earth as wide as the longest reach; whoever is near lies in one
    of 27 of them. (Cubes need no case for poles and date line.)
    """
    pace = pace or Pace()
    if not len(homes) or not len(targets):
        return Pairs(*(np.zeros(0, np.int64) for _ in range(3)))
    if kinds is None or serves is None:
        kinds, serves = np.zeros(len(homes), np.int64), np.ones((1, len(targets)), np.bool_)
    reach = farthest_km(minutes=int(limits.max()), pace=pace)
    width = max(reach * (1.0 + 1e-9), 1.0)  # a chord is never longer than its arc
    home_points, target_points = _on_the_globe(homes), _on_the_globe(targets)
    target_cubes = _cube_numbers(target_points, width)
    by_cube = np.argsort(target_cubes, kind="stable")
    found = _near(
        (np.ascontiguousarray(homes, np.float64), home_points),
        (np.ascontiguousarray(targets, np.float64), target_points),
        (by_cube, target_cubes[by_cube], width),
        (limits.astype(np.int64), kinds.astype(np.int64), np.ascontiguousarray(serves)),
        Pace(*map(float, pace)),
    )
    return Pairs(*found)


def _on_the_globe(points: Floats) -> Floats:
    """Return points in space, in km from the centre of the earth."""
    lat, lon = np.radians(points[:, 0]), np.radians(points[:, 1])
    flat = np.cos(lat)
    return EARTH_RADIUS_KM * np.stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)], 1)


_SIDE = 1 << 20  # more cubes than fit along the axis of the earth (12,742 km, 1 km wide or more)


def _cube_numbers(points: Floats, width: float) -> Indices:
    cells = np.floor(points / width).astype(np.int64) + _SIDE // 2
    numbers: Indices = (cells[:, 0] * _SIDE + cells[:, 1]) * _SIDE + cells[:, 2]
    return numbers


@compiled
def _candidates(
    point: Floats, width: float, by_cube: Indices, cubes: Indices, found: Indices
) -> int:
    """Write the targets of the 27 cubes around a point to `found`, ascending; return how many."""
    x = math.floor(point[0] / width) + _SIDE // 2
    y = math.floor(point[1] / width) + _SIDE // 2
    z = math.floor(point[2] / width) + _SIDE // 2
    count = 0
    for dx in range(-1, 2):
        for dy in range(-1, 2):
            # the three cubes along z are neighbours in number, so one search finds them all
            number = ((x + dx) * _SIDE + y + dy) * _SIDE + z
            at = np.searchsorted(cubes, number - 1)
            while at < len(cubes) and cubes[at] <= number + 1:
                found[count] = by_cube[at]
                count += 1
                at += 1
    found[:count].sort()
    return count


@compiled
def _near(
    from_places: tuple[Floats, Floats],
    to_places: tuple[Floats, Floats],
    grid: tuple[Indices, Indices, float],
    asked: tuple[Indices, Indices, Flags],
    pace: Pace,
) -> tuple[Indices, Indices, Indices]:
    """Return home, target and minutes of all pairs within the limit of the home."""
    homes, home_points = from_places
    targets, target_points = to_places
    by_cube, cubes, width = grid
    limits, kinds, serves = asked
    found = np.empty(len(targets), np.int64)
    pairs = np.empty((max(len(homes) * 16, 1024), 3), np.int64)
    count = 0
    for home in range(len(homes)):
        point = home_points[home]
        for at in range(_candidates(point, width, by_cube, cubes, found)):
            target = found[at]
            if not serves[kinds[home], target]:
                continue
            apart = 0.0
            for axis in range(3):
                apart += (target_points[target, axis] - point[axis]) ** 2
            if apart > width * width:
                continue
            km = _haversine(homes[home, 0], homes[home, 1], targets[target, 0], targets[target, 1])
            minutes = _minutes(km, pace)
            if minutes > limits[home]:
                continue
            if count == len(pairs):
                pairs = np.concatenate((pairs, np.empty_like(pairs)))
            pairs[count] = home, target, minutes
            count += 1
    return pairs[:count, 0].copy(), pairs[:count, 1].copy(), pairs[:count, 2].copy()
