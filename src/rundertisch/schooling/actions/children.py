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
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import (
    LATEST_GRADE,
    AllowedForm,
    Assignable,
    Child,
    Family,
    School,
    Wish,
)

SPECIAL_FORM = "förderschule"


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


def _demand_order(*, need: Need, days: Days, on: dt.date) -> None:
    if not 1 <= need.grade <= LATEST_GRADE:
        raise Refusal("Die Klasse muss zwischen 1 und 13 liegen.", field="grade")
    if need.grade_to is not None and not need.grade < need.grade_to <= LATEST_GRADE:
        raise Refusal(
            "Die zweite Klasse der Spanne muss höher sein als die erste und höchstens 13.",
            field="grade_to",
        )
    for form in need.forms:
        if form.casefold().startswith(SPECIAL_FORM):
            raise Refusal(
                "Eine Förderschule kann hier nicht gewählt werden: Ein Platz dort folgt nur "
                "aus einem eigenen Verfahren, nie aus fehlendem Deutsch. Bitte eine andere "
                "Form wählen.",
                field="forms",
            )
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
    number = _next_number()
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
    _allow_forms(child=child, forms=need.forms)
    audit.record(action="schooling.report_child", by=by, about=Ref("child", str(child.pk)))
    return child


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('schooling_child', 'id'))")
        return int(cursor.fetchone()[0])


def _family(*, reference: str) -> Family | None:
    if not reference:
        return None
    return Family.objects.get_or_create(reference=reference)[0]


def _allow_forms(*, child: Child, forms: Sequence[str]) -> None:
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
) -> Child:
    """Correct what is known; moving inside the district never resets the wait."""
    demand_counselling(by=by)
    _demand_order(need=need, days=days, on=on)
    changed = {
        "first_name": first_name,
        "family_name": family_name,
        "born_on": born_on,
        "family": _family(reference=family_reference),
        **_home_fields(home=home),
        **_need_fields(need=need, days=days),
    }
    names = tuple(sorted(name for name, value in changed.items() if getattr(child, name) != value))
    for name, value in changed.items():
        setattr(child, name, value)
    child.save(update_fields=list(changed))
    _allow_forms(child=child, forms=need.forms)
    child.refresh_from_db()
    audit.record(
        action="schooling.change_child", by=by, about=Ref("child", str(child.pk)), fields=names
    )
    return child


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
    if counselled_on < child.waiting_since:
        raise Refusal(
            f"Die Beratung kann nicht vor dem {child.waiting_since:%d.%m.%Y} liegen, seit dem das "
            "Kind wartet. Bitte den Tag prüfen.",
            field="counselled_on",
        )
    child.counselled_on = counselled_on
    child.save(update_fields=["counselled_on"])
    audit.record(
        action="schooling.counsel_child",
        by=by,
        about=Ref("child", str(child.pk)),
        fields=("counselled_on",),
    )
    return child


@audit.audited
def close_child(*, child: Child, left_on: dt.date, on: dt.date, by: Seat | None) -> Child:
    """Take a child out of the queues: no place is needed any more (moved on, place elsewhere)."""
    demand_counselling(by=by)
    if not child.reported_on <= left_on <= on:
        raise Refusal(
            f"Der Tag muss zwischen der Meldung am {child.reported_on:%d.%m.%Y} und heute liegen.",
            field="left_on",
        )
    child.left_on = left_on
    child.save(update_fields=["left_on"])
    audit.record(
        action="schooling.close_child",
        by=by,
        about=Ref("child", str(child.pk)),
        fields=("left_on",),
    )
    return child


@audit.audited
def wish_school(*, child: Child, school: School, rank: int, by: Seat | None) -> Wish:
    """Record that the family names this very school."""
    demand_counselling(by=by)
    if school.assignable == Assignable.NO:
        raise Refusal(
            f"{school.name} kann hier nicht gewünscht werden. Ein Platz dort folgt nur aus einem "
            "eigenen Verfahren. Bitte eine andere Schule wählen.",
            field="school",
        )
    wish, _ = Wish.objects.update_or_create(child=child, rank=rank, defaults={"school": school})
    audit.record(action="schooling.wish_school", by=by, about=Ref("child", str(child.pk)))
    return wish
