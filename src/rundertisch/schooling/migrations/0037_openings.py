# SPDX-License-Identifier: EUPL-1.2
"""Where a group could open: what it costs, what schools say, what was proposed and decided.

The numbers are an editable default. Group size is known from two towns, everything else is our own
guess: none carries a day of verification, and the page says so. No table names a child.
"""

from django.db import migrations, models
from django.db.models import deletion

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
ASSUMPTION, RULE = "schooling_openingassumption", "schooling_openingrule"
PROPOSAL, DECISION = "schooling_openingproposal", "schooling_openingdecision"
SEATED = "(select app_seat_id()) is not null"
COUNSELS = "(select schooling_counsels())"
READS = f"""{COUNSELS} or (select app_role()) = 'SUPERVISORY_AUTHORITY'
  or (select schooling_leads())"""
KINDS = [
    ("SEATS", "Plätze einer neuen Gruppe"),
    ("HOURS", "Lehrerstunden einer Gruppe je Woche"),
    ("HOUR_EUROS", "Eine Lehrerstunde je Woche, ein Schuljahr lang"),
    ("ROOM_EUROS", "Raum und Ausstattung einer Gruppe je Schuljahr"),
    ("MINUTE_CENTS", "Eine Minute Schulweg"),
    ("SCHOOL_DAYS", "Schultage im Schuljahr"),
    ("MOST_GROUPS", "Neue Gruppen einer Art und Stufe an einer Schule"),
]
GROUP_KINDS = [
    ("LITERACY", "Erstalphabetisierung"),
    ("LANGUAGE", "Deutschfördergruppe"),
    ("REGULAR", "Regelklasse"),
]
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
OURS = "Vorgabe des Programms, von niemandem beschlossen"
ROWS = (  # kind, value, source, evidence
    (
        *("SEATS", 15, "Weit verbreitet; Krefeld nennt höchstens 18 (politik-bei-uns.de, 2018)"),
        "KNOWN",
    ),
    ("HOURS", 12, f"{OURS}; das Schulamt nennt die Stunden", "GUESS"),
    ("HOUR_EUROS", 3000, f"{OURS}; rund 80.000 Euro je Stelle, geteilt durch 27 Stunden", "GUESS"),
    ("ROOM_EUROS", 6000, f"{OURS}; der Schulträger nennt seine Kosten", "GUESS"),
    ("MINUTE_CENTS", 10, f"{OURS}: sechs Euro je Stunde Weg", "GUESS"),
    ("SCHOOL_DAYS", 190, "Ein Schuljahr ohne Ferien, Wochenenden und Feiertage, gerundet", "KNOWN"),
    ("MOST_GROUPS", 2, f"{OURS}; die Räume der Schulen entscheiden", "GUESS"),
)
INSERT = f"""
insert into {ASSUMPTION} (starts_on, source, evidence, kind, value)
values ('2018-10-15', %s, %s, %s, %s)
"""  # noqa: S608 - our own table


class Migration(migrations.Migration):
    """Four tables, the numbers to begin with, and who may write them."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0006_actions_of_a_transaction"),
        ("schooling", "0036_still_without_a_regular_class"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningAssumption",
            fields=[
                ("id", KEY),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("source", models.TextField(verbose_name="Quelle")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
                (
                    "evidence",
                    models.CharField(
                        choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="Annahme")),
                ("value", models.PositiveIntegerField(verbose_name="Wert")),
            ],
            options={
                "verbose_name": "Annahme zu neuen Gruppen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_openingassumption_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [code for code, _ in KINDS])),
                        name="opening_assumption_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__lte", 500000),
                            models.Q(
                                ("value__gte", 1),
                                models.Q(
                                    ("kind__in", ["SEATS", "SCHOOL_DAYS", "MOST_GROUPS"]),
                                    _negated=True,
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="opening_assumption_is_a_number",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "starts_on"), name="one_opening_assumption_per_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningProposal",
            fields=[
                ("id", KEY),
                ("run_on", models.DateField(verbose_name="gerechnet am")),
                ("question", models.JSONField(verbose_name="Frage")),
                ("answer", models.JSONField(verbose_name="Antwort")),
                (
                    "input_sha256",
                    models.CharField(max_length=64, verbose_name="Prüfsumme der Eingabe"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="opening_proposals",
                        to="schooling.round",
                    ),
                ),
                (
                    "run_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="accounts.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "Vorschlag neuer Gruppen",
            },
        ),
        migrations.CreateModel(
            name="OpeningDecision",
            fields=[
                ("id", KEY),
                ("kind", models.CharField(choices=GROUP_KINDS, max_length=10, verbose_name="Art")),
                ("grade_from", models.PositiveSmallIntegerField(verbose_name="ab Klasse")),
                ("grade_to", models.PositiveSmallIntegerField(verbose_name="bis Klasse")),
                ("groups", models.PositiveSmallIntegerField(verbose_name="Gruppen")),
                ("opened", models.BooleanField(verbose_name="wird eröffnet")),
                ("decided_by", models.CharField(max_length=200, verbose_name="entschieden von")),
                ("decided_on", models.DateField(verbose_name="entschieden am")),
                ("reason", models.CharField(max_length=1000, verbose_name="Begründung")),
                ("entered_at", models.DateTimeField(verbose_name="eingetragen")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="accounts.seat"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT,
                        related_name="opening_decisions",
                        to="schooling.school",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT,
                        related_name="decisions",
                        to="schooling.openingproposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "Entscheidung über eine neue Gruppe",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade_from__gte", 1),
                            ("grade_to__lte", 13),
                            ("grade_from__lte", models.F("grade_to")),
                        ),
                        name="opening_decision_grades_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="opening_decision_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningRule",
            fields=[
                ("id", KEY),
                ("ruled_out", models.BooleanField(default=False, verbose_name="keine neue Gruppe")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Plätze einer neuen Gruppe"
                    ),
                ),
                (
                    "room_euros",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="Raum je Schuljahr in Euro"
                    ),
                ),
                (
                    "most_groups",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="höchstens so viele Gruppen"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="Grund")),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="accounts.seat"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=deletion.CASCADE,
                        related_name="opening_rules",
                        to="schooling.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "Vorgabe einer Schule zu neuen Gruppen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="opening_rule_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="opening_rule_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("seats", None),
                                models.Q(("seats__gte", 1), ("seats__lte", 40)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("most_groups", None),
                                models.Q(("most_groups__gte", 1), ("most_groups__lte", 20)),
                                _connector="OR",
                            ),
                        ),
                        name="opening_rule_in_bounds",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("school",),
                        name="one_running_opening_rule",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            tuple(
                (INSERT, [source, evidence, kind, value]) for kind, value, source, evidence in ROWS
            ),
            f"delete from {ASSUMPTION}",  # noqa: S608 - our own table
        ),
        protect(ASSUMPTION, using="true", check=COUNSELS),
        protect(RULE, using=SEATED, check=COUNSELS),
        *(
            migrations.RunSQL(
                f"create policy deletes on {table} as restrictive for delete using ({COUNSELS})",
                f"drop policy deletes on {table}",
            )
            for table in (ASSUMPTION, RULE)
        ),
        protect(PROPOSAL, using=READS, check=COUNSELS),
        protect(DECISION, using=READS, check=COUNSELS),
        migrations.RunSQL(
            f"revoke update, delete on {PROPOSAL}, {DECISION} from rundertisch_app",
            f"grant update, delete on {PROPOSAL}, {DECISION} to rundertisch_app",
        ),
        *(
            watch(table=table, kind=kind)
            for table, kind in {
                RULE: "opening_rule",
                PROPOSAL: "opening_proposal",
                DECISION: "opening_decision",
            }.items()
        ),
    ]
