# SPDX-License-Identifier: EUPL-1.2
"""House rule: every table that holds or refers to a person has row security and a policy.

Read from PostgreSQL's own catalogue, so that history, search and job tables of libraries are found
too: whatever has a foreign key to a person's table, or a column that carries a person's id.
"""

import pytest
from django.apps import apps
from django.db import connection

from rundertisch.kernel.models import PersonRecord
from tests.support.cluster import Sql

pytestmark = pytest.mark.database

# Whoever signs in has no seat yet: these tables are read before anybody is asking.
EXEMPT = {
    "accounts_user": "the account itself is looked up by its e-mail address to sign in",
    "account_emailaddress": "allauth: the addresses of an account, needed to sign in",
    "account_emailconfirmation": "allauth: a confirmation that somebody without a session opens",
    "mfa_authenticator": "allauth: the second factor, asked for before there is a seat",
    "socialaccount_socialaccount": "allauth: the account of the district's own sign-in",
    "socialaccount_socialtoken": "allauth: what that sign-in handed over",
    "usersessions_usersession": "allauth: the sessions of an account, written while signing in",
    "django_session": "the session says who asks; a key nobody guesses opens it",
    "shared_cache": "counted failures of signing in; keys are hashes",
    "auth_group_permissions": "Django's groups, not used and empty",
}
PERSON_COLUMNS = (
    "about_id",
    "child_id",
    "object_id",
    "pgh_obj_id",
    "subject_id",
    "user_id",
)
CATALOGUE = """
select c.relname::text, c.relrowsecurity, exists (select from pg_policy p where p.polrelid = c.oid),
       pg_get_userbyid(c.relowner)::text,
       array(select f.confrelid::regclass::text from pg_constraint f
              where f.conrelid = c.oid and f.contype = 'f'),
       array(select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%'
   and c.relkind in ('r', 'p', 'f')
"""
VIEWS = """
select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname not in ('pg_catalog', 'information_schema')
   and (c.relkind = 'm' or c.relkind = 'v'
        and not coalesce('security_invoker=true' = any (c.reloptions), false))
   and not exists (select from pg_depend d
                    where d.objid = c.oid and d.deptype = 'e' and d.classid = 'pg_class'::regclass)
"""
ROLES = """
select rolsuper, rolbypassrls, pg_has_role(rolname, 'rundertisch_owner', 'member')
  from pg_roles where rolname = %s
"""


def person_tables() -> set[str]:
    """Return the tables of every record about a person."""
    return {
        model._meta.db_table  # noqa: SLF001  (Django's API for models)
        for model in apps.get_models()
        if issubclass(model, PersonRecord)
    }


def bare_tables(owner_sql: Sql) -> set[str]:
    """Return the tables about a person that show every row to everybody."""
    people = person_tables()
    return {
        name
        for name, secured, has_policy, _, refers_to, columns in owner_sql(CATALOGUE)
        if (name in people or set(refers_to) & people or set(columns) & set(PERSON_COLUMNS))
        and not (secured and has_policy)
    }


def test_every_table_that_holds_or_refers_to_a_person_has_a_row_rule(owner_sql: Sql) -> None:
    assert {"schooling_child", "privacy_consent", "kernel_securelink"} <= person_tables()
    assert bare_tables(owner_sql) - set(EXEMPT) == set()


def test_a_planted_table_a_history_and_a_job_table_are_caught(owner_sql: Sql) -> None:
    for statement in (
        "create table planted_note (child bigint references schooling_child)",
        "create table planted_history (pgh_obj_id bigint, old jsonb)",
        "create table planted_job (subject_id uuid, args jsonb)",
        "alter table planted_job enable row level security",  # but no policy: shows nothing
    ):
        owner_sql(statement)
    assert {"planted_note", "planted_history", "planted_job"} <= bare_tables(owner_sql)


def test_an_exempt_table_is_there_and_says_why(owner_sql: Sql) -> None:
    known = {row[0] for row in owner_sql(CATALOGUE)}
    assert [name for name in EXEMPT if name not in known] == []
    assert all(EXEMPT.values())


def test_no_view_shows_rows_with_the_eyes_of_its_owner(owner_sql: Sql) -> None:
    assert owner_sql(VIEWS) == []
    owner_sql("create view planted_view as select id from schooling_child")
    owner_sql("create materialized view planted_copy as select id from schooling_child")
    assert set(owner_sql(VIEWS)) == {("planted_view",), ("planted_copy",)}


def test_the_runtime_role_owns_nothing_and_bypasses_nothing(owner_sql: Sql) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        (runtime,) = cursor.fetchone()
    assert {row[3] for row in owner_sql(CATALOGUE)} == {"rundertisch_owner"}
    assert runtime != "rundertisch_owner"
    assert owner_sql(ROLES, runtime) == [(False, False, False)]
