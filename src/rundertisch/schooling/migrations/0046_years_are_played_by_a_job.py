# SPDX-License-Identifier: EUPL-1.2
"""A job plays years through: how far it is, and what the year comes to policy by policy.

The job sees children, their seats and wishes, and who is expected, only while a year is being
played, and changes nothing but the answers. Counselling asks, reads, and may stop a year.
"""

from django.db import migrations, models
from django.db.models import Q, deletion

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
YEAR, POLICY = "schooling_playedyear", "schooling_playedpolicy"
COUNSELS = "(select schooling_counsels())"
JOB = "(select app_job()) = 'played_years'"
GOING_ON = f"{JOB} and exists (select from {YEAR} y where y.state = 'WAITING')"
READ = ("schooling_child", "schooling_expectedarrivals", "schooling_policy")
WITH_THE_CHILD = (  # whoever sees a child sees these; their rules are for every command
    "schooling_family",
    "schooling_wish",
    "schooling_allowedform",
    "schooling_placement",
)
STATES = [
    ("WAITING", "wird gerechnet"),
    ("DONE", "gerechnet"),
    ("FAILED", "gescheitert"),
    ("CANCELLED", "abgebrochen"),
]
ANSWERS = [("WAITING", "wartet"), ("DONE", "gerechnet"), ("FAILED", "gescheitert")]


def policy(name: str, table: str, rule: str) -> migrations.RunSQL:
    """Add a policy for the worker's role; reversible."""
    return migrations.RunSQL(
        f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
    )


def lets_answer(table: str) -> list[migrations.RunSQL]:
    """Let the job read and change rows of a year."""
    return [
        policy("years_read", table, f"for select to rundertisch_worker using ({JOB})"),
        policy("years_answer", table, f"for update to rundertisch_worker using ({JOB})"),
        migrations.RunSQL(
            f"grant select, update on {table} to rundertisch_worker",
            f"revoke select, update on {table} from rundertisch_worker",
        ),
    ]


def reads_only(table: str) -> list[migrations.RunSQL]:
    """Keep the job from writing where seeing the child would be enough to write."""
    other = "(select app_job()) is distinct from 'played_years'"
    return [
        policy(
            "years_change_nothing",
            table,
            f"as restrictive for update to rundertisch_worker using ({other})",
        ),
        policy(
            "years_add_nothing",
            table,
            f"as restrictive for insert to rundertisch_worker with check ({other})",
        ),
    ]


class Migration(migrations.Migration):
    """A state for years, a table for their policies, and what the job may see."""

    dependencies = [("schooling", "0045_played_years")]

    operations = [
        migrations.AlterField(
            "playedyear",
            "answer",
            models.JSONField(blank=True, null=True, verbose_name="Antwort"),
        ),
        migrations.AlterField(
            "playedyear",
            "input_sha256",
            models.CharField(blank=True, max_length=64, verbose_name="Prüfsumme der Eingabe"),
        ),
        migrations.AddField(
            "playedyear",
            "state",
            models.CharField(choices=STATES, default="DONE", max_length=9, verbose_name="Stand"),
            preserve_default=False,
        ),
        migrations.AddField(
            "playedyear",
            "trouble",
            models.CharField(blank=True, default="", max_length=500, verbose_name="Hindernis"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "playedyear",
            models.UniqueConstraint(
                condition=Q(("state", "WAITING")),
                fields=("state",),
                name="one_year_is_played_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            "playedyear",
            models.CheckConstraint(
                condition=Q(
                    Q(("answer__isnull", False), ("state", "DONE"), ("trouble", "")),
                    Q(("answer__isnull", True), ("state", "WAITING")),
                    Q(("answer__isnull", True), ("state", "CANCELLED")),
                    Q(
                        ("answer__isnull", True),
                        ("state", "FAILED"),
                        Q(("trouble", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="year_is_played_or_says_why_not",
            ),
        ),
        migrations.CreateModel(
            name="PlayedPolicy",
            fields=[
                ("id", KEY),
                ("number", models.PositiveSmallIntegerField(verbose_name="Nummer")),
                ("policy", models.CharField(max_length=30, verbose_name="Regel")),
                (
                    "state",
                    models.CharField(
                        choices=ANSWERS, default="WAITING", max_length=7, verbose_name="Stand"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Anläufe")),
                ("counts", models.JSONField(blank=True, null=True, verbose_name="Zahlen")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=deletion.CASCADE,
                        related_name="policies",
                        to="schooling.playedyear",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "number"), name="played_policy_number_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("counts__isnull", False), ("state", "DONE")),
                            Q(
                                Q(("state", "DONE"), _negated=True),
                                ("counts__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="played_policy_has_counts_when_done",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            f"grant update (state) on {YEAR} to rundertisch_app",
            f"revoke update (state) on {YEAR} from rundertisch_app",
        ),
        protect(POLICY, using=COUNSELS),
        migrations.RunSQL(
            f"revoke update, delete on {POLICY} from rundertisch_app",
            f"grant update, delete on {POLICY} to rundertisch_app",
        ),
        *(step for table in (YEAR, POLICY) for step in lets_answer(table)),
        *(
            policy("years", table, f"for select to rundertisch_worker using ({GOING_ON})")
            for table in READ
        ),
        *(step for table in WITH_THE_CHILD for step in reads_only(table)),
        watch(table=POLICY, kind="played_policy"),
    ]
