# SPDX-License-Identifier: EUPL-1.2
"""Figures of the queues: exact for whoever may open each child, protected for the leadership."""

import csv
import dataclasses
import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.engine.figures import Figure, Nearness
from rundertisch.kernel import figures as written
from rundertisch.schooling import queries
from rundertisch.schooling.models import Child, Placement, ProposedSeat
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database

PAGES = ("schooling:figures", "schooling:no_child_left_behind", "schooling:alarms")
MOST_QUERIES = 25


def text(answer: object) -> str:
    content: bytes = answer.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["charlie", "auditor", "former"])
def test_who_has_no_task_does_not_learn_that_there_are_figures(
    world: DemoWorld, who: str, page: str
) -> None:
    assert as_(getattr(world, who)).get(reverse(page)).status_code == 404


def test_the_counsellor_reads_exact_numbers_and_they_agree_with_the_list(
    world: DemoWorld, counsellor: Seat
) -> None:
    seen = queries.situation(on=world.on, leads=False)
    listed = queries.waiting_lines(on=world.on)
    assert seen.both.children.value == len(listed)
    assert seen.both.children.nearness is Nearness.EXACT
    assert seen.both.longest.value == max(line.days for line in listed)
    for waits, queue in zip(seen.queues, queries.QUEUES, strict=True):
        mine = [line for line in listed if line.queue == queue]
        days = sorted(line.days for line in mine)
        assert waits.children.value == len(mine)
        assert waits.median.value == days[(len(days) + 1) // 2 - 1]
        assert waits.p90.value == days[-(-len(days) * 9 // 10) - 1]
        for band, children in zip(seen.bands, waits.by_band, strict=True):
            assert children.value == sum(line.band == band for line in mine), band.name
    for town in seen.towns:
        assert town.children.value == len(queries.waiting_lines(on=world.on, place=town.key))


def test_the_leadership_reads_protected_numbers_of_every_child(world: DemoWorld) -> None:
    with asking(world.counsellor):
        exact = queries.situation(on=world.on, leads=False)
    for leader in (world.centre_head, world.administrator):
        with asking(leader):
            shown = queries.situation(on=world.on, leads=True)
        for true, seen in zip(exact.towns, shown.towns, strict=True):
            for one, other in zip(true.by_band, seen.by_band, strict=True):
                assert one.value is not None
                wanted = (
                    "0"
                    if not one.value
                    else ("unter 5" if one.value < 5 else f"rund {5 * round(one.value / 5)}")
                )
                assert written.headline(other) == wanted
        assert shown.headline.startswith(f"Rund {5 * round((exact.both.children.value or 0) / 5)}")
        few = [one for one in exact.towns if 0 < (one.children.value or 0) < 5]
        assert few
        names = {one.name for one in few}
        assert all(one.longest.value is None for one in shown.towns if one.name in names)


def test_the_leadership_counts_nothing_through_the_door_of_whoever_opens_children(
    world: DemoWorld,
) -> None:
    with asking(world.centre_head):
        assert queries.situation(on=world.on, leads=False).both.children.value == 0
    with asking(world.counsellor):
        assert queries.situation(on=world.on, leads=True).both.children.value == 0


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "who", ["counsellor", "schulamt", "town_office", "centre_head", "administrator"]
)
def test_every_page_of_figures_asks_little_and_says_day_and_source(
    world: DemoWorld, who: str, page: str
) -> None:
    client = as_(getattr(world, who))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(page))
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, len(asked)
    if page != "schooling:alarms":
        assert f"Stand {world.on:%d.%m.%Y}" in text(answer)
        assert "Quellen: Warteliste des Integrationszentrums" in text(answer)
        assert "noch nicht erreicht haben kann" in text(answer)


def rows_of(world: DemoWorld, who: str) -> list[dict[str, str]]:
    answer = as_(getattr(world, who)).get(reverse("schooling:export_figures"))
    assert answer.status_code == 200
    lines = answer.content.decode("utf-8-sig").splitlines()
    return list(csv.DictReader(lines, delimiter=";"))


def test_the_file_holds_exactly_the_numbers_of_the_page(world: DemoWorld) -> None:
    exact, protected = rows_of(world, "counsellor"), rows_of(world, "centre_head")
    assert len(exact) == len(protected) > 100
    for true, seen in zip(exact, protected, strict=True):
        keys = ("Kennzahl", "Stadt", "Stufe", "Schlange")
        assert [true[key] for key in keys] == [seen[key] for key in keys]
        if true["Kennzahl"] == "Kinder" and true["Wert"] not in {"0", ""}:
            assert re.fullmatch(r"unter 5|rund \d*[05]", seen["Wert"]), seen
    assert all(row["Stand"] for row in exact)
    page = text(as_(world.centre_head).get(reverse("schooling:figures")))
    for row in protected:
        assert row["Wert"] in page, row


@pytest.mark.parametrize("who", ["charlie", "auditor", "former", "school_head"])
def test_nobody_else_takes_the_file_home(world: DemoWorld, who: str) -> None:
    assert as_(getattr(world, who)).get(reverse("schooling:export_figures")).status_code == 404


def test_the_share_seated_leaves_out_who_could_not_have_reached_the_weeks(
    world: DemoWorld,
) -> None:
    with asking(world.counsellor):
        children = list(Child.objects.waiting(on=world.on))
        shown = queries.situation(on=world.on, leads=False)
    waited = [(world.on - child.waiting_since).days for child in children]
    for weeks, (share, of) in zip(queries.HORIZONS, shown.seated.pairs, strict=True):
        assert of.value == sum(days >= 7 * weeks for days in waited), weeks
        assert share.value == (0 if of.value else None)


def test_a_signed_seat_counts_from_the_weeks_in_which_it_was_signed(world: DemoWorld) -> None:
    with asking(world.schulamt):
        lines = ProposedSeat.objects.filter(group__school__form="Grundschule")
        line = lines.select_related("child", "group").order_by("-waiting_days")[0]
        assert line.group is not None
        since = line.child.waiting_since
        assert (world.on - since).days >= 28
        Placement.objects.create(
            child=line.child,
            group=line.group,
            starts_on=since + dt.timedelta(days=21),
            signed_on=since + dt.timedelta(days=21),  # within four weeks, not within two
            signed_by_id=world.schulamt.seat_id,
        )
    with asking(world.counsellor):
        two, four, _ = queries.situation(on=world.on, leads=False).seated.pairs
    assert two[0].value == 0
    assert four[0].value == round(100 / (four[1].value or 1)) > 0


def test_nobody_waiting_is_said_in_a_sentence_of_its_own() -> None:
    none = Figure(0)
    waits = queries.Waits("", "", none, (none,) * 4, none, none, none)
    seated = queries.Seated("", (none,), (none,))

    def headline(children: Figure, longest: Figure) -> str:
        both = dataclasses.replace(waits, children=children, longest=longest)
        day = dt.date(2026, 1, 1)
        found = queries.Situation(day, True, (), both, (), waits, (), seated, (), ())
        return found.headline

    assert headline(none, none) == "Kein Kind, von dem wir wissen, wartet auf einen Schulplatz"
    assert headline(Figure(1), Figure(9, "Tage")) == (
        "Ein Kind wartet auf einen Schulplatz, am längsten 9\N{NO-BREAK SPACE}Tage"
    )
    few, many = Figure(5, nearness=Nearness.UNDER), Figure(35, nearness=Nearness.ABOUT)
    assert headline(few, Figure(None)) == "Unter 5 Kinder warten auf einen Schulplatz"
    assert headline(many, Figure(None)) == "Rund 35 Kinder warten auf einen Schulplatz"
