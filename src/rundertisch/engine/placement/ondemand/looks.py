# SPDX-License-Identifier: EUPL-1.2
"""What stands between one child and each school, rule by rule, by the letter of the problem."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from rundertisch.engine import geo
from rundertisch.engine.placement.ondemand.answers import Hindrance
from rundertisch.engine.placement.problem import Child, Problem, stage_of
from rundertisch.engine.placement.solve.network import Flags, Ints, is_open, pace_of, points

UNREACHABLE = -1


@dataclass(frozen=True, slots=True)
class Look:
    """Of each school: may a plan choose it, and which rules speak against it for this child."""

    open: Flags
    named: Flags  # only for a child whose family names it, and it does not
    offers: Flags  # a group for grade and literacy
    form: Flags
    excluded: Flags
    minutes: Ints  # or UNREACHABLE
    limit: int
    claim: Flags  # the child's claim school: the limit does not hold

    @property
    def known(self) -> Flags:
        """Return where the way is known."""
        known: Flags = self.minutes != UNREACHABLE
        return known

    @property
    def fits(self) -> Flags:
        """Return the schools that no rule stands against."""
        near = self.known & ((self.minutes <= self.limit) | self.claim)
        fits: Flags = self.open & ~self.named & self.offers & self.form & ~self.excluded & near
        return fits

    def against(self, at: int) -> tuple[Hindrance, ...]:
        """Return every rule that stands against a school."""
        far = bool(self.known[at]) and self.minutes[at] > self.limit and not self.claim[at]
        said: tuple[tuple[Hindrance, bool], ...] = (
            ("named", bool(self.named[at])),
            ("no_group", not self.offers[at]),
            ("form", not self.form[at]),
            ("excluded", bool(self.excluded[at])),
            ("unreachable", not self.known[at]),
            ("too_far", far),
        )
        return tuple(name for name, holds in said if holds)


def look_at(
    *,
    problem: Problem,
    child: Child,
    minutes: Mapping[str, int] | None = None,
    wished: Collection[str] = (),
) -> Look:
    """Return what stands between a child and each school.

    ``minutes`` (by school) and ``wished`` are for a child that is not among those of the problem.
    """
    wished = {*wished, *(w.school for w in problem.wishes if w.child == child.id)}
    barred = {each.school for each in problem.excluded if each.child == child.id}
    serving = {
        group.school
        for group in problem.groups
        if group.grade_from <= child.grade <= group.grade_to
        and child.needs_literacy == (group.kind == "literacy")
    }
    schools = problem.schools
    limits = problem.parameters.limits
    return Look(
        open=is_open(problem),
        named=np.array([s.assignable == "named" and s.id not in wished for s in schools], np.bool_),
        offers=np.array([s.id in serving for s in schools], np.bool_),
        form=np.array([not child.forms or s.form in child.forms for s in schools], np.bool_),
        excluded=np.array([s.id in barred for s in schools], np.bool_),
        minutes=_minutes(problem, child, minutes),
        limit=getattr(limits, stage_of(grade=child.grade)),
        claim=np.array([s.id == child.claim for s in schools], np.bool_),
    )


def _minutes(problem: Problem, child: Child, given: Mapping[str, int] | None) -> Ints:
    if given is not None:
        return np.array([given.get(s.id, UNREACHABLE) for s in problem.schools], np.int64)
    if problem.travel is not None:
        listed = [problem.travel.get((child.id, s.id), UNREACHABLE) for s in problem.schools]
        return np.array(listed, np.int64)
    if child.lat is None or child.lon is None:
        return np.full(len(problem.schools), UNREACHABLE, np.int64)
    return geo.minutes_to_all(
        lat=child.lat, lon=child.lon, targets=points(problem.schools), pace=pace_of(problem)
    )
