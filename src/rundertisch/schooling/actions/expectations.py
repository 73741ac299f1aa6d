# SPDX-License-Identifier: EUPL-1.2
"""Keep how many children are expected. A town's week is taken anew, never added up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.places.models import Place
from rundertisch.schooling import policies
from rundertisch.schooling.models import (
    MOST_MINUTES,
    MOST_WEEKS,
    ExpectedArrivals,
    ExpectedStage,
    ReserveRule,
)


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


@audit.audited
def set_reserve_rule(
    *, weeks: int, minutes: int, source: str, on: dt.date, by: Seat | None
) -> ReserveRule:
    """Set what a reserve is computed with from this day on; the numbers before end."""
    seat = demand_expecting(by=by)
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refusal(f"Eine Reserve schaut 1 bis {MOST_WEEKS} Wochen voraus.", field="weeks")
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(
            f"Ein Kind ohne Platz zählt zwischen 1 und {MOST_MINUTES} Minuten.", field="minutes"
        )
    if not source.strip():
        raise Refusal("Bitte sagen, wer das festgelegt hat.", field="source")
    ReserveRule.objects.filter(starts_on=on).delete()  # set twice on one day
    ReserveRule.objects.filter(starts_on__lt=on, ends_on=None).update(ends_on=on)
    rule = ReserveRule.objects.create(
        weeks=weeks,
        without_seat_minutes=minutes,
        source=source.strip(),
        starts_on=on,
        evidence=Evidence.KNOWN,
    )
    audit.record(
        action="schooling.set_reserve_rule",
        by=seat,
        about=Ref("reserve_rule", str(rule.pk)),
        fields=("weeks", "without_seat_minutes", "source"),
    )
    return rule
