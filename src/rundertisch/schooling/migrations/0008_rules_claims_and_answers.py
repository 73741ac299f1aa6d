# SPDX-License-Identifier: EUPL-1.2
"""Rules in force, claims and hardship of a child, and what the head of a school answers."""

import django.db.models.deletion
import django.db.models.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a placement rests on and what became of it."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("schooling", "0007_what_was_said_about_a_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("parameters", models.JSONField(default=dict, verbose_name="Regeln in Zahlen")),
                (
                    "adopted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="beschlossen von"),
                ),
                (
                    "adopted_on",
                    models.DateField(blank=True, null=True, verbose_name="beschlossen am"),
                ),
                (
                    "document",
                    models.CharField(blank=True, max_length=200, verbose_name="Drucksache"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefusalGround",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("source", models.TextField(verbose_name="Quelle")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("SEEN", "in der Quelle gelesen"),
                            ("LAW", "im Gesetzestext gelesen"),
                            ("KNOWN", "allgemein bekannt, nicht geprüft"),
                            ("GUESS", "eigene Annahme, nicht geprüft"),
                        ],
                        default="KNOWN",
                        max_length=5,
                        verbose_name="Beleg",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="Kürzel")),
                ("sentence", models.CharField(max_length=300, verbose_name="Grund")),
                ("law", models.CharField(max_length=200, verbose_name="Vorschrift")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="placement",
            name="placement_ends_after_start",
        ),
        migrations.AddField(
            model_name="child",
            name="claim_school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="schooling.school",
            ),
        ),
        migrations.AddField(
            model_name="child",
            name="claim_waived_on",
            field=models.DateField(blank=True, null=True, verbose_name="Familie verzichtet am"),
        ),
        migrations.AddField(
            model_name="child",
            name="priority",
            field=models.PositiveSmallIntegerField(db_default=0, verbose_name="Härtefall"),
        ),
        migrations.AddField(
            model_name="child",
            name="priority_ref",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="Entscheidung zum Härtefall"
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="announced_on",
            field=models.DateField(blank=True, null=True, verbose_name="bekannt gegeben am"),
        ),
        migrations.AddField(
            model_name="placement",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[("ACCEPTED", "aufgenommen"), ("REFUSED", "abgelehnt")],
                db_default="",
                max_length=8,
                verbose_name="Antwort",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="answer_words",
            field=models.CharField(
                blank=True, db_default="", max_length=1000, verbose_name="Begründung der Schule"
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.seat",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="answered_on",
            field=models.DateField(blank=True, null=True, verbose_name="beantwortet am"),
        ),
        migrations.AddField(
            model_name="placement",
            name="words",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=1000,
                verbose_name="Begründung der Schulaufsicht",
            ),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("priority", 0),
                    models.Q(("priority__lte", 2), models.Q(("priority_ref", ""), _negated=True)),
                    _connector="OR",
                ),
                name="hardship_is_decided",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="schooling_refusalground_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalground",
            constraint=models.UniqueConstraint(
                fields=("code", "starts_on"), name="one_ground_per_day"
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="answer_ground",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schooling.refusalground",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="placement_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answer_ground", None),
                        ("answered_by", None),
                        ("answered_on", None),
                    ),
                    models.Q(
                        ("announced_on__isnull", False),
                        ("answer__in", ["ACCEPTED", "REFUSED"]),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="placement_answered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "REFUSED"), _negated=True),
                    ("answer_ground__isnull", False),
                    _connector="OR",
                ),
                name="refusal_has_a_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                ),
                name="policy_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adopted_by", ""), _negated=True),
                    ("adopted_on", None),
                    _connector="OR",
                ),
                name="policy_adopted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=("starts_on",), name="one_policy_begins_on_a_day"
            ),
        ),
    ]
