# SPDX-License-Identifier: EUPL-1.2
"""Minutes from home to school for `check`: from the travel table, or estimated.

Written from the contract a second time, not taken from `engine.geo`: two hands, one result.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rundertisch.engine.placement.problem import Child, Problem, School, Speeds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EARTH_KM = 6371.0088  # mean radius
ROUNDING = 1e-9  # a way of exactly 12 minutes stays 12, whatever the last binary digit says
HOUR = 60.0
UNREACHABLE = -1


class Pairs(NamedTuple):
    """Children and schools by their places in the problem, with the minutes between them."""

    child: Ints
    school: Ints
    minutes: Ints


class Block(NamedTuple):
    """Children of one cube, and the schools of the cubes around it."""

    homes: Floats
    places: Floats
    child: Ints
    school: Ints


def minutes_between(*, problem: Problem, child: Ints, school: Ints) -> Ints:
    """Return the minutes of each given pair; `UNREACHABLE` where there is no way."""
    children = [problem.children[c] for c in child.tolist()]
    schools = [problem.schools[s] for s in school.tolist()]
    if problem.travel is not None:
        listed = zip(children, schools, strict=True)
        found = (problem.travel.get((c.id, s.id), UNREACHABLE) for c, s in listed)
        return np.fromiter(found, dtype=np.int64, count=len(child))
    return _estimate(_points(children), _points(schools), problem.parameters.speeds)


def pair_minutes(*, problem: Problem, child: int, schools: list[int]) -> list[int]:
    """Return the minutes of one child to each of the schools."""
    school = np.array(schools, dtype=np.int64)
    ways = minutes_between(problem=problem, child=np.full_like(school, child), school=school)
    return [int(way) for way in ways.tolist()]


def near_pairs(*, problem: Problem, child: Ints, school: Ints, limit: int) -> Pairs:
    """Return all pairs of the given children and schools with at most ``limit`` minutes."""
    if problem.travel is not None:
        return _listed_pairs(problem, child, school, limit)
    homes, places = _points(problem.children), _points(problem.schools)
    found = [
        _within(Block(homes, places, block, near), limit, problem.parameters.speeds)
        for block, near in _neighbourhoods(
            homes, places, child, school, _reach_km(limit, problem.parameters.speeds)
        )
    ]
    return _joined(found)


def _listed_pairs(problem: Problem, child: Ints, school: Ints, limit: int) -> Pairs:
    """Return the pairs of the travel table; what is not listed is unreachable."""
    homes = {problem.children[c].id: c for c in child.tolist()}
    places = {problem.schools[s].id: s for s in school.tolist()}
    rows = [
        (homes[c], places[s], minutes)
        for (c, s), minutes in (problem.travel or {}).items()
        if minutes <= limit and c in homes and s in places
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Pairs(table[:, 0], table[:, 1], table[:, 2])


def _joined(found: list[Pairs]) -> Pairs:
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Pairs(nothing, nothing, nothing)
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _points(places: Sequence[Child | School]) -> Floats:
    """Return latitude and longitude in radians; not a number where they are not known."""
    known = [(place.lat, place.lon) for place in places]
    return np.radians(np.array(known, dtype=np.float64).reshape(-1, 2))


def kilometres(*, home: Child, schools: Sequence[School]) -> Floats:
    """Return the way through the air from one home to each of the schools, in kilometres."""
    return _kilometres(_points([home])[0], _points(schools))


def _estimate(homes: Floats, places: Floats, speeds: Speeds) -> Ints:
    """Walk or ride, whichever is sooner, rounded up to whole minutes."""
    km = _kilometres(homes, places)
    walk = km * (speeds.walk_detour / speeds.walk_kmh * HOUR)
    ride = speeds.ride_wait_minutes + km * (speeds.ride_detour / speeds.ride_kmh * HOUR)
    minutes = np.ceil(np.minimum(walk, ride) - ROUNDING)
    return np.where(np.isnan(minutes), UNREACHABLE, minutes).astype(np.int64)


def _kilometres(homes: Floats, places: Floats) -> Floats:
    half = (places - homes) / 2.0
    chord = np.sin(half[..., 0]) ** 2
    chord += np.cos(homes[..., 0]) * np.cos(places[..., 0]) * np.sin(half[..., 1]) ** 2
    km: Floats = 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return km


def _reach_km(limit: int, speeds: Speeds) -> float:
    walk = limit / HOUR * speeds.walk_kmh / speeds.walk_detour
    ride = (limit - speeds.ride_wait_minutes) / HOUR * speeds.ride_kmh / speeds.ride_detour
    return max(walk, ride, 0.0)


def _neighbourhoods(
    homes: Floats, places: Floats, child: Ints, school: Ints, reach_km: float
) -> Iterator[tuple[Ints, Ints]]:
    """Give blocks of children with all schools that can lie within reach of one of them.

    Cubes in space with an edge as long as the reach: nothing within reach lies outside the 27 cubes
    around a home, also across the poles and the date line.
    """
    edge = 2.0 * np.sin(min(reach_km / (2.0 * EARTH_KM), np.pi / 2.0)) * (1.0 + 1e-9) + 1e-9
    schools_in = _by_cube(places, school, edge)
    for cube, block in _by_cube(homes, child, edge).items():
        x, y, z = cube
        near = [
            schools_in[key]
            for key in (
                (x + dx, y + dy, z + dz)
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
                for dz in (-1, 0, 1)
            )
            if key in schools_in
        ]
        if near:
            yield block, np.concatenate(near)


def _by_cube(points: Floats, chosen: Ints, edge: float) -> dict[tuple[int, int, int], Ints]:
    chosen = chosen[~np.isnan(points[chosen]).any(axis=1)]
    if not len(chosen):
        return {}
    lat, lon = points[chosen, 0], points[chosen, 1]
    space = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
    cubes, which = np.unique(np.floor(space / edge).astype(np.int64), axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    cuts = np.cumsum(np.bincount(which.ravel(), minlength=len(cubes)))[:-1]
    keys = (tuple(cube) for cube in cubes.tolist())
    return dict(zip(keys, np.split(chosen[order], cuts), strict=True))


def _within(block: Block, limit: int, speeds: Speeds) -> Pairs:
    homes, places = block.homes[block.child], block.places[block.school]
    minutes = _estimate(homes[:, None, :], places[None, :, :], speeds)
    row, column = np.nonzero((minutes <= limit) & (minutes != UNREACHABLE))
    return Pairs(block.child[row], block.school[column], minutes[row, column])
