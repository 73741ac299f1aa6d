# SPDX-License-Identifier: EUPL-1.2
"""How long records stay, what forbids to forget, requests, notices and receipts."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Six tables."""

    dependencies = [
        ("privacy", "0008_requests_are_watched"),
        ("accounts", "0003_auditors_read_the_logs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="Nummer")),
                ("person_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("made_at", models.DateTimeField(verbose_name="vergessen am")),
                ("backups_until", models.DateField(verbose_name="letzte Sicherung stirbt am")),
                ("statement", models.TextField(verbose_name="Erklärung")),
                ("signature", models.CharField(max_length=128, verbose_name="Unterschrift")),
                ("search", models.JSONField(blank=True, null=True, verbose_name="Suchteil")),
            ],
            options={
                "verbose_name": "Quittung",
            },
        ),
        migrations.CreateModel(
            name="DueNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("about_id", models.CharField(max_length=80, verbose_name="Kennung")),
                ("due_on", models.DateField(verbose_name="fällig am")),
                ("told_on", models.DateField(verbose_name="angekündigt am")),
            ],
            options={
                "verbose_name": "Ankündigung des Löschens",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("about_kind", "about_id"), name="one_notice_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchiveOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("about_id", models.CharField(blank=True, max_length=80, verbose_name="Kennung")),
                ("offered_on", models.DateField(verbose_name="angeboten am")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_WANTED", "nicht archivwürdig"),
                            ("WANTED", "wird übernommen"),
                        ],
                        max_length=10,
                        verbose_name="Antwort",
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="beantwortet am"),
                ),
                (
                    "handed_over_on",
                    models.DateField(blank=True, null=True, verbose_name="übergeben am"),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Zeichen des Archivs"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "Anbietung an das Archiv",
                "indexes": [
                    models.Index(fields=["about_kind", "about_id"], name="privacy_offer_about")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on", None)),
                            ("answered_on__gte", models.F("offered_on")),
                            _connector="OR",
                        ),
                        name="archive_answers_after_the_offer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over_on", None), ("answer", "WANTED"), _connector="OR"
                        ),
                        name="handed_over_what_was_wanted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("about_id", models.CharField(max_length=80, verbose_name="Kennung")),
                ("why", models.CharField(max_length=300, verbose_name="Grund")),
                ("since", models.DateField(verbose_name="seit")),
                ("until", models.DateField(blank=True, null=True, verbose_name="bis vor")),
                (
                    "lifted_on",
                    models.DateField(blank=True, null=True, verbose_name="aufgehoben am"),
                ),
                (
                    "lifted_why",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="Grund der Aufhebung"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "Löschsperre",
                "indexes": [
                    models.Index(fields=["about_kind", "about_id"], name="privacy_hold_about")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="hold_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_by", None), ("lifted_on", None), ("lifted_why", "")),
                            models.Q(
                                ("lifted_by__isnull", False),
                                ("lifted_on__isnull", False),
                                models.Q(("lifted_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hold_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ForgetRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about_kind", models.CharField(max_length=40, verbose_name="Art")),
                ("about_id", models.CharField(blank=True, max_length=80, verbose_name="Kennung")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("ASKED", "die Person hat es verlangt (Art. 17 DSGVO)"),
                            ("PERIOD_OVER", "die Aufbewahrungsfrist ist abgelaufen"),
                            ("UNLAWFUL", "die Angaben hätten nicht gespeichert werden dürfen"),
                        ],
                        max_length=12,
                        verbose_name="Grund",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="veranlasst",
                    ),
                ),
                ("refused", models.TextField(blank=True, verbose_name="abgelehnt, weil")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="privacy.receipt",
                    ),
                ),
            ],
            options={
                "verbose_name": "Auftrag zum Vergessen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("receipt", None), ("about_id", ""), _connector="OR"),
                        name="done_request_names_nobody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Retention",
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
                ("record", models.CharField(max_length=80, verbose_name="Datensatz")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PERIOD", "danach wird gelöscht"),
                            ("DUTY", "vorher darf nicht gelöscht werden"),
                            ("ARCHIVE", "vor dem Löschen dem Archiv anzubieten"),
                        ],
                        max_length=8,
                        verbose_name="Art",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Dauer"),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[("DAY", "Tage"), ("MONTH", "Monate"), ("YEAR", "Jahre")],
                        max_length=5,
                        verbose_name="gezählt in",
                    ),
                ),
                ("event", models.CharField(blank=True, max_length=40, verbose_name="gezählt ab")),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="Vorschrift")),
                ("binding", models.BooleanField(default=True, verbose_name="gilt hier")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "Aufbewahrungsfrist",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="privacy_retention_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "ARCHIVE"),
                            models.Q(
                                ("amount__isnull", False), models.Q(("unit", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="retention_names_its_period",
                    ),
                    models.UniqueConstraint(
                        fields=("record", "kind", "starts_on"), name="one_retention_per_day"
                    ),
                ],
            },
        ),
    ]
