# SPDX-License-Identifier: EUPL-1.2
"""Placement rounds: the frozen input by child, and every decision of a person."""

import django.db.models.deletion
import django.db.models.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    """A proposal belongs to a round; a placement says which line it came from."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("schooling", "0008_rules_claims_and_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LOCKED", "festgelegt"),
                            ("EXCLUDED", "Schule ausgeschlossen"),
                            ("RELEASED", "aufgehoben"),
                            ("SIGNED", "unterschrieben"),
                            ("WITHDRAWN", "Unterschrift zurückgenommen"),
                            ("ANNOUNCED", "bekannt gegeben"),
                            ("ACCEPTED", "aufgenommen"),
                            ("REFUSED", "abgelehnt"),
                            ("NOT_APPEARED", "nicht erschienen"),
                        ],
                        max_length=12,
                        verbose_name="Art",
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, max_length=1000, verbose_name="in eigenen Worten"),
                ),
                (
                    "reason_code",
                    models.CharField(blank=True, max_length=40, verbose_name="Ablehnungsgrund"),
                ),
                ("decided_at", models.DateTimeField(verbose_name="entschieden am")),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="Name")),
                ("by_office", models.CharField(blank=True, max_length=200, verbose_name="Stelle")),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="eröffnet am")),
                ("frozen_on", models.DateField(verbose_name="Stand vom")),
                ("common", models.JSONField(verbose_name="Schulen, Gruppen, Regeln")),
                ("versions", models.JSONField(default=dict, verbose_name="Fassungen der Pakete")),
                (
                    "announced_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="zuletzt bekannt gegeben am"
                    ),
                ),
                (
                    "sealed_on",
                    models.DateField(blank=True, null=True, verbose_name="versiegelt am"),
                ),
                ("seal", models.CharField(blank=True, max_length=64, verbose_name="Siegel")),
                ("leaves", models.JSONField(default=list, verbose_name="Blätter des Siegels")),
            ],
        ),
        migrations.CreateModel(
            name="RoundChild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seated", models.BooleanField(default=False, verbose_name="sitzt schon")),
                ("row", models.JSONField(verbose_name="eingefrorener Stand")),
                ("salt", models.CharField(max_length=64, verbose_name="Salz des Blatts")),
                (
                    "leaf",
                    models.CharField(blank=True, max_length=64, verbose_name="Blatt des Siegels"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="placement",
            name="proposed_seat",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="placements",
                to="schooling.proposedseat",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="after_decision",
            field=models.PositiveBigIntegerField(
                db_default=0, verbose_name="nach Entscheidung Nr."
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="what_if",
            field=models.JSONField(blank=True, null=True, verbose_name="Gedankenspiel"),
        ),
        migrations.AddField(
            model_name="proposedseat",
            name="opened_school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="schooling.school",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.seat"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="schooling.child",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schooling.group",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="releases",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="released_by",
                to="schooling.decision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schooling.school",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.seat"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="sealed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.seat",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="schooling.round",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="schooling.round",
            ),
        ),
        migrations.AddField(
            model_name="roundchild",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="round_children",
                to="schooling.child",
            ),
        ),
        migrations.AddField(
            model_name="roundchild",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="schooling.round",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                models.Value(1), condition=models.Q(("sealed_on", None)), name="one_open_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seal", ""), ("sealed_by", None), ("sealed_on", None)),
                    models.Q(
                        ("sealed_by__isnull", False),
                        ("sealed_on__isnull", False),
                        models.Q(("seal", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="round_sealed_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["round", "child"], name="decisions_of_a_child"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "RELEASED"), _negated=True),
                    ("releases__isnull", False),
                    _connector="OR",
                ),
                name="release_names_its_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["LOCKED", "SIGNED"]), _negated=True),
                    ("group__isnull", False),
                    _connector="OR",
                ),
                name="decision_names_its_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "EXCLUDED"), _negated=True),
                    ("school__isnull", False),
                    _connector="OR",
                ),
                name="exclusion_names_its_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundchild",
            constraint=models.UniqueConstraint(
                fields=("round", "child"), name="child_once_in_a_round"
            ),
        ),
    ]
