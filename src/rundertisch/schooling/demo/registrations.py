# SPDX-License-Identifier: EUPL-1.2
"""Invented register counts: in Ennepetal more children are registered than anybody has reported."""

import datetime as dt
from collections import Counter

from rundertisch.accounts.models import Seat
from rundertisch.places import queries as places
from rundertisch.schooling import actions
from rundertisch.schooling.models import SCHOOL_AGE_FROM, SCHOOL_AGE_TO, Child

MORE = {"05954008": 12, "05954036": 3}  # children nobody has reported, this month
SOURCE = "Melderegister der Stadt (erfunden)"


def build_registrations(*, on: dt.date, by: Seat) -> None:
    """Count for every town and month as many as are known, and a few more in two towns."""
    known = Counter(
        (child.home_town_id, (child.registered_on or child.reported_on).replace(day=1))
        for child in Child.objects.all()
        if child.born_on is None or on.year - child.born_on.year <= SCHOOL_AGE_TO
    )
    month = on.replace(day=1)
    before = (month - dt.timedelta(days=1)).replace(day=1)
    actions.keep_registered_counts(
        counts=[
            actions.Registered(
                town=town,
                month=one,
                age_from=SCHOOL_AGE_FROM,
                age_to=SCHOOL_AGE_TO,
                children=known[town.pk, one] + (MORE.get(town.key, 0) if one == month else 0),
                source=SOURCE,
            )
            for town in places.towns()
            for one in (before, month)
        ],
        on=on,
        by=by,
    )
