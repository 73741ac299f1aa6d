# SPDX-License-Identifier: EUPL-1.2
"""Verbs of places: keep the district, its gazetteer and the school calendar."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref
from rundertisch.places.models import (
    Address,
    KeyDate,
    OfficeClosing,
    Place,
    PlaceKind,
    Population,
    SchoolHoliday,
    number_key,
    street_key,
)

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """Where a dated fact comes from and whether somebody looked it up there."""

    source: str
    evidence: str
    verified_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class GivenAddress:
    """One row of a gazetteer file."""

    street: str
    house_number: str
    postcode: str
    town: Place
    lat: float
    lon: float

    @property
    def key(self) -> tuple[int, str, str, str]:
        """What must not come twice with different points."""
        return (
            self.town.pk,
            street_key(self.street),
            number_key(self.house_number),
            self.postcode,
        )


@audit.audited
def keep_place(
    *, kind: PlaceKind, key: str, name: str, parent: Place | None, by: SupportsSeat | None
) -> Place:
    """Add a place, or give the place with this key its current name."""
    _refuse_wrong_level(kind=kind, name=name, parent=parent)
    place = Place.objects.filter(key=key).first() or Place(key=key, kind=kind)
    if place.kind != kind:
        raise Refusal(
            f"Der Schlüssel {key} gehört schon zu {place.name} ({place.get_kind_display()}). "
            "Bitte einen anderen Schlüssel nehmen.",
            field="key",
        )
    place.name, place.parent = name, parent
    place.save()
    audit.record(action="places.keep_place", by=by, about=Ref("place", str(place.pk)))
    return place


def _refuse_wrong_level(*, kind: PlaceKind, name: str, parent: Place | None) -> None:
    above = {PlaceKind.TOWN: PlaceKind.DISTRICT, PlaceKind.SMALL_AREA: PlaceKind.TOWN}.get(kind)
    if (parent.kind if parent else None) != above:
        expected = f"in: {above.label}" if above else "in keinem anderen Ort"
        raise Refusal(
            f"{name} ist: {kind.label}, und liegt {expected}. Bitte den Ort darüber berichtigen.",
            field="parent",
        )


@audit.audited
def keep_population(
    *,
    place: Place,
    residents: int,
    on: dt.date,
    known: Known,
    by: SupportsSeat | None,
    rounded: bool = False,
) -> Population:
    """Record how many people lived in a place on a reference day."""
    figure, _ = Population.objects.update_or_create(
        place=place,
        starts_on=on,
        defaults={"residents": residents, "rounded": rounded, **_fields(known)},
    )
    audit.record(action="places.keep_population", by=by, about=Ref("place", str(place.pk)))
    return figure


@audit.audited
def keep_school_holiday(
    *, name: str, first_day: dt.date, latest_day: dt.date, known: Known, by: SupportsSeat | None
) -> SchoolHoliday:
    """Record school holidays as they are published: first and last free day."""
    ends_on = latest_day + dt.timedelta(days=1)
    overlapping = SchoolHoliday.objects.filter(starts_on__lt=ends_on, ends_on__gt=first_day)
    other = overlapping.exclude(starts_on=first_day).first()
    if latest_day < first_day or other is not None:
        why = f"überschneidet sich mit: {other}" if other else "endet vor dem ersten Tag"
        raise Refusal(f"{name} ab {first_day:%d.%m.%Y} {why}. Bitte die Tage berichtigen.")
    holiday, _ = SchoolHoliday.objects.update_or_create(
        starts_on=first_day, defaults={"name": name, "ends_on": ends_on, **_fields(known)}
    )
    audit.record(
        action="places.keep_school_holiday", by=by, about=Ref("school_holiday", str(holiday.pk))
    )
    return holiday


@audit.audited
def keep_office_closing(
    *, name: str, first_day: dt.date, latest_day: dt.date, known: Known, by: SupportsSeat | None
) -> OfficeClosing:
    """Record days on which the centre's office is closed: the first and the last of them."""
    if latest_day < first_day:
        raise Refusal(
            f"Der letzte Schließtag liegt vor dem {first_day:%d.%m.%Y}. Bitte die Tage tauschen.",
            field="latest_day",
        )
    if not name.strip():
        raise Refusal("Bitte den Anlass nennen, zum Beispiel „Betriebsausflug“.", field="name")
    ends_on = latest_day + dt.timedelta(days=1)
    overlapping = OfficeClosing.objects.filter(starts_on__lt=ends_on, ends_on__gt=first_day)
    other = overlapping.exclude(starts_on=first_day).first()
    if other is not None:
        raise Refusal(
            f"Diese Tage überschneiden sich mit: {other}. Bitte die Tage berichtigen.",
            field="first_day",
        )
    closing, _ = OfficeClosing.objects.update_or_create(
        starts_on=first_day, defaults={"name": name.strip(), "ends_on": ends_on, **_fields(known)}
    )
    audit.record(
        action="places.keep_office_closing", by=by, about=Ref("office_closing", str(closing.pk))
    )
    return closing


@audit.audited
def drop_office_closing(*, closing: OfficeClosing, by: SupportsSeat | None) -> None:
    """Take closing days back that were entered by mistake."""
    audit.record(
        action="places.drop_office_closing", by=by, about=Ref("office_closing", str(closing.pk))
    )
    closing.delete()


@audit.audited
def keep_key_date(
    *, name: str, month: int, day: int, since: dt.date, known: Known, by: SupportsSeat | None
) -> KeyDate:
    """Record a day that returns every year."""
    key_date, _ = KeyDate.objects.update_or_create(
        name=name, month=month, day=day, starts_on=since, defaults=_fields(known)
    )
    audit.record(action="places.keep_key_date", by=by, about=Ref("key_date", str(key_date.pk)))
    return key_date


@audit.audited
def keep_addresses(*, addresses: Sequence[GivenAddress], by: SupportsSeat | None) -> int:
    """Add addresses to the gazetteer or move their points; return how many were not known yet."""
    before = Address.objects.count()
    Address.objects.bulk_create(
        [
            Address(
                street=one.street,
                house_number=one.house_number,
                postcode=one.postcode,
                town=one.town,
                lat=one.lat,
                lon=one.lon,
                street_key=street_key(one.street),
                number_key=number_key(one.house_number),
            )
            for one in {one.key: one for one in addresses}.values()
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["town", "street_key", "number_key", "postcode"],
        update_fields=["street", "house_number", "lat", "lon"],
    )
    audit.record(action="places.keep_addresses", by=by, about=Ref("gazetteer", "all"))
    return Address.objects.count() - before


def _fields(known: Known) -> dict[str, object]:
    return {
        "source": known.source,
        "evidence": known.evidence,
        "verified_on": known.verified_on,
    }
