# SPDX-License-Identifier: EUPL-1.2
"""A family reads its own view on a telephone, in Arabic and in Romanian; the office answers.

Renate counsels and hands out the link. The family says what is wrong, reads the answer, and when
Renate closes the link the open page leads nowhere any more.
"""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support import axe
from tests.support.browser import LiveSite, Window, ask_owner, sign_in

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE = "beratung@demo.example"
TELEPHONE: ViewportSize = {"width": 360, "height": 740}
CHILD = "select id, family_name, subject_id from schooling_child where reference = 'D-002'"


def link_for(page: Page, *, child: int, language: str) -> str:
    """Let Renate make a link, as she does: from the child's page."""
    page.goto(f"/schule/kinder/{child}/")
    page.get_by_role("link", name="Auskunft und Rechte der Familie").click()
    page.get_by_label("Sprache der Person").select_option(label=language)
    page.get_by_role("button", name="Link anzeigen").click()
    return str(page.locator("code").text_content())


def readable(page: Page) -> None:
    """Nothing axe objects to, nothing wider than the screen, everything big enough to touch."""
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0
    small = page.locator("main .rt-choices a, main button").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0


def test_a_family_reads_says_what_is_wrong_and_is_answered(
    page: Page, window: Window, live_site: LiveSite
) -> None:
    child, name, subject = ask_owner(site=live_site, statement=CHILD)[0]
    sign_in(page, RENATE)
    address = link_for(page, child=int(str(child)), language="العربية")
    assert axe.findings(page) == []
    family = window(color_scheme="dark", viewport=TELEPHONE)
    family.goto(address)
    expect(family.get_by_role("heading", level=1)).to_have_text("ما هو محفوظ عن طفلكم")
    expect(family.get_by_role("main")).to_contain_text(str(name))
    readable(family)
    assert family.context.cookies() == []
    family.get_by_role("link", name="هناك شيء خاطئ").click()
    expect(family.get_by_role("textbox")).to_be_visible()
    readable(family)
    family.get_by_role("button", name="إرسال").click()
    expect(family.locator(".rt-errors")).to_be_visible()
    readable(family)
    family.get_by_role("textbox").fill("Numele: اسم")
    family.get_by_role("button", name="إرسال").click()
    expect(family.get_by_role("textbox")).to_have_count(0)
    readable(family)
    _answer(page, answer="Der Name ist berichtigt.")
    family.goto(address)
    expect(family.get_by_role("main")).to_contain_text("Der Name ist berichtigt.")
    readable(family)
    page.goto(f"/datenschutz/person/{subject}/")
    page.get_by_role("button", name=re.compile("gilt, jetzt schließen")).first.click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("geschlossen am")
    family.get_by_role("link", name="JSON").click()  # on the page that was open all the time
    expect(family.get_by_role("heading", level=1)).to_have_text("هذا الرابط لم يعد صالحاً")
    readable(family)


def test_another_family_reads_the_same_in_romanian(
    page: Page, window: Window, live_site: LiveSite
) -> None:
    child, _, _ = ask_owner(site=live_site, statement=CHILD)[0]
    sign_in(page, RENATE)
    family = window(viewport=TELEPHONE)
    family.goto(link_for(page, child=int(str(child)), language="Română"))
    expect(family.get_by_role("heading", level=1)).to_have_text(
        "Ce este păstrat despre copilul dumneavoastră"
    )
    readable(family)
    family.get_by_role("link", name="Ceva este greșit").click()
    expect(family.get_by_role("button", name="Trimite")).to_be_visible()
    readable(family)


def _answer(page: Page, *, answer: str) -> None:
    """Renate finds the request among today's tasks and answers it."""
    page.goto("/")
    page.get_by_role("link", name="Ein Antrag zu Daten").click()
    request = page.get_by_role("main").get_by_role("link", name="Berichtigung")
    expect(request).to_be_visible()
    assert axe.findings(page) == []
    request.click()
    expect(page.get_by_label("Antwort an die Person")).to_be_visible()
    assert axe.findings(page) == []
    page.get_by_label("Ergebnis").select_option(label="ganz entsprochen")
    page.get_by_label("Antwort an die Person").fill(answer)
    page.get_by_role("button", name="Antwort geben").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kein Antrag wartet auf eine Antwort")


@pytest.mark.parametrize("path", ["/ar/", "/ar/schulplatz/datenschutz/", "/de/", "/fa/xx/"])
def test_what_newcomers_read_first_is_readable_on_a_small_telephone(
    window: Window, path: str
) -> None:
    colours = "dark" if path.startswith("/ar/") else "light"
    page = window(color_scheme=colours, viewport=TELEPHONE)
    page.goto(path)
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0


def test_the_offices_pages_about_data_protection_are_readable(page: Page) -> None:
    sign_in(page, RENATE)
    for path in (
        "/datenschutz/verantwortliche/",
        "/datenschutz/verzeichnis/",
        "/datenschutz/antraege/",
    ):
        page.goto(path)
        assert axe.findings(page) == [], path
        assert axe.overflow(page) == 0, path
