# SPDX-License-Identifier: EUPL-1.2
"""A case conference names nobody; its steps go into the plan; others read by consent alone."""

import datetime as dt
from collections.abc import Mapping

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions as cases
from rundertisch.cases import jobs
from rundertisch.cases.actions import conferences as actions
from rundertisch.cases.actions import meetings, participants
from rundertisch.cases.exchange.conferences import conference_sheet
from rundertisch.cases.models import Client, ClientContact, ConferencePoint, Need, PlanStep
from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.cases.queries import conferences as queries
from rundertisch.cases.queries import own_view
from rundertisch.kernel import letters, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AuditEntry
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.privacy import actions as privacy
from rundertisch.privacy.models import Consent, DataClass, Giver, Medium, Purpose
from rundertisch.site import operations_receipts
from rundertisch.situation.models import NeedDomain
from tests import world as worlds
from tests.rooms.cases.test_clients import NAME, opened, with_need
from tests.support.cluster import OwnDatabase
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
    """Let a case manager invite Pauline of the welfare agency; Alma of the same one is not."""
    conference = meetings.call_conference(when=meetings.When(world.on), by=by)
    participants.invite(conference=conference, seat_id=world.welfare_manager.seat_id, by=by)
    return conference


def consented(world: DemoWorld, client: Client, *classes: DataClass, by: Seat) -> Consent:
    """Let the person allow the welfare agency to know these kinds of data."""
    return privacy.record_consent(
        subject_id=client.subject_id,
        purpose=Purpose.CASE_MANAGEMENT,
        classes=list(classes),
        recipient=seat_of(world, "welfare_manager").partner,
        starts_on=world.on,
        ends_on=world.on + dt.timedelta(days=30),
        told=TOLD,
        on=world.on,
        by=by,
    )


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
    walled = Partner.objects.filter(kind=PartnerKind.IMMIGRATION_OFFICE)[0]
    with pytest.raises(Refusal, match="Ausländerbehörde"):
        participants.invite_contact(conference=conference, partner=walled, name="X", by=charlie)
    with pytest.raises(DatabaseError), transaction.atomic():
        ConferenceParticipant.objects.create(conference=conference, partner=walled, name="X")
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


def test_the_list_is_changed_until_the_conference_is_closed_and_every_change_is_logged(
    world: DemoWorld, charlie: Seat
) -> None:
    conference = called(world, charlie)
    pauline = conference.participants.get()
    assert str(pauline) == "Pauline Oster, Lotsendienst Volme e. V. (erfunden)", "of the seat"
    for seat_id in (world.schulamt.seat_id, world.former.seat_id, charlie.pk):
        with pytest.raises(Refusal, match="kann nicht eingeladen werden"):
            participants.invite(conference=conference, seat_id=seat_id, by=charlie)
    with pytest.raises(Refusal, match="steht schon auf der Liste"):
        participants.invite(
            conference=conference, seat_id=world.welfare_manager.seat_id, by=charlie
        )
    with pytest.raises(DatabaseError), transaction.atomic():  # nor by SQL
        ConferenceParticipant.objects.create(
            conference=conference, seat_id=world.schulamt.seat_id, name="X", partner=charlie.partner
        )
    with pytest.raises(Refusal, match="Ihre eigene lädt ein"):
        participants.invite_contact(
            conference=conference, partner=charlie.partner, name="Nora", by=charlie
        )
    job_centre = Partner.objects.filter(kind=PartnerKind.JOB_CENTRE)[0]
    gesa = participants.invite_contact(
        conference=conference, partner=job_centre, name="Gesa Wirth", by=charlie
    )
    participants.excuse(participant=gesa, excused=True, on=world.on, by=charlie)
    view = queries.conference_view(
        conference=conference, partner_id=charlie.partner_id, on=world.on
    )
    assert view.present == (str(pauline),)
    participants.excuse(participant=gesa, excused=False, on=world.on, by=charlie)
    participants.remove_participant(participant=gesa, on=world.on, by=charlie)
    participants.close_conference(conference=conference, on=world.on, by=charlie)
    client = opened(world, charlie)
    for change in (
        lambda: participants.remove_participant(participant=pauline, on=world.on, by=charlie),
        lambda: participants.excuse(participant=pauline, excused=True, on=world.on, by=charlie),
        lambda: pointed(world, conference, client, charlie),
    ):
        with pytest.raises(Refusal, match="abgeschlossen"):
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        conference.participants.filter(pk=pauline.pk).delete()
    participants.reopen_conference(conference=conference, by=charlie)
    participants.remove_participant(participant=pauline, on=world.on, by=charlie)
    logged = AuditEntry.objects.filter(about_kind="conference_participant").order_by("pk")
    done = list(logged.values_list("action", flat=True))
    assert done[-6:] == [
        "cases.invite",
        "cases.invite",
        "cases.excuse",
        "cases.excuse",
        "cases.remove_participant",
        "cases.remove_participant",
    ]


def test_whoever_is_invited_reads_a_point_by_consent_alone_and_a_colleague_nothing(
    world: DemoWorld,
) -> None:
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
        consent = consented(world, client, DataClass.CONFERENCE_NOTE, by=charlie)
    read = page("welfare_manager")
    assert "gekündigt" in read
    assert client.pseudonym not in read, "even then the page calls nobody anything but Person A"
    assert "Punkt eintragen" not in read
    others = ("town_manager", "agency", "coordination", "schulamt", "administrator", "former")
    for who in others:  # Alma (agency) is Pauline's colleague: the consent holds, no invitation
        assert page(who) == "404", who
        with asking(getattr(world, who)):
            assert not CaseConference.objects.exists(), who
            assert not ConferenceParticipant.objects.exists(), who
            assert not ConferencePoint.objects.exists(), who
    with asking(world.charlie):
        participants.invite(conference=conference, seat_id=world.agency.seat_id, by=charlie)
        pauline = conference.participants.get(seat=world.welfare_manager.seat_id)
        participants.excuse(participant=pauline, excused=True, on=world.on, by=charlie)
    assert "Pauline Oster" in page("agency"), (
        "the job of an agency's contact opens the page as well"
    )
    assert "gekündigt" not in page("agency"), "consented for Case Management, not for her service"
    assert "gekündigt" not in page("welfare_manager"), "excused"
    with asking(world.charlie):
        participants.excuse(participant=pauline, excused=False, on=world.on, by=charlie)
    assert "gekündigt" in page("welfare_manager")
    with asking(world.charlie):
        privacy.withdraw_consent(consent=consent, by=charlie)
    assert "gekündigt" not in page("welfare_manager")
    with asking(world.charlie):
        participants.remove_participant(participant=pauline, on=world.on, by=charlie)
    assert page("welfare_manager") == "404"
    assert not ConferencePoint.objects.exists(), "nobody asks"


def test_a_name_is_read_at_the_table_only_while_the_person_allows_it_and_she_sees_by_whom(
    world: DemoWorld,
) -> None:
    charlie = seat_of(world, "charlie")
    with asking(world.charlie):
        client, conference = opened(world, charlie), called(world, charlie)
        pointed(world, conference, client, charlie)
        consented(world, client, DataClass.CONFERENCE_NOTE, by=charlie)
        given = {"conference": conference, "client": client, "by": charlie}
        with pytest.raises(Refusal, match="keiner Stelle am Tisch erlaubt"):
            actions.release_name(on=world.on, **given)
        own = ConferencePoint.objects.filter(subject=client.subject_id)
        with pytest.raises(DatabaseError), transaction.atomic():
            own.update(named_on=world.on)  # nor by SQL
        token = privacy.open_own_view(
            subject_id=client.subject_id, at=worlds.moment(), days=30, by=charlie
        )
    url = reverse("cases:conference", kwargs={"pk": conference.pk})

    def read_by_pauline() -> str:
        return worlds.as_(world.welfare_manager).get(url).content.decode()

    def sees_contact() -> bool:
        with asking(world.welfare_manager):
            return ClientContact.objects.filter(subject=client.subject_id).exists()

    assert (NAME in read_by_pauline(), sees_contact()) == (False, False)
    with asking(world.charlie):
        consent = consented(world, client, DataClass.CONTACT, by=charlie)
    assert NAME not in read_by_pauline(), "allowed, but Charlie has not released it here"
    release = reverse("cases:release_name", kwargs={"pk": conference.pk, "client": client.pk})
    assert worlds.as_(world.welfare_manager).post(release).status_code == 404
    assert worlds.as_(world.charlie).post(release).status_code == 303
    assert NAME in read_by_pauline()
    with asking(world.charlie):
        privacy.withdraw_consent(consent=consent, by=charlie)
    assert (NAME in read_by_pauline(), sees_contact()) == (False, False)
    assert "verdeckt, Einwilligung fehlt" in worlds.as_(world.charlie).get(url).content.decode()
    with scope.asking_subject(token):
        held = own_view.held(client.subject_id, world.on)
    assert held is not None
    facts = [fact for section in held.sections for fact in section.facts]
    readers = [value for name, value in facts if name == "Ihren Namen hat gelesen"]
    assert len(readers) == 1
    assert readers[0].startswith("Lotsendienst Volme e. V. (erfunden), Pauline Oster, ")
    with asking(world.charlie):
        assert list(queries.name_readers()) == [], "the person alone asks this"
        consented(world, client, DataClass.CONTACT, by=charlie)
        assert pointed(world, conference, client, charlie).named_on == world.on, "for the whole day"
    assert NAME in read_by_pauline()
    assert worlds.as_(world.charlie).post(release, {"verdecken": "1"}).status_code == 303
    assert NAME not in read_by_pauline()


def test_who_sat_at_an_old_conference_is_forgotten_by_the_job_alone(
    own_database: OwnDatabase,
) -> None:
    world = worlds.build()
    charlie = seat_of(world, "charlie")
    with asking(world.charlie):
        long_ago = world.on - dt.timedelta(days=participants.KEEP_DAYS)
        old = meetings.call_conference(when=meetings.When(long_ago), by=charlie)
        participants.invite(conference=old, seat_id=world.welfare_manager.seat_id, by=charlie)
        participants.close_conference(conference=old, on=world.on, by=charlie)
        recent = called(world, charlie)
        with pytest.raises(DatabaseError, match="only the job"), transaction.atomic():
            participants.forget_participants()
    worker = own_database.urls.worker
    assert worker is not None
    with operations_receipts.as_owner(owner_url=worker):
        jobs.conferences.run()
    with asking(world.charlie):
        assert (old.participants.exists(), recent.participants.exists()) == (False, True)


def test_the_sheet_for_the_table_names_nobody(world: DemoWorld, charlie: Seat) -> None:
    conference = called(world, charlie)
    people = [opened(world, charlie), opened(world, charlie, name="Berit Sandmann")]
    for client in (*people, people[0]):
        pointed(world, conference, client, charlie)
    view = queries.conference_view(
        conference=conference, partner_id=charlie.partner_id, on=world.on
    )
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
    consented(world, client, DataClass.CONTACT, by=charlie)
    actions.release_name(conference=conference, client=client, on=world.on, by=charlie)
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
    assert point.named_on is None, "what one person allowed is not said of another"
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
    invite = reverse("cases:invite", kwargs={"pk": conference.pk})
    again = browser.post(invite, {"seat": world.welfare_manager.seat_id})
    assert (again.status_code, "steht schon" in again.content.decode()) == (422, True)
    assert browser.post(invite, {"seat": world.agency.seat_id}).status_code == 303
    contact = reverse("cases:invite_contact", kwargs={"pk": conference.pk})
    partner = Partner.objects.filter(kind=PartnerKind.JOB_CENTRE)[0].pk
    assert browser.post(contact, {"partner": partner, "name": ""}).status_code == 422
    assert browser.post(contact, {"partner": partner, "name": "Gesa Wirth"}).status_code == 303
    with asking(world.charlie):
        gesa = conference.participants.get(name="Gesa Wirth")
    one = {"pk": conference.pk, "participant": gesa.pk}
    close = reverse("cases:close_conference", kwargs={"pk": conference.pk})
    for url in (reverse("cases:excuse", kwargs=one), close):
        assert worlds.as_(world.town_manager).post(url).status_code == 404
        assert browser.post(url).status_code == 303
    remove = reverse("cases:remove_participant", kwargs=one)
    late = browser.post(remove)
    assert (late.status_code, "abgeschlossen" in late.content.decode()) == (422, True)
    open_again = reverse("cases:reopen_conference", kwargs={"pk": conference.pk})
    assert browser.post(open_again).status_code == 303
    assert browser.post(remove).status_code == 303
    mine = worlds.as_(world.agency).get(reverse("cases:conferences")).content.decode()
    assert ("offen" in mine, "Konferenz anlegen" in mine) == (True, False)
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
