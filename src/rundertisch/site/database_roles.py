# SPDX-License-Identifier: EUPL-1.2
"""The roles: the owner migrates and restores, the runtime role only reads and writes rows.

The runtime role is neither owner nor superuser nor member of the owner, so row-level security
binds it. The worker's role is the runtime role with one thing more: it takes jobs from the queue,
and the database believes it which job it does. Roles belong to the whole server, privileges to one
database.
"""

import psycopg
from psycopg import sql

DATABASE = "rundertisch"
ADMIN, OWNER, APP = "rundertisch_admin", "rundertisch_owner", "rundertisch_app"
WORKER = "rundertisch_worker"


def make_roles(*, admin: psycopg.Connection, passwords: dict[str, str]) -> None:
    """Create the login roles if they are not there yet."""
    for role in (OWNER, APP, WORKER):
        there = admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        verb = sql.SQL("alter" if there else "create")
        admin.execute(
            sql.SQL(
                "{} role {} login nosuperuser nobypassrls nocreaterole nocreatedb password {}"
            ).format(verb, sql.Identifier(role), sql.Literal(passwords[role]))
        )
    admin.execute(sql.SQL("grant {} to {}").format(sql.Identifier(APP), sql.Identifier(WORKER)))


def make_database(*, admin: psycopg.Connection, name: str, template: str | None = None) -> None:
    """Create a database of the owner; a copy takes over everything from its template."""
    admin.execute(
        sql.SQL("create database {} owner {} template {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
        )
    )
    admin.execute(
        sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)),
    )
    admin.execute(
        sql.SQL("grant connect on database {} to {}").format(
            sql.Identifier(name), sql.Identifier(APP)
        )
    )


def grant_to(*, owner: psycopg.Connection, app: str) -> None:
    """Let the runtime role read and write the rows of every table the owner will create."""
    role = sql.Identifier(app)
    owner.execute(sql.SQL("grant usage on schema public to {}").format(role))
    for what in ("select, insert, update, delete on tables", "usage, select on sequences"):
        owner.execute(
            sql.SQL("alter default privileges in schema public grant {} to {}").format(
                sql.SQL(what), role
            )
        )
