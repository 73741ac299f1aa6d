# SPDX-License-Identifier: EUPL-1.2
"""The list for a day without a computer: who is on it, who never is, who opens it, what is kept."""

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import exchange, queries
from rundertisch.schooling.models import Appointment, Child, Room
from rundertisch.site import (
    operations_emergency,
    operations_envelope,
    operations_plan,
    operations_receipts,
)
from rundertisch.site.operations import House
from rundertisch.site.operations_plan import EmergencyPlan
from tests import world as worlds
from tests.rooms.schooling.changing import home, report, seated
from tests.support import papers
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld

pytestmark = pytest.mark.database
BERLIN = ZoneInfo("Europe/Berlin")
WORDS = "Kreide Apfel Regen Sofa Brücke Honig"
PHONE = "Beratung 02336 93-1234"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmergencyPlan:
    """The operator has set folder, words and one number."""
    monkeypatch.setenv("RUNDERTISCH_EMERGENCY_FOLDER", str(tmp_path / "notfall"))
    monkeypatch.setenv(operations_plan.PASSPHRASE, WORDS)
    monkeypatch.setenv("RUNDERTISCH_EMERGENCY_PHONES", PHONE)
    found = operations_plan.emergency_plan()
    assert found is not None
    return found


@pytest.fixture
def house(own_database: OwnDatabase, tmp_path: Path) -> House:
    return House(mode="demo", home=tmp_path, urls=own_database.urls)


def families(world: DemoWorld) -> dict[str, Child]:
    """Nela comes today, Noah begins tomorrow; where Xaver and Xenia live nobody may know."""
    with worlds.asking(world.counsellor):
        by = Seat.objects.select_related("partner", "user").get(pk=world.counsellor.seat_id)
        nela = report(world, by)
        hidden = home(number="7", protected=True)
        told = {"family_name": "Nirgends", "family_reference": "familie-n"}
        xaver = report(world, by, first_name="Xaver", home=hidden, **told)
        xenia = report(world, by, first_name="Xenia", home=home(number="9"), **told)
        noah = report(world, by, first_name="Noah", family_name="Neuber")
        seated(world, noah, since_days=-1)
        for hour, child in ((9, nela), (14, xaver)):
            begins = dt.datetime.combine(world.on, dt.time(hour), tzinfo=BERLIN)
            Appointment.objects.create(
                child=child,
                counsellor=by,
                room=Room.objects.order_by("pk")[0],
                starts_at=begins,
                ends_at=begins + dt.timedelta(hours=1),
            )
    return {"Nela": nela, "Xaver": xaver, "Xenia": xenia, "Noah": noah}


def test_who_waits_and_who_begins_is_on_it_and_nobody_with_a_protected_address(
    own_database: OwnDatabase, house: House, plan: EmergencyPlan
) -> None:
    world = worlds.build()
    on_it = families(world)
    with operations_receipts.as_owner(owner_url=house.urls.owner):
        told = queries.emergency_list(on=world.on)
        letter = repr(exchange.emergency_letter(told=told, phones=plan.phones).blocks)
    comes = f"{world.on:%d.%m.%Y}, 09:00 bis 10:00 Uhr: Nela Probst, Klasse 3"
    for said in (comes, "Renate Abel", "Noah Neuber", "Grundschule Talblick", PHONE):
        assert said in letter
    for hidden in ("Nirgends", "Xaver", "Xenia", on_it["Xaver"].reference, "Musterweg"):
        assert hidden not in letter, hidden
    assert told.left_out >= 2
    assert f"{told.left_out} Kinder stehen nicht auf dieser Liste" in letter
    file = operations_emergency.write(house=house, plan=plan, on=world.on)
    assert "Nela" not in file.read_text("utf-8")
    operations_emergency.open_list(file=file, to=house.home / "liste.pdf")
    paper = papers.text_of((house.home / "liste.pdf").read_bytes())
    assert "Nela Probst" in paper
    assert "Nirgends" not in paper
    logged = (
        "select r.record_id::int, e.job from kernel_auditentry e join kernel_personreference r"
        " on r.reference::text = e.about_id where e.action = 'schooling.put_on_emergency_list'"
    )
    rows = own_database.owner_sql(logged)
    assert {pk for pk, _ in rows} == {child.pk for child in told.children}
    assert {job for _, job in rows} == {"emergency_list"}
    kept = "select kind, trouble, file from site_operationrun"
    assert own_database.owner_sql(kept) == [("EMERGENCY", "", file.name)]


def test_only_the_words_open_it_and_two_lists_are_kept(
    house: House, plan: EmergencyPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [dt.date(2026, 8, day) for day in (3, 4, 5)]
    for on in days:
        file = operations_emergency.write(house=house, plan=plan, on=on)
    assert sorted(path.name for path in plan.folder.iterdir()) == [
        "notfallliste-2026-08-04.html",
        "notfallliste-2026-08-05.html",
    ]
    pdf = tmp_path / "liste.pdf"
    operations_emergency.open_list(file=file, to=pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")
    with pytest.raises(Refusal, match="gibt es schon"):
        operations_emergency.open_list(file=file, to=pdf)
    monkeypatch.setenv(operations_plan.PASSPHRASE, WORDS.replace("Sofa", "Stuhl"))
    with pytest.raises(Refusal, match="öffnen die Liste nicht"):
        operations_emergency.open_list(file=file, to=tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()
    pdf.write_text("<p>nichts</p>", "utf-8")
    with pytest.raises(Refusal, match="keine Notfallliste"):
        operations_emergency.open_list(file=pdf, to=tmp_path / "b.pdf")


def test_half_a_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert operations_plan.emergency_plan() is None
    monkeypatch.setenv("RUNDERTISCH_EMERGENCY_FOLDER", "/srv/notfall")
    with pytest.raises(Refusal, match="braucht beides"):
        operations_plan.emergency_plan()
    monkeypatch.setenv(operations_plan.PASSPHRASE, "zu kurz")
    with pytest.raises(Refusal, match="mindestens 20 Zeichen"):
        operations_plan.emergency_plan()


@pytest.mark.journey
def test_any_browser_opens_it_without_network(browser: Browser, tmp_path: Path) -> None:
    pdf = b"%PDF-1.7 " + bytes(range(256)) * 4
    page_text = operations_envelope.close(
        pdf=pdf, title="Notfallliste vom 03.08.2026", passphrase=WORDS
    )
    file = tmp_path / "notfallliste.html"
    file.write_text(page_text, "utf-8")
    context = browser.new_context(offline=True)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        page.get_by_label("Worte aus dem Safe").fill("Kreide Apfel Regen Stuhl")
        page.get_by_role("button", name="Liste öffnen").click()
        page.get_by_text("Diese Worte öffnen die Liste nicht").wait_for()
        page.get_by_label("Worte aus dem Safe").fill(f" {WORDS} ")
        page.get_by_role("button", name="Liste öffnen").click()
        link = page.get_by_role("link", name="Liste ansehen und drucken (PDF)")
        link.wait_for()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Liste als Datei speichern").click()
        assert Path(saved.value.path()).read_bytes() == pdf
    finally:
        context.close()
    sealed = page_text.split('id="sealed">')[1].split("</script>")[0]
    assert json.loads(sealed)["rounds"] == 1_000_000
