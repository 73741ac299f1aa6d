# SPDX-License-Identifier: EUPL-1.2
"""Notices, what they say of each authority, and on which grounds an announced place may fall."""

import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
AUTHORITIES = [("SCHULAMT", "Schulamt"), ("BEZIRKSREGIERUNG", "Bezirksregierung")]
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
KINDS = [
    ("ALLOCATION", "Zuweisung"),
    ("NEW_DECISION", "neue Entscheidung"),
    ("WITHDRAWAL", "Rücknahme"),
]
HANDINGS = [("PERSONALLY", "persönlich übergeben"), ("POST", "mit der Post")]
GROUNDS = """
insert into schooling_withdrawalground
  (code, sentence, law, starts_on, source, evidence)
values
  ('unlawful', 'Die erste Entscheidung hätte so nicht ergehen dürfen (Rücknahme).',
   '§ 48 VwVfG NRW', '2018-08-01', 'VwVfG § 48; Fassung für NRW nicht geprüft', 'KNOWN'),
  ('changed', 'Seither haben sich Tatsachen geändert, und ohne Widerruf litte das öffentliche '
   || 'Interesse (Widerruf).',
   '§ 49 Abs. 2 Nr. 3 VwVfG NRW', '2018-08-01', 'VwVfG § 49; Fassung für NRW nicht geprüft',
   'KNOWN'),
  ('family', 'Die Familie hat es beantragt (Widerruf auf ihren Wunsch).',
   '§ 49 VwVfG NRW', '2018-08-01', 'VwVfG § 49; Fassung für NRW nicht geprüft', 'KNOWN'),
  ('objection', 'Der Widerspruch der Familie hatte Erfolg.',
   '§§ 72, 73 VwGO', '2018-08-01', 'VwGO §§ 72, 73; nicht geprüft', 'KNOWN')
"""


def dated() -> list[tuple[str, models.Field]]:
    """Return the columns of every dated fact."""
    return [
        ("id", KEY),
        ("starts_on", models.DateField(verbose_name="gilt ab")),
        ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
        ("source", models.TextField(verbose_name="Quelle")),
        ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
        (
            "evidence",
            models.CharField(choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"),
        ),
    ]


def in_order(name: str) -> models.CheckConstraint:
    """Return the promise that a dated fact ends after its start."""
    ends = models.Q(
        ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
    )
    return models.CheckConstraint(condition=ends, name=f"schooling_{name}_ends_after_start")


def seat(*, optional: bool) -> models.ForeignKey:
    """Return the seat on which somebody did it."""
    return models.ForeignKey(
        blank=optional,
        null=optional,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.seat",
    )


def small(name: str, *, default: int) -> models.PositiveSmallIntegerField:
    """Return a small number with a name."""
    return models.PositiveSmallIntegerField(verbose_name=name, default=default)


class Migration(migrations.Migration):
    """Three tables and a column; the row rules follow in the next migration."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("schooling", "0025_recordings"),
    ]

    operations = [
        migrations.AddField(
            "placement",
            "expected_on",
            models.DateField(blank=True, null=True, verbose_name="erster Schultag laut Bescheid"),
        ),
        migrations.CreateModel(
            name="NoticeRule",
            fields=[
                *dated(),
                (
                    "authority_kind",
                    models.CharField(
                        choices=AUTHORITIES, max_length=20, verbose_name="Schulaufsicht"
                    ),
                ),
                ("office", models.CharField(max_length=200, verbose_name="Behörde")),
                ("street", models.CharField(max_length=200, verbose_name="Straße und Hausnummer")),
                ("postcode", models.CharField(max_length=5, verbose_name="Postleitzahl")),
                ("town", models.CharField(max_length=100, verbose_name="Ort")),
                (
                    "upper_kind",
                    models.CharField(
                        choices=AUTHORITIES,
                        max_length=20,
                        verbose_name="entscheidet über den Widerspruch",
                    ),
                ),
                (
                    "upper_office",
                    models.CharField(max_length=200, verbose_name="Widerspruchsbehörde"),
                ),
                ("months", small("Widerspruchsfrist (Monate)", default=1)),
                ("post_days", small("Postweg (Tage)", default=4)),
                ("decide_months", small("Entscheidung binnen (Monaten)", default=3)),
                ("court_months", small("Klagefrist (Monate)", default=1)),
                ("entered_by", seat(optional=True)),
            ],
            options={
                "constraints": [
                    in_order("noticerule"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months__gte", 1),
                            ("months__lte", 12),
                            ("post_days__lte", 14),
                            ("decide_months__gte", 1),
                            ("decide_months__lte", 12),
                            ("court_months__gte", 1),
                            ("court_months__lte", 12),
                        ),
                        name="notice_rule_within_a_year",
                    ),
                    models.UniqueConstraint(
                        fields=("authority_kind", "starts_on"), name="one_notice_rule_per_day"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="WithdrawalGround",
            fields=[
                *dated(),
                ("code", models.CharField(max_length=40, verbose_name="Kürzel")),
                ("sentence", models.CharField(max_length=300, verbose_name="Grund")),
                ("law", models.CharField(max_length=200, verbose_name="Vorschrift")),
            ],
            options={
                "constraints": [
                    in_order("withdrawalground"),
                    models.UniqueConstraint(
                        fields=("code", "starts_on"), name="one_withdrawal_ground_per_day"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", KEY),
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="Art")),
                (
                    "authority_kind",
                    models.CharField(
                        choices=AUTHORITIES, max_length=20, verbose_name="Schulaufsicht"
                    ),
                ),
                ("decided_by", models.CharField(max_length=400, verbose_name="entschieden von")),
                ("made_on", models.DateField(verbose_name="Datum des Bescheids")),
                ("text", models.TextField(verbose_name="Wortlaut")),
                (
                    "told",
                    models.JSONField(default=dict, verbose_name="Angaben für die Übersetzung"),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, max_length=2, verbose_name="Sprache der Übersetzung"
                    ),
                ),
                (
                    "handed",
                    models.CharField(
                        blank=True, choices=HANDINGS, max_length=10, verbose_name="Übergabe"
                    ),
                ),
                (
                    "handed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="übergeben oder zur Post gegeben am"
                    ),
                ),
                (
                    "announced_on",
                    models.DateField(blank=True, null=True, verbose_name="bekannt gegeben am"),
                ),
                (
                    "objection_until",
                    models.DateField(blank=True, null=True, verbose_name="Widerspruch bis"),
                ),
                ("by", seat(optional=False)),
                ("handed_by", seat(optional=True)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="schooling.child",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="schooling.placement",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replaced_by",
                        to="schooling.notice",
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schooling.withdrawalground",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["child", "-id"], name="newest_notice_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "ALLOCATION"),
                            models.Q(("ground__isnull", False), ("replaces__isnull", False)),
                            _connector="OR",
                        ),
                        name="new_decision_cites_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("announced_on", None),
                                ("handed", ""),
                                ("handed_by", None),
                                ("handed_on", None),
                                ("objection_until", None),
                            ),
                            models.Q(
                                ("announced_on__gte", models.F("handed_on")),
                                ("handed__in", ["PERSONALLY", "POST"]),
                                ("handed_by__isnull", False),
                                ("handed_on__gte", models.F("made_on")),
                                ("objection_until__gt", models.F("announced_on")),
                            ),
                            _connector="OR",
                        ),
                        name="notice_handed_over_by_somebody",
                    ),
                    models.UniqueConstraint(
                        fields=("placement", "kind"), name="one_notice_of_a_kind_per_place"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GROUNDS, migrations.RunSQL.noop),  # the rows go with their table
    ]
