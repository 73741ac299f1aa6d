# SPDX-License-Identifier: EUPL-1.2
"""A note about a case is a kind of data of its own: a consent names it or does not."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """One more word that a consent may carry."""

    dependencies = [
        ("partners", "0001_partners_and_competences"),
        ("privacy", "0012_messages_are_forgotten"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_classes_known",
        ),
        migrations.AlterField(
            model_name="consent",
            name="classes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("CONTACT", "Name und Erreichbarkeit"),
                        ("NEED", "Bedarf"),
                        ("SCHOOL", "Angaben zur Schule"),
                        ("REFERRAL", "Vermittlung"),
                        ("CONFERENCE_NOTE", "Notiz aus der Fallkonferenz"),
                        ("DOCUMENT", "Dokument"),
                        ("NOTE", "Notiz zum Fall"),
                    ],
                    max_length=20,
                ),
                size=None,
                verbose_name="Arten von Daten",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "classes__contained_by",
                        [
                            "CONTACT",
                            "NEED",
                            "SCHOOL",
                            "REFERRAL",
                            "CONFERENCE_NOTE",
                            "DOCUMENT",
                            "NOTE",
                        ],
                    ),
                    ("classes__len__gt", 0),
                ),
                name="consent_classes_known",
            ),
        ),
    ]
