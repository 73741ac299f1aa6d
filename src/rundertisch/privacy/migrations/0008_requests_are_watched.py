# SPDX-License-Identifier: EUPL-1.2
"""Let a request of a person that is written past the actions leave an entry in the log, too."""

from django.db import migrations

from rundertisch.kernel.audit import watch


class Migration(migrations.Migration):
    """One trigger more, as every table about persons has it."""

    dependencies = [
        ("privacy", "0007_requests_of_persons"),
        ("kernel", "0005_logs_only_grow"),
    ]

    operations = [watch(table="privacy_subjectrequest", kind="subject_request")]
