# SPDX-License-Identifier: EUPL-1.2
"""Towns, addresses nearby, school days and key dates."""

import datetime as dt

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.places import actions, exchange, queries
from rundertisch.places.actions import GivenAddress
from rundertisch.places.models import KeyDate

pytestmark = pytest.mark.database
WITTEN = "05954036"


@pytest.fixture(autouse=True)
def district(db: None) -> None:
    """The district and the calendar that come with the product."""
    exchange.import_district(by=None)
    exchange.import_school_calendar(by=None)


def test_the_nine_towns_come_by_name_and_their_sizes_add_up_to_the_district() -> None:
    on = dt.date(2026, 11, 23)
    lines = queries.town_lines(on=on)
    assert [line.town.name for line in lines] == sorted(line.town.name for line in lines)
    assert len(lines) == 9
    whole = queries.population(place=queries.district(), on=on)
    assert whole is not None
    sizes = [line.residents.value for line in lines if line.residents]
    assert sum(size for size in sizes if size) == whole.residents


def test_a_size_is_not_known_before_its_day() -> None:
    place = queries.town(key=WITTEN)
    assert queries.population(place=place, on=dt.date(2019, 12, 30)) is None


def test_a_town_is_found_by_its_key_also_without_the_leading_zero() -> None:
    assert queries.town(key="5954036") == queries.town(key=WITTEN)
    with pytest.raises(Refusal, match="gehört zu keiner Stadt"):
        queries.town(key="05914000")


def test_wetter_is_found_without_its_river() -> None:
    assert queries.town_named(name="Wetter") == queries.town_named(name="wetter (ruhr)")
    assert queries.town_named(name="Hagen") is None


def keep(street: str, number: str, lat: float, lon: float, postcode: str = "58452") -> None:
    """Put one invented house into the gazetteer."""
    town = queries.town(key=WITTEN)
    given = GivenAddress(
        street=street, house_number=number, postcode=postcode, town=town, lat=lat, lon=lon
    )
    actions.keep_addresses(addresses=[given], by=None)


def test_an_address_is_found_and_one_that_is_not_clear_is_not() -> None:
    town = queries.town(key=WITTEN)
    keep("Probenweg", "3", 51.44, 7.33)
    keep("Probenweg", "3", 51.45, 7.34, postcode="58453")
    find = queries.find_address
    assert find(town=town, street="probenweg", house_number="3") is None
    found = find(town=town, street="PROBENWEG", house_number="3", postcode="58453")
    assert found is not None
    assert found.lat == 51.45
    assert find(town=town, street="Probenweg", house_number="4") is None


def test_the_nearest_address_is_the_nearest_and_never_far_away() -> None:
    keep("Probenweg", "1", 51.44000, 7.33000)
    keep("Probenweg", "2", 51.44050, 7.33000)
    near = queries.nearest_address(lat=51.44040, lon=7.33000, within_km=0.5)
    assert near is not None
    assert near.address.house_number == "2"
    assert near.km == pytest.approx(0.0111, abs=0.0002)
    assert queries.nearest_address(lat=51.44, lon=7.36, within_km=0.5) is None


@pytest.mark.parametrize(
    ("day", "taught"),
    [
        ("2026-11-23", True),  # an ordinary Monday
        ("2026-11-21", False),  # Saturday
        ("2026-10-03", False),  # Tag der Deutschen Einheit
        ("2026-10-30", False),  # autumn holidays
        ("2026-10-31", False),  # their last day
        ("2026-11-02", True),  # the Monday after
        ("2027-05-27", False),  # Fronleichnam
        ("2027-05-18", False),  # the Tuesday after Whitsun
        ("2027-05-19", True),
    ],
)
def test_schools_teach_on_school_days_only(day: str, taught: bool) -> None:  # noqa: FBT001 - a table
    assert queries.is_school_day(on=dt.date.fromisoformat(day)) is taught


def test_after_the_summer_holidays_school_begins_on_the_first_day_after_them() -> None:
    assert queries.next_school_day(on=dt.date(2026, 7, 20)) == dt.date(2026, 9, 2)
    assert queries.next_school_day(on=dt.date(2026, 11, 23)) == dt.date(2026, 11, 23)


def test_a_day_without_a_known_calendar_is_refused_and_not_guessed() -> None:
    with pytest.raises(Refusal, match="keine Schulferien hinterlegt"):
        queries.is_school_day(on=dt.date(2035, 7, 20))


def test_the_three_key_dates_come_in_turn() -> None:
    coming = queries.coming_key_dates(on=dt.date(2026, 11, 23))
    assert [(one.on.month, one.on.day) for one in coming] == [(2, 1), (8, 1), (10, 15)]
    on_the_day = queries.coming_key_dates(on=dt.date(2026, 10, 15))
    assert on_the_day[0].on == dt.date(2026, 10, 15)


def test_a_key_date_that_is_over_does_not_come_again() -> None:
    KeyDate.objects.filter(month=10).update(ends_on=dt.date(2026, 12, 31))
    coming = queries.coming_key_dates(on=dt.date(2026, 11, 23))
    assert {one.on.month for one in coming} == {2, 8}


def test_what_nobody_compared_with_its_source_is_not_called_verified() -> None:
    holidays = queries.coming_school_holidays(on=dt.date(2025, 7, 1))
    assert holidays
    for one in holidays:
        assert (one.verified, one.evidence) == (False, Evidence.KNOWN), one
    counted = queries.population(place=queries.district(), on=dt.date(2026, 11, 23))
    assert counted is not None
    assert counted.verified


def test_the_last_free_day_is_the_day_before_school_may_begin() -> None:
    easter = queries.school_holiday(on=dt.date(2027, 3, 22))
    assert easter is not None
    assert easter.latest_day == dt.date(2027, 4, 3)
