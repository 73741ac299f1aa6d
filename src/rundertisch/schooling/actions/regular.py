# SPDX-License-Identifier: EUPL-1.2
"""Seats in regular classes: a school gives them, a child's transition reserves one."""

import datetime as dt

from django.db.models import Q

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import policies
from rundertisch.schooling.actions.seats import holds_seat
from rundertisch.schooling.models import (
    LATEST_GRADE,
    Assignable,
    Placement,
    RegularSeats,
    School,
    Transition,
)
from rundertisch.schooling.queries import regular


def _demand_giver(*, school: School, by: Seat | None) -> None:
    """A school tells its own seats, counselling those of every school."""
    if by is None or not policies.may_give_regular_seats(seat=by):
        raise Refusal(
            "Plätze in Regelklassen trägt die Schule ein oder die Seiteneinsteigerberatung. Bitte "
            "wenden Sie sich dorthin."
        )
    if by.role == Role.SCHOOL_HEAD and school.partner_id != by.partner_id:
        raise Refusal(
            f"Über Plätze an der Schule {school.name} entscheidet deren Leitung. Bitte die "
            "Seiteneinsteigerberatung bitten, sie dort anzufragen."
        )
    if school.assignable == Assignable.NO:
        raise Refusal(
            f"{school.name} ist nie Ziel eines Vorschlags, auch nicht beim Übergang. Ein Platz "
            "dort folgt nur aus einem eigenen Verfahren."
        )


@audit.audited
def keep_regular_seats(
    *,
    school: School,
    grade: int,
    seats: int,
    starts_on: dt.date,
    ends_on: dt.date | None,
    source: str,
    on: dt.date,
    by: Seat | None,
) -> RegularSeats:
    """Record how many seats a grade gives; entered again for the same day, the number counts."""
    _demand_giver(school=school, by=by)
    if not 1 <= grade <= LATEST_GRADE:
        raise Refusal("Die Klasse muss zwischen 1 und 13 liegen.", field="grade")
    if seats < 0:
        raise Refusal("Plätze können nicht negativ sein.", field="seats")
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal("Der Zeitraum endet vor seinem ersten Tag. Bitte prüfen.", field="ends_on")
    if not source.strip():
        raise Refusal("Wer hat die Plätze genannt? Bitte die Quelle eintragen.", field="source")
    School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    rows = RegularSeats.objects.select_for_update().filter(school=school, grade=grade)
    _demand_no_overlap(
        others=list(rows.exclude(starts_on=starts_on)), starts_on=starts_on, ends_on=ends_on
    )
    before = rows.filter(starts_on=starts_on).first()
    if before is not None:
        _demand_enough(given=before, seats=seats)
        _demand_reservations_within(given=before, ends_on=ends_on)
    kept, _ = RegularSeats.objects.update_or_create(
        school=school,
        grade=grade,
        starts_on=starts_on,
        defaults={
            "seats": seats,
            "ends_on": ends_on,
            "counted_on": on,
            "source": source.strip(),
        },
    )
    audit.record(
        action="schooling.keep_regular_seats", by=by, about=Ref("regular_seats", str(kept.pk))
    )
    return kept


def _demand_no_overlap(
    *, others: list[RegularSeats], starts_on: dt.date, ends_on: dt.date | None
) -> None:
    for other in others:
        begins_after = ends_on is not None and other.starts_on >= ends_on
        ended_before = other.ends_on is not None and other.ends_on <= starts_on
        if not begins_after and not ended_before:
            raise Refusal(
                f"Für Klasse {other.grade} sind schon Plätze eingetragen ({other.period}). Bitte "
                "deren Zeitraum beenden oder einen anderen wählen.",
                field="starts_on",
            )


def _demand_enough(*, given: RegularSeats, seats: int) -> None:
    held = regular.held().get(given.pk, 0)
    if seats < held:
        many = "Ein Platz ist" if held == 1 else f"{held} Plätze sind"
        raise Refusal(
            f"{many} schon reserviert oder besetzt; weniger können es nicht werden. "
            "Bitte zuerst Reservierungen lösen.",
            field="seats",
        )


def _demand_reservations_within(*, given: RegularSeats, ends_on: dt.date | None) -> None:
    later = Transition.objects.filter(seats=given, placement__ends_on=None)
    if ends_on is not None and later.filter(planned_on__gte=ends_on).exists():
        raise Refusal(
            "Für einen späteren Tag ist hier schon ein Platz reserviert. Bitte zuerst die "
            "Reservierung lösen.",
            field="ends_on",
        )


@audit.audited
def reserve_regular_seat(
    *, placement: Placement, seats: RegularSeats, planned_on: dt.date, by: Seat
) -> Transition:
    """Reserve a regular seat for a child from a day on; the school may be another one.

    In a separate group for the day of its transition; inside regular classes from the first day.
    """
    given = RegularSeats.objects.select_related("school").get(pk=seats.pk)
    _demand_giver(school=given.school, by=by)
    now = Placement.objects.select_related("group__school").get(pk=placement.pk)
    _demand_waiting(placement=now)
    first = regular.came_or_comes_on(placement=now)
    if planned_on < first:
        raise Refusal(
            f"Der erste Schultag ist der {first:%d.%m.%Y}. Bitte einen Tag ab dann wählen.",
            field="planned_on",
        )
    given = RegularSeats.objects.select_for_update(of=("self",)).get(pk=given.pk)
    ended = given.ends_on is not None and planned_on >= given.ends_on
    if planned_on < given.starts_on or ended:
        raise Refusal(
            f"Diese Plätze gelten für den Zeitraum {given.period}. Bitte einen Tag darin wählen.",
            field="planned_on",
        )
    mine = Transition.objects.filter(placement=now, seats=given).exists()
    if not mine and regular.held().get(given.pk, 0) >= given.seats:
        raise Refusal(
            f"In Klasse {given.grade} ist dort kein Platz mehr frei. Bitte einen anderen wählen "
            "oder mit der Schule über weitere Plätze sprechen.",
            field="seats",
        )
    planned, _ = Transition.objects.update_or_create(
        placement=now,
        defaults={
            "planned_on": planned_on,
            "grade": given.grade,
            "noted_by": by,
            "seats": given,
        },
    )
    audit.record(
        action="schooling.reserve_regular_seat", by=by, about=Ref("child", str(now.child_id))
    )
    return planned


def _demand_waiting(*, placement: Placement) -> None:
    if placement.regular_since is not None:
        raise Refusal(
            f"Das Kind ist seit dem {placement.regular_since:%d.%m.%Y} in der Regelklasse."
        )
    if not holds_seat(vars(placement)):
        raise Refusal("Dieser Platz ist beendet oder noch nicht unterschrieben.")


@audit.audited
def release_regular_seat(*, placement: Placement, by: Seat) -> None:
    """Give a reserved seat back; the planned day stays as a plan without a seat."""
    if not policies.may_give_regular_seats(seat=by):
        raise Refusal(
            "Reservierungen löst die Schule oder die Seiteneinsteigerberatung. Bitte wenden Sie "
            "sich dorthin."
        )
    freed = Transition.objects.filter(placement=placement).exclude(seats=None).update(seats=None)
    if not freed:
        raise Refusal("Für dieses Kind ist kein Platz (mehr) reserviert. Bitte neu laden.")
    audit.record(
        action="schooling.release_regular_seat",
        by=by,
        about=Ref("child", str(placement.child_id)),
    )


def demand_matching_seat(*, placement: Placement, planned_on: dt.date, grade: int) -> None:
    """Refuse to plan another grade or day than the one for which a seat is reserved."""
    plan = Transition.objects.filter(placement=placement).select_related("seats__school").first()
    if plan is None or plan.seats is None:
        return
    given = plan.seats
    ended = given.ends_on is not None and planned_on >= given.ends_on
    if grade != given.grade or planned_on < given.starts_on or ended:
        raise Refusal(
            f"Für das Kind ist ein Platz reserviert: {given.school.name}, Klasse {given.grade}, "
            f"{given.period}. Bitte ihn zuerst lösen oder einen passenden reservieren."
        )


def demand_own_school(*, placement: Placement) -> None:
    """Refuse to note a transition to another school: that is a decision of the authority."""
    plan = Transition.objects.filter(placement=placement).select_related("seats__school").first()
    if plan is None or plan.seats is None or plan.seats.school_id == placement.group.school_id:
        return
    raise Refusal(
        f"Der Platz ist an der Schule {plan.seats.school.name} reserviert. Dorthin kommt das Kind "
        "mit einer neuen Entscheidung der Schulaufsicht (Bescheide, „Neu entscheiden“); der Platz "
        "bleibt dafür reserviert."
    )


def take_free_seat(*, placement: Placement, planned_on: dt.date, grade: int) -> None:
    """Let a child that moved on hold a seat of its own school, if one was given and is free.

    Where none is left the move is recorded all the same: it happened.
    """
    rows = RegularSeats.objects.select_for_update(of=("self",)).filter(
        Q(ends_on=None) | Q(ends_on__gt=planned_on),
        school=placement.group.school_id,
        grade=grade,
        starts_on__lte=planned_on,
    )
    given = rows.first()
    if given is not None and regular.held().get(given.pk, 0) < given.seats:
        Transition.objects.filter(placement=placement, seats=None).update(seats=given)
