# SPDX-License-Identifier: EUPL-1.2
"""Who sees holds, offers, requests and receipts; the first rules about keeping, all unverified.

Whoever answers for a kind of person (members: the administration) keeps what stands against
forgetting. Nobody deletes such rows through the application, and nobody writes a receipt: that is
done by the job that forgets, or by the owner role.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.privacy.registry.row_rules import ABOUT_SOMEBODY, answers_for

HEADS = """((select app_role()) = 'CENTRE_HEAD'
    and (select app_partner_kind()) = 'INTEGRATION_CENTRE')"""
ADMINISTERS = "coalesce((select app_role()) = 'ADMINISTRATOR', false)"
READS_RECEIPTS = f"{HEADS} or (select app_role()) = 'AUDITOR'"
TABLES = (*ABOUT_SOMEBODY, "privacy_receipt", "privacy_retention")

FIRST_RULES = """
insert into privacy_retention
  (record, kind, amount, unit, event, law, binding, starts_on, source, evidence)
values
  ('accounts.User', 'PERIOD', 1, 'YEAR', 'SEAT_ENDED', '', true, '2026-01-01',
   'eigene Vorgabe, von keiner Stelle beschlossen', 'GUESS'),
  ('backup', 'PERIOD', 90, 'DAY', '', '', true, '2026-01-01',
   'eigene Vorgabe, von keiner Stelle beschlossen', 'GUESS')
"""


class Migration(migrations.Migration):
    """Row security, missing rights, first data."""

    dependencies = [
        ("privacy", "0009_retention_and_receipts"),
        ("accounts", "0003_auditors_read_the_logs"),
        ("kernel", "0005_logs_only_grow"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"alter table {table} enable row level security",
                f"alter table {table} disable row level security",
            )
            for table in TABLES
        ),
        *answers_for(kind="user", who=ADMINISTERS, name="accounts"),
        migrations.RunSQL(
            f"create policy oversees on privacy_receipt for select using ({READS_RECEIPTS})",
            "drop policy oversees on privacy_receipt",
        ),
        migrations.RunSQL(
            "create policy seated on privacy_retention for select"
            " using ((select app_seat_id()) is not null)",
            "drop policy seated on privacy_retention",
        ),
        migrations.RunSQL(
            f"create policy adds on privacy_retention for insert with check ({HEADS}"
            " and entered_by_id = (select app_seat_id()))",
            "drop policy adds on privacy_retention",
        ),
        migrations.RunSQL(
            f"create policy changes on privacy_retention for update using ({HEADS})",
            "drop policy changes on privacy_retention",
        ),
        migrations.RunSQL(
            f"revoke delete, truncate on {', '.join(TABLES)} from rundertisch_app",
            f"grant delete on {', '.join(TABLES)} to rundertisch_app",
        ),
        migrations.RunSQL(
            "revoke insert, update on privacy_receipt from rundertisch_app",
            "grant insert, update on privacy_receipt to rundertisch_app",
        ),
        migrations.RunSQL(FIRST_RULES, "delete from privacy_retention"),
        *(watch(table=table, kind=table.removeprefix("privacy_")) for table in ABOUT_SOMEBODY),
    ]
