# SPDX-License-Identifier: EUPL-1.2
"""A round from freezing to sealing, and what people decide about a child in between."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import (
    Child,
    Decision,
    Group,
    Placement,
    Proposal,
    ProposedSeat,
    Round,
    RoundChild,
    School,
)
from tests.rooms.schooling.rounding import (
    TALBLICK,
    announce,
    lines,
    now,
    opened,
    read,
    seal,
    seat_of,
    sign,
)
from tests.world import DemoWorld, Person, asking

pytestmark = pytest.mark.database

STRANGERS = ("schulamt", "bezirksregierung", "town_office", "school_head", "administrator")
NOBODYS = ("charlie", "administrator", "auditor", "former")


def line_of(proposal: Proposal, child: Child) -> ProposedSeat:
    return ProposedSeat.objects.select_related("group__school").get(proposal=proposal, child=child)


def again(world: DemoWorld, shown: Round) -> Proposal:
    """Let Renate Abel compute once more; she is asking already."""
    return planning.propose_round(round=shown, on=world.on, by=seat_of(world.counsellor))


def seated_child(proposal: Proposal) -> tuple[Child, Group]:
    """Return a child with a seat in a language group, and the group."""
    line = (
        ProposedSeat.objects.filter(proposal=proposal, group__kind="LANGUAGE")
        .select_related("child", "group__school")
        .order_by("child_id")[0]
    )
    assert line.group is not None
    return line.child, line.group


def test_freezing_keeps_every_waiting_child_and_no_name(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    with asking(world.counsellor):
        waiting = set(Child.objects.waiting(on=world.on).values_list("pk", flat=True))
        rows = RoundChild.objects.filter(round=shown)
        assert {row.child_id for row in rows} == waiting
        text = str([row.row for row in rows]) + str(shown.common)
        assert not any(child.family_name in text for child in Child.objects.exclude(family_name=""))
        assert len({row.salt for row in rows}) == len(waiting)
        assert proposal.round_id == shown.pk
        assert "children" not in shown.common


def test_what_changes_after_freezing_does_not_change_the_question(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    with asking(world.counsellor):
        Group.objects.update(free_seats=0)
        second = again(world, shown)
        assert second.input_sha256 == proposal.input_sha256


def test_a_second_round_is_refused_while_one_is_open(world: DemoWorld) -> None:
    opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor), pytest.raises(Refusal, match="läuft noch"):
        planning.open_round(on=world.on, by=by)


@pytest.mark.parametrize("who", STRANGERS)
def test_only_counselling_opens_proposes_announces_and_seals(world: DemoWorld, who: str) -> None:
    shown, _ = opened(world)
    person: Person = getattr(world, who)
    by = seat_of(person)
    with asking(person):
        for verb in (
            lambda: planning.open_round(on=world.on, by=by),
            lambda: planning.propose_round(round=shown, on=world.on, by=by),
            lambda: planning.what_if(round=shown, on=world.on, by=by, limits={"primary": 60}),
            lambda: actions.announce_round(round=shown, on=world.on, at=now(), by=by),
            lambda: actions.seal_round(round=shown, on=world.on, by=by),
        ):
            with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
                verb()


@pytest.mark.parametrize("who", NOBODYS)
def test_who_has_no_task_sees_nothing_of_a_round(world: DemoWorld, who: str) -> None:
    opened(world)
    with asking(getattr(world, who)):
        assert not Round.objects.exists()
        assert not RoundChild.objects.exists()
        assert not Decision.objects.exists()


def test_a_locked_child_sits_where_the_person_decided(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child, there = seated_child(proposal)
        other = (
            Group.objects.filter(
                kind="LANGUAGE",
                grade_from__lte=child.grade,
                grade_to__gte=child.grade,
                school__assignable="YES",
                free_seats__gt=0,
            )
            .exclude(school=there.school)
            .order_by("pk")[0]
        )
        words = "Die Großmutter wohnt neben dieser Schule."
        actions.lock_child(round=shown, child=child, group=other, words=words, at=now(), by=by)
        line = line_of(again(world, shown), child)
        assert (line.group_id, line.reason_code) == (other.pk, "locked")
        actions.lock_child(round=shown, child=child, group=there, words="Doch.", at=now(), by=by)
        assert line_of(again(world, shown), child).group_id == there.pk
        kinds = Decision.objects.filter(child=child).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["LOCKED", "RELEASED", "LOCKED"]
        assert Decision.objects.order_by("pk")[0].words == words
        assert not Placement.objects.exists()


def test_an_excluded_school_is_left_out_until_it_is_released(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child, there = seated_child(proposal)
        decision = actions.exclude_school(
            round=shown, child=child, school=there.school, words="Weg zu steil.", at=now(), by=by
        )
        line = line_of(again(world, shown), child)
        assert line.group is None or line.group.school_id != there.school_id
        with pytest.raises(Refusal, match="schon ausgeschlossen"):
            actions.exclude_school(
                round=shown, child=child, school=there.school, words="x", at=now(), by=by
            )
        with pytest.raises(Refusal, match="Ausschluss aufheben"):
            actions.lock_child(round=shown, child=child, group=there, words="x", at=now(), by=by)
        actions.release(decision=decision, words="Es gibt einen Aufzug.", at=now(), by=by)
        assert line_of(again(world, shown), child).group_id == there.pk
        with pytest.raises(Refusal, match="schon aufgehoben"):
            actions.release(decision=decision, words="x", at=now(), by=by)


def test_what_contradicts_a_lock_or_a_rule_is_refused_and_says_why(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child, there = seated_child(proposal)
        common = {"round": shown, "child": child, "at": now(), "by": by}

        def lock(group: Group, words: str = "Ja.") -> Decision:
            return actions.lock_child(group=group, words=words, **common)

        def group(**wanted: object) -> Group:
            return Group.objects.filter(**wanted).select_related("school").order_by("pk")[0]

        with pytest.raises(Refusal, match="eigenen Worten"):
            lock(there, words="  ")
        with pytest.raises(Refusal, match="nie Ziel"):
            lock(group(school__assignable="NO"))
        named = School.objects.filter(assignable="NAMED").exclude(wishes__child=child)
        with pytest.raises(Refusal, match="Wunsch der Familie"):
            lock(group(school__in=named))
        with pytest.raises(Refusal, match="das Kind kommt in Klasse"):
            lock(group(school__assignable="YES", grade_from__gt=child.grade))
        literacy = group(kind="LITERACY", grade_from__lte=child.grade, grade_to__gte=child.grade)
        with pytest.raises(Refusal, match="lesen und schreiben"):
            lock(literacy)
        Group.objects.filter(pk=there.pk).update(free_seats=0)
        with pytest.raises(Refusal, match="kein Platz frei"):
            lock(Group.objects.get(pk=there.pk))
        Group.objects.filter(pk=there.pk).update(free_seats=2)
        decision = lock(Group.objects.get(pk=there.pk))
        with pytest.raises(Refusal, match="Festlegung aufheben"):
            actions.exclude_school(school=there.school, words="x", **common)
        released = actions.release(decision=decision, words="Doch nicht.", at=now(), by=by)
        with pytest.raises(Refusal, match="Nur eine Festlegung"):
            actions.release(decision=released, words="x", at=now(), by=by)


def test_a_child_that_came_after_freezing_waits_for_the_next_round(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        _, there = seated_child(proposal)
        child = Child.objects.order_by("pk")[0]
        RoundChild.objects.filter(child=child).delete()
        with pytest.raises(Refusal, match="nächste Runde"):
            actions.lock_child(round=shown, child=child, group=there, words="x", at=now(), by=by)


def test_a_what_if_is_no_proposal_and_says_what_it_thought(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        school = School.objects.get(name=TALBLICK)
        thought = planning.what_if(
            round=shown,
            on=world.on,
            by=by,
            opened_groups=(
                {
                    "school": school.pk,
                    "kind": "LANGUAGE",
                    "grade_from": 1,
                    "grade_to": 4,
                    "seats": 9,
                },
            ),
        )
        assert thought.plan["placed"] > proposal.plan["placed"]
        invented = ProposedSeat.objects.filter(proposal=thought, opened_school=school)
        assert invented.exists()
        assert not invented.exclude(group=None).exists()
        assert not Group.objects.filter(school=school, free_seats=9).exists()
        with pytest.raises(Refusal, match="was anders sein soll"):
            planning.what_if(round=shown, on=world.on, by=by)
    known = [line.child_id for line in lines(world.schulamt, proposal)]
    seat = seat_of(world.schulamt)
    with asking(world.schulamt):
        line = ProposedSeat.objects.filter(proposal=thought, child__in=known).exclude(group=None)[0]
        with pytest.raises(Refusal, match="Gedankenspiel"):
            actions.sign_seat(proposed_seat=line, words="x", on=world.on, at=now(), by=seat)


def test_a_thought_changes_nobodys_right_to_see_a_child(world: DemoWorld) -> None:
    shown, _ = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.schulamt):
        before = set(Child.objects.values_list("pk", flat=True))
    with asking(world.counsellor):
        planning.what_if(
            round=shown, on=world.on, by=by, limits={"primary": 1, "sec1": 1, "sec2": 1}
        )
    with asking(world.schulamt):
        assert set(Child.objects.values_list("pk", flat=True)) == before


def test_a_decision_is_never_changed_and_never_in_another_name(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child, there = seated_child(proposal)
        decision = actions.lock_child(
            round=shown, child=child, group=there, words="Ja.", at=now(), by=by
        )
        assert (decision.by_name, decision.by.pk) == (world.counsellor.name, by.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(words="anders")
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.create(
                round=shown,
                child=child,
                kind="LOCKED",
                group=there,
                decided_at=now(),
                by_id=world.schulamt.seat_id,
            )


def test_sealing_waits_for_announcement_and_answers(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    with pytest.raises(Refusal, match="keinen unterschriebenen Platz"):
        announce(world, shown)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    read(world.schulamt, line)
    sign(world, world.schulamt, line)
    with pytest.raises(Refusal, match="bekannt gegeben: 1"):
        seal(world, shown)
    assert announce(world, shown) == 1
    with pytest.raises(Refusal, match="ohne Antwort der Schule: 1"):
        seal(world, shown)


def test_in_a_sealed_round_nothing_is_decided(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    seal(world, shown)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child, there = seated_child(proposal)
        for verb in (
            lambda: again(world, shown),
            lambda: actions.lock_child(
                round=shown, child=child, group=there, words="x", at=now(), by=by
            ),
            lambda: actions.exclude_school(
                round=shown, child=child, school=there.school, words="x", at=now(), by=by
            ),
            lambda: actions.announce_round(round=shown, on=world.on, at=now(), by=by),
            lambda: actions.seal_round(round=shown, on=world.on, by=by),
        ):
            with pytest.raises(Refusal, match="versiegelt"):
                verb()
        planning.open_round(on=world.on, by=by)
    line = lines(world.schulamt, proposal)[0]
    read(world.schulamt, line)
    with pytest.raises(Refusal, match="versiegelt"):
        sign(world, world.schulamt, line)


def test_rules_hold_from_a_day_on_and_never_backwards(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    given = {
        "parameters": planning.default_parameters(),
        "starts_on": world.on,
        "adopted_by": "Kreistag (erfunden)",
        "adopted_on": world.on,
        "document": "Drucksache 3",
        "on": world.on,
        "by": by,
    }
    with asking(world.counsellor):
        tomorrow = world.on + dt.timedelta(days=1)
        yesterday = world.on - dt.timedelta(days=1)
        for wrong, sentence in (
            ({"starts_on": yesterday}, "nicht rückwirkend"),
            ({"adopted_by": " "}, "wer das beschlossen hat"),
            ({"adopted_on": tomorrow}, "in der Zukunft"),
        ):
            with pytest.raises(Refusal, match=sentence):
                actions.adopt_policy(**{**given, **wrong})
        first = actions.adopt_policy(**given)
        with pytest.raises(Refusal, match="schon Regeln eingetragen"):
            actions.adopt_policy(**given)
        actions.adopt_policy(**{**given, "starts_on": tomorrow})
        first.refresh_from_db()
        assert first.ends_on == tomorrow
    _, proposal = opened(world)
    assert proposal.plan["draft"] is False
    assert proposal.parameters["policy"]["adopted_by"] == "Kreistag (erfunden)"
