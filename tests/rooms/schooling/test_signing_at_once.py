# SPDX-License-Identifier: EUPL-1.2
"""Two people and one child, two children and one seat, and a server killed while it signs."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from rundertisch.accounts import actions as accounts
from rundertisch.accounts.models import Role
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling.models import ProposedSeat
from tests.rooms.schooling import rounding
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, Person, asking, build

pytestmark = pytest.mark.database

SIGNER = Path(__file__).parents[2] / "support" / "signer.py"
WAITING = "select count(*) from pg_locks where not granted"


@dataclass(frozen=True, slots=True)
class Table:
    """A round in a database of its own; Holger Brandt and Ilse Bauer sit at the Schulamt."""

    world: DemoWorld
    database: OwnDatabase
    ilse: Person
    lines: list[ProposedSeat]

    @property
    def holger(self) -> Person:
        """The one who is always there."""
        return self.world.schulamt

    def ask(self, statement: str, *values: object) -> int:
        """Return one number, as the owner sees it."""
        return int(self.database.owner_sql(statement, *values)[0][0])

    def free(self, line: ProposedSeat) -> int:
        """Return the free seats of the group of a line."""
        return self.ask("select free_seats from schooling_group where id = %s", line.group_id)


@pytest.fixture
def table(own_database: OwnDatabase) -> Table:
    world = build()
    ilse = second_at_the_schulamt(world)
    _, proposal = rounding.opened(world)
    lines = rounding.lines(world.schulamt, proposal, school=rounding.TALBLICK)
    for person in (world.schulamt, ilse):
        rounding.read(person, *lines)
    return Table(world=world, database=own_database, ilse=ilse, lines=lines)


def second_at_the_schulamt(world: DemoWorld) -> Person:
    """Let the administration seat Ilse Bauer beside Holger Brandt."""
    by = rounding.seat_of(world.administrator)
    partner = rounding.seat_of(world.schulamt).partner
    with asking(world.administrator):
        user = accounts.add_person(email="ilse@example.org", name="Ilse Bauer", by=by)
        seat = accounts.give_seat(
            user=user,
            partner=partner,
            role=Role.SUPERVISORY_AUTHORITY,
            starts_on=world.on,
            by=by,
        )
    return Person("Ilse Bauer", user.email, "", user.pk, seat.pk, "Schulamt")


def meanwhile(
    pool: ThreadPoolExecutor, table: Table, person: Person, line: ProposedSeat
) -> Future[str]:
    """Let somebody sign on another connection; return once they wait for somebody's lock."""

    def tried() -> str:
        try:
            rounding.sign(table.world, person, line)
        except Refusal as refusal:
            return refusal.sentence
        finally:
            connections.close_all()
        return "signed"

    other = pool.submit(tried)
    for _ in range(400):
        if table.ask(WAITING):
            return other
        assert not other.done(), "nobody waited for the other"
        time.sleep(0.05)
    raise AssertionError("nobody came to wait for the other")


def test_of_two_who_sign_the_same_child_the_second_reads_who_signed_and_when(
    table: Table,
) -> None:
    line, before = table.lines[0], table.free(table.lines[0])
    with ThreadPoolExecutor(max_workers=1) as pool:
        with asking(table.holger):
            rounding.sign(table.world, table.holger, line)
            other = meanwhile(pool, table, table.ilse, line)
        sentence = other.result(timeout=30)
    assert f"{table.world.on:%d.%m.%Y}" in sentence
    assert table.holger.name in sentence
    assert table.free(line) == before - 1
    one = "select count(*) from schooling_placement where child_id = %s"
    assert table.ask(one, line.child_id) == 1
    assert table.ask("select count(*) from schooling_decision where kind = 'SIGNED'") == 1


def test_of_two_children_and_one_seat_the_second_is_refused_and_none_is_lost(
    table: Table,
) -> None:
    first = table.lines[0]
    second = next(one for one in table.lines[1:] if one.group_id == first.group_id)
    table.database.owner_sql(
        "update schooling_group set free_seats = 1 where id = %s", first.group_id
    )
    with ThreadPoolExecutor(max_workers=1) as pool:
        with asking(table.holger):
            rounding.sign(table.world, table.holger, first)
            other = meanwhile(pool, table, table.ilse, second)
        sentence = other.result(timeout=30)
    assert "kein Platz mehr frei" in sentence
    assert table.free(first) == 0
    assert table.ask("select count(*) from schooling_placement") == 1


def test_who_is_killed_while_signing_leaves_each_child_whole_or_untouched(table: Table) -> None:
    lines = table.lines[:3]
    groups = {line.group_id for line in lines}
    before = {line.group_id: table.free(line) for line in lines}
    table.database.urls.export()
    process = subprocess.Popen(  # noqa: S603 - our own script
        [
            sys.executable,
            str(SIGNER),
            str(table.holger.user_id),
            str(table.holger.seat_id),
            *(str(line.pk) for line in lines),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rundertisch.site.settings"},
    )
    try:
        said = [(process.stdout or sys.stdin).readline().strip() for _ in range(3)]
        assert said == [str(lines[0].pk), str(lines[1].pk), "half"]
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        for name in ("RUNDERTISCH_DATABASE_URL", "RUNDERTISCH_OWNER_URL"):
            os.environ.pop(name, None)
    for line, parts in zip(lines, (1, 1, 0), strict=True):
        for table_name in ("placement", "decision"):
            counted = f"select count(*) from schooling_{table_name} where child_id = %s"  # noqa: S608 - our own table
            assert table.ask(counted, line.child_id) == parts
        audited = """select count(*) from kernel_auditentry
         where action = 'schooling.sign_seat' and about_id = audit_reference('child', %s)"""
        assert table.ask(audited, str(line.child_id)) == parts
    taken = sum(before[group] for group in groups) - sum(
        table.ask("select free_seats from schooling_group where id = %s", group) for group in groups
    )
    assert taken == 2
    rounding.sign(table.world, table.ilse, lines[2])
