# SPDX-License-Identifier: EUPL-1.2
"""Who writes past the actions leaves an entry as well; an action does not leave two."""

import pytest
from django.apps import apps
from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel.models import PersonRecord
from rundertisch.schooling import actions, queries
from tests.support.cluster import OwnDatabase, Sql
from tests.world import asking, build

pytestmark = pytest.mark.database

OURS = "select count(*) from kernel_auditentry where action like 'sql.%'"


def test_sql_past_the_actions_leaves_the_names_of_the_columns_and_no_value(
    own_database: OwnDatabase,
) -> None:
    world = build()
    before = own_database.owner_sql(OURS)
    with asking(world.counsellor), connection.cursor() as cursor:
        cursor.execute(
            "update schooling_child set first_name = 'Anders', grade = grade"
            " where id = (select min(id) from schooling_child) returning id"
        )
        pk = cursor.fetchone()[0]
    entry = own_database.owner_sql(
        "select action, fields, job, about_id = audit_reference('child', %s), about_id <> %s"
        " from kernel_auditentry order by id desc limit 1",
        str(pk),
        str(pk),
    )
    assert entry == [("sql.update", ["first_name"], "rundertisch_app", True, True)]
    assert own_database.owner_sql(OURS) == [(before[0][0] + 1,)]
    with asking(world.counsellor):
        gone = queries.waiting_children(on=world.on, queue="beratung").first()
        by = Seat.objects.get(pk=world.counsellor.seat_id)
        assert gone
        actions.close_child(child=gone, left_on=world.on, on=world.on, by=by)
    assert own_database.owner_sql(OURS) == [(before[0][0] + 1,)], "an action leaves its own only"


def test_every_table_about_people_is_watched(owner_sql: Sql) -> None:
    watched = {
        name
        for (name,) in owner_sql(
            "select tgrelid::regclass::text from pg_trigger where tgname = 'past_the_actions'"
        )
    }
    people = {
        model._meta.db_table  # noqa: SLF001 - Django's API
        for model in apps.get_models()
        if issubclass(model, PersonRecord) and model._meta.app_label != "accounts"  # noqa: SLF001 - Django's API
    }
    assert people - watched == set(), "call audit.watch(table=..., kind=...) in the migration"
