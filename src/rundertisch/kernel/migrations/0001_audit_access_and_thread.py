# SPDX-License-Identifier: EUPL-1.2
"""Audit and access log that only grow, and the red thread; nobody asking sees none of it."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models.functions import Now

from rundertisch.kernel.scope import unprotect_if_bare

ASKING_USER = "nullif(current_setting('app.user_id', true), '')::bigint"
ASKING_SEAT = "nullif(current_setting('app.seat_id', true), '')::bigint"
LOGS = ("kernel_auditentry", "kernel_accessentry")
THREAD = "kernel_threadlink"


def policy(name: str, table: str, rule: str) -> str:
    """Write one policy."""
    return f'create policy "{name}" on "{table}" {rule}'


def append_only(table: str) -> migrations.RunSQL:
    """Let everybody add in their own name, read their own rows, and change nothing."""
    return migrations.RunSQL(
        sql=[
            f'alter table "{table}" enable row level security',
            policy(
                "adding",
                table,
                f"for insert with check (user_id is null or user_id = {ASKING_USER})",
            ),
            policy("own", table, f"for select using (user_id = {ASKING_USER})"),
            f'revoke update, delete, truncate on "{table}" from rundertisch_app',
        ],
        reverse_sql=[
            f'grant update, delete on "{table}" to rundertisch_app',
            f'drop policy "own" on "{table}"',
            f'drop policy "adding" on "{table}"',
            unprotect_if_bare(table),
        ],
    )


class Migration(migrations.Migration):
    """The three tables, their policies and the missing rights."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now(), verbose_name="Zeitpunkt")),
                ("action", models.CharField(max_length=80, verbose_name="Handlung")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="Person")),
                ("seat_id", models.BigIntegerField(null=True, verbose_name="Platz")),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("about_id", models.CharField(max_length=80, verbose_name="Kennung")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        default=list,
                        size=None,
                        verbose_name="Felder",
                    ),
                ),
            ],
            options={
                "verbose_name": "Protokolleintrag",
                "indexes": [
                    models.Index(fields=["about_kind", "about_id"], name="kernel_audit_about")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now(), verbose_name="Zeitpunkt")),
                ("purpose", models.CharField(max_length=80, verbose_name="Zweck")),
                ("user_id", models.BigIntegerField(verbose_name="Person")),
                ("seat_id", models.BigIntegerField(verbose_name="Platz")),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("about_id", models.CharField(max_length=80, verbose_name="Kennung")),
            ],
            options={
                "verbose_name": "Zugriffseintrag",
                "indexes": [
                    models.Index(fields=["about_kind", "about_id"], name="kernel_access_about")
                ],
            },
        ),
        migrations.CreateModel(
            name="ThreadLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_kind", models.CharField(max_length=40, verbose_name="von Art")),
                ("source_id", models.CharField(max_length=80, verbose_name="von Kennung")),
                ("target_kind", models.CharField(max_length=40, verbose_name="nach Art")),
                ("target_id", models.CharField(max_length=80, verbose_name="nach Kennung")),
                ("why", models.CharField(max_length=200, verbose_name="weil")),
                ("tied_on", models.DateField(verbose_name="geknüpft am")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="Person")),
                ("seat_id", models.BigIntegerField(null=True, verbose_name="Platz")),
            ],
            options={
                "verbose_name": "Knoten im roten Faden",
                "indexes": [
                    models.Index(fields=["target_kind", "target_id"], name="kernel_thread_target")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_kind", "source_id", "target_kind", "target_id"),
                        name="kernel_thread_once",
                    )
                ],
            },
        ),
        *[append_only(table) for table in LOGS],
        migrations.RunSQL(
            sql=[
                'alter table "kernel_threadlink" enable row level security',
                policy("seated", THREAD, f"for select using ({ASKING_SEAT} is not null)"),
                policy(
                    "tying",
                    THREAD,
                    f"for insert with check (user_id is not distinct from {ASKING_USER})",
                ),
                'revoke update, truncate on "kernel_threadlink" from rundertisch_app',
            ],
            reverse_sql=[
                'grant update on "kernel_threadlink" to rundertisch_app',
                'drop policy "tying" on "kernel_threadlink"',
                'drop policy "seated" on "kernel_threadlink"',
                unprotect_if_bare("kernel_threadlink"),
            ],
        ),
    ]
