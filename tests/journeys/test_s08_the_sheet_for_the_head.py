# SPDX-License-Identifier: EUPL-1.2
"""S8, no child left behind: the sheet that Friederike, who leads the centre, prints.

She opens no child, so every number says how near it is. Renate, who counsels, reads exact ones,
hands in the register counts, and notes that a placed child really came.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, FRIEDERIKE = (f"{who}@demo.example" for who in ("beratung", "leitung"))
SHEET, FIGURES, ALARMS, UPLOAD = (
    f"/schule/{path}/"
    for path in ("kein-kind-zuruecklassen", "zahlen", "hinweise", "anmeldungen/einlesen")
)
A4_WIDTH = 794  # pixels at 96 dpi


def test_the_head_of_the_centre_prints_the_sheet_on_one_side_of_a4(
    signed_in: SignIn, tmp_path: Path
) -> None:
    page = signed_in(FRIEDERIKE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rund")
    page.get_by_role("link", name="Kein Kind zurücklassen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kein Kind zurücklassen")
    page.wait_for_load_state()
    main = page.get_by_role("main").inner_text()
    assert re.search(r"Rund \d+ Kinder warten auf einen Schulplatz", main)
    assert "unter 5" in main
    assert not re.search(r"(?<!rund )(?<!unter )\b[1-9]\d* Kinder", main, re.IGNORECASE)
    for said in ("Stand ", "Quellen: Warteliste", "noch nicht erreicht haben kann"):
        assert said in main, said
    assert re.search(r"n=\s*rund \d+", main)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WIDTH, "height": 1123})
    expect(page.get_by_role("navigation").first).to_be_hidden()
    assert axe.overflow(page) == 0
    sheet = page.pdf(format="A4", path=tmp_path / "blatt.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_the_head_of_the_centre_opens_no_child_from_any_of_these_pages(signed_in: SignIn) -> None:
    page = signed_in(FRIEDERIKE)
    for path in (SHEET, FIGURES, ALARMS):
        page.goto(path)
        assert page.locator('main a[href*="/kinder/"]').count() == 0, path
    assert page.goto("/schule/") is not None
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Kinder warten")


def test_the_counsellor_hands_in_register_counts_and_reads_who_is_missing(
    signed_in: SignIn, tmp_path: Path
) -> None:
    page = signed_in(RENATE)
    page.goto(FIGURES)
    page.get_by_role("link", name="Anmeldezahlen der Städte einlesen").click()
    file = tmp_path / "zahlen.csv"
    head = "town,month,age,children,source"
    file.write_text(f"{head},nationality\nWitten,2026-01,6-17,3,x,y\n", encoding="utf-8")
    page.get_by_label("Datei (CSV)").set_input_files(file)
    page.get_by_role("button", name="Datei einlesen").click()
    expect(page.get_by_role("main")).to_contain_text("Staatsangehörigkeit")
    expect(page).to_have_title(re.compile("^Fehler:"))
    page.goto(SHEET)
    day = re.search(r"Stand \d\d\.(\d\d)\.(\d{4})", page.get_by_role("main").inner_text())
    assert day
    month = f"{day[2]}-{day[1]}"
    file.write_text(
        f"{head}\nBreckerfeld,{month},6-9,40,Melderegister\n"
        f"Breckerfeld,{month},10-17,60,Melderegister\n",
        encoding="utf-8",
    )
    page.goto(UPLOAD)
    page.get_by_label("Datei (CSV)").set_input_files(file)
    page.get_by_role("button", name="Datei einlesen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Zeilen übernommen")
    page.get_by_role("link", name="Zu den Zahlen").click()
    row = (
        page.get_by_role("row").filter(has_text="Breckerfeld").filter(has_text=f"{day[1]}/{day[2]}")
    )
    expect(row).to_contain_text("rund 100")


def test_a_child_that_has_not_come_is_listed_until_somebody_notes_its_first_day(
    signed_in: SignIn, live_site: LiveSite
) -> None:
    ask_owner(
        site=live_site,
        statement="insert into schooling_placement (child_id, group_id, starts_on, signed_on,"
        " signed_by_id) select l.child_id, l.group_id, current_date - 60, current_date - 60, s.id"
        " from schooling_proposedseat l, accounts_seat s where l.group_id is not null"
        " and s.role = 'SUPERVISORY_AUTHORITY' order by l.id, s.id limit 1 returning id",
    )
    page = signed_in(RENATE)
    page.goto(ALARMS)
    overdue = (
        page.get_by_role("region")
        .or_(page.locator("section"))
        .filter(has_text="nach 10 Schultagen noch nicht gekommen")
    )
    expect(overdue.first).to_contain_text("1 Kind")
    page.get_by_role("link", name=re.compile("war da$")).click()
    group = page.get_by_role("group", name=re.compile("^Das Kind war da am"))
    expect(group).to_be_visible()
    page.wait_for_load_state()
    today = re.search(r"(\d\d)\.(\d\d)\.(\d{4})", page.get_by_role("main").inner_text())
    assert today
    for label, value in zip(("Tag", "Monat", "Jahr"), today.groups(), strict=True):
        group.get_by_label(label).fill(value)
    page.get_by_role("button", name="Tag eintragen").click()
    expect(page).to_have_url(re.compile(f"{ALARMS}$"))
    expect(page.get_by_role("link", name=re.compile("war da$"))).to_have_count(0)


@pytest.mark.parametrize(
    ("email", "paths"), [(RENATE, (ALARMS, UPLOAD)), (FRIEDERIKE, (SHEET, FIGURES, ALARMS))]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    signed_in: SignIn, email: str, paths: tuple[str, ...]
) -> None:
    page = signed_in(email)
    faults: list[str] = []
    for path in paths:
        page.goto(path)
        faults += axe.at_desk_and_on_phone(page)
    assert faults == []
