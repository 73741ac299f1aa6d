# SPDX-License-Identifier: EUPL-1.2
"""Whoever sits on an auditor's seat reads both logs; everybody else their own rows only."""

from django.db import migrations

LOGS = ("kernel_auditentry", "kernel_accessentry")


class Migration(migrations.Migration):
    """One more policy for each log of the kernel, now that the database knows roles."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("kernel", "0001_audit_access_and_thread"),
    ]
    operations = [
        migrations.RunSQL(
            sql=[
                f'create policy "auditors" on "{table}" for select using (app_role() = \'AUDITOR\')'
            ],
            reverse_sql=[f'drop policy "auditors" on "{table}"'],
        )
        for table in LOGS
    ]
