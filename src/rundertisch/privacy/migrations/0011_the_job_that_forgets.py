# SPDX-License-Identifier: EUPL-1.2
"""What the jobs „forget“ and „retention“ may do that no seat may: these tables, and no others.

The database believes only of the worker's role that a job is asking (`app_job()`).
"""

from django.db import migrations

from rundertisch.privacy.registry.row_rules import ABOUT_SOMEBODY, lets_forget

TABLES = (
    *ABOUT_SOMEBODY,
    "privacy_receipt",
    "privacy_retention",
    "privacy_subject",
    "kernel_threadlink",
    "kernel_securelink",
    "accounts_seat",
    "accounts_factorreset",
    "privacy_consent",
    "privacy_subjectrequest",
    "privacy_consentproof",
)


class Migration(migrations.Migration):
    """Policies and rights of the worker."""

    dependencies = [
        ("privacy", "0010_who_answers_for_whom"),
        ("kernel", "0003_jobs_ask_as_themselves"),
        ("accounts", "0007_links_end_with_the_seat"),
    ]

    operations = [step for table in TABLES for step in lets_forget(table)]
