# SPDX-License-Identifier: EUPL-1.2
"""Where links and invitations for an office go: the office says so, Charlie is offered it."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pytest_django import Settings

from rundertisch.cases import jobs
from rundertisch.cases.actions import contacts as actions
from rundertisch.cases.actions import meetings, participants
from rundertisch.cases.models import PartnerContact
from rundertisch.kernel.errors import Refusal
from rundertisch.partners.models import Partner
from rundertisch.site import operations_receipts
from tests.rooms.cases.test_conferences import seat_of
from tests.rooms.cases.test_links_by_mail import referred
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
FUNCTION = "vermittlung@lotsen.example"
LIST = reverse("cases:contacts")


def test_the_coordination_keeps_an_address_and_it_stands_in_the_fields_of_the_mail(
    world: DemoWorld, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    with asking(world.charlie):
        story, _ = referred(world)
        before = reverse("cases:need", args=[story.client.pk, story.need.pk])
    one = {"partner": story.to.pk}
    keep = reverse("cases:keep_contact", kwargs=one)
    sibylle, charlie = as_(world.coordination), as_(world.charlie)
    assert "Hinterlegt für diese Stelle" not in charlie.get(before).content.decode()
    assert sibylle.post(keep, {"email": "keine Adresse", "name": ""}).status_code == 422
    assert sibylle.post(keep, {"email": FUNCTION, "name": ""}).status_code == 303
    assert FUNCTION in sibylle.get(LIST).content.decode()
    shown = charlie.get(before).content.decode()
    assert shown.count(f'value="{FUNCTION}"') == 2, "in both fields"
    assert "Hinterlegt für diese Stelle am" in shown
    with asking(world.charlie):
        by = seat_of(world, "charlie")
        conference = meetings.call_conference(when=meetings.When(world.on), by=by)
        gesa = participants.invite_contact(
            conference=conference, partner=story.to, name="Gesa Wirth", by=by
        )
        assert gesa.email == FUNCTION
    assert sibylle.post(reverse("cases:drop_contact", kwargs=one)).status_code == 303
    assert FUNCTION not in charlie.get(before).content.decode()


def test_an_office_keeps_its_own_and_nobody_that_of_another_not_even_by_sql(
    world: DemoWorld,
) -> None:
    own = seat_of(world, "agency").partner
    job_centre = Partner.objects.get(kind="JOB_CENTRE")
    alma = as_(world.agency)
    assert (
        alma.post(
            reverse("cases:keep_contact", kwargs={"partner": own.pk}),
            {"email": FUNCTION, "name": ""},
        ).status_code
        == 303
    )
    page = alma.get(LIST).content.decode()
    assert (FUNCTION in page, job_centre.name in page) == (True, False)
    theirs = {"partner": job_centre.pk}
    for who in ("agency", "charlie", "town_manager", "counsellor", "administrator", "schulamt"):
        browser = as_(getattr(world, who))
        for name in ("keep_contact", "drop_contact"):
            url = reverse(f"cases:{name}", kwargs=theirs)
            assert browser.post(url, {"email": "x@example.org", "name": ""}).status_code == 404, who
        with asking(getattr(world, who)):
            with pytest.raises(DatabaseError), transaction.atomic():
                PartnerContact.objects.create(
                    partner=job_centre, email="x@example.org", kept_on=world.on, kept_by=own
                )
            sees = PartnerContact.objects.exists()
            assert sees == (who in {"agency", "charlie", "town_manager"}), who
    with asking(world.charlie), pytest.raises(Refusal, match="die Stelle selbst ein"):
        actions.keep_contact(
            partner=own, email=FUNCTION, name="", on=world.on, by=seat_of(world, "charlie")
        )
    walled = Partner.objects.filter(kind="IMMIGRATION_OFFICE")[0]
    with asking(world.coordination), pytest.raises(Refusal, match="Ausländerbehörde"):
        actions.keep_contact(
            partner=walled, email=FUNCTION, name="", on=world.on, by=seat_of(world, "coordination")
        )


def test_the_address_of_a_person_goes_after_a_year_by_the_job_alone(
    own_database: OwnDatabase,
) -> None:
    world = build()
    long_ago = world.on - dt.timedelta(days=actions.KEEP_DAYS)
    kinds = ["JOB_CENTRE", "WELFARE", "YOUTH_OFFICE", "TOWN"]
    offices = list(Partner.objects.filter(kind__in=kinds))
    with asking(world.coordination):
        by = seat_of(world, "coordination")

        def keep(office: Partner, *, email: str = FUNCTION, name: str, on: dt.date) -> int:
            return actions.keep_contact(partner=office, email=email, name=name, on=on, by=by).pk

        old = keep(offices[0], name="Gesa Wirth", on=long_ago)
        function = keep(offices[1], name="", on=long_ago)
        young = keep(offices[2], name="Vera Kontakt", on=world.on)
        member = keep(offices[3], email=world.agency.email.upper(), name="", on=long_ago)
        assert PartnerContact.objects.get(pk=member).member_id is not None, "whose account has it"
        with pytest.raises(DatabaseError, match="only the job"), transaction.atomic():
            actions.forget_contacts()
    with operations_receipts.as_owner(owner_url=str(own_database.urls.worker)):
        jobs.contacts.run()
    with asking(world.coordination):
        left = set(PartnerContact.objects.values_list("pk", flat=True))
    assert left == {function, young}, (old, member)
