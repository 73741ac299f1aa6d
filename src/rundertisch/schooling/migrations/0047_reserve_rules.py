# SPDX-License-Identifier: EUPL-1.2
"""How far a reserve looks ahead and what a child without a seat counts: dated, with who said so.

Every seat of the house may read it; who enters expected arrivals enters it. It names no child.
"""

from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
TABLE = "schooling_reserverule"
WRITES = "((select schooling_counsels()) or (select schooling_leads()))"
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]


class Migration(migrations.Migration):
    """One table and who may write it."""

    dependencies = [
        ("kernel", "0006_actions_of_a_transaction"),
        ("schooling", "0046_years_are_played_by_a_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReserveRule",
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
                ("weeks", models.PositiveSmallIntegerField(verbose_name="Wochen voraus")),
                (
                    "without_seat_minutes",
                    models.PositiveSmallIntegerField(
                        verbose_name="ein Kind ohne Platz zählt (Minuten)"
                    ),
                ),
            ],
            options={
                "verbose_name": "Annahme zur Reserve",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_reserverule_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weeks__gte", 1),
                            ("weeks__lte", 52),
                            ("without_seat_minutes__gte", 1),
                            ("without_seat_minutes__lte", 600),
                        ),
                        name="reserve_rule_in_bounds",
                    ),
                    models.UniqueConstraint(fields=("starts_on",), name="one_reserve_rule_per_day"),
                ],
            },
        ),
        protect(TABLE, using="(select app_seat_id()) is not null", check=WRITES),
        migrations.RunSQL(
            f"create policy deletes on {TABLE} as restrictive for delete using ({WRITES})",
            f"drop policy deletes on {TABLE}",
        ),
        watch(table=TABLE, kind="reserve_rule"),
    ]
