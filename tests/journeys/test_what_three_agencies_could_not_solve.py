# SPDX-License-Identifier: EUPL-1.2
"""Three agencies report the same gap; the coordination reads "unter 5", then 5, and answers."""

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import SignIn

pytestmark = [pytest.mark.database, pytest.mark.journey]

CHARLIE, PAULINE, RAINER, SIBYLLE = (
    f"{key}@demo.example" for key in ("charlie", "fall-lotsen", "fall-witten", "kim")
)
GAP = "Kinderbetreuung: weil kein Platz frei ist"


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
    signed_in: SignIn,
) -> None:
    sibylle, charlie, pauline, rainer = map(signed_in, (SIBYLLE, CHARLIE, PAULINE, RAINER))
    report(charlie)
    assert axe.findings(charlie) == []
    report(pauline)
    sibylle.goto("/faelle/strukturelle-bedarfe/?stadt=05954012")
    expect(sibylle.get_by_text("Hier steht noch nichts.")).to_be_visible()

    report(rainer)
    sibylle.reload()
    line = sibylle.get_by_role("row").filter(has_text="weil kein Platz frei ist")
    often = line.get_by_role("cell").nth(1)
    expect(often).to_contain_text("unter 5")
    report(rainer)
    report(charlie)
    sibylle.reload()
    expect(often).to_have_text("5")
    expect(sibylle.get_by_role("columnheader", name="auf 5 gerundet")).to_be_visible()
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
    same = pauline.get_by_role("row").filter(has_text="weil kein Platz frei ist")
    expect(same.get_by_role("cell").nth(1)).to_have_text("5")
