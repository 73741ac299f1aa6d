# SPDX-License-Identifier: EUPL-1.2
"""Renate asks what would be: a year under other rules, and her round with fewer seats.

She starts both, sees how far they are, goes on working; a job answers, and the open page shows it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from rundertisch.kernel import executors
from rundertisch.kernel.executors import Power
from rundertisch.kernel.jobs import Job
from rundertisch.schooling import jobs
from rundertisch.site import operations_receipts
from tests.rooms.schooling.rounding import opened
from tests.support import axe
from tests.support.browser import LiveSite, SignIn
from tests.support.cluster import lead_django_to
from tests.world import build

pytestmark = [pytest.mark.database, pytest.mark.journey]


@pytest.fixture
def office(signed_in: SignIn) -> Page:
    """Renate's telephone, signed in."""
    return signed_in("beratung@demo.example", viewport={"width": 360, "height": 800})


@pytest.fixture
def worker(
    live_site: LiveSite,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[LiveSite]:
    """The worker of this site, computing in this process."""

    @contextmanager
    def power(**_: object) -> Iterator[Power]:
        with ThreadPoolExecutor(1) as pool:
            yield Power(pool, 1)

    monkeypatch.setattr(executors, "power", power)
    with django_db_blocker.unblock():
        yield live_site


def work(site: LiveSite, job: Job) -> None:
    """Let the worker do a job once."""
    as_worker = operations_receipts.as_owner(owner_url=str(site.urls.worker))
    with lead_django_to(urls=site.urls), as_worker:
        job.run()


def test_the_counsellor_plays_a_year_and_is_told_what_the_figures_do_not_say(
    office: Page, worker: LiveSite
) -> None:
    office.goto("/schule/runden/")
    office.get_by_role("link", name="Ein Jahr durchspielen").click()
    office.get_by_label("das vergangene Jahr dieses Kreises").check()
    office.get_by_role("button", name="Jahr durchspielen").click()
    finding = office.get_by_role("main").get_by_role("heading", level=2).first
    expect(finding).to_have_text("0 von 5 Regeln durchgespielt")
    work(worker, jobs.play_years)
    expect(finding).to_contain_text("Stadtgrenze")  # the page asks by itself
    rows = office.get_by_role("table").first.get_by_role("row")
    expect(rows).to_have_count(1 + 5)
    expect(rows.filter(has_text="nur zum Vergleich")).to_have_count(1)
    limits = office.get_by_role("region", name="Was sie nicht sagen")
    expect(limits).to_contain_text("Unterschiede zwischen den Regeln")
    expect(limits).to_contain_text("als wären alle vom ersten Tag an da gewesen")
    assert axe.findings(office) == []
    assert axe.overflow(office) == 0


def test_the_counsellor_asks_her_round_for_scenarios_and_reads_them_beside_today(
    office: Page, worker: LiveSite
) -> None:
    with lead_django_to(urls=worker.urls):
        shown, _ = opened(build())
    office.goto(f"/schule/runden/{shown.pk}/")
    office.get_by_role("link", name="Szenarien").click()
    office.get_by_label("So viele Minuten darf jeder Weg länger sein").fill("0")
    office.get_by_role("button", name="Szenarien rechnen").click()
    finding = office.get_by_role("main").get_by_role("heading", level=2).first
    expect(finding).to_have_text("0 von 4 Szenarien gerechnet")
    work(worker, jobs.compute_scenarios)
    expect(finding).to_contain_text("ohne Platz: 10 % weniger Plätze und 20 % mehr Ankünfte")
    rows = office.get_by_role("table").first.get_by_role("row")
    expect(rows).to_have_count(1 + 4)
    expect(rows.filter(has_text="wartet")).to_have_count(0)
    assert axe.findings(office) == []
    assert axe.overflow(office) == 0
