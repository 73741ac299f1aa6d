# SPDX-License-Identifier: EUPL-1.2
"""A counsellor's day: a child is reported, invited, heard, gets its place and comes to school.

Renate counsels, Holger is the Schulamt, Karin heads the Grundschule Talblick, Friederike the
centre. Nela Probst has just arrived; the last scene is months later, in her regular class.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from rundertisch.places import queries as places
from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner
from tests.world import today

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, HOLGER, KARIN, FRIEDERIKE = (
    f"{who}@demo.example" for who in ("beratung", "schulamt", "schule", "leitung")
)
TALBLICK = "Grundschule Talblick"
DAYS_AGO = 10  # how long ago Nela was reported
IN_PAST = """
update schooling_appointment set starts_at = starts_at - interval '{days} days',
       ends_at = ends_at - interval '{days} days' where id = {pk} returning id
"""
ROOM_FOR_NELA = """
update schooling_group set free_seats = 5, grade_from = 3, grade_to = 4
 where kind = 'LANGUAGE' and school_id = (
   select id from schooling_school where name = 'Grundschule Talblick') returning id
"""


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """What an earlier scene leaves for a later one: addresses of pages."""
    return {}


def headline(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def fill_day(page: Page, field: str, day: dt.date) -> None:
    """Fill the three boxes of a day."""
    for name, number in (("tag", day.day), ("monat", day.month), ("jahr", day.year)):
        page.locator(f"[name={field}_{name}]").fill(str(number))


def readable(page: Page) -> None:
    """Nothing axe objects to, and on a narrow screen nothing wider than the screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_nela_is_reported_invited_and_moved_and_a_letter_waits_for_the_printer(
    signed_in: SignIn, live_site: LiveSite, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    page.goto("/schule/kinder/neu/")
    page.get_by_label("Vorname").fill("Nela")
    page.get_by_label("Nachname").fill("Probst")
    page.get_by_label("Klasse", exact=True).select_option("3")
    page.get_by_label("Stadt, in der das Kind jetzt wohnt").select_option("05954008")
    fill_day(page, "reported_on", today() - dt.timedelta(days=DAYS_AGO))
    page.get_by_label("Sprache für Sprachmittlung").fill("Arabisch")
    page.get_by_role("button", name="Kind melden").click()
    expect(page.get_by_role("heading", name="Nächster Schritt: Einladung")).to_be_visible()
    seen["child"] = page.url
    page.get_by_role("link", name="Zur Beratung einladen").click()
    day = places.Calendar(holidays=(), closings=()).working_days_after(on=today(), days=8)
    fill_day(page, "day", today() - dt.timedelta(days=1))
    page.get_by_label("Beginn").fill("09:30")
    page.get_by_role("button", name="Einladen").click()
    expect(page.get_by_role("alert")).to_contain_text("schon vorbei")
    fill_day(page, "day", day)
    page.get_by_role("button", name="Einladen").click()
    expect(page.get_by_role("main")).to_contain_text("09:30 bis 10:30 Uhr")
    expect(page.get_by_role("heading", name="Nächster Schritt: Beratung")).to_be_visible()
    readable(page)
    page.goto("/schule/briefe/")
    expect(page.get_by_role("row").filter(has_text="Nela Probst")).to_have_count(1)
    readable(page)


def test_a_missed_appointment_costs_nothing_and_the_second_one_takes_place(
    signed_in: SignIn, live_site: LiveSite, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    newest = "select id, starts_at::date from schooling_appointment order by id desc limit 1"
    for button in ("Familie kam nicht", "Hat stattgefunden"):
        (pk, day) = ask_owner(site=live_site, statement=newest)[0]
        assert isinstance(day, dt.date)
        ask_owner(
            site=live_site,
            statement=IN_PAST.format(pk=pk, days=(day - today()).days + 1),
        )
        page.goto(seen["child"])
        page.get_by_role("button", name=button).click()
        if button == "Familie kam nicht":
            expect(page.get_by_role("main")).to_contain_text(f"({DAYS_AGO} Tage)")
            page.get_by_role("button", name="Neu einladen").click()
            expect(page.get_by_role("status")).to_contain_text("Brief an die Familie")
    expect(page.get_by_role("heading", name="Nächster Schritt: Wünsche")).to_be_visible()


def test_parents_and_child_are_asked_and_the_family_is_heard(
    signed_in: SignIn, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    page.goto(f"{seen['child']}wuensche/")
    page.get_by_text("Antworten eintragen").first.click()
    page.get_by_label("Die Eltern haben keinen Wunsch").check()
    page.get_by_role("button", name="Antworten eintragen").click()
    expect(page.get_by_role("alert")).to_contain_text("Was wünscht sich das Kind?")
    readable(page)
    page.get_by_label("Schule, die das Kind nennt").select_option(label=f"Ennepetal: {TALBLICK}")
    page.get_by_role("button", name="Antworten eintragen").click()
    expect(headline(page)).to_contain_text("noch nicht angehört")
    readable(page)
    seen["hearing"] = page.url


def test_the_round_proposes_her_but_nobody_signs_before_the_hearing(
    signed_in: SignIn, live_site: LiveSite, seen: dict[str, str]
) -> None:
    ask_owner(site=live_site, statement=ROOM_FOR_NELA)
    renate, holger = signed_in(RENATE), signed_in(HOLGER)
    renate.goto("/schule/runden/")
    renate.get_by_role("button", name="Runde eröffnen und Stand einfrieren").click()
    expect(renate).to_have_url(re.compile(r"/schule/runden/\d+/$"))
    seen["round"] = renate.url
    child = str(re.search(r"/kinder/(\d+)/", seen["child"])[1])  # type: ignore[index]  # it is one
    seen["in_round"] = f"{seen['round']}kinder/{child}/"
    renate.goto(seen["in_round"])
    renate.get_by_text("Platz festlegen").first.click()
    choice = renate.get_by_label("Schule und Gruppe")
    option = choice.locator("option").filter(has_text=TALBLICK).first
    choice.select_option(value=str(option.get_attribute("value")))
    renate.get_by_label("Warum gerade dort?").fill("Das Kind nennt diese Schule.")
    renate.get_by_role("button", name="Platz festlegen").click()
    renate.goto(seen["round"])
    renate.get_by_role("button", name="Vorschlag rechnen").click()
    expect(headline(renate)).to_contain_text("einen Platz")
    holger.goto(seen["in_round"])
    expect(holger.get_by_role("main")).to_contain_text("Die Familie ist noch nicht angehört")
    holger.get_by_label("Begründung der Schulaufsicht").fill("Kurzer Weg.")
    holger.get_by_role("button", name="Platz unterschreiben").click()
    expect(holger.get_by_role("alert").first).to_contain_text("noch keine Anhörung")
    renate.goto(seen["hearing"])
    renate.get_by_label("Was der Familie für die Entscheidung wichtig ist").fill("Ein kurzer Weg.")
    renate.get_by_role("button", name="Anhörung eintragen").click()
    expect(renate.get_by_role("heading", name="Nächster Schritt: Empfehlung")).to_be_visible()
    holger.goto(seen["in_round"])
    holger.get_by_role("link", name="Anhörung vom").click()
    expect(holger.get_by_role("main")).to_contain_text("Ein kurzer Weg.")
    holger.goto(seen["in_round"])
    holger.get_by_label("Begründung der Schulaufsicht").fill("Kurzer Weg.")
    holger.get_by_role("button", name="Platz unterschreiben").click()
    expect(holger.get_by_text("Kurzer Weg.").first).to_be_visible()


def test_the_place_is_announced_accepted_and_nela_comes(
    signed_in: SignIn, seen: dict[str, str]
) -> None:
    renate, karin = signed_in(RENATE), signed_in(KARIN)
    renate.goto(seen["round"])
    renate.get_by_role("button", name="Unterschriebene Plätze bekannt geben").click()
    expect(renate.get_by_text(re.compile("stehen aus|offen")).first).to_be_visible()
    karin.goto("/schule/neue-kinder/")
    karin.get_by_role("link", name="Antworten").first.click()
    karin.get_by_label("aufnehmen").check()
    karin.get_by_role("button", name="Antwort geben").click()
    expect(karin.get_by_role("button", name="Antwort geben")).to_have_count(0)
    karin.goto(seen["child"])
    expect(karin.get_by_role("heading", name="Nächster Schritt: erster Schultag")).to_be_visible()
    karin.get_by_role("link", name="Ersten Schultag eintragen").click()
    fill_day(karin, "came_on", today())
    karin.get_by_role("button", name="Tag eintragen").click()
    expect(karin.get_by_role("button", name="Tag eintragen")).to_have_count(0)
    renate.goto(seen["child"])
    expect(renate.get_by_role("heading", name="Nächster Schritt: Nachfrage")).to_be_visible()


def test_months_later_nela_is_in_her_regular_class_and_the_seat_is_free(
    signed_in: SignIn, live_site: LiveSite, seen: dict[str, str]
) -> None:
    seats = f"""select free_seats from schooling_group g join schooling_school s
      on s.id = g.school_id where s.name = '{TALBLICK}' and g.kind = 'LANGUAGE'"""  # noqa: S608 - our own words
    before = ask_owner(site=live_site, statement=seats)[0][0]
    karin = signed_in(KARIN)
    karin.goto(f"{seen['child']}verlauf/")
    readable(karin)
    karin.get_by_text("Das Kind ist übergegangen").click()
    karin.get_by_role("button", name="Übergang eintragen").click()
    expect(karin.get_by_role("main")).to_contain_text("in der Regelklasse der")
    assert ask_owner(site=live_site, statement=seats)[0][0] == int(str(before)) + 1
    renate = signed_in(RENATE)
    renate.goto(seen["child"])
    expect(renate.get_by_role("main")).to_contain_text("In der Regelklasse seit")
    readable(renate)


def test_friederike_says_who_does_what_from_today_on(signed_in: SignIn) -> None:
    page = signed_in(FRIEDERIKE)
    page.get_by_role("link", name="Wer macht was").click()
    expect(page.get_by_role("main")).to_contain_text("Noch hat niemand diese Angaben geprüft")
    row = page.get_by_role("row").filter(has_text="Anhörung").first
    row.get_by_role("link", name="Ändern").click()
    page.get_by_label("Frist").fill("7")
    page.get_by_label("Quelle", exact=True).fill("Absprache mit dem Schulamt")
    page.get_by_role("button", name="Festlegen").click()
    expect(page.get_by_role("row").filter(has_text="Anhörung").first).to_contain_text(
        "7 Arbeitstage"
    )
    readable(page)
