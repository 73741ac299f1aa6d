# SPDX-License-Identifier: EUPL-1.2
"""Charlie agrees with another agency on a step for Lidia: it is in her plan, nobody is named."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import axe
from tests.support.browser import LiveSite
from tests.world import today

pytestmark = [pytest.mark.database, pytest.mark.journey]

PASSWORD = "Kreide-und-Apfel-17"
CHARLIE, PAULINE = "charlie@demo.example", "fall-lotsen@demo.example"
STEP = "Nach einem Abendkurs fragen"


@pytest.fixture
def come(browser: Browser, live_site: LiveSite) -> Iterator[Callable[[str], Page]]:
    """Let somebody sign in, in a browser of their own."""
    contexts = []

    def signed_in(email: str) -> Page:
        context = browser.new_context(base_url=live_site.url, locale="de-DE")
        contexts.append(context)
        page = context.new_page()
        page.goto("/konto/anmelden/")
        page.get_by_label("E-Mail").fill(email)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Anmelden").first.click()
        expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
        return page

    yield signed_in
    for context in contexts:
        context.close()


def type_day(page: Page, *, name: str, day: dt.date) -> None:
    """Type a day into its three fields."""
    for part, number in (("tag", day.day), ("monat", day.month), ("jahr", day.year)):
        page.locator(f"input[name={name}_{part}]").fill(str(number))


def test_a_step_of_a_conference_is_in_the_plan_and_the_other_agency_reads_no_name(
    come: Callable[[str], Page],
) -> None:
    charlie = come(CHARLIE)
    charlie.goto("/faelle/")
    charlie.get_by_role("link", name="Fallkonferenzen").click()
    type_day(charlie, name="held_on", day=today() - dt.timedelta(days=1))
    charlie.get_by_label("Lotsendienst Volme e. V. (erfunden)").check()
    assert axe.findings(charlie) == []
    charlie.get_by_role("button", name="Konferenz anlegen").click()
    expect(charlie.get_by_role("heading", name="Punkt eintragen")).to_be_visible()
    meeting = charlie.url

    charlie.get_by_label("Fall", exact=True).select_option(index=1)
    charlie.get_by_label("Lebensbereich").select_option(label="Deutsch lernen")
    charlie.get_by_label("Problem").fill("Kein Kurs, der zu den Arbeitszeiten passt.")
    charlie.get_by_label("Vereinbarter Schritt").fill(STEP)
    charlie.locator("[name=who]").fill("Lotsendienst")
    type_day(charlie, name="due_on", day=today() + dt.timedelta(days=5))
    charlie.get_by_role("button", name="Punkt eintragen").click()
    row = charlie.get_by_role("row").filter(has_text=STEP)
    expect(row).to_contain_text("Person A")
    assert axe.findings(charlie) == []

    pauline = come(PAULINE)
    pauline.goto(meeting)
    expect(pauline.get_by_text("das Blatt ohne Namen")).to_be_visible()
    expect(pauline.get_by_text(STEP)).to_have_count(0)

    row.get_by_role("link").click()
    expect(charlie.get_by_text(STEP).first).to_be_visible()
