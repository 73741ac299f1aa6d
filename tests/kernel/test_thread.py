# SPDX-License-Identifier: EUPL-1.2
"""The red thread: rooms register how their things are shown; links are tied once and stay."""

from datetime import date

import pytest
from django.db import DatabaseError

from rundertisch.kernel import scope, thread
from rundertisch.kernel.thread import Ref

NEED = Ref("test_need", "3")
MEASURE = Ref("test_measure", "9")
DAY = date(2026, 8, 10)


class Anna:
    id = 41
    user_id = 7


def label_of_need(key: str) -> str | None:
    return f"Bedarf {key}" if key == "3" else None


def label_of_measure(key: str) -> str:
    return f"Maßnahme {key}"


def url(key: str) -> str:
    return f"/bedarf/{key}/"


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread, "_kinds", {})
    thread.register("test_need", label=label_of_need, url=url)
    thread.register("test_measure", label=label_of_measure, url=url)


def test_a_thing_is_shown_as_its_room_says() -> None:
    assert thread.show(NEED) == thread.Shown(ref=NEED, label="Bedarf 3", url="/bedarf/3/")


def test_what_the_asking_person_may_not_see_has_no_label() -> None:
    assert thread.show(Ref("test_need", "4")) is None
    assert thread.show(Ref("nobody_knows", "4")) is None


def test_two_rooms_cannot_register_one_kind() -> None:
    thread.register("test_need", label=label_of_need, url=url)
    with pytest.raises(ValueError, match="registered twice"):
        thread.register("test_need", label=label_of_measure, url=url)


def test_there_is_no_table_to_put_things_on_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert thread.put_on_table_url(NEED) == ""
    monkeypatch.setattr(thread, "_table", [])
    thread.register_table(lambda ref: f"/tisch/neu/?zu={ref}")
    assert thread.put_on_table_url(NEED) == "/tisch/neu/?zu=test_need:3"


def test_a_link_needs_kinds_that_a_room_knows() -> None:
    with pytest.raises(ValueError, match="nobody_knows"):
        thread.link(source=NEED, target=Ref("nobody_knows", "1"), why="", by=None, on=DAY)


@pytest.mark.database
@pytest.mark.django_db
def test_a_link_is_tied_once_and_found_from_both_ends() -> None:
    with scope.asking(user_id=7, seat_id=41):
        for day in (DAY, date(2026, 9, 1)):
            thread.link(source=NEED, target=MEASURE, why="beschlossen", by=Anna(), on=day)
        tied = (thread.Link(source=NEED, target=MEASURE, why="beschlossen", tied_on=DAY),)
        assert thread.links_of(NEED) == tied
        assert thread.links_of(MEASURE) == tied
    assert thread.links_of(NEED) == ()


@pytest.mark.database
@pytest.mark.django_db
def test_nobody_ties_a_knot_in_the_name_of_another() -> None:
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        scope.asking(user_id=8, seat_id=42),
    ):
        thread.link(source=NEED, target=MEASURE, why="", by=Anna(), on=DAY)
