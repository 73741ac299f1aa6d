# SPDX-License-Identifier: EUPL-1.2
"""Who wants to be found, who has asked, how often; their rules follow in 0011."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Three tables."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("cases", "0009_documentation_fields"),
        ("partners", "0001_partners_and_competences"),
        ("privacy", "0013_notes_of_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="gefragt am")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="wer gefragt hat",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="führende Stelle",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Nachfrage nach einer Person",
            },
        ),
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        max_length=64, verbose_name="Prüfsumme aus Name und Geburtstag"
                    ),
                ),
                ("language", models.CharField(max_length=2, verbose_name="gezeigte Sprache")),
                ("agreed_on", models.DateField(verbose_name="eingewilligt am")),
                ("by_name", models.CharField(max_length=150, verbose_name="eingetragen von")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="beendet am")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="führende Stelle",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Auffindbarkeit",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on", None)),
                        fields=["digest"],
                        name="cases_findable_by_digest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("subject",),
                        name="cases_findable_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FindCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="Tag")),
                ("asks", models.PositiveIntegerField(verbose_name="Nachfragen")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "on"), name="cases_find_count_a_day")
                ],
            },
        ),
    ]
