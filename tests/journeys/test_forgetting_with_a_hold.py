# SPDX-License-Identifier: EUPL-1.2
"""A family wants everything deleted; a lawsuit stands against it; then it is done and proven.

Renate counsels in two browsers: the second still shows the form when the hold is set in the first.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rundertisch.privacy.queries import receipts
from rundertisch.site import operations_forgotten
from rundertisch.site.operations import House
from tests.support import axe
from tests.support.browser import PATIENCE, LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, FRIEDERIKE = "beratung@demo.example", "leitung@demo.example"


def report(page: Page) -> str:
    """Report Quirina as a counsellor does; return her reference."""
    page.goto("/schule/kinder/neu/")
    page.get_by_label("Vorname").fill("Quirina")
    page.get_by_label("Nachname").fill("Wolkenstein")
    page.get_by_label("Klasse", exact=True).select_option("3")
    page.get_by_label("Stadt, in der das Kind jetzt wohnt").select_option(label="Ennepetal")
    page.get_by_role("button", name="Kind melden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quirina Wolkenstein")
    return f"RT-{page.url.rstrip('/').rsplit('/', maxsplit=1)[-1]}"


def open_person(page: Page, reference: str) -> None:
    """Find the child on the page of forgetting."""
    page.goto("/datenschutz/vergessen/")
    page.get_by_label("Kennzeichen des Kindes oder E-Mail des Kontos").fill(reference)
    page.get_by_role("button", name="Zeigen, was gelöscht würde").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quirina Wolkenstein")


def ask(page: Page) -> None:
    """Choose the reason, confirm, and ask for it."""
    page.get_by_label("Warum?").select_option("ASKED")
    page.get_by_label("Ich weiß, dass sich das nicht zurücknehmen lässt").check()
    page.get_by_role("button", name="Jetzt vergessen").click()


def work(site: LiveSite) -> None:
    """Let the worker do what waits, in a process of its own, as the worker's role."""
    done = subprocess.run(
        [sys.executable, "-m", "rundertisch", "worker", "--until-idle"],
        env=os.environ
        | {
            "RUNDERTISCH_MODE": "test",
            "RUNDERTISCH_DATABASE_URL": site.urls.default,
            "RUNDERTISCH_OWNER_URL": site.urls.owner,
            "RUNDERTISCH_WORKER_URL": site.urls.worker or "",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_hold_stops_forgetting_until_it_is_lifted_and_the_receipt_proves_it(
    signed_in: SignIn, live_site: LiveSite, tmp_path: Path
) -> None:
    page, other = signed_in(RENATE), signed_in(RENATE)
    reference = report(page)
    open_person(page, reference)
    open_person(other, reference)
    assert axe.findings(page) == []

    page.get_by_label("Warum darf nicht gelöscht werden?").fill("Klage gegen die Zuweisung, 7 K 1")
    page.get_by_role("button", name="Sperre setzen").click()
    expect(page.get_by_text("Dagegen steht eine Löschsperre")).to_contain_text("7 K 1")
    expect(page.get_by_role("button", name="Jetzt vergessen")).to_have_count(0)
    assert axe.findings(page) == []

    ask(other)
    expect(other.get_by_text("Dagegen steht eine Löschsperre").first).to_contain_text(
        "Aufheben kann sie, mit Begründung, die Seiteneinsteigerberatung"
    )
    page.get_by_role("button", name="Sperre aufheben").click()
    expect(page.get_by_text("Bitte einen Grund in eigenen Worten angeben.").first).to_be_visible()
    page.get_by_label("Warum wird die Sperre aufgehoben?").fill("Klage zurückgenommen")
    page.get_by_role("button", name="Sperre aufheben").click()
    expect(page.get_by_text("Dagegen steht eine Löschsperre")).to_have_count(0)

    ask(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Der Auftrag ist angenommen")
    assert axe.findings(page) == []
    work(live_site)
    page.get_by_role("link", name="Nachsehen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kind vergessen")
    assert axe.findings(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Quittung herunterladen").click()
    file = tmp_path / "quittung.json"
    download.value.save_as(file)

    text = file.read_text("utf-8")
    assert "Quirina" not in text
    assert reference not in text
    statement = receipts.read(text=text, name=file.name)
    house = House(mode="test", home=tmp_path, urls=live_site.urls)
    assert operations_forgotten.search(statement=statement, house=house, dumps=()).findings == ()
    left = ask_owner(site=live_site, statement="select reference from schooling_child")
    assert left
    assert (reference,) not in left
    page.goto(f"/datenschutz/vergessen/?wer={reference}")
    expect(page.get_by_text("niemand zu finden, für den Sie antworten").first).to_be_visible()


def test_the_head_of_the_centre_sets_a_period_and_opens_nobody(signed_in: SignIn) -> None:
    page = signed_in(FRIEDERIKE)
    page.goto("/datenschutz/fristen/")
    assert axe.findings(page) == []
    row = page.get_by_role("row").filter(has_text="Kind").filter(has_text="danach wird gelöscht")
    row.get_by_role("link", name="ändern").click()
    page.get_by_label("Dauer").fill("3")
    page.get_by_label("Wer hat das wann festgelegt?").fill("Löschkonzept vom 03.08.2026, Nr. 4")
    page.get_by_label("An der Quelle geprüft").check()
    page.get_by_role("button", name="Ab heute so").click()
    expect(row).to_contain_text("3 Jahre")
    assert page.goto("/datenschutz/vergessen/").status == 404  # type: ignore[union-attr]  # a page answers
