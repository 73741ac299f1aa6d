# SPDX-License-Identifier: EUPL-1.2
"""Who does what: the default says that nobody checked it, the head of the centre changes it."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.places import queries as places
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Duty, Step
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

CALENDAR = places.Calendar(
    holidays=((dt.date(2026, 12, 23), dt.date(2027, 1, 7), "Weihnachtsferien"),),
    closings=((dt.date(2026, 12, 24), dt.date(2027, 1, 1), "Betriebsruhe"),),
)


READ_SOMEWHERE = {Step.SUPPORT_END, Step.LITERACY_END}


def set_duty(world: DemoWorld, person: Person, **changes: object) -> Duty:
    """Let somebody agree with the Schulamt on ten school days for the answer of a school."""
    given: dict[str, Any] = {
        "step": "ANSWER",
        "office": "Schulleitung",
        "role": "SCHOOL_HEAD",
        "period": 3,
        "counted": "SCHOOL",
        "legal_basis": "§ 46 Abs. 1 SchulG NRW",
        "source": "Absprache mit dem Schulamt",
        "evidence": Evidence.SEEN,
        "verified_on": world.on,
        "on": world.on,
    }
    with asking(person):
        return actions.set_duty(**{**given, **changes, "by": seat_of(person)})


def test_every_step_has_somebody_and_nothing_unchecked_calls_itself_checked(
    world: DemoWorld,
) -> None:
    known = queries.duties(on=world.on)
    assert list(known) == list(Step)
    for duty in known.values():
        assert duty.office, duty.step
        assert duty.source, duty.step
        assert not duty.verified, duty.step
        invented = duty.period is not None and duty.step not in READ_SOMEWHERE
        assert not invented or "von niemandem beschlossen" in duty.source, duty.step


def test_deadlines_leave_out_weekends_holidays_closing_days_and_for_schools_the_holidays() -> None:
    before_christmas = dt.date(2026, 12, 21)  # a Monday
    duty = Duty(step="ANSWER", office="Schule", period=3, counted="WORKING")
    due = queries.due_on(duty=duty, since=before_christmas, calendar=CALENDAR)
    assert due == dt.date(2027, 1, 4), "22., 23.; closed to the New Year; 4 January"
    duty.counted = "SCHOOL"
    due = queries.due_on(duty=duty, since=before_christmas, calendar=CALENDAR)
    assert due == dt.date(2027, 1, 8), "22.; holidays up to 6 January; 7., 8."
    duty.counted, duty.period = "MONTHS", 24
    due = queries.due_on(duty=duty, since=dt.date(2028, 2, 29), calendar=CALENDAR)
    assert due == dt.date(2030, 2, 28)
    duty.period = None
    assert queries.due_on(duty=duty, since=before_christmas, calendar=CALENDAR) is None


def test_the_head_sets_a_duty_from_today_and_the_old_one_stays_on_record(
    world: DemoWorld,
) -> None:
    before = queries.duties(on=world.on)[Step.ANSWER]
    made = set_duty(world, world.centre_head)
    assert queries.duties(on=world.on)[Step.ANSWER] == made
    assert made.verified
    assert made.deadline == "3 Schultage nach: Zuweisung"
    yesterday = world.on - dt.timedelta(days=1)
    assert queries.duties(on=yesterday)[Step.ANSWER] == before
    before.refresh_from_db()
    assert before.ends_on == world.on


def test_what_is_unclear_or_not_checked_is_refused_in_a_sentence(world: DemoWorld) -> None:
    for changes, told in (
        ({"office": " "}, "welche Stelle"),
        ({"source": ""}, "Quelle"),
        ({"period": 999}, "zwischen 1 und 250"),
        ({"step": "LUNCH"}, "gibt es nicht"),
        ({"evidence": Evidence.GUESS}, "an der Quelle geprüft"),
        ({"verified_on": world.on + dt.timedelta(days=1)}, "heute oder früher"),
    ):
        with pytest.raises(Refusal, match=told):
            set_duty(world, world.centre_head, **changes)


@pytest.mark.parametrize("who", ["counsellor", "schulamt", "administrator", "charlie"])
def test_nobody_but_the_head_changes_who_does_what(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    with pytest.raises(Refusal, match="legt die Leitung"):
        set_duty(world, person)
    with asking(person), pytest.raises(DatabaseError), transaction.atomic():
        Duty.objects.filter(step="ANSWER").update(office="Ich")
    assert as_(person).post(reverse("schooling:set_duty"), {}).status_code == 404


def test_the_page_shows_every_step_to_whoever_has_a_part_and_the_form_to_the_head(
    world: DemoWorld,
) -> None:
    url = reverse("schooling:duties")
    for who in ("counsellor", "schulamt", "town_office", "school_head", "centre_head"):
        told = as_(getattr(world, who)).get(url, {"schritt": "HEARING"}).content.decode()
        assert "nicht geprüft" in told
        assert "Anhörung" in told
        assert ("Ab heute gilt" in told) == (who == "centre_head"), who
    assert as_(world.charlie).get(url).status_code == 404
    wrong = as_(world.centre_head).post(reverse("schooling:set_duty"), {"step": "HEARING"})
    assert wrong.status_code == 422
