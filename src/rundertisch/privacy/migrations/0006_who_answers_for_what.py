# SPDX-License-Identifier: EUPL-1.2
"""Who answers for which processing step: dated data about offices, no person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table; it names no person, so no row rule."""

    dependencies = [("privacy", "0005_two_persons_open_the_logs")]

    operations = [
        migrations.CreateModel(
            name="Controller",
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
                ("step", models.CharField(max_length=40, verbose_name="Verarbeitung")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("CONTROLLER", "verantwortlich (Art. 4 Nr. 7)"),
                            ("JOINT", "gemeinsam verantwortlich (Art. 26)"),
                            ("PROCESSOR", "verarbeitet im Auftrag (Art. 28)"),
                            ("SEPARATE", "erhält Angaben und verantwortet sie selbst"),
                        ],
                        max_length=10,
                        verbose_name="Rolle",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Stelle")),
                ("task", models.CharField(max_length=300, verbose_name="wofür")),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="Anschrift und Kontakt"
                    ),
                ),
                (
                    "officer",
                    models.CharField(
                        blank=True,
                        help_text="Funktionsadresse, kein Name",
                        max_length=300,
                        verbose_name="Datenschutzbeauftragte",
                    ),
                ),
                ("agreement", models.TextField(blank=True, verbose_name="Text der Vereinbarung")),
            ],
            options={
                "verbose_name": "verantwortliche Stelle",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="privacy_controller_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["CONTROLLER", "JOINT", "PROCESSOR", "SEPARATE"])
                        ),
                        name="controller_role_known",
                    ),
                    models.UniqueConstraint(
                        fields=("step", "name", "task", "starts_on"), name="controller_once_a_day"
                    ),
                ],
            },
        ),
    ]
