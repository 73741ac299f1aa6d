# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a passkey in a real browser, and every page of places, partners and accounts.

Charlie works in case management, Ulrich administers; both are of the invented world.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support import axe
from tests.support.browser import PASSWORD, LiveSite, say_the_password, sign_in

pytestmark = [pytest.mark.database, pytest.mark.journey]

CHARLIE, ULRICH = "charlie@demo.example", "verwaltung@demo.example"
ON_THE_WAY_IN = (
    "/konto/anmelden/",
    "/konto/registrieren/",
    "/konto/gesperrt/",
    "/konto/passwort/neu/",
    "/konto/passwort/neu/verschickt/",
    "/konto/passwort/neu/1/abgelaufen/",
    "/konto/passwort/neu/gesetzt/",
)
SIGNED_IN = (  # besides those of test_pages_for_every_role.py
    "/konto/",
    "/konto/abmelden/",
    "/konto/passwort/aendern/",
    "/konto/personen/1/",
    "/konto/personen/einladen/",
    "/konto/plaetze/1/",
    "/konto/zweiter-faktor/",
    "/konto/zweiter-faktor/app/einrichten/",
    "/partner/",
    "/partner/neu/",
    "/datenschutz/verzeichnis/",
)
AFTER_CONFIRMING = (
    "/konto/zweiter-faktor/app/einrichten/",
    "/konto/zweiter-faktor/passkeys/",
    "/konto/zweiter-faktor/passkeys/neu/",
)
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def confirm(page: Page) -> None:
    """Say the password once more."""
    expect(page.get_by_role("heading", name="Bitte bestätigen")).to_be_visible()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()


@pytest.fixture
def context(browser: Browser, live_site: LiveSite) -> Iterator[BrowserContext]:
    """A fresh browser; passkeys need a name, so it visits `localhost`."""
    url = live_site.url.replace("127.0.0.1", "localhost")
    made = browser.new_context(base_url=url, locale="de-DE")
    yield made
    made.close()


def test_charlie_adds_a_passkey_and_signs_in_without_a_password(context: BrowserContext) -> None:
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
    sign_in(page, CHARLIE)
    page.goto("/konto/zweiter-faktor/passkeys/neu/")
    confirm(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwortlos").check()
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", name="Notfallcodes")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_have_count(0)
    page.goto("/konto/anmelden/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_have_count(0)
    say_the_password(page, CHARLIE)
    expect(page.get_by_role("heading", name="Zweiter Faktor")).to_be_visible()
    assert axe.findings(page) == []
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def test_axe_finds_nothing_and_nothing_sticks_out(page: Page) -> None:
    trouble = []
    for path in ON_THE_WAY_IN:
        page.goto(path)
        trouble += axe.at_desk_and_on_phone(page)
    sign_in(page, ULRICH)
    for path in SIGNED_IN:
        page.goto(path)
        trouble += axe.at_desk_and_on_phone(page)
    page.goto(AFTER_CONFIRMING[0])
    confirm(page)
    for path in AFTER_CONFIRMING:
        page.goto(path)
        trouble += axe.at_desk_and_on_phone(page)
    assert trouble == []
