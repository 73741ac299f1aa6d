# SPDX-License-Identifier: EUPL-1.2
"""What may be done about a child and a school, and what is refused with which sentence."""

import datetime as dt
from typing import Any

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import AllowedForm, Assignable, Child, School
from tests.support.cluster import Sql
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


def report(world: DemoWorld, by: Seat | None, **changes: object) -> Child:
    """Report Nela, who lives in the Musterweg, with whatever a test changes."""
    given: dict[str, Any] = {
        "first_name": "Nela",
        "family_name": "Probst",
        "home": actions.found_home(
            town=places.town(key="05954008"),
            street="Musterweg",
            house_number="3",
            postcode="",
            protected=False,
        ),
        "need": actions.Need(grade=3),
        "days": actions.Days(reported_on=world.on),
        "on": world.on,
        "by": by,
    }
    return actions.report_child(**{**given, **changes})


def test_a_reported_child_waits_for_counselling_and_then_for_a_place(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    assert nela in queries.waiting_children(on=world.on, queue="beratung")
    actions.counsel_child(child=nela, counselled_on=world.on, on=world.on, by=counsellor)
    assert nela in queries.waiting_children(on=world.on, queue="platz")
    assert nela not in queries.waiting_children(on=world.on, queue="beratung")
    actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor)
    assert nela not in queries.waiting_children(on=world.on)


def test_the_address_is_found_however_the_street_is_spelled(
    world: DemoWorld, counsellor: Seat
) -> None:
    home = actions.found_home(
        town=places.town(key="05954008"),
        street="MUSTERWEG",
        house_number="3",
        postcode="",
        protected=False,
    )
    nela = report(world, counsellor, home=home)
    assert (nela.lat, nela.postcode) == (pytest.approx(51.31086, abs=0.001), "58256")


def test_a_protected_address_is_not_stored_anywhere(
    world: DemoWorld, counsellor: Seat, owner_sql: Sql
) -> None:
    home = actions.found_home(
        town=places.town(key="05954008"),
        street="Musterweg",
        house_number="3",
        postcode="58256",
        protected=True,
    )
    nela = report(world, counsellor, home=home)
    nela.refresh_from_db()
    assert nela.address_protected
    assert (nela.street, nela.house_number, nela.postcode) == ("", "", "")
    assert (nela.lat, nela.lon) == (None, None)


@pytest.mark.parametrize("who", ["schulamt", "town_office", "administrator", "charlie"])
def test_only_counselling_reports_a_child(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    with asking(person):
        seat = Seat.objects.get(pk=person.seat_id)
        with pytest.raises(Refusal, match="nur die Seiteneinsteigerberatung"):
            report(world, seat)
    with pytest.raises(Refusal, match="nur die Seiteneinsteigerberatung"):
        report(world, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"need": actions.Need(grade=14)}, "zwischen 1 und 13"),
        ({"need": actions.Need(grade=5, grade_to=4)}, "höher sein"),
        ({"need": actions.Need(grade=3, forms=("Förderschule Lernen",))}, "Förderschule"),
        ({"reference": "D-001"}, "schon vergeben"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    world: DemoWorld, counsellor: Seat, changes: dict[str, object], sentence: str
) -> None:
    before = Child.objects.count()
    with pytest.raises(Refusal, match=sentence):
        report(world, counsellor, **changes)
    assert Child.objects.count() == before


def test_no_day_of_a_report_lies_in_the_future(world: DemoWorld, counsellor: Seat) -> None:
    tomorrow = world.on + dt.timedelta(days=1)
    for days in (
        actions.Days(reported_on=tomorrow),
        actions.Days(reported_on=world.on, registered_on=tomorrow),
        actions.Days(reported_on=world.on, latest_school_day_on=tomorrow),
    ):
        with pytest.raises(Refusal, match=r"heute|Zukunft"):
            report(world, counsellor, days=days)


def test_moving_inside_the_district_never_resets_the_wait(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(
        world, counsellor, days=actions.Days(reported_on=world.on - dt.timedelta(days=50))
    )
    moved = actions.change_child(
        child=nela,
        home=actions.Home(town=places.town(key="05954036")),
        need=actions.Need(grade=3, forms=("Grundschule",)),
        days=actions.Days(reported_on=world.on - dt.timedelta(days=50), registered_on=world.on),
        on=world.on,
        by=counsellor,
        first_name="Nela",
        family_name="Probst",
        born_on=None,
        family_reference="",
    )
    assert moved.waiting_days(on=world.on) == 50
    assert moved.home_town.name == "Witten"
    assert [allowed.form for allowed in AllowedForm.objects.filter(child=moved)] == ["Grundschule"]


def test_counselling_is_neither_before_the_wait_nor_in_the_future(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    for days in (-1, 1):
        with pytest.raises(Refusal, match="Beratung kann nicht"):
            actions.counsel_child(
                child=nela,
                counselled_on=world.on + dt.timedelta(days=days),
                on=world.on,
                by=counsellor,
            )


def test_a_family_cannot_wish_a_special_school(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    clinic = School.objects.get(name="Klinikschule an der Ennepe")
    assert clinic.form == "Freie Waldorfschule"
    with pytest.raises(Refusal, match="kann hier nicht gewünscht werden"):
        actions.wish_school(child=nela, school=clinic, rank=1, on=world.on, by=counsellor)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Förderschule Grund-/Hauptschule", "Eichenschule"),
        ("Freie Waldorfschule", "Schule für Kranke am Park"),
        ("Grundschule", "Birkenschule, FSP Sprache"),
    ],
)
def test_no_list_makes_a_special_school_assignable(world: DemoWorld, form: str, name: str) -> None:
    with pytest.raises(Refusal, match="kein Ziel eines Vorschlags"):
        actions.keep_school(
            number="999001",
            name=name,
            form=form,
            town=places.town(key="05954008"),
            assignable=Assignable.YES,
            assignable_reason="",
            by=None,
        )
    assert not School.objects.filter(number="999001").exists()


def test_a_school_once_closed_for_plans_stays_closed_when_the_list_comes_again(
    world: DemoWorld,
) -> None:
    for assignable in (Assignable.NO, Assignable.YES):
        school = actions.keep_school(
            number="999002",
            name="Grundschule am Anger",
            form="Grundschule",
            town=places.town(key="05954008"),
            assignable=assignable,
            assignable_reason="Umbau" if assignable == Assignable.NO else "",
            by=None,
        )
    school.refresh_from_db()
    assert (school.assignable, school.assignable_reason) == (Assignable.NO, "Umbau")


def test_a_cap_needs_the_decision_behind_it(world: DemoWorld) -> None:
    school = School.objects.get(name="Grundschule Talblick")
    with pytest.raises(Refusal, match="Beschluss"):
        actions.set_cap(school=school, newcomer_cap=3, cap_ref=" ", by=None)
    kept = actions.set_cap(school=school, newcomer_cap=3, cap_ref="Rat 7/2026", by=None)
    assert kept.newcomer_cap == 3


def test_every_verb_leaves_an_entry_with_ids_and_no_contents(
    world: DemoWorld, counsellor: Seat
) -> None:
    from django.db import connection  # noqa: PLC0415 - only here the log itself is read

    nela = report(world, counsellor)
    with asking(world.counsellor), connection.cursor() as cursor:
        cursor.execute(
            "select action, purpose, fields, about_id = %s from kernel_auditentry"
            " where about_kind = 'child' order by id desc limit 1",
            [str(nela.pk)],
        )
        assert cursor.fetchall() == [("schooling.report_child", "schooling", [], False)]
