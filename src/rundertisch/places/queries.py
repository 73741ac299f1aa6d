# SPDX-License-Identifier: EUPL-1.2
"""Questions about places: which town, which address, is it a school day, is the office open."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max, Min, Q, QuerySet, Value

from rundertisch.engine.figures import Figure
from rundertisch.kernel.errors import Refusal
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

KM_PER_DEGREE = 111.195  # of latitude, on a sphere of the mean radius of the earth
WEEKEND = 5  # Saturday and later
LONGEST_WAIT_FOR_SCHOOL = 70  # days; the summer holidays have about 45


@dataclass(frozen=True, slots=True)
class Nearby:
    """A gazetteer address and how far away it is, as the crow flies."""

    address: Address
    km: float


@dataclass(frozen=True, slots=True)
class TownLine:
    """One town on the page of places."""

    town: Place
    residents: Figure | None
    verified: bool
    addresses: int
    small_areas: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count for whom: read once, asked for many days. Periods are half-open."""

    holidays: tuple[tuple[dt.date, dt.date, str], ...]
    closings: tuple[tuple[dt.date, dt.date, str], ...]

    def closed_because(self, *, on: dt.date) -> str:
        """Say why the office is closed on that day, nothing where it is open."""
        if on.weekday() >= WEEKEND:
            return "Wochenende"
        return public_holiday(on=on) or _named(self.closings, on=on)

    def school_holiday(self, *, on: dt.date) -> str:
        """Return the name of the school holidays that day lies in, or nothing."""
        return _named(self.holidays, on=on)

    def working_days_after(self, *, on: dt.date, days: int) -> dt.date:
        """Return the day by whose end that many working days of the office have passed."""
        return self._after(on=on, days=days, free=self.closed_because)

    def school_days_after(self, *, on: dt.date, days: int) -> dt.date:
        """Return the same in school days; without a calendar for then, holidays are not known."""
        return self._after(on=on, days=days, free=self._no_school_because)

    def _no_school_because(self, *, on: dt.date) -> str:
        weekend = "Wochenende" if on.weekday() >= WEEKEND else ""
        return weekend or public_holiday(on=on) or self.school_holiday(on=on)

    @staticmethod
    def _after(*, on: dt.date, days: int, free: Callable[..., str]) -> dt.date:
        day, passed = on, 0
        while passed < days:
            day += dt.timedelta(days=1)
            passed += not free(on=day)
        return day


def _named(periods: Sequence[tuple[dt.date, dt.date, str]], *, on: dt.date) -> str:
    return next((name for start, end, name in periods if start <= on < end), "")


def calendar() -> Calendar:
    """Read school holidays and closing days, in one question; the database demands their ends."""
    facts = ("name", "starts_on", "ends_on")
    holidays = SchoolHoliday.objects.annotate(shut=Value(value=False)).values_list(*facts, "shut")
    closings = OfficeClosing.objects.annotate(shut=Value(value=True)).values_list(*facts, "shut")
    rows = sorted(holidays.union(closings, all=True), key=lambda row: row[1])
    periods = [(start, end, name, shut) for name, start, end, shut in rows if end]
    return Calendar(
        holidays=tuple(one[:3] for one in periods if not one[3]),
        closings=tuple(one[:3] for one in periods if one[3]),
    )


@dataclass(frozen=True, slots=True)
class ComingKeyDate:
    """The next time a key date comes."""

    on: dt.date
    key_date: KeyDate


def district() -> Place:
    """Return the district this centre works for; one database serves one district."""
    found = Place.objects.filter(kind=PlaceKind.DISTRICT).first()
    if found is None:
        raise Refusal("Es ist noch kein Kreis angelegt. Bitte zuerst „rundertisch init“ aufrufen.")
    return found


def towns() -> QuerySet[Place]:
    """Return the towns of the district by name."""
    return Place.objects.filter(kind=PlaceKind.TOWN).order_by("name")


def town(*, key: str) -> Place:
    """Return the town with this official key (AGS), also when its leading zero was lost."""
    found = towns().filter(key=key.strip().zfill(8)).first()
    if found is None:
        raise Refusal(
            f"Der Gemeindeschlüssel „{key}“ gehört zu keiner Stadt des Kreises. "
            "Bitte einen Schlüssel aus der Liste unter Orte nehmen."
        )
    return found


def town_named(*, name: str) -> Place | None:
    """Return the town of that name; „Wetter“ finds „Wetter (Ruhr)“."""
    wanted = street_key(name)
    for place in towns():
        if wanted in {street_key(place.name), street_key(place.name.split(" (")[0])}:
            return place
    return None


def small_areas(*, town: Place) -> QuerySet[Place]:
    """Return the small areas of a town by name. They stay inside the house."""
    return Place.objects.filter(kind=PlaceKind.SMALL_AREA, parent=town).order_by("name")


def find_address(
    *, town: Place, street: str, house_number: str, postcode: str = ""
) -> Address | None:
    """Return the gazetteer row of an address however the street is spelled, or None."""
    rows = Address.objects.filter(
        town=town, street_key=street_key(street), number_key=number_key(house_number)
    )
    if postcode:
        rows = rows.filter(postcode=postcode)
    found = list(rows[:2])  # the same street twice in one town: then the postcode must decide
    return found[0] if len(found) == 1 else None


def nearest_address(*, lat: float, lon: float, within_km: float = 0.5) -> Nearby | None:
    """Return the gazetteer address nearest to a point, or None when none is that near."""
    squeeze = max(0.01, math.cos(math.radians(lat)))  # a degree east is shorter up here
    north = within_km / KM_PER_DEGREE
    east = north / squeeze
    box = Address.objects.filter(
        lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east)
    )
    # Over a few hundred metres the earth is flat: no need to load the engine for this.
    near = [
        Nearby(
            address=row,
            km=KM_PER_DEGREE * math.hypot(row.lat - lat, (row.lon - lon) * squeeze),
        )
        for row in box.iterator()
    ]
    nearest = min(near, key=lambda one: one.km, default=None)
    return nearest if nearest and nearest.km <= within_km else None


def population(*, place: Place, on: dt.date) -> Population | None:
    """Return the newest population figure of a place known on that day."""
    return place.populations.filter(starts_on__lte=on).order_by("-starts_on").first()


def town_lines(*, on: dt.date) -> list[TownLine]:
    """Return every town with its newest population and what the gazetteer knows of it."""
    newest: dict[int, Population] = {
        one.place_id: one
        for one in Population.objects.filter(starts_on__lte=on).order_by("place", "starts_on")
    }
    counted = towns().annotate(
        known=Count("addresses", distinct=True),
        areas=Count("parts", filter=Q(parts__kind=PlaceKind.SMALL_AREA), distinct=True),
    )
    return [
        TownLine(
            town=place,
            residents=_residents(newest.get(place.pk)),
            verified=place.pk in newest and newest[place.pk].verified,
            addresses=place.known,
            small_areas=place.areas,
        )
        for place in counted
    ]


def _residents(found: Population | None) -> Figure | None:
    if found is None:
        return None
    return Figure(
        value=found.residents,
        unit="",
        as_of=found.starts_on,
        source=found.source,
        low=None,
        high=None,
    )


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> dict[dt.date, str]:
    """Gesetzliche Feiertage in Nordrhein-Westfalen."""
    from holidays.countries.germany import Germany  # noqa: PLC0415 - takes most of a second to load

    return dict(Germany(subdiv="NW", years=year, language="de").items())


def public_holiday(*, on: dt.date) -> str | None:
    """Return the name of the public holiday in NRW on that day, or None."""
    return _public_holidays(on.year).get(on)


def school_holiday(*, on: dt.date) -> SchoolHoliday | None:
    """Return the school holidays that day lies in, or None."""
    return SchoolHoliday.objects.filter(starts_on__lte=on, ends_on__gt=on).first()


def is_school_day(*, on: dt.date) -> bool:
    """Say whether schools teach: no weekend, no public holiday, no school holidays.

    Movable days off (bewegliche Ferientage) are each school's own and not known here.
    """
    known = SchoolHoliday.objects.aggregate(first=Min("starts_on"), latest=Max("ends_on"))
    if known["first"] is None or not known["first"] <= on < known["latest"]:
        raise Refusal(
            f"Für den {on:%d.%m.%Y} sind keine Schulferien hinterlegt. "
            "Bitte zuerst den Schulkalender dieses Schuljahres eintragen."
        )
    if on.weekday() >= WEEKEND or public_holiday(on=on) is not None:
        return False
    return school_holiday(on=on) is None


def next_school_day(*, on: dt.date) -> dt.date:
    """Return that day itself or the first school day after it."""
    for ahead in range(LONGEST_WAIT_FOR_SCHOOL):
        day = on + dt.timedelta(days=ahead)
        if is_school_day(on=day):
            return day
    raise Refusal(
        f"Nach dem {on:%d.%m.%Y} beginnt in den hinterlegten Ferien kein Unterricht. "
        "Bitte den Schulkalender prüfen."
    )


def school_days_ago(*, on: dt.date, days: int) -> dt.date:
    """Return the latest day from which that many school days had passed before `on`."""
    holidays = list(SchoolHoliday.objects.values_list("starts_on", "ends_on"))
    first = min((start for start, _ in holidays), default=on)
    latest = max((end for _, end in holidays if end is not None), default=on)
    day, passed = on, 0
    while passed < days:
        day -= dt.timedelta(days=1)
        if not first <= day < latest:
            raise Refusal(
                f"Für den {day:%d.%m.%Y} sind keine Schulferien hinterlegt. "
                "Bitte zuerst den Schulkalender dieses Schuljahres eintragen."
            )
        free = any(start <= day < end for start, end in holidays if end is not None)
        if not free and day.weekday() < WEEKEND and public_holiday(on=day) is None:
            passed += 1
    return day


def coming_school_holidays(*, on: dt.date) -> QuerySet[SchoolHoliday]:
    """Return the holidays that have not ended on that day, the next ones first."""
    return SchoolHoliday.objects.filter(ends_on__gt=on).order_by("starts_on")


def coming_office_closings(*, on: dt.date) -> QuerySet[OfficeClosing]:
    """Return the closing days that are not over on that day, the next ones first."""
    return OfficeClosing.objects.filter(ends_on__gt=on).order_by("starts_on")


def coming_key_dates(*, on: dt.date) -> Sequence[ComingKeyDate]:
    """Return for every key date the next day it falls on, the next ones first."""
    coming = []
    for one in KeyDate.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)):
        start = max(on, one.starts_on)
        day = dt.date(start.year, one.month, one.day)
        if day < start:
            day = dt.date(start.year + 1, one.month, one.day)
        if one.ends_on is None or day < one.ends_on:
            coming.append(ComingKeyDate(on=day, key_date=one))
    return sorted(coming, key=lambda one: (one.on, one.key_date.name))
