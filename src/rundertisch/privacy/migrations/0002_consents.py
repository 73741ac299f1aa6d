# SPDX-License-Identifier: EUPL-1.2
"""What a person has consented to, its proof, the purposes of roles, and notices of withdrawal."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

PURPOSES = [
    ("SCHOOL_PLACE", "Vermittlung eines Schulplatzes"),
    ("CASE_MANAGEMENT", "Case Management"),
    ("SERVICE", "Beratung oder Leistung einer anderen Stelle"),
    ("VOLUNTEERING", "Begleitung durch Ehrenamtliche"),
]
CLASSES = [
    ("CONTACT", "Name und Erreichbarkeit"),
    ("NEED", "Bedarf"),
    ("SCHOOL", "Angaben zur Schule"),
    ("REFERRAL", "Vermittlung"),
    ("CONFERENCE_NOTE", "Notiz aus der Fallkonferenz"),
    ("DOCUMENT", "Dokument"),
]
MEDIA = [("PAPER", "auf Papier, unterschrieben"), ("SCREEN", "am Bildschirm")]
GIVERS = [("SELF", "die Person selbst"), ("GUARDIAN", "eine sorgeberechtigte Person")]
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Four tables; their rules follow in 0003."""

    dependencies = [
        ("accounts", "0003_auditors_read_the_logs"),
        ("partners", "0001_partners_and_competences"),
        ("privacy", "0001_subjects"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", KEY),
                (
                    "what_for",
                    models.CharField(choices=PURPOSES, max_length=20, verbose_name="Zweck"),
                ),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=CLASSES, max_length=20),
                        size=None,
                        verbose_name="Arten von Daten",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(verbose_name="gilt bis vor")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="widerrufen"),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="Empfänger",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentProof",
            fields=[
                ("id", KEY),
                ("language", models.CharField(max_length=2, verbose_name="gezeigte Sprache")),
                (
                    "text_version",
                    models.CharField(max_length=40, verbose_name="Fassung des Textes"),
                ),
                ("refusal_told", models.TextField(verbose_name="gesagt, was ohne sie geschieht")),
                ("medium", models.CharField(choices=MEDIA, max_length=10, verbose_name="gegeben")),
                ("giver", models.CharField(choices=GIVERS, max_length=10, verbose_name="durch")),
                (
                    "paper_ref",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="wo das Papier liegt"
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=Now(), verbose_name="eingetragen")),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proof",
                        to="privacy.consent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="eingetragen von",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RolePurpose",
            fields=[
                ("id", KEY),
                ("role", models.CharField(max_length=30, verbose_name="Rolle")),
                (
                    "purpose",
                    models.CharField(choices=PURPOSES, max_length=20, verbose_name="Zweck"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("role", "purpose"), name="role_has_purpose_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                ["SCHOOL_PLACE", "CASE_MANAGEMENT", "SERVICE", "VOLUNTEERING"],
                            )
                        ),
                        name="role_purpose_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WithdrawalNotice",
            fields=[
                ("id", KEY),
                (
                    "on",
                    models.DateField(
                        db_default=models.Func(function="app_today"), verbose_name="Tag"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                fields=["subject", "recipient", "what_for"],
                include=("starts_on", "ends_on", "withdrawn_at", "classes"),
                name="consent_of_whom_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("what_for__in", ["SCHOOL_PLACE", "CASE_MANAGEMENT", "SERVICE", "VOLUNTEERING"])
                ),
                name="consent_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                name="consent_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "classes__contained_by",
                        ["CONTACT", "NEED", "SCHOOL", "REFERRAL", "CONFERENCE_NOTE", "DOCUMENT"],
                    ),
                    ("classes__len__gt", 0),
                ),
                name="consent_classes_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("medium__in", ["PAPER", "SCREEN"])), name="proof_medium_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("giver__in", ["SELF", "GUARDIAN"])), name="proof_giver_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("medium", "PAPER"), _negated=True),
                    models.Q(("paper_ref", ""), _negated=True),
                    _connector="OR",
                ),
                name="paper_proof_says_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refusal_told", ""), _negated=True),
                    models.Q(("language", ""), _negated=True),
                    models.Q(("text_version", ""), _negated=True),
                ),
                name="proof_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawalnotice",
            constraint=models.UniqueConstraint(
                fields=("partner", "on"), name="one_withdrawal_notice_a_day"
            ),
        ),
    ]
