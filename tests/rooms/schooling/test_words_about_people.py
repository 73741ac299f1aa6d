# SPDX-License-Identifier: EUPL-1.2
"""A text about a child that may name a group is stored when its writer says that it names none.

Renate counsels and locks a child to a school, in her own words. All without JavaScript.
"""

import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from rundertisch.kernel import audit
from rundertisch.schooling.models import Child, Decision
from tests.rooms.schooling import rounding
from tests.support.cluster import Sql
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database

NAMING = "Die Roma-Familie kennt die Schule."
PLAIN = "Die Familie kennt die Schule."
DISH = "Das Kind mag die Schule, nur das Wort Zigeuner an der Wand nicht."
BOX = "festlegung-words-ohne-gruppe"


class Door:
    """Renate's form to lock one child of the open round, and what came of it."""

    def __init__(self, *, world: DemoWorld) -> None:
        shown, proposal = rounding.opened(world)
        line = rounding.lines(world.counsellor, proposal, school=rounding.TALBLICK)[0]
        self.world, self.child, self.group = world, line.child_id, line.group_id
        self.url = f"/schule/runden/{shown.pk}/kinder/{line.child_id}/platz/"
        self.client: Client = as_(world.counsellor)

    def send(self, words: str, **box: str) -> HttpResponse:
        """Send the form."""
        form = {"festlegung-group": str(self.group), "festlegung-words": words}
        return self.client.post(self.url, form | box)

    def stored(self) -> list[str]:
        """Return what is stored about the child."""
        with asking(self.world.counsellor):
            return list(Decision.objects.filter(child=self.child).values_list("words", flat=True))


@pytest.fixture
def door(world: DemoWorld) -> Door:
    """The form, opened."""
    return Door(world=world)


def box_of(page: str) -> str:
    found = re.search(rf'name="{BOX}"[^>]*value="(\w+)"', page)
    assert found
    return found[1]


def confirmations(world: DemoWorld) -> list[tuple[str, str, list[str]]]:
    with asking(world.counsellor):
        return rows_of(audit.CONFIRMED)


def rows_of(action: str) -> list[tuple[str, str, list[str]]]:
    from django.db import connection  # noqa: PLC0415  (after Django woke up)

    with connection.cursor() as cursor:
        cursor.execute(
            "select about_kind, about_id, fields from kernel_auditentry where action = %s",
            [action],
        )
        return cursor.fetchall()


def test_an_ordinary_reason_is_stored_without_a_question(door: Door, world: DemoWorld) -> None:
    assert door.send(PLAIN).status_code == 303
    assert door.stored() == [PLAIN]
    assert confirmations(world) == []


def test_a_reason_that_names_a_group_comes_back_marked_with_the_text_and_a_box(door: Door) -> None:
    answer = door.send(NAMING)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "<mark>Roma-Familie</mark>" in page
    assert "Bitte anders schreiben" in page
    assert re.search(rf"<textarea[^>]*>\s*{re.escape(NAMING)}</textarea>", page)
    assert box_of(page)
    assert door.stored() == []


def test_a_confirmed_text_is_stored_and_the_log_says_so_without_the_text(
    door: Door, world: DemoWorld
) -> None:
    box = box_of(door.send(DISH).content.decode())
    assert door.send(DISH, **{BOX: box}).status_code == 303
    assert door.stored() == [DISH]
    assert [(kind, fields) for kind, _, fields in confirmations(world)] == [("child", ["words"])]


def test_a_confirmation_does_not_cover_what_is_written_afterwards(door: Door) -> None:
    box = box_of(door.send(DISH).content.decode())
    answer = door.send(NAMING, **{BOX: box})
    assert answer.status_code == 422
    assert door.send(NAMING, **{BOX: "on"}).status_code == 422
    assert door.stored() == []


def test_another_wording_needs_no_box(door: Door) -> None:
    assert door.send(NAMING).status_code == 422
    assert door.send(PLAIN).status_code == 303
    assert door.stored() == [PLAIN]


def test_the_decision_on_hardship_is_asked_about_too(world: DemoWorld, owner_sql: Sql) -> None:
    del owner_sql
    client = as_(world.counsellor)
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0]
    url = f"/schule/kinder/{child.pk}/wuensche/"
    form = {"priority": "1", "priority_ref": "Sinti, siehe Akte", "version": str(child.version)}
    answer = client.post(f"{url}eintragen/", form)
    assert answer.status_code == 422
    assert "<mark>Sinti</mark>" in answer.content.decode()
    with asking(world.counsellor):
        assert Child.objects.get(pk=child.pk).priority_ref == child.priority_ref
