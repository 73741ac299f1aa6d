# SPDX-License-Identifier: EUPL-1.2
"""Two people edit one child; a double report is merged and taken apart again; each page by axe.

Renate counsels in two browsers at once: the second plays her colleague at the next desk.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE = "beratung@demo.example"


def report(page: Page, first_name: str) -> str:
    """Report a child as a counsellor does; return the address of its page."""
    page.goto("/schule/kinder/neu/")
    page.get_by_label("Vorname").fill(first_name)
    page.get_by_label("Nachname").fill("Probst")
    page.get_by_label("Klasse", exact=True).select_option("3")
    page.get_by_label("Stadt, in der das Kind jetzt wohnt").select_option(label="Ennepetal")
    page.get_by_role("button", name="Kind melden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{first_name} Probst, Klasse 3")
    return page.url


def test_the_later_of_two_people_reads_what_changed_and_keeps_the_input(signed_in: SignIn) -> None:
    one, two = signed_in(RENATE), signed_in(RENATE)
    child = report(one, "Nela")
    one.goto(f"{child}bearbeiten/")
    two.goto(f"{child}bearbeiten/")
    one.get_by_label("Klasse", exact=True).select_option("5")
    one.get_by_role("button", name="Änderungen übernehmen").click()
    expect(one.get_by_role("heading", level=1)).to_have_text("Nela Probst, Klasse 5")

    two.get_by_label("Vorname").fill("Nele")
    two.get_by_role("button", name="Änderungen übernehmen").click()
    expect(two.get_by_text("Während diese Seite offen war")).to_contain_text("Klasse: 5")
    expect(two.get_by_label("Vorname")).to_have_value("Nele")
    assert axe.findings(two) == []
    two.get_by_label("Klasse", exact=True).select_option("5")
    two.get_by_role("button", name="Änderungen übernehmen").click()
    expect(two.get_by_role("heading", level=1)).to_have_text("Nele Probst, Klasse 5")


def test_a_double_report_is_merged_and_taken_apart_again(signed_in: SignIn) -> None:
    page = signed_in(RENATE)
    stays = report(page, "Nora")
    closes = report(page, "Nora")
    page.goto(stays)
    page.get_by_role("link", name="Zweimal gemeldet?").click()
    page.get_by_role("main").get_by_role("link", name="Nora Probst").last.click()
    expect(page.get_by_role("table")).to_be_visible()
    assert axe.findings(page) == []
    page.get_by_role("button", name="Zusammenführen").click()
    expect(page.get_by_text("zwei Meldungen zusammengeführt")).to_be_visible()
    page.goto(closes)
    expect(page.get_by_text("Doppelte Meldung, geschlossen")).to_be_visible()
    page.goto(stays)
    page.get_by_role("button", name="Das zurücknehmen").click()
    expect(page.get_by_text("Zuletzt: zurückgenommen")).to_be_visible()
    page.goto(closes)
    expect(page.get_by_text("Doppelte Meldung, geschlossen")).to_have_count(0)


def test_axe_finds_nothing_and_nothing_sticks_out(signed_in: SignIn, live_site: LiveSite) -> None:
    page = signed_in(RENATE)
    child = re.sub(r"^https?://[^/]+", "", report(page, "Ida"))
    school = ask_owner(site=live_site, statement="select min(id) from schooling_school")[0][0]
    ways = ("", "bearbeiten/", "umzug/", "wuensche/", "doppelt/", "trennen/")
    paths = [f"{child}{way}" for way in ways]
    paths += [
        "/schule/schuljahr/",
        "/schule/schulen/aufsicht/",
        f"/schule/schulen/{school}/regeln/",
    ]
    faults: list[str] = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        faults += axe.at_desk_and_on_phone(page)
    assert faults == []
