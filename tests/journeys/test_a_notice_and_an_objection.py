# SPDX-License-Identifier: EUPL-1.2
"""Renate announces a place and hands the family its notice; the family objects, Miriam decides.

Holger is the Schulamt that signed, Miriam the Bezirksregierung above it. The round came about as in
the demo, by the same actions; from the announcement on everything happens in the browser.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from rundertisch.schooling.models import Child
from tests import world as worlds
from tests.rooms.schooling import rounding
from tests.support import axe
from tests.support.browser import LiveSite, SignIn
from tests.support.cluster import lead_django_to
from tests.support.papers import text_of

pytestmark = [pytest.mark.database, pytest.mark.journey]
RENATE, HOLGER, MIRIAM = (f"{who}@demo.example" for who in ("beratung", "schulamt", "bezirk"))
WORDS = "Das Kind kennt diese Schule schon."


@pytest.fixture(scope="module")
def signed(
    live_site: LiveSite, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> tuple[str, str]:
    """The address of a round with one signed place, and the child whose family speaks Arabic."""
    with django_db_blocker.unblock(), lead_django_to(urls=live_site.urls):
        world = worlds.build()
        shown, proposal = rounding.opened(world)
        line = rounding.lines(world.schulamt, proposal, school=rounding.TALBLICK)[0]
        rounding.read(world.schulamt, line)
        rounding.sign(world, world.schulamt, line, words=WORDS)
        with worlds.asking(world.counsellor):
            Child.objects.filter(pk=line.child_id).update(interpreter_language="Arabisch")
            child = str(Child.objects.get(pk=line.child_id))
    return f"/schule/runden/{shown.pk}/", child


def readable(page: Page) -> None:
    """Nothing axe objects to, and on a narrow screen nothing wider than the screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0
    page.set_viewport_size({"width": 1280, "height": 900})


def printed(page: Page, tmp_path: Path) -> str:
    """Take the notice along as PDF and return what stands on it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Drucken (PDF)").click()
    kept = tmp_path / "bescheid.pdf"
    download.value.save_as(kept)
    return text_of(kept.read_bytes())


def day(page: Page, legend: str, text: str) -> None:
    """Type a day as it is read, 31.12.2026."""
    fields = page.get_by_role("group", name=legend)
    for name, value in zip(("Tag", "Monat", "Jahr"), text.split("."), strict=True):
        fields.get_by_label(name).fill(value)


def test_a_notice_in_german_and_arabic_reaches_the_family(
    signed_in: SignIn, signed: tuple[str, str], tmp_path: Path
) -> None:
    where, child = signed
    today = f"{worlds.today():%d.%m.%Y}"
    renate = signed_in(RENATE)
    renate.goto(where)
    renate.get_by_role("button", name="Unterschriebene Plätze bekannt geben").click()
    expect(renate.get_by_text("Unterschriebene Plätze bekannt geben")).to_have_count(0)
    renate.goto("/")
    renate.get_by_role("link", name="Ein Bescheid ist zu übergeben").click()
    expect(renate.get_by_role("link", name=child)).to_be_visible()
    readable(renate)
    renate.get_by_role("link", name=child).click()
    main = renate.get_by_role("main")
    for said in (WORDS, "Rechtsbehelfsbelehrung", "العربية (von keinem Menschen geprüft"):
        expect(main).to_contain_text(said)
    readable(renate)
    paper = printed(renate, tmp_path)
    assert f"An die Eltern von {child}" in paper
    assert "Bescheid über die Zuweisung an eine Schule" in paper
    assert re.search(r"[\u0600-\u06ff\ufe70-\ufeff]{3}", paper), "no Arabic on the paper"
    assert "inute" not in paper.replace("Geschätzte Fahrminuten", "")

    renate.goto("/schule/bescheide/")
    renate.get_by_role("checkbox").check()
    renate.get_by_label("persönlich übergeben").check()
    day(renate, "Übergeben oder zur Post gegeben am", today)
    renate.get_by_role("button", name="Übergabe vermerken").click()
    expect(renate.get_by_role("heading", level=1)).to_have_text("Kein Bescheid ist zu übergeben")


def test_the_family_objects_and_both_authorities_do_their_part(
    signed_in: SignIn, signed: tuple[str, str]
) -> None:
    _, child = signed
    today = f"{worlds.today():%d.%m.%Y}"
    renate = signed_in(RENATE)
    renate.goto("/schule/bescheide/")
    renate.get_by_role("link", name=child).click()
    renate.get_by_role("link", name="Widerspruch eintragen").click()
    expect(renate.get_by_label("Was die Familie einwendet")).to_be_visible()
    readable(renate)
    day(renate, "Eingegangen am", today)
    renate.get_by_label("die Eltern").check()
    renate.get_by_label("Was die Familie einwendet").fill("Die Schule liegt weit weg.")
    renate.get_by_role("button", name="Widerspruch eintragen").click()
    expect(renate.get_by_role("main")).to_contain_text("rechtzeitig")

    miriam = signed_in(MIRIAM)
    miriam.get_by_role("link", name="Ein Widerspruch ist offen").click()
    expect(miriam.get_by_role("link", name=child)).to_be_visible()
    readable(miriam)
    miriam.get_by_role("link", name=child).click()
    expect(miriam.get_by_label("Der Widerspruch hat Erfolg")).to_be_visible()
    readable(miriam)
    miriam.get_by_label("Der Widerspruch hat Erfolg").check()
    miriam.get_by_label("Begründung", exact=True).fill("Die Kita des Geschwisterkinds zählt mehr.")
    miriam.get_by_role("button", name="Entscheidung eintragen").click()
    expect(miriam.get_by_role("heading", level=1)).to_contain_text("hatte Erfolg")

    holger = signed_in(HOLGER)
    holger.get_by_role("link", name="Ein Widerspruch hatte Erfolg").click()
    holger.get_by_role("main").get_by_role("link", name=child).click()
    holger.get_by_role("main").get_by_role("link", name=" vom ").click()
    holger.get_by_role("link", name="Neu entscheiden").click()
    ground = holger.get_by_label("Auf welcher Grundlage fällt der erste Bescheid?")
    expect(ground).to_be_visible()
    readable(holger)
    ground.select_option(label="Der Widerspruch der Familie hatte Erfolg. (§§ 72, 73 VwGO)")
    holger.get_by_label("Begründung der Schulaufsicht").fill("Der Widerspruch hatte Erfolg.")
    holger.get_by_role("button", name="Neu entscheiden").click()
    expect(holger.get_by_role("heading", level=1)).to_contain_text("Rücknahme")
    expect(holger.get_by_role("main")).to_contain_text("wartet von heute an wieder auf einen Platz")
