# SPDX-License-Identifier: EUPL-1.2
"""Adoption in parts: each authority signs its own, having read; the head answers."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import (
    Child,
    Decision,
    Group,
    Placement,
    ProposedSeat,
    RefusalGround,
)
from tests.rooms.schooling.rounding import (
    TALBLICK,
    accept,
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


def free(line: ProposedSeat) -> int:
    return Group.objects.get(pk=line.group_id).free_seats


def withdraw(person: Person, place: Placement, words: str = "Doch nicht.") -> None:
    by = seat_of(person)
    with asking(person):
        actions.withdraw_signature(placement=place, words=words, at=now(), by=by)


def answer(
    world: DemoWorld,
    place: Placement,
    *,
    ground: RefusalGround | None = None,
    accepted: bool = True,
    by: Seat | None = None,
) -> None:
    with asking(world.school_head):
        actions.answer_seat(
            placement=Placement.objects.select_related("group__school").get(pk=place.pk),
            accepted=accepted,
            ground=ground,
            words="",
            on=world.on,
            at=now(),
            by=by or seat_of(world.school_head),
        )


def capacity(world: DemoWorld) -> RefusalGround:
    with asking(world.school_head):
        return RefusalGround.objects.get(code="capacity")


def test_a_signature_seats_the_child_and_takes_the_seat(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    before = free(line)
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line, words="Kürzester Weg.")
    assert free(line) == before - 1
    with asking(world.counsellor):
        assert not Child.objects.waiting(on=world.on).filter(pk=line.child_id).exists()
        decision = Decision.objects.get(child=line.child_id, kind="SIGNED")
        assert (decision.words, decision.by_name) == ("Kürzester Weg.", world.schulamt.name)
        assert place.proposed_seat_id == line.pk
    with asking(world.school_head):
        assert Child.objects.filter(pk=line.child_id).exists()
    with asking(world.charlie):
        assert not Placement.objects.exists()
        assert not Decision.objects.exists()


def test_nobody_signs_what_they_have_not_opened(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line, other = lines(world.schulamt, proposal)[:2]
    with pytest.raises(Refusal, match="zuerst die Seite dieses Kindes öffnen"):
        sign(world, world.schulamt, line)
    read(world.schulamt, other)
    read(world.counsellor, line)
    with pytest.raises(Refusal, match="zuerst die Seite dieses Kindes öffnen"):
        sign(world, world.schulamt, line)
    with pytest.raises(Refusal, match="eigenen Worten"):
        sign(world, world.schulamt, other, words=" ")


def test_an_authority_signs_for_its_own_school_forms_only(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    secondary = [
        one
        for one in lines(world.counsellor, proposal)
        if one.group and one.group.school.form == "Gymnasium"
    ]
    assert secondary
    assert {one.pk for one in secondary}.isdisjoint(
        one.pk for one in lines(world.schulamt, proposal)
    )
    for person in (world.counsellor, world.school_head, world.town_office):
        with pytest.raises(Refusal, match="nur die Schulaufsicht"):
            sign(world, person, line)
    with asking(world.bezirksregierung):
        assert not Child.objects.filter(pk=line.child_id).exists()
    with pytest.raises(Child.DoesNotExist):
        sign(world, world.bezirksregierung, line)


def test_only_the_newest_proposal_is_signed_and_no_child_twice(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line, late = lines(world.schulamt, proposal, school=TALBLICK)[:2]
    read(world.schulamt, line, late)
    sign(world, world.schulamt, line)
    with pytest.raises(Refusal, match=f"{world.on:%d.%m.%Y}"):
        sign(world, world.schulamt, line)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        planning.propose_round(round=shown, on=world.on, by=by)
    with pytest.raises(Refusal, match="Inzwischen wurde neu gerechnet"):
        sign(world, world.schulamt, late)


def test_a_full_group_refuses_the_signature_and_seats_nobody(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    read(world.schulamt, line)
    Group.objects.filter(pk=line.group_id).update(free_seats=0)
    with pytest.raises(Refusal, match="kein Platz mehr frei"):
        sign(world, world.schulamt, line)
    with asking(world.counsellor):
        assert not Placement.objects.exists()
        assert not Decision.objects.exists()


def test_several_are_signed_and_the_sentence_names_who_was_not(world: DemoWorld) -> None:
    _, proposal = opened(world)
    three = lines(world.schulamt, proposal, school=TALBLICK)[:3]
    read(world.schulamt, *three[:2])
    by = seat_of(world.schulamt)
    with asking(world.schulamt):
        signed = actions.sign_seats(
            proposed_seats=three, words="Geprüft.", on=world.on, at=now(), by=by
        )
        assert (signed.n, signed.of, len(signed.refusals)) == (2, 3, 1)
        assert str(three[2].child) in signed.refusals[0]
        with pytest.raises(Refusal, match="noch keine Begründung geöffnet"):
            actions.sign_seats(proposed_seats=(), words="x", on=world.on, at=now(), by=by)


def test_a_signature_is_taken_back_until_it_is_announced(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    before = free(line)
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    with pytest.raises(Refusal, match="eigenen Worten"):
        withdraw(world.schulamt, place, words="")
    with pytest.raises(Refusal, match="wer sie gegeben hat"):
        withdraw(world.counsellor, place)
    withdraw(world.schulamt, place)
    assert free(line) == before
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        withdraw(world.schulamt, place)
    with asking(world.school_head):
        assert not Child.objects.exists()
    again = sign(world, world.schulamt, line)
    announce(world, shown)
    with pytest.raises(Refusal, match="eigener Bescheid"):
        withdraw(world.schulamt, again)


def test_a_refused_child_waits_at_once_and_the_school_is_left_out(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    since, before = line.child.waiting_since, free(line)
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    announce(world, shown)
    answer(world, place, accepted=False, ground=capacity(world))
    assert free(line) == before
    with asking(world.school_head):
        assert not Child.objects.filter(pk=line.child_id).exists()
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child = Child.objects.waiting(on=world.on).get(pk=line.child_id)
        assert child.waiting_since == since
        newer = planning.propose_round(round=shown, on=world.on, by=by)
        found = ProposedSeat.objects.select_related("group__school").get(
            proposal=newer, child=child
        )
        assert found.waiting_days == line.waiting_days
        assert found.group is None or found.group.school.name != TALBLICK
        excluded = Decision.objects.get(child=child, kind="EXCLUDED")
        assert (excluded.reason_code, excluded.by_name) == ("capacity", world.school_head.name)


def test_the_next_round_leaves_the_school_out_too_until_somebody_releases_it(
    world: DemoWorld,
) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    announce(world, shown)
    answer(world, place, accepted=False, ground=capacity(world))
    seal(world, shown)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        following = planning.open_round(on=world.on, by=by)
        carried = Decision.objects.get(round=following, child=line.child_id)
        assert (carried.kind, carried.school.name) == ("EXCLUDED", TALBLICK)
        problem = planning.problem_of(round=following)
        assert (str(line.child_id), str(carried.school_id)) in {
            (one.child, one.school) for one in problem.excluded
        }
        actions.release(decision=carried, words="Jetzt ist Platz.", at=now(), by=by)
        assert not planning.problem_of(round=following).excluded


def test_the_head_answers_once_for_the_own_school_and_names_a_ground(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    with pytest.raises(Refusal, match="noch nicht bekannt gegeben"):
        answer(world, place)
    announce(world, shown)
    with pytest.raises(Refusal, match="Leitung dieser Schule"):
        answer(world, place, by=seat_of(world.counsellor))
    with pytest.raises(Refusal, match="Bitte einen Grund wählen"):
        answer(world, place, accepted=False)
    answer(world, place)
    with pytest.raises(Refusal, match="Die Antwort steht schon"):
        answer(world, place)
    with asking(world.counsellor):
        assert not Child.objects.waiting(on=world.on).filter(pk=line.child_id).exists()
        kinds = Decision.objects.filter(child=line.child_id).order_by("pk")
        assert list(kinds.values_list("kind", flat=True)) == ["SIGNED", "ANNOUNCED", "ACCEPTED"]


def test_a_child_that_did_not_come_waits_again_in_the_open_round(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    before = free(line)
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    announce(world, shown)
    accept(world, place)
    later = world.on + dt.timedelta(days=12)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        place.refresh_from_db()
        actions.did_not_appear(placement=place, words="Die Schule rief an.", on=later, by=by)
        assert free(line) == before
        decision = Decision.objects.get(child=line.child_id, kind="NOT_APPEARED")
        assert (decision.words, decision.round_id) == ("Die Schule rief an.", shown.pk)
        asked = planning.problem_of(round=shown)
        assert str(line.child_id) in {child.id for child in asked.children}
        group = next(one for one in asked.groups if one.id == str(line.group_id))
        assert group.free_seats == before


def test_the_database_lets_nobody_sign_or_answer_around_the_verbs(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    announce(world, shown)
    for person in (world.school_head, world.counsellor):
        with asking(person):
            with pytest.raises(DatabaseError), transaction.atomic():
                Placement.objects.filter(pk=place.pk).update(
                    answer="ACCEPTED", answered_on=world.on, answered_by_id=person.seat_id
                )
            with pytest.raises(DatabaseError), transaction.atomic():
                Decision.objects.create(
                    round=shown,
                    child_id=line.child_id,
                    kind="SIGNED",
                    group_id=line.group_id,
                    decided_at=now(),
                    by_id=world.schulamt.seat_id,
                )
