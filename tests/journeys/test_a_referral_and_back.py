# SPDX-License-Identifier: EUPL-1.2
"""Charlie refers Lidia's need to the job centre, whose contact has no account but a telephone.

A certificate goes along. The contact accepts and finishes; the outcome stands at the need. A second
referral is never answered: after thirty days the link opens nothing. Then Lidia withdraws her
consent while the contact has the page of a third one open.
"""

import datetime as dt
import re

import psycopg
import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from rundertisch.cases import jobs
from rundertisch.site import operations_receipts
from tests.support import axe, documents
from tests.support.browser import LiveSite, SignIn, Window
from tests.support.cluster import lead_django_to
from tests.world import today

pytestmark = [pytest.mark.database, pytest.mark.journey]
CHARLIE = "charlie@demo.example"
JOB_CENTRE = "Jobcenter EN (Demo)"
NEED = "Möchte in der Pflege arbeiten"
CLASSES = ("Name und Erreichbarkeit", "Bedarf", "Vermittlung", "Dokument")
CERTIFICATE = "Zeugnis mit Übersetzung"
GONE = re.compile(r"Ergebnis: gelöst.*wird am [\d.]{10} gelöscht", re.DOTALL)


@pytest.fixture
def office(signed_in: SignIn) -> Page:
    """Charlie at his desk, on the page of Lidia's case."""
    page = signed_in(CHARLIE)
    page.get_by_role("link", name="Fälle", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ein Schritt ist fällig")
    assert axe.findings(page) == []
    page.get_by_role("table").first.get_by_role("link").click()
    expect(page.get_by_role("link", name=NEED)).to_be_visible()
    assert axe.findings(page) == []
    return page


def consent(page: Page) -> None:
    """Record what Lidia lets the job centre know."""
    page.get_by_text("Neue Einwilligung eintragen").click()
    page.get_by_label("Wer die Daten bekommt").select_option(label=JOB_CENTRE)
    page.get_by_label("Wofür").select_option("SERVICE")
    for name in CLASSES:
        page.get_by_role("checkbox", name=name, exact=True).check()
    ends_on = today() + dt.timedelta(days=90)
    for part, value in (("tag", ends_on.day), ("monat", ends_on.month), ("jahr", ends_on.year)):
        page.locator(f"[name=ends_on_{part}]").fill(str(value))
    page.get_by_label("Sprache, in der der Text gezeigt wurde").select_option("ro")
    page.get_by_label("Fassung des Textes").fill("2026-11")
    page.get_by_label("Was gesagt wurde").fill("Ohne sie suchen wir selbst weiter.")
    page.get_by_label("Eingewilligt hat").select_option("SELF")
    page.get_by_label("Wie", exact=True).select_option("SCREEN")
    page.get_by_role("button", name="Einwilligung eintragen").click()
    expect(page.get_by_role("main")).to_contain_text(JOB_CENTRE)


def refer(page: Page, *, paper: bytes = b"") -> str:
    """Refer the need of the open page, with a document or without; return the link to it."""
    page.get_by_text("An eine Stelle vermitteln").click()
    page.get_by_label("An welche Stelle?").select_option(label=JOB_CENTRE)
    page.get_by_label("Worum bitten Sie?").fill("Bitte einen Termin zur Anerkennung anbieten.")
    if paper:
        page.get_by_label("Anhang: Was ist es?").fill(CERTIFICATE)
        file = {"name": "lidia.pdf", "mimeType": "text/plain", "buffer": paper}
        page.get_by_label("Anhang: Datei").set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
    page.get_by_role("button", name="Vermitteln").click()
    page.get_by_role("button", name="Link erzeugen").first.click()
    return str(page.locator("code").text_content())


def fetch(contact: Page) -> None:
    """Take the certificate along on the telephone."""
    with contact.expect_download() as fetched:
        contact.get_by_role("button", name="Herunterladen").click()
    assert fetched.value.path().read_bytes() == documents.PDF


def accept(contact: Page) -> None:
    """Take the certificate along on the telephone, say yes, and what comes next."""
    fetch(contact)
    contact.get_by_text("Annehmen", exact=True).first.click()
    contact.get_by_label("Was geschieht als Nächstes?").fill("Termin am Montag um 9 Uhr.")
    contact.get_by_role("button", name="Annehmen").click()
    expect(contact.get_by_role("main")).to_contain_text("angenommen")


def finish(contact: Page) -> None:
    """Say on the telephone what came of it."""
    contact.get_by_text("Erledigt melden", exact=True).first.click()
    contact.get_by_label("Was wurde erreicht?").select_option("SOLVED")
    contact.get_by_role("button", name="Erledigt melden").click()
    expect(contact.get_by_role("main")).to_contain_text("Vielen Dank")


def let_thirty_days_go_by(site: LiveSite) -> None:
    """Let every referral be thirty days older, and the nightly job run."""
    with psycopg.connect(site.urls.owner) as owner:
        owner.execute("alter table cases_referral disable trigger user")
        owner.execute("update cases_referral set sent_on = sent_on - 30 where state = 'SENT'")
        owner.execute("alter table cases_referral enable trigger user")
    worker = operations_receipts.as_owner(owner_url=str(site.urls.worker))
    with lead_django_to(urls=site.urls), worker:
        jobs.referrals.run()


def test_a_need_goes_to_a_contact_without_account_and_back_until_consent_is_withdrawn(
    office: Page,
    window: Window,
    live_site: LiveSite,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    case = office.url
    main = office.get_by_role("main")
    office.get_by_role("link", name=NEED).click()
    expect(main).to_contain_text("Vermittelt wird nur mit Einwilligung")
    need = office.url
    office.get_by_role("link", name="Einwilligung eintragen").click()
    expect(office.get_by_text("Neue Einwilligung eintragen")).to_be_visible()
    consents = office.url
    consent(office)
    office.goto(need)
    address = refer(office, paper=documents.PDF)

    contact = window(viewport={"width": 360, "height": 740})
    contact.goto(address)
    there = contact.get_by_role("main")
    expect(there).to_contain_text("Lidia Morar")
    expect(there).to_contain_text(NEED)
    assert axe.findings(contact) == []
    assert axe.overflow(contact) == 0
    accept(contact)
    office.goto(need)
    expect(main).to_contain_text("Termin am Montag um 9 Uhr.")
    finish(contact)
    assert contact.context.cookies() == []
    office.goto(need)
    expect(main).to_contain_text(GONE)
    assert axe.findings(office) == []
    office.goto(case)
    expect(main).to_contain_text("gelöst am")

    office.goto(need)
    office.get_by_role("button", name="Abschluss zurücknehmen").click()
    contact.goto(refer(office))
    expect(there).to_contain_text("Lidia Morar")
    with django_db_blocker.unblock():
        let_thirty_days_go_by(live_site)
    contact.reload()
    expect(contact.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht mehr")
    expect(there).not_to_contain_text("Lidia")
    office.goto(need)
    expect(main).to_contain_text("keine Antwort, abgelaufen")

    contact.goto(refer(office))
    expect(there).to_contain_text("Lidia Morar")
    office.goto(consents)
    office.get_by_role("button", name="Widerruf eintragen").click()
    expect(main).to_contain_text("widerrufen am")
    contact.get_by_text("Annehmen", exact=True).first.click()
    contact.get_by_role("button", name="Annehmen").click()
    expect(contact.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht mehr")
    expect(there).not_to_contain_text("Lidia")
    office.goto(need)
    expect(main).to_contain_text("Einwilligung widerrufen oder abgelaufen")
