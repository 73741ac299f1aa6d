# SPDX-License-Identifier: EUPL-1.2
"""A version on every child, what was changed, closed double reports, next year's seats."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from rundertisch.kernel.scope import protect

EARLIEST = django.db.models.functions.comparison.Least(
    "registered_on", "latest_school_day_on", "reported_on"
)
COUNSELS = "(select schooling_counsels())"


def waiting_since(expression: models.Expression) -> list[Operation]:
    """Compute the column anew: PostgreSQL keeps no old value of a generated column."""
    field = models.GeneratedField(
        db_persist=True,
        expression=expression,
        output_field=models.DateField(verbose_name="wartet seit"),
    )
    return [
        migrations.RemoveField("child", "waiting_since"),
        migrations.AddField("child", "waiting_since", field),
    ]


def seat(*, optional: bool) -> models.ForeignKey:
    """Return the seat on which somebody did it."""
    return models.ForeignKey(
        blank=optional,
        null=optional,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.seat",
    )


KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
KINDS = [
    ("CORRECTED", "Angaben geändert"),
    ("COUNSELLED", "Beratung eingetragen"),
    ("WISHED", "Wünsche und Schulformen geändert"),
    ("CLOSED", "aus der Liste genommen"),
    ("MERGED", "zwei Meldungen zusammengeführt"),
    ("SPLIT", "in zwei Kinder getrennt"),
    ("NOT_APPEARED", "nicht erschienen"),
    ("ROLLED_OVER", "ins neue Schuljahr"),
    ("UNDONE", "zurückgenommen"),
]


class Migration(migrations.Migration):
    """Facts first, then the row rule of what was changed."""

    dependencies = [
        ("schooling", "0003_rows_follow_the_child"),
        ("accounts", "0002_who_is_asking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RollOver",
            fields=[
                ("id", KEY),
                ("begins_on", models.DateField(verbose_name="Schuljahr ab")),
                ("done_on", models.DateField(verbose_name="gewechselt am")),
                ("done_by", seat(optional=False)),
                (
                    "undone_on",
                    models.DateField(blank=True, null=True, verbose_name="zurückgenommen am"),
                ),
                (
                    "groups",
                    models.JSONField(default=dict, verbose_name="Plätze der Gruppen davor"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_on", None)),
                        fields=("begins_on",),
                        name="one_roll_over_per_year",
                    )
                ]
            },
        ),
        migrations.AddField(
            "child",
            "merged_into",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="merged_from",
                to="schooling.child",
            ),
        ),
        migrations.AddField(
            "child", "version", models.PositiveIntegerField(default=1, verbose_name="Stand")
        ),
        migrations.AddField(
            "child",
            "waits_again_on",
            models.DateField(blank=True, null=True, verbose_name="wartet wieder seit"),
        ),
        *waiting_since(django.db.models.functions.comparison.Coalesce("waits_again_on", EARLIEST)),
        migrations.AddConstraint(
            "child",
            models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), ("left_on__isnull", False), _connector="OR"
                ),
                name="merged_record_is_closed",
            ),
        ),
        migrations.AddField(
            "group",
            "next_seats",
            models.PositiveIntegerField(
                blank=True, null=True, verbose_name="freie Plätze im nächsten Schuljahr"
            ),
        ),
        migrations.AddField(
            "school",
            "rules_verified_on",
            models.DateField(blank=True, null=True, verbose_name="Regeln geprüft am"),
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", KEY),
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="Art")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="Felder",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="Stand danach")),
                ("changed_on", models.DateField(verbose_name="geändert am")),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="Zeitpunkt",
                    ),
                ),
                ("before", models.JSONField(blank=True, null=True, verbose_name="Inhalt davor")),
                ("after", models.JSONField(blank=True, null=True, verbose_name="Inhalt danach")),
                (
                    "undone_on",
                    models.DateField(blank=True, null=True, verbose_name="zurückgenommen am"),
                ),
                ("by", seat(optional=True)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="schooling.child",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schooling.child",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roll_over",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="schooling.rollover",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["child", "-version"], name="newest_change_first")],
            },
        ),
        protect("schooling_change", using=COUNSELS),
    ]
