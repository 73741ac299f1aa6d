# SPDX-License-Identifier: EUPL-1.2
"""Row rules of what this room keeps about a kind of person; the room of that kind adds its own."""

from django.db import migrations

ABOUT_SOMEBODY = {  # table -> the column in which somebody stands with their own seat
    "privacy_legalhold": "set_by_id",
    "privacy_archiveoffer": "by_id",
    "privacy_forgetrequest": "by_id",
    "privacy_duenotice": "",
}


def answers_for(*, kind: str, who: str, name: str) -> list[migrations.RunSQL]:
    """Let whoever answers for persons of a kind see and keep holds, offers, requests and receipts.

    ``who`` is SQL that is true for their seats; ``name`` is the room's, for the policies' names.
    """
    steps = []
    for table, seat in ABOUT_SOMEBODY.items():
        mine = f"about_kind = '{kind}' and {who}"
        own = f" and {seat} = (select app_seat_id())" if seat else ""
        steps += [
            _policy(f"{name}_sees", table, f"for select using ({mine})"),
            _policy(f"{name}_adds", table, f"for insert with check ({mine}{own})"),
            _policy(f"{name}_changes", table, f"for update using ({mine})"),
        ]
    receipts = f"for select using (person_kind = '{kind}' and {who})"
    return [*steps, _policy(f"{name}_sees", "privacy_receipt", receipts)]


JOB = "(select app_job()) in ('forget', 'retention')"


def lets_forget(table: str, *, deletes: str = "") -> list[migrations.RunSQL]:
    """Let the jobs that forget see, change and delete the rows of a table with a forget rule.

    ``deletes``: the table's restrictive rule about deleting, which would stop the job as well.
    """
    steps = [
        _policy("forgetting", table, f"to rundertisch_worker using ({JOB}) with check ({JOB})"),
        migrations.RunSQL(
            f"grant select, insert, update, delete on {table} to rundertisch_worker",
            f"revoke select, insert, update, delete on {table} from rundertisch_worker",
        ),
    ]
    if deletes:
        steps.append(
            migrations.RunSQL(
                f"alter policy deletes on {table} using ({deletes} or {JOB})",
                f"alter policy deletes on {table} using ({deletes})",
            )
        )
    return steps


def _policy(name: str, table: str, rule: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
    )
