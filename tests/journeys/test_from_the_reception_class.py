# SPDX-License-Identifier: EUPL-1.2
"""Hasperbach, before the holidays: 52 children in two reception classes, and hardly a regular seat.

They have a place and still wait. Karin, who heads a primary school, tells which seats she has.
Renate counsels: she reserves one for a child and reads what is missing. Friederike, who leads the
centre, reads the same protected. Made up from public numbers; every name and school is invented.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, KARIN, FRIEDERIKE = (f"{who}@demo.example" for who in ("beratung", "schule", "leitung"))
TALBLICK = "Grundschule Talblick"
# 30 of the 32 primary children and 22 of the 25 others, since 70 days
RECEPTION = """
with hamlet as (
  select c.id, c.grade <= 4 as primary_school,
         row_number() over (partition by c.grade <= 4 order by c.reference) as place
    from schooling_child c where c.street = 'Musterweg'),
seated as (
  insert into schooling_placement (child_id, group_id, starts_on, signed_on, signed_by_id)
  select h.id, g.id, app_today() - 70, app_today() - 70, seat.id
    from hamlet h
    join schooling_group g on g.kind = 'LANGUAGE'
     and g.grade_from = case when h.primary_school then 1 else 5 end
    join schooling_school s on s.id = g.school_id and s.name = case
         when h.primary_school then 'Grundschule Talblick' else 'Sekundarschule Ennepebogen' end,
         accounts_seat seat join accounts_user u on u.id = seat.user_id
   where u.email = 'schulamt@demo.example'
     and h.place <= case when h.primary_school then 30 else 22 end
  returning id)
insert into schooling_firstday (placement_id, came_on, noted_by_id)
select seated.id, app_today() - 70, seat.id
  from seated, accounts_seat seat join accounts_user u on u.id = seat.user_id
 where u.email = 'beratung@demo.example' returning placement_id
"""
ONE = """
select c.id, c.first_name || ' ' || c.family_name from schooling_child c
  join schooling_placement p on p.child_id = c.id join schooling_group g on g.id = p.group_id
 where c.grade = 4 and g.grade_to = 4 order by c.reference limit 1
"""
TELEPHONE = 360


def test_52_children_have_a_place_and_still_wait(signed_in: SignIn, live_site: LiveSite) -> None:
    assert len(ask_owner(site=live_site, statement=RECEPTION)) == 52
    karin = signed_in(KARIN)
    karin.goto("/schule/schulen/")
    karin.get_by_role("link", name=TALBLICK).first.click()
    karin.get_by_text("Plätze in Regelklassen eintragen").click()
    karin.get_by_label("Klasse").last.select_option("4")
    karin.get_by_label("Plätze für Kinder aus Lerngruppen").fill("1")
    karin.get_by_label("Quelle").fill("Schulleitung")
    karin.get_by_role("button", name="Plätze eintragen").click()
    expect(karin.get_by_role("row").filter(has_text="Klasse 4").last).to_contain_text("1")

    renate = signed_in(RENATE)
    task = "52 Kinder warten in Lerngruppen auf eine Regelklasse"
    renate.get_by_role("link", name=task).click()
    expect(renate.get_by_role("main")).to_contain_text(f"{task}, am längsten 70 Tage")
    ((child, name),) = ask_owner(site=live_site, statement=ONE)
    renate.goto(f"/schule/kinder/{child}/verlauf/")
    renate.get_by_text("Platz in einer Regelklasse reservieren").click()
    renate.get_by_label("Platz in einer Regelklasse", exact=True).select_option(index=1)
    renate.get_by_role("button", name="Platz reservieren").click()
    expect(renate.get_by_role("main")).to_contain_text(f"Reserviert: {TALBLICK}, Klasse 4")
    expect(renate.get_by_role("heading", level=1)).to_contain_text(str(name))
    other = ask_owner(site=live_site, statement=ONE.replace("limit 1", "offset 1 limit 1"))[0][0]
    renate.goto(f"/schule/kinder/{other}/verlauf/")
    expect(renate.get_by_role("main")).to_contain_text("Keine Schule hat für diese Klasse")
    renate.goto("/schule/zahlen/")
    renate.get_by_role("link", name="Engpässe in Regelklassen").click()
    expect(renate.get_by_role("heading", level=1)).to_have_text(
        "Für 51 Kinder in getrennten Gruppen ist kein Übergang geplant"
    )
    row = renate.get_by_role("row").filter(has_text="Sekundarschule Ennepebogen")
    expect(row).to_contain_text("22")
    faults = found(renate, f"/schule/kinder/{child}/verlauf/")

    friederike = signed_in(FRIEDERIKE)
    friederike.goto("/schule/kein-kind-zuruecklassen/")
    expect(friederike.get_by_role("main")).to_contain_text(
        "Rund 50 Kinder warten in Lerngruppen auf eine Regelklasse"
    )
    friederike.goto("/schule/zahlen/engpaesse/")
    expect(friederike.get_by_role("heading", level=1)).to_contain_text("Für rund 50 Kinder")
    assert "51" not in friederike.get_by_role("main").inner_text()
    pages = ("engpaesse/", "lerngruppen/", "lerngruppen/1/", "obergrenzen/", "formen/")
    for path in pages:
        faults += found(renate, f"/schule/zahlen/{path}")
    assert faults == []


def found(page: Page, path: str) -> list[str]:
    """Return what axe finds on a page, and whether it is too wide for a telephone."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    faults = axe.findings(page)
    page.set_viewport_size({"width": TELEPHONE, "height": 800})
    return faults + [f"{path} is too wide"] * bool(axe.overflow(page))
