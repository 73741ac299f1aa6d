# SPDX-License-Identifier: EUPL-1.2
"""Clients by a pseudonym, their contact in a table of its own, and what was changed on a case."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Three tables; their rules follow in 0003."""

    initial = True
    dependencies = [
        ("accounts", "0007_links_end_with_the_seat"),
        ("partners", "0001_partners_and_competences"),
        ("privacy", "0013_notes_of_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    KEY,
                ),
                ("pseudonym", models.CharField(max_length=40, verbose_name="Pseudonym")),
                ("led_by_name", models.CharField(max_length=150, verbose_name="Fallführung, Name")),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("INTAKE", "Fallklärung"),
                            ("ASSESSMENT", "Assessment"),
                            ("PLAN", "Hilfeplan"),
                            ("LINKING", "Vermittlung"),
                            ("MONITORING", "Monitoring"),
                            ("CLOSING", "Entpflichtung"),
                        ],
                        default="INTAKE",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("phase_since", models.DateField(verbose_name="in diesem Stand seit")),
                ("agreed_on", models.DateField(verbose_name="mit der Person vereinbart am")),
                ("opened_on", models.DateField(verbose_name="eröffnet am")),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="entpflichtet am"),
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
                (
                    "version",
                    models.PositiveIntegerField(default=1, verbose_name="Stand der Angaben"),
                ),
                (
                    "led_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="Fallführung",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="cases.client",
                        verbose_name="zusammengeführt mit",
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
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Person im Case Management",
            },
        ),
        migrations.CreateModel(
            name="CaseChange",
            fields=[
                (
                    "id",
                    KEY,
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CORRECTED", "Angaben berichtigt"),
                            ("MOVED", "neuer Stand"),
                            ("CLOSED", "entpflichtet"),
                            ("MERGED", "zwei Fälle zusammengeführt"),
                            ("SPLIT", "in zwei Fälle getrennt"),
                            ("UNDONE", "zurückgenommen"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="Felder",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="Stand danach")),
                ("changed_on", models.DateField(verbose_name="geändert am")),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="Zeitpunkt",
                    ),
                ),
                ("by_name", models.CharField(max_length=150, verbose_name="von")),
                ("before", models.JSONField(blank=True, null=True, verbose_name="Inhalt davor")),
                ("after", models.JSONField(blank=True, null=True, verbose_name="Inhalt danach")),
                (
                    "undone_on",
                    models.DateField(blank=True, null=True, verbose_name="zurückgenommen am"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="cases.client",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.client",
                    ),
                ),
            ],
            options={
                "verbose_name": "Änderung am Fall",
            },
        ),
        migrations.CreateModel(
            name="ClientContact",
            fields=[
                (
                    "id",
                    KEY,
                ),
                ("words", models.TextField(max_length=2000, verbose_name="Text")),
                ("written_on", models.DateField(verbose_name="geschrieben am")),
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Kontakt zur Person",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.UniqueConstraint(
                fields=("owner", "pseudonym"), name="cases_one_pseudonym"
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["", "SOLVED", "PARTLY", "NOT_SOLVED", "NOT_WANTED"]),
                    (
                        "phase__in",
                        ["INTAKE", "ASSESSMENT", "PLAN", "LINKING", "MONITORING", "CLOSING"],
                    ),
                ),
                name="cases_client_words_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("outcome", "")),
                    models.Q(
                        ("closed_on__gte", models.F("opened_on")),
                        ("phase", "CLOSING"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_client_closed_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="cases_client_not_merged_into_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="casechange",
            index=models.Index(fields=["client", "-version"], name="cases_newest_change_first"),
        ),
        migrations.AddConstraint(
            model_name="casechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["CORRECTED", "MOVED", "CLOSED", "MERGED", "SPLIT", "UNDONE"])
                ),
                name="cases_change_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientcontact",
            constraint=models.UniqueConstraint(
                fields=("subject", "owner"), name="cases_clientcontact_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="clientcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="cases_clientcontact_says_something",
            ),
        ),
    ]
