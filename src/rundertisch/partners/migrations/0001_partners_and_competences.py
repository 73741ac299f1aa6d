# SPDX-License-Identifier: EUPL-1.2
"""Partners and what each is competent for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and their constraints."""

    initial = True

    dependencies = [
        ("places", "0001_towns_addresses_holidays"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
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
                            ("INTEGRATION_CENTRE", "Kommunales Integrationszentrum"),
                            ("SCHULAMT", "Schulamt (untere Schulaufsicht)"),
                            ("BEZIRKSREGIERUNG", "Bezirksregierung (obere Schulaufsicht)"),
                            ("TOWN_SCHOOL_OFFICE", "Schulverwaltungsamt der Stadt"),
                            ("SCHOOL", "Schule"),
                            ("JOB_CENTRE", "Jobcenter"),
                            ("HEALTH_OFFICE", "Gesundheitsamt"),
                            ("YOUTH_OFFICE", "Jugendamt"),
                            ("IMMIGRATION_OFFICE", "Ausländerbehörde"),
                            ("WELFARE", "Freie Wohlfahrtspflege"),
                            ("TOWN", "Stadtverwaltung"),
                            ("OTHER", "sonstiger Partner"),
                        ],
                        max_length=30,
                        verbose_name="Art",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="partners.partner",
                        verbose_name="Teil von",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="places.place",
                        verbose_name="Ort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Competence",
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
                ("matter", models.CharField(max_length=200, verbose_name="wofür")),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        help_text="ohne Ort: im ganzen Kreis",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competences",
                        to="places.place",
                        verbose_name="wo",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="competences",
                        to="partners.partner",
                        verbose_name="Partner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "INTEGRATION_CENTRE",
                            "SCHULAMT",
                            "BEZIRKSREGIERUNG",
                            "TOWN_SCHOOL_OFFICE",
                            "SCHOOL",
                            "JOB_CENTRE",
                            "HEALTH_OFFICE",
                            "YOUTH_OFFICE",
                            "IMMIGRATION_OFFICE",
                            "WELFARE",
                            "TOWN",
                            "OTHER",
                        ],
                    )
                ),
                name="partner_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(
                fields=("kind", "name"), name="one_partner_of_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="partner_not_part_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "TOWN_SCHOOL_OFFICE"), _negated=True),
                    ("place__isnull", False),
                    _connector="OR",
                ),
                name="town_school_office_has_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="partners_competence_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.UniqueConstraint(
                fields=("partner", "matter", "place", "starts_on"),
                name="competence_once",
                nulls_distinct=False,
            ),
        ),
    ]
