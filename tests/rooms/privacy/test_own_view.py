# SPDX-License-Identifier: EUPL-1.2
"""The family of a child reads its own view by a link, asks, and is answered; nobody else sees it.

Renate counsels. Mira and Nela are invented children; Charlie, an administrator and the holder of
another child's link see nothing.
"""

import datetime as dt
import io
import re
import uuid

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from rundertisch.privacy import actions, queries
from rundertisch.privacy.models import RequestKind, RequestOutcome, SubjectRequest
from rundertisch.schooling.models import Child
from tests import world as worlds
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
OURS = {"Sec-Fetch-Site": "same-origin"}
NOW = dt.datetime(9998, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district."""
    return worlds.build()


@pytest.fixture
def renate(world: DemoWorld) -> Seat:
    """The counsellor's seat."""
    with asking(world.counsellor):
        return Seat.objects.select_related("user", "partner").get(pk=world.counsellor.seat_id)


@pytest.fixture
def children(world: DemoWorld) -> tuple[Child, Child]:
    """Two children of different families, the first with wishes or at least a proposal."""
    with asking(world.counsellor):
        found = Child.objects.filter(proposed_seats__isnull=False).order_by("-wishes", "pk")
        mira = found[0]
        nela = found.exclude(family=mira.family_id).exclude(pk=mira.pk).exclude(family=None)[0]
    return mira, nela


@pytest.fixture
def token(world: DemoWorld, renate: Seat, children: tuple[Child, Child]) -> str:
    """The secret of Mira's family."""
    return opened(world, children[0], by=renate)


def opened(world: DemoWorld, child: Child, *, by: Seat) -> str:
    """Let Renate make a link for a family."""
    with asking(world.counsellor):
        return actions.open_own_view(subject_id=child.subject_id, at=NOW, days=30, by=by)


def page(token: str, *, language: str = "ro", client: Client | None = None) -> HttpResponse:
    """Open the own view."""
    where = reverse("own:own_view", kwargs={"language": language, "token": token})
    return (client or Client()).get(where)


def test_the_family_reads_everything_in_its_language(
    token: str, children: tuple[Child, Child]
) -> None:
    mira, nela = children
    answer = page(token)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert mira.first_name in text
    assert f"{mira.born_on:%d.%m.%Y}" in text
    assert "Cine vede datele" in text
    assert "noindex" in text
    assert nela.first_name not in text
    arabic = page(token, language="ar").content.decode()
    assert 'dir="rtl"' in arabic
    assert mira.family_name in arabic


def test_law_offers_no_withdrawal_but_correction_restriction_and_objection(token: str) -> None:
    text = page(token, language="de").content.decode()
    assert "Das beruht auf einem Gesetz." in text
    for kind in ("correction", "restriction", "objection", "deletion"):
        assert f"/antrag/{kind}/" in text
    assert "Einwilligung widerrufen" not in text


def test_a_wrong_a_closed_and_an_old_link_show_a_kind_page_and_no_name(
    world: DemoWorld, renate: Seat, token: str, children: tuple[Child, Child]
) -> None:
    mira, _nela = children
    with asking(world.counsellor):
        link = queries.links_of(subject_id=mira.subject_id)[0]
        actions.close_own_view(link=link.pk, subject_id=mira.subject_id, by=renate)
        past = NOW.replace(year=2020)
        old = actions.open_own_view(subject_id=mira.subject_id, at=past, days=30, by=renate)
    for secret in (token, old, "falsch", str(mira.subject_id)):
        answer = page(secret, language="de")
        assert answer.status_code == 410, secret
        assert "Dieser Link gilt nicht mehr" in answer.content.decode()
        assert mira.family_name not in answer.content.decode()
        for name in ("pdf", "json"):
            where = {"language": "de", "token": secret, "form": name}
            assert Client().get(reverse("own:take_along", kwargs=where)).status_code == 410


def test_the_family_says_what_is_wrong_and_reads_the_answer(
    world: DemoWorld, renate: Seat, token: str, children: tuple[Child, Child]
) -> None:
    where = {"language": "ro", "token": token, "kind": "correction"}
    send = reverse("own:ask", kwargs=where)
    assert Client().post(send, {"words": "x"}).status_code == 403
    empty = Client().post(send, {"words": " "}, headers=OURS)
    assert (empty.status_code, SubjectRequest.objects.count()) == (422, 0)
    done = Client().post(send, {"words": "Numele este scris greșit."}, headers=OURS)
    assert "Mesajul dumneavoastră a sosit" in done.content.decode()
    with asking(world.counsellor):
        asked = SubjectRequest.objects.get()
        assert asked.due_on == queries.one_month_after(asked.received_on)
        waiting = queries.open_requests(on=asked.due_on + dt.timedelta(days=1))
        assert [(one.request, one.late) for one in waiting] == [(asked, True)]
        assert waiting[0].record is not None
        assert children[0].family_name in waiting[0].record.name
    counsellor = worlds.as_(world.counsellor)
    assert "Ein Antrag zu Daten" in counsellor.get("/").content.decode()
    assert (
        "scris greșit"
        in counsellor.get(reverse("privacy:request", args=[asked.pk])).content.decode()
    )
    sent = {"outcome": "GRANTED", "answer": "Der Name ist jetzt richtig geschrieben."}
    answered = counsellor.post(reverse("privacy:answer_request", args=[asked.pk]), sent)
    assert answered.status_code == 303
    assert "Der Name ist jetzt richtig" in page(token).content.decode()
    with asking(world.counsellor):
        again = SubjectRequest.objects.get(pk=asked.pk)
        with pytest.raises(Refusal, match="schon am"):
            actions.answer_request(
                request=again,
                outcome=RequestOutcome.REFUSED,
                answer="Doch nicht, aus Gründen.",
                on=world.on,
                by=renate,
            )


def test_others_see_no_request_and_no_page_of_a_person(
    world: DemoWorld, renate: Seat, token: str, children: tuple[Child, Child]
) -> None:
    mira, nela = children
    with scope.asking_subject(token):
        asked = actions.ask(
            subject_id=mira.subject_id,
            kind=RequestKind.OBJECTION,
            words="Nein",
            language="de",
            on=world.on,
        )
        mine = SubjectRequest.objects.filter(pk=asked.pk)
        answered = {"outcome": "GRANTED", "answer": "selbst", "answered_on": world.on}
        assert mine.update(**answered, answered_by=renate.pk) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            actions.ask(
                subject_id=nela.subject_id,
                kind=RequestKind.OBJECTION,
                words="fremd",
                language="de",
                on=world.on,
            )
    with scope.asking_subject(opened(world, nela, by=renate)):
        assert not SubjectRequest.objects.exists()
    for name in ("charlie", "administrator", "auditor", "centre_head", "school_head", "schulamt"):
        person = getattr(world, name)
        with asking(person):
            assert not SubjectRequest.objects.exists(), name
        client = worlds.as_(person)
        for where in ("person", "hand_out"):
            args = [mira.subject_id, *(["json"] if where == "hand_out" else [])]
            assert client.get(reverse(f"privacy:{where}", args=args)).status_code == 404, name
    assert (
        worlds.as_(world.counsellor).get(reverse("privacy:person", args=[uuid.uuid4()])).status_code
        == 404
    )


def test_a_month_ends_on_the_same_day_or_on_the_latest_there_is() -> None:
    after = queries.one_month_after
    assert after(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert after(dt.date(2026, 12, 15)) == dt.date(2027, 1, 15)
    assert after(dt.date(2026, 11, 30)) == dt.date(2026, 12, 30)


def test_renate_hands_out_a_link_once_on_the_page_and_on_paper(
    world: DemoWorld, children: tuple[Child, Child]
) -> None:
    mira, _nela = children
    renate = worlds.as_(world.counsellor)
    where = reverse("privacy:open_own_view", args=[mira.subject_id])
    shown = renate.post(where, {"language": "ar", "days": "14"}).content.decode()
    address = re.search(r"http://testserver(/ar/meine-daten/[\w-]+/)", shown)
    assert address is not None
    assert 'src="data:image/svg' in shown
    assert Client().get(address[1]).status_code == 200
    assert (
        address[1]
        not in renate.get(reverse("privacy:person", args=[mira.subject_id])).content.decode()
    )
    paper = renate.post(where, {"language": "ar", "days": "14", "print": "1"})
    pdf = pikepdf.open(io.BytesIO(paper.content))
    assert str(pdf.Root.Lang) == "ar"
    long = renate.post(where, {"language": "ar", "days": "900"})
    assert (long.status_code, "höchstens 90 Tage" in long.content.decode()) == (422, True)
