# SPDX-License-Identifier: EUPL-1.2
"""Recordings of the standard texts: everybody hears them, counselling keeps them."""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.scope import protect

TABLE = "schooling_recording"
COUNSELS = "(select schooling_counsels())"
LANGUAGES = ("de", "en", "fr", "ar", "bg", "fa", "pl", "ro", "ru", "sq", "tr", "uk")


class Migration(migrations.Migration):
    """One table; its rows are about nobody."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("schooling", "0024_status_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=20, verbose_name="Text")),
                ("language", models.CharField(max_length=2, verbose_name="Sprache")),
                (
                    "words_hash",
                    models.CharField(max_length=64, verbose_name="Prüfsumme der Worte"),
                ),
                ("content", models.BinaryField(verbose_name="Ton")),
                ("content_type", models.CharField(max_length=10, verbose_name="Art")),
                ("digest", models.CharField(max_length=64, verbose_name="Prüfsumme des Tons")),
                ("uploaded_on", models.DateField(verbose_name="hochgeladen am")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "Aufnahme",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("text", "language"), name="one_recording_per_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content_type__in", ["audio/mpeg", "audio/ogg", "audio/mp4"]),
                            ("language__in", LANGUAGES),
                        ),
                        name="recording_words_known",
                    ),
                ],
            },
        ),
        protect(TABLE, using="true", check=COUNSELS),
        migrations.RunSQL(
            f"create policy deletes on {TABLE} as restrictive for delete using ({COUNSELS})",
            f"drop policy deletes on {TABLE}",
        ),
    ]
