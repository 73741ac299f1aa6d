# SPDX-License-Identifier: EUPL-1.2
"""Schools with their groups and supervision; families and children."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and what the database promises about them."""

    initial = True

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("partners", "0001_partners_and_competences"),
        ("places", "0001_towns_addresses_holidays"),
    ]

    operations = [
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=60, unique=True, verbose_name="Kennzeichen"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Group",
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
                            ("LITERACY", "Erstalphabetisierung"),
                            ("LANGUAGE", "Deutschfördergruppe"),
                            ("REGULAR", "Regelklasse"),
                        ],
                        default="LANGUAGE",
                        max_length=10,
                    ),
                ),
                ("grade_from", models.PositiveSmallIntegerField(verbose_name="ab Klasse")),
                ("grade_to", models.PositiveSmallIntegerField(verbose_name="bis Klasse")),
                ("free_seats", models.PositiveIntegerField(verbose_name="freie Plätze")),
                (
                    "regular_seats",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="Plätze in Regelklassen"
                    ),
                ),
                ("counted_on", models.DateField(verbose_name="Stand")),
            ],
        ),
        migrations.CreateModel(
            name="Child",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=60, unique=True, verbose_name="Kennzeichen"),
                ),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=100, verbose_name="Vorname"),
                ),
                (
                    "family_name",
                    models.CharField(blank=True, max_length=100, verbose_name="Nachname"),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="geboren am")),
                ("grade", models.PositiveSmallIntegerField(verbose_name="Klasse")),
                (
                    "grade_to",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="bis Klasse"
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=200, verbose_name="Straße")),
                (
                    "house_number",
                    models.CharField(blank=True, max_length=20, verbose_name="Hausnummer"),
                ),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=5, verbose_name="Postleitzahl"),
                ),
                ("lat", models.FloatField(blank=True, null=True)),
                ("lon", models.FloatField(blank=True, null=True)),
                (
                    "address_protected",
                    models.BooleanField(default=False, verbose_name="Adresse geschützt (§ 51 BMG)"),
                ),
                (
                    "registered_on",
                    models.DateField(blank=True, null=True, verbose_name="im Kreis angemeldet am"),
                ),
                (
                    "latest_school_day_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="letzter Schultag anderswo"
                    ),
                ),
                ("reported_on", models.DateField(verbose_name="gemeldet am")),
                (
                    "waiting_since",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Least(
                            "registered_on", "latest_school_day_on", "reported_on"
                        ),
                        output_field=models.DateField(verbose_name="wartet seit"),
                    ),
                ),
                (
                    "counselled_on",
                    models.DateField(blank=True, null=True, verbose_name="beraten am"),
                ),
                (
                    "needs_literacy",
                    models.BooleanField(default=False, verbose_name="braucht Erstalphabetisierung"),
                ),
                (
                    "interpreter_language",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="Sprachmittlung gewünscht in"
                    ),
                ),
                (
                    "left_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="kein Platz mehr nötig ab"
                    ),
                ),
                (
                    "home_town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="schooling.family",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(max_length=20, unique=True, verbose_name="Schulnummer"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("form", models.CharField(max_length=80, verbose_name="Schulform")),
                (
                    "street",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Straße und Hausnummer"
                    ),
                ),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=5, verbose_name="Postleitzahl"),
                ),
                ("lat", models.FloatField(blank=True, null=True)),
                ("lon", models.FloatField(blank=True, null=True)),
                (
                    "newcomer_cap",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="Obergrenze neuer Kinder"
                    ),
                ),
                (
                    "cap_ref",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Beschluss zur Obergrenze"
                    ),
                ),
                (
                    "assignable",
                    models.CharField(
                        choices=[
                            ("YES", "ja"),
                            ("NAMED", "nur wenn die Familie diese Schule nennt"),
                            ("NO", "nein, nie durch einen Vorschlag"),
                        ],
                        default="YES",
                        max_length=5,
                    ),
                ),
                ("assignable_reason", models.CharField(blank=True, max_length=300)),
                (
                    "pupils",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="Schülerzahl (gerundet)"
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="school",
                        to="partners.partner",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schools",
                        to="places.place",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="group",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="groups",
                to="schooling.school",
            ),
        ),
        migrations.CreateModel(
            name="Supervision",
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
                ("form", models.CharField(max_length=80, verbose_name="Schulform")),
                (
                    "authority_kind",
                    models.CharField(
                        choices=[
                            ("SCHULAMT", "Schulamt"),
                            ("BEZIRKSREGIERUNG", "Bezirksregierung"),
                        ],
                        max_length=20,
                    ),
                ),
                ("grade_from", models.PositiveSmallIntegerField(verbose_name="ab Klasse")),
                ("grade_to", models.PositiveSmallIntegerField(verbose_name="bis Klasse")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_supervision_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade_from__gte", 1),
                            ("grade_to__lte", 13),
                            ("grade_from__lte", models.F("grade_to")),
                        ),
                        name="supervision_grades_in_order",
                    ),
                    models.UniqueConstraint(
                        fields=("form", "authority_kind", "starts_on"),
                        name="one_supervision_per_day",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(fields=["home_town", "reported_on"], name="child_by_town"),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__gte", 1), ("grade__lte", 13)),
                name="child_grade_1_to_13",
            ),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade_to", None),
                    models.Q(("grade_to__gt", models.F("grade")), ("grade_to__lte", 13)),
                    _connector="OR",
                ),
                name="child_grade_range_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("address_protected", False),
                    models.Q(
                        ("house_number", ""),
                        ("postcode", ""),
                        ("street", ""),
                        ("lat", None),
                        ("lon", None),
                    ),
                    _connector="OR",
                ),
                name="protected_address_not_stored",
            ),
        ),
        migrations.AddConstraint(
            model_name="school",
            constraint=models.CheckConstraint(
                condition=models.Q(("assignable__in", ["YES", "NAMED", "NO"])),
                name="school_assignable_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="school",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("assignable", "NO"),
                    models.Q(("form__istartswith", "förderschule"), _negated=True),
                    _connector="OR",
                ),
                name="special_school_never_assignable",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade_from__gte", 1),
                    ("grade_to__lte", 13),
                    ("grade_from__lte", models.F("grade_to")),
                ),
                name="group_grades_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                fields=("school", "kind", "grade_from", "grade_to"), name="one_group_of_a_kind"
            ),
        ),
    ]
