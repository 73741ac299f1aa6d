# SPDX-License-Identifier: EUPL-1.2
"""What the database promises about places, and how addresses are looked up."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from rundertisch.places.models import KeyDate, Place, PlaceKind, number_key, street_key

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "spelling",
    ["Hasperbacher Straße", "Hasperbacher Str.", "HASPERBACHER STRASSE", "Hasperbacherstr."],
)
def test_a_street_is_found_however_it_is_spelled(spelling: str) -> None:
    assert street_key(spelling) == "hasperbacherstr"


def test_streets_that_differ_stay_different() -> None:
    assert street_key("Am Straßenbahnhof") != street_key("Am Strbahnhof")
    assert street_key("Müllerweg") == street_key("Muellerweg") != street_key("Mullerweg")


def test_a_house_number_is_found_with_and_without_a_space() -> None:
    assert number_key("12 A") == number_key("12a") != number_key("12b")


@pytest.mark.parametrize("kind", [PlaceKind.TOWN, PlaceKind.SMALL_AREA])
def test_only_a_district_lies_in_nothing(db: None, kind: PlaceKind) -> None:
    with pytest.raises(IntegrityError, match="only_a_district"), transaction.atomic():
        Place.objects.create(kind=kind, key="99999999", name="Nirgends")


def test_a_key_belongs_to_one_place(db: None) -> None:
    Place.objects.create(kind=PlaceKind.DISTRICT, key="99999", name="Kreis der Proben")
    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        Place.objects.create(kind=PlaceKind.DISTRICT, key="99999", name="Kreis der Proben 2")


@pytest.mark.parametrize(("month", "day"), [(2, 29), (4, 31), (13, 1), (1, 0)])
def test_a_key_date_exists_every_year(db: None, month: int, day: int) -> None:
    with pytest.raises(IntegrityError, match="key_date_exists"), transaction.atomic():
        KeyDate.objects.create(
            name="nie", month=month, day=day, starts_on=dt.date(2020, 1, 1), source="Probe"
        )
