# SPDX-License-Identifier: EUPL-1.2
"""Renate plays the past year through, and reads what the figures say and what they do not."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support import axe
from tests.support.browser import LiveSite

pytestmark = [pytest.mark.database, pytest.mark.journey]

PATIENCE = 60_000  # milliseconds: the first plan of a server loads the solver


def test_the_counsellor_plays_a_year_and_is_told_what_the_figures_do_not_say(
    browser: Browser, live_site: LiveSite
) -> None:
    context = browser.new_context(
        base_url=live_site.url, locale="de-DE", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill("beratung@demo.example")
    page.get_by_label("Passwort", exact=True).fill("Kreide-und-Apfel-17")
    page.get_by_role("main").get_by_role("button", name="Anmelden").first.click()
    page.goto("/schule/runden/")
    page.get_by_role("link", name="Ein Jahr durchspielen").click()
    page.get_by_label("das vergangene Jahr dieses Kreises").check()
    page.get_by_role("button", name="Jahr durchspielen").click(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"/jahr-durchspielen/\d+/$"), timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stadtgrenze")
    rows = page.get_by_role("table").first.get_by_role("row")
    expect(rows).to_have_count(1 + 5)
    expect(rows.filter(has_text="nur zum Vergleich")).to_have_count(1)
    limits = page.get_by_role("region", name="Was sie nicht sagen")
    expect(limits).to_contain_text("Unterschiede zwischen den Regeln")
    expect(limits).to_contain_text("als wären alle vom ersten Tag an da gewesen")
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0
    context.close()
