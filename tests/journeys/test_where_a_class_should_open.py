# SPDX-License-Identifier: EUPL-1.2
"""Hasperbach: 52 children sit in two reception classes far away. Where should a class have opened?

Renate counsels, Holger is the Schulamt. By summer 2014 six of the 52 had a regular seat in sight;
the classes here stand in Breckerfeld, so that there is something nearer.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, HOLGER = "beratung@demo.example", "schulamt@demo.example"
CHILDREN, IN_SIGHT = 52, 6
TWO_CLASSES = f"""
with upper as (
  insert into schooling_group (school_id, kind, grade_from, grade_to, free_seats, counted_on)
  select id, 'LANGUAGE', 5, 10, 0, app_today() from schooling_school
   where name = 'Hauptschule Am Wehrturm' returning id
), lower as (
  select g.id from schooling_group g join schooling_school s on s.id = g.school_id
   where s.name = 'Grundschule Hansewiese' and g.kind = 'LANGUAGE'
), seats as (
  insert into schooling_regularseats (school_id, grade, seats, starts_on, counted_on, source)
  select s.id, given.grade, given.seats, app_today(), app_today(), 'Zwei Hauptschulen (erfunden)'
    from (values ('Hauptschule Wiesengrund', 7, 4), ('Hauptschule Gennebreck', 8, 2))
      as given (name, grade, seats) join schooling_school s on s.name = given.name
)
insert into schooling_placement (child_id, group_id, starts_on, signed_on, signed_by_id)
select c.id, case when c.grade <= 4 then lower.id else upper.id end,
       app_today() - 20, app_today() - 20, seat.id
  from (select id, grade from schooling_child where reference between 'D-001' and 'D-057'
         order by reference limit {CHILDREN}) c, lower, upper,
       accounts_seat seat join accounts_user u on u.id = seat.user_id
 where u.email = '{HOLGER}' returning child_id
"""  # noqa: S608 - our own words
COUNT = "select count(*), sum(free_seats) from schooling_group"


@pytest.fixture
def renate(signed_in: SignIn, live_site: LiveSite) -> Page:
    """Renate's browser, after 52 children were placed in the two classes."""
    assert len(ask_owner(site=live_site, statement=TWO_CLASSES)) == CHILDREN
    return signed_in(RENATE)


def said(page: Page, term: str) -> Locator:
    """Return what stands behind a term of a list."""
    terms = page.locator("dl div").filter(has=page.get_by_text(term, exact=True))
    return terms.locator("dd")


def number(found: Locator) -> int:
    """Return the first number of a text."""
    expect(found).to_have_text(re.compile(r"\d"))
    match = re.search(r"[\d.]+", found.inner_text())
    assert match
    return int(match[0].replace(".", ""))


def test_renate_asks_what_would_have_seated_them_nearer_and_what_is_still_missing(
    renate: Page, live_site: LiveSite
) -> None:
    page, before = renate, ask_owner(site=live_site, statement=COUNT)
    page.get_by_role("link", name="Neue Gruppen").click()
    page.get_by_label("alle ohne Regelklasse: wartende Kinder und Kinder in Lerngruppen").check()
    page.get_by_label("Lerngruppen, deren Kinder alle hier stehen, dürfen dafür schließen").check()
    page.get_by_role("button", name="Rechnen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("neue Gruppe")

    assert number(said(page, "Kinder in Lerngruppen")) == CHILDREN
    saved, nearer = number(said(page, "Kürzer um")), number(said(page, "Kinder mit kürzerem Weg"))
    assert saved > 0
    assert 0 < nearer <= CHILDREN
    missing = page.get_by_role("table", name="Was an Plätzen in Regelklassen fehlt")
    expect(missing).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(
        f"Zusammen fehlen mindestens {CHILDREN - IN_SIGHT} Plätze in Regelklassen"
    )
    opened = page.get_by_role("table", name="Welche Gruppen öffnen sollten")
    expect(opened).not_to_contain_text("Klinikschule")
    expect(opened).not_to_contain_text("Lindenschule")
    expect(page.get_by_role("list", name="Neue Gruppen je Stadt")).to_contain_text("Ennepetal")
    assert axe.findings(page) == []

    page.get_by_role("link", name=re.compile("^Eintragen")).first.click()
    page.get_by_label("Sie wird nicht eröffnet").check()
    page.get_by_label("Entschieden von").fill("Stadt Ennepetal und Schulamt")
    page.get_by_label("Begründung").fill("Bis zum Sommer ist keine Lehrkraft frei.")
    page.get_by_role("button", name="Entscheidung eintragen").click()
    expect(opened).to_contain_text("Bis zum Sommer ist keine Lehrkraft frei.")
    assert ask_owner(site=live_site, statement=COUNT) == before, "nothing opens by itself"

    page.get_by_role("link", name="Runden", exact=True).click()
    page.get_by_role("button", name="Runde eröffnen und Stand einfrieren").click()
    page.get_by_role("button", name="Vorschlag rechnen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("einen Platz")
    page.get_by_role("link", name="Neue Gruppen").click()
    page.get_by_role("button", name=re.compile("durchspielen")).click()
    expect(page.get_by_text("Das kann niemand unterschreiben")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("link", name=re.compile("Gedankenspiel Nr."))).to_be_visible()
    assert ask_owner(site=live_site, statement=COUNT) == before
