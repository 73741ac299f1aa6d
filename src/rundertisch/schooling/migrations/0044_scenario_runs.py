# SPDX-License-Identifier: EUPL-1.2
"""Runs of scenarios: counselling asks and reads; the job that computes reads the round in question.

The job sees a round, its rows and decisions only while a run of that round is going on, and changes
nothing but the answers. No table here names a child.
"""

from django.db import migrations, models
from django.db.models import Q, deletion

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
RUN, SCENARIO = "schooling_scenariorun", "schooling_scenario"
COUNSELS = "(select schooling_counsels())"
JOB = "(select app_job()) = 'scenarios'"
STATES = [("WAITING", "wartet"), ("DONE", "gerechnet"), ("FAILED", "gescheitert")]
GOING_ON = {  # table: the column that names the round
    "schooling_round": "id",
    "schooling_roundchild": "round_id",
    "schooling_decision": "round_id",
}


def lets_compute(table: str, *, column: str) -> list[migrations.RunSQL]:
    """Let the job read what a run that is going on depends on."""
    asked = (
        f"exists (select from {RUN} r where r.round_id = {table}.{column} and r.ended_at is null)"
    )
    return [
        migrations.RunSQL(
            f"create policy scenarios on {table} for select to rundertisch_worker"
            f" using ({JOB} and {asked})",
            f"drop policy scenarios on {table}",
        )
    ]


def lets_answer(table: str) -> list[migrations.RunSQL]:
    """Let the job read and change rows of a run."""
    return [
        migrations.RunSQL(
            f"create policy scenarios_read on {table} for select to rundertisch_worker"
            f" using ({JOB})",
            f"drop policy scenarios_read on {table}",
        ),
        migrations.RunSQL(
            f"create policy scenarios_answer on {table} for update to rundertisch_worker"
            f" using ({JOB})",
            f"drop policy scenarios_answer on {table}",
        ),
        migrations.RunSQL(
            f"grant select, update on {table} to rundertisch_worker",
            f"revoke select, update on {table} from rundertisch_worker",
        ),
    ]


class Migration(migrations.Migration):
    """Two tables and their rules."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0006_actions_of_a_transaction"),
        ("schooling", "0043_times_to_a_regular_class"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScenarioRun",
            fields=[
                ("id", KEY),
                ("started_at", models.DateTimeField(verbose_name="begonnen")),
                (
                    "after_decision",
                    models.PositiveBigIntegerField(verbose_name="nach Entscheidung Nr."),
                ),
                (
                    "input_sha256",
                    models.CharField(max_length=64, verbose_name="Prüfsumme der Eingabe"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="beendet")),
                ("cancelled", models.BooleanField(default=False, verbose_name="abgebrochen")),
                (
                    "trouble",
                    models.CharField(blank=True, max_length=500, verbose_name="Hindernis"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=deletion.CASCADE,
                        related_name="scenario_runs",
                        to="schooling.round",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="accounts.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "Szenarienlauf",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("ended_at", None)),
                        fields=("round",),
                        name="one_scenario_run_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("cancelled", False), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="cancelled_scenario_run_has_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                ("id", KEY),
                ("number", models.PositiveSmallIntegerField(verbose_name="Nummer")),
                ("name", models.CharField(max_length=120, verbose_name="Szenario")),
                ("variation", models.JSONField(verbose_name="was anders ist")),
                (
                    "state",
                    models.CharField(
                        choices=STATES, default="WAITING", max_length=7, verbose_name="Stand"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Anläufe")),
                ("counts", models.JSONField(blank=True, null=True, verbose_name="Zahlen")),
                (
                    "trouble",
                    models.CharField(blank=True, max_length=500, verbose_name="Hindernis"),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=deletion.CASCADE,
                        related_name="scenarios",
                        to="schooling.scenariorun",
                    ),
                ),
            ],
            options={
                "verbose_name": "Szenario",
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="scenario_number_once"),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("counts__isnull", True), ("state", "WAITING"), ("trouble", "")),
                            Q(("counts__isnull", False), ("state", "DONE"), ("trouble", "")),
                            Q(
                                ("counts__isnull", True),
                                ("state", "FAILED"),
                                Q(("trouble", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scenario_is_answered_or_says_why_not",
                    ),
                ],
            },
        ),
        *(protect(table, using=COUNSELS) for table in (RUN, SCENARIO)),
        *(step for table in (RUN, SCENARIO) for step in lets_answer(table)),
        *(
            step
            for table, column in GOING_ON.items()
            for step in lets_compute(table, column=column)
        ),
        watch(table=RUN, kind="scenario_run"),
        watch(table=SCENARIO, kind="scenario"),
    ]
