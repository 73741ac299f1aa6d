# SPDX-License-Identifier: EUPL-1.2
"""People who sign in, and their seats."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and their constraints."""

    initial = True

    dependencies = [
        ("partners", "0001_partners_and_competences"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="E-Mail-Adresse"),
                ),
                ("name", models.CharField(max_length=150, verbose_name="Name")),
                (
                    "sessions_ended",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Zählt hoch, wenn alle Anmeldungen dieses Kontos enden.",
                        verbose_name="beendete Anmeldungen",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="email_in_small_letters",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("CENTRE_HEAD", "Leitung des Integrationszentrums"),
                            ("KIM_COORDINATION", "KIM-Koordination"),
                            ("SCHOOL_COUNSELLING", "Seiteneinsteigerberatung"),
                            ("SUPERVISORY_AUTHORITY", "Schulaufsicht"),
                            ("SCHOOL_HEAD", "Schulleitung"),
                            ("TOWN_SCHOOL_OFFICE", "Schulverwaltung der Stadt"),
                            ("CASE_MANAGER", "Case Management"),
                            ("AGENCY_CONTACT", "Kontakt einer Behörde"),
                            ("GRANT_MANAGER", "Fördermittel"),
                            ("AUDITOR", "Prüfung"),
                            ("ADMINISTRATOR", "Administration"),
                        ],
                        max_length=30,
                        verbose_name="Rolle",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="bis vor")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="partners.partner",
                        verbose_name="Partner",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "CENTRE_HEAD",
                                    "KIM_COORDINATION",
                                    "SCHOOL_COUNSELLING",
                                    "SUPERVISORY_AUTHORITY",
                                    "SCHOOL_HEAD",
                                    "TOWN_SCHOOL_OFFICE",
                                    "CASE_MANAGER",
                                    "AGENCY_CONTACT",
                                    "GRANT_MANAGER",
                                    "AUDITOR",
                                    "ADMINISTRATOR",
                                ],
                            )
                        ),
                        name="seat_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="seat_ends_not_before_start",
                    ),
                ],
            },
        ),
    ]
