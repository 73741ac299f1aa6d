# SPDX-License-Identifier: EUPL-1.2
"""Correcting, moving, closing and taking back: who was faster, and what is never lost or kept."""

import datetime as dt

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Change, Child, School, Wish
from tests.rooms.schooling.changing import correct, free, home, newest, report, seated
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


def test_who_is_later_reads_who_changed_what_meanwhile_and_changes_nothing(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    opened = nela.version
    correct(world, counsellor, nela, need=actions.Need(grade=5), version=opened)
    late = Child.objects.get(pk=nela.pk)
    with pytest.raises(Refusal, match=r"Renate Abel .* Klasse: 5.*Ihre Eingaben stehen noch"):
        correct(world, counsellor, late, first_name="Nele", version=opened)
    late.refresh_from_db()
    assert (late.first_name, late.grade, late.version) == ("Nela", 5, opened + 1)
    correct(world, counsellor, late, first_name="Nele", version=opened + 1)
    assert Child.objects.get(pk=nela.pk).first_name == "Nele"


def test_every_verb_counts_the_version_on(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    school = School.objects.get(name="Grundschule Talblick")
    for count, verb in enumerate(
        (
            lambda: actions.counsel_child(
                child=nela, counselled_on=world.on, on=world.on, by=counsellor
            ),
            lambda: actions.keep_wishes(
                child=nela, schools=[school], forms=(), on=world.on, by=counsellor
            ),
            lambda: actions.move_child(
                child=nela, home=home(number="5"), on=world.on, by=counsellor
            ),
            lambda: actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor),
        ),
        start=2,
    ):
        verb()
        assert Child.objects.get(pk=nela.pk).version == count


def test_a_correction_is_taken_back_with_everything_that_stood_there(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor, need=actions.Need(grade=3, grade_to=4, forms=("Grundschule",)))
    correct(world, counsellor, nela, need=actions.Need(grade=5), first_name="Nele")
    back = actions.undo_change(change=newest(nela), on=world.on, by=counsellor)
    assert (back.first_name, back.grades, back.version) == ("Nela", "3–4", 3)
    assert [allowed.form for allowed in back.allowed_forms.all()] == ["Grundschule"]
    assert newest(nela).kind == "UNDONE"


def test_what_was_followed_by_something_else_is_not_taken_back(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    correct(world, counsellor, nela, first_name="Nele")
    first = newest(nela)
    correct(world, counsellor, Child.objects.get(pk=nela.pk), family_name="Probe")
    with pytest.raises(Refusal, match="etwas anderes geschehen"):
        actions.undo_change(change=first, on=world.on, by=counsellor)
    # also where something wrote past the verbs
    second = newest(nela)
    Wish.objects.create(child=nela, school=School.objects.all()[0], rank=1)
    with pytest.raises(Refusal, match="etwas anderes geschehen"):
        actions.undo_change(change=second, on=world.on, by=counsellor)


def test_only_the_newest_change_keeps_contents_so_that_no_history_of_homes_grows(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    for number in ("5", "7", "9"):
        actions.move_child(
            child=Child.objects.get(pk=nela.pk),
            home=home(number=number),
            on=world.on,
            by=counsellor,
        )
    rows = Change.objects.filter(child=nela).order_by("version")
    assert [row.before is not None for row in rows] == [False, False, True]
    assert {row.kind for row in rows} == {"CORRECTED"}


def test_a_home_that_becomes_protected_is_in_no_change_either(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    actions.move_child(
        child=nela, home=home(number="3", protected=True), on=world.on, by=counsellor
    )
    assert "Musterweg" not in str(newest(nela).before)
    assert "Musterweg" not in str(newest(nela).after)


def test_moving_inside_the_district_keeps_the_wait_and_the_place(
    world: DemoWorld, counsellor: Seat
) -> None:
    since = world.on - dt.timedelta(days=50)
    nela = report(world, counsellor, days=actions.Days(reported_on=since))
    place = seated(world, nela)
    moved = actions.move_child(
        child=nela, home=home(number="3", town="05954036"), on=world.on, by=counsellor
    )
    assert (moved.home_town.name, moved.waiting_since) == ("Witten", since)
    place.refresh_from_db()
    assert place.ends_on is None
    assert free(place) == 4


def test_who_moves_away_frees_the_seat_and_undo_takes_it_again(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    place = seated(world, nela)
    actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor)
    place.refresh_from_db()
    assert (place.ends_on, free(place)) == (world.on, 5)
    assert nela not in queries.waiting_children(on=world.on)
    back = actions.undo_change(change=newest(nela), on=world.on, by=counsellor)
    place.refresh_from_db()
    assert (back.left_on, place.ends_on, free(place)) == (None, None, 4)
    assert place.signed_by_id == world.schulamt.seat_id


def test_a_seat_that_was_given_on_is_not_taken_again(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    place = seated(world, nela)
    actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor)
    type(place.group).objects.filter(pk=place.group_id).update(free_seats=0)
    with pytest.raises(Refusal, match="kein Platz mehr frei"):
        actions.undo_change(change=newest(nela), on=world.on, by=counsellor)
    assert Child.objects.get(pk=nela.pk).left_on == world.on


def test_an_open_grade_is_settled_inside_its_range_only(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor, need=actions.Need(grade=4, grade_to=5))
    with pytest.raises(Refusal, match="nicht in der Spanne 4–5"):
        actions.settle_grade(child=nela, grade=6, on=world.on, by=counsellor)
    settled = actions.settle_grade(child=nela, grade=5, on=world.on, by=counsellor)
    assert settled.grades == "5"


def test_wishes_are_named_once_and_never_a_special_school(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    one, two = School.objects.filter(assignable="YES").order_by("pk")[:2]
    clinic = School.objects.get(name="Klinikschule an der Ennepe")
    for schools, forms, words in (
        ([one, one], (), "zweimal"),
        ([clinic], (), "kann hier nicht gewünscht werden"),
        ([one], ("Förderschule Lernen",), "Förderschule kann hier nicht gewählt werden"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.keep_wishes(
                child=nela, schools=schools, forms=forms, on=world.on, by=counsellor
            )
    kept = actions.keep_wishes(
        child=nela, schools=[two, one], forms=("Grundschule",), on=world.on, by=counsellor
    )
    assert [wish.school for wish in kept.wishes.order_by("rank")] == [two, one]


def test_only_counselling_takes_back_and_nobody_else_reads_what_stood_there(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    correct(world, counsellor, nela, first_name="Nele")
    change = newest(nela)
    for person in (world.schulamt, world.town_office, world.administrator, world.charlie):
        with asking(person):
            assert not Change.objects.exists()
            with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
                actions.undo_change(
                    change=change,
                    on=world.on,
                    by=Seat(pk=person.seat_id, role="TOWN_SCHOOL_OFFICE"),
                )
