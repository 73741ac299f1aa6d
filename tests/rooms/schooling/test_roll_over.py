# SPDX-License-Identifier: EUPL-1.2
"""1 August: who goes up, who leaves, who needs a new place, and everything taken back as one."""

import datetime as dt

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Child, Group, RollOver
from tests.rooms.schooling.changing import correct, report, seated
from tests.world import DemoWorld

pytestmark = pytest.mark.database


def august(world: DemoWorld) -> dt.date:
    """Return the next 1 August, after everybody of the world was reported."""
    return dt.date(world.on.year + (world.on >= dt.date(world.on.year, 8, 1)), 8, 1)


def change_year(world: DemoWorld, by: Seat) -> RollOver:
    """Change the school year on 1 August; groups without a figure begin with none."""
    first = august(world)
    return actions.roll_over(begins_on=first, on=first, by=by, missing_as_zero=True)


def test_everybody_goes_one_grade_up_and_a_range_keeps_its_width(
    world: DemoWorld, counsellor: Seat
) -> None:
    made = {
        grades: report(world, counsellor, need=actions.Need(grade=grades[0], grade_to=grades[1])).pk
        for grades in ((3, None), (4, 6), (11, 13), (12, 13))
    }
    change_year(world, counsellor)
    now = {grades: Child.objects.get(pk=pk).grades for grades, pk in made.items()}
    assert now == {(3, None): "4", (4, 6): "5–7", (11, 13): "12–13", (12, 13): "13"}


def test_after_grade_13_a_child_leaves_and_who_came_later_stays_in_its_grade(
    world: DemoWorld, counsellor: Seat
) -> None:
    eldest = report(world, counsellor, need=actions.Need(grade=13))
    later = report(world, counsellor)
    Child.objects.filter(pk=later.pk).update(reported_on=august(world))
    change_year(world, counsellor)
    eldest.refresh_from_db()
    later.refresh_from_db()
    assert (eldest.grade, eldest.left_on) == (13, august(world))
    assert (later.grade, later.left_on) == (3, None)


def test_from_grade_4_to_5_a_child_needs_a_new_place_and_waits_from_that_day(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor, need=actions.Need(grade=4))
    place = seated(world, nela)
    third = report(world, counsellor, first_name="Nora", need=actions.Need(grade=3))
    stays = seated(world, third)
    change_year(world, counsellor)
    for row in (nela, place, stays):
        row.refresh_from_db()
    assert (nela.grade, nela.waiting_since, place.ends_on) == (5, august(world), august(world))
    assert nela in queries.waiting_children(on=august(world))
    assert stays.ends_on is None


def test_a_school_that_teaches_the_next_grade_keeps_the_child(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor, need=actions.Need(grade=4))
    place = seated(world, nela, grades=(1, 6))
    change_year(world, counsellor)
    place.refresh_from_db()
    nela.refresh_from_db()
    assert (place.ends_on, nela.grade, nela.waits_again_on) == (None, 5, None)


def test_the_groups_begin_with_the_seats_entered_before(world: DemoWorld, counsellor: Seat) -> None:
    group = Group.objects.filter(school__name="Grundschule Talblick")[0]
    actions.keep_next_seats(group=group, next_seats=9, by=counsellor)
    change_year(world, counsellor)
    group.refresh_from_db()
    assert (group.free_seats, group.next_seats, group.counted_on) == (9, None, august(world))


def test_the_preview_changes_nothing_and_names_what_is_missing(
    world: DemoWorld, counsellor: Seat
) -> None:
    before = sorted(Child.objects.values_list("pk", "grade", "version"))
    planned = actions.moves(begins_on=august(world))
    assert len(planned.up) + len(planned.leaving) == len(before)
    assert planned.missing
    assert sorted(Child.objects.values_list("pk", "grade", "version")) == before


def test_the_year_is_not_changed_early_twice_late_or_with_missing_figures(
    world: DemoWorld, counsellor: Seat
) -> None:
    first = august(world)
    day = dt.timedelta(days=1)
    for on, zero, words in (
        (first - day, True, "frühestens an diesem Tag"),
        (first + 61 * day, True, "liegt über 60 Tage zurück"),
        (first, False, "fehlt noch, wie viele Plätze"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.roll_over(begins_on=first, on=on, by=counsellor, missing_as_zero=zero)
    change_year(world, counsellor)
    with pytest.raises(Refusal, match="ist schon gemacht"):
        change_year(world, counsellor)


def test_the_change_is_taken_back_whole_on_the_same_day(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor, need=actions.Need(grade=4))
    place = seated(world, nela)
    facts = ("pk", "grade", "grade_to", "left_on", "waits_again_on")
    seats = ("pk", "free_seats", "next_seats", "counted_on")
    before = (
        sorted(Child.objects.values_list(*facts), key=str),
        sorted(Group.objects.values_list(*seats), key=str),
    )
    done = change_year(world, counsellor)
    with pytest.raises(Refusal, match="nur am selben Tag"):
        actions.undo_roll_over(
            roll_over=done, on=august(world) + dt.timedelta(days=1), by=counsellor
        )
    actions.undo_roll_over(roll_over=done, on=august(world), by=counsellor)
    place.refresh_from_db()
    assert place.ends_on is None
    assert before == (
        sorted(Child.objects.values_list(*facts), key=str),
        sorted(Group.objects.values_list(*seats), key=str),
    )
    change_year(world, counsellor)  # and may be done again


def test_the_change_stays_once_a_child_or_a_seat_was_changed_since(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    done = change_year(world, counsellor)
    group = Group.objects.filter(school__name="Grundschule Talblick")[0]
    Group.objects.filter(pk=group.pk).update(free_seats=3)
    with pytest.raises(Refusal, match="Seit dem Wechsel wurden Plätze geändert"):
        actions.undo_roll_over(roll_over=done, on=august(world), by=counsellor)
    Group.objects.filter(pk=group.pk).update(free_seats=0)
    correct(world, counsellor, Child.objects.get(pk=nela.pk), first_name="Nele")
    with pytest.raises(Refusal, match="für ein Kind etwas anderes geschehen"):
        actions.undo_roll_over(roll_over=done, on=august(world), by=counsellor)


def test_one_child_alone_is_not_taken_out_of_the_change(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    change_year(world, counsellor)
    with pytest.raises(Refusal, match="nur im Ganzen"):
        actions.undo_change(change=nela.changes.latest("version"), on=august(world), by=counsellor)


def test_only_counselling_changes_the_year(world: DemoWorld) -> None:
    with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
        actions.roll_over(begins_on=august(world), on=august(world), by=None)


def test_the_change_is_due_for_sixty_days_and_then_the_next_one_is_shown(
    world: DemoWorld, counsellor: Seat
) -> None:
    first = august(world)
    day = dt.timedelta(days=1)
    following = dt.date(first.year + 1, 8, 1)
    for on in (first - day, first, first + 60 * day):
        assert queries.coming_school_year(on=on) == first
    assert queries.coming_school_year(on=first + 61 * day) == following
    change_year(world, counsellor)
    assert queries.coming_school_year(on=first + day) == following
