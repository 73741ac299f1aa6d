# SPDX-License-Identifier: EUPL-1.2
"""Every page of the navigation opens for its roles; axe finds nothing, nothing sticks out.

The start page and a child's page are read as each role sees them, any other page once.

Renate counsels, Holger is the Schulamt, Jutta the school office of Ennepetal, Norbert of Witten,
Karin heads a school to which one child is assigned, Ulrich administers, Beate audits, Charlie has
another task, Alma works at the Lotsendienst.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import axe
from tests.support.browser import LiveSite, SignIn, ask_owner

pytestmark = [pytest.mark.database, pytest.mark.journey]

CHILD = "D-002"  # lives in Ennepetal, of the age of the primary school
HOLGER, KARIN = "schulamt@demo.example", "schule@demo.example"
SEEN = {  # who, and the pages of the room of schooling that open for them
    "beratung@demo.example": ("waiting_list", "proposal", "child"),
    HOLGER: ("waiting_list", "proposal", "child"),
    "ennepetal@demo.example": ("waiting_list", "proposal", "child"),
    "witten@demo.example": ("waiting_list", "proposal"),
    KARIN: ("child",),
    "verwaltung@demo.example": (),
    "leitung@demo.example": (),
    "pruefung@demo.example": (),
    "charlie@demo.example": (),
    "lotsen@demo.example": (),
}
SIGN = """
insert into schooling_placement (child_id, group_id, starts_on, signed_on, signed_by_id)
select c.id, g.id, app_today(), app_today(), seat.id
  from schooling_child c, schooling_group g
  join schooling_school s on s.id = g.school_id,
       accounts_seat seat join accounts_user u on u.id = seat.user_id
 where c.reference = '{child}' and s.name = 'Grundschule Talblick'
   and u.email = '{authority}'
 order by g.id limit 1 returning child_id
"""

MESSAGES = """
insert into kernel_message (channel, occasion, to_kind, to_id, about_kind, about_id, state, trouble,
                            attempts, settled_at)
select m.channel, 'INVITATION', 'user', u.id, 'user', u.id, m.state, m.trouble, 1, m.at
  from accounts_user u, (values
    ('PRINT', 'WAITING', '', null), ('EMAIL', 'WAITING', 'UNREACHABLE', null),
    ('EMAIL', 'UNCERTAIN', 'INTERRUPTED', now()), ('EMAIL', 'FAILED', 'ADDRESS', now()),
    ('EMAIL', 'SENT', '', now())) as m (channel, state, trouble, at)
 where u.email = 'charlie@demo.example' returning id
"""


@pytest.fixture(scope="module")
def assigned(live_site: LiveSite) -> int:
    """The child whom the Schulamt has assigned to Karin's school; and messages in every state."""
    ask_owner(site=live_site, statement=MESSAGES)
    rows = ask_owner(site=live_site, statement=SIGN.format(child=CHILD, authority=HOLGER))
    return int(str(rows[0][0]))


def doors(page: Page) -> list[str]:
    """Return the addresses of the navigation, also behind „Mehr“, and beside who is signed in."""
    links = page.get_by_role("banner").locator("a").all()
    return [str(link.get_attribute("href")) for link in links]


@pytest.fixture(scope="module")
def read() -> set[str]:
    """The addresses that somebody has read already."""
    return set()


@pytest.mark.parametrize("email", SEEN)
def test_every_page_that_opens_is_readable_and_the_others_stay_shut(
    signed_in: SignIn, live_site: LiveSite, assigned: int, read: set[str], email: str
) -> None:
    school = ask_owner(
        site=live_site, statement="select id from schooling_school where assignable = 'NO' limit 1"
    )
    paths = {
        "waiting_list": "/schule/",
        "proposal": "/schule/vorschlag/",
        "child": f"/schule/kinder/{assigned}/",
    }
    opens = [paths[name] for name in SEEN[email]]
    page = signed_in(email)
    open_doors = doors(page)
    assert "/" in open_doors
    assert ("/schule/" in open_doors) == ("waiting_list" in SEEN[email])
    faults: list[str] = []
    for path in dict.fromkeys([*open_doors, *paths.values(), f"/schule/schulen/{school[0][0]}/"]):
        shut = path in paths.values() and path not in opens
        if shut or (path in read and path not in ("/", paths["child"])):
            answer = page.request.get(path, max_redirects=0)
            assert answer.status == (404 if shut else 200), path
            continue
        shown = page.goto(path)
        assert shown is not None
        assert shown.status == 200, path
        faults += axe.at_desk_and_on_phone(page)
        read.add(path)
    assert faults == []


def test_the_head_of_the_school_reads_what_is_assigned_and_no_proposal(
    signed_in: SignIn, assigned: int
) -> None:
    page = signed_in(KARIN)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Ein Kind ist Ihrer Schule zugewiesen"
    )
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/schule/kinder/{assigned}/$"))
    page.wait_for_load_state()
    expect(page.get_by_role("heading", name="Was der neueste Vorschlag sagt")).to_have_count(0)


def test_a_page_that_is_not_there_is_readable(signed_in: SignIn) -> None:
    page = signed_in(KARIN)
    page.goto("/schule/vorschlag/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es hier nicht")
    assert axe.at_desk_and_on_phone(page) == []
