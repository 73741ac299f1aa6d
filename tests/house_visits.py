# SPDX-License-Identifier: EUPL-1.2
"""Everybody at every door, once: what the house rules about answers read is what was seen here."""

import re
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rundertisch.schooling.models import Child, Proposal, School
from tests import house_models as house
from tests import house_people
from tests import world as worlds
from tests.world import DemoWorld

LEAVING = {"/konto/abmelden/"}
NOBODY = "nobody"
HTMX = " hx-get="
PEOPLE = (
    "counsellor", "schulamt", "town_office", "administrator", "charlie", "former", "school_head",
    "centre_head", "auditor", "agency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stood at which door, and what they were shown; `part` is what htmx gets.

    ``grouped`` are the questions to the database that made groups.
    """

    who: str
    address: str
    status: int
    queries: int
    grouped: tuple[str, ...] = ()
    text: str = ""
    plain: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Tour:
    """All visits, and the bare numbers that templates printed meanwhile."""

    visits: tuple[Visit, ...]
    bare_numbers: frozenset[str]

    def shown(self, *, who: str) -> list[Visit]:
        """Return the pages that opened for this person."""
        return [each for each in self.visits if each.who == who and each.status == 200]


_walked: list[Tour] = []  # the world does not change: every test rolls back what it did


def tour(*, world: DemoWorld) -> Tour:
    """Walk once in this process, and remember."""
    if not _walked:
        with house_people.watched() as seen:
            visits = [
                _visit(who=who, client=client, address=address)
                for who, client in _clients(world=world).items()
                for address in paths(world=world)
            ]
        _walked.append(Tour(visits=tuple(visits), bare_numbers=frozenset(seen)))
    return _walked[0]


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


def _clients(*, world: DemoWorld) -> dict[str, Client]:
    return {NOBODY: Client()} | {who: worlds.as_(getattr(world, who)) for who in PEOPLE}


def _visit(*, who: str, client: Client, address: str) -> Visit:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    statements = [one["sql"] for one in asked.captured_queries]
    grouped = tuple(one for one in statements if "group by" in one.lower())
    if response.status_code != 200:
        return Visit(who, address, response.status_code, len(asked), grouped)
    text = response.content.decode("utf-8-sig", errors="replace")
    if "html" not in response["Content-Type"]:
        return Visit(who, address, 200, len(asked), grouped, text=text)
    plain = unmarked(response)
    if HTMX not in text:  # nobody ever asks for a part of it
        return Visit(who, address, 200, len(asked), grouped, text, plain, plain)
    part = client.get(address, headers={"HX-Request": "true"})
    return Visit(who, address, 200, len(asked), grouped, text, plain, unmarked(part))


def unmarked(response: HttpResponse) -> str:
    """Return a page without what differs at every rendering."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", text).strip()
