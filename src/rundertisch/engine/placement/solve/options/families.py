# SPDX-License-Identifier: EUPL-1.2
"""Siblings in a program: columns that say who is together, at a school or at a site.

A pair at one place is a column p with p <= (the ways of the one there) and p <= (those of the
other). The linear measure has a column y for each school that a family newly uses, with y >= (the
ways of each sibling there). Both are as tight as a column for every set of siblings would be: the
pairs of a set are supermodular, the schools of a set submodular, so the best mixture of sets for
given shares is the nested one (Lovász 1983, Submodular functions and convexity).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from rundertisch.engine.placement.problem import stage_of
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints
from rundertisch.engine.placement.solve.options.programme import Entry, Floats, Programme
from rundertisch.engine.placement.solve.options.terms import Terms

Couple = tuple[int, int]
_Columns = dict[int, dict[Hashable, list[int]]]  # child -> place -> columns of its ways there


@dataclass(frozen=True, slots=True)
class Couples:
    """Who may come to be together: teams of one stage, couples of different stages."""

    teams: tuple[tuple[int, ...], ...]
    apart: tuple[Couple, ...]  # in different stages: together only at a site


@dataclass(slots=True)
class Measures:
    """What each column of a program adds to the measure of siblings, and to pairs at a site."""

    together: Floats
    sites: Floats
    columns: list[tuple[int, float, float]] = field(default_factory=list)  # more columns

    def whole(self, *, width: int) -> tuple[Floats, Floats]:
        """Return both for all columns of the program."""
        more = np.array(self.columns, np.float64).reshape(-1, 3)
        both = np.zeros((2, width))
        both[0, : len(self.together)], both[1, : len(self.sites)] = self.together, self.sites
        both[:, more[:, 0].astype(np.int64)] = more[:, 1:].T
        return both[0], both[1]


def couples_of(*, terms: Terms) -> Couples:
    """Return the siblings that some price makes worth looking at."""
    teams = terms.siblings.teams if terms.strict or terms.pair_price else ()
    apart: list[Couple] = []
    if terms.problem.parameters.minutes_per_site:
        stage = [stage_of(grade=child.grade) for child in terms.problem.children]
        for members in terms.families.values():
            apart += [(a, b) for a, b in combinations(members, 2) if stage[a] != stage[b]]
    return Couples(tuple(teams), tuple(apart))


def coupled(terms: Terms, couples: Couples, keep: Ints) -> Couples:
    """Return those who have a school (or a site) in common among the kept ways."""
    places = _places(terms, keep)

    def meet(a: int, b: int, *, site: bool) -> bool:
        return not places[site][a].isdisjoint(places[site][b])

    return Couples(
        tuple(
            team
            for team in couples.teams
            if any(meet(a, b, site=False) for a, b in combinations(team, 2))
        ),
        tuple(pair for pair in couples.apart if meet(*pair, site=True)),
    )


def _places(
    terms: Terms, keep: Ints
) -> tuple[defaultdict[int, set[Hashable]], defaultdict[int, set[Hashable]]]:
    schools: defaultdict[int, set[Hashable]] = defaultdict(set)
    sites: defaultdict[int, set[Hashable]] = defaultdict(set)
    for child, school in zip(terms.owner[keep].tolist(), terms.school[keep].tolist(), strict=True):
        schools[child].add(school)
        sites[child].add(terms.site[school])
    return schools, sites


def measured(programme: Programme, couples: Couples) -> Measures:
    """Add the columns and rows of the siblings; return what counts as together."""
    terms, ways = programme.terms, programme.ways
    measures = Measures(
        together=terms.gained[ways].astype(np.float64), sites=terms.site_gained[ways].astype(float)
    )
    members = {child for team in couples.teams for child in team}
    at_school = _columns(programme, members, list(range(len(terms.site))))
    measure = _linear if terms.linear else _pairs
    for team in couples.teams:
        measure(programme, measures, team, at_school)
    at_site = _columns(programme, {c for couple in couples.apart for c in couple}, terms.site)
    for couple in couples.apart:
        for place in _shared(couple, at_site):
            column = _pair(programme, [at_site[child][place] for child in couple])
            measures.columns.append((column, 0.0, 1.0))
    return measures


def _columns(programme: Programme, children: set[int], places: Iterable[Hashable]) -> _Columns:
    place_of = list(places)
    columns: defaultdict[int, dict[Hashable, list[int]]] = defaultdict(dict)
    schools = programme.terms.school[programme.ways].tolist()
    for column, child in enumerate(programme.child.tolist()):
        if child in children:
            columns[child].setdefault(place_of[schools[column]], []).append(column)
    return columns


def _shared(couple: Couple, at: _Columns) -> Iterator[Hashable]:
    a, b = (at.get(child, {}) for child in couple)
    return (place for place in a if place in b)


def _pair(programme: Programme, both: list[list[int]]) -> int:
    """Add a column for two children at one place; return its number."""
    column = programme.add_column(1.0)
    for ways in both:
        values = [1.0, *[-1.0] * len(ways)]
        programme.add_row(Entry(-math.inf, 0.0, [column, *ways], values))
    return column


def _pairs(programme: Programme, measures: Measures, team: tuple[int, ...], at: _Columns) -> None:
    for couple in combinations(team, 2):
        for place in _shared(couple, at):
            column = _pair(programme, [at[child][place] for child in couple])
            measures.columns.append((column, 1.0, 0.0))


def _linear(programme: Programme, measures: Measures, team: tuple[int, ...], at: _Columns) -> None:
    """One for each sibling, less one for each school where none of them sat before."""
    seated = programme.terms.siblings.seated.get(team[0], Counter[int]())
    there: defaultdict[Hashable, list[list[int]]] = defaultdict(list)
    for child in team:
        for place, ways in at.get(child, {}).items():
            there[place].append(ways)
    for place, siblings in there.items():
        if len(siblings) == 1 or place in seated:
            continue
        used = programme.add_column(1.0)
        measures.columns.append((used, -1.0, 0.0))
        for ways in siblings:
            measures.together[ways] += 1.0
            values = [-1.0, *[1.0] * len(ways)]
            programme.add_row(Entry(-math.inf, 0.0, [used, *ways], values))


def together_now(terms: Terms, couples: Couples, taken: Ints) -> tuple[int, int]:
    """Return the measure and the pairs at a site that children newly seated reach."""
    sits = taken[taken != NOWHERE]
    measure, at_site = int(terms.gained[sits].sum()), int(terms.site_gained[sits].sum())
    for team in couples.teams:
        schools = [int(terms.school[taken[child]]) for child in team if taken[child] != NOWHERE]
        seated = terms.siblings.seated.get(team[0], Counter[int]())
        if terms.linear:
            new = [school for school in schools if school not in seated]
            measure += len(new) - len(set(new))
        else:
            measure += sum(a == b for a, b in combinations(schools, 2))
    for a, b in couples.apart:
        if taken[a] != NOWHERE and taken[b] != NOWHERE:
            at_site += terms.site[terms.school[taken[a]]] == terms.site[terms.school[taken[b]]]
    return measure, at_site
