# SPDX-License-Identifier: EUPL-1.2
"""Days on which the centre's office is closed."""

from django.db import migrations, models

EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]


class Migration(migrations.Migration):
    """One table; no person is in it."""

    dependencies = [("places", "0001_towns_addresses_holidays")]

    operations = [
        migrations.CreateModel(
            name="OfficeClosing",
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
                        choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Anlass")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="places_officeclosing_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", False)),
                        name="office_closing_has_an_end",
                    ),
                    models.UniqueConstraint(
                        fields=("starts_on",), name="one_office_closing_per_start"
                    ),
                ],
            },
        ),
    ]
