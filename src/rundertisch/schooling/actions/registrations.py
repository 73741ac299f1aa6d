# SPDX-License-Identifier: EUPL-1.2
"""Keep what the towns' registers counted. A town's month is taken anew, never added up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.places.models import Place
from rundertisch.schooling import policies
from rundertisch.schooling.models import SCHOOL_AGE_FROM, SCHOOL_AGE_TO, RegisteredCount


@dataclass(frozen=True, slots=True)
class Registered:
    """How many children of these ages a town registered anew in a month."""

    town: Place
    month: dt.date
    age_from: int
    age_to: int
    children: int
    source: str


def demand_counts(*, by: Seat | None) -> None:
    """Refuse everybody but counselling and the leadership of the centre."""
    if by is None or not policies.may_import_registrations(seat=by):
        raise Refusal(
            "Anmeldezahlen führt das Integrationszentrum: die Seiteneinsteigerberatung oder die "
            "Leitung. Bitte wenden Sie sich dorthin."
        )


@audit.audited
def keep_registered_counts(*, counts: Sequence[Registered], on: dt.date, by: Seat | None) -> int:
    """Replace what was known of the towns and months named by what is told now."""
    demand_counts(by=by)
    for one in counts:
        if one.month.day != 1 or one.month > on:
            raise Refusal(
                f"{one.town}, {one.month:%m/%Y}: Anmeldezahlen gibt es nur für begonnene Monate."
            )
        if not SCHOOL_AGE_FROM <= one.age_from <= one.age_to <= SCHOOL_AGE_TO:
            raise Refusal(
                f"{one.town}, {one.month:%m/%Y}: Gezählt werden Kinder von {SCHOOL_AGE_FROM} bis "
                f"{SCHOOL_AGE_TO} Jahren."
            )
    for town, month in {(one.town, one.month) for one in counts}:
        RegisteredCount.objects.filter(town=town, month=month).delete()
    RegisteredCount.objects.bulk_create(
        RegisteredCount(
            town=one.town,
            month=one.month,
            age_from=one.age_from,
            age_to=one.age_to,
            children=one.children,
            source=one.source,
            imported_on=on,
        )
        for one in counts
    )
    audit.record(
        action="schooling.keep_registered_counts",
        by=by,
        about=Ref("registered_counts", f"{on:%Y-%m-%d}"),
    )
    return len(counts)
