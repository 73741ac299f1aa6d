# SPDX-License-Identifier: EUPL-1.2
"""S8, no child left behind: from the sign-in over the queue to a proposal and its reasons.

Renate counsels, Holger is the Schulamt, Jutta the school office of Ennepetal, Ulrich administers.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner, sign_in

pytestmark = [pytest.mark.database, pytest.mark.journey]

DRAFT = "Die Maschine schlägt vor, Menschen entscheiden"
RENATE, HOLGER, JUTTA, ULRICH = (
    f"{who}@demo.example" for who in ("beratung", "schulamt", "ennepetal", "verwaltung")
)
PUBLIC = ("/", "/datenschutz/", "/barrierefreiheit/", "/impressum/")
PAGES = (  # besides those of test_pages_for_every_role.py
    "/schule/?kommune=05954004&stufe=bk",
    "/schule/kinder/neu/",
    "/schule/kinder/einlesen/",
)


def fill_day(page: Page, legend: str, day: tuple[str, str, str]) -> None:
    """Fill day, month and year of one date."""
    group = page.get_by_role("group", name=re.compile(f"^{legend}"))
    for label, value in zip(("Tag", "Monat", "Jahr"), day, strict=True):
        group.get_by_label(label).fill(value)


def test_the_counsellor_brings_a_child_from_the_report_to_the_reasons(signed_in: SignIn) -> None:
    page = signed_in(RENATE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kinder warten auf einen")
    expect(page.get_by_role("heading", name="Was braucht mich heute?")).to_be_visible()
    page.get_by_role("link", name="Kinder warten auf die Beratung").click()
    expect(page.get_by_label("Warteschlange", exact=True)).to_have_value("beratung")

    page.get_by_role("link", name="Kind melden").click()
    page.get_by_label("Vorname").fill("Nela")
    page.get_by_label("Nachname").fill("Probst")
    page.get_by_label("Klasse", exact=True).select_option("3")
    page.get_by_label("Stadt, in der das Kind jetzt wohnt").select_option(label="Ennepetal")
    page.get_by_label("Straße").fill("Musterweg")
    page.get_by_label("Hausnummer").fill("5")
    fill_day(page, "Gemeldet am", ("5", "1", "2026"))
    page.get_by_role("button", name="Kind melden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nela Probst, Klasse 3")
    expect(page.get_by_text("noch kein Vorschlag gerechnet")).to_be_visible()

    fill_day(page, "Beraten am", ("7", "1", "2026"))
    page.get_by_role("button", name="Beratung eintragen").click()
    expect(page.get_by_role("definition").filter(has_text="am 07.01.2026")).to_be_visible()

    page.get_by_role("link", name="Runden", exact=True).click()
    page.get_by_role("link", name="Probelauf ohne Runde").click()
    page.get_by_role("button", name="Vorschlag neu rechnen").click()
    expect(page.get_by_text(DRAFT)).to_be_visible()
    page.get_by_role("link", name="Nela Probst").click()
    expect(page.get_by_role("heading", name="Was der neueste Vorschlag sagt")).to_be_visible()
    expect(page.get_by_text("Warum dort")).to_be_visible()
    expect(page.get_by_text("Schätzung aus der Entfernung")).to_be_visible()


def test_a_filter_changes_the_list_without_a_new_page(signed_in: SignIn) -> None:
    page = signed_in(RENATE)
    page.goto("/schule/")
    page.evaluate("window.same = true")
    page.get_by_label("Stadt").select_option(label="Breckerfeld")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_role("cell", name="Breckerfeld").first).to_be_visible()
    expect(page.get_by_role("cell", name="Witten")).to_have_count(0)
    assert page.evaluate("window.same") is True
    expect(page).to_have_url(re.compile("kommune=05954004"))


def test_the_schulamt_sees_only_the_children_it_decides_about(
    signed_in: SignIn, live_site: LiveSite
) -> None:
    everybody = ask_owner(site=live_site, statement="select count(*) from schooling_child")[0][0]
    page = signed_in(HOLGER)
    page.goto("/schule/vorschlag/")
    rows = page.get_by_role("row")
    assert 1 < rows.count() < int(str(everybody))
    expect(page.get_by_text("Gymnasium Am Höhenweg")).to_have_count(0)
    expect(page.get_by_role("button", name="Vorschlag neu rechnen")).to_have_count(0)


def test_the_school_office_sees_only_its_own_town(signed_in: SignIn) -> None:
    page = signed_in(JUTTA)
    page.goto("/schule/")
    page.get_by_label("Stadt").select_option(label="Witten")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_text("Hier wartet kein Kind")).to_be_visible()
    expect(page.get_by_role("link", name="Kind melden")).to_have_count(0)


def test_the_administrator_sees_no_child_at_all(signed_in: SignIn, live_site: LiveSite) -> None:
    page = signed_in(ULRICH)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sie verwalten das Haus; Kinder sehen Sie nicht"
    )
    child = ask_owner(site=live_site, statement="select min(id) from schooling_child")[0][0]
    for path in ("/schule/", "/schule/vorschlag/", f"/schule/kinder/{child}/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404, path
        expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es hier nicht")


def test_everything_needed_can_be_reached_with_the_keyboard(signed_in: SignIn) -> None:
    page = signed_in(RENATE)
    page.goto("/")
    reached: list[str] = []
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    for name in ("Zum Inhalt springen", "Abmelden", "Kinder", "Runden", "Schulen"):
        assert name in reached
    assert any("Kinder warten auf die Beratung" in name for name in reached)
    page.goto("/schule/vorschlag/")
    page.get_by_role("button", name="Vorschlag neu rechnen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(DRAFT)).to_be_visible()


def test_axe_finds_nothing_on_any_page_of_schooling(page: Page, live_site: LiveSite) -> None:
    faults: list[str] = []
    for path in PUBLIC:
        page.goto(path)
        faults += axe.at_desk_and_on_phone(page)
    sign_in(page, RENATE)
    child = ask_owner(site=live_site, statement="select min(id) from schooling_child")[0][0]
    for path in (*PAGES, f"/schule/kinder/{child}/bearbeiten/"):
        page.goto(path)
        faults += axe.at_desk_and_on_phone(page)
    page.goto("/schule/kinder/neu/")
    page.get_by_role("button", name="Kind melden").click()
    expect(page).to_have_title(re.compile("^Fehler:"))
    faults += axe.at_desk_and_on_phone(page)
    assert faults == []
