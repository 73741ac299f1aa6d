# SPDX-License-Identifier: EUPL-1.2
"""A family objects: in time or late, decided by the upper authority, and meanwhile nothing moves.

Renate counsels, Holger is the Schulamt that decided, Miriam the Bezirksregierung above it; Miriam
supervises no primary school and does not see the child's record.
"""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions as privacy
from rundertisch.schooling import actions
from rundertisch.schooling.models import (
    Child,
    Notice,
    Objection,
    ObjectionState,
    Placement,
)
from rundertisch.schooling.queries import notices, objections
from tests.rooms.schooling.noticing import announced, ground, notice_about, other_group, text
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database
WORDS = "Das jüngere Geschwisterkind geht in die Kita nebenan."
NOBODYS = ("school_head", "town_office", "centre_head", "administrator", "auditor", "charlie")


def told(world: DemoWorld) -> Notice:
    """Let a place be announced today and its notice handed over."""
    (place,) = announced(world)
    notice, by = notice_about(world.counsellor, place), seat_of(world.counsellor)
    with asking(world.counsellor):
        return actions.hand_over(
            notice=notice, handed="PERSONALLY", handed_on=world.on, on=world.on, by=by
        )


def object_to(world: DemoWorld, notice: Notice, *, received_on: dt.date | None = None) -> Objection:
    """Let Renate record that the parents object."""
    day, by = received_on or world.on, seat_of(world.counsellor)
    with asking(world.counsellor):
        return actions.record_objection(
            notice=notice, received_on=day, by_whom="PARENTS", words=WORDS, on=day, by=by
        )


def decide(person: Person, objection: Objection, *, upheld: bool) -> Objection:
    """Let an authority decide on the day the objection came."""
    by = seat_of(person)
    with asking(person):
        return actions.decide_objection(
            objection=objection,
            upheld=upheld,
            words="Nach nochmaliger Abwägung.",
            on=objection.received_on,
            by=by,
        )


def test_an_objection_in_time_says_so_and_when_it_is_to_be_decided(world: DemoWorld) -> None:
    notice = told(world)
    made = object_to(world, notice)
    assert (made.state, made.late, made.until) == ("OPEN", False, notice.objection_until)
    assert made.upper_kind == "BEZIRKSREGIERUNG"
    assert made.decide_until == notices.months_later(day=world.on, months=3)
    with asking(world.counsellor):
        (line,) = objections.objections_view().open
        assert "rechtzeitig, vor dem Ende der Frist" in line.timeliness
        with pytest.raises(Refusal, match="läuft schon ein Widerspruch"):
            object_to(world, notice)


def test_a_late_objection_is_kept_and_said_to_be_late(world: DemoWorld) -> None:
    notice = told(world)
    assert notice.objection_until
    made = object_to(world, notice, received_on=notice.objection_until + dt.timedelta(days=1))
    assert made.late
    with asking(world.bezirksregierung):
        (line,) = objections.objections_view().open
        assert (
            f"verspätet: die Frist endete am {notice.objection_until:%d.%m.%Y}" in line.timeliness
        )
    assert decide(world.bezirksregierung, made, upheld=False).state == ObjectionState.REJECTED


def test_before_the_notice_is_handed_over_no_period_runs(world: DemoWorld) -> None:
    (place,) = announced(world)
    made = object_to(world, notice_about(world.counsellor, place))
    assert (made.until, made.late) == (None, False)


def test_the_upper_authority_decides_without_seeing_the_child(world: DemoWorld) -> None:
    notice = told(world)
    made = object_to(world, notice)
    with asking(world.bezirksregierung):
        assert not Child.objects.filter(pk=notice.child_id).exists()
        assert Notice.objects.get(pk=notice.pk).text == notice.text
    client = as_(world.bezirksregierung)
    assert "Ein Widerspruch ist offen" in text(client.get("/"))
    page = text(client.get(reverse("schooling:objection", kwargs={"pk": made.pk})))
    assert WORDS in page
    assert "Rechtsbehelfsbelehrung" in page
    url = reverse("schooling:decide_objection", kwargs={"pk": made.pk})
    wordless = client.post(url, {"entscheidung-outcome": "zurueckweisen"})
    assert (wordless.status_code, "eigenen Worten" in text(wordless)) == (422, True)
    sent = {"entscheidung-outcome": "zurueckweisen", "entscheidung-words": "Gut abgewogen."}
    assert client.post(url, sent).status_code == 303
    page = text(client.get(reverse("schooling:objection", kwargs={"pk": made.pk})))
    assert "Miriam Castell" in page
    assert "zurückgewiesen" in page


def test_the_first_authority_may_give_in_and_never_reject(world: DemoWorld) -> None:
    made = object_to(world, told(world))
    with pytest.raises(Refusal, match="kann ihm nur abhelfen"):
        decide(world.schulamt, made, upheld=False)
    with asking(world.schulamt), pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.update(
            state="REJECTED",
            decided_on=world.on,
            decided_seat_id=world.schulamt.seat_id,
            decision_words="Nein.",
        )
    with pytest.raises(Refusal, match="entscheidet die Widerspruchsbehörde"):
        decide(world.counsellor, made, upheld=True)
    assert decide(world.schulamt, made, upheld=True).state == ObjectionState.UPHELD


def test_while_it_runs_the_child_is_not_moved_and_not_taken_from_its_place(
    world: DemoWorld,
) -> None:
    notice = told(world)
    object_to(world, notice)
    by, head = seat_of(world.schulamt), seat_of(world.counsellor)
    with asking(world.schulamt):
        group = other_group(notice.placement)
        with pytest.raises(Refusal, match="läuft ein Widerspruch vom"):
            actions.decide_anew(
                notice=notice, ground=ground("family"), group=group, words="Ja.", on=world.on, by=by
            )
        with (
            pytest.raises(DatabaseError, match="holds the child"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "select schooling_decide_anew(%s, %s, app_today(), 'Ja.', app_today())",
                [notice.placement_id, group.pk],
            )
    later = world.on + dt.timedelta(days=7)
    with asking(world.counsellor), pytest.raises(Refusal, match="läuft ein Widerspruch vom"):
        actions.did_not_appear(
            placement=Placement.objects.select_related("child").get(pk=notice.placement_id),
            words="Die Schule hat angerufen.",
            on=later,
            by=head,
        )


def test_after_success_the_authority_finds_what_follows_and_decides_anew(world: DemoWorld) -> None:
    notice = told(world)
    made = object_to(world, notice)
    by = seat_of(world.schulamt)
    with asking(world.schulamt):
        group = other_group(notice.placement)
    decide(world.bezirksregierung, made, upheld=True)
    client = as_(world.schulamt)
    assert "Ein Widerspruch hatte Erfolg" in text(client.get("/"))
    with asking(world.schulamt):
        new = actions.decide_anew(
            notice=notice, ground=ground("objection"), group=group, words="Ja.", on=world.on, by=by
        )
    assert "Der Widerspruch der Familie hatte Erfolg. (§§ 72, 73 VwGO)" in new.text
    assert "Ein Widerspruch hatte Erfolg" not in text(client.get("/"))


def test_success_is_no_ground_where_nobody_had_it(world: DemoWorld) -> None:
    notice, by = told(world), seat_of(world.schulamt)
    with asking(world.schulamt), pytest.raises(Refusal, match="hatte kein Widerspruch Erfolg"):
        actions.decide_anew(
            notice=notice, ground=ground("objection"), group=None, words="Ja.", on=world.on, by=by
        )


def test_a_child_is_not_forgotten_while_it_runs_nor_while_somebody_may_sue(
    world: DemoWorld,
) -> None:
    notice = told(world)
    made, by = object_to(world, notice), seat_of(world.counsellor)
    about = Ref("child", str(notice.child_id))
    with asking(world.counsellor), pytest.raises(Refusal, match="steht ein Widerspruch vom"):
        privacy.ask_to_forget(about=about, reason="ASKED", on=world.on, by=by)
    decided = decide(world.bezirksregierung, made, upheld=False)
    assert decided.held_until == notices.months_later(day=world.on, months=1)
    with asking(world.counsellor):
        with pytest.raises(Refusal, match="zu klagen"):
            privacy.ask_to_forget(about=about, reason="ASKED", on=decided.held_until, by=by)
        later = decided.held_until + dt.timedelta(days=1)
        assert objections.stands_against([notice.child_id], later) == []


def test_a_family_takes_its_objection_back_and_it_stays_in_the_record(world: DemoWorld) -> None:
    made = object_to(world, told(world))
    client = as_(world.counsellor)
    url = reverse("schooling:withdraw_objection", kwargs={"pk": made.pk})
    assert client.post(url, {"zurueck-words": ""}).status_code == 422
    assert client.post(url, {"zurueck-words": "Schreiben der Eltern."}).status_code == 303
    with asking(world.counsellor):
        assert Objection.objects.get().state == ObjectionState.WITHDRAWN
        assert Objection.objects.all().delete()[0] == 0
    with pytest.raises(Refusal, match="schon entschieden"):
        decide(world.bezirksregierung, made, upheld=True)


@pytest.mark.parametrize("who", NOBODYS)
def test_who_has_no_task_sees_no_objection(world: DemoWorld, who: str) -> None:
    made = object_to(world, told(world))
    with asking(getattr(world, who)):
        assert not Objection.objects.exists()
    url = reverse("schooling:objection", kwargs={"pk": made.pk})
    assert as_(getattr(world, who)).get(url).status_code == 404
