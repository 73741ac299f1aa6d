# SPDX-License-Identifier: EUPL-1.2
"""A family lets the Lotsendienst know something, and takes it back while Alma has the page open.

Renate counsels and writes down what the family wants passed on; Alma Lindner reads it; the family
withdraws on its telephone, in Arabic.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, Window, ask_owner
from tests.world import today

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, ALMA = "beratung@demo.example", "lotsen@demo.example"
CHILD = "select id, subject_id from schooling_child where reference = 'D-002'"
NAME = "Quirina Wolkenstein"


def type_day(page: Page, *, name: str, day: dt.date) -> None:
    """Type a day into its three boxes."""
    for part, value in (("tag", day.day), ("monat", day.month), ("jahr", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def record(page: Page, *, child: int) -> None:
    """Write down the contact, and what the family consented to."""
    page.goto(f"/schule/kinder/{child}/")
    page.get_by_role("link", name="Einwilligungen").click()
    page.get_by_label("Name und Erreichbarkeit").first.fill(f"{NAME}\nTelefon 0199 1")
    page.get_by_role("button", name="Text speichern").first.click()
    expect(page.get_by_label("Name und Erreichbarkeit").first).to_have_value(re.compile(NAME))
    assert axe.findings(page) == []
    page.get_by_text("Neue Einwilligung eintragen").click()
    page.get_by_label("Wer die Daten bekommt").select_option(
        label="Lotsendienst Volme e. V. (erfunden)"
    )
    page.get_by_label("Wofür").select_option("SERVICE")
    page.get_by_role("checkbox", name="Name und Erreichbarkeit").check()
    type_day(page, name="ends_on", day=today() + dt.timedelta(days=90))
    page.get_by_label("Sprache, in der der Text gezeigt wurde").select_option("ar")
    page.get_by_label("Fassung des Textes").fill("2026-11")
    page.get_by_label("Was gesagt wurde").fill("Nachteile entstehen nicht.")
    page.get_by_label("Eingewilligt hat").select_option("GUARDIAN")
    page.get_by_label("Wie", exact=True).select_option("SCREEN")
    page.get_by_role("button", name="Einwilligung eintragen").click()
    expect(page.get_by_role("main")).to_contain_text("gilt")


def link_for(page: Page, *, subject: object) -> str:
    """Let Renate make the link to the family's own view."""
    page.goto(f"/datenschutz/person/{subject}/")
    page.get_by_label("Sprache der Person").select_option(label="العربية")
    page.get_by_role("button", name="Link anzeigen").click()
    return str(page.locator("code").text_content())


def test_a_family_withdraws_while_the_recipient_has_the_page_open(
    signed_in: SignIn, window: Window, live_site: LiveSite
) -> None:
    child, subject = ask_owner(site=live_site, statement=CHILD)[0]
    renate, alma = signed_in(RENATE), signed_in(ALMA)
    record(renate, child=int(str(child)))
    alma.get_by_role("link", name="Anvertraut").click()
    expect(alma.get_by_role("main")).to_contain_text(NAME)
    assert axe.findings(alma) == []

    family = window(viewport={"width": 360, "height": 740})
    family.goto(link_for(renate, subject=subject))
    expect(family.get_by_role("main")).to_contain_text(NAME)
    expect(family.get_by_role("main")).to_contain_text("Lotsendienst Volme")
    assert axe.findings(family) == []
    family.get_by_role("link", name="سحب الموافقة").click()
    expect(family.get_by_role("button", name="نعم، أسحب")).to_be_visible()
    assert axe.findings(family) == []
    assert axe.overflow(family) == 0
    family.get_by_role("button", name="نعم، أسحب").click()
    expect(family.get_by_role("heading", level=1)).to_have_text("هذه الموافقة لم تعد سارية")
    assert axe.findings(family) == []

    expect(alma.get_by_role("main")).to_contain_text(NAME)  # her page stands as it was drawn
    alma.reload()
    expect(alma.get_by_role("main")).not_to_contain_text(NAME)
    expect(alma.get_by_role("main")).to_contain_text("Etwas wurde widerrufen")
    assert axe.findings(alma) == []
    renate.goto(f"/datenschutz/einwilligungen/{subject}/")
    expect(renate.get_by_role("main")).to_contain_text("widerrufen am")
