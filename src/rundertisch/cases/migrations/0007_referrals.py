# SPDX-License-Identifier: EUPL-1.2
"""Referrals: a need goes to a partner and comes back; their rules follow in 0008."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("cases", "0006_case_conferences"),
        ("partners", "0001_partners_and_competences"),
        ("privacy", "0013_notes_of_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asks", models.CharField(max_length=500, verbose_name="worum wir bitten")),
                ("sent_on", models.DateField(verbose_name="geschickt am")),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="Zeitpunkt",
                    ),
                ),
                ("sent_by_name", models.CharField(max_length=150, verbose_name="geschickt von")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("SENT", "wartet auf Antwort"),
                            ("ACCEPTED", "angenommen"),
                            ("REFUSED", "abgelehnt"),
                            ("DONE", "erledigt"),
                            ("EXPIRED", "keine Antwort, abgelaufen"),
                            ("WITHDRAWN", "Einwilligung widerrufen oder abgelaufen"),
                            ("TAKEN_BACK", "zurückgezogen"),
                        ],
                        default="SENT",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NO_CAPACITY", "im Moment kein freier Platz"),
                            ("NOT_COMPETENT", "nicht zuständig"),
                            ("NOT_REACHED", "Person nicht erreicht"),
                            ("NOT_WANTED", "Person möchte nicht"),
                            ("PAPERS_MISSING", "Unterlagen fehlen"),
                            ("NO_LANGUAGE", "keine Verständigung möglich"),
                            ("OTHER", "anderer Grund"),
                        ],
                        default="",
                        max_length=14,
                        verbose_name="Grund",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, default="", max_length=500, verbose_name="Antwort"
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="beantwortet am"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SOLVED", "gelöst"),
                            ("PARTLY", "zum Teil gelöst"),
                            ("NOT_SOLVED", "nicht gelöst"),
                            ("NOT_WANTED", "nicht mehr gewünscht"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="Ergebnis",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="beendet am")),
                (
                    "reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="erinnert am"),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="cases.need",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="führende Stelle",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
                (
                    "to_partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="an",
                    ),
                ),
            ],
            options={
                "verbose_name": "Vermittlung",
                "indexes": [models.Index(fields=["to_partner", "state"], name="cases_referral_to")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "SOLVED", "PARTLY", "NOT_SOLVED", "NOT_WANTED"]),
                            (
                                "reason__in",
                                [
                                    "",
                                    "NO_CAPACITY",
                                    "NOT_COMPETENT",
                                    "NOT_REACHED",
                                    "NOT_WANTED",
                                    "PAPERS_MISSING",
                                    "NO_LANGUAGE",
                                    "OTHER",
                                ],
                            ),
                            (
                                "state__in",
                                [
                                    "SENT",
                                    "ACCEPTED",
                                    "REFUSED",
                                    "DONE",
                                    "EXPIRED",
                                    "WITHDRAWN",
                                    "TAKEN_BACK",
                                ],
                            ),
                        ),
                        name="cases_referral_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asks", ""), _negated=True),
                        name="cases_referral_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_partner", models.F("owner")), _negated=True),
                        name="cases_referral_to_another_office",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on", None), ("state", "SENT")),
                            models.Q(
                                ("answered_on__isnull", False),
                                ("state__in", ["ACCEPTED", "REFUSED", "DONE"]),
                            ),
                            ("state__in", ["EXPIRED", "WITHDRAWN", "TAKEN_BACK"]),
                            _connector="OR",
                        ),
                        name="cases_referral_answered_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "REFUSED"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_refusal_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DONE"), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_done_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on", None), ("state__in", ["SENT", "ACCEPTED"])),
                            models.Q(
                                models.Q(("state__in", ["SENT", "ACCEPTED"]), _negated=True),
                                ("ended_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_referral_ends_with_its_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["SENT", "ACCEPTED"])),
                        fields=("need", "to_partner"),
                        name="cases_one_open_referral",
                    ),
                ],
            },
        ),
    ]
