# SPDX-License-Identifier: EUPL-1.2
"""A case conference names nobody; its steps go into the plan; others read by consent alone."""

import datetime as dt
from collections.abc import Mapping

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions as cases
from rundertisch.cases.actions import conferences as actions
from rundertisch.cases.exchange.conferences import conference_sheet
from rundertisch.cases.models import Client, ConferencePoint, Need, PlanStep
from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.cases.queries import conferences as queries
from rundertisch.cases.queries import own_view
from rundertisch.kernel import letters, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.privacy import actions as privacy
from rundertisch.privacy.models import DataClass, Giver, Medium, Purpose
from rundertisch.situation.models import NeedDomain
from tests import world as worlds
from tests.rooms.cases.test_clients import NAME, opened, with_need
from tests.support.papers import text_of
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
TOLD = privacy.Told(
    language="de",
    text_version="2026-11",
    refusal_told="Nachteile entstehen nicht.",
    medium=Medium.SCREEN,
    giver=Giver.SELF,
)


def seat_of(world: DemoWorld, who: str) -> Seat:
    """Return somebody's seat."""
    person = getattr(world, who)
    with asking(person):
        return Seat.objects.select_related("user", "partner").get(pk=person.seat_id)


def called(world: DemoWorld, by: Seat) -> CaseConference:
    """Let a case manager call the welfare agency."""
    welfare = seat_of(world, "welfare_manager").partner
    return actions.call_conference(held_on=world.on, participants=[welfare], by=by)


def agreed(world: DemoWorld, **other: object) -> actions.Agreed:
    """Return a step of next week."""
    told: Mapping[str, object] = {
        "words": "Mit dem Vermieter sprechen",
        "who": "Lotsendienst",
        "due_on": world.on + dt.timedelta(days=7),
        **other,
    }
    return actions.Agreed(**told)  # type: ignore[arg-type]  # as given


def pointed(
    world: DemoWorld, conference: CaseConference, client: Client, by: Seat, domain: str = "HOUSING"
) -> ConferencePoint:
    """Let somebody's housing be discussed."""
    return actions.add_point(
        conference=conference,
        client=client,
        domain=NeedDomain.objects.get(pk=domain),
        problem="Die Wohnung ist gekündigt.",
        agreed=agreed(world),
        on=world.on,
        by=by,
    )


def test_an_agreed_step_goes_into_the_plan_and_comes_out_again(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    conference = called(world, charlie)
    point = pointed(world, conference, client, charlie)
    need = Need.objects.get(subject=client.subject_id)
    assert (need.domain_id, need.words) == ("HOUSING", "Die Wohnung ist gekündigt.")
    step = PlanStep.objects.get(need=need)
    assert (step.words, step.who) == ("Mit dem Vermieter sprechen", "Lotsendienst")
    again = pointed(world, conference, client, charlie)
    assert again.need_id == need.pk, "one open need of a domain is enough"
    actions.remove_point(point=point, by=charlie)
    assert list(PlanStep.objects.filter(need=need)) == [again.step]
    assert again.step is not None
    cases.finish_step(step=again.step, done=True, on=world.on, by=charlie)
    again.refresh_from_db()
    actions.remove_point(point=again, by=charlie)
    assert PlanStep.objects.filter(need=need).count() == 1, "what was done stays done"


def test_what_is_refused(world: DemoWorld, charlie: Seat) -> None:
    client, conference = opened(world, charlie), called(world, charlie)
    call = {"held_on": world.on, "by": charlie}
    with pytest.raises(Refusal, match="wenigstens eine andere Stelle"):
        actions.call_conference(participants=[charlie.partner], **call)
    walled = Partner.objects.filter(kind=PartnerKind.IMMIGRATION_OFFICE)[0]
    with pytest.raises(Refusal, match="Ausländerbehörde"):
        actions.call_conference(participants=[walled], **call)
    with pytest.raises(DatabaseError), transaction.atomic():
        ConferenceParticipant.objects.create(conference=conference, partner=walled)
    given = {
        "conference": conference,
        "client": client,
        "domain": NeedDomain.objects.get(pk="WORK"),
        "problem": "Findet keine Stelle.",
        "on": world.on,
    }
    yesterday = agreed(world, due_on=world.on - dt.timedelta(days=1))
    with pytest.raises(Refusal, match="schon vorbei"), transaction.atomic():
        actions.add_point(agreed=yesterday, by=charlie, **given)
    assert not ConferencePoint.objects.filter(subject=client.subject_id).exists(), "all or nothing"
    assert not Need.objects.filter(subject=client.subject_id).exists(), "all or nothing"
    with pytest.raises(Refusal, match="die zur Konferenz eingeladen hat"):
        actions.add_point(agreed=None, by=seat_of(world, "welfare_manager"), **given)
    with pytest.raises(Refusal, match="nur das Case Management"):
        actions.add_point(agreed=None, by=seat_of(world, "agency"), **given)


def test_a_participant_reads_a_point_by_consent_alone_and_others_nothing(world: DemoWorld) -> None:
    charlie = seat_of(world, "charlie")
    with asking(world.charlie):
        client, conference = opened(world, charlie), called(world, charlie)
        pointed(world, conference, client, charlie)
    url = reverse("cases:conference", kwargs={"pk": conference.pk})

    def page(who: str) -> str:
        answer = worlds.as_(getattr(world, who)).get(url)
        return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)

    assert client.pseudonym in page("charlie")
    assert "Hier sehen Sie einen Punkt nur, wenn" in page("welfare_manager")
    assert "gekündigt" not in page("welfare_manager")
    with asking(world.charlie):
        consent = privacy.record_consent(
            subject_id=client.subject_id,
            purpose=Purpose.CASE_MANAGEMENT,
            classes=[DataClass.CONFERENCE_NOTE],
            recipient=seat_of(world, "welfare_manager").partner,
            starts_on=world.on,
            ends_on=world.on + dt.timedelta(days=30),
            told=TOLD,
            on=world.on,
            by=charlie,
        )
    read = page("welfare_manager")
    assert "gekündigt" in read
    assert client.pseudonym not in read, "even then the page calls nobody anything but Person A"
    assert "Punkt eintragen" not in read
    with asking(world.charlie):
        privacy.withdraw_consent(consent=consent, by=charlie)
    assert "gekündigt" not in page("welfare_manager")
    for who in ("town_manager", "agency", "coordination", "schulamt", "administrator", "former"):
        assert page(who) == "404", who
        with asking(getattr(world, who)):
            assert not CaseConference.objects.exists(), who
            assert not ConferencePoint.objects.exists(), who
    assert not ConferencePoint.objects.exists(), "nobody asks"


def test_the_sheet_for_the_table_names_nobody(world: DemoWorld, charlie: Seat) -> None:
    conference = called(world, charlie)
    people = [opened(world, charlie), opened(world, charlie, name="Berit Sandmann")]
    for client in (*people, people[0]):
        pointed(world, conference, client, charlie)
    view = queries.conference_view(conference=conference, partner_id=charlie.partner_id)
    assert [line.person for line in view.lines] == ["Person A", "Person A", "Person B"]
    letter = conference_sheet(view=view)
    text = text_of(letters.pdf(letter=letter))
    assert "Person A" in text
    assert "Person B" in text
    for name in (NAME, "Berit", *(client.pseudonym for client in people)):
        assert name not in text, name
        assert name not in str(letter), name


def test_a_point_follows_its_need_into_another_record_and_goes_with_the_person(
    world: DemoWorld, charlie: Seat
) -> None:
    client, conference = opened(world, charlie), called(world, charlie)
    with_need(world, client, charlie)
    point = pointed(world, conference, client, charlie)
    client.refresh_from_db()
    assert point.need is not None
    second = cases.split_client(
        client=client,
        name="Berit Sandmann",
        needs=[point.need],
        version=client.version,
        on=world.on,
        by=charlie,
    )
    point.refresh_from_db()
    assert point.subject_id == second.subject_id
    ConferencePoint.objects.filter(pk=point.pk).update(subject_id=client.subject_id)
    point.refresh_from_db()
    assert point.subject_id == second.subject_id, "it is about whom its need is about"


def test_a_step_is_whole_or_not_there_and_the_form_says_so(world: DemoWorld) -> None:
    charlie = seat_of(world, "charlie")
    with asking(world.charlie):
        client, conference = opened(world, charlie), called(world, charlie)
    browser = worlds.as_(world.charlie)
    add = reverse("cases:add_point", kwargs={"pk": conference.pk})
    given = {"client": client.pk, "domain": "WORK", "problem": "Findet nichts.", "agreed": "Suchen"}
    half = browser.post(add, given)
    assert (half.status_code, "Ein Schritt braucht alles" in half.content.decode()) == (422, True)
    assert browser.post(add, given | {"agreed": ""}).status_code == 303
    page = browser.get(reverse("cases:conferences")).content.decode()
    assert "Ihre Stelle" in page
    call = reverse("cases:call_conference")
    day = {"held_on_tag": world.on.day, "held_on_monat": world.on.month}
    assert browser.post(call, day | {"held_on_jahr": world.on.year}).status_code == 422
    paper = browser.get(reverse("cases:conference_paper", kwargs={"pk": conference.pk}))
    assert paper.headers["Content-Type"] == "application/pdf"


def test_the_person_reads_what_was_said_about_them(world: DemoWorld) -> None:
    charlie = seat_of(world, "charlie")
    with asking(world.charlie):
        client = opened(world, charlie)
        pointed(world, called(world, charlie), client, charlie)
        token = privacy.open_own_view(
            subject_id=client.subject_id, at=worlds.moment(), days=30, by=charlie
        )
    with scope.asking_subject(token):
        held = own_view.held(client.subject_id, world.on)
        assert not CaseConference.objects.exists(), "who met is not part of it"
    assert held is not None
    facts = [fact for section in held.sections for fact in section.facts]
    assert ("Wohnen", "Die Wohnung ist gekündigt.") in facts
    assert [value for _, value in facts].count("Die Wohnung ist gekündigt.") == 2, "need and point"
