# SPDX-License-Identifier: EUPL-1.2
"""House rules about answers: every page for everybody, few questions, parts equal to their page."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from rundertisch.schooling.models import Child, Proposal, School
from tests import house_models as house
from tests import house_rules
from tests import world as worlds
from tests.world import DemoWorld

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MOST_QUERIES = 30
FINE = {200, 302, 401, 403, 404, 405}  # shown, elsewhere, not for you, not by this verb
# allauth's own: the person's emergency codes, which it shows only after asking again
BORROWED_FILES = {"/konto/zweiter-faktor/notfall/datei/"}
LEAVING = {"/konto/abmelden/"}
SEVERAL = 4  # pages a part's test must have seen at least


@pytest.fixture
def world() -> DemoWorld:
    """The invented district, found in the copied database."""
    return worlds.build()


def paths(*, world: DemoWorld) -> list[str]:
    """Return an address for every door that needs no id, and for the ids the counsellor sees."""
    with worlds.asking(world.counsellor):
        known = {
            "kinder/<int:pk>/": Child.objects.values_list("pk", flat=True)[0],
            "schulen/<int:pk>/": School.objects.values_list("pk", flat=True)[0],
            "vorschlag/<int:pk>/": Proposal.objects.values_list("pk", flat=True)[0],
        }
    found = []
    for route in house.routes():
        for part, pk in known.items():
            route = route.replace(part, part.replace("<int:pk>", str(pk)))  # noqa: PLW2901  (filled in)
        if "<" not in route and route not in LEAVING:
            found.append(route)
    return found


def visits(*, world: DemoWorld) -> Iterator[tuple[str, Client, str]]:
    """Yield everybody at every door."""
    addresses = paths(world=world)
    clients = {p.task: worlds.as_(p) for p in (*world.sign_ins, world.charlie, world.former)}
    for task, client in {**clients, "niemand": Client()}.items():
        for address in addresses:
            yield task, client, address


def unmarked(response: HttpResponse) -> str:
    """Return a page without what differs at every rendering."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", text).strip()


def test_nobody_meets_an_error_and_no_page_asks_the_database_too_often(world: DemoWorld) -> None:
    shown = files = 0
    for task, client, address in visits(world=world):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code in FINE, (task, address, response.status_code)
        assert len(asked) <= MOST_QUERIES, (task, address, len(asked))
        shown += response.status_code == 200
        if response.status_code == 200 and "html" not in response["Content-Type"]:
            marked = hasattr(resolve(address).func, "hands_out")
            assert marked or address in BORROWED_FILES, (task, address)
            files += 1
    assert shown > SEVERAL, "hardly a page was shown: the rule looks in the wrong place"
    assert files > 0, "no file was handed out: the rule looks in the wrong place"


def test_a_part_of_a_page_is_the_pages_own_part(world: DemoWorld) -> None:
    parts = 0
    for task, client, address in visits(world=world):
        response = client.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        part = client.get(address, headers={"HX-Request": "true"})
        assert unmarked(part) in unmarked(response), (task, address)
        parts += unmarked(part) != unmarked(response)
    assert parts > 0, "no page answered htmx with a part"


def test_a_file_leaves_the_house_through_a_marked_door_only() -> None:
    planted = (
        'HttpResponse(x, content_type="text/csv")\nr["Content-Disposition"] = "y"\nJsonResponse({})'
    )
    assert len(house_rules.files_past_the_kernel(planted)) == 3
    for path in house_rules.files(suffix=".py", under=house_rules.PACKAGE):
        if path.name != "files.py" or path.parent.name != "kernel":
            past = house_rules.files_past_the_kernel(path.read_text())
            assert not past, (house_rules.shown(path), past)
    doors = [door for door in house.doors() if "export" in str(door.name)]
    assert len(doors) >= SEVERAL
    assert [str(d.name) for d in doors if not hasattr(d.callback, "hands_out")] == []


def test_a_page_that_asks_too_often_would_be_caught(world: DemoWorld) -> None:
    with CaptureQueriesContext(connection) as asked, worlds.asking(world.counsellor):
        for child in Child.objects.all()[: MOST_QUERIES + 1]:
            assert child.home_town.name
    assert len(asked) > MOST_QUERIES
