# SPDX-License-Identifier: EUPL-1.2
"""References in the place of ids, the chain of seals, and what an entry says besides."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables and five columns; what they promise comes with the next step."""

    dependencies = [
        ("kernel", "0003_jobs_ask_as_themselves"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogSeal",
            fields=[
                (
                    "number",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="Zeile"),
                ),
                ("log", models.CharField(max_length=10, verbose_name="Protokoll")),
                ("entry_id", models.BigIntegerField(verbose_name="Eintrag")),
                ("leaf", models.CharField(max_length=64, verbose_name="Prüfsumme der Zeile")),
                ("chain", models.CharField(max_length=64, verbose_name="Prüfsumme bis hier")),
                ("horizon", models.BigIntegerField(verbose_name="Grenze")),
                (
                    "sealed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="versiegelt am",
                    ),
                ),
            ],
            options={
                "verbose_name": "Siegel des Protokolls",
            },
        ),
        migrations.CreateModel(
            name="PersonReference",
            fields=[
                (
                    "reference",
                    models.UUIDField(primary_key=True, serialize=False, verbose_name="Verweis"),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="Art")),
                ("record_id", models.CharField(max_length=80, verbose_name="Kennung")),
            ],
            options={
                "verbose_name": "Verweis auf eine Person",
            },
        ),
        migrations.AddField(
            model_name="accessentry",
            name="fields",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                db_default=[],
                default=list,
                size=None,
                verbose_name="Felder",
            ),
        ),
        migrations.AddField(
            model_name="accessentry",
            name="transaction",
            field=models.BigIntegerField(db_default=0, verbose_name="Transaktion"),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="job",
            field=models.CharField(db_default="", max_length=80, verbose_name="Auftrag"),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="purpose",
            field=models.CharField(db_default="", max_length=80, verbose_name="Zweck"),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="transaction",
            field=models.BigIntegerField(db_default=0, verbose_name="Transaktion"),
        ),
        migrations.AddIndex(
            model_name="accessentry",
            index=models.Index(fields=["transaction"], name="kernel_access_transaction"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["transaction"], name="kernel_audit_transaction"),
        ),
        migrations.AddConstraint(
            model_name="logseal",
            constraint=models.UniqueConstraint(
                fields=("log", "entry_id"), name="kernel_sealed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="personreference",
            constraint=models.UniqueConstraint(
                fields=("kind", "record_id"), name="kernel_reference_once"
            ),
        ),
    ]
