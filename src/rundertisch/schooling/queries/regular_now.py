# SPDX-License-Identifier: EUPL-1.2
"""An integrated place is a seat in a regular class from the first day on: is there one?

„Innere Differenzierung“: children sit in regular classes and learn German beside it. A separate
place reserves its seat in a regular class for the day of the transition, after the signature; an
integrated one needs it at once. No law found says that the authority may not sign without (the head
decides on the class, § 46 Abs. 1 SchulG NRW), so whoever signs is told and nothing is refused.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Q

from rundertisch.schooling.models import Placement, ProposedSeat
from rundertisch.schooling.queries.regular import SeatsLine, seats_lines

Where = tuple[int, int]  # school, grade


def missing_seats(*, seats: Iterable[ProposedSeat], on: dt.date) -> Mapping[int, str]:
    """Return for each of these integrated places without a seat in a regular class why.

    Keys are those of the proposed seats, in whose order the free seats are counted off. Seats of
    a grade are those that the school gave for that day, less the reserved ones and the integrated
    places signed since they were counted.
    """
    integrated = [one for one in seats if one.group is not None and one.group.integrated]
    if not integrated:
        return {}
    schools = {one.group.school_id for one in integrated if one.group is not None}
    given = {
        (line.given.school_id, line.given.grade): line
        for line in seats_lines(on=on)
        if line.given.school_id in schools and line.given.starts_on <= on
    }
    taken = _signed_since(given=given, on=on)
    found: dict[int, str] = {}
    for one in integrated:
        grades = range(one.child.grade, (one.child.grade_to or one.child.grade) + 1)
        places = [(one.group.school_id, grade) for grade in grades if one.group is not None]
        known = [where for where in places if where in given]
        free = next((where for where in known if given[where].free > taken[where]), None)
        if free is not None:
            taken[free] += 1
        else:
            found[one.pk] = _why(grades=one.child.grades, counted=bool(known))
    return found


def _signed_since(*, given: Mapping[Where, SeatsLine], on: dt.date) -> Counter[Where]:
    """Count integrated places that were signed after the seats were counted."""
    since = Q(pk__in=())
    for (school, grade), line in given.items():
        counted = line.given.counted_on
        since |= Q(group__school=school, child__grade=grade, signed_on__gt=counted)
    rows = Placement.objects.signed(on=on).filter(since, group__integrated=True)
    return Counter(rows.values_list("group__school_id", "child__grade"))


def _why(*, grades: str, counted: bool) -> str:
    if counted:
        return f"In Klasse {grades} ist dort kein Platz in einer Regelklasse mehr frei."
    return f"Für Klasse {grades} ist dort kein Platz in einer Regelklasse eingetragen."
