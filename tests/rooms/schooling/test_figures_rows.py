# SPDX-License-Identifier: EUPL-1.2
"""Who may count: by SQL with the runtime role, first of all whoever must see nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.support.cluster import Cluster, OwnDatabase, Sql, asker
from tests.world import DemoWorld, Person, build

pytestmark = pytest.mark.database

LED = (
    "schooling_led_queue_counts(app_today())",
    "schooling_led_seated_counts(app_today())",
    "schooling_led_known_counts(app_today() - 100, app_today())",
    "schooling_led_alarm_counts(app_today(), 0, 0, app_today())",
)
OWN = (
    "schooling_queue_counts(app_today())",
    "schooling_seated_counts(app_today())",
    "schooling_known_counts(app_today() - 100, app_today())",
    "schooling_alarm_children(app_today(), 0, 0, app_today())",
)
NO_LEADERS = ("charlie", "auditor", "former", "school_head", "town_office", "schulamt")


@dataclass(frozen=True, slots=True)
class House:
    """A copy of the world: the owner prepares facts, the runtime role asks."""

    world: DemoWorld
    owner: Sql
    app: Sql

    def ask(self, person: Person | None, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask as a person, or as nobody, on the runtime role's own connection."""
        self.app(
            "select set_config('app.user_id', %s, false), set_config('app.seat_id', %s, false)",
            "" if person is None else str(person.user_id),
            "" if person is None else str(person.seat_id),
        )
        return self.app(statement, *values)

    def who(self, name: str) -> Person | None:
        """Return a person of the world by what they do."""
        return None if name == "nobody" else getattr(self.world, name)

    def counted(self, person: Person | None, function: str, town: str = "") -> int:
        """Return the children of the grand total, or of one town."""
        where = f"town_id = (select id from places_place where key = '{town}')"  # noqa: S608 - our own keys
        found = self.ask(
            person,
            f"select children from {function} where counselled is null and band is null"  # noqa: S608 - our own functions
            f" and {where if town else 'town_id is null'}",
        )
        return int(found[0][0]) if found else 0


@pytest.fixture
def house(own_database: OwnDatabase) -> House:
    """The world with nobody asking yet."""
    return House(world=build(), owner=own_database.owner_sql, app=own_database.app_sql)


@pytest.fixture
def shared(db: None, world_database: Cluster) -> Iterator[House]:
    """The world of all tests, for who only reads it."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(world_database.urls(name=name).default, autocommit=True) as app:
        app.execute("set default_transaction_read_only = on")
        ask = asker(connection=app)
        yield House(world=build(), owner=ask, app=ask)


@pytest.mark.parametrize("who", ["nobody", "charlie", "auditor", "former"])
@pytest.mark.parametrize("function", [*LED, *OWN, "schooling_schools_over_cap(app_today())"])
def test_who_must_see_nothing_counts_nothing(shared: House, function: str, who: str) -> None:
    answer = shared.ask(shared.who(who), f"select * from {function}")  # noqa: S608 - our own functions
    children = [row for row in answer if any(row)]
    assert children == [], (who, function)


@pytest.mark.parametrize("who", NO_LEADERS)
@pytest.mark.parametrize("function", LED)
def test_only_the_leadership_of_the_centre_counts_what_it_may_not_open(
    shared: House, function: str, who: str
) -> None:
    assert shared.ask(shared.who(who), f"select * from {function}") == []  # noqa: S608 - our own functions


@pytest.mark.parametrize("who", ["centre_head", "administrator"])
def test_the_leadership_counts_every_child_and_opens_none(shared: House, who: str) -> None:
    leader = shared.who(who)
    everybody = shared.counted(shared.world.counsellor, OWN[0])
    assert shared.counted(leader, LED[0]) == everybody > 0
    assert shared.counted(leader, OWN[0]) == 0
    assert shared.ask(leader, "select * from schooling_child") == []


def test_an_administrator_of_another_partner_counts_nothing(house: House) -> None:
    house.owner(
        "update accounts_seat set partner_id = (select id from partners_partner where kind = %s"
        " order by id limit 1) where id = %s",
        "TOWN_SCHOOL_OFFICE",
        house.world.administrator.seat_id,
    )
    for function in LED:
        assert house.ask(house.world.administrator, f"select * from {function}") == []  # noqa: S608 - our own functions


def test_who_may_open_children_counts_exactly_those(shared: House) -> None:
    everybody = shared.counted(shared.world.counsellor, OWN[0])
    ennepetal = shared.counted(shared.world.counsellor, OWN[0], town="05954008")
    assert 0 < ennepetal < everybody
    for person, seen in ((shared.world.town_office, ennepetal), (shared.world.school_head, 0)):
        assert shared.counted(person, OWN[0]) == seen, person.task
        assert len(shared.ask(person, "select id from schooling_child")) == seen, person.task
    assert shared.counted(shared.world.town_office, OWN[0], town="05954036") == 0


def test_the_leadership_learns_no_wait_that_was_measured_on_fewer_than_five(shared: House) -> None:
    statement = f"select children, median_days, p90_days, longest_days from {LED[0]}"  # noqa: S608 - our own functions
    few = [row for row in shared.ask(shared.world.centre_head, statement) if row[0] < 5]
    many = [row for row in shared.ask(shared.world.centre_head, statement) if row[0] >= 5]
    assert few
    assert many
    assert all(row[1:] == (None, None, None) for row in few)
    assert all(None not in row for row in many)


def test_a_town_office_reads_the_register_counts_of_its_town_and_changes_none(
    house: House,
) -> None:
    house.owner(
        "insert into schooling_registeredcount"
        " (town_id, month, age_from, age_to, children, source, imported_on)"
        " select id, '2026-01-01', 6, 17, 3, 'Test', '2026-02-01' from places_place"
        " where key in ('05954008', '05954036')"
    )
    counts = "select t.key from schooling_registeredcount r join places_place t on t.id = town_id"
    january = f"{counts} where month = '2026-01-01'"
    assert house.ask(house.world.town_office, january) == [("05954008",)]
    for who in ("nobody", "charlie", "auditor", "former", "school_head", "schulamt"):
        assert house.ask(house.who(who), january) == [], who
    for who in ("counsellor", "centre_head", "administrator"):
        assert len(house.ask(house.who(who), january)) == 2, who
    house.ask(house.world.town_office, "delete from schooling_registeredcount")
    assert len(house.ask(house.world.counsellor, january)) == 2
    with pytest.raises(psycopg.Error, match="row-level security"):
        house.ask(
            house.world.town_office, "update schooling_registeredcount set month = '2025-01-01'"
        )


def seated_within(house: House, *, weeks: int) -> tuple[int, int]:
    """Return (children, seated) of the whole district for one horizon."""
    found = house.ask(
        house.world.counsellor,
        "select children, seated from schooling_seated_counts(app_today())"
        " where town_id is null and band is null and weeks = %s",
        weeks,
    )
    return found[0] if found else (0, 0)


def test_a_signature_taken_back_a_refusal_and_a_merged_double_give_no_seat(house: House) -> None:
    children, seated = seated_within(house, weeks=2)
    assert seated == 0
    house.owner(
        "insert into schooling_placement (child_id, group_id, starts_on, signed_on, signed_by_id,"
        " words, answer, answer_words) select c.id, (select min(id) from schooling_group),"
        " c.waiting_since + 3, c.waiting_since + 3, %s, '', '', '' from schooling_child c"
        " where c.waiting_since <= app_today() - 14 order by c.id limit 1",
        house.world.schulamt.seat_id,
    )
    assert seated_within(house, weeks=2) == (children, 1)
    house.owner("update schooling_placement set ends_on = starts_on")
    assert seated_within(house, weeks=2) == (children, 0)
    house.owner(
        "update schooling_placement p set ends_on = starts_on + 5, announced_on = null,"
        " proposed_seat_id = (select min(l.id) from schooling_proposedseat l"
        " where l.child_id = p.child_id)"
    )
    assert seated_within(house, weeks=2) == (children, 0), "taken back before it was announced"
    house.owner("update schooling_placement set announced_on = starts_on")
    assert seated_within(house, weeks=2) == (children, 1), "moved on later: the seat was given"
    house.owner(
        "update schooling_child set left_on = waiting_since + 1, merged_into_id = (select max(id)"
        " from schooling_child) where id = (select child_id from schooling_placement)"
    )
    assert seated_within(house, weeks=2) == (children - 1, 0)


def test_who_left_before_the_weeks_were_over_is_left_out_unless_seated(house: House) -> None:
    children, _ = seated_within(house, weeks=2)
    one = "(select min(id) from schooling_child where waiting_since <= app_today() - 14)"
    house.owner(f"update schooling_child set left_on = waiting_since + 10 where id = {one}")  # noqa: S608 - our own words
    assert seated_within(house, weeks=2) == (children - 1, 0)
    house.owner(f"update schooling_child set left_on = waiting_since + 15 where id = {one}")  # noqa: S608 - our own words
    assert seated_within(house, weeks=2) == (children, 0)
