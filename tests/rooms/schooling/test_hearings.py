# SPDX-License-Identifier: EUPL-1.2
"""Parents and child are each asked, the family is heard, and before that nobody signs a seat."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import (
    AskedWish,
    Child,
    Hearing,
    Placement,
    ProposedSeat,
    School,
    SchoolRecommendation,
    Whom,
)
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import TALBLICK, lines, opened, read, seat_of, sign
from tests.world import DemoWorld, as_, asking, unheard

pytestmark = pytest.mark.database


def ask(world: DemoWorld, by: Seat, nela: Child, /, **said: actions.Said) -> None:
    none = actions.Said(asked_on=world.on, none=True)
    answers = {Whom.PARENTS: said.get("parents", none), Whom.CHILD: said.get("child", none)}
    actions.ask_wishes(child=nela, said=answers, on=world.on, by=by)


def hear(world: DemoWorld, by: Seat, child: Child, **changes: object) -> Hearing:
    given: dict[str, Any] = {
        "held_on": world.on,
        "language": "Deutsch",
        "interpreter": False,
        "words": "",
        "on": world.on,
    }
    return actions.hear_family(child=child, by=by, **{**given, **changes})


def test_without_a_hearing_a_child_is_proposed_and_its_seat_cannot_be_signed(
    world: DemoWorld,
) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal, school=TALBLICK)[0]
    unheard(world, line.child)
    read(world.schulamt, line)
    with pytest.raises(Refusal, match="noch keine Anhörung"):
        sign(world, world.schulamt, line)
    signed = Placement(
        child_id=line.child_id,
        group_id=line.group_id or 0,
        starts_on=world.on,
        signed_on=world.on,
        signed_by_id=world.schulamt.seat_id,
    )
    heard = pytest.raises(IntegrityError, match="heard the family")
    with asking(world.schulamt), heard, transaction.atomic():
        signed.save()
    shown = proposal.round
    assert shown is not None
    client = as_(world.schulamt)
    told = client.get(reverse("schooling:signing", args=[shown.pk])).content.decode()
    assert "fehlt noch" in told
    page = client.get(reverse("schooling:round_child", args=[shown.pk, line.child_id]))
    assert "noch nicht angehört" in page.content.decode()
    with asking(world.schulamt):
        kept = ProposedSeat.objects.filter(pk=line.pk).exists()
    assert kept
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        ask(world, by, line.child)
        hear(world, by, line.child)
    assert sign(world, world.schulamt, line).signed_on == world.on


def test_parents_and_child_are_asked_for_themselves_and_no_wish_is_an_answer(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    with pytest.raises(Refusal, match="Noch nicht gefragt: die Eltern und das Kind"):
        hear(world, counsellor, nela)
    with pytest.raises(Refusal, match="Was wünscht sich das Kind"):
        ask(world, counsellor, nela, child=actions.Said(asked_on=world.on))
    talblick = School.objects.get(name=TALBLICK)
    ask(world, counsellor, nela, child=actions.Said(asked_on=world.on, school=talblick))
    said = {one.whom: one.said for one in queries.asked_wishes(child=nela)}
    assert said == {"PARENTS": "kein Wunsch", "CHILD": TALBLICK}
    heard = hear(world, counsellor, nela, language="Arabisch", interpreter=True)
    assert heard.wishes == f"die Eltern: kein Wunsch; das Kind: {TALBLICK}"
    assert heard.by_name == world.counsellor.name


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"none": True, "words": "die Schule am Park"}, "und doch steht ein Wunsch da"),
        ({"none": True, "later": 1}, "heute oder früher"),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused(
    world: DemoWorld, counsellor: Seat, said: dict[str, Any], told: str
) -> None:
    nela = changing.report(world, counsellor)
    day = world.on + dt.timedelta(days=said.pop("later", 0))
    with pytest.raises(Refusal, match=told):
        ask(world, counsellor, nela, child=actions.Said(asked_on=day, **said))
    assert not AskedWish.objects.filter(child=nela).exists()


def test_a_hearing_is_not_changed_and_not_dated_ahead(world: DemoWorld, counsellor: Seat) -> None:
    nela = changing.report(world, counsellor)
    ask(world, counsellor, nela)
    for changes, told in (
        ({"held_on": world.on + dt.timedelta(days=1)}, "liegt noch vor uns"),
        ({"held_on": world.on - dt.timedelta(days=1)}, "vorher wurde niemand"),
        ({"language": " "}, "In welcher Sprache"),
    ):
        with pytest.raises(Refusal, match=told):
            hear(world, counsellor, nela, **changes)
    heard = hear(world, counsellor, nela)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hearing.objects.filter(pk=heard.pk).update(words="anders")


def test_a_recommendation_never_names_a_special_school(world: DemoWorld, counsellor: Seat) -> None:
    nela = changing.report(world, counsellor)
    given: dict[str, Any] = {
        "child": nela,
        "grade": 3,
        "group_kind": "LANGUAGE",
        "on": world.on,
        "by": counsellor,
    }
    with pytest.raises(Refusal, match="nie aus fehlendem Deutsch"):
        actions.recommend_school(forms=["Förderschule Lernen"], words="passt", **given)
    with pytest.raises(Refusal, match="Fehlendes Deutsch begründet keinen"):
        actions.recommend_school(
            forms=["Grundschule"], words="Vielleicht sonderpädagogischer Förderbedarf.", **given
        )
    with pytest.raises(Refusal, match="mindestens eine"):
        actions.recommend_school(forms=[], words="passt", **given)
    made = actions.recommend_school(
        forms=["Grundschule"], words="Drei Jahre Schule, rechnet gern.", **given
    )
    assert queries.newest_recommendation(child=nela) == made
    special = SchoolRecommendation(
        child=nela,
        given_on=world.on,
        forms=["Förderschule"],
        grade=3,
        group_kind="LANGUAGE",
        words="x",
        by=counsellor,
        by_name="x",
    )
    with pytest.raises(IntegrityError, match="special_school_never"), transaction.atomic():
        special.save()


def test_a_hearing_of_a_double_report_counts_for_the_one_that_stays(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = changing.report(world, counsellor)
    again = changing.report(world, counsellor, reference="D-999")
    ask(world, counsellor, again)
    hear(world, counsellor, again)
    actions.merge_children(stays=nela, closes=again, on=world.on, by=counsellor)
    assert queries.heard_children(pks=[nela.pk]) == {nela.pk}
    assert changing.seated(world, nela).signed_on == world.on


@pytest.mark.parametrize("who", ["charlie", "administrator", "town_office", "school_head"])
def test_who_does_not_decide_reads_no_hearing(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    with asking(world.counsellor):
        nela = Hearing.objects.first()
        assert nela is not None
    with asking(person):
        for model in (Hearing, AskedWish, SchoolRecommendation):
            assert not model.objects.exists(), model
        with pytest.raises(Refusal, match="nur die Seiteneinsteigerberatung"):
            hear(world, seat_of(person), Child(pk=nela.child_id))
    for name in ("hearing", "recommendation", "wishes"):
        url = reverse(f"schooling:{name}", args=[nela.child_id])
        assert as_(person).get(url).status_code == 404, name


def test_the_pages_take_wishes_hearing_and_recommendation(world: DemoWorld) -> None:
    by, client, on = seat_of(world.counsellor), as_(world.counsellor), world.on
    with asking(world.counsellor):
        nela = changing.report(world, by)

    def day(name: str) -> dict[str, int]:
        return {f"{name}_tag": on.day, f"{name}_monat": on.month, f"{name}_jahr": on.year}

    asked = reverse("schooling:ask_wishes", args=[nela.pk])
    answers = {**day("parents_on"), **day("child_on"), "parents_none": "on"}
    refused = client.post(asked, answers)
    assert refused.status_code == 422
    assert "Was wünscht sich das Kind?" in refused.content.decode()
    assert client.post(asked, {**answers, "child_words": "wo Tara ist"}).status_code == 303
    heard = reverse("schooling:hear_family", args=[nela.pk])
    assert client.post(heard, {**day("held_on"), "language": ""}).status_code == 422
    told = client.post(heard, {**day("held_on"), "language": "Deutsch"}, follow=True)
    assert told.status_code == 200
    page = client.get(reverse("schooling:hearing", args=[nela.pk])).content.decode()
    assert f"angehört am {on:%d.%m.%Y}" in page
    assert "wo Tara ist" in page
    advice = reverse("schooling:recommend_school", args=[nela.pk])
    given = {"forms_named": ["Grundschule"], "grade": "3", "group_kind": "LANGUAGE"}
    named = client.post(advice, {**given, "words": "Besser auf die Förderschule."})
    assert named.status_code == 422
    assert "Fehlendes Deutsch" in named.content.decode()
    assert client.post(advice, {**given, "words": "Rechnet gern."}).status_code == 303
