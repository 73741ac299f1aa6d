# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected, where and when: numbers with a source, entered by a person.

Every seat of the house may read it, counselling and the leadership of the centre write it. It names
no child and nothing below a town.
"""

from django.db import migrations, models
from django.db.models import deletion

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
TABLE = "schooling_expectedarrivals"
WRITES = "((select schooling_counsels()) or (select schooling_leads()))"


class Migration(migrations.Migration):
    """One table and who may write it."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0006_actions_of_a_transaction"),
        ("places", "0001_towns_addresses_holidays"),
        ("schooling", "0040_children_join_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpectedArrivals",
            fields=[
                ("id", KEY),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("PRIMARY", "Klasse 1–4"),
                            ("SEC1", "Klasse 5–10"),
                            ("SEC2", "ab Klasse 11"),
                        ],
                        max_length=7,
                        verbose_name="Schulstufe",
                    ),
                ),
                ("week", models.DateField(verbose_name="Woche (ihr Montag)")),
                ("children", models.PositiveSmallIntegerField(verbose_name="erwartete Kinder")),
                ("source", models.CharField(max_length=200, verbose_name="Quelle")),
                ("entered_on", models.DateField(verbose_name="eingetragen am")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="accounts.seat"
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day", 1)),
                        name="expected_week_is_its_monday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("children__lte", 500), models.Q(("source", ""), _negated=True)
                        ),
                        name="expected_children_of_a_source",
                    ),
                    models.UniqueConstraint(
                        fields=("town", "stage", "week"),
                        name="expected_once_a_town_stage_and_week",
                    ),
                ],
            },
        ),
        protect(TABLE, using="(select app_seat_id()) is not null", check=WRITES),
        migrations.RunSQL(
            f"create policy deletes on {TABLE} as restrictive for delete using ({WRITES})",
            f"drop policy deletes on {TABLE}",
        ),
        migrations.RunSQL(
            f"revoke update on {TABLE} from rundertisch_app",
            f"grant update on {TABLE} to rundertisch_app",
        ),
        watch(table=TABLE, kind="expected_arrivals"),
    ]
