# SPDX-License-Identifier: EUPL-1.2
"""Nela arrives while a round runs: her seats at once, who would move, and what nobody may see.

Renate counsels; Holger is the Schulamt; Charlie has nothing to do with it.
"""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import (
    Child,
    Decision,
    DecisionKind,
    Group,
    Placement,
    Proposal,
    ProposedSeat,
    Round,
    RoundChild,
)
from rundertisch.schooling.planning import standing
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.queries import round_state
from tests.rooms.schooling.changing import home, report
from tests.rooms.schooling.rounding import (
    TALBLICK,
    announce,
    lines,
    now,
    opened,
    read,
    seat_of,
    sign,
)
from tests.world import DemoWorld, as_, asking, hear

pytestmark = pytest.mark.database
MOST_QUERIES = 10  # of the page, whatever the number of children in the round


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """No test begins with what another has kept."""
    forget_kept()


def forget_kept() -> None:
    """Let the process know nothing of earlier questions."""
    standing._kept.clear()  # noqa: SLF001 - what one process keeps is what is tested here
    standing._free.clear()  # noqa: SLF001 - as above
    standing._no_round.clear()  # noqa: SLF001 - as above


def nela(world: DemoWorld, **changes: object) -> Child:
    """Let Renate report Nela, grade 9, of Ennepetal; she is asking already."""
    return report(world, seat_of(world.counsellor), need=actions.Need(grade=9), **changes)


def asked_for(world: DemoWorld, child: Child) -> planning.ArrivalView:
    return planning.arrival_for(child=child, on=world.on)


def asked(world: DemoWorld, child: Child) -> planning.ArrivalView:
    """Ask anew, and make sure that what was kept says what a new computation says."""
    view = asked_for(world, child)
    kept = list(standing._kept)  # noqa: SLF001 - as above
    forget_kept()
    assert asked_for(world, child) == view
    standing._kept[:] = kept or standing._kept  # noqa: SLF001 - as above
    return view


def joined(
    world: DemoWorld, shown: Round, child: Child, group: Group | None, words: str = "Nah."
) -> None:
    planning.join_child(
        round=shown,
        child=child,
        group=group,
        words=words,
        on=world.on,
        at=now(),
        by=seat_of(world.counsellor),
    )


def again(world: DemoWorld, shown: Round) -> Proposal:
    return planning.propose_round(round=shown, on=world.on, by=seat_of(world.counsellor))


def test_nela_gets_seats_at_once_and_nobody_is_named_or_seated(world: DemoWorld) -> None:
    opened(world)
    with asking(world.counsellor):
        child = nela(world)
        before = list(ProposedSeat.objects.order_by("pk").values_list("pk", "group_id"))
        view = asked(world, child)
        assert view.computed
        assert view.options
        assert any(option.moved for option in view.options), "somebody would have to make room"
        assert not any(option.left_out for option in view.options), "nobody loses a seat for her"
        names = [one.family_name for one in Child.objects.exclude(family_name="")]
        assert not [name for name in names if name in str(view.options)]
        assert "Förderschule" not in str(view.options)
        assert list(ProposedSeat.objects.order_by("pk").values_list("pk", "group_id")) == before


def test_nela_comes_into_the_round_with_a_seat_and_what_was_before_can_be_computed_again(
    world: DemoWorld,
) -> None:
    shown, first = opened(world)
    with asking(world.counsellor):
        child = nela(world)
        option = next(one for one in asked(world, child).options if not one.moved)
        joined(world, shown, child, Group.objects.get(pk=option.group), "Die Schwester geht dort.")
        kinds = Decision.objects.filter(child=child).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == [DecisionKind.JOINED, DecisionKind.LOCKED]
        assert planning.replay_proposal(proposal=first).identical, "she was not asked about then"
        second = again(world, shown)
        line = ProposedSeat.objects.get(proposal=second, child=child)
        assert (line.group_id, line.reason_code) == (option.group, "locked")
        assert planning.replay_proposal(proposal=second).identical
        assert ProposedSeat.objects.filter(proposal=second).count() == 1 + (
            ProposedSeat.objects.filter(proposal=first).count()
        )
        assert Placement.objects.filter(child=child).count() == 0, "an authority signs, not Renate"


def test_what_was_kept_is_built_once_and_never_used_once_something_has_changed(
    world: DemoWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, proposal = opened(world)
    built: list[object] = []
    build = standing._built  # noqa: SLF001 - counted, then called

    def counted(**given: Any) -> object:  # noqa: ANN401 - handed through
        built.append(given)
        return build(**given)

    monkeypatch.setattr(standing, "_built", counted)

    def builds(child: Child) -> int:
        asked_for(world, child)
        return len(built)

    with asking(world.counsellor):
        child, cem = nela(world), nela(world, first_name="Cem", home=home(number="7"))
        by, other = seat_of(world.counsellor), lines(world.counsellor, proposal)[0].child
        assert (builds(child), builds(child), builds(cem)) == (1, 1, 1)
        school = lines(world.counsellor, proposal)[0].group.school
        actions.exclude_school(
            round=shown, child=other, school=school, words="Zu weit.", at=now(), by=by
        )
        assert (builds(child), builds(child)) == (2, 2), "a decision"
        joined(world, shown, cem, None)
        assert builds(child) == 3, "somebody came into the round"
        other.refresh_from_db()
        actions.move_child(child=other, home=home(number="3", protected=True), on=world.on, by=by)
        assert builds(child) == 4, "a frozen home was taken out"
        again(world, shown)
        assert (builds(child), builds(child)) == (5, 5), "a new proposal"
        RoundChild.objects.filter(round=shown, child=other).delete()
        assert builds(child) == 6, "somebody was forgotten"


def test_after_a_change_only_the_rows_that_came_since_are_read_and_it_stands_as_if_read_anew(
    world: DemoWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, proposal = opened(world)
    from_the_start: set[str] = set()
    read = round_state._read  # noqa: SLF001 - watched, then called

    def watched(sql: str, of: int, after: int, made: Any) -> object:  # noqa: ANN401 - handed through
        if after == 0:
            from_the_start.update(re.findall("from schooling_([a-z]+)", sql))
        return read(sql, of, after, made)

    monkeypatch.setattr(round_state, "_read", watched)

    def read_rows(child: Child) -> set[str]:
        from_the_start.clear()
        asked_for(world, child)
        return set(from_the_start)

    with asking(world.counsellor):
        child, cem = nela(world), nela(world, first_name="Cem", home=home(number="7"))
        by, other = seat_of(world.counsellor), lines(world.counsellor, proposal)[0].child
        assert read_rows(child) == {"round", "roundchild", "proposedseat", "decision", "group"}
        school = lines(world.counsellor, proposal)[0].group.school
        first = actions.exclude_school(
            round=shown, child=other, school=school, words="Zu weit.", at=now(), by=by
        )
        assert read_rows(child) == {"decision"}, "there was none before"
        joined(world, shown, cem, None)
        assert read_rows(child) == set()
        actions.release(decision=first, words="Doch nicht.", at=now(), by=by)
        assert read_rows(child) == set()
        RoundChild.objects.filter(round=shown, child=other).delete()
        assert read_rows(child) == {"roundchild"}, "somebody was forgotten: read anew"
        kept = standing._kept[0]  # noqa: SLF001 - what was put together is compared with all anew
        anew = standing._read(now=kept.now, known=None)  # noqa: SLF001 - as above
        assert kept.read == anew
        assert kept.standing.problem == planning_problem(shown)
        assert asked(world, child).options


def planning_problem(shown: Round) -> object:
    """Return the round's problem as a proposal asks it, without the words of its decisions."""
    problem = problem_of(round=shown)
    wordless = (replace(each, reason="") for each in problem.locked)
    barred = (replace(each, reason="") for each in problem.excluded)
    return replace(problem, locked=tuple(wordless), excluded=tuple(barred))


def test_a_seat_that_somebody_else_was_given_meanwhile_is_not_free_any_more(
    world: DemoWorld,
) -> None:
    shown, _ = opened(world)
    with asking(world.counsellor):
        child = nela(world)
        group = next(one.group for one in asked(world, child).options if not one.moved)
        seats = standing._kept[0].standing  # noqa: SLF001 - to know how many are free
        left = int(seats.seats[[each.id for each in seats.problem.groups].index(str(group))])
        for number in range(left):
            twin = nela(world, first_name=f"Kind {number}", home=home(number=str(11 + 2 * number)))
            joined(world, shown, twin, Group.objects.get(pk=group))
        now_free = {one.group for one in asked(world, child).options if not one.moved}
        assert group not in now_free
        late = Group.objects.get(pk=group)
        while Decision.objects.filter(kind="LOCKED", group=late).count() < late.free_seats:
            twin = nela(world, first_name="Noch ein Kind", home=home(number="99"))
            joined(world, shown, twin, late)
        with pytest.raises(Refusal, match="Für andere Kinder wurde er inzwischen festgelegt"):
            joined(world, shown, child, late, "Die Seite zeigte den Platz noch als frei.")
        assert not RoundChild.objects.filter(child=child).exists(), "neither half of it is kept"
        assert again(world, shown).plan["placed"], "the round can still be computed"


def test_a_seat_that_the_school_took_back_while_the_round_runs_is_not_shown_as_free(
    world: DemoWorld,
) -> None:
    opened(world)
    with asking(world.counsellor):
        child = nela(world)
        gone = Group.objects.get(pk=next(o.group for o in asked(world, child).options))
        actions.keep_group(
            school=gone.school,
            kind=gone.kind,
            grade_from=gone.grade_from,
            grade_to=gone.grade_to,
            integrated=gone.integrated,
            free_seats=0,
            on=world.on,
            by=seat_of(world.counsellor),
        )
        view = asked(world, child)
        assert gone.pk not in {one.group for one in view.options if not one.moved}
        for one in view.options:
            joined_there = Group.objects.get(pk=one.group)
            assert joined_there.free_seats, "what is offered can be chosen"


def test_whoever_is_announced_does_not_move_for_nela(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    for line in lines(world.schulamt, proposal, school=TALBLICK):
        with asking(world.counsellor):
            hear(line.child, by=world.counsellor)
        read(world.schulamt, line)
        sign(world, world.schulamt, line)
    announce(world, shown)
    with asking(world.counsellor):
        settled = set(Placement.objects.exclude(announced_on=None).values_list("child", flat=True))
        assert settled
        asked(world, nela(world))
        kept = standing._kept[0].standing  # noqa: SLF001 - who may move is not on the page
        assert settled.isdisjoint(int(one.id) for one in kept.problem.children)


def test_the_children_of_a_week_come_in_together_and_the_others_stay_where_they_are(
    world: DemoWorld,
) -> None:
    shown, proposal = opened(world)
    for line in lines(world.schulamt, proposal, school=TALBLICK):
        with asking(world.counsellor):
            hear(line.child, by=world.counsellor)
        read(world.schulamt, line)
        sign(world, world.schulamt, line)
    announce(world, shown)
    client = as_(world.counsellor)
    page = reverse("schooling:round", kwargs={"pk": shown.pk})
    assert "Nachgekommene Kinder aufnehmen" not in client.get(page).content.decode()
    with asking(world.counsellor):
        before = set(Placement.objects.values_list("child", "group", "announced_on"))
        new = {nela(world).pk, nela(world, first_name="Cem", home=home(number="7")).pk}
    shown_now = " ".join(client.get(page).content.decode().split())
    assert "Kinder warten und sind nicht in dieser Runde" in shown_now
    sent = client.post(reverse("schooling:join_waiting", kwargs={"pk": shown.pk}))
    assert sent.status_code == 303
    assert "Nachgekommene Kinder aufnehmen" not in client.get(page).content.decode()
    with asking(world.counsellor):
        second = again(world, shown)
        told = ProposedSeat.objects.filter(proposal=second)
        assert new <= set(told.values_list("child", flat=True))
        assert set(Placement.objects.values_list("child", "group", "announced_on")) == before
        with pytest.raises(Refusal, match="nicht schon in dieser Runde"):
            planning.join_waiting(round=shown, on=world.on, at=now(), by=seat_of(world.counsellor))


def test_the_page_offers_the_seats_and_a_chosen_one_needs_a_reason(world: DemoWorld) -> None:
    shown, _ = opened(world)
    with asking(world.counsellor):
        child = nela(world)
        option = next(one for one in asked(world, child).options if not one.moved)
    client = as_(world.counsellor)
    door = reverse("schooling:arrival", kwargs={"pk": child.pk})
    assert door in client.get(reverse("schooling:child", kwargs={"pk": child.pk})).content.decode()
    client.get(door)
    with CaptureQueriesContext(connection) as questions:
        page = client.get(door).content.decode()
    assert len(questions) <= MOST_QUERIES, "the children of the round are not read again"
    assert option.name in page
    assert "ein Mensch entscheidet" in page
    take = reverse("schooling:join_child", kwargs={"pk": shown.pk, "child": child.pk})
    silent = client.post(take, {"ankunft-group": option.group, "ankunft-words": ""})
    assert (silent.status_code, "eigenen Worten" in silent.content.decode()) == (422, True)
    with asking(world.counsellor):
        assert not RoundChild.objects.filter(child=child).exists()
    sent = client.post(take, {"ankunft-group": option.group, "ankunft-words": "Kurzer Weg."})
    assert sent.status_code == 303
    assert "schon in der laufenden Runde" in client.get(door).content.decode()
    twice = client.post(take, {"ankunft-group": "", "ankunft-words": ""})
    assert twice.status_code == 422


def test_a_seat_that_is_no_longer_free_leaves_the_child_outside_the_round(world: DemoWorld) -> None:
    shown, _ = opened(world)
    with asking(world.counsellor):
        child = nela(world)
        group = Group.objects.get(pk=asked(world, child).options[0].group)
        Group.objects.filter(pk=group.pk).update(free_seats=0)
        group.refresh_from_db()
        with pytest.raises(Refusal, match="kein Platz frei"):
            joined(world, shown, child, group)
        assert not RoundChild.objects.filter(child=child).exists()
        assert not Decision.objects.filter(child=child).exists()
        Group.objects.update(free_seats=0)
    door = reverse("schooling:arrival", kwargs={"pk": child.pk})
    page = as_(world.counsellor).get(door).content.decode()
    assert "kommt ohne Platz in die Runde" in page
    assert "Warum gerade dort?" not in page, "where nothing can be chosen, no reason is asked for"


def test_without_a_round_only_free_seats_are_told_and_who_else_waits(world: DemoWorld) -> None:
    with asking(world.counsellor):
        child = nela(world)
        view = asked(world, child)
        assert not view.computed
        assert view.others_waiting
        assert all(not option.moved for option in view.options)
        place = Group.objects.get(pk=view.options[0].group)
        Group.objects.update(free_seats=0)
        assert asked(world, child).options == ()
        Group.objects.filter(pk=place.pk).update(free_seats=1)
        assert [option.group for option in asked(world, child).options] == [place.pk]
    door = reverse("schooling:arrival", kwargs={"pk": child.pk})
    page = as_(world.counsellor).get(door).content.decode()
    assert "läuft keine Runde" in page
    assert "weiterhilft" not in page
    with asking(world.counsellor):
        Group.objects.update(free_seats=0)
    full = as_(world.counsellor).get(door).content.decode()
    assert "Wo sollte eine Klasse öffnen?" in full, (
        "where nothing is free, the page says what to do"
    )


def test_nobody_but_counselling_looks_for_seats_or_takes_children_in(world: DemoWorld) -> None:
    shown, _ = opened(world)
    with asking(world.counsellor):
        child = nela(world)
    door = reverse("schooling:arrival", kwargs={"pk": child.pk})
    take = reverse("schooling:join_child", kwargs={"pk": shown.pk, "child": child.pk})
    every = reverse("schooling:join_waiting", kwargs={"pk": shown.pk})
    for person in (world.schulamt, world.town_office, world.charlie, world.administrator):
        client = as_(person)
        assert client.get(door).status_code in {403, 404}
        assert client.post(take).status_code in {403, 404}
        assert client.post(every).status_code in {403, 404}
    by = seat_of(world.schulamt)
    with asking(world.schulamt), pytest.raises(Refusal):
        planning.join_waiting(round=shown, on=world.on, at=now(), by=by)
    with asking(world.counsellor):
        assert not RoundChild.objects.filter(child=child).exists()
