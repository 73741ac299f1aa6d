# SPDX-License-Identifier: EUPL-1.2
"""Places, their population, the gazetteer, school holidays and key dates."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and their constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="KeyDate",
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
                ("name", models.CharField(max_length=120, verbose_name="Stichtag")),
                ("month", models.PositiveSmallIntegerField(verbose_name="Monat")),
                ("day", models.PositiveSmallIntegerField(verbose_name="Tag")),
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
                        name="places_keydate_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day__gte", 1),
                            ("month__gte", 1),
                            ("month__lte", 12),
                            models.Q(
                                models.Q(("day__lte", 28), ("month", 2)),
                                models.Q(("day__lte", 30), ("month__in", (4, 6, 9, 11))),
                                models.Q(("day__lte", 31), ("month__in", (1, 3, 5, 7, 8, 10, 12))),
                                _connector="OR",
                            ),
                        ),
                        name="key_date_exists_every_year",
                    ),
                    models.UniqueConstraint(
                        fields=("month", "day", "name", "starts_on"), name="key_date_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
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
                            ("DISTRICT", "Kreis"),
                            ("TOWN", "Stadt oder Gemeinde"),
                            ("SMALL_AREA", "Ortsteil"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Amtlicher Gemeindeschlüssel (AGS)",
                        max_length=20,
                        unique=True,
                        verbose_name="Schlüssel",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="Name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="places.place",
                        verbose_name="liegt in",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("street", models.CharField(max_length=200, verbose_name="Straße")),
                ("house_number", models.CharField(max_length=20, verbose_name="Hausnummer")),
                ("postcode", models.CharField(max_length=5, verbose_name="Postleitzahl")),
                ("lat", models.FloatField(verbose_name="Breite (WGS 84)")),
                ("lon", models.FloatField(verbose_name="Länge (WGS 84)")),
                (
                    "street_key",
                    models.CharField(
                        help_text="Straße in der Schreibweise, in der gesucht wird", max_length=200
                    ),
                ),
                ("number_key", models.CharField(max_length=20)),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="places.place",
                        verbose_name="Ort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Population",
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
                (
                    "residents",
                    models.PositiveIntegerField(verbose_name="Einwohnerinnen und Einwohner"),
                ),
                ("rounded", models.BooleanField(default=False, verbose_name="gerundet")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="populations",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SchoolHoliday",
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
                ("name", models.CharField(max_length=60, verbose_name="Ferien")),
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
                        name="places_schoolholiday_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", False)),
                        name="school_holiday_has_an_end",
                    ),
                    models.UniqueConstraint(
                        fields=("starts_on",), name="one_school_holiday_per_start"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["DISTRICT", "TOWN", "SMALL_AREA"])),
                name="place_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "DISTRICT"), ("parent", None)),
                    models.Q(
                        models.Q(("kind", "DISTRICT"), _negated=True), ("parent__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="only_a_district_lies_in_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="place_not_in_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(fields=["lat", "lon"], name="address_by_point"),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(
                fields=("town", "street_key", "number_key", "postcode"), name="address_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)
                ),
                name="address_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="population",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="places_population_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="population",
            constraint=models.UniqueConstraint(
                fields=("place", "starts_on"), name="one_population_per_place_and_day"
            ),
        ),
    ]
