# SPDX-License-Identifier: EUPL-1.2
"""Charlie and Pauline agree on a step for Lidia: it is in her plan, and nobody is named."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import SignIn
from tests.world import today

pytestmark = [pytest.mark.database, pytest.mark.journey]

CHARLIE, PAULINE = "charlie@demo.example", "fall-lotsen@demo.example"
STEP = "Nach einem Abendkurs fragen"


def type_day(page: Page, *, name: str, day: dt.date) -> None:
    """Type a day into its three fields."""
    for part, number in (("tag", day.day), ("monat", day.month), ("jahr", day.year)):
        page.locator(f"input[name={name}_{part}]").fill(str(number))


def test_a_step_of_a_conference_is_in_the_plan_and_the_other_agency_reads_no_name(
    signed_in: SignIn,
) -> None:
    charlie = signed_in(CHARLIE)
    charlie.goto("/faelle/")
    charlie.get_by_role("link", name="Fallkonferenzen").click()
    type_day(charlie, name="held_on", day=today() - dt.timedelta(days=1))
    charlie.get_by_role("button", name="Konferenz anlegen").click()
    charlie.get_by_label("Person mit Konto").select_option(label="Pauline Oster, Case Management")
    charlie.get_by_role("button", name="Auf die Liste setzen", exact=True).click()
    expect(charlie.get_by_role("row").filter(has_text="Pauline Oster")).to_be_visible()
    charlie.get_by_text("Jemand ohne Konto").click()
    charlie.get_by_label("Stelle").select_option(label="Jobcenter EN (Demo)")
    charlie.get_by_label("Name der Ansprechperson").fill("Gesa Wirth")
    charlie.get_by_role("button", name="Ohne Konto auf die Liste setzen").click()
    gesa = charlie.get_by_role("row").filter(has_text="Gesa Wirth")
    expect(gesa).to_contain_text("ohne Konto")
    gesa.get_by_role("button", name="entschuldigen").click()
    expect(gesa).to_contain_text("entschuldigt")
    expect(charlie.get_by_role("heading", name="Punkt eintragen")).to_be_visible()
    meeting = charlie.url

    charlie.get_by_label("Fall", exact=True).select_option(index=1)
    charlie.get_by_label("Lebensbereich").select_option(label="Deutsch lernen")
    charlie.get_by_label("Problem").fill("Kein Kurs, der zu den Arbeitszeiten passt.")
    charlie.get_by_label("Vereinbarter Schritt").fill(STEP)
    charlie.locator("[name=who]").select_option(value="die Person")
    type_day(charlie, name="due_on", day=today() + dt.timedelta(days=5))
    charlie.get_by_role("button", name="Punkt eintragen").click()
    row = charlie.get_by_role("row").filter(has_text=STEP)
    expect(row).to_contain_text("Person A")
    assert axe.findings(charlie) == []

    pauline = signed_in(PAULINE)
    pauline.goto(meeting)
    expect(pauline.get_by_text("das Blatt ohne Namen")).to_be_visible()
    expect(pauline.get_by_text(STEP)).to_have_count(0)

    charlie.get_by_role("button", name="Konferenz abschließen").click()
    expect(charlie.get_by_role("button", name="Konferenz wieder öffnen")).to_be_visible()
    expect(charlie.get_by_role("button", name="Auf die Liste setzen")).to_have_count(0)
    row.get_by_role("link").click()
    expect(charlie.get_by_text(STEP).first).to_be_visible()
