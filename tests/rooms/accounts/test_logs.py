# SPDX-License-Identifier: EUPL-1.2
"""Who reads the logs alone: everybody their own rows, the auditor what is about no person."""

import pytest

from rundertisch.accounts import actions as accounts
from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import audit
from rundertisch.kernel.models import AccessEntry, AuditEntry
from rundertisch.kernel.thread import Ref
from tests.rooms.conftest import Table, asking

pytestmark = pytest.mark.database


@pytest.fixture
def paula(table: Table) -> Seat:
    """Paula Prüf, who audits."""
    with asking(table.alma):
        return accounts.invite(
            email="paula@example.org",
            name="Paula Prüf",
            partner=table.centre,
            role=Role.AUDITOR,
            starts_on=table.yesterday,
            by=table.alma,
        )


def seen_by(seat: Seat) -> tuple[bool, bool]:
    """Say whether this person finds Bea's entry in the audit and in the access log."""
    with asking(seat):
        return (
            AuditEntry.objects.filter(action="test.looked").exists(),
            AccessEntry.objects.filter(purpose="test").exists(),
        )


def test_nobody_but_bea_reads_what_bea_did_with_a_child_nor_what_she_looked_at(
    table: Table, paula: Seat
) -> None:
    with asking(table.bea):
        audit.record(action="test.looked", by=table.bea, about=Ref("child", "1"))
        audit.log_access(
            by=table.bea, about=[Ref("school", "1")], purpose="test", fields=audit.EVERYTHING
        )
    assert seen_by(paula) == (False, False), "two persons open these together (privacy)"
    assert seen_by(table.bea) == (True, True)
    assert seen_by(table.alma) == (False, False)
    assert seen_by(table.charlie) == (False, False)


def test_the_auditor_reads_what_was_done_to_schools_and_seats(table: Table, paula: Seat) -> None:
    with asking(table.bea):
        audit.record(action="test.looked", by=table.bea, about=Ref("school", "1"))
    assert seen_by(paula) == (True, False)
    assert seen_by(table.charlie) == (False, False)
