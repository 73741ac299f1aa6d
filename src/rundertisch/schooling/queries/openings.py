# SPDX-License-Identifier: EUPL-1.2
"""Where a group could open, with how many seats and at what cost; and where never.

Special and hospital schools are no candidates, whatever their listed form and whatever anybody
entered: their form, their name and `assignable` are asked, and one no is enough.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from rundertisch.engine.placement.assignable import proposed_assignable
from rundertisch.schooling.models import (
    Assignable,
    AssumptionKind,
    GroupKind,
    OpeningAssumption,
    OpeningRule,
    School,
    Supervision,
)

BANDS = {  # grades that learn together in a group of a kind
    GroupKind.LANGUAGE: ((1, 4), (5, 7), (8, 10), (11, 13)),
    GroupKind.LITERACY: ((1, 4), (5, 10), (11, 13)),
}
WAYS_A_DAY = 2  # to school and back


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a group offers and costs for one school year, in euros, and what a minute is worth."""

    seats: int
    hours: int
    hour_euros: int
    room_euros: int
    minute_cents: int
    school_days: int
    most_groups: int

    @property
    def group_euros(self) -> int:
        """One group for one school year: teachers and room."""
        return self.hours * self.hour_euros + self.room_euros

    @property
    def year_cents(self) -> int:
        """One minute of way, there and back on every school day of the year, in cents."""
        return self.minute_cents * self.school_days * WAYS_A_DAY

    @property
    def year_euros(self) -> int:
        """The same in whole euros."""
        return round(self.year_cents / 100)


@dataclass(frozen=True, slots=True)
class Spot:
    """A kind of group and its grades that could open at a school."""

    kind: GroupKind
    grade_from: int
    grade_to: int

    @property
    def words(self) -> str:
        """The spot as people say it: Deutschfördergruppe Klasse 1–4."""
        return f"{self.kind.label} Klasse {self.grade_from}–{self.grade_to}"


@dataclass(frozen=True, slots=True)
class CandidateSchool:
    """A school where groups could open, with the numbers that hold for it."""

    school: School
    spots: tuple[Spot, ...]
    numbers: Numbers
    rule: OpeningRule | None

    @property
    def grades(self) -> str:
        """What could open here, briefly: Deutschfördergruppe Klasse 5–7, 8–10."""
        kinds: dict[str, list[str]] = {}
        for spot in self.spots:
            kinds.setdefault(spot.kind.label, []).append(f"{spot.grade_from}–{spot.grade_to}")
        return "; ".join(f"{kind} Klasse {', '.join(bands)}" for kind, bands in kinds.items())


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every school where a group could open, those that said no, and how many never can."""

    assumptions: tuple[OpeningAssumption, ...]
    district: Numbers
    schools: tuple[CandidateSchool, ...]
    ruled_out: tuple[OpeningRule, ...]
    never: int
    named: int
    without_grades: tuple[School, ...]

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        many = len(self.schools)
        if not many:
            return "An keiner Schule könnte eine Gruppe öffnen"
        where = "einer Schule" if many == 1 else f"{many} Schulen"
        return f"An {where} könnte eine Gruppe öffnen"


def opening_assumptions(*, on: dt.date) -> dict[AssumptionKind, OpeningAssumption]:
    """Return the numbers in force that day, in the order of their kinds."""
    rows = OpeningAssumption.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    known = {row.kind: row for row in rows.order_by("starts_on")}
    return {kind: known[kind] for kind in AssumptionKind if kind in known}


def numbers_of(*, assumptions: Mapping[AssumptionKind, OpeningAssumption]) -> Numbers:
    """Return the district's numbers as one thing."""
    return Numbers(**{kind.lower(): assumptions[kind].value for kind in AssumptionKind})


def opening_rules(*, on: dt.date) -> dict[int, OpeningRule]:
    """Return what each school says of its own, by school."""
    rows = OpeningRule.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    return {row.school_id: row for row in rows.select_related("school__town")}


def never_a_candidate(*, school: School) -> bool:
    """Say whether this is a special or hospital school, whatever form it is listed under."""
    return (
        school.assignable == Assignable.NO
        or proposed_assignable(form=school.form, name=school.name) == "no"
    )


def candidates(*, on: dt.date) -> Candidates:
    """Return where a group could open that day, by town and name."""
    schools = list(School.objects.select_related("town").order_by("town__name", "name"))
    fitting = [one for one in schools if not never_a_candidate(school=one)]
    named = [one for one in fitting if one.assignable == Assignable.NAMED]
    asked = [one for one in fitting if one.assignable == Assignable.YES]
    rules, grades = opening_rules(on=on), _grades_of_forms(on=on)
    assumptions = opening_assumptions(on=on)
    district = numbers_of(assumptions=assumptions)
    possible = tuple(
        CandidateSchool(
            school=one,
            spots=_spots(grades=grades[one.form]),
            numbers=_own(numbers=district, rule=rules.get(one.pk)),
            rule=rules.get(one.pk),
        )
        for one in asked
        if one.form in grades and not (one.pk in rules and rules[one.pk].ruled_out)
    )
    return Candidates(
        assumptions=tuple(assumptions.values()),
        district=district,
        schools=possible,
        ruled_out=tuple(
            rules[one.pk] for one in asked if one.pk in rules and rules[one.pk].ruled_out
        ),
        never=len(schools) - len(fitting),
        named=len(named),
        without_grades=tuple(one for one in asked if one.form not in grades),
    )


def candidate_school(*, school: School, on: dt.date) -> CandidateSchool | None:
    """Return one school with its own numbers; nothing where a group can never open."""
    if never_a_candidate(school=school) or school.assignable != Assignable.YES:
        return None
    grades = _grades_of_forms(on=on).get(school.form, ())
    rule = opening_rules(on=on).get(school.pk)
    district = numbers_of(assumptions=opening_assumptions(on=on))
    return CandidateSchool(school, _spots(grades=grades), _own(numbers=district, rule=rule), rule)


def other_grades(*, school: School, low: int, high: int, on: dt.date) -> str:
    """Say which grades the school's form has, if these are others; empty: they fit."""
    has = _grades_of_forms(on=on).get(school.form)
    if not has or {low, high} <= set(has):
        return ""
    return f"{school.name} ({school.form}) hat Klasse {has[0]}–{has[-1]}. Bitte solche wählen."


def _grades_of_forms(*, on: dt.date) -> dict[str, tuple[int, ...]]:
    """Return the grades of each school form, as the data on supervision has them."""
    rows = Supervision.objects.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(row.form, set()).update(range(row.grade_from, row.grade_to + 1))
    return {form: tuple(sorted(grades)) for form, grades in found.items()}


def _spots(*, grades: Iterable[int]) -> tuple[Spot, ...]:
    """Return the bands that a form has at least one grade of, cut to its grades."""
    has = set(grades)
    found = []
    for kind, bands in BANDS.items():
        for low, high in bands:
            inside = [grade for grade in range(low, high + 1) if grade in has]
            if inside:
                found.append(Spot(kind, inside[0], inside[-1]))
    return tuple(found)


def _own(*, numbers: Numbers, rule: OpeningRule | None) -> Numbers:
    if rule is None:
        return numbers
    return Numbers(
        seats=numbers.seats if rule.seats is None else rule.seats,
        hours=numbers.hours,
        hour_euros=numbers.hour_euros,
        room_euros=numbers.room_euros if rule.room_euros is None else rule.room_euros,
        minute_cents=numbers.minute_cents,
        school_days=numbers.school_days,
        most_groups=numbers.most_groups if rule.most_groups is None else rule.most_groups,
    )
