# SPDX-License-Identifier: EUPL-1.2
"""A year is played through: with whom, on which seats, what is kept, and who may see it.

Renate counsels. What is kept names no child; nobody is seated by it.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.engine.placement.simulate.check import check
from rundertisch.engine.placement.simulate.over import Play, Played
from rundertisch.engine.placement.simulate.run import simulate
from rundertisch.kernel import executors, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.executors import Power
from rundertisch.schooling import actions, exchange, jobs, planning
from rundertisch.schooling.models import (
    Child,
    ExpectedArrivals,
    Group,
    Placement,
    PlayedPolicy,
    PlayedYear,
    PlayedYearState,
    Wish,
    YearKind,
)
from rundertisch.schooling.planning.played_years import expected_year, past_year
from rundertisch.site import operations_receipts
from tests.rooms.schooling.rounding import seat_of
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, Person, as_, asking, build

pytestmark = pytest.mark.database

POLICIES = [
    "own_town_first",
    "district_first_come",
    "deferred_acceptance",
    "weekly_optimum",
    "with_moves",
]


def ask(world: DemoWorld, kind: YearKind, *, on: dt.date | None = None) -> PlayedYear:
    """Let Renate ask for a year."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        return planning.start_year(
            kind=kind, own_town_weeks=4, moving_weeks=2, on=on or world.on, by=by
        )


Before = Callable[[str], None]


class Here(ThreadPoolExecutor):
    """Computes in this process; before each year something may happen, by the policy's name."""

    def __init__(self, before: Before) -> None:
        super().__init__(1)
        self.before = before

    def submit(self, work: Callable[[Play], Played], play: Play) -> Future[Played]:  # type: ignore[override]  # what `run` hands out
        self.before(play.policy)
        return super().submit(work, play)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Compute here; the policies in the order in which they began. One that is `broken` kills."""
    seen: list[str] = []

    def before(policy: str) -> None:
        seen.append(policy)
        if policy in broken:
            raise BrokenExecutor

    @contextmanager
    def power(**_: object) -> Iterator[Power]:
        with Here(before) as here:
            yield Power(here, 1)

    broken.clear()
    monkeypatch.setattr(executors, "power", power)
    return seen


broken: set[str] = set()


def work(own_database: OwnDatabase) -> None:
    """Let the worker do its job once."""
    with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
        jobs.play_years.run()


def found(world: DemoWorld) -> PlayedYear:
    with asking(world.counsellor):
        return PlayedYear.objects.get()


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


def test_a_job_plays_the_year_and_what_is_kept_names_no_child_and_seats_nobody(
    own_database: OwnDatabase, begun: list[str]
) -> None:
    world = build()
    client = as_(world.counsellor)
    door = reverse("schooling:played_years")
    assert door in client.get(reverse("schooling:rounds")).content.decode()
    assert "Noch wurde kein Jahr" in client.get(door).content.decode()
    wrong = client.post(reverse("schooling:play_year"), {"kind": "PAST", "own_town_weeks": "99"})
    assert wrong.status_code == 422
    terms = {"kind": "PAST", "own_town_weeks": "4", "moving_weeks": "2"}
    sent = client.post(reverse("schooling:play_year"), terms)
    assert sent.status_code == 303
    here = sent["Location"]
    running = client.get(here).content.decode()
    assert "0 von 5 Regeln durchgespielt" in running
    assert f'hx-get="{here}" hx-trigger="every 2s" hx-target="#jahr"' in running
    again = client.post(reverse("schooling:play_year"), terms)
    assert (again.status_code, "wird schon ein Jahr" in again.content.decode()) == (422, True)
    file = reverse("schooling:export_played_year", kwargs={"pk": found(world).pk})
    assert client.get(file).status_code == 404
    with asking(world.counsellor):
        before = list(Placement.objects.order_by("pk").values_list("pk", "group", "ends_on"))
        ids = [f'"{pk}"' for pk in Child.objects.values_list("pk", flat=True)]
        names = list(Child.objects.exclude(family_name="").values_list("family_name", flat=True))
    work(own_database)

    assert begun == POLICIES
    kept = found(world)
    assert kept.answer is not None
    assert [line["policy"] for line in kept.answer["policies"]] == POLICIES
    with asking(world.counsellor):
        whole = simulate(past_year(on=world.on)).tallies
        counts = [str(row.counts) for row in PlayedPolicy.objects.all()]
        after = list(Placement.objects.order_by("pk").values_list("pk", "group", "ends_on"))
        assert after == before
        with pytest.raises(DatabaseError), transaction.atomic():
            PlayedYear.objects.update(answer={})
        with pytest.raises(DatabaseError), transaction.atomic():
            PlayedPolicy.objects.update(counts={})
    assert [line["mean_tenths"] for line in kept.answer["policies"]] == [
        line.waits.mean_tenths for line in whole.lines
    ]
    said = f"{kept.answer} {kept.question} {counts}".replace("'", '"')
    assert not [one for one in (*ids, *names) if one in said]

    page = client.get(here).content.decode()
    assert "hx-trigger" not in page
    assert kept.answer["headline"] in page
    assert page.count("rt-bar__value") == 2 * len(POLICIES)
    for sentence in (*kept.answer["says"], *kept.answer["does_not_say"]):
        assert sentence in page
    assert "als wären alle vom ersten Tag an da gewesen" in page
    assert kept.answer["headline"] in client.get(door).content.decode()
    rows = client.get(file).content.decode().splitlines()
    assert rows[0] == "policy,median,p90,longest,mean_wait,unplaced_end"
    assert [row.split(",")[0] for row in rows[1:]] == POLICIES


def test_the_job_counts_in_who_is_expected(own_database: OwnDatabase, begun: list[str]) -> None:
    world = build()
    with asking(world.counsellor):
        expect(world, 5)
        waiting = Child.objects.waiting(on=world.on).count()
    year = ask(world, YearKind.EXPECTED)
    work(own_database)
    assert begun == POLICIES
    kept = found(world)
    assert kept.answer is not None
    assert kept.answer["children"] == waiting + 5
    page = as_(world.counsellor).get(reverse("schooling:played_year", kwargs={"pk": year.pk}))
    assert "in der Mitte seiner Stadt gedacht" in page.content.decode()


def test_whoever_is_killed_loses_what_is_being_played_and_not_the_year(
    own_database: OwnDatabase, begun: list[str]
) -> None:
    world = build()
    ask(world, YearKind.PAST)
    broken.add("weekly_optimum")
    with pytest.raises(BrokenExecutor):
        work(own_database)
    broken.clear()
    work(own_database)
    # what was being played when it died begins again, behind what nobody has tried
    assert begun == [*POLICIES[:4], "with_moves", "deferred_acceptance", "weekly_optimum"]
    assert found(world).state == PlayedYearState.DONE
    ask(world, YearKind.PAST)
    broken.add("own_town_first")
    for _ in range(3):
        with pytest.raises(BrokenExecutor):
            work(own_database)
    work(own_database)
    with asking(world.counsellor):
        given_up = PlayedYear.objects.latest("pk")
    assert given_up.state == PlayedYearState.FAILED
    assert "dreimal unterbrochen" in given_up.trouble
    door = reverse("schooling:played_year", kwargs={"pk": given_up.pk})
    assert "dreimal unterbrochen" in as_(world.counsellor).get(door).content.decode()


def test_children_or_seats_that_change_meanwhile_are_not_mixed(
    own_database: OwnDatabase, begun: list[str]
) -> None:
    world = build()
    ask(world, YearKind.PAST)
    broken.add("deferred_acceptance")
    with pytest.raises(BrokenExecutor):
        work(own_database)
    first = found(world).input_sha256
    own_database.owner_sql("update schooling_group set free_seats = free_seats + 1")
    broken.clear()
    begun.clear()
    work(own_database)
    assert begun == POLICIES
    kept = found(world)
    assert kept.state == PlayedYearState.DONE
    assert kept.input_sha256 != first


def test_a_year_that_is_cancelled_is_played_no_further(
    own_database: OwnDatabase, begun: list[str]
) -> None:
    world = build()
    year = ask(world, YearKind.PAST)
    stop = reverse("schooling:cancel_played_year", kwargs={"pk": year.pk})
    client = as_(world.counsellor)
    assert client.post(stop).status_code == 303
    work(own_database)
    assert begun == []
    here = reverse("schooling:played_year", kwargs={"pk": year.pk})
    assert "Abgebrochen" in client.get(here).content.decode()
    again = client.post(stop)
    assert (again.status_code, "nicht mehr gerechnet" in again.content.decode()) == (422, True)


def test_the_job_sees_children_only_while_a_year_is_played_and_changes_none(
    own_database: OwnDatabase, begun: list[str]
) -> None:
    world = build()
    worker = own_database.urls.worker or ""
    with operations_receipts.as_owner(owner_url=worker), scope.asking_job(jobs.YEARS):
        assert not Child.objects.exists()
        assert not ExpectedArrivals.objects.exists()
    year = ask(world, YearKind.PAST)
    with operations_receipts.as_owner(owner_url=worker), scope.asking_job(jobs.YEARS):
        assert Child.objects.exists()
        assert not Child.objects.update(grade=1)
        assert not Placement.objects.update(group_id=1)
        assert not Wish.objects.update(rank=1)
        assert not Wish.objects.all().delete()[0]
    with scope.asking_job(jobs.YEARS):  # the application, not the worker
        assert not Child.objects.exists()
        assert not PlayedYear.objects.exists()
    with asking(world.counsellor):
        actions.cancel_played_year(year=year, by=seat_of(world.counsellor))
    with operations_receipts.as_owner(owner_url=worker), scope.asking_job(jobs.YEARS):
        assert not Child.objects.exists()
    assert begun == []


def test_a_year_in_which_nothing_happened_is_no_year(world: DemoWorld) -> None:
    with pytest.raises(Refusal, match="kein Kind gemeldet"):
        ask(world, YearKind.PAST, on=dt.date(2001, 1, 1))


def test_nobody_but_counselling_plays_years_or_reads_them(world: DemoWorld) -> None:
    year = ask(world, YearKind.EXPECTED)
    strangers: tuple[Person, ...] = (world.charlie, world.schulamt, world.centre_head)
    for person in strangers:
        client = as_(person)
        for name in ("played_year", "export_played_year"):
            door = reverse(f"schooling:{name}", kwargs={"pk": year.pk})
            assert client.get(door).status_code in {403, 404}
        stop = reverse("schooling:cancel_played_year", kwargs={"pk": year.pk})
        assert client.post(stop).status_code in {403, 404}
        with asking(person):
            assert not PlayedYear.objects.exists()
            assert not PlayedPolicy.objects.exists()
            with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
                actions.cancel_played_year(year=year, by=seat_of(person))
