# SPDX-License-Identifier: EUPL-1.2
"""What the database promises about partners."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from rundertisch.partners.models import Competence, Partner, PartnerKind

pytestmark = pytest.mark.database


def test_a_partner_of_a_name_and_kind_exists_once(db: None) -> None:
    Partner.objects.create(kind=PartnerKind.WELFARE, name="Verein der Proben")
    Partner.objects.create(kind=PartnerKind.OTHER, name="Verein der Proben")
    with pytest.raises(IntegrityError, match="one_partner"), transaction.atomic():
        Partner.objects.create(kind=PartnerKind.WELFARE, name="Verein der Proben")


def test_a_school_office_belongs_to_a_town(db: None) -> None:
    with pytest.raises(IntegrityError, match="has_a_place"), transaction.atomic():
        Partner.objects.create(kind=PartnerKind.TOWN_SCHOOL_OFFICE, name="Amt ohne Stadt")


def test_a_kind_nobody_knows_is_refused(db: None) -> None:
    with pytest.raises(IntegrityError, match="partner_kind_known"), transaction.atomic():
        Partner.objects.create(kind="REGISTER", name="Verein der Proben")


def test_a_competence_is_set_once_a_day_also_without_a_place(db: None) -> None:
    partner = Partner.objects.create(kind=PartnerKind.WELFARE, name="Verein der Proben")
    day = dt.date(2026, 1, 1)
    same = {"partner": partner, "matter": "Beratung", "starts_on": day, "source": "Probe"}
    Competence.objects.create(**same)
    with pytest.raises(IntegrityError, match="competence_once"), transaction.atomic():
        Competence.objects.create(**same)


def test_a_competence_ends_after_it_began(db: None) -> None:
    partner = Partner.objects.create(kind=PartnerKind.WELFARE, name="Verein der Proben")
    day = dt.date(2026, 1, 1)
    with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
        Competence.objects.create(
            partner=partner, matter="Beratung", starts_on=day, ends_on=day, source="Probe"
        )
