# SPDX-License-Identifier: EUPL-1.2
"""Three agencies report the same gap; the coordination reads "unter 5", then 5, and answers."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import axe
from tests.support.browser import LiveSite

pytestmark = [pytest.mark.database, pytest.mark.journey]

PASSWORD = "Kreide-und-Apfel-17"
CHARLIE, PAULINE, RAINER, SIBYLLE = (
    f"{key}@demo.example" for key in ("charlie", "fall-lotsen", "fall-witten", "kim")
)
GAP = "Kinderbetreuung: weil kein Platz frei ist"


@pytest.fixture
def come(browser: Browser, live_site: LiveSite) -> Iterator[Callable[[str], Page]]:
    """Let somebody sign in, in a browser of their own; it stays open."""
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


def report(page: Page) -> None:
    """Report from the page of structural needs that day care in Gevelsberg has no place."""
    page.goto("/faelle/strukturelle-bedarfe/")
    page.get_by_role("link", name="Melden, was nicht zu lösen war").click()
    page.get_by_label("In welchem Lebensbereich").select_option(label="Kinderbetreuung")
    page.get_by_label("kein Platz frei ist").check()
    page.get_by_label("In welcher Stadt").select_option(label="Gevelsberg")
    page.get_by_role("button", name="Lücke melden").click()
    expect(page.get_by_role("rowheader", name=GAP).first).to_be_visible()


def test_a_gap_of_three_agencies_shows_as_unter_5_and_then_as_5_and_is_answered(
    come: Callable[[str], Page],
) -> None:
    sibylle, charlie, pauline, rainer = map(come, (SIBYLLE, CHARLIE, PAULINE, RAINER))
    report(charlie)
    assert axe.findings(charlie) == []
    report(pauline)
    sibylle.goto("/faelle/strukturelle-bedarfe/?stadt=05954012")
    expect(sibylle.get_by_text("Hier steht noch nichts.")).to_be_visible()

    report(rainer)
    sibylle.reload()
    line = sibylle.get_by_role("row").filter(has_text="weil kein Platz frei ist")
    expect(line).to_contain_text("unter 5")
    report(rainer)
    report(charlie)
    sibylle.reload()
    expect(line).to_contain_text("rund 5")
    assert axe.findings(sibylle) == []

    line.get_by_role("link").click()
    expect(sibylle.get_by_text("von mindestens drei Stellen")).to_be_visible()
    sibylle.get_by_label("Stand").select_option(label="beantwortet")
    sibylle.get_by_label("Wodurch oder warum").fill(
        "Die Stadt öffnet eine Gruppe im Kulturzentrum."
    )
    sibylle.get_by_role("button", name="Eintragen").click()
    expect(sibylle.get_by_role("heading", name="beantwortet")).to_be_visible()
    assert axe.findings(sibylle) == []

    pauline.goto("/faelle/strukturelle-bedarfe/?stadt=05954012")
    expect(pauline.get_by_text("Die Stadt öffnet eine Gruppe")).to_be_visible()
    expect(pauline.get_by_role("row").filter(has_text="rund 5")).to_be_visible()
