# SPDX-License-Identifier: EUPL-1.2
"""Scenarios of a round: Renate asks, a job answers one by one, and nobody else sees anything."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.engine.placement.scenarios import Outcome, Scenario
from rundertisch.kernel import executors, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.executors import Power
from rundertisch.schooling import actions, jobs, planning, queries
from rundertisch.schooling import models as rows
from rundertisch.schooling.models import Round, ScenarioRun, School
from rundertisch.site import operations_receipts
from tests.rooms.schooling.rounding import TALBLICK, now, opened, seat_of
from tests.support import dask_cluster
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
ASKED = {"fewer_seats_percent": 10, "more_arrivals_percent": 20, "more_minutes": 10}
TYPED = {**ASKED, "kind": "LANGUAGE", "grade_from": 1, "grade_to": 4, "seats": 15}
NAMES = [
    "heute",
    "10 % weniger Plätze",
    "20 % mehr Ankünfte",
    "10 % weniger Plätze und 20 % mehr Ankünfte",
    "jeder Weg bis 10 Minuten länger",
]


Before = Callable[[str], None]


class Here(ThreadPoolExecutor):
    """Computes in this process; before each piece something may happen, by the scenario's name."""

    def __init__(self, before: Before) -> None:
        super().__init__(1)
        self.before = before

    def submit(  # type: ignore[override]  # what `run` hands out
        self, work: Callable[[Scenario], Outcome], scenario: Scenario
    ) -> Future[Outcome]:
        self.before(scenario.variation.name)
        return super().submit(work, scenario)


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> list[Before]:
    """Compute here; the newest entry is called with the name of each scenario that begins."""
    steps: list[Before] = [lambda _: None]

    @contextmanager
    def power(**_: object) -> Iterator[Power]:
        with Here(steps[-1]) as here:
            yield Power(here, 1)

    monkeypatch.setattr(executors, "power", power)
    return steps


def start(world: DemoWorld, shown: Round, **questions: object) -> ScenarioRun:
    """Let Renate Abel ask."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        asked = planning.Questions(**{**ASKED, **questions})  # type: ignore[arg-type]  # by name
        return planning.start_scenarios(round=shown, questions=asked, at=now(), by=by)


def work(own_database: OwnDatabase) -> None:
    """Let the worker do its job once."""
    with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
        jobs.compute_scenarios.run()


def states(own_database: OwnDatabase, run: ScenarioRun) -> list[tuple[str, str]]:
    """Return state and trouble of every scenario of a run, in order."""
    return own_database.owner_sql(
        "select state, trouble from schooling_scenario where run_id = %s order by number", run.pk
    )


def shown_to(world: DemoWorld, shown: Round) -> queries.ScenariosView:
    """Return what Renate sees."""
    with asking(world.counsellor):
        view = queries.newest_scenarios(shown=shown)
    assert view is not None
    return view


def test_the_job_answers_every_scenario_and_the_page_holds_them_against_today(
    own_database: OwnDatabase, before: list[Before]
) -> None:
    world = build()
    shown, proposal = opened(world)
    with asking(world.counsellor):
        school = School.objects.get(name=TALBLICK)
    group = {"kind": "LANGUAGE", "grade_from": 1, "grade_to": 4, "seats": 15, "school": school.pk}
    run = start(world, shown, opened=group, without_caps=True, siblings_first=True)
    queued = "select count(*) from procrastinate_jobs where task_name = 'scenarios'"
    assert own_database.owner_sql(queued) == [(1,)]
    work(own_database)

    view = shown_to(world, shown)
    assert [row.name for row in view.rows] == [
        *NAMES,
        "ohne Obergrenzen der Schulen",
        "Geschwister vor kurzen Wegen",
        f"eine Gruppe mehr, Klasse 1–4: {TALBLICK}",
    ]
    assert states(own_database, run) == [("DONE", "")] * len(view.rows)
    left = [row.unplaced.value for row in view.rows if row.unplaced]
    assert left[0] == proposal.plan["unplaced"]
    assert left[3] == max(left) > left[0]
    assert left[7] < left[0]
    assert view.rows[3].against == f"{left[3] - left[0]} mehr"
    assert view.headline == f"Höchstens {left[3]} Kinder ohne Platz: {NAMES[3]}"
    assert not view.running

    page = as_(world.counsellor).get(reverse("schooling:scenarios", args=[shown.pk]))
    assert "hx-trigger" not in page.content.decode()
    before.append(lambda name: pytest.fail(f"computed again: {name}"))
    work(own_database)


def test_one_that_cannot_be_is_told_and_one_that_kills_takes_no_other_along(
    own_database: OwnDatabase, before: list[Before]
) -> None:
    world = build()
    shown, _ = opened(world)
    run = start(world, shown)
    own_database.owner_sql(
        "update schooling_scenario set variation = jsonb_set(variation, '{seats_percent}', '-200')"
        " where run_id = %s and number = 4",
        run.pk,
    )

    def broken(name: str) -> None:
        if name == NAMES[1]:
            raise BrokenExecutor  # the process that computes it is killed, every time

    before.append(broken)
    for _ in range(3):
        with pytest.raises(BrokenExecutor):
            work(own_database)
    work(own_database)
    answered = states(own_database, run)
    assert [state for state, _ in answered] == ["DONE", "FAILED", "DONE", "FAILED", "DONE"]
    assert "dreimal unterbrochen" in answered[1][1]
    assert "seats_percent" in answered[3][1]
    assert not shown_to(world, shown).running


def test_a_run_that_is_cancelled_keeps_what_is_answered_and_computes_no_more(
    own_database: OwnDatabase, before: list[Before]
) -> None:
    world = build()
    shown, _ = opened(world)
    run = start(world, shown)
    stop = "update schooling_scenariorun set ended_at = now(), cancelled = true"

    def cancel(name: str) -> None:
        if name == NAMES[3]:  # the first two are answered by then, the third may be
            own_database.owner_sql(stop)

    before.append(cancel)
    work(own_database)
    found = [state for state, _ in states(own_database, run)]
    assert found[:2] + found[3:] == ["DONE"] * 2 + ["WAITING"] * 2
    view = shown_to(world, shown)
    assert view.headline == f"Abgebrochen: {found.count('DONE')} von 5 Szenarien gerechnet"
    assert (view.rows[3].state, view.rows[0].state) == ("nicht gerechnet", "")


def test_a_round_that_has_lost_a_child_is_not_mixed_with_what_it_was(
    own_database: OwnDatabase, before: list[Before]
) -> None:
    world = build()
    shown, _ = opened(world)
    run = start(world, shown)
    own_database.owner_sql(
        "delete from schooling_roundchild where id ="
        " (select max(id) from schooling_roundchild where round_id = %s)",
        shown.pk,
    )
    work(own_database)
    assert {state for state, _ in states(own_database, run)} == {"FAILED"}
    view = shown_to(world, shown)
    assert (view.running, view.headline) == (False, "Kein Szenario ließ sich rechnen")
    assert "hat sich seit dem Beginn geändert" in view.rows[0].trouble


def test_while_the_cluster_is_silent_the_page_says_so_and_the_job_sees_only_what_it_needs(
    own_database: OwnDatabase, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build()
    shown, _ = opened(world)
    settings.CLUSTER = f"tcp://127.0.0.1:{dask_cluster.free_port()}"
    monkeypatch.setattr(executors, "SECONDS_TO_ANSWER", 0.2)
    assert seen_by_job(own_database) == (0, 0, 0)
    run = start(world, shown)
    work(own_database)
    assert {state for state, _ in states(own_database, run)} == {"WAITING"}
    assert "antwortet nicht" in shown_to(world, shown).run.trouble
    rounds, children, names = seen_by_job(own_database)
    assert (rounds, names) == (1, 0)
    assert children > 0
    with scope.asking_job(jobs.JOB):  # the application, not the worker
        assert not Round.objects.exists()


def seen_by_job(own_database: OwnDatabase) -> tuple[int, int, int]:
    """Return how many rounds, rows of rounds and children the job sees."""
    with (
        operations_receipts.as_owner(owner_url=own_database.urls.worker or ""),
        scope.asking_job(jobs.JOB),
    ):
        return (
            Round.objects.count(),
            rows.RoundChild.objects.count(),
            rows.Child.objects.count(),
        )


@pytest.mark.parametrize(
    "who", ["charlie", "administrator", "auditor", "schulamt", "town_office", "school_head"]
)
def test_who_does_not_counsel_sees_no_run_and_starts_none(world: DemoWorld, who: str) -> None:
    shown, _ = opened(world)
    run = start(world, shown)
    person = getattr(world, who)
    client, by = as_(person), seat_of(person)
    doors = (
        client.get(reverse("schooling:scenarios", args=[shown.pk])),
        client.post(reverse("schooling:start_scenarios", args=[shown.pk]), TYPED),
        client.post(reverse("schooling:cancel_scenarios", args=[shown.pk, run.pk])),
    )
    assert {answer.status_code for answer in doors} <= {403, 404}
    with asking(person):
        assert not ScenarioRun.objects.exists()
        assert not rows.Scenario.objects.exists()
        for verb in (
            lambda: planning.start_scenarios(
                round=shown, questions=planning.Questions(more_minutes=5), at=now(), by=by
            ),
            lambda: actions.cancel_scenarios(run=run, at=now(), by=by),
        ):
            with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
                verb()


def text(answer: object) -> str:
    """Return a page as one line."""
    content: bytes = answer.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", content.decode())


def test_renate_asks_waits_and_breaks_off_on_the_page(world: DemoWorld) -> None:
    shown, _ = opened(world)
    client: Client = as_(world.counsellor)
    page = reverse("schooling:scenarios", args=[shown.pk])
    start_url = reverse("schooling:start_scenarios", args=[shown.pk])
    assert page in text(client.get(reverse("schooling:round", args=[shown.pk])))
    assert "Was soll anders sein?" in text(client.get(page))

    nothing = {**TYPED, **dict.fromkeys(ASKED, 0)}
    assert "„heute“ allein vergleicht nichts" in text(client.post(start_url, nothing))
    upside_down = {**TYPED, "school": school_pk(world), "grade_from": 5}
    assert "nicht vor der ersten" in text(client.post(start_url, upside_down))
    too_old = {**TYPED, "school": school_pk(world), "grade_from": 5, "grade_to": 9}
    assert f"{TALBLICK} (Grundschule) hat Klasse 1–4." in text(client.post(start_url, too_old))

    assert client.post(start_url, TYPED)["Location"] == page
    running = text(client.get(page))
    assert "0 von 5 Szenarien gerechnet" in running
    assert f'hx-get="{page}" hx-trigger="every 2s" hx-target="#lauf"' in running
    part = text(client.get(page, headers={"HX-Request": "true"}))
    assert ("0 von 5 Szenarien" in part, "<html" in part) == (True, False)
    again = client.post(start_url, TYPED)
    assert (again.status_code, "schon Szenarien gerechnet" in text(again)) == (422, True)

    with asking(world.counsellor):
        run = ScenarioRun.objects.get()
    stop = reverse("schooling:cancel_scenarios", args=[shown.pk, run.pk])
    assert client.post(stop)["Location"] == page
    stopped = text(client.get(page))
    assert "Abgebrochen: 0 von 5" in stopped
    assert "hx-trigger" not in stopped
    assert "schon zu Ende" in text(client.post(stop))


def school_pk(world: DemoWorld) -> int:
    """Return the key of the school at Talblick."""
    with asking(world.counsellor):
        return School.objects.get(name=TALBLICK).pk
