# SPDX-License-Identifier: EUPL-1.2
"""Every action leaves its entry; nobody changes one or writes it in another's name."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from rundertisch.kernel import audit, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import AccessEntry, AuditEntry, ThreadLink
from rundertisch.kernel.thread import Ref

pytestmark = [pytest.mark.database, pytest.mark.django_db]
CHILD = Ref("child", "7")


class Anna:
    id = 41
    user_id = 7


class Berta:
    id = 42
    user_id = 8


@audit.audited
def write_down(*, by: Anna | None, remember: bool = True, refuse: bool = False) -> str:
    ThreadLink.objects.bulk_create([ThreadLink(tied_on="2026-01-01", user_id=7)])
    if refuse:
        raise Refusal("Das geht heute nicht. Bitte morgen wieder versuchen.")
    if remember:
        audit.record(action="test.write_down", by=by, about=CHILD, fields=("grade",))
    return "done"


@audit.audited
def write_down_through_another(*, by: Anna) -> None:
    write_down(by=by)


def test_an_action_leaves_its_entry_with_ids_and_field_names_only() -> None:
    with scope.asking(user_id=7, seat_id=41):
        assert write_down(by=Anna()) == "done"
        entry = AuditEntry.objects.get(action="test.write_down")
    assert (entry.user_id, entry.seat_id, entry.fields) == (7, 41, ["grade"])
    assert entry.about_kind == "child"
    assert uuid.UUID(entry.about_id), "a child is named by a random reference"
    assert (entry.purpose, entry.job) == ("test", "")
    assert entry.at is not None
    assert write_down.audited is True


def test_an_action_that_recorded_nothing_is_a_bug_and_leaves_nothing() -> None:
    with scope.asking(user_id=7, seat_id=41):
        with pytest.raises(audit.UnrecordedError, match="write_down recorded nothing"):
            write_down(by=Anna(), remember=False)
        assert ThreadLink.objects.filter(source_kind="").count() == 0


def test_an_action_cannot_hide_behind_the_entry_of_another() -> None:
    with (
        scope.asking(user_id=7, seat_id=41),
        pytest.raises(audit.UnrecordedError, match="through_another"),
    ):
        write_down_through_another(by=Anna())


def test_a_refused_action_leaves_nothing() -> None:
    with scope.asking(user_id=7, seat_id=41):
        with pytest.raises(Refusal):
            write_down(by=Anna(), refuse=True)
        assert ThreadLink.objects.filter(source_kind="").count() == 0


def test_the_system_records_before_there_are_seats() -> None:
    audit.record(action="test.init", by=None, about=CHILD)
    assert AuditEntry.objects.filter(action="test.init").count() == 0  # nobody asks, nobody sees


def test_nobody_writes_an_entry_in_the_name_of_another() -> None:
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        scope.asking(user_id=8, seat_id=42),
    ):
        audit.record(action="test.forged", by=Anna(), about=CHILD)


@pytest.mark.parametrize(
    "statement",
    [
        "update kernel_auditentry set action = 'other'",
        "delete from kernel_auditentry",
        "truncate kernel_auditentry",
        "update kernel_accessentry set purpose = 'other'",
        "delete from kernel_accessentry",
        "truncate kernel_accessentry",
        "update kernel_threadlink set why = 'other'",
        "truncate kernel_threadlink",
    ],
)
def test_the_runtime_role_may_not_change_what_was_written_down(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        run(statement)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_berta_does_not_see_what_anna_looked_at() -> None:
    with scope.asking(user_id=7, seat_id=41):
        audit.log_access(
            by=Anna(),
            about=[CHILD, Ref("child", "8")],
            purpose="school_place",
            fields=audit.EVERYTHING,
        )
        audit.log_access(by=Anna(), about=[], purpose="school_place", fields=audit.EVERYTHING)
        mine = AccessEntry.objects.filter(seat_id=41, purpose="school_place")
        assert len(set(mine.values_list("about_id", flat=True))) == 2
    with scope.asking(user_id=8, seat_id=42):
        assert not AccessEntry.objects.filter(seat_id=41).exists()
    assert not AccessEntry.objects.exists()
