# SPDX-License-Identifier: EUPL-1.2
"""Renate plays the past year through, and reads what the figures say and what they do not."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import axe
from tests.support.browser import SignIn

pytestmark = [pytest.mark.database, pytest.mark.journey]


def test_the_counsellor_plays_a_year_and_is_told_what_the_figures_do_not_say(
    signed_in: SignIn,
) -> None:
    page = signed_in("beratung@demo.example", viewport={"width": 360, "height": 800})
    page.goto("/schule/runden/")
    page.get_by_role("link", name="Ein Jahr durchspielen").click()
    page.get_by_label("das vergangene Jahr dieses Kreises").check()
    page.get_by_role("button", name="Jahr durchspielen").click()
    expect(page).to_have_url(re.compile(r"/jahr-durchspielen/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stadtgrenze")
    rows = page.get_by_role("table").first.get_by_role("row")
    expect(rows).to_have_count(1 + 5)
    expect(rows.filter(has_text="nur zum Vergleich")).to_have_count(1)
    limits = page.get_by_role("region", name="Was sie nicht sagen")
    expect(limits).to_contain_text("Unterschiede zwischen den Regeln")
    expect(limits).to_contain_text("als wären alle vom ersten Tag an da gewesen")
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0
