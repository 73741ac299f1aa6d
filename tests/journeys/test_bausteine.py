# SPDX-License-Identifier: EUPL-1.2
"""The gallery in a browser: axe finds nothing, light and dark, wide and narrow."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn

pytestmark = [pytest.mark.database, pytest.mark.journey]


@pytest.mark.parametrize("query", ["", "?fehler=1"])
def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, query: str) -> None:
    trouble: list[str] = []
    page.on("requestfailed", lambda request: trouble.append(request.url))
    page.on(
        "console",
        lambda message: trouble.append(message.text) if "Security" in message.text else None,
    )
    page.goto(f"/bausteine/{query}")
    trouble += axe.at_desk_and_on_phone(page)
    trouble += axe.in_other_looks(page, scheme="dark", window=axe.DESK)
    trouble += axe.in_other_looks(page, scheme="light", window=axe.PHONE)
    assert trouble == []


def test_axe_would_find_a_picture_without_words(browser: Browser, live_site: LiveSite) -> None:
    page = browser.new_page(base_url=live_site.url)
    page.goto("/bausteine/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in line for line in axe.findings(page))
    page.close()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(
    browser: Browser, live_site: LiveSite
) -> None:
    page = browser.new_page(base_url=live_site.url)
    page.goto("/bausteine/?fehler=1")
    expect(page).to_have_title(re.compile("^Fehler: "))
    expect(page.locator(".rt-errors")).to_be_focused()
    page.get_by_role("link", name="Schule: ").first.click()
    expect(page.locator("#id_school")).to_be_focused()
    page.close()


def test_the_first_stop_of_the_tab_key_skips_to_the_content(
    browser: Browser, live_site: LiveSite
) -> None:
    page = browser.new_page(base_url=live_site.url)
    page.goto("/bausteine/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()
    page.close()


def test_the_next_page_of_a_list_comes_with_and_without_javascript(
    browser: Browser, live_site: LiveSite
) -> None:
    for javascript in (True, False):
        context = browser.new_context(base_url=live_site.url, java_script_enabled=javascript)
        page = context.new_page()
        page.goto("/bausteine/")
        page.get_by_role("link", name="Nächste Seite").click()
        page.get_by_text("Seite 2 von 3").wait_for()
        expect(page).to_have_url(re.compile(r"\?seite=2$"))
        context.close()


def test_on_a_telephone_a_wide_table_is_read_row_by_row(
    browser: Browser, live_site: LiveSite
) -> None:
    page = browser.new_page(base_url=live_site.url, viewport={"width": 360, "height": 800})
    page.goto("/bausteine/")
    cell = page.get_by_role("row").filter(has_text="Talheim").get_by_role("cell").first
    shown = "cell => getComputedStyle(cell, '::before').content"
    assert cell.evaluate(shown) == '"Stadt"'
    assert page.locator(".rt-scroll").evaluate("box => box.scrollWidth <= box.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".rt-stacked")).to_have_count(0)
    assert cell.evaluate(shown) == "none"
    page.close()


def test_on_a_telephone_the_doors_stand_behind_a_menu(signed_in: SignIn) -> None:
    page = signed_in("beratung@demo.example", viewport={"width": 360, "height": 800})
    doors = page.get_by_role("navigation", name="Hauptnavigation")
    expect(doors.get_by_role("link")).to_have_count(0)
    doors.get_by_text("Menü").click()
    expect(doors.get_by_role("link", name="Schulen")).to_be_visible()
    doors.get_by_text("Menü").click()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(doors.get_by_role("link", name="Schulen")).to_be_visible()


def test_the_letters_are_our_own(browser: Browser, live_site: LiveSite) -> None:
    page = browser.new_page(base_url=live_site.url)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto("/bausteine/")
    page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].filter(face => face.status == 'loaded').map(face => face.family)"
    assert '"Fira Sans"' in page.evaluate(loaded) or "Fira Sans" in page.evaluate(loaded)
    assert hosts == {live_site.url.split("/")[2]}
    page.close()
