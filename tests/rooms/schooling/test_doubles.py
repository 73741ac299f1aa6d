# SPDX-License-Identifier: EUPL-1.2
"""Double reports merged, two children split, a first day missed; each taken back in one step."""

import datetime as dt
from typing import Any

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, planning, queries
from rundertisch.schooling.models import Child, Decision, School, Wish
from tests.rooms.schooling.changing import correct, free, newest, report, seated
from tests.rooms.schooling.rounding import now, seat_of
from tests.world import DemoWorld

pytestmark = pytest.mark.database


def twice(world: DemoWorld, by: Seat) -> tuple[Child, Child]:
    """Report Nela twice: in Ennepetal lately, and earlier elsewhere with another spelling."""
    nela = report(world, by, days=actions.Days(reported_on=world.on - dt.timedelta(days=5)))
    nele = report(
        world,
        by,
        first_name="Nele",
        born_on=dt.date(2017, 5, 4),
        family_reference="F-Probst",
        need=actions.Need(grade=3, forms=("Grundschule",)),
        days=actions.Days(reported_on=world.on - dt.timedelta(days=40)),
        counselled_on=world.on - dt.timedelta(days=30),
    )
    return nela, nele


def test_a_double_report_is_led_on_in_the_record_that_stays(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    one, two = School.objects.filter(assignable="YES").order_by("pk")[:2]
    wish = actions.wish_school
    wish(child=nela, school=one, rank=1, on=world.on, by=counsellor)
    wish(child=nele, school=one, rank=1, on=world.on, by=counsellor)
    wish(child=nele, school=two, rank=2, on=world.on, by=counsellor)
    place = seated(world, nele)
    kept = actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    nele.refresh_from_db()
    assert (kept.first_name, kept.born_on) == ("Nela", dt.date(2017, 5, 4))
    assert kept.waiting_since == world.on - dt.timedelta(days=40)
    assert kept.counselled_on == world.on - dt.timedelta(days=30)
    assert kept.family is not None
    assert kept.family.reference == "F-Probst"
    assert [allowed.form for allowed in kept.allowed_forms.all()] == ["Grundschule"]
    assert [w.school for w in kept.wishes.order_by("rank")] == [one, two]
    assert (nele.left_on, nele.merged_into) == (world.on, kept)
    assert nele not in queries.waiting_children(on=world.on)
    place.refresh_from_db()
    assert (place.child, place.signed_by_id, free(place)) == (kept, world.schulamt.seat_id, 4)


def test_a_merge_is_taken_back_to_the_last_wish(world: DemoWorld, counsellor: Seat) -> None:
    nela, nele = twice(world, counsellor)
    school = School.objects.filter(assignable="YES").order_by("pk")[0]
    actions.wish_school(child=nele, school=school, rank=2, on=world.on, by=counsellor)
    place = seated(world, nele)
    actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    back = actions.undo_change(change=newest(nela), on=world.on, by=counsellor)
    nele.refresh_from_db()
    place.refresh_from_db()
    assert (back.born_on, back.waiting_since) == (None, world.on - dt.timedelta(days=5))
    assert (nele.left_on, nele.merged_into, place.child) == (None, None, nele)
    assert [(w.rank, w.school) for w in Wish.objects.filter(child=nele)] == [(2, school)]
    assert not back.wishes.exists()


def test_a_merge_stays_once_something_else_happened_to_either(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    merge = newest(nela)
    seated(world, nela)  # the authority signs: not a verb of counselling
    with pytest.raises(Refusal, match="etwas anderes geschehen"):
        actions.undo_change(change=merge, on=world.on, by=counsellor)


def test_what_was_decided_in_the_open_round_follows_and_is_released_again(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    here = planning.open_round(on=world.on, by=seat_of(world.counsellor))
    school = School.objects.filter(assignable="YES", form="Grundschule").order_by("pk")[0]
    words = "Die Familie hat dort schlechte Erfahrungen gemacht."
    actions.exclude_school(
        round=here, child=nele, school=school, words=words, at=now(), by=seat_of(world.counsellor)
    )
    actions.merge_children(stays=nela, closes=nele, at=now(), on=world.on, by=counsellor)
    carried = Decision.objects.filter(child=nela, kind="EXCLUDED", released_by=None)
    assert [(one.school, one.words) for one in carried] == [
        (school, f"Aus der Meldung {nele.reference}: {words}")
    ]
    actions.undo_change(change=newest(nela), at=now(), on=world.on, by=counsellor)
    assert not carried.all().exists()
    assert Decision.objects.filter(child=nele, kind="EXCLUDED", released_by=None).exists()


def test_a_merge_stays_once_a_school_was_ruled_out_for_the_child(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    here = planning.open_round(on=world.on, by=seat_of(world.counsellor))
    actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    school = School.objects.filter(assignable="YES", form="Grundschule").order_by("pk")[0]
    actions.exclude_school(
        round=here, child=nela, school=school, words="Zu weit.", at=now(), by=counsellor
    )
    with pytest.raises(Refusal, match="etwas anderes geschehen"):
        actions.undo_change(change=newest(nela), on=world.on, by=counsellor)


def test_the_closed_report_is_changed_no_more(world: DemoWorld, counsellor: Seat) -> None:
    nela, nele = twice(world, counsellor)
    actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="zusammengeführt und geschlossen"):
        correct(world, counsellor, Child.objects.get(pk=nele.pk), first_name="Nela")


def test_what_cannot_be_merged_says_why(world: DemoWorld, counsellor: Seat) -> None:
    nela, nele = twice(world, counsellor)
    with pytest.raises(Refusal, match="dieselbe Meldung"):
        actions.merge_children(stays=nela, closes=nela, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="Während diese Seite offen war"):
        actions.merge_children(
            stays=nela, closes=nele, on=world.on, by=counsellor, versions=(nela.version, 0)
        )
    seated(world, nela)
    seated(world, nele)
    with pytest.raises(Refusal, match="Beide Meldungen haben einen laufenden Platz"):
        actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    actions.close_child(child=nele, left_on=world.on, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="aus der Liste genommen"):
        actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)


def test_a_protected_home_stays_protected_when_reports_are_merged(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    Child.objects.filter(pk=nele.pk).update(
        street="", house_number="", postcode="", lat=None, lon=None, address_protected=True
    )
    kept = actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    assert (kept.address_protected, kept.street, kept.lat) == (True, "", None)
    assert "Musterweg" not in str(newest(kept).before)


def split(world: DemoWorld, by: Seat, child: Child, **changes: object) -> Child:
    """Split Nora off, who is in grade 1."""
    given: dict[str, Any] = {
        "second": actions.SecondChild(
            first_name="Nora", family_name="Probst", born_on=dt.date(2019, 3, 1), grade=1
        ),
        "wishes": (),
        "takes_place": False,
        "on": world.on,
        "by": by,
    }
    return actions.split_child(child=child, **{**given, **changes})


def test_two_children_in_one_report_get_a_record_each_and_the_same_wait(
    world: DemoWorld, counsellor: Seat
) -> None:
    _, nele = twice(world, counsellor)
    one, two = School.objects.filter(assignable="YES").order_by("pk")[:2]
    actions.keep_wishes(
        child=nele, schools=[one, two], forms=("Grundschule",), on=world.on, by=counsellor
    )
    place = seated(world, nele)
    nora = split(world, counsellor, nele, wishes=Wish.objects.filter(school=two), takes_place=True)
    assert (nora.grade, nora.waiting_since) == (1, nele.waiting_since)
    assert nora in queries.siblings_of(child=nele)
    assert [w.school for w in nora.wishes.all()] == [two]
    assert [w.school for w in nele.wishes.all()] == [one]
    assert [allowed.form for allowed in nora.allowed_forms.all()] == ["Grundschule"]
    place.refresh_from_db()
    assert (place.child, free(place)) == (nora, 4)

    actions.undo_change(change=newest(nele), on=world.on, by=counsellor)
    place.refresh_from_db()
    assert not Child.objects.filter(pk=nora.pk).exists()
    assert place.child == nele
    assert [w.school for w in nele.wishes.order_by("rank")] == [one, two]


def test_a_split_stays_once_the_second_child_was_changed(
    world: DemoWorld, counsellor: Seat
) -> None:
    _, nele = twice(world, counsellor)
    nora = split(world, counsellor, nele)
    correct(world, counsellor, nora, first_name="Norah")
    with pytest.raises(Refusal, match="etwas anderes geschehen"):
        actions.undo_change(change=newest(nele), on=world.on, by=counsellor)


def test_two_equal_children_are_not_made_of_one(world: DemoWorld, counsellor: Seat) -> None:
    nela, _ = twice(world, counsellor)
    same = actions.SecondChild(first_name="Nela", family_name="Probst", born_on=None, grade=1)
    with pytest.raises(Refusal, match="wodurch sich die beiden unterscheiden"):
        split(world, counsellor, nela, second=same)


def test_who_did_not_appear_waits_again_as_long_as_before_and_the_seat_is_free(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, _ = twice(world, counsellor)
    place = seated(world, nela, since_days=3)
    assert nela not in queries.waiting_children(on=world.on)
    words = "Die Schule hat angerufen, die Familie ist nicht erreichbar."
    back = actions.did_not_appear(placement=place, words=words, on=world.on, by=counsellor)
    place.refresh_from_db()
    assert (place.ends_on, free(place), newest(nela).words) == (world.on, 5, words)
    assert back in queries.waiting_children(on=world.on)
    assert back.waiting_days(on=world.on) == 5
    actions.undo_change(change=newest(nela), on=world.on, by=counsellor)
    place.refresh_from_db()
    assert (place.ends_on, free(place)) == (None, 4)


def test_a_family_that_needs_no_place_is_closed_when_the_child_did_not_appear(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, _ = twice(world, counsellor)
    place = seated(world, nela, since_days=3)
    closed = actions.did_not_appear(
        placement=place, words="Umgezogen nach Hagen.", closes=True, on=world.on, by=counsellor
    )
    assert closed.left_on == world.on
    assert closed not in queries.waiting_children(on=world.on)


def test_not_appearing_needs_words_a_day_and_a_running_place(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, _ = twice(world, counsellor)
    place = seated(world, nela, since_days=0)
    for words, sentence in ((" ", "in einem Satz"), ("Nicht da.", "Frühestens am Tag danach")):
        with pytest.raises(Refusal, match=sentence):
            actions.did_not_appear(placement=place, words=words, on=world.on, by=counsellor)
    actions.close_child(child=nela, left_on=world.on, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="schon beendet"):
        actions.did_not_appear(placement=place, words="Nicht da.", on=world.on, by=counsellor)
