# SPDX-License-Identifier: EUPL-1.2
"""Counts by month of forgotten children, so that figures of past months stay true.

Counselling and the leadership count every town, a town's school office its own. Only
the owner role writes.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "schooling_pastcount"
READS = """(select schooling_counsels()) or (select schooling_leads())
    or ((select app_role()) = 'TOWN_SCHOOL_OFFICE'
        and (select app_partner_kind()) = 'TOWN_SCHOOL_OFFICE'
        and town_id = (select app_place_id()))"""


class Migration(migrations.Migration):
    """One table without a person."""

    dependencies = [
        ("places", "0001_towns_addresses_holidays"),
        ("schooling", "0019_how_long_children_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("QUEUE", "wartete am Monatsende"),
                            ("SEATED", "bis zu einer Frist vermittelt"),
                            ("KNOWN", "im Monat angemeldet und bekannt"),
                        ],
                        max_length=6,
                        verbose_name="Zahl",
                    ),
                ),
                ("day", models.DateField(verbose_name="Stand")),
                ("band", models.CharField(max_length=4, verbose_name="Stufe")),
                ("counselled", models.BooleanField(default=False, verbose_name="beraten")),
                ("weeks", models.PositiveSmallIntegerField(default=0, verbose_name="Wochen")),
                ("children", models.PositiveIntegerField(verbose_name="Kinder")),
                ("seated", models.PositiveIntegerField(default=0, verbose_name="davon vermittelt")),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "day", "town", "band", "counselled", "weeks"),
                        name="one_past_count_each",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [
                f"alter table {TABLE} enable row level security",
                f"create policy reads on {TABLE} for select using ({READS})",
                f"revoke insert, update, delete, truncate on {TABLE} from rundertisch_app",
            ],
            [
                f"grant insert, update, delete on {TABLE} to rundertisch_app",
                f"drop policy reads on {TABLE}",
                f"alter table {TABLE} disable row level security",
            ],
        ),
    ]
