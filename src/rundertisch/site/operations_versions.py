# SPDX-License-Identifier: EUPL-1.2
"""Which state the tables have, and which the code wants: older, equal, or newer than the code."""

from dataclasses import dataclass

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_roles


@dataclass(frozen=True, slots=True)
class State:
    """Migrations by name: those that still wait, those the code does not know."""

    empty: bool
    pending: tuple[str, ...]
    unknown: tuple[str, ...]

    def refuse_newer(self) -> None:
        """Refuse data that a newer version of the program has written."""
        if self.unknown:
            raise Refusal(
                "Die Daten sind neuer als das Programm (unbekannter Schritt "
                f"{self.unknown[0]}). Es wurde nichts verändert. Bitte die neuere Fassung des "
                "Programms verwenden."
            )


def state() -> State:
    """Compare the tables with the code, as the owner role."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    loader = executor.loader
    applied = set(loader.applied_migrations)
    known = known_steps()
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    return State(
        empty=not applied,
        pending=tuple(f"{step.app_label}.{step.name}" for step, _ in plan),
        unknown=tuple(sorted(f"{app}.{name}" for app, name in applied - known)),
    )


def known_steps() -> set[tuple[str, str]]:
    """Return every migration of the code."""
    from django.db.migrations.loader import MigrationLoader

    steps = MigrationLoader(None).disk_migrations
    replaced = {key for step in steps.values() for key in step.replaces}
    return set(steps) | replaced


def migrate(*target: str) -> None:
    """Bring the tables to the state of the code, as the owner role; or one app to a named step."""
    from django.core.management import call_command

    from rundertisch.site import migration_states

    _refuse_missing_roles()
    with migration_states.built_sparingly():
        call_command("migrate", *target, database="owner", interactive=False, verbosity=0)


def _refuse_missing_roles() -> None:
    """Refuse before the first step what a later one would stumble over: rights need their roles."""
    from django.db import connections

    with connections["owner"].cursor() as owner:
        owner.execute(
            "select name from unnest(%s::text[]) name"
            " where name not in (select rolname from pg_roles)",
            [[database_roles.APP, database_roles.WORKER]],
        )
        missing = [row[0] for row in owner.fetchall()]
    if missing:
        raise Refusal(
            f"Auf dem Datenbank-Server fehlt die Rolle {missing[0]}. Bitte anlegen lassen "
            "(docs/howto/bring-your-own-postgresql.md). Es wurde nichts verändert."
        )
