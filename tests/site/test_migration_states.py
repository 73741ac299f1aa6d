# SPDX-License-Identifier: EUPL-1.2
"""Steps of migrations that build only the model they change leave the same tables as Django's."""

import pytest
from django.db import connections, migrations, models
from django.db.migrations.state import ProjectState, StateApps
from pytest_django import DjangoDbBlocker

from rundertisch.site import migration_states
from tests import house_models as house
from tests.support.cluster import TABLES, Cluster, in_copy

pytestmark = pytest.mark.database
SEEN: list[set[str]] = []


def look_around(known: StateApps, _editor: object) -> None:
    """Note who leads to a town, as a step that runs Python finds it."""
    town = known.get_model("invented", "Town")
    SEEN.append({each.related_model.__name__ for each in town._meta.related_objects})  # noqa: SLF001 - Django's API for models


def key(to: str) -> models.ForeignKey:
    """Return a reference to another invented table."""
    return models.ForeignKey(to, on_delete=models.CASCADE)


STEPS: tuple[migrations.operations.base.Operation, ...] = (
    migrations.CreateModel("Town", [("id", models.IntegerField(primary_key=True))]),
    migrations.CreateModel("School", [("id", models.AutoField(primary_key=True))]),
    migrations.AddField("School", "town", key("invented.Town")),
    migrations.CreateModel(
        "Visit", [("id", models.AutoField(primary_key=True)), ("town", key("invented.Town"))]
    ),
    migrations.AddField("Town", "inhabitants", models.IntegerField(null=True)),
    migrations.AddConstraint(
        "Town",
        models.CheckConstraint(condition=models.Q(inhabitants__gte=0), name="nobody_or_more"),
    ),
    migrations.RunPython(look_around),
    migrations.AlterField("Town", "id", models.BigIntegerField(primary_key=True)),
    migrations.RenameModel("Town", "Place"),
    migrations.RenameField("Visit", "town", "place"),
    migrations.AlterField(
        "School", "town", models.ForeignKey("invented.Place", models.SET_NULL, null=True)
    ),
    migrations.RemoveField("Visit", "place"),
)


def tables(cluster: Cluster, *, sparingly: bool) -> list[tuple[object, ...]]:
    """Take the steps in an empty database of their own; return what lies in it then."""
    with in_copy(cluster=cluster, template=TABLES) as own:
        step = migrations.Migration("0001_invented", "invented")
        step.operations = list(STEPS)
        with connections["owner"].schema_editor() as editor:
            if sparingly:
                with migration_states.built_sparingly():
                    step.apply(ProjectState(), editor)
            else:
                step.apply(ProjectState(), editor)
        return own.owner_sql(
            "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
            " (select array_agg(pg_get_constraintdef(k.oid) order by k.conname)"
            "    from pg_constraint k where k.conrelid = c.oid)"
            "  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
            " where c.relname like 'invented%' and not a.attisdropped order by 1, 2"
        )


def test_a_key_that_others_hold_new_names_and_python_are_as_if_all_had_been_built_anew(
    world_database: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        SEEN.clear()
        expected = tables(world_database, sparingly=False)
        found = tables(world_database, sparingly=True)
    assert expected == found
    assert [{"School", "Visit"}] * 2 == SEEN
    kinds = {row[:3] for row in found}
    assert ("invented_school", "town_id", "bigint") in kinds
    assert ("invented_visit", "place_id", "bigint") not in kinds


def test_the_tables_are_what_the_models_say(
    world_database: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with (
        django_db_blocker.unblock(),
        in_copy(cluster=world_database, template=TABLES),
        connections["owner"].cursor() as cursor,
    ):
        introspection = connections["owner"].introspection
        for model in house.our_models():
            meta = model._meta  # noqa: SLF001 - Django's API for models
            columns = introspection.get_table_description(cursor, meta.db_table)
            wanted = {(f.column, f.null or f.generated) for f in meta.local_fields}
            assert wanted <= {(each.name, each.null_ok) for each in columns}, meta.label
            known = introspection.get_constraints(cursor, meta.db_table)
            named = {each.name for each in (*meta.constraints, *meta.indexes)}
            assert named <= set(known), meta.label
            keys = {(*each["columns"], each["foreign_key"]) for each in known.values()}
            unique = {tuple(each["columns"]) for each in known.values() if each["unique"]}
            for field in meta.local_fields:
                assert not field.unique or (field.column,) in unique, field
                if isinstance(field, models.ForeignKey) and field.db_constraint:
                    target = field.target_field
                    there = (target.model._meta.db_table, target.column)  # noqa: SLF001 - as above
                    assert (field.column, there) in keys, field
