# SPDX-License-Identifier: EUPL-1.2
"""A notice from the announcement to the family, and how an announced place may still change.

Renate counsels, Holger is the Schulamt, Miriam the Bezirksregierung, Karin heads Talblick; Charlie
works elsewhere in the centre and sees nothing.
"""

import datetime as dt
import io

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction

from rundertisch.kernel import languages, letters
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.schooling import actions, planning, queries
from rundertisch.schooling.models import (
    Child,
    Group,
    Handing,
    Notice,
    NoticeKind,
    NoticeRule,
    Placement,
    RefusalGround,
    Round,
)
from rundertisch.schooling.queries import notices
from tests.rooms.schooling.noticing import (
    WORDS,
    announced,
    ground,
    notice_about,
    other_group,
)
from tests.rooms.schooling.rounding import (
    TALBLICK,
    accept,
    announce,
    lines,
    now,
    opened,
    read,
    seat_of,
    sign,
)
from tests.support.papers import text_of
from tests.world import DemoWorld, Person, asking

pytestmark = pytest.mark.database
NOTHING = ("school_head", "town_office", "centre_head", "administrator", "auditor", "charlie")


def hand_over(
    world: DemoWorld, notice: Notice, *, handed: str = "PERSONALLY", days: int = 0
) -> Notice:
    """Let Renate hand a notice over."""
    by, day = seat_of(world.counsellor), world.on + dt.timedelta(days=days)
    with asking(world.counsellor):
        return actions.hand_over(notice=notice, handed=handed, handed_on=day, on=day, by=by)


def decide_anew(
    person: Person, notice: Notice, *, group: Group | None, code: str = "family", words: str = WORDS
) -> Notice:
    """Let an authority replace a notice."""
    by = seat_of(person)
    with asking(person):
        on = notice.made_on
        return actions.decide_anew(
            notice=notice, ground=ground(code), group=group, words=words, on=on, by=by
        )


def test_an_announced_place_has_a_notice_with_reasons_remedy_and_no_minutes(
    world: DemoWorld,
) -> None:
    (place,) = announced(world)
    notice = notice_about(world.counsellor, place)
    first_day = places.next_school_day(on=world.on + dt.timedelta(days=1))
    with asking(world.counsellor):
        heard = notice.child.hearings.latest("held_on").held_on
    for said in (
        "Schulamt für den Ennepe-Ruhr-Kreis (Demo), Erfundener Weg 1, 58332 Schwelm",
        str(notice.child),
        f"| Schule | {TALBLICK}, Ennepetal |",
        f"Sie wurden am {heard:%d.%m.%Y} dazu gehört",
        f"| Erster Schultag | {first_day:%d.%m.%Y} |",
        f"Ihr Kind wartet seit dem {notice.child.waiting_since:%d.%m.%Y}.",
        f"„{WORDS}“",
        "innerhalb eines Monats nach Bekanntgabe Widerspruch",
        "entscheidet: Bezirksregierung Arnsberg, Dezernat 48 (Demo).",
        "Im Auftrag: Holger Brandt, Schulamt",
        "noch nicht rechtlich geprüft",
    ):
        assert said in notice.text, said
    without = notice.text.replace("Geschätzte Fahrminuten", "")
    assert "inute" not in without
    assert not notice.child.street or notice.child.street not in notice.text
    assert (notice.kind, notice.by_id) == (NoticeKind.ALLOCATION, world.counsellor.seat_id)
    with asking(world.counsellor):
        assert Placement.objects.get(pk=place.pk).expected_on == first_day


def test_a_signature_that_names_minutes_is_refused(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    read(world.schulamt, line)
    with pytest.raises(Refusal, match="keine Minuten"):
        sign(world, world.schulamt, line, words="Nur 12 Minuten mit dem Bus.")
    assert sign(world, world.schulamt, line, words="Die nächste Schule mit freiem Platz.")


def test_without_the_address_for_the_objection_nothing_is_announced(world: DemoWorld) -> None:
    with asking(world.counsellor):
        NoticeRule.objects.filter(authority_kind="SCHULAMT").delete()
    with pytest.raises(Refusal, match="fehlt die Anschrift für den Widerspruch"):
        announced(world)
    with asking(world.counsellor):
        assert not Notice.objects.exists()
        assert not Placement.objects.exclude(announced_on=None).exists()


def test_the_paper_is_tagged_in_german_and_carries_the_translation_of_the_family(
    world: DemoWorld,
) -> None:
    (place,) = announced(world)
    notice = notice_about(world.counsellor, place)
    for code in languages.CODES:
        letter = queries.notice_letter(notice=notice, child=notice.child, language=code)
        paper = letters.pdf(letter=letter)
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("de", True)
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            with pdf.open_metadata() as about:
                assert about["pdfuaid:part"] == "1"
                assert about["dc:title"] == "Bescheid über die Zuweisung an eine Schule"
            figures = [
                one
                for one in pdf.objects
                if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
            ]
            assert all("/Alt" in one for one in figures)
            assert len(pdf.pages) >= (1 if code == "de" else 2)
    text = text_of(
        letters.pdf(letter=queries.notice_letter(notice=notice, child=notice.child, language="bg"))
    )
    assert "Решение за място в училище" in text
    assert "Rechtsbehelfsbelehrung" in text


def test_the_language_follows_the_interpreter_a_family_asked_for(world: DemoWorld) -> None:
    for spoken, code in (("Arabisch", "ar"), ("dari", "fa"), ("Türkisch", "tr"), ("Romanes", "")):
        assert notices.language_of(child=Child(interpreter_language=spoken)) == code


def test_a_protected_home_is_on_no_envelope_and_is_not_posted(world: DemoWorld) -> None:
    (place,) = announced(world)
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        child = Child.objects.select_related("home_town").get(pk=place.child_id)
        street = child.street
        actions.move_child(
            child=child,
            home=actions.Home(town=child.home_town, protected=True),
            on=world.on,
            by=by,
        )
    notice = notice_about(world.counsellor, place)
    letter = queries.notice_letter(notice=notice, child=notice.child, language="ar")
    assert letter.address[1:] == ("Anschrift geschützt: wird persönlich übergeben",)
    assert not street or street not in text_of(letters.pdf(letter=letter))
    with pytest.raises(Refusal, match="geschützt und nicht gespeichert"):
        hand_over(world, notice, handed=Handing.POST)
    assert hand_over(world, notice).handed == Handing.PERSONALLY


def test_the_objection_period_runs_from_the_handing_over(world: DemoWorld) -> None:
    one, two = announced(world, seats=2)
    by_hand = hand_over(world, notice_about(world.counsellor, one))
    assert by_hand.announced_on == world.on
    assert by_hand.objection_until == notices.months_later(day=world.on, months=1)
    posted = hand_over(world, notice_about(world.counsellor, two), handed=Handing.POST)
    assert posted.announced_on == world.on + dt.timedelta(days=4)
    with pytest.raises(Refusal, match="schon übergeben"):
        hand_over(world, by_hand)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ((2026, 10, 27), (2026, 11, 27)),  # a Friday
        ((2026, 10, 28), (2026, 11, 30)),  # the 28th is a Saturday
        ((2027, 1, 31), (2027, 3, 1)),  # February's last day is a Sunday
        ((2026, 11, 25), (2026, 12, 28)),  # Christmas Day is a Friday, then a weekend
        ((2027, 2, 26), (2027, 3, 30)),  # Good Friday, the weekend, Easter Monday
    ],
)
def test_a_month_ends_on_a_working_day_of_the_state(
    begins: tuple[int, int, int], ends: tuple[int, int, int]
) -> None:
    assert notices.months_later(day=dt.date(*begins), months=1) == dt.date(*ends)


def test_a_new_decision_cites_its_ground_and_replaces_the_old_notice(world: DemoWorld) -> None:
    (place,) = announced(world)
    old = notice_about(world.counsellor, place)
    with asking(world.schulamt):
        group = other_group(
            Placement.objects.select_related("group__school", "child").get(pk=place.pk)
        )
        before = Group.objects.get(pk=place.group_id).free_seats
    made = decide_anew(world.schulamt, old, group=group)
    assert made.kind == NoticeKind.NEW_DECISION
    assert f"Der Bescheid {old.reference} vom {world.on:%d.%m.%Y}" in made.text
    assert "Widerruf auf ihren Wunsch). (§ 49 VwVfG NRW)" in made.text
    with asking(world.counsellor):
        running = Placement.objects.get(child=place.child_id, ends_on=None)
        assert (running.group_id, running.announced_on) == (group.pk, world.on)
        assert Notice.objects.get(pk=old.pk).replaced_by.pk == made.pk
        assert Group.objects.get(pk=place.group_id).free_seats == before + 1
        assert [one.pk for one in queries.waiting_notices()] == [made.pk]
    with pytest.raises(Refusal, match="schon durch einen anderen ersetzt"):
        decide_anew(world.schulamt, old, group=None)


def test_the_round_and_the_head_know_the_place_of_a_new_decision(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.schulamt, proposal, school="Grundschule Sonnenhang")[0]
    read(world.schulamt, line)
    place = sign(world, world.schulamt, line)
    announce(world, shown)
    by = seat_of(world.schulamt)
    with asking(world.schulamt):
        same_kind = Group.objects.get(pk=line.group_id).kind
        talblick = Group.objects.select_related("school").get(school__name=TALBLICK, kind=same_kind)
        before = queries.signing_view(shown=shown, seat=by).signed
    decide_anew(world.schulamt, notice_about(world.schulamt, place), group=talblick)
    with asking(world.schulamt):
        queue = queries.signing_view(shown=shown, seat=by)
        assert line.child_id not in {one.seat.child_id for one in queue.lines}
        assert queue.signed == before
        view = queries.round_child_view(shown=shown, child=line.child)
        assert view.headline == f"{line.child}: {TALBLICK}"
    with asking(world.school_head):
        new = Placement.objects.get(child=line.child_id, ends_on=None)
    accept(world, new)
    with asking(world.counsellor):
        assert Placement.objects.get(pk=new.pk).answer == "ACCEPTED"


def test_a_notice_after_a_refusal_takes_the_place_of_the_earlier_one(world: DemoWorld) -> None:
    (place,) = announced(world)
    first, by = notice_about(world.counsellor, place), seat_of(world.school_head)
    with asking(world.school_head):
        actions.answer_seat(
            placement=Placement.objects.select_related("group__school").get(pk=place.pk),
            accepted=False,
            ground=RefusalGround.objects.get(code="capacity"),
            words="Voll.",
            on=world.on,
            at=now(),
            by=by,
        )
    renate = seat_of(world.counsellor)
    with asking(world.counsellor):
        assert queries.waiting_notices() == (), "nobody needs to read what the school refused"
        shown = Round.objects.get(sealed_on=None)
        again = planning.propose_round(round=shown, on=world.on, by=renate)
    line = next(one for one in lines(world.schulamt, again) if one.child_id == place.child_id)
    read(world.schulamt, line)
    new = sign(world, world.schulamt, line)
    announce(world, shown)
    second = notice_about(world.counsellor, new)
    assert second.replaces_id == first.pk
    assert f"An die Stelle des Bescheids {first.reference}" in second.text


def test_a_withdrawn_place_lets_the_child_wait_again_with_all_its_days(world: DemoWorld) -> None:
    (place,) = announced(world)
    old = notice_about(world.counsellor, place)
    made = decide_anew(world.schulamt, old, group=None, code="unlawful")
    assert made.kind == NoticeKind.WITHDRAWAL
    with asking(world.counsellor):
        child = Child.objects.waiting(on=world.on).get(pk=place.child_id)
        assert child.waiting_since == old.child.waiting_since


def test_only_the_authority_of_the_place_decides_anew(world: DemoWorld) -> None:
    (place,) = announced(world)
    old = notice_about(world.counsellor, place)
    with pytest.raises(Refusal, match="nur die Schulaufsicht"):
        decide_anew(world.counsellor, old, group=None)
    with asking(world.bezirksregierung):
        assert not Notice.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select schooling_decide_anew(%s, null, null, '', app_today())", [place.pk]
            )


def test_nobody_changes_an_announced_place_past_a_new_decision(world: DemoWorld) -> None:
    (place,) = announced(world)
    with asking(world.schulamt):
        other = other_group(
            Placement.objects.select_related("group__school", "child").get(pk=place.pk)
        )
        mine = Placement.objects.filter(pk=place.pk)
        for change in ({"group": other}, {"ends_on": world.on}, {"words": "Anders."}):
            with pytest.raises(DatabaseError, match="new decision only"), transaction.atomic():
                mine.update(**change)
        assert mine.get().group_id == place.group_id


def test_nobody_changes_or_deletes_a_notice(world: DemoWorld) -> None:
    (place,) = announced(world)
    for person in (world.counsellor, world.schulamt):
        with asking(person):
            with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
                Notice.objects.update(text="Etwas anderes.")
            assert Notice.objects.filter(placement=place).delete()[0] == 0
            assert Notice.objects.get(placement=place).text


@pytest.mark.parametrize("who", NOTHING)
def test_who_has_no_task_sees_no_notice(world: DemoWorld, who: str) -> None:
    announced(world)
    with asking(getattr(world, who)):
        assert not Notice.objects.exists()
