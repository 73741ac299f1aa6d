# SPDX-License-Identifier: EUPL-1.2
"""A family shows the school passport of another district; Renate does not know whose it is yet.

She calls the other centre, enters its fingerprint, scans again, and the child waits on.
"""

import base64
import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from rundertisch.kernel import signing
from rundertisch.schooling import exchange
from rundertisch.schooling.exchange.passport_format import Passport
from rundertisch.site import signing_key
from tests.support import axe
from tests.support.browser import sign_in
from tests.world import today

pytestmark = [pytest.mark.database, pytest.mark.journey]


def carried() -> tuple[str, str]:
    """Return what the code of the family's sheet says, and the fingerprint below it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(signing_key.SETTING, base64.urlsafe_b64encode(b"\x05" * 32).decode())
        text = exchange.write_passport(
            passport=Passport(
                passport_number="j" * 22,
                centre="Zentrum nebenan",
                issued_on=today(),
                grade=5,
                counselled_on=today() - dt.timedelta(days=21),
                waiting_since=today() - dt.timedelta(days=63),
            )
        )
        return text, signing.grouped(signing.fingerprint())


def readable(page: Page) -> None:
    """Nothing axe objects to, and on a narrow screen nothing wider than the screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0


def scan(page: Page, text: str) -> None:
    """Choose the town and let the scanner type; it ends with Enter."""
    page.get_by_label("Stadt, in der das Kind jetzt wohnt").select_option("05954008")
    page.get_by_label("Inhalt des QR-Codes").fill(text)
    page.get_by_label("Inhalt des QR-Codes").press("Enter")


def test_a_family_brings_its_passport_and_waits_on(page: Page) -> None:
    text, fingerprint = carried()
    sign_in(page, "beratung@demo.example")
    page.goto("/schule/")
    page.get_by_role("link", name="Schulpass einlesen").click()
    scan(page, text)
    expect(page.get_by_role("main")).to_contain_text(fingerprint)
    readable(page)
    page.get_by_role("link", name="Schlüssel anderer Zentren und").click()
    page.get_by_label("Zentrum", exact=True).fill("Zentrum nebenan")
    page.get_by_label("Prüfzeichen", exact=True).fill(fingerprint)
    page.get_by_label("Mit wem und wann verglichen?").fill("Vera Vogt, Telefonat von heute")
    page.get_by_role("button", name="Schlüssel eintragen").click()
    expect(page.get_by_role("table")).to_contain_text("Renate Abel")
    readable(page)
    page.get_by_role("link", name="Schulpass einlesen").click()
    scan(page, text)
    since = today() - dt.timedelta(days=63)
    expect(page.get_by_role("main")).to_contain_text(f"{since:%d.%m.%Y} (63 Tage)")
    page.get_by_role("link", name="Schulpass:").click()
    expect(page.get_by_role("main")).to_contain_text("Das steht darin")
    readable(page)
