# SPDX-License-Identifier: EUPL-1.2
"""Which fields of a case go along to the Land's database, with a first list nobody has checked."""

import datetime as dt

from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
CODES = [
    ("NAME", "Name"),
    ("PSEUDONYM", "Pseudonym"),
    ("OFFICE", "führende Stelle"),
    ("AGREED", "Teilnahme vereinbart am"),
    ("OPENED", "Fall eröffnet am"),
    ("PHASE", "Stand"),
    ("CLOSED", "entpflichtet am"),
    ("OUTCOME", "Ergebnis"),
    ("REGIME", "Rechtskreiswechsel am"),
    ("NEED_DOMAIN", "Lebensbereich"),
    ("NEED", "Bedarf"),
    ("NEED_OPENED", "Bedarf aufgenommen am"),
    ("NEED_CLOSED", "Bedarf abgeschlossen am"),
    ("NEED_OUTCOME", "Ergebnis des Bedarfs"),
    ("STEP", "Schritt"),
    ("STEP_WHO", "wer"),
    ("STEP_DUE", "fällig am"),
    ("STEP_DONE", "erledigt am"),
]
STAYS = {"NAME", "REGIME"}  # until somebody says that the Land's database asks for them
SINCE = dt.date(2026, 1, 1)


def enter_first_list(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
    """Enter the first list; it is data from then on."""
    fields = apps.get_model("cases", "DocumentationField").objects
    fields.using(schema_editor.connection.alias).bulk_create(
        fields.model(
            code=code,
            heading=heading[0].upper() + heading[1:],
            position=position,
            starts_on=SINCE,
            source="Vorgabe des Programms",
            evidence="GUESS",
        )
        for position, (code, heading) in enumerate(
            (pair for pair in CODES if pair[0] not in STAYS), start=1
        )
    )


class Migration(migrations.Migration):
    """One table without a person, and its first rows."""

    dependencies = [("cases", "0008_referral_needs_consent")]

    operations = [
        migrations.CreateModel(
            name="DocumentationField",
            fields=[
                ("id", KEY),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("source", models.TextField(verbose_name="Quelle")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
                (
                    "evidence",
                    models.CharField(
                        choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"
                    ),
                ),
                ("code", models.CharField(choices=CODES, max_length=12, verbose_name="Angabe")),
                ("heading", models.CharField(max_length=120, verbose_name="heißt dort")),
                ("position", models.PositiveSmallIntegerField(verbose_name="Stelle")),
            ],
            options={
                "verbose_name": "Feld der Falldokumentation",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="cases_documentationfield_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "starts_on"), name="cases_documentation_field_once_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("code",),
                        name="cases_one_documentation_field_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__in", [code for code, _ in CODES]),
                            models.Q(("heading", ""), _negated=True),
                        ),
                        name="cases_documentation_field_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(enter_first_list, migrations.RunPython.noop),
    ]
