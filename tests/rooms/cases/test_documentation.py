# SPDX-License-Identifier: EUPL-1.2
"""The documentation goes along in the fields that were set, logged; notes never do."""

import datetime as dt

import pytest
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions as cases
from rundertisch.cases.actions import attachments
from rundertisch.cases.actions import documentation as actions
from rundertisch.cases.exchange.documentation import documentation_csv, documentation_letter
from rundertisch.cases.models import Audience, RefusalReason
from rundertisch.cases.models.documentation import DocumentationField, FieldCode
from rundertisch.cases.queries import documentation as queries
from rundertisch.kernel import letters
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AccessEntry
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.privacy.models import DataClass
from tests import world as worlds
from tests.rooms.cases.test_clients import NAME, opened, with_need
from tests.rooms.cases.test_conferences import called, pointed, seat_of
from tests.rooms.cases.test_referrals import consented
from tests.support import documents
from tests.support.papers import text_of
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


def test_a_case_goes_along_step_by_step_without_name_and_notes(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    with_need(world, client, charlie)
    cases.write_note(
        client=client, audience=Audience.AGENCY, words="Nie mitnehmen.", on=world.on, by=charlie
    )
    told = queries.documentation(client=client, on=world.on)
    lines = documentation_csv(told=told).splitlines()
    assert lines[0].split(";")[:2] == ["Pseudonym", "Führende Stelle"]
    assert len(lines) == 2
    assert {client.pseudonym, "Sucht Arbeit.", "Anrufen", "Amina"} <= set(lines[1].split(";"))
    pdf = letters.pdf(letter=documentation_letter(told=told, on=world.on))
    text = text_of(pdf)
    assert "Arbeit und Ausbildung" in text
    assert b"pdfuaid" in pdf
    for kept in (NAME, "Nie mitnehmen", "Telefon 0170"):
        assert kept not in "\n".join(lines)
        assert kept not in text


def test_referrals_and_conferences_go_along_and_a_name_that_tells_does_not(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    need = with_need(world, client, charlie)
    welfare = seat_of(world, "welfare_manager").partner
    shelter = Partner.objects.filter(kind=PartnerKind.JOB_CENTRE)[0]
    Partner.objects.filter(pk=shelter.pk).update(sensitive=True)
    shelter.refresh_from_db()
    sent = []
    for to in (welfare, shelter):
        consented(world, charlie, client, to, tuple(DataClass))
        sent.append(cases.refer(need=need, to=to, asks="Bitte.", on=world.on, by=charlie))
    paper = attachments.Paper("Meldebescheinigung", documents.PDF)
    attachments.attach(referral=sent[0], paper=paper, on=world.on, by=charlie)
    with asking(world.welfare_manager):
        cases.refuse_referral(
            referral=sent[0],
            reason=RefusalReason.NO_CAPACITY,
            answer="Ab Mai wieder.",
            by=seat_of(world, "welfare_manager"),
        )
    pointed(world, called(world, charlie), client, charlie)
    told = queries.documentation(client=client, on=world.on)
    text = text_of(letters.pdf(letter=documentation_letter(told=told, on=world.on)))
    table = documentation_csv(told=told)
    today = f"{world.on:%d.%m.%Y}"
    assert [line.part for line in told.rows].count(queries.Part.REFERRAL) == 2
    for said in (
        welfare.name,
        "abgelehnt",
        f"{today}, im Moment kein freier Platz, Ab Mai wieder.",
        "Meldebescheinigung",
        queries.SHIELDED,
        "Die Wohnung ist gekündigt.",
        "Mit dem Vermieter sprechen",
        "Lotsendienst",
    ):
        assert said in table, said
        assert said.replace(" ", "") in "".join(text.split()), said
    for heading in ("Vermittlungen", "Fallkonferenzen"):
        assert heading in text
    for kept in (shelter.name, "Bitte.", NAME):
        assert kept not in table, kept
        assert kept not in text, kept


def test_a_case_with_nothing_agreed_has_one_line(world: DemoWorld, charlie: Seat) -> None:
    told = queries.documentation(client=opened(world, charlie), on=world.on)
    assert len(told.rows) == 1
    assert "Noch ist nichts vereinbart." in str(documentation_letter(told=told, on=world.on))


def test_the_coordination_sets_the_fields_and_the_file_follows(world: DemoWorld) -> None:
    with asking(world.charlie):
        charlie = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        client = opened(world, charlie)
    browser = worlds.as_(world.coordination)
    page = reverse("cases:documentation_fields")
    assert "nicht geprüft" in browser.get(page).content.decode()
    assert "Heißt dort" in browser.get(page, {"angabe": "NAME"}).content.decode()
    take = reverse("cases:take_field_along")
    given = {"code": "NAME", "heading": "Nachname, Vorname", "position": 1, "source": "KIM-DB"}
    assert browser.post(take, given | {"heading": ""}).status_code == 422
    assert browser.post(take, given).status_code == 303
    assert browser.post(take, given | {"heading": "Name, Vorname"}).status_code == 303
    here = reverse("cases:leave_field_here", kwargs={"code": "PSEUDONYM"})
    assert browser.post(here).status_code == 303
    again = browser.post(here)
    assert (again.status_code, "bleibt schon hier" in again.content.decode()) == (422, True)
    assert browser.post(reverse("cases:leave_field_here", kwargs={"code": "X"})).status_code == 404
    ended = DocumentationField.objects.get(code="PSEUDONYM")
    assert ended.ends_on == world.on, "what applied before stays readable"
    yesterday = {one.code for one in queries.fields(on=world.on - dt.timedelta(days=1))}
    assert "PSEUDONYM" in yesterday

    csv = reverse("cases:export_documentation", kwargs={"pk": client.pk})
    head, line = worlds.as_(world.charlie).get(csv).content.decode("utf-8-sig").splitlines()
    assert "Name, Vorname" in head.split(";")
    assert "Pseudonym" not in head.split(";")
    assert NAME in line
    paper = reverse("cases:export_documentation_paper", kwargs={"pk": client.pk})
    assert worlds.as_(world.charlie).get(paper).headers["Content-Type"] == "application/pdf"
    with asking(world.charlie):
        logged = AccessEntry.objects.filter(purpose="Falldokumentation mitgenommen").latest("pk")
    assert "name" in logged.fields
    assert "pseudonym" not in logged.fields

    for who in ("welfare_manager", "coordination", "centre_head", "schulamt", "agency"):
        for url in (csv, paper):
            assert worlds.as_(getattr(world, who)).get(url).status_code == 404, who
    for who in ("charlie", "agency", "schulamt"):
        assert worlds.as_(getattr(world, who)).post(take, given).status_code == 404, who
    assert "Ändern" not in worlds.as_(world.charlie).get(page).content.decode()
    assert worlds.as_(world.agency).get(page).status_code == 404


def test_nobody_else_sets_the_fields(world: DemoWorld, charlie: Seat) -> None:
    with pytest.raises(Refusal, match="KIM-Koordination"):
        actions.leave_field_here(code=FieldCode.STEP, on=world.on, by=charlie)
