# SPDX-License-Identifier: EUPL-1.2
"""Needs with their steps, changes of legal regime, notes, and chains of steps as dated data."""

import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """Six tables; their rules follow in 0003."""

    dependencies = [("situation", "0001_need_domains"), ("cases", "0001_clients")]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    KEY,
                ),
                ("words", models.CharField(max_length=300, verbose_name="worum es geht")),
                ("opened_on", models.DateField(verbose_name="aufgenommen am")),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="abgeschlossen am"),
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
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="situation.needdomain",
                        verbose_name="Bereich",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Bedarf",
            },
        ),
        migrations.CreateModel(
            name="NeedChain",
            fields=[
                (
                    "id",
                    KEY,
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
                ("code", models.CharField(max_length=30, verbose_name="Kürzel")),
                ("title", models.CharField(max_length=120, verbose_name="Titel")),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        help_text="ohne Bereich: Schritte nach einem Rechtskreiswechsel",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="situation.needdomain",
                        verbose_name="Bereich",
                    ),
                ),
            ],
            options={
                "verbose_name": "Kette von Schritten",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ChainStep",
            fields=[
                (
                    "id",
                    KEY,
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="Nummer")),
                ("words", models.CharField(max_length=300, verbose_name="Schritt")),
                ("who", models.CharField(max_length=120, verbose_name="wer")),
                ("after_days", models.PositiveSmallIntegerField(verbose_name="fällig nach Tagen")),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="cases.needchain",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegimeChange",
            fields=[
                (
                    "id",
                    KEY,
                ),
                ("takes_place_on", models.DateField(verbose_name="Wechsel am")),
                ("noted_on", models.DateField(verbose_name="eingetragen am")),
                (
                    "settled_on",
                    models.DateField(blank=True, null=True, verbose_name="überstanden am"),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Rechtskreiswechsel",
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    KEY,
                ),
                ("words", models.CharField(max_length=300, verbose_name="Schritt")),
                ("who", models.CharField(max_length=120, verbose_name="wer")),
                ("due_on", models.DateField(verbose_name="bis")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="erledigt am")),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
                (
                    "regime_change",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="cases.regimechange",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schritt im Hilfeplan",
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    KEY,
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("AUTHOR", "nur ich"),
                            ("AGENCY", "meine Stelle"),
                            ("CONSENT", "auch Stellen mit Einwilligung"),
                        ],
                        max_length=7,
                        verbose_name="wer sie liest",
                    ),
                ),
                ("words", models.TextField(max_length=2000, verbose_name="Notiz")),
                ("written_on", models.DateField(verbose_name="geschrieben am")),
                ("author_name", models.CharField(max_length=150, verbose_name="Name")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="geschrieben von",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Notiz zum Fall",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["AUTHOR", "AGENCY", "CONSENT"])),
                        name="cases_note_audience_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="cases_note_says_something",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on", None),
                    models.Q(
                        ("closed_on__gte", models.F("opened_on")),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_need_closed_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["", "SOLVED", "PARTLY", "NOT_SOLVED", "NOT_WANTED"])
                ),
                name="cases_need_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="cases_need_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="needchain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="cases_needchain_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="needchain",
            constraint=models.UniqueConstraint(
                fields=("code", "starts_on"), name="cases_chain_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="chainstep",
            constraint=models.UniqueConstraint(
                fields=("chain", "number"), name="cases_chain_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="regimechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_on", None)),
                fields=("subject",),
                name="cases_one_open_regime_change",
            ),
        ),
        migrations.AddIndex(
            model_name="planstep",
            index=models.Index(fields=["owner", "due_on"], name="cases_step_due"),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("need__isnull", False), ("regime_change", None)),
                    models.Q(("need", None), ("regime_change__isnull", False)),
                    _connector="OR",
                ),
                name="cases_step_hangs_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True), models.Q(("who", ""), _negated=True)
                ),
                name="cases_step_says_who_does_what",
            ),
        ),
    ]
