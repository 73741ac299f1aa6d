# SPDX-License-Identifier: EUPL-1.2
"""The doors of a page: those of the day in one row, the seldom ones behind „Mehr“.

Friederike leads the centre, Karin heads a school, Renate counsels.
"""

import re

import pytest

from tests.world import DemoWorld, Person, as_, build

pytestmark = pytest.mark.database
SEPARATE = "/schule/zahlen/lerngruppen/"


@pytest.fixture
def world(db: None) -> DemoWorld:
    """Return the people of the district; nobody is asking yet."""
    return build()


def page(person: Person, address: str) -> str:
    """Return what somebody reads at an address."""
    answer = as_(person).get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_friederike_finds_seldom_doors_behind_mehr_and_her_account_beside_her_name(
    world: DemoWorld,
) -> None:
    head = re.search(
        r'<header class="rt-header">(.*?)</header>', page(world.centre_head, "/"), re.DOTALL
    )
    assert head
    beside, row = head[1].split('<nav class="rt-navigation"')
    daily, seldom = row.split("<summary>Mehr</summary>")
    assert ">Mein Konto<" in beside
    assert ">Strukturelle Bedarfe<" in daily
    assert ">Fristen der Vermittlungen<" in seldom


def test_karin_has_one_seldom_door_and_it_stands_in_the_row(world: DemoWorld) -> None:
    shown = page(world.school_head, "/")
    assert ">Orte<" in shown
    assert "rt-more" not in shown


def test_a_page_leads_back_only_where_its_reader_may_go(world: DemoWorld) -> None:
    assert "rt-breadcrumb" in page(world.counsellor, SEPARATE)
    assert "rt-breadcrumb" not in page(world.school_head, SEPARATE)


def test_the_door_that_led_to_a_page_is_marked(world: DemoWorld) -> None:
    shown = page(world.counsellor, "/schule/jahr-durchspielen/")
    marked = re.search(r'aria-current="page">(\w+)<', shown)
    assert marked
    assert marked[1] == "Runden"
