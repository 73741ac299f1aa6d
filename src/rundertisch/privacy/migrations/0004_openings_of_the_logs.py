# SPDX-License-Identifier: EUPL-1.2
"""Requests to open the logs; what they open comes with the next step."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("privacy", "0003_consent_decides"),
        ("accounts", "0003_auditors_read_the_logs"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("reference", models.UUIDField(verbose_name="Verweis")),
                ("reason", models.CharField(max_length=500, verbose_name="Anlass")),
                ("starts_on", models.DateField(verbose_name="von")),
                ("ends_on", models.DateField(verbose_name="bis vor")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="beantragt am",
                    ),
                ),
                ("granted", models.BooleanField(null=True, verbose_name="zugestimmt")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="entschieden am")),
                ("open_until", models.DateTimeField(null=True, verbose_name="offen bis")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="beantragt von",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="entschieden von",
                    ),
                ),
            ],
            options={
                "verbose_name": "Protokolleinsicht",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="privacy_opening_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("granted__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="privacy_opening_decided_by_somebody",
                    ),
                ],
            },
        ),
    ]
