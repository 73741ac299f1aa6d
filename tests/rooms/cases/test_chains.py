# SPDX-License-Identifier: EUPL-1.2
"""The coordination keeps the usual steps; a case keeps those that it was opened with."""

import datetime as dt

import pytest
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, queries
from rundertisch.cases.actions import chains
from rundertisch.cases.models import NeedChain, PlanStep
from rundertisch.kernel.errors import Refusal
from rundertisch.situation.models import NeedDomain
from tests.rooms.cases.test_clients import opened
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database
LIST, CODE = "cases:chains", "KINDERGELD"
NOBODY = ("counsellor", "agency", "schulamt", "administrator", "auditor", "former")


def seat_of(person: Person) -> Seat:
    """Return the seat on which this person sits."""
    return Seat.objects.select_related("user", "partner").get(pk=person.seat_id)


def running(code: str = CODE) -> NeedChain:
    """Return the version of a chain that is in force."""
    return NeedChain.objects.get(code=code, ends_on=None)


def says(
    *words: str,
    title: str = "Kindergeld",
    domain: str = "LIVELIHOOD",
    checked: dt.date | None = None,
) -> chains.Says:
    """Return what a chain is to say, a step each."""
    return chains.Says(
        title=title,
        domain=NeedDomain.objects.get(pk=domain) if domain else None,
        steps=[chains.Step(one, "die Person", 7 * at) for at, one in enumerate(words)],
        source="Merkblatt Kindergeld",
        verified_on=checked,
    )


def test_a_case_keeps_its_steps_when_the_chain_says_something_else(world: DemoWorld) -> None:
    on = world.on
    with asking(world.charlie):
        by = seat_of(world.charlie)
        client = opened(world, by)
        old = running()
        need = actions.open_chain(client=client, chain=old, on=on, by=by)
        agreed = list(
            PlanStep.objects.filter(need=need).order_by("pk").values_list("words", "due_on")
        )
    with asking(world.coordination):
        by = seat_of(world.coordination)
        new = chains.change_chain(
            code=CODE,
            shown=old.pk,
            says=says("Antrag stellen", "Bescheid", checked=on),
            on=on,
            by=by,
        )
        old.refresh_from_db()
        assert (old.ends_on, new.starts_on, new.verified) == (on, on, True)
        assert [len(one.steps.all()) for one in queries.versions(code=CODE)] == [2, 4]
        again = chains.change_chain(code=CODE, shown=new.pk, says=says("Antrag"), on=on, by=by)
        assert not again.verified, "who changes it says anew whether it was checked"
        assert len(queries.versions(code=CODE)) == 2, "what held for no day is not kept"
    with asking(world.charlie):
        by = seat_of(world.charlie)
        steps = PlanStep.objects.filter(need=need).order_by("pk")
        assert list(steps.values_list("words", "due_on")) == agreed
        with pytest.raises(Refusal, match="neu wählen"):
            actions.open_chain(client=client, chain=old, on=on, by=by)
        newer = actions.open_chain(client=client, chain=running(), on=on, by=by)
        assert [one.words for one in PlanStep.objects.filter(need=newer)] == ["Antrag"]


def test_what_is_refused_says_why_and_who_was_faster_is_told(world: DemoWorld) -> None:
    on = world.on
    with asking(world.coordination):
        by, shown = seat_of(world.coordination), running().pk

        def change(said: chains.Says, seen: int = shown) -> NeedChain:
            return chains.change_chain(code=CODE, shown=seen, says=said, on=on, by=by)

        with pytest.raises(Refusal, match="ohne Schritt"):
            change(says())
        with pytest.raises(Refusal, match="Zukunft"):
            change(says("Antrag", checked=on + dt.timedelta(days=1)))
        with pytest.raises(Refusal, match="heißt schon eine andere Kette"):
            change(says("Antrag", title="krankenversicherung"))
        with pytest.raises(Refusal, match="Lebensbereich"):
            chains.begin_chain(says=says("Antrag", title="Wohngeld", domain=""), on=on, by=by)
        change(says("Antrag"))
        with pytest.raises(Refusal, match="jemand anders"):
            change(says("Anders"))
        chains.retire_chain(code=CODE, shown=running().pk, on=on, by=by)
        with pytest.raises(Refusal, match="nicht mehr angeboten"):
            change(says("Antrag"))
        assert CODE not in {one.code for one in queries.chains(on=on)}
        assert [one.ends_on for one in queries.versions(code=CODE)] == [on]
    with asking(world.charlie):
        by = seat_of(world.charlie)
        with pytest.raises(Refusal, match="KIM-Koordination"):
            chains.begin_chain(says=says("Antrag", title="Wohngeld"), on=on, by=by)


def sent(page: object, **changes: str) -> dict[str, str]:
    """Return what a browser would send of the form of a chain, with these changes."""
    context = page.context  # type: ignore[attr-defined]  # a page that was opened
    forms = [context["form"], context["steps"].management_form, *context["steps"].forms]
    values = {}
    for field in (field for form in forms for field in form if field.name != "verified_on"):
        value = field.value()
        values[field.html_name] = "" if value is None else str(getattr(value, "text", value))
    return values | changes


def test_on_the_page_steps_are_put_in_order_added_renamed_and_left_out(world: DemoWorld) -> None:
    sibylle, url = as_(world.coordination), reverse("cases:chain", args=[CODE])
    page = sibylle.get(url)
    assert "nicht geprüft" in page.content.decode()
    change = reverse("cases:change_chain", args=[CODE])
    first = page.context["steps"].forms[0].initial["words"]
    new = {"schritt-4-words": "Zuerst anrufen", "schritt-4-place": "1", "schritt-4-who": ""}
    half = sibylle.post(change, sent(page, **new))
    assert half.status_code == 422
    assert "wer diesen Schritt macht" in half.content.decode()
    whole = new | {"schritt-4-who_else": "Familienkasse", "schritt-4-after_days": "2"}
    moved = {"schritt-0-place": "9", "schritt-1-words": "", "title": "Kindergeld und Zuschlag"}
    assert sibylle.post(change, sent(page, **whole, **moved)).status_code == 303
    with asking(world.coordination):
        steps = list(running().steps.order_by("number"))
        assert (steps[0].words, steps[0].who, steps[0].after_days) == (
            "Zuerst anrufen", "Familienkasse", 2,
        )  # fmt: skip
        assert (len(steps), steps[-1].words) == (4, first)
    typed = next(
        one.initial
        for one in sibylle.get(url).context["steps"].forms
        if one.initial.get("words") == "Zuerst anrufen"
    )
    assert (typed["who"], typed["who_else"]) == ("", "Familienkasse"), "not one of those offered"
    slower = sibylle.post(change, sent(page, title="Kinderzuschlag"))
    assert slower.status_code == 422
    assert "noch einmal absenden" in slower.content.decode()
    assert sibylle.post(change, sent(slower, title="Kinderzuschlag")).status_code == 303
    begin = {**sent(sibylle.get(reverse("cases:new_chain")), title="Wohngeld", domain="HOUSING")}
    begin |= {"source": "WoGG", "schritt-0-words": "Antrag", "schritt-0-who": "die Person"}
    assert sibylle.post(reverse("cases:begin_chain"), begin).status_code == 422
    done = sibylle.post(reverse("cases:begin_chain"), begin | {"schritt-0-after_days": "7"})
    assert done.status_code == 303
    offered = as_(world.charlie).get(reverse(LIST)).content.decode()
    assert "Wohngeld" in offered
    assert "Kinderzuschlag" in offered


def test_the_case_manager_reads_them_and_nobody_else_opens_or_changes_them(
    world: DemoWorld,
) -> None:
    page = reverse("cases:chain", args=[CODE])
    change, retire = (reverse(f"cases:{verb}_chain", args=[CODE]) for verb in ("change", "retire"))
    read = as_(world.charlie).get(page)
    assert read.status_code == 200
    assert "Ab heute so" not in read.content.decode()
    for who in (*NOBODY, "charlie"):
        client = as_(getattr(world, who))
        for url in (change, retire, reverse("cases:begin_chain")):
            assert client.post(url, {"title": "x"}).status_code == 404, (who, url)
        if who != "charlie":
            assert client.get(page).status_code == 404, who
            assert client.get(reverse(LIST)).status_code == 404, who
    late = as_(world.centre_head).post(retire, {"shown": "0"})
    assert late.status_code == 422
    with asking(world.centre_head):
        shown = running().pk
    assert as_(world.centre_head).post(retire, {"shown": shown}).status_code == 303
    assert "wird nicht mehr angeboten" in as_(world.charlie).get(page).content.decode()
