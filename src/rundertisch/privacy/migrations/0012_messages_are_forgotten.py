# SPDX-License-Identifier: EUPL-1.2
"""The jobs that forget see and delete messages and their texts."""

from django.db import migrations

from rundertisch.privacy.registry.row_rules import lets_forget

TABLES = ("kernel_messagetext", "kernel_message")


class Migration(migrations.Migration):
    """Policies and rights of the worker."""

    dependencies = [
        ("privacy", "0011_the_job_that_forgets"),
        ("kernel", "0007_outbox"),
    ]
    operations = [step for table in TABLES for step in lets_forget(table)]
