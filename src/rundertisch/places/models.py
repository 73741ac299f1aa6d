# SPDX-License-Identifier: EUPL-1.2
"""The facts of places: towns, small areas, addresses, school holidays, closings, key dates."""

import datetime as dt
import re
import unicodedata

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel.models import DatedFact


class PlaceKind(models.TextChoices):
    """The levels of a district (Kreis)."""

    DISTRICT = "DISTRICT", "Kreis"
    TOWN = "TOWN", "Stadt oder Gemeinde"
    SMALL_AREA = "SMALL_AREA", "Ortsteil"


def street_key(street: str) -> str:
    """Return how a street is looked up: `Hasper Straße`, `Hasperstr.` and `HASPER STR` are one."""
    text = unicodedata.normalize("NFC", street).casefold()  # casefold also turns ß into ss
    text = text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    text = re.sub(r"str(asse|\.)(?=\W|$)", "str", text)
    return re.sub(r"[\W_]+", "", text)


def number_key(house_number: str) -> str:
    """Return how a house number is looked up: `12 A` and `12a` are one."""
    return re.sub(r"\s+", "", house_number).casefold()


class Place(models.Model):
    """Ort: the district, one of its towns, or a small area. Small areas stay internal."""

    kind = models.CharField("Art", max_length=10, choices=PlaceKind)
    key = models.CharField(
        "Schlüssel", max_length=20, unique=True, help_text="Amtlicher Gemeindeschlüssel (AGS)"
    )
    name = models.CharField("Name", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="liegt in"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="DISTRICT", parent=None)
                | (~Q(kind="DISTRICT") & Q(parent__isnull=False)),
                name="only_a_district_lies_in_nothing",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="place_not_in_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Population(DatedFact):
    """Einwohnerzahl of a place, in force from its reference day; the source says how exact."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="populations")
    residents = models.PositiveIntegerField("Einwohnerinnen und Einwohner")
    rounded = models.BooleanField("gerundet", default=False)

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["place", "starts_on"], name="one_population_per_place_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.residents}"


class Address(models.Model):
    """Adresse: one row of the gazetteer (Hauskoordinaten). Not who lives there."""

    street = models.CharField("Straße", max_length=200)
    house_number = models.CharField("Hausnummer", max_length=20)
    postcode = models.CharField("Postleitzahl", max_length=5)
    town = models.ForeignKey(Place, models.PROTECT, related_name="addresses", verbose_name="Ort")
    lat = models.FloatField("Breite (WGS 84)")
    lon = models.FloatField("Länge (WGS 84)")
    street_key = models.CharField(
        max_length=200, help_text="Straße in der Schreibweise, in der gesucht wird"
    )
    number_key = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "street_key", "number_key", "postcode"], name="address_once"
            ),
            models.CheckConstraint(
                condition=Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="address_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["lat", "lon"], name="address_by_point")]

    def __str__(self) -> str:
        return f"{self.street} {self.house_number}, {self.postcode}"


class SchoolHoliday(DatedFact):
    """Schulferien in NRW, half-open: `ends_on` is the first day after the holidays."""

    name = models.CharField("Ferien", max_length=60)

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False), name="school_holiday_has_an_end"
            ),
            models.UniqueConstraint(fields=["starts_on"], name="one_school_holiday_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ab {self.starts_on:%d.%m.%Y}"

    @property
    def latest_day(self) -> dt.date | None:
        """The last free day, as it is published."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None


class OfficeClosing(DatedFact):
    """Schließtage: the centre's office is closed, half-open like the school holidays."""

    name = models.CharField("Anlass", max_length=60)

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False), name="office_closing_has_an_end"
            ),
            models.UniqueConstraint(fields=["starts_on"], name="one_office_closing_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ab {self.starts_on:%d.%m.%Y}"

    @property
    def latest_day(self) -> dt.date | None:
        """The last day on which nobody is there."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None


class KeyDate(DatedFact):
    """Stichtag: a day that returns every year, e.g. 15 October, the official school data."""

    name = models.CharField("Stichtag", max_length=120)
    month = models.PositiveSmallIntegerField("Monat")
    day = models.PositiveSmallIntegerField("Tag")

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                # 29 February would be missing in most years, so no key date falls on it
                condition=Q(month__gte=1, month__lte=12, day__gte=1)
                & (
                    Q(month=2, day__lte=28)
                    | Q(month__in=(4, 6, 9, 11), day__lte=30)
                    | Q(month__in=(1, 3, 5, 7, 8, 10, 12), day__lte=31)
                ),
                name="key_date_exists_every_year",
            ),
            models.UniqueConstraint(
                fields=["month", "day", "name", "starts_on"], name="key_date_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:02d}.{self.month:02d}.: {self.name}"
