# SPDX-License-Identifier: EUPL-1.2
"""How many questions every page asks the database: the doors, their ids, the snapshot beside it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import world as worlds
from tests.world import DemoWorld

ID = re.compile(r"<(?:\w+:)?(\w+)>")
SNAPSHOT = Path(__file__).with_name("house_queries.toml")
SECRET_LINK = "opened with a secret link instead of a seat: the tests of privacy have one"
NEEDS_MORE = {  # pages that the world of this test does not lead to, and who opens them instead
    "accounts:letter": "no letter is to be printed: the tests of accounts print one",
    "own:ask_form": SECRET_LINK,
    "own:end_form": SECRET_LINK,
    "own:own_view": SECRET_LINK,
    "own:take_along": SECRET_LINK,
    "own:withdraw_form": SECRET_LINK,
    "cases:attachment": "nobody has referred anybody: the tests of cases do",
    "cases:incoming": "nobody has referred anybody: the tests of cases do",
    "referral:received": SECRET_LINK,
    "schooling:export_played_year": "no year was played through: its own tests play one",
    "schooling:played_year": "no year was played through: its own tests play one",
    "schooling:family_request": "no family has asked for anything: the tests of status pages do",
    "schooling:export_openings": "as the page: its tests ask",
    "schooling:opening_proposal": "nobody has asked where a class should open: its tests do",
    "calendar_feed": SECRET_LINK,
    "spoken:sound": "nobody has read a text aloud: the tests of recordings do",
    "status:ask": SECRET_LINK,
    "status:done": SECRET_LINK,
    "status:status": SECRET_LINK,
    "privacy:controller": "nobody has entered a controller: the tests of privacy do",
    "privacy:forget_request": "nobody has asked to be forgotten: the tests of privacy do",
    "privacy:log_opening": "nobody has asked to open a log: the tests of privacy do",
    "privacy:receipt": "nobody was forgotten: the tests of privacy forget several",
    "privacy:receipt_file": "nobody was forgotten: the tests of privacy forget several",
    "privacy:request": "no person has asked for anything: the tests of privacy do",
}
COUNTED_ELSEWHERE = {  # beginnings of names, and why they have no number of their own
    "account_": "a page of allauth: the tour of test_house_pages counts it with the others",
    "mfa_": "a page of allauth: the tour of test_house_pages counts it with the others",
    "socialaccount_": "a page of allauth: the tour of test_house_pages counts it with the others",
    "accounts:district_": "opens only where the district vouches; its own tests open it",
    "accounts:waiting_file": "opens only once, behind a file that somebody asked for",
}


@dataclass(frozen=True, slots=True)
class Door:
    """A page that may be read: its name, its route, and the kinds of its ids."""

    name: str
    route: str
    ids: tuple[str, ...]


def verbs(view: Any) -> set[str]:  # noqa: ANN401  (Django calls any callable a view)
    """Return the verbs a view answers, as Django's decorators hold them; all if none is named."""
    while view is not None:
        held = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
        if "request_method_list" in held:
            return set(held["request_method_list"].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}


def readable_doors(
    patterns: list[URLPattern | URLResolver] | None = None, *, prefix: str = "", space: str = ""
) -> Iterator[Door]:
    """Yield every door that answers GET, however deeply included."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from readable_doors(pattern.url_patterns, prefix=route, space=inside)
        elif "GET" in verbs(pattern.callback):
            yield Door(f"{space}{pattern.name}", route, tuple(ID.findall(route)))


def snapshot() -> dict[str, dict[str, int]]:
    """Return the most questions of each page, by name of the page and who opens it."""
    return tomllib.loads(SNAPSHOT.read_text(encoding="utf-8"))


def uncounted(*, names: list[str], counted: set[str]) -> list[str]:
    """Return the pages that have no number and no reason to have none."""
    return [
        name
        for name in names
        if name not in counted | set(NEEDS_MORE) and not name.startswith(tuple(COUNTED_ELSEWHERE))
    ]


def asked(*, world: DemoWorld, who: str, url: str, most: int) -> int | None:
    """Open a page and return what it asks, or nothing where it stays shut.

    The first time may ask for what a process keeps: with more than `most` it is opened once more.
    """
    client = worlds.as_(getattr(world, who))
    for _ in range(2):
        with CaptureQueriesContext(connection) as questions:
            answer = client.get(url)
        if answer.status_code != HTTPStatus.OK:
            return None
        if len(questions) <= most:
            break
    return len(questions)


def address(*, door: Door, ids: dict[str, dict[str, object]]) -> str:
    """Return where a door is, with the ids that its route asks for."""
    fitting = [found for beginning, found in ids.items() if door.route.startswith(beginning)]
    known = {"language": "ar", **(fitting[0] if fitting else {})}
    return reverse(door.name, kwargs={name: known[name] for name in door.ids} or None)
