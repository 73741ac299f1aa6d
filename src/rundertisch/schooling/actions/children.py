# SPDX-License-Identifier: EUPL-1.2
"""Report, correct, counsel and close a child."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.places.models import Place
from rundertisch.schooling.actions.changes import changing, end_places, lock_child
from rundertisch.schooling.actions.rules import demand_counselling, demand_no_special_form
from rundertisch.schooling.models import (
    LATEST_GRADE,
    AllowedForm,
    Change,
    ChangeKind,
    Child,
    Family,
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a child lives; a protected home is never stored, only its town."""

    town: Place
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What the place must be good for."""

    grade: int
    grade_to: int | None = None
    needs_literacy: bool = False
    interpreter_language: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """The days from which waiting is counted: the earliest known one."""

    reported_on: dt.date
    registered_on: dt.date | None = None
    latest_school_day_on: dt.date | None = None
    waited_since: dt.date | None = None


def _demand_order(*, need: Need, days: Days, on: dt.date) -> None:
    if not 1 <= need.grade <= LATEST_GRADE:
        raise Refusal("Die Klasse muss zwischen 1 und 13 liegen.", field="grade")
    if need.grade_to is not None and not need.grade < need.grade_to <= LATEST_GRADE:
        raise Refusal(
            "Die zweite Klasse der Spanne muss höher sein als die erste und höchstens 13.",
            field="grade_to",
        )
    demand_no_special_form(forms=need.forms)
    if days.reported_on > on:
        raise Refusal(
            f"Die Meldung kann nicht nach heute ({on:%d.%m.%Y}) liegen. Bitte den Tag prüfen.",
            field="reported_on",
        )
    for field in fields(days):
        day = getattr(days, field.name)
        if day is not None and day > on:
            raise Refusal(
                f"Der Tag {day:%d.%m.%Y} liegt in der Zukunft. Die Wartezeit zählt ab einem Tag, "
                "der schon war; bitte prüfen.",
                field=field.name,
            )


def found_home(
    *, town: Place, street: str, house_number: str, postcode: str, protected: bool
) -> Home:
    """Return the home with the gazetteer's point, without a point where the house is not known."""
    if protected:
        return Home(town=town, protected=True)
    known = places.find_address(
        town=town, street=street, house_number=house_number, postcode=postcode
    )
    return Home(
        town=town,
        street=street,
        house_number=house_number,
        postcode=postcode or (known.postcode if known else ""),
        lat=known.lat if known else None,
        lon=known.lon if known else None,
    )


def _home_fields(*, home: Home) -> dict[str, Any]:
    if home.protected:
        return {
            "home_town": home.town,
            "street": "",
            "house_number": "",
            "postcode": "",
            "lat": None,
            "lon": None,
            "address_protected": True,
        }
    return {
        "home_town": home.town,
        "street": home.street,
        "house_number": home.house_number,
        "postcode": home.postcode,
        "lat": home.lat,
        "lon": home.lon,
        "address_protected": False,
    }


def _need_fields(*, need: Need, days: Days) -> dict[str, Any]:
    return {
        "grade": need.grade,
        "grade_to": need.grade_to,
        "needs_literacy": need.needs_literacy,
        "interpreter_language": need.interpreter_language,
        "reported_on": days.reported_on,
        "registered_on": days.registered_on,
        "latest_school_day_on": days.latest_school_day_on,
        "waited_since": days.waited_since,
    }


@audit.audited
def report_child(
    *,
    home: Home,
    need: Need,
    days: Days,
    on: dt.date,
    by: Seat | None,
    reference: str = "",
    first_name: str = "",
    family_name: str = "",
    born_on: dt.date | None = None,
    family_reference: str = "",
    counselled_on: dt.date | None = None,
) -> Child:
    """Report a child (Meldung): the child waits from now on, in the queue for counselling."""
    demand_counselling(by=by)
    _demand_order(need=need, days=days, on=on)
    if reference and Child.objects.filter(reference=reference).exists():
        raise Refusal(
            f"Das Kennzeichen „{reference}“ ist schon vergeben. Bitte ein anderes wählen oder das "
            "vorhandene Kind bearbeiten.",
            field="reference",
        )
    number = next_number()
    child = Child.objects.create(
        pk=number,
        reference=reference or f"RT-{number}",
        first_name=first_name,
        family_name=family_name,
        born_on=born_on,
        family=_family(reference=family_reference),
        counselled_on=counselled_on,
        **_home_fields(home=home),
        **_need_fields(need=need, days=days),
    )
    child.refresh_from_db(fields=["subject"])  # the database made it with the child
    allow_forms(child=child, forms=need.forms)
    audit.record(action="schooling.report_child", by=by, about=Ref("child", str(child.pk)))
    return child


def next_number() -> int:
    """Return the number of the next child."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('schooling_child', 'id'))")
        return int(cursor.fetchone()[0])


def _family(*, reference: str) -> Family | None:
    if not reference:
        return None
    return Family.objects.get_or_create(reference=reference)[0]


def allow_forms(*, child: Child, forms: Sequence[str]) -> None:
    """Allow exactly these forms; none means any."""
    AllowedForm.objects.filter(child=child).exclude(form__in=forms).delete()
    known = set(AllowedForm.objects.filter(child=child).values_list("form", flat=True))
    AllowedForm.objects.bulk_create(
        AllowedForm(child=child, form=form) for form in dict.fromkeys(forms) if form not in known
    )


@audit.audited
def change_child(
    *,
    child: Child,
    home: Home,
    need: Need,
    days: Days,
    on: dt.date,
    by: Seat | None,
    first_name: str,
    family_name: str,
    born_on: dt.date | None,
    family_reference: str,
    version: int | None = None,
) -> Child:
    """Correct what is known; ``version`` is the one the form showed: whoever is later reads so."""
    demand_counselling(by=by)
    _demand_order(need=need, days=days, on=on)
    now = lock_child(child=child, version=version)
    with changing(children=[now], kind=ChangeKind.CORRECTED, on=on, by=by):
        Child.objects.filter(pk=now.pk).update(
            first_name=first_name,
            family_name=family_name,
            born_on=born_on,
            family=_family(reference=family_reference),
            **_home_fields(home=home),
            **_need_fields(need=need, days=days),
        )
        allow_forms(child=now, forms=need.forms)
    return _recorded(action="schooling.change_child", child=now, by=by)


def _recorded(*, action: str, child: Child, by: Seat | None) -> Child:
    """Leave the audit entry with the names of the changed fields; return the child anew."""
    newest = Change.objects.filter(child=child).latest("version", "pk")
    audit.record(
        action=action, by=by, about=Ref("child", str(child.pk)), fields=tuple(newest.fields)
    )
    child.refresh_from_db()
    return child


@audit.audited
def move_child(
    *, child: Child, home: Home, on: dt.date, by: Seat | None, version: int | None = None
) -> Child:
    """Lead a child at its new home in the district: the wait goes on, a running place stays.

    Kept as a correction like any other: no day and no number of moves is stored (DOMAIN 4.5).
    """
    demand_counselling(by=by)
    now = lock_child(child=child, version=version)
    with changing(children=[now], kind=ChangeKind.CORRECTED, on=on, by=by):
        Child.objects.filter(pk=now.pk).update(**_home_fields(home=home))
    return _recorded(action="schooling.move_child", child=now, by=by)


@audit.audited
def settle_grade(
    *, child: Child, grade: int, on: dt.date, by: Seat | None, version: int | None = None
) -> Child:
    """Settle the grade where it was a range; from then on the plan uses this one."""
    demand_counselling(by=by)
    now = lock_child(child=child, version=version)
    if not now.grade <= grade <= (now.grade_to or now.grade):
        raise Refusal(
            f"Klasse {grade} liegt nicht in der Spanne {now.grades}. Bitte unter „Ändern“ die "
            "Klasse berichtigen.",
            field="grade",
        )
    with changing(children=[now], kind=ChangeKind.CORRECTED, on=on, by=by):
        Child.objects.filter(pk=now.pk).update(grade=grade, grade_to=None)
    return _recorded(action="schooling.settle_grade", child=now, by=by)


@audit.audited
def counsel_child(*, child: Child, counselled_on: dt.date, on: dt.date, by: Seat | None) -> Child:
    """Record the first counselling (Erstberatung): the child moves to the queue for a place."""
    demand_counselling(by=by)
    if counselled_on > on:
        raise Refusal(
            f"Die Beratung kann nicht nach heute ({on:%d.%m.%Y}) liegen. Bitte eintragen, wenn sie "
            "war.",
            field="counselled_on",
        )
    now = lock_child(child=child, version=None)
    if counselled_on < now.waiting_since:
        raise Refusal(
            f"Die Beratung kann nicht vor dem {now.waiting_since:%d.%m.%Y} liegen, seit dem das "
            "Kind wartet. Bitte den Tag prüfen.",
            field="counselled_on",
        )
    with changing(children=[now], kind=ChangeKind.COUNSELLED, on=on, by=by):
        Child.objects.filter(pk=now.pk).update(counselled_on=counselled_on)
    return _recorded(action="schooling.counsel_child", child=now, by=by)


@audit.audited
def close_child(*, child: Child, left_on: dt.date, on: dt.date, by: Seat | None) -> Child:
    """Take a child out of the queues (moved away, place elsewhere); a running place is freed."""
    demand_counselling(by=by)
    now = lock_child(child=child, version=None)
    if not now.reported_on <= left_on <= on:
        raise Refusal(
            f"Der Tag muss zwischen der Meldung am {now.reported_on:%d.%m.%Y} und heute liegen.",
            field="left_on",
        )
    with changing(children=[now], kind=ChangeKind.CLOSED, on=on, by=by):
        Child.objects.filter(pk=now.pk).update(left_on=left_on)
        end_places(child=now, ends_on=left_on)
    return _recorded(action="schooling.close_child", child=now, by=by)
