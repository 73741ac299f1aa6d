# SPDX-License-Identifier: EUPL-1.2
"""A mother without e-mail, on a small telephone, in Arabic: she scans, reads, asks, is answered.

Renate counsels; she hands out the sheet, records a text, and answers. The mother's telephone runs
no script until the last step, where she listens.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_own_view import RENATE, TELEPHONE, readable
from tests.support import axe, codes
from tests.support.browser import LiveSite, Window, ask_owner, sign_in
from tests.support.recordings import silence

pytestmark = [pytest.mark.database, pytest.mark.journey]
CHILD = "select id, family_name, reference from schooling_child where reference = 'D-002'"
FIRST = "هذه ليست دائرة الأجانب."


def scanned(page: Page, *, child: int, folder: Path) -> str:
    """Let Renate show the code for the family, and read it with a camera."""
    page.goto(f"/schule/kinder/{child}/")
    page.get_by_role("link", name="Stand-Seite der Familie").click()
    page.get_by_label("Sprache der Familie").first.select_option(label="العربية")
    page.get_by_role("button", name="Am Bildschirm zeigen").click()
    picture = folder / "code.png"
    page.get_by_role("img", name="QR-Code").screenshot(path=picture)
    address = codes.read(picture)
    assert address == page.locator("code").text_content()
    return address


def ask(family: Page, *, way: str, fill: str, send: bool = True) -> None:
    """Ask for one thing: choose, look at it again, send it."""
    family.get_by_role("link", name=way).click()
    if fill.startswith("+") or fill[0].isdigit():
        family.get_by_role("textbox").fill(fill)
    elif "|" in fill:
        for label in fill.split("|"):
            family.get_by_label(label, exact=True).check()
    else:
        family.get_by_role("combobox").select_option(label=fill)
    family.get_by_role("button", name="متابعة").click()
    expect(family.get_by_role("heading", level=1)).to_have_text("هل هذا صحيح؟")
    if send:
        family.get_by_role("button", name="نعم، إرسال").click()
        expect(family.get_by_role("heading", level=1)).to_have_text("لقد وصل")
        family.get_by_role("link", name="العودة إلى صفحتكم").click()


def answer(page: Page, *, kind: str, says: str) -> None:
    """Let Renate take one request over, from the list."""
    page.goto("/schule/anliegen/")
    page.get_by_role("main").get_by_role("link", name=kind).click()
    expect(page.get_by_role("main")).to_contain_text(says)
    page.get_by_label("erledigt, übernommen").check()
    page.get_by_label("Satz an die Familie").fill("Das ist erledigt.")
    page.get_by_role("button", name="Antwort geben").click()
    expect(page.get_by_role("button", name="Antwort geben")).to_have_count(0)


def test_a_mother_scans_the_sheet_asks_three_things_and_is_answered(
    page: Page, window: Window, live_site: LiveSite, tmp_path: Path
) -> None:
    child, name, reference = ask_owner(site=live_site, statement=CHILD)[0]
    school = str(
        ask_owner(
            site=live_site,
            statement="select name from schooling_school where assignable = 'YES' order by name",
        )[0][0]
    )
    sign_in(page, RENATE)
    address = scanned(page, child=int(str(child)), folder=tmp_path)
    page.goto("/schule/vorlesen/ar/")
    assert axe.findings(page) == []
    sounds = page.locator("section").first
    sounds.get_by_label("Aufnahme (MP3").set_input_files(
        {"name": "eins.mp3", "mimeType": "audio/mpeg", "buffer": silence()}
    )
    sounds.get_by_label("Wer spricht, ist einverstanden").check()
    sounds.get_by_role("button", name="Aufnahme hochladen").click()
    expect(page.get_by_text("wird angeboten")).to_be_visible()

    family = window(viewport=TELEPHONE, java_script_enabled=False)
    family.goto(address)
    main = family.get_by_role("main")
    expect(main.locator("p").first).to_contain_text(FIRST)
    expect(main).to_contain_text(str(reference))
    expect(main).not_to_contain_text(str(name))
    ask(family, way="طلب موعد آخر", fill="الاثنين|قبل الظهر")
    ask(family, way="الرغبة في مدرسة", fill=school)
    ask(family, way="إخبارنا برقم هاتف جديد", fill="0151 23456789", send=False)
    family.get_by_role("button", name="تغيير").click()  # a figure was wrong
    family.get_by_role("textbox").fill("0151 23456780")
    family.get_by_role("button", name="متابعة").click()
    family.get_by_role("button", name="نعم، إرسال").click()
    expect(family.get_by_role("heading", level=1)).to_have_text("لقد وصل")
    assert family.context.cookies() == []

    page.goto("/")
    page.get_by_role("link", name="3 Anliegen von Familien").click()
    expect(page.get_by_role("main").get_by_role("link", name="anderer Termin")).to_be_visible()
    assert axe.findings(page) == []
    answer(page, kind="anderer Termin", says="Montag; vormittags")
    answer(page, kind="Schulwunsch", says=school)
    answer(page, kind="neue Telefonnummer", says="+4915123456780")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Kein Anliegen wartet auf eine Antwort"
    )
    page.goto(f"/schule/kinder/{child}/")
    expect(page.get_by_role("main")).to_contain_text(school)

    family.goto(address)
    expect(main.get_by_text("Das ist erledigt.")).to_have_count(3)
    _listen(window, address)
    page.goto(f"/schule/kinder/{child}/familie/")
    assert axe.findings(page) == []
    page.get_by_role("button", name=re.compile("gilt, jetzt schließen")).first.click()
    expect(page.get_by_text("geschlossen am").first).to_be_visible()
    family.get_by_role("link", name="طلب موعد آخر").click()  # on the page that was open
    expect(family.get_by_role("heading", level=1)).to_have_text("هذه الورقة لم تعد صالحة")


def _listen(window: Window, address: str) -> None:
    """On a newer telephone, in the dark: the page is readable, and the text can be heard."""
    page = window(viewport=TELEPHONE, color_scheme="dark", has_touch=True)
    page.goto(address)
    readable(page)
    length = page.evaluate(
        "async () => { const one = document.querySelector('audio'); one.muted = true;"
        " await one.play(); return one.duration; }"
    )
    assert float(length) > 0
