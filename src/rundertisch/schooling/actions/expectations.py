# SPDX-License-Identifier: EUPL-1.2
"""Keep how many children are expected. A town's week is taken anew, never added up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.places.models import Place
from rundertisch.schooling import policies
from rundertisch.schooling.models import ExpectedArrivals, ExpectedStage


@dataclass(frozen=True, slots=True)
class Expectation:
    """So many children of a stage are expected in a town in a week; who says so."""

    town: Place
    stage: ExpectedStage
    week: dt.date
    children: int
    source: str


def demand_expecting(*, by: Seat | None) -> Seat:
    """Refuse everybody but counselling and the leadership of the centre; return the seat."""
    if by is None or not policies.may_expect_arrivals(seat=by):
        raise Refusal(
            "Erwartete Ankünfte trägt das Integrationszentrum ein: die Seiteneinsteigerberatung "
            "oder die Leitung. Bitte wenden Sie sich dorthin."
        )
    return by


@audit.audited
def expect_arrivals(*, expected: Sequence[Expectation], on: dt.date, by: Seat | None) -> int:
    """Replace what was expected of the towns, stages and weeks named by what is told now."""
    seat = demand_expecting(by=by)
    for one in expected:
        ExpectedArrivals.objects.filter(town=one.town, stage=one.stage, week=one.week).delete()
    ExpectedArrivals.objects.bulk_create(
        ExpectedArrivals(
            town=one.town,
            stage=one.stage,
            week=one.week,
            children=one.children,
            source=one.source,
            entered_on=on,
            entered_by=seat,
        )
        for one in expected
    )
    audit.record(
        action="schooling.expect_arrivals",
        by=seat,
        about=Ref("expected_arrivals", f"{on:%Y-%m-%d}"),
    )
    return len(expected)


@audit.audited
def drop_expected_arrivals(*, on: dt.date, by: Seat | None) -> int:
    """Empty the table; returns how many lines it had. A new file can be read in at any time."""
    seat = demand_expecting(by=by)
    lines, _ = ExpectedArrivals.objects.all().delete()
    audit.record(
        action="schooling.drop_expected_arrivals",
        by=seat,
        about=Ref("expected_arrivals", f"{on:%Y-%m-%d}"),
    )
    return lines
