# SPDX-License-Identifier: EUPL-1.2
"""Usual steps go into a case; a case ends by the office, and another by the person on a telephone.

Sibylle adds a step to the chain of child benefit, Charlie opens a need with it. Samir says that he
no longer wants to take part, and Charlie ends it. Joana ends hers alone, in Arabic; Charlie reads
it on his day.
"""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, Window, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

CHARLIE, SIBYLLE = "charlie@demo.example", "kim@demo.example"
TELEPHONE: ViewportSize = {"width": 360, "height": 740}
STEP = "Bei der Familienkasse nachfragen"
CASE = """
select c.id from cases_client c join cases_clientcontact k using (subject_id)
 where starts_with(k.words, '{name}')
"""


def case_of(name: str, *, site: LiveSite) -> str:
    """Return the address of somebody's case."""
    found = ask_owner(site=site, statement=CASE.format(name=name))
    return f"/faelle/{found[0][0]}/"


def test_a_chain_is_kept_and_used_and_two_cases_end(
    signed_in: SignIn, window: Window, live_site: LiveSite
) -> None:
    sibylle = signed_in(SIBYLLE)
    sibylle.goto("/faelle/ketten/KINDERGELD/")
    expect(sibylle.get_by_role("heading", level=1)).to_contain_text("gilt seit")
    assert axe.findings(sibylle) == []
    new = sibylle.get_by_role("group", name="Schritt").last
    new.get_by_label("Was ist zu tun?").fill(STEP)
    new.get_by_label("Oder jemand anders").fill("Familienkasse")
    new.get_by_label("Fällig nach wie vielen Tagen?").fill("40")
    sibylle.get_by_role("button", name="Ab heute so").click()
    expect(sibylle.get_by_text(STEP).first).to_be_visible()

    charlie, samir = signed_in(CHARLIE), case_of("Samir", site=live_site)
    charlie.goto(samir)
    charlie.get_by_text("Bedarf mit üblichen Schritten aufnehmen").click()
    option = charlie.locator("[name=chain] option").filter(has_text="Kindergeld")
    charlie.locator("[name=chain]").select_option(value=option.get_attribute("value"))
    charlie.get_by_role("button", name="Mit diesen Schritten aufnehmen").click()
    expect(charlie.get_by_text(STEP).first).to_be_visible()
    charlie.get_by_role("link", name="Die Person möchte nicht mehr teilnehmen").click()
    expect(charlie.get_by_role("heading", name="Was sofort endet")).to_be_visible()
    assert axe.findings(charlie) == []
    charlie.get_by_role("button", name="Alles jetzt beenden").click()
    expect(charlie.get_by_text("Die Person nimmt nicht mehr teil")).to_be_visible()

    charlie.goto(case_of("Joana", site=live_site))
    charlie.get_by_role("link", name="Auskunft").click()
    charlie.get_by_label("Sprache der Person").select_option(label="العربية")
    charlie.get_by_role("button", name="Link anzeigen").click()
    address = str(charlie.locator("code").text_content())
    joana = window(color_scheme="dark", viewport=TELEPHONE)
    joana.goto(address)
    joana.get_by_role("link", name="إنهاء المرافقة").click()
    expect(joana.get_by_role("heading", name="ما ينتهي فوراً")).to_be_visible()
    assert axe.findings(joana) == []
    assert axe.overflow(joana) == 0
    joana.get_by_role("button", name="نعم، إنهاء كل شيء الآن").click()
    expect(joana.get_by_role("heading", level=1)).to_have_text("انتهت مرافقتكم")
    charlie.goto("/faelle/")
    expect(charlie.get_by_role("heading", name="Von der Person selbst beendet")).to_be_visible()
