# SPDX-License-Identifier: EUPL-1.2
"""Who the tests and the site are inside PostgreSQL."""

import pytest

from tests.support.cluster import OwnDatabase, Sql

pytestmark = pytest.mark.database


def test_every_test_runs_as_a_role_that_row_security_binds(db: None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper, rolbypassrls, rolcreaterole, "
            "pg_has_role(current_user, 'rundertisch_owner', 'member') "
            "from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("rundertisch_app", False, False, False, False)


def test_the_owner_owns_every_table_and_the_runtime_role_owns_none(owner_sql: Sql) -> None:
    owners = owner_sql("select distinct tableowner from pg_tables where schemaname = 'public'")
    assert owners == [("rundertisch_owner",)]


def test_the_runtime_role_may_not_change_the_tables(own_database: OwnDatabase) -> None:
    import psycopg

    for statement in (
        "create table public.mine (id int)",
        "alter table django_migrations add column mine int",
        "drop table django_migrations",
        "alter role rundertisch_app bypassrls",
        "set role rundertisch_owner",
        "create database mine",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            own_database.app_sql(statement)


def test_a_table_the_owner_adds_later_is_readable_for_the_runtime_role(
    own_database: OwnDatabase,
) -> None:
    own_database.owner_sql("create table later (id bigserial primary key, word text)")
    own_database.app_sql("insert into later (word) values (%s)", "Apfel")
    assert own_database.app_sql("select word from later") == [("Apfel",)]
