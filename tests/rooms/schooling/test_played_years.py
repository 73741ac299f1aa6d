# SPDX-License-Identifier: EUPL-1.2
"""A year is played through: with whom, on which seats, what is kept, and who may see it.

Renate counsels. What is kept names no child; nobody is seated by it.
"""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.engine.placement.simulate.check import check
from rundertisch.engine.placement.simulate.run import simulate
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import exchange, planning
from rundertisch.schooling.models import Child, Group, Placement, PlayedYear, YearKind
from rundertisch.schooling.planning.played_years import expected_year, past_year
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

POLICIES = [
    "own_town_first",
    "district_first_come",
    "deferred_acceptance",
    "weekly_optimum",
    "with_moves",
]


def play(world: DemoWorld, kind: YearKind, *, on: dt.date | None = None) -> PlayedYear:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        return planning.play_year(
            kind=kind, own_town_weeks=4, moving_weeks=2, on=on or world.on, by=by
        )


def expect(world: DemoWorld, children: int) -> None:
    year, week, _ = (world.on + dt.timedelta(weeks=2)).isocalendar()
    text = (
        f"town,stage,week,children,source\nWitten,primary,{year}-W{week:02d},{children},Sozialamt"
    )
    exchange.import_expectations(
        data=text.encode(), file="e.csv", on=world.on, by=seat_of(world.counsellor)
    )


def test_the_past_year_brings_each_child_in_the_week_it_was_reported(world: DemoWorld) -> None:
    with asking(world.counsellor):
        year = past_year(on=world.on)
        began = world.on - dt.timedelta(weeks=52)
        reported = dict(Child.objects.values_list("pk", "reported_on"))
        assert year.arrivals
        for arrival in year.arrivals:
            day = reported[int(arrival.child.id)]
            assert arrival.week == min(52, (day - began).days // 7 + 1)
        gone = set(Child.objects.exclude(left_on=None).values_list("pk", flat=True))
        assert gone.isdisjoint(int(child.id) for child in year.everyone.children)
        free = sum(Group.objects.values_list("free_seats", flat=True))
        held = Placement.objects.signed(on=world.on).filter(regular_since=None)
        asked = [int(child.id) for child in year.everyone.children]
        back = held.filter(child__in=asked).count()
        assert sum(group.free_seats for group in year.start.groups) == free + back
        assert not {one.id for one in year.start.placed} & set(map(str, asked))
        assert check(year, simulate(year)) == []


def test_the_coming_year_begins_with_who_waits_and_goes_on_with_who_is_expected(
    world: DemoWorld,
) -> None:
    with asking(world.counsellor):
        expect(world, 5)
        year = expected_year(on=world.on)
        waiting = Child.objects.waiting(on=world.on).count()
        assert (len(year.start.children), len(year.arrivals)) == (waiting, 5)
        assert {arrival.week for arrival in year.arrivals} == {3}
        assert sorted(arrival.child.grade for arrival in year.arrivals) == [1, 1, 2, 3, 4]
        assert check(year, simulate(replace(year, moving_weeks=4))) == []


def test_what_is_kept_names_no_child_and_seats_nobody(world: DemoWorld) -> None:
    with asking(world.counsellor):
        before = list(Placement.objects.order_by("pk").values_list("pk", "group", "ends_on"))
        ids = [f'"{pk}"' for pk in Child.objects.values_list("pk", flat=True)]
        names = list(Child.objects.exclude(family_name="").values_list("family_name", flat=True))
    kept = play(world, YearKind.PAST)
    assert [line["policy"] for line in kept.answer["policies"]] == POLICIES
    said = str(kept.answer).replace("'", '"')
    assert not [one for one in (*ids, *names) if one in said]
    assert kept.answer["does_not_say"]
    with asking(world.counsellor):
        after = list(Placement.objects.order_by("pk").values_list("pk", "group", "ends_on"))
        assert after == before
        with pytest.raises(DatabaseError), transaction.atomic():
            PlayedYear.objects.update(answer={})


def test_a_year_in_which_nothing_happened_is_no_year(world: DemoWorld) -> None:
    with pytest.raises(Refusal, match="kein Kind gemeldet"):
        play(world, YearKind.PAST, on=dt.date(2001, 1, 1))


def test_the_page_shows_the_figures_how_to_read_them_and_what_they_do_not_say(
    world: DemoWorld,
) -> None:
    client = as_(world.counsellor)
    door = reverse("schooling:played_years")
    assert door in client.get(reverse("schooling:rounds")).content.decode()
    assert "Noch wurde kein Jahr" in client.get(door).content.decode()
    wrong = client.post(reverse("schooling:play_year"), {"kind": "PAST", "own_town_weeks": "99"})
    assert wrong.status_code == 422
    terms = {"kind": "PAST", "own_town_weeks": "4", "moving_weeks": "2"}
    sent = client.post(reverse("schooling:play_year"), terms)
    assert sent.status_code == 303
    page = client.get(sent["Location"]).content.decode()
    with asking(world.counsellor):
        kept = PlayedYear.objects.get()
    assert kept.answer["headline"] in page
    assert page.count("rt-bar__value") == 2 * len(POLICIES)
    for sentence in (*kept.answer["says"], *kept.answer["does_not_say"]):
        assert sentence in page
    assert "als wären alle vom ersten Tag an da gewesen" in page
    assert kept.answer["headline"] in client.get(door).content.decode()
    file = client.get(reverse("schooling:export_played_year", kwargs={"pk": kept.pk}))
    rows = file.content.decode().splitlines()
    assert rows[0] == "policy,median,p90,longest,mean_wait,unplaced_end"
    assert [row.split(",")[0] for row in rows[1:]] == POLICIES


def test_nobody_but_counselling_plays_years_or_reads_them(world: DemoWorld) -> None:
    kept = play(world, YearKind.EXPECTED)
    strangers: tuple[Person, ...] = (world.charlie, world.schulamt, world.centre_head)
    for person in strangers:
        client = as_(person)
        for name in ("played_year", "export_played_year"):
            door = reverse(f"schooling:{name}", kwargs={"pk": kept.pk})
            assert client.get(door).status_code in {403, 404}
        with asking(person):
            assert not PlayedYear.objects.exists()
