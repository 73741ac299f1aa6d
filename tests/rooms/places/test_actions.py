# SPDX-License-Identifier: EUPL-1.2
"""Keeping places and taking in the gazetteer: all or nothing, and nothing about persons."""

import datetime as dt

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AuditEntry
from rundertisch.places import actions, exchange, queries
from rundertisch.places.actions import Known
from rundertisch.places.models import Address, Place, PlaceKind, SchoolHoliday

pytestmark = pytest.mark.database

HEAD = "street,house_number,postcode,town,ags,lat,lon\n"
GOOD = "Probenweg,1,58452,Witten,05954036,51.44,7.33\n"


@pytest.fixture(autouse=True)
def district(db: None) -> None:
    """The district that comes with the product."""
    exchange.import_district(by=None)


def take_in(text: str) -> exchange.ImportedAddresses:
    """Import a gazetteer written in the test."""
    return exchange.import_addresses(data=text.encode(), by=None)


def test_importing_the_district_twice_changes_nothing() -> None:
    before = set(Place.objects.values_list("key", "name", "parent__key"))
    exchange.import_district(by=None)
    exchange.import_school_calendar(by=None)
    exchange.import_school_calendar(by=None)
    assert set(Place.objects.values_list("key", "name", "parent__key")) == before
    starts = list(SchoolHoliday.objects.values_list("starts_on", flat=True))
    assert len(starts) == len(set(starts))


def test_a_town_lies_in_a_district_and_a_small_area_in_a_town() -> None:
    town = queries.town(key="05954036")
    with pytest.raises(Refusal, match="liegt in: Kreis"):
        actions.keep_place(kind=PlaceKind.TOWN, key="1", name="Falsch", parent=town, by=None)
    area = actions.keep_place(
        kind=PlaceKind.SMALL_AREA, key="05954036-PROBE", name="Probe", parent=town, by=None
    )
    assert list(queries.small_areas(town=town).filter(pk=area.pk)) == [area]


def test_a_key_keeps_its_kind() -> None:
    town = queries.town(key="05954036")
    with pytest.raises(Refusal, match="gehört schon zu Witten"):
        actions.keep_place(
            kind=PlaceKind.SMALL_AREA, key="05954036", name="Witten", parent=town, by=None
        )


@pytest.mark.parametrize(
    ("first", "latest"), [("2031-07-10", "2031-07-01"), ("2026-10-20", "2026-11-20")]
)
def test_holidays_that_run_backwards_or_overlap_are_refused(first: str, latest: str) -> None:
    exchange.import_school_calendar(by=None)
    with pytest.raises(Refusal, match="Bitte die Tage berichtigen"):
        actions.keep_school_holiday(
            name="Ferien der Proben",
            first_day=dt.date.fromisoformat(first),
            latest_day=dt.date.fromisoformat(latest),
            known=Known(source="Probe", evidence="GUESS"),
            by=None,
        )


def test_a_gazetteer_is_taken_in_counted_and_recorded(today: dt.date) -> None:
    again = "PROBENWEG,1,58452,Witten,05954036,51.44,7.33\n"
    outside = "Anderswo,1,58089,Hagen,05914000,51.36,7.46\n"
    short = "Probenweg,2 a,58452,Witten,5954036,51.441,7.331\n"
    taken = take_in(HEAD + GOOD + outside + short)
    assert (taken.read, taken.new, taken.elsewhere) == (3, 2, 1)
    assert "2 neu" in taken.summary()
    assert take_in(HEAD + again).new == 0
    assert Address.objects.get(street_key="probenweg", number_key="2a").lat == 51.441
    assert not AuditEntry.objects.exclude(about_id="").filter(fields__len__gt=0).exists()


def test_a_town_may_be_named_instead_of_its_key() -> None:
    assert take_in(HEAD + "Probenweg,1,58300,Wetter,,51.39,7.39\n").new == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Probenweg,1,5845,Witten,05954036,51.44,7.33", "fünf Ziffern"),
        ("Probenweg,1,58452,Witten,05954999,51.44,7.33", "„ags“ ist „05954999“"),
        ("Probenweg,1,58452,Atlantis,,51.44,7.33", "„Atlantis“ ist nicht bekannt"),
        ("Probenweg,1,58452,Witten,05954036,,", "Koordinate in Grad"),
        ('Probenweg,1,58452,Witten,05954036,"51,44",7.33', "ist keine Zahl"),
        (",1,58452,Witten,05954036,51.44,7.33", "„street“ ist leer"),
        ("Probenweg,1,58452,Witten,05954036,51.50,7.40", "anderen Punkt"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken_in(row: str, sentence: str) -> None:
    before = Address.objects.count()
    with pytest.raises(Refusal, match="Zeile 3") as no:
        take_in(HEAD + GOOD + row + "\n")
    assert sentence in str(no.value)
    assert Address.objects.count() == before


def test_every_wrong_row_is_named_at_once() -> None:
    bad = "Probenweg,1,1,Witten,05954036,51.44,7.33\n"
    with pytest.raises(Refusal) as no:
        take_in(HEAD + bad + GOOD + bad)
    assert "Zeile 2" in str(no.value)
    assert "Zeile 4" in str(no.value)


@pytest.mark.parametrize("column", ["Nationalität", "religion", "Herkunftsland"])
def test_a_gazetteer_says_nothing_about_who_lives_there(column: str) -> None:
    text = HEAD.strip() + f",{column}\n" + GOOD.strip() + ",x\n"
    with pytest.raises(Refusal, match=column):
        take_in(text)
    assert not Address.objects.filter(street="Probenweg").exists()


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Refusal, match="Spalte fehlt: lat"):
        take_in("street,house_number,postcode,town,ags,lon\n")


def test_a_broken_calendar_file_is_refused() -> None:
    with pytest.raises(Refusal, match="kein gültiges TOML"):
        exchange.import_school_calendar(by=None, data=b"[[holidays]\n")
