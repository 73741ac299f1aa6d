# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a child: allowed forms, wishes, placements; proposals and their lines."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and what the database promises about them."""

    dependencies = [("schooling", "0001_schools_and_children")]

    operations = [
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="bis")),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="unterschrieben am"),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="schooling.child",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="schooling.group",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("run_on", models.DateField(verbose_name="gerechnet am")),
                ("parameters", models.JSONField()),
                ("input_sha256", models.CharField(max_length=64)),
                ("plan", models.JSONField()),
                (
                    "run_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProposedSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minutes", models.PositiveIntegerField(null=True)),
                ("estimate", models.BooleanField(default=True)),
                ("reason_code", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("level", models.PositiveIntegerField()),
                ("waiting_days", models.PositiveIntegerField()),
                ("smallest_change", models.CharField(blank=True, max_length=80)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposed_seats",
                        to="schooling.child",
                    ),
                ),
                (
                    "first_come_group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schooling.group",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposed_seats",
                        to="schooling.group",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="schooling.proposal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="Rang")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="schooling.child",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="schooling.school",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AllowedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=80, verbose_name="Schulform")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allowed_forms",
                        to="schooling.child",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("child", "form"), name="form_allowed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("form__istartswith", "förderschule"), _negated=True),
                        name="special_school_never_allowed",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="placement_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_by", None), ("signed_on", None)),
                    models.Q(("signed_by__isnull", False), ("signed_on__isnull", False)),
                    _connector="OR",
                ),
                name="placement_signed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("child",),
                name="one_running_placement",
            ),
        ),
        migrations.AddIndex(
            model_name="proposedseat",
            index=models.Index(fields=["child", "-proposal"], name="newest_line_first"),
        ),
        migrations.AddConstraint(
            model_name="proposedseat",
            constraint=models.UniqueConstraint(
                fields=("proposal", "child"), name="one_line_per_child"
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.UniqueConstraint(
                fields=("child", "school"), name="school_wished_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.UniqueConstraint(fields=("child", "rank"), name="one_wish_per_rank"),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__in", (1, 2, 3))), name="wish_rank_1_to_3"
            ),
        ),
    ]
