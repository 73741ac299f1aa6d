# SPDX-License-Identifier: EUPL-1.2
"""House rules about answers: every page for everybody, few questions, parts equal to their page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from rundertisch.schooling.models import Child
from tests import house_models, house_rules
from tests import house_visits as house
from tests import world as worlds
from tests.house_visits import Tour
from tests.world import DemoWorld

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MOST_QUERIES = 30
FINE = {200, 302, 401, 403, 404, 405}  # shown, elsewhere, not for you, not by this verb
# allauth's own: the person's emergency codes, which it shows only after asking again
BORROWED_FILES = {"/konto/zweiter-faktor/notfall/datei/"}
SEVERAL = 4  # pages a part's test must have seen at least


@pytest.fixture
def world() -> DemoWorld:
    """The invented district, found in the copied database."""
    return worlds.build()


@pytest.fixture
def tour(world: DemoWorld) -> Tour:
    """Everybody at every door."""
    return house.tour(world=world)


def test_nobody_meets_an_error_and_no_page_asks_the_database_too_often(tour: Tour) -> None:
    for visit in tour.visits:
        assert visit.status in FINE, (visit.who, visit.address, visit.status)
        assert visit.queries <= MOST_QUERIES, (visit.who, visit.address, visit.queries)
    files = [visit for visit in tour.visits if visit.status == 200 and not visit.plain]
    assert files, "no file was handed out: the rule looks in the wrong place"
    for visit in files:
        marked = hasattr(resolve(visit.address).func, "hands_out")
        assert marked or visit.address in BORROWED_FILES, (visit.who, visit.address)
    for who in ("counsellor", "schulamt", "town_office", "administrator", house.NOBODY):
        assert len(tour.shown(who=who)) > SEVERAL, f"hardly a page was shown to {who}"


def test_a_part_of_a_page_is_the_pages_own_part(tour: Tour) -> None:
    pages = [visit for visit in tour.visits if visit.plain]
    for visit in pages:
        assert visit.part in visit.plain, (visit.who, visit.address)
    assert any(visit.part != visit.plain for visit in pages), "no page answered htmx with a part"


def test_a_file_leaves_the_house_through_a_marked_door_only() -> None:
    planted = (
        'HttpResponse(x, content_type="text/csv")\nr["Content-Disposition"] = "y"\nJsonResponse({})'
    )
    assert len(house_rules.files_past_the_kernel(planted)) == 3
    for path in house_rules.files(suffix=".py", under=house_rules.PACKAGE):
        if path.name != "files.py" or path.parent.name != "kernel":
            past = house_rules.files_past_the_kernel(path.read_text())
            assert not past, (house_rules.shown(path), past)
    doors = [door for door in house_models.doors() if "export" in str(door.name)]
    assert len(doors) >= SEVERAL
    assert [str(d.name) for d in doors if not hasattr(d.callback, "hands_out")] == []


def test_a_page_that_asks_too_often_would_be_caught(world: DemoWorld) -> None:
    with CaptureQueriesContext(connection) as asked, worlds.asking(world.counsellor):
        for child in Child.objects.all()[: MOST_QUERIES + 1]:
            assert child.home_town.name
    assert len(asked) > MOST_QUERIES
