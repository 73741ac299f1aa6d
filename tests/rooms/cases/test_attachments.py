# SPDX-License-Identifier: EUPL-1.2
"""Amina's certificate goes along to the Lotsendienst: by consent, for a while, to nobody else."""

import base64
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions
from rundertisch.cases.models import Attachment, Client, Referral, RefusalReason
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AccessEntry
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions as privacy
from rundertisch.privacy import queries
from rundertisch.privacy.jobs import retention
from rundertisch.privacy.models import DataClass
from rundertisch.site import operations_receipts
from tests.rooms.cases.test_clients import opened, with_need
from tests.rooms.cases.test_referrals import ALL, Story, consented, secret, sent
from tests.support import documents
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
TITLE = "Zeugnis mit Übersetzung"
INSERT = (
    "insert into cases_attachment (subject_id, owner_id, referral_id, title, content, content_type,"
    " size, attached_on, attached_by_id) values (%s, %s, %s, 'x', 'x', 'image/png', 1,"
    " app_today(), %s)"
)


def told(world: DemoWorld, by: Seat) -> Story:
    """Let Amina consent that the Lotsendienst also gets documents."""
    client = opened(world, by)
    need = with_need(world, client, by)
    to = Partner.objects.get(kind="WELFARE")
    consent = consented(world, by, client, to, (*ALL, DataClass.DOCUMENT))
    return Story(world, by, client, need, to, consent)


@pytest.fixture
def story(world: DemoWorld, charlie: Seat) -> Story:
    """Amina, Charlie and the Lotsendienst in the shared world."""
    return told(world, charlie)


def attached(story: Story, referral: Referral, content: bytes = documents.PDF) -> Attachment:
    """Give a document to a referral."""
    paper = actions.Paper(TITLE, content)
    return actions.attach(referral=referral, paper=paper, on=story.world.on, by=story.by)


def text_of(page: HttpResponse) -> str:
    """Return what a page says."""
    return page.content.decode()


def chosen(content: bytes, name: str = "Amina Kestrel.exe") -> SimpleUploadedFile:
    """Choose a file in a browser; its name and what the browser says of it mean nothing."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_a_document_goes_along_and_the_office_opens_it(story: Story) -> None:
    charlie = as_(story.world.charlie)
    refer = reverse("cases:refer", args=[story.client.pk, story.need.pk])
    page = reverse("cases:need", args=[story.client.pk, story.need.pk])
    given = {"to": story.to.pk, "asks": "Bitte beraten."}
    for more, said in (
        ({"file": chosen(documents.PDF)}, "was für ein Dokument"),
        ({"title": TITLE}, "Datei auswählen"),
        ({"title": TITLE, "file": chosen(b"MZ")}, "kein ganzes PDF"),
    ):
        answer = charlie.post(refer, given | more)
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said
    with asking(story.world.charlie):
        assert not Referral.objects.exists(), "nothing is sent without the document"
    assert (
        charlie.post(refer, given | {"title": TITLE, "file": chosen(documents.PDF)}).status_code
        == 303
    )
    text = charlie.get(page).content.decode()
    assert TITLE in text
    assert "6 Monate nach dem Ende" in text
    assert ".exe" not in text
    with asking(story.world.charlie):
        one = Attachment.objects.get()
        assert documents.PDF not in bytes(one.content)
        assert one.content_type == "application/pdf"

    agency = as_(story.world.agency)
    incoming = reverse("cases:incoming", args=[one.referral_id])
    assert TITLE in agency.get(incoming).content.decode()
    url = reverse("cases:attachment", args=[one.pk])
    file = agency.get(url)
    assert file.content == documents.PDF
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'attachment; filename="anhang-{one.pk}.pdf"'
    assert charlie.get(url).content == documents.PDF
    with asking(story.world.charlie):
        logged = AccessEntry.objects.filter(purpose="Anhang einer Vermittlung geöffnet")
        assert logged.count() == 1, "one's own look; the other office's is not one's own"
    for who in ("counsellor", "school_head", "centre_head", "administrator", "welfare_manager"):
        assert as_(getattr(story.world, who)).get(url).status_code == 404, who
        with asking(getattr(story.world, who)):
            assert not Attachment.objects.exists(), who
    assert Browser().get(url).status_code in {302, 303}


def test_by_link_a_document_is_fetched_with_a_button_and_only_from_its_own_referral(
    story: Story,
) -> None:
    referral = sent(story)
    one = attached(story, referral)
    token = secret(story, referral)
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    assert TITLE in browser.get(reverse("referral:received", args=[token])).content.decode()
    url = reverse("referral:attachment", args=[token, one.pk])
    assert browser.get(url).status_code == 405, "whatever follows links in mails fetches nothing"
    assert browser.post(url).content == documents.PDF
    assert browser.cookies == {}
    missing = reverse("referral:attachment", args=[token, one.pk + 1])
    assert browser.post(missing).status_code == 404
    with scope.asking_link(token):
        assert Attachment.objects.count() == 1
    refuse = reverse("referral:answer", args=[token, "ablehnen"])
    assert browser.post(refuse, {"reason": RefusalReason.NO_CAPACITY}).status_code == 303
    assert browser.post(url).status_code == 404, "the referral has ended"


def test_a_withdrawal_shuts_the_document_at_once(story: Story) -> None:
    referral = sent(story)
    one = attached(story, referral)
    token = secret(story, referral)
    privacy.withdraw_consent(consent=story.consent, by=story.by)
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    assert browser.post(reverse("referral:attachment", args=[token, one.pk])).status_code == 410
    url = reverse("cases:attachment", args=[one.pk])
    assert as_(story.world.agency).get(url).status_code == 404
    with asking(story.world.agency):
        assert not Attachment.objects.exists()
    assert as_(story.world.charlie).get(url).status_code == 200


def test_withdrawing_documents_alone_leaves_the_referral_and_shuts_them(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    to = Partner.objects.get(kind="WELFARE")
    only = consented(world, charlie, client, to, (DataClass.DOCUMENT,))
    basic = consented(world, charlie, client, to)
    story = Story(world, charlie, client, with_need(world, client, charlie), to, basic)
    referral = sent(story)
    one = attached(story, referral)
    privacy.withdraw_consent(consent=only, by=charlie)
    token = secret(story, referral)  # a withdrawal closes every link to that office
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    page = browser.get(reverse("referral:received", args=[token]))
    assert (page.status_code, TITLE in page.content.decode()) == (200, False)
    assert browser.post(reverse("referral:attachment", args=[token, one.pk])).status_code == 404
    with asking(world.agency):
        assert Referral.objects.exists()
        assert not Attachment.objects.exists()


def test_what_cannot_be_attached_is_refused_with_what_to_do(story: Story) -> None:
    referral = sent(story)
    big = documents.PDF[:9] + b" " * 5_000_000 + documents.PDF[9:]
    for content, said in (
        (big, "mehr als 5 MB"),
        (b"<html>", "kein ganzes PDF"),
        (documents.PDF[:40], "kein ganzes PDF"),
        (documents.LOCKED_PDF, "Passwort"),
        (documents.ACTING_PDF, "ein Programm"),
        (b"\xff\xd8\xff\xe0\xff\xff\xff\xd9", "kein ganzes PDF"),
    ):
        with pytest.raises(Refusal, match=said):
            attached(story, referral, content)
    for content in (documents.PNG, documents.JPEG, *[documents.PDF] * 3):
        attached(story, referral, content)
    charlie = as_(story.world.charlie)
    url = reverse("cases:attach", args=[story.client.pk, referral.pk])
    sending = {f"{referral.pk}-title": TITLE, f"{referral.pk}-file": chosen(documents.PDF)}
    answer = charlie.post(url, sending)
    assert (answer.status_code, "Mehr als 5" in answer.content.decode()) == (422, True)
    with asking(story.world.charlie):
        one = Attachment.objects.first()
    assert one is not None
    away = reverse("cases:remove_attachment", args=[story.client.pk, referral.pk, one.pk])
    for _ in range(2):
        assert charlie.post(away).status_code == 303
    sending[f"{referral.pk}-file"] = chosen(documents.PDF)
    assert charlie.post(url, sending).status_code == 303
    with asking(story.world.agency):
        alma = Seat.objects.get(pk=story.world.agency.seat_id)
        with pytest.raises(Refusal, match="nur das Case Management"):
            actions.attach(
                referral=referral,
                paper=actions.Paper(TITLE, documents.PDF),
                on=story.world.on,
                by=alma,
            )
    with asking(story.world.charlie):
        actions.take_back_referral(referral=referral, by=story.by)
        with pytest.raises(Refusal, match="beendet"):
            attached(story, Referral.objects.get(pk=referral.pk))


def test_without_consent_to_documents_none_goes_along_not_even_by_sql(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    to = Partner.objects.get(kind="WELFARE")
    basic = consented(world, charlie, client, to)
    story = Story(world, charlie, client, with_need(world, client, charlie), to, basic)
    referral = sent(story)
    with pytest.raises(Refusal, match="„Dokument“"):
        attached(story, referral)
    page = as_(world.charlie).get(reverse("cases:need", args=[client.pk, story.need.pk]))
    assert "nennt „Dokument“ nicht" in page.content.decode()
    other = opened(world, charlie, name="Berit Sandmann")
    for subject, match in ((client.subject_id, "consent to documents"), (other.subject_id, "whom")):
        with (
            pytest.raises(DatabaseError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(INSERT, [subject, charlie.partner_id, referral.pk, charlie.pk])
    consented(world, charlie, client, to, (DataClass.DOCUMENT,))
    one = attached(story, referral)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Attachment.objects.filter(pk=one.pk).update(title="anders")


def test_the_person_reads_which_documents_went_where_and_gets_a_copy(story: Story) -> None:
    referral = sent(story)
    attached(story, referral)
    token = privacy.open_own_view(
        subject_id=story.client.subject_id,
        at=timezone.now(),  # noqa: TID251 - the test reads the clock
        days=9,
        by=story.by,
    )
    browser = Browser()
    page = browser.get(reverse("own:own_view", kwargs={"language": "de", "token": token}))
    assert TITLE in page.content.decode()
    url = reverse("own:take_along", kwargs={"language": "de", "token": token, "form": "json"})
    records = json.loads(browser.get(url).content)["Datensätze"]
    (one,) = [record for record in records if record["Art"] == "Anhang"]
    assert base64.b64decode(one["Dateien (Base64)"]["content"]) == documents.PDF
    assert "Bytes" in one["Angaben"]["content"]


def ended(story: Story, name: str) -> tuple[Client, Attachment]:
    """Refer somebody with a document and take it back at once."""
    client = opened(story.world, story.by, name=name)
    consented(story.world, story.by, client, story.to, (*ALL, DataClass.DOCUMENT))
    need = with_need(story.world, client, story.by)
    referral = sent(Story(story.world, story.by, client, need, story.to, story.consent))
    one = attached(story, referral, documents.PNG)
    actions.take_back_referral(referral=referral, by=story.by)
    return client, one


def by_night(own_database: OwnDatabase) -> None:
    """Let the nightly job of the house run, with the rights of the worker."""
    with operations_receipts.as_owner(owner_url=str(own_database.urls.worker)):
        retention.run()


def test_six_months_after_the_end_a_document_is_deleted_unless_a_hold_keeps_it(
    own_database: OwnDatabase,
) -> None:
    world = build()
    with asking(world.charlie):
        by = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        story = told(world, by)
        running = attached(story, sent(story))
        (_, old), (_, young), (held, kept) = (
            ended(story, name) for name in ("Berit Sandmann", "Cem Ufer", "Dana Wiese")
        )
        hold = privacy.set_hold(
            about=Ref("client", str(held.pk)), why="Verfahren", on=world.on, by=by
        )
    six_months = queries.after(day=world.on, amount=6, unit="MONTH") - world.on
    for one, ago in ((old, 184), (young, 150), (kept, 184)):
        own_database.owner_sql(
            "update cases_referral set ended_on = ended_on - %s where id = %s",
            max(ago, six_months.days) if ago > 180 else ago,
            one.referral_id,
        )
    page = reverse("cases:need", args=[held.pk, kept.referral.need_id])
    assert re.search(r"wird am \d\d\.\d\d\.\d{4} gelöscht", text_of(as_(world.charlie).get(page)))
    by_night(own_database)
    with asking(world.charlie):
        assert set(Attachment.objects.values_list("pk", flat=True)) == {
            running.pk,
            young.pk,
            kept.pk,
        }
        privacy.lift_hold(hold=hold, why="Verfahren beendet", on=world.on, by=by)
    deleted = own_database.owner_sql(
        "select e.job from kernel_auditentry e join kernel_personreference r"
        " on r.reference::text = e.about_id where e.action = 'privacy.delete_ended'"
        " and r.kind = 'attachment' and r.record_id = %s",
        str(old.pk),
    )
    assert deleted == [("retention",)], "its entry says which and by what job"
    by_night(own_database)
    with asking(world.charlie):
        assert not Attachment.objects.filter(pk=kept.pk).exists(), "the hold was lifted"

    own_database.owner_sql("update cases_attachment set content = 'x' where id = %s", running.pk)
    answer = as_(world.agency).get(reverse("cases:attachment", args=[running.pk]))
    assert (answer.status_code, "lässt sich nicht öffnen" in text_of(answer)) == (409, True)
