# SPDX-License-Identifier: EUPL-1.2
"""A family reads its status page by the code on its sheet, and asks; counselling answers.

Renate counsels. Mira's family has a sheet; Nela's family has one of its own. Charlie, the school
office and whoever finds the sheet see nothing they should not.
"""

import datetime as dt
import io

import pikepdf
import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import PersonRecord, SecureLink
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import (
    Appointment,
    AskedWish,
    Child,
    FamilyPhone,
    FamilyRequest,
    FamilyRequestKind,
    FamilyRequestOutcome,
    Wish,
)
from rundertisch.schooling.models.appointments import local
from tests import world as worlds
from tests.rooms.schooling import rounding
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
def mira(world: DemoWorld) -> Child:
    """A child that waits for counselling and wishes nothing yet."""
    with asking(world.counsellor):
        waiting = Child.objects.uncounselled(on=world.on).filter(
            wishes=None, placements=None, appointments=None
        )
        return waiting.filter(address_protected=False).exclude(first_name="").order_by("pk")[0]


@pytest.fixture
def token(world: DemoWorld, renate: Seat, mira: Child) -> str:
    """The secret on the sheet of Mira's family."""
    return opened(world, mira, by=renate)


def opened(world: DemoWorld, child: Child, *, by: Seat) -> str:
    """Let Renate make a sheet for a family."""
    with asking(world.counsellor):
        return actions.open_status_link(child=child, at=NOW, days=90, by=by)


def page(token: str, *, language: str = "ar") -> HttpResponse:
    """Open the status page."""
    return Client().get(reverse("status:status", args=[language, token]))


def send(token: str, way: str, step: str, **data: object) -> HttpResponse:
    """Send one step of a request, as a form of our own page does."""
    where = reverse(f"status:{step}", args=["ar", token, way])
    return Client().post(where, data, headers=OURS)


def asked(token: str, asked: actions.Asked) -> int:
    """Ask as whoever holds the sheet."""
    with scope.asking_link(token):
        return actions.ask_by_link(asked=asked, language="ar")


def test_the_page_says_first_who_writes_and_names_nobody(token: str, mira: Child) -> None:
    text = page(token, language="de").content.decode()
    first = text.index("Das ist nicht die Ausländerbehörde.")
    assert text.index('<main id="inhalt"') < first < text.index("<h1>")
    assert f"{mira.waiting_since:%d.%m.%Y}" in text
    assert "Sie bekommen einen Termin von uns" in text
    assert mira.reference in text
    for secret in (mira.first_name, mira.family_name, mira.street, mira.home_town.name):
        assert not secret or secret not in text
    arabic = page(token)
    assert 'dir="rtl"' in arabic.content.decode()
    assert not arabic.cookies
    assert len(arabic.content) < 20_000


def test_whoever_holds_the_sheet_reads_no_row_about_anybody(token: str) -> None:
    tables = [
        model._meta.db_table  # noqa: SLF001 - Django's API for models
        for model in apps.get_models()
        if issubclass(model, PersonRecord) and model is not SecureLink
    ]
    read = 0
    with scope.asking_link(token), connection.cursor() as cursor:
        for table in tables:
            if table == "accounts_user":  # read before anybody is asking (test_house_rows)
                continue
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608 - names of our tables
            assert cursor.fetchone() == (0,), table
            read += 1
    assert read > 20


def test_a_guess_a_closed_and_another_familys_sheet_open_nothing(
    world: DemoWorld, renate: Seat, mira: Child, token: str
) -> None:
    assert page("geraten").status_code == 410
    with asking(world.counsellor):
        nela = Child.objects.exclude(family=mira.family_id).exclude(pk=mira.pk).order_by("-pk")[0]
    other = opened(world, nela, by=renate)
    asked(token, actions.Asked(kind=FamilyRequestKind.WISH))
    with scope.asking_link(other):
        assert queries.asked_by_link() == []
    with asking(world.counsellor):
        assert actions.close_status_links(child=mira, by=renate) == 1
        assert actions.close_status_links(child=mira, by=renate) == 0
    closed = page(token)
    assert closed.status_code == 410
    assert mira.reference not in closed.content.decode()
    assert page(other).status_code == 200
    with pytest.raises(Exception, match="no valid link"):
        asked(token, actions.Asked(kind=FamilyRequestKind.WISH))


def test_a_new_sheet_can_end_the_ones_before(world: DemoWorld, renate: Seat, mira: Child) -> None:
    lost = opened(world, mira, by=renate)
    with asking(world.counsellor):
        found = actions.open_status_link(child=mira, at=NOW, days=1, renew=True, by=renate)
        with pytest.raises(Refusal, match="höchstens 365 Tage"):
            actions.open_status_link(child=mira, at=NOW, days=366, by=renate)
    assert page(lost).status_code == 410
    assert page(found).status_code == 200


def test_the_sheet_is_a_tagged_pdf_that_names_nobody(world: DemoWorld, mira: Child) -> None:
    renates = worlds.as_(world.counsellor)
    where = reverse("schooling:open_status_link", args=[mira.pk])
    paper = renates.post(where, {"language": "ar", "days": "30", "print": "1"})
    assert paper["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "ar"
        assert mira.family_name not in str(pdf.docinfo)
    shown = renates.post(where, {"language": "ar", "days": "30"})
    assert "/ar/stand/" in shown.content.decode()


def test_another_appointment_is_asked_for_in_two_steps_and_answered(
    world: DemoWorld, token: str, mira: Child
) -> None:
    wanted = {"days": ["MO", "DO"], "time_of_day": "MORNING"}
    empty = send(token, "termin", "check")
    assert empty.status_code == 422
    check = send(token, "termin", "check", **wanted)
    assert "الاثنين, الخميس" in check.content.decode()
    with asking(world.counsellor):
        assert not FamilyRequest.objects.exists()
    sent = send(token, "termin", "send", **wanted)
    assert sent.status_code == 303
    assert Client().get(sent["Location"]).status_code == 200

    renates = worlds.as_(world.counsellor)
    start = renates.get("/").content.decode()
    assert "Ein Anliegen einer Familie" in start
    listed = renates.get(reverse("schooling:family_requests")).content.decode()
    assert "Montag, Donnerstag; vormittags" in listed
    with asking(world.counsellor):
        one = FamilyRequest.objects.get()
        assert (one.child_id, one.language) == (mira.pk, "ar")
    where = reverse("schooling:answer_family_request", args=[one.pk])
    answer = "Neuer Termin am Montag um 9 Uhr."
    done = renates.post(where, {"outcome": "DONE", "answer": answer})
    assert done.status_code == 303
    again = renates.post(where, {"outcome": "DONE", "answer": answer})
    assert again.status_code == 422
    assert answer in page(token).content.decode()
    assert "Ein Anliegen" not in renates.get("/").content.decode()


def test_a_new_number_counts_only_once_a_person_took_it_over(
    world: DemoWorld, renate: Seat, token: str, mira: Child
) -> None:
    nonsense = send(token, "nummer", "check", phone="zuhause")
    assert nonsense.status_code == 422
    assert "0151 23456789" in nonsense.content.decode()
    send(token, "nummer", "send", phone="0151 / 23 45-67 89")
    with asking(world.counsellor):
        assert not FamilyPhone.objects.exists()
        one = FamilyRequest.objects.get(phone="+4915123456789")
        actions.answer_family_request(
            request=one, outcome=FamilyRequestOutcome.DONE, answer="", on=world.on, by=renate
        )
        phone = FamilyPhone.objects.get(child=mira)
    assert (phone.number, phone.language) == ("+4915123456789", "ar")
    assert "+4915123456789" not in page(token).content.decode()


def test_a_wish_becomes_one_only_if_it_fits(
    world: DemoWorld, renate: Seat, token: str, mira: Child
) -> None:
    with asking(world.counsellor):
        schools = list(queries.wishable_schools()[:4])
    special = send(token, "wunsch", "send", school="999999")
    assert special.status_code == 422
    for number, school in enumerate(schools):
        asked(token, actions.Asked(kind=FamilyRequestKind.WISH, school=school.pk))
        with asking(world.counsellor):
            one = FamilyRequest.objects.get(outcome="")
            answer = {"outcome": FamilyRequestOutcome.DONE, "answer": ""}
            if number < 3:
                actions.answer_family_request(request=one, on=world.on, by=renate, **answer)
            else:
                with pytest.raises(Refusal, match="schon drei Wünsche"):
                    actions.answer_family_request(request=one, on=world.on, by=renate, **answer)
    with asking(world.counsellor):
        wished = Wish.objects.filter(child=mira).order_by("rank")
        assert [wish.school_id for wish in wished] == [school.pk for school in schools[:3]]
        assert AskedWish.objects.get(child=mira, whom="PARENTS").school_id == schools[0].pk


def test_no_wish_is_an_answer_as_well(
    world: DemoWorld, renate: Seat, token: str, mira: Child
) -> None:
    send(token, "wunsch", "send", school="-")
    with asking(world.counsellor):
        one = FamilyRequest.objects.get(outcome="")
        done = FamilyRequestOutcome.DONE
        actions.answer_family_request(request=one, outcome=done, answer="", on=world.on, by=renate)
        assert AskedWish.objects.get(child=mira, whom="PARENTS").none


def test_a_newer_request_replaces_the_open_one_and_six_a_day_are_enough(
    world: DemoWorld, token: str
) -> None:
    for _ in range(actions.MOST_A_DAY):
        asked(token, actions.Asked(kind=FamilyRequestKind.WISH))
    with pytest.raises(Refusal):
        asked(token, actions.Asked(kind=FamilyRequestKind.WISH))
    assert send(token, "nummer", "send", phone="015123456789").status_code == 422
    with asking(world.counsellor):
        assert FamilyRequest.objects.filter(outcome="").count() == 1
        assert len(queries.open_family_requests(on=world.on)) == 1


def test_school_and_first_day_stand_there_once_announced_but_not_of_a_protected_home(
    world: DemoWorld, renate: Seat
) -> None:
    shown, proposal = rounding.opened(world)
    line = rounding.lines(world.schulamt, proposal)[0]
    rounding.read(world.schulamt, line)
    place = rounding.sign(world, world.schulamt, line)
    school, starts_on = line.group.school, f"{place.starts_on:%d.%m.%Y}"
    token = opened(world, line.child, by=renate)
    assert school.name not in page(token, language="de").content.decode()
    rounding.announce(world, shown)
    text = page(token, language="de").content.decode()
    assert school.name in text
    assert starts_on in text
    with asking(world.counsellor):
        child = Child.objects.select_related("home_town").get(pk=line.child_id)
        home = actions.Home(town=child.home_town, protected=True)
        actions.move_child(child=child, home=home, on=world.on, by=renate)
    hidden = page(token, language="de").content.decode()
    assert "Wir sagen sie Ihnen persönlich" in hidden
    assert school.name not in hidden
    assert starts_on not in hidden


def test_the_page_says_when_and_where_the_family_is_expected_until_it_is_cancelled(
    world: DemoWorld, renate: Seat
) -> None:
    with asking(world.counsellor):
        planned = Appointment.objects.filter(state="PLANNED", ends_at__gt=worlds.moment())
        found = planned.select_related("room", "child")[0]
    token = opened(world, found.child, by=renate)
    begins = f"{local(found.starts_at):%H:%M}"
    text = page(token, language="de").content.decode()
    assert "Sie haben einen Termin bei uns" in text
    assert all(told in text for told in (found.room.address, f"{found.day:%d.%m.%Y}", begins))
    with asking(world.counsellor):
        actions.cancel_appointment(appointment=found, by=renate)
    cancelled = page(token, language="de").content.decode()
    assert "Ihr Termin in der Schulberatung fällt aus" in cancelled
    assert begins not in cancelled


def test_the_sheet_of_a_child_reported_twice_leads_to_the_record_that_stays(
    world: DemoWorld, renate: Seat, mira: Child, token: str
) -> None:
    with asking(world.counsellor):
        twins = Child.objects.filter(grade=mira.grade, placements=None).exclude(pk=mira.pk)
        nela = twins.order_by("-pk")[0]
        actions.merge_children(stays=nela, closes=mira, on=world.on, by=renate)
    text = page(token).content.decode()
    assert nela.reference in text
    assert mira.reference not in text


def test_only_counselling_makes_sheets_and_reads_requests(
    world: DemoWorld, token: str, mira: Child
) -> None:
    asked(token, actions.Asked(kind=FamilyRequestKind.WISH))
    with asking(world.counsellor):
        one = FamilyRequest.objects.get()
    pages = (
        reverse("schooling:family", args=[mira.pk]),
        reverse("schooling:family_requests"),
        reverse("schooling:family_request", args=[one.pk]),
        reverse("schooling:help_desk"),
    )
    for person in (world.charlie, world.town_office, world.administrator, world.school_head):
        client = worlds.as_(person)
        assert [client.get(where).status_code for where in pages] == [404] * len(pages)
        with asking(person):
            assert not FamilyRequest.objects.exists()
            assert not SecureLink.objects.exists()
    assert [worlds.as_(world.counsellor).get(where).status_code for where in pages] == [200] * 4


def test_a_request_from_another_site_is_not_taken(world: DemoWorld, token: str) -> None:
    where = reverse("status:send", args=["ar", token, "wunsch"])
    forged = Client().post(where, {"school": "-"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    with asking(world.counsellor):
        assert not FamilyRequest.objects.exists()


def test_the_desk_that_families_call_stands_on_the_page(world: DemoWorld, token: str) -> None:
    renates = worlds.as_(world.counsellor)
    where = reverse("schooling:keep_help_desk")
    renates.post(where, {"name": "Schulberatung", "phone": "02336 93-0", "hours": "", "place": ""})
    assert 'href="tel:02336 93-0"'.replace(" ", "") in page(token).content.decode().replace(" ", "")
