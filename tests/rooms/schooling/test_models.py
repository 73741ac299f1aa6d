# SPDX-License-Identifier: EUPL-1.2
"""Who sees a child, asked as SQL with the runtime role; and what the database promises."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import models

from tests.support.cluster import OwnDatabase, Sql
from tests.world import DemoWorld, Person, build

pytestmark = pytest.mark.database

FOLLOWING = ("allowedform", "family", "wish", "placement", "proposedseat")
WRITES = (
    "insert into schooling_family (reference) values ('X')",
    "update schooling_child set street = 'X'",
    "delete from schooling_child",
    "delete from schooling_proposedseat",
    "delete from schooling_proposal",
    """insert into schooling_proposal (run_on, run_by_id, parameters, input_sha256, plan)
    select current_date, run_by_id, '{}', 'x', '{}' from schooling_proposal limit 1""",
)


@dataclass(frozen=True, slots=True)
class House:
    """A copy of the world: the owner prepares facts, the runtime role asks."""

    world: DemoWorld
    owner: Sql
    app: Sql

    def children(self, person: Person | None) -> set[str]:
        """Return the references of the children this person sees by SQL."""
        return {row[0] for row in self.ask(person, "select reference from schooling_child")}

    def ask(self, person: Person | None, statement: str) -> list[tuple[Any, ...]]:
        """Ask as a person, or as nobody, on the runtime role's own connection."""
        user = "" if person is None else str(person.user_id)
        seat = "" if person is None else str(person.seat_id)
        self.app(
            "select set_config('app.user_id', %s, false), set_config('app.seat_id', %s, false)",
            user,
            seat,
        )
        return self.app(statement)

    def rows(self, person: Person | None, table: str) -> list[tuple[Any, ...]]:
        """Return every row of one of schooling's tables this person sees by SQL."""
        return self.ask(person, f"select * from schooling_{table}")  # noqa: S608 - our own table

    def child(self, reference: str) -> int:
        """Return the id of a child, as the owner knows it."""
        found = self.owner("select id from schooling_child where reference = %s", reference)
        return int(found[0][0])

    def group(self, *, school: str, kind: str = "LANGUAGE") -> int:
        """Return a group of a school."""
        return int(
            self.owner(
                "select g.id from schooling_group g join schooling_school s on s.id = g.school_id"
                " where s.name = %s and g.kind = %s order by g.id limit 1",
                school,
                kind,
            )[0][0]
        )

    def propose(self, reference: str, group: int | None) -> None:
        """Let a newer proposal seat the child in this group, or nowhere."""
        self.owner(
            "with run as (insert into schooling_proposal"
            " (run_on, run_by_id, parameters, input_sha256, plan)"
            " values (current_date, %s, '{}', 'test', '{}') returning id)"
            " insert into schooling_proposedseat (proposal_id, child_id, group_id, estimate,"
            " reason_code, reason, level, waiting_days, smallest_change)"
            " select id, %s, %s, true, 'test', 'test', 0, 0, '' from run",
            self.world.counsellor.seat_id,
            self.child(reference),
            group,
        )

    def forget_proposals(self) -> None:
        """Take every proposal away: nobody is proposed anywhere."""
        self.owner("delete from schooling_proposedseat")

    def place(self, reference: str, group: int, *, signed_on: dt.date | None) -> None:
        """Place a child from today on, signed by the Schulamt or not yet."""
        self.owner(
            "insert into schooling_placement"
            " (child_id, group_id, starts_on, signed_on, signed_by_id) values (%s, %s, %s, %s, %s)",
            self.child(reference),
            group,
            self.world.on,
            signed_on,
            self.world.schulamt.seat_id if signed_on else None,
        )


@pytest.fixture
def house(own_database: OwnDatabase) -> Iterator[House]:
    return House(world=build(), owner=own_database.owner_sql, app=own_database.app_sql)


PRIMARY, SECONDARY, UPPER, WITTEN_PRIMARY = "D-001", "D-003", "D-139", "D-101"


def test_nobody_sees_no_child_and_nothing_that_hangs_on_one(house: House) -> None:
    assert house.owner("select count(*) from schooling_child")[0][0] > 57
    assert house.children(None) == set()
    for table in (*FOLLOWING, "proposal"):
        assert house.rows(None, table) == []


def test_the_counsellor_of_the_centre_sees_every_child(house: House) -> None:
    everybody = {row[0] for row in house.owner("select reference from schooling_child")}
    assert house.children(house.world.counsellor) == everybody


@pytest.mark.parametrize("who", ["charlie", "administrator", "auditor", "former"])
def test_strangers_administrators_auditors_and_ended_seats_see_nothing(
    house: House, who: str
) -> None:
    person = getattr(house.world, who)
    house.place(PRIMARY, house.group(school="Grundschule Talblick"), signed_on=house.world.on)
    assert house.children(person) == set()
    for table in (*FOLLOWING, "proposal"):
        assert house.rows(person, table) == []


def test_charlie_who_claims_the_counsellors_seat_sees_nothing(house: House) -> None:
    charlie = house.world.charlie
    thief = Person(
        name=charlie.name,
        email=charlie.email,
        password=charlie.password,
        user_id=charlie.user_id,
        seat_id=house.world.counsellor.seat_id,
        task=charlie.task,
    )
    assert house.children(thief) == set()


def test_a_town_sees_the_children_who_live_there_now_and_no_others(house: House) -> None:
    mine = {
        row[0]
        for row in house.owner(
            "select c.reference from schooling_child c join places_place p on p.id = c.home_town_id"
            " where p.key = '05954008'"
        )
    }
    assert house.children(house.world.town_office) == mine
    assert mine.isdisjoint(house.children(house.world.other_town))
    assert house.children(house.world.other_town)
    house.owner(
        "update schooling_child set home_town_id = (select id from places_place"
        " where key = '05954036') where reference = %s",
        PRIMARY,
    )
    assert PRIMARY not in house.children(house.world.town_office)
    assert PRIMARY in house.children(house.world.other_town)


def test_a_child_that_left_the_district_is_no_longer_seen_by_town_or_authority(
    house: House,
) -> None:
    assert PRIMARY in house.children(house.world.town_office)
    house.owner("update schooling_child set left_on = current_date where reference = %s", PRIMARY)
    assert PRIMARY not in house.children(house.world.town_office)
    assert PRIMARY not in house.children(house.world.schulamt)
    assert PRIMARY in house.children(house.world.counsellor)


def test_without_a_proposal_each_authority_sees_the_grades_it_can_serve(house: House) -> None:
    house.forget_proposals()
    schulamt = house.children(house.world.schulamt)
    bezirk = house.children(house.world.bezirksregierung)
    assert PRIMARY in schulamt
    assert SECONDARY in schulamt
    assert SECONDARY in bezirk
    grade_12 = house.owner("select reference from schooling_child where grade = 12")[0][0]
    assert grade_12 in bezirk
    assert grade_12 not in schulamt


def test_a_proposed_child_is_seen_by_the_authority_of_that_school_only(house: House) -> None:
    house.propose(SECONDARY, house.group(school="Hauptschule Wiesengrund"))
    assert SECONDARY in house.children(house.world.schulamt)
    assert SECONDARY not in house.children(house.world.bezirksregierung)
    house.propose(SECONDARY, house.group(school="Sekundarschule Ennepebogen"))
    assert SECONDARY not in house.children(house.world.schulamt)
    assert SECONDARY in house.children(house.world.bezirksregierung)


def test_an_unseated_child_is_seen_by_the_authorities_of_its_allowed_forms(house: House) -> None:
    house.propose(SECONDARY, None)
    assert SECONDARY in house.children(house.world.schulamt)
    assert SECONDARY in house.children(house.world.bezirksregierung)
    house.owner(
        "insert into schooling_allowedform (child_id, form) values (%s, 'Gymnasium')",
        house.child(SECONDARY),
    )
    assert SECONDARY not in house.children(house.world.schulamt)
    assert SECONDARY in house.children(house.world.bezirksregierung)


def test_a_seated_child_is_seen_by_the_authority_of_its_school(house: House) -> None:
    house.propose(SECONDARY, house.group(school="Sekundarschule Ennepebogen"))
    group = house.group(school="Hauptschule Wiesengrund")
    house.place(SECONDARY, group, signed_on=None)
    assert SECONDARY in house.children(house.world.schulamt)


def test_an_authority_whose_competence_has_ended_sees_nothing(house: House) -> None:
    assert house.children(house.world.schulamt)
    house.owner("update schooling_supervision set ends_on = current_date")
    assert house.children(house.world.schulamt) == set()


def test_a_school_sees_a_child_from_the_signature_on_and_not_a_day_before(house: House) -> None:
    group = house.group(school="Grundschule Talblick")
    tomorrow = house.world.on + dt.timedelta(days=1)
    house.propose(PRIMARY, group)
    assert house.children(house.world.school_head) == set()
    house.place(PRIMARY, group, signed_on=None)
    assert house.children(house.world.school_head) == set()
    sign = "update schooling_placement set signed_on = %s, signed_by_id = %s"
    house.owner(sign, tomorrow, house.world.schulamt.seat_id)
    assert house.children(house.world.school_head) == set()
    house.owner(sign, house.world.on, house.world.schulamt.seat_id)
    assert house.children(house.world.school_head) == {PRIMARY}
    house.owner(
        "update schooling_placement set starts_on = current_date - 9, ends_on = current_date"
    )
    assert house.children(house.world.school_head) == set()


def test_another_school_never_sees_the_child(house: House) -> None:
    house.place(PRIMARY, house.group(school="Grundschule Am Kirschbaum"), signed_on=house.world.on)
    assert house.children(house.world.school_head) == set()


def test_what_hangs_on_a_child_follows_the_child(house: House) -> None:
    seen = house.children(house.world.other_town)
    rows = house.ask(
        house.world.other_town,
        "select c.reference from schooling_proposedseat s"
        " join schooling_child c on c.id = s.child_id",
    )
    assert {row[0] for row in rows} <= seen
    assert len(house.rows(house.world.other_town, "proposedseat")) == len(rows)
    families = house.ask(house.world.other_town, "select id from schooling_family")
    mine = house.ask(
        house.world.other_town,
        "select distinct family_id from schooling_child where family_id is not null",
    )
    assert set(families) == set(mine)


@pytest.mark.parametrize("who", ["schulamt", "bezirksregierung", "town_office", "school_head"])
def test_whoever_may_look_may_not_write(house: House, who: str) -> None:
    house.place(PRIMARY, house.group(school="Grundschule Talblick"), signed_on=house.world.on)
    counts = (
        "select (select count(*) from schooling_child where street <> 'X'),"
        " (select count(*) from schooling_family), (select count(*) from schooling_proposal),"
        " (select count(*) from schooling_proposedseat)"
    )
    before = house.owner(counts)
    assert before[0][0] > 57
    for statement in WRITES:
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            house.ask(getattr(house.world, who), statement)
        assert house.owner(counts) == before, statement


def test_counselling_cannot_sign_in_the_authoritys_place(house: House) -> None:
    house.place(PRIMARY, house.group(school="Grundschule Talblick"), signed_on=None)
    house.ask(house.world.counsellor, "select 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        house.app(
            "update schooling_placement set signed_on = current_date, signed_by_id = %s",
            house.world.counsellor.seat_id,
        )


def test_an_authority_signs_in_its_own_name_and_for_its_own_school_forms(house: House) -> None:
    sign = "update schooling_placement set signed_on = current_date, signed_by_id = %s"
    house.place(PRIMARY, house.group(school="Grundschule Talblick"), signed_on=None)
    for other in (house.world.bezirksregierung, house.world.counsellor):
        house.ask(house.world.schulamt, "select 1")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.app(sign, other.seat_id)
    house.ask(house.world.bezirksregierung, "select 1")
    house.app(sign, house.world.bezirksregierung.seat_id)  # sees no such row: changes nothing
    signed = "select signed_by_id from schooling_placement where signed_on is not null"
    assert house.owner(signed) == []
    house.ask(house.world.schulamt, "select 1")
    house.app(sign, house.world.schulamt.seat_id)
    assert house.owner(signed) == [(house.world.schulamt.seat_id,)]


@pytest.mark.parametrize("table", ["schooling_proposal", "schooling_proposedseat"])
def test_a_kept_proposal_cannot_be_changed_even_by_counselling(house: House, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        house.ask(house.world.counsellor, f"update {table} set id = id")  # noqa: S608 - our own table


def test_the_database_refuses_a_special_school_as_target(house: House) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="special_school_never_assignable"):
        house.owner("update schooling_school set assignable = 'YES' where form ~ '^Förderschule'")
    with pytest.raises(psycopg.errors.CheckViolation, match="special_school_never_allowed"):
        house.owner(
            "insert into schooling_allowedform (child_id, form) values (%s, 'Förderschule Lernen')",
            house.child(PRIMARY),
        )


def test_the_database_stores_no_protected_address(house: House) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="protected_address_not_stored"):
        house.owner(
            "update schooling_child set address_protected = true where reference = %s", PRIMARY
        )


def test_waiting_counts_from_the_earliest_day_whatever_is_known_later(house: House) -> None:
    day = house.world.on - dt.timedelta(days=90)
    house.owner(
        "update schooling_child set latest_school_day_on = %s, home_town_id ="
        " (select id from places_place where key = '05954036') where reference = %s",
        day,
        PRIMARY,
    )
    since = house.owner("select waiting_since from schooling_child where reference = %s", PRIMARY)
    assert since == [(day,)]


def test_every_table_of_schooling_that_names_a_child_has_a_row_rule(house: House) -> None:
    from django.apps import apps  # noqa: PLC0415  (only when Django is awake)

    def hangs_on_child(model: type[models.Model]) -> bool:
        fields = model._meta.get_fields()  # noqa: SLF001 - Django's public API despite its name
        names = {field.name for field in fields if field.concrete}
        return model.__name__ in {"Child", "Family"} or "child" in names

    tables = [
        model._meta.db_table  # noqa: SLF001 - Django's public API despite its name
        for model in apps.get_app_config("schooling").get_models()
        if hangs_on_child(model)
    ]
    assert len(tables) >= len(FOLLOWING)
    for table in tables:
        secured = house.owner("select relrowsecurity from pg_class where relname = %s", table)
        assert secured == [(True,)], table
