# SPDX-License-Identifier: EUPL-1.2
"""Every page of the navigation as every role sees it: axe finds nothing, nothing sticks out.

Renate counsels, Holger is the Schulamt, Jutta the school office of Ennepetal, Norbert of Witten,
Karin heads a school to which one child is assigned, Ulrich administers, Beate audits, Charlie has
another task, Alma works at the Lotsendienst.
"""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

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
DESK: ViewportSize = {"width": 1280, "height": 800}  # then a telephone in the dark
TELEPHONE = 360
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
    """Return the addresses of the navigation."""
    links = page.get_by_role("navigation").get_by_role("link").all()
    return [str(link.get_attribute("href")) for link in links]


@pytest.mark.parametrize("email", SEEN)
def test_every_page_that_opens_is_readable_and_the_others_stay_shut(
    signed_in: SignIn, live_site: LiveSite, assigned: int, email: str
) -> None:
    school = ask_owner(
        site=live_site, statement="select id from schooling_school where assignable = 'NO' limit 1"
    )
    paths = {
        "waiting_list": "/schule/",
        "proposal": "/schule/vorschlag/",
        "child": f"/schule/kinder/{assigned}/",
    }
    window = signed_in(email, viewport=DESK)
    open_doors = doors(window)
    assert "/" in open_doors
    assert ("/schule/" in open_doors) == ("waiting_list" in SEEN[email])
    pages = [*open_doors, *paths.values(), f"/schule/schulen/{school[0][0]}/"]
    faults: list[str] = []
    for path in dict.fromkeys(pages):
        answer = window.goto(path)
        assert answer is not None
        shut = path in paths.values() and path not in [paths[name] for name in SEEN[email]]
        assert answer.status == (404 if shut else 200), path
        faults += axe.findings(window)
        if more := axe.overflow(window):
            faults.append(f"{path} ist {more} Pixel zu breit")
        faults += axe.findings_in_the_dark(window, width=TELEPHONE)
    assert faults == []


def test_the_head_of_the_school_reads_what_is_assigned_and_no_proposal(
    signed_in: SignIn, assigned: int
) -> None:
    window = signed_in(KARIN, viewport=DESK)
    expect(window.get_by_role("heading", level=1)).to_have_text(
        "Ein Kind ist Ihrer Schule zugewiesen"
    )
    window.get_by_role("main").get_by_role("link").first.click()
    expect(window).to_have_url(re.compile(f"/schule/kinder/{assigned}/$"))
    window.wait_for_load_state()
    expect(window.get_by_role("heading", name="Was der neueste Vorschlag sagt")).to_have_count(0)
    assert axe.findings(window) + axe.findings_in_the_dark(window, width=TELEPHONE) == []
