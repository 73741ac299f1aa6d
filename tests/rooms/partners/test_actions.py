# SPDX-License-Identifier: EUPL-1.2
"""Keeping partners and their competences, and who is competent on a day."""

import datetime as dt

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.partners import actions, queries
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.places import exchange
from rundertisch.places import queries as places

pytestmark = pytest.mark.database
MATTER = "Beratung der Proben"
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def partner(db: None) -> Partner:
    """An invented welfare organisation."""
    exchange.import_district(by=None)
    return actions.keep_partner(kind=PartnerKind.WELFARE, name=" Verein  der Proben ", by=None)


def test_a_partner_kept_twice_is_one(partner: Partner) -> None:
    again = actions.keep_partner(kind=PartnerKind.WELFARE, name="Verein der Proben", by=None)
    assert again == partner
    assert again.name == "Verein der Proben"


def test_a_partner_needs_a_name_and_a_school_office_a_town(partner: Partner) -> None:
    with pytest.raises(Refusal, match="braucht einen Namen"):
        actions.keep_partner(kind=PartnerKind.WELFARE, name=" ", by=None)
    with pytest.raises(Refusal, match="Bitte die Stadt auswählen") as no:
        actions.keep_partner(kind=PartnerKind.TOWN_SCHOOL_OFFICE, name="Amt", by=None)
    assert no.value.field == "place"


def test_a_competence_holds_from_its_day_until_before_its_end(partner: Partner) -> None:
    competence = actions.set_competence(
        partner=partner, matter=MATTER, starts_on=DAY, source="Probe", by=None
    )
    end = DAY + dt.timedelta(days=10)
    actions.end_competence(competence=competence, on=end, by=None)
    held = [
        queries.competent_for(matter=MATTER, on=DAY + dt.timedelta(days=days)).exists()
        for days in (-1, 0, 9, 10)
    ]
    assert held == [False, True, True, False]


def test_a_rule_of_one_town_holds_there_only(partner: Partner) -> None:
    witten, schwelm = places.town(key="05954036"), places.town(key="05954024")
    actions.set_competence(
        partner=partner, matter=MATTER, starts_on=DAY, source="Probe", place=witten, by=None
    )
    assert queries.competent_for(matter=MATTER, on=DAY, place=witten).exists()
    assert not queries.competent_for(matter=MATTER, on=DAY, place=schwelm).exists()
    assert not queries.competent_for(matter=MATTER, on=DAY).exists()


def test_a_competence_without_a_source_is_refused(partner: Partner) -> None:
    with pytest.raises(Refusal, match="ohne Quelle"):
        actions.set_competence(partner=partner, matter=MATTER, starts_on=DAY, source=" ", by=None)


def test_a_competence_does_not_end_before_it_began(partner: Partner) -> None:
    competence = actions.set_competence(
        partner=partner, matter=MATTER, starts_on=DAY, source="Probe", by=None
    )
    with pytest.raises(Refusal, match="erst danach"):
        actions.end_competence(competence=competence, on=DAY, by=None)


def test_the_immigration_office_is_a_partner_that_is_never_seated(partner: Partner) -> None:
    wall = actions.keep_partner(
        kind=PartnerKind.IMMIGRATION_OFFICE, name="Behörde der Proben", by=None
    )
    assert wall in queries.partners()
    assert wall not in queries.partners_who_may_sit()
    assert partner in queries.partners_who_may_sit()
