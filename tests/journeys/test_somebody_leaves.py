# SPDX-License-Identifier: EUPL-1.2
"""Renate leaves: Ulrich hands her open round to Dieter, and her open page refuses at once.

Renate counsels and has her list open, Friederike stands in for her in another browser, Ulrich
administers; all of them are of the invented world.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, ULRICH, FRIEDERIKE, DIETER = (
    f"{name}@demo.example" for name in ("beratung", "verwaltung", "leitung", "frueher")
)
OPEN_ROUND = """
insert into schooling_round (opened_on, opened_by_id, frozen_on, common, versions, seal, leaves)
select app_today(), s.id, app_today(), '{}', '{}', '', '[]'
  from accounts_seat s join accounts_user u on u.id = s.user_id
 where u.email = 'beratung@demo.example' returning id
"""
WHOSE_ROUND = """
select u.name from schooling_round r join accounts_seat s on s.id = r.opened_by_id
  join accounts_user u on u.id = s.user_id where r.sealed_on is null
"""


def fill_day(page: Page, field: str, days_from_today: int) -> None:
    """Fill in a day, counted from the browser's today."""
    values = page.evaluate(
        "n => { const d = new Date(); d.setDate(d.getDate() + n);"
        " return [d.getDate(), d.getMonth() + 1, d.getFullYear()] }",
        days_from_today,
    )
    for part, value in zip(("tag", "monat", "jahr"), values, strict=True):
        page.locator(f'[name="{field}_{part}"]').fill(str(value))


def person(page: Page, name: str) -> None:
    """Open a person's page from the list."""
    page.goto("/konto/personen/")
    page.get_by_role("link", name=name).click()


def test_a_leavers_round_passes_on_and_every_open_page_of_hers_refuses_at_once(
    live_site: LiveSite, signed_in: SignIn
) -> None:
    ask_owner(site=live_site, statement=OPEN_ROUND)
    renate = signed_in(RENATE)
    renate.goto("/konto/")
    renate.get_by_role("link", name="Vertretung einrichten").click()
    renate.get_by_label("Wer vertritt").select_option(label="Friederike Kamp")
    fill_day(renate, "ends_on", 7)
    renate.get_by_label("Grund").fill("Urlaub")
    assert axe.findings(renate) == []
    renate.get_by_role("button", name="Vertretung einrichten").click()
    expect(renate.get_by_role("main")).to_contain_text("Wer Sie vertritt")
    assert axe.findings(renate) == []

    deputy = signed_in(FRIEDERIKE)
    deputy.goto("/konto/")
    expect(deputy.get_by_role("main")).to_contain_text("in Vertretung für Renate Abel")
    deputy.get_by_role("button", name="Hierhin wechseln").click()
    expect(deputy.get_by_role("link", name="Kinder", exact=True)).to_be_visible()
    deputy.goto("/schule/")
    expect(deputy.get_by_role("heading", level=1)).to_be_visible()
    renate.goto("/schule/")
    children = renate.get_by_role("heading", level=1).inner_text()
    assert deputy.get_by_role("heading", level=1).inner_text() == children

    ulrich = signed_in(ULRICH)
    person(ulrich, "Dieter Jansen")
    ulrich.get_by_label("Partner").select_option(
        label="Kommunales Integrationszentrum Ennepe-Ruhr (Demo)"
    )
    ulrich.get_by_label("Rolle").select_option(label="Seiteneinsteigerberatung")
    fill_day(ulrich, "starts_on", 0)
    ulrich.get_by_role("button", name="Platz geben").click()
    expect(ulrich.get_by_role("main")).to_contain_text("seit dem")
    person(ulrich, "Renate Abel")
    ulrich.get_by_role("link", name="Plätze beenden und die Arbeit übergeben").click()
    main = ulrich.get_by_role("main")
    for said in ("1 offene Vermittlungsrunde", "Friederike Kamp"):
        expect(main).to_contain_text(said)
    assert axe.findings(ulrich) == []
    ulrich.get_by_role("button", name="Übergeben").click()
    expect(main).to_contain_text("Bitte wählen, wer sie übernimmt")
    ulrich.get_by_label("Wer übernimmt").select_option(label="Dieter Jansen")
    ulrich.get_by_role("button", name="Übergeben").click()
    expect(main).to_contain_text("beendet zum")

    assert ask_owner(site=live_site, statement=WHOSE_ROUND) == [("Dieter Jansen",)]
    for page in (renate, deputy):
        page.get_by_role("navigation").get_by_role("link", name="Zahlen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    ulrich.goto("/schule/")
    expect(ulrich.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es hier nicht")
