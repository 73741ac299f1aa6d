# SPDX-License-Identifier: EUPL-1.2
"""Hasperbach's round: freeze, propose, override, two authorities sign, a head refuses.

Renate counsels, Holger and Sabine are the Schulamt, Miriam the Bezirksregierung, Jutta the school
office of Ennepetal, Karin heads the Grundschule Talblick.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, HOLGER, MIRIAM, JUTTA, KARIN, SABINE = (
    f"{who}@demo.example"
    for who in ("beratung", "schulamt", "bezirk", "ennepetal", "schule", "sabine")
)
TALBLICK, SONNENHANG = "Grundschule Talblick", "Grundschule Sonnenhang"
WISHED = "Kath. Grundschule St. Lucia"
CLAIM = """
update schooling_child set claim_school_id = (
    select id from schooling_school where name = 'Grundschule Brunnenhof')
 where reference in (select c.reference from schooling_child c join places_place t
    on t.id = c.home_town_id where t.name = 'Schwelm' and c.grade <= 4)
    or reference in ('D-001', 'D-004', 'D-006', 'D-007')
returning id
"""
COLLEAGUE = """
with person as (
    insert into accounts_user (password, email, name, sessions_ended)
    select password, 'sabine@demo.example', 'Sabine Kern', 0 from accounts_user
     where email = 'schulamt@demo.example' returning id
), address as (
    insert into account_emailaddress (email, verified, "primary", user_id)
    select 'sabine@demo.example', true, true, id from person returning id
)
insert into accounts_seat (user_id, partner_id, role, starts_on)
select person.id, s.partner_id, s.role, s.starts_on from person, accounts_seat s
  join accounts_user u on u.id = s.user_id where u.email = 'schulamt@demo.example' returning id
"""


@pytest.fixture(scope="module")
def claims(live_site: LiveSite) -> int:
    """More children claim the Grundschule Brunnenhof than it has seats: not every claim is kept."""
    return len(ask_owner(site=live_site, statement=CLAIM))


@pytest.fixture(scope="module")
def colleague(live_site: LiveSite) -> str:
    """Sabine works at the Schulamt beside Holger."""
    ask_owner(site=live_site, statement=COLLEAGUE)
    return SABINE


def headline(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def sign(page: Page, words: str) -> None:
    """Sign the child whose page is open."""
    page.get_by_label("Begründung der Schulaufsicht").fill(words)
    page.get_by_role("button", name="Platz unterschreiben").click()


def child_at(page: Page, school: str) -> str:
    """Return the address of the first child of the list with a seat at this school."""
    row = page.get_by_role("row").filter(has_text=school).first
    return str(row.get_by_role("link").first.get_attribute("href"))


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """What an earlier scene leaves for a later one: addresses of pages."""
    return {}


def test_renate_freezes_proposes_and_reads_what_the_machine_found(
    signed_in: SignIn, claims: int, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    page.get_by_role("link", name="Runden", exact=True).click()
    expect(headline(page)).to_have_text("Noch keine Vermittlungsrunde")
    page.get_by_role("button", name="Runde eröffnen und Stand einfrieren").click()
    expect(headline(page)).to_contain_text("noch ist nichts vorgeschlagen")
    page.get_by_role("button", name="Vorschlag rechnen").click()
    expect(headline(page)).to_contain_text("einen Platz")
    seen["round"] = page.url
    expect(page.get_by_text("Gegenseitige Auswahl").first).to_be_visible()
    expect(page.get_by_role("table", name="Nach Schulstufe")).to_be_visible()
    page.get_by_role("link", name="Kinder dieser Runde ansehen").click()
    page.get_by_label("Stadt").select_option(label="Ennepetal")
    page.get_by_role("button", name="Anwenden").click()
    expect(page.get_by_role("cell", name="Witten")).to_have_count(0)
    assert claims


def test_a_claim_that_is_not_kept_says_so_and_why_and_a_wish_is_named(
    signed_in: SignIn, live_site: LiveSite, claims: int, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    lost = ask_owner(
        site=live_site,
        statement="""
        select p.child_id from schooling_proposedseat p join schooling_child c on c.id = p.child_id
          left join schooling_group g on g.id = p.group_id
         where p.proposal_id = (select max(id) from schooling_proposal where what_if is null)
           and c.claim_school_id is distinct from g.school_id and c.claim_school_id is not null
           and c.claim_waived_on is null
           and c.id not in (select child_id from schooling_wish)""",
    )
    assert 0 < len(lost) < claims, "some claims are kept, and not all"
    page.goto(f"{seen['round']}kinder/{lost[0][0]}/")
    expect(page.get_by_text("Grundschule Brunnenhof; nicht eingehalten")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(re.compile("Anspruch auf .*Brunnenhof"))
    wish = ask_owner(site=live_site, statement="select child_id from schooling_wish limit 1")
    page.goto(f"{seen['round']}kinder/{wish[0][0]}/")
    expect(page.get_by_role("main")).to_contain_text(f"1. Wunsch{WISHED}")


def test_renate_overrides_the_machine_with_her_reason(
    signed_in: SignIn, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    page.goto(f"{seen['round']}kinder/?stufe=primar&stand=offen&kommune=05954008")
    seen["overridden"] = child_at(page, "Grundschule Vogelsang-Ost")
    page.goto(seen["overridden"])
    page.get_by_text("Platz festlegen").first.click()
    choice = page.get_by_label("Schule und Gruppe")
    option = choice.locator("option").filter(has_text="Grundschule Am Kirschbaum").first
    choice.select_option(value=str(option.get_attribute("value")))
    page.get_by_role("button", name="Platz festlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte in eigenen Worten begründen.")
    page.get_by_label("Warum gerade dort?").fill("Die ältere Schwester geht dort in die Klasse 4.")
    choice = page.get_by_label("Schule und Gruppe")
    choice.select_option(value=str(option.get_attribute("value")))
    page.get_by_role("button", name="Platz festlegen").click()
    expect(page.get_by_text("Die ältere Schwester geht dort")).to_be_visible()
    page.goto(seen["round"])
    page.get_by_role("button", name="Vorschlag neu rechnen").click()
    expect(page.get_by_text("1 festgelegt")).to_be_visible()
    page.goto(seen["overridden"])
    expect(headline(page)).to_contain_text("Grundschule Am Kirschbaum")


def test_two_authorities_sign_each_for_its_own_school_forms(
    signed_in: SignIn, seen: dict[str, str]
) -> None:
    holger = signed_in(HOLGER)
    holger.get_by_role("link", name="warten auf Ihre Unterschrift").click()
    seen["refused"] = child_at(holger, TALBLICK)
    holger.wait_for_load_state()
    expect(holger.get_by_text("Sekundarschule Ennepebogen")).to_have_count(0)
    expect(holger.get_by_role("button", name="Alle gelesenen")).to_have_count(0)
    holger.goto(seen["refused"])
    sign(holger, "Kurzer Weg, freier Platz, mit der Schule besprochen.")
    expect(holger.get_by_text("Kurzer Weg, freier Platz").first).to_be_visible()
    holger.goto(f"{seen['round']}unterschriften/")
    expect(holger.get_by_text(re.compile(r"^1 von \d+ unterschrieben"))).to_be_visible()
    for _ in range(2):
        holger.get_by_role("link", name="Nächstes Kind öffnen").click()
        expect(holger.get_by_role("button", name="Platz unterschreiben")).to_be_visible()
        holger.goto(f"{seen['round']}unterschriften/")
    expect(holger.get_by_role("heading", name="Alle 2 gelesenen Plätze")).to_be_visible()
    holger.get_by_label("Begründung der Schulaufsicht").fill("Gelesen und in Ordnung.")
    holger.get_by_role("button", name="Alle gelesenen unterschreiben").click()
    expect(holger.get_by_text(re.compile(r"^3 von \d+ unterschrieben"))).to_be_visible()
    miriam = signed_in(MIRIAM)
    assert miriam.goto(seen["refused"]).status == 404  # type: ignore[union-attr]  # a page came
    miriam.goto(f"{seen['round']}unterschriften/")
    expect(miriam.get_by_text(TALBLICK)).to_have_count(0)
    miriam.get_by_role("link", name="Nächstes Kind öffnen").click()
    sign(miriam, "Für die Bezirksregierung geprüft.")
    expect(miriam.get_by_text("Für die Bezirksregierung geprüft.").first).to_be_visible()


def test_of_two_people_who_sign_for_one_child_the_second_learns_who_was_first(
    signed_in: SignIn, colleague: str, seen: dict[str, str]
) -> None:
    holger, sabine = signed_in(HOLGER), signed_in(colleague)
    holger.goto(f"{seen['round']}unterschriften/")
    address = child_at(holger, SONNENHANG)
    for page in (holger, sabine):
        page.goto(address)
        page.get_by_label("Begründung der Schulaufsicht").fill("Von mir geprüft.")
    holger.get_by_role("button", name="Platz unterschreiben").click()
    expect(holger.get_by_text("Von mir geprüft.").first).to_be_visible()
    sabine.get_by_role("button", name="Platz unterschreiben").click()
    refusal = sabine.get_by_role("alert")
    expect(refusal).to_contain_text("Holger Brandt")
    expect(sabine).to_have_title(re.compile("^Fehler:"))
    assert axe.findings(sabine) == []


def test_karin_refuses_on_a_ground_of_the_law_and_the_child_is_in_the_next_proposal(
    signed_in: SignIn, seen: dict[str, str]
) -> None:
    renate, karin = signed_in(RENATE), signed_in(KARIN)
    karin.get_by_role("link", name="Neue Kinder").click()
    expect(karin.get_by_text("noch nicht bekannt gegeben").first).to_be_visible()
    expect(karin.get_by_role("link", name="Antworten")).to_have_count(0)
    renate.goto(seen["round"])
    renate.get_by_role("button", name="Unterschriebene Plätze bekannt geben").click()
    expect(renate.get_by_text(re.compile("stehen aus|offen")).first).to_be_visible()
    karin.reload()
    expect(headline(karin)).to_contain_text("auf Ihre Antwort")
    karin.get_by_role("link", name="Antworten").first.click()
    assert axe.findings(karin) == []
    karin.get_by_label("ablehnen").check()
    karin.get_by_role("button", name="Antwort geben").click()
    expect(karin.get_by_role("alert")).to_contain_text("Grund")
    karin.get_by_label("ablehnen").check()
    karin.get_by_label("Grund der Ablehnung").select_option(index=1)
    karin.get_by_label("Begründung in eigenen Worten").fill("Der Schulträger hat es beschlossen.")
    karin.get_by_role("button", name="Antwort geben").click()
    expect(karin.get_by_role("button", name="Antwort geben")).to_have_count(0)
    renate.goto(f"{seen['round']}kinder/?stand=abgelehnt")
    refused = renate.get_by_role("row").filter(has_text="von der Schule abgelehnt")
    expect(refused).to_have_count(1)
    address = str(refused.get_by_role("link").first.get_attribute("href"))
    days = refused.get_by_role("cell").nth(2).inner_text()
    renate.goto(seen["round"])
    renate.get_by_role("button", name="Vorschlag neu rechnen").click()
    expect(headline(renate)).to_be_visible()
    renate.goto(address)
    expect(headline(renate)).not_to_contain_text(TALBLICK)
    expect(renate.get_by_role("main")).to_contain_text(f"{days} Tag")
    expect(renate.get_by_text("Von der Schule abgelehnt").first).to_be_visible()


def test_a_what_if_is_read_beside_the_proposal_and_opens_no_group(
    signed_in: SignIn, live_site: LiveSite, seen: dict[str, str]
) -> None:
    count = "select count(*), sum(free_seats) from schooling_group"
    before = ask_owner(site=live_site, statement=count)
    page = signed_in(RENATE, viewport={"width": 360, "height": 800})
    page.goto(f"{seen['round']}was-waere-wenn/")
    page.get_by_role("button", name="Gedankenspiel rechnen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte sagen, was anders sein soll")
    page.get_by_label("Neue Gruppe an dieser Schule").select_option(
        label="Ennepetal: Grundschule Am Kirschbaum"
    )
    page.get_by_role("button", name="Gedankenspiel rechnen").click()
    expect(page.get_by_text("Das kann niemand unterschreiben")).to_be_visible()
    expect(headline(page)).to_contain_text("mehr einen Platz")
    expect(page.get_by_text("Gefragt ist: eine neue Gruppe mit 15 Plätzen").first).to_be_visible()
    assert axe.findings(page) == []
    assert axe.overflow(page) == 0
    assert ask_owner(site=live_site, statement=count) == before


def test_a_round_is_not_sealed_while_schools_have_not_answered(
    signed_in: SignIn, seen: dict[str, str]
) -> None:
    page = signed_in(RENATE)
    page.goto(seen["round"])
    page.get_by_text("Runde abschließen").first.click()
    page.get_by_role("button", name="Runde abschließen und versiegeln").click()
    expect(page.get_by_role("alert")).to_contain_text("Versiegelt wird")
    assert axe.findings(page) == []


@pytest.mark.parametrize("who", [RENATE, HOLGER, JUTTA, KARIN])
def test_every_page_of_a_round_is_readable_for_each_role_on_desk_and_phone(
    signed_in: SignIn, seen: dict[str, str], who: str
) -> None:
    page = signed_in(who)
    inside = ("", "kinder/", "kinder/?stand=ohne-platz", "unterschriften/", "was-waere-wenn/")
    paths = [seen["round"] + part for part in (*inside, "protokoll/")]
    paths += [seen["overridden"], seen["refused"], "/schule/neue-kinder/"]
    if who == RENATE:
        paths += ["/", "/schule/runden/", "/schule/vergaberegeln/"]
    faults, shown = [], 0
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        if answer.status == 404:
            continue
        assert answer.status == 200, path
        shown += 1
        both = who in {RENATE, HOLGER}  # the others read parts of what these two read
        faults += axe.at_desk_and_on_phone(page) if both else axe.findings(page)
    assert faults == []
    assert shown >= (1 if who == KARIN else 3)
