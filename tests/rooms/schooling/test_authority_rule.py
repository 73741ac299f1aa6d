# SPDX-License-Identifier: EUPL-1.2
"""The quick row rule of authorities sees exactly what the plain one says, child by child."""

import pytest

from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, Person, build

pytestmark = pytest.mark.database

BOTH = """
select c.id, schooling_authority_sees(c.id, c.grade, c.grade_to),
       schooling_authority_sees(c.id, c.grade, c.grade_to, app_partner_kind(), app_today()),
       c.id in (select id from schooling_child)
  from (select (line).* from unnest(%s::text[]) as row, lateral
        (select split_part(row, ';', 1)::bigint as id, split_part(row, ';', 2)::integer as grade,
                nullif(split_part(row, ';', 3), '')::integer as grade_to) as line) as c
"""
VARIED = (  # so that every branch of the rule has a child
    "delete from schooling_proposedseat where child_id % 7 = 0",
    "update schooling_proposedseat set group_id = null where child_id % 5 = 0",
    (
        "insert into schooling_allowedform (child_id, form) select id, 'Gymnasium'"
        " from schooling_child where id % 10 = 0"
    ),
    (
        "insert into schooling_allowedform (child_id, form) select id, 'Grundschule'"
        " from schooling_child where id % 15 = 0"
    ),
    "update schooling_child set grade_to = grade + 1 where id % 4 = 0 and grade < 13",
    (
        "insert into schooling_placement (child_id, group_id, starts_on, words, answer,"
        " answer_words) select c.id, (select max(id) from schooling_group), app_today(), '', '', ''"
        " from schooling_child c where c.id % 11 = 0"
    ),
    (
        "insert into schooling_placement (child_id, group_id, starts_on, ends_on, words, answer,"
        " answer_words) select c.id, (select max(id) from schooling_group), app_today() - 9,"
        " app_today() - 2, '', '', '' from schooling_child c where c.id % 13 = 0"
    ),
)


def answers(own_database: OwnDatabase, person: Person | None) -> list[tuple[bool, bool, bool]]:
    """Ask for every child: the plain function, the quick one, the row rule."""
    children = own_database.owner_sql("select id, grade, grade_to from schooling_child order by id")
    own_database.app_sql(
        "select set_config('app.user_id', %s, false), set_config('app.seat_id', %s, false)",
        "" if person is None else str(person.user_id),
        "" if person is None else str(person.seat_id),
    )
    told = [f"{pk};{low};{'' if high is None else high}" for pk, low, high in children]
    return [(plain, quick, seen) for _, plain, quick, seen in own_database.app_sql(BOTH, told)]


def test_the_quick_rule_sees_what_the_plain_one_says(own_database: OwnDatabase) -> None:
    world: DemoWorld = build()
    for statement in VARIED:
        own_database.owner_sql(statement)
    for person in (world.schulamt, world.bezirksregierung):
        asked = answers(own_database, person)
        assert {plain for plain, _, _ in asked} == {True, False}, person.task
        assert all(plain == quick == seen for plain, quick, seen in asked), person.task
    assert answers(own_database, world.schulamt) != answers(own_database, world.bezirksregierung)


def test_nobody_is_told_anything_by_the_quick_rule(own_database: OwnDatabase) -> None:
    world: DemoWorld = build()
    for person in (None, world.charlie, world.auditor, world.former):
        assert not any(any(one) for one in answers(own_database, person))
