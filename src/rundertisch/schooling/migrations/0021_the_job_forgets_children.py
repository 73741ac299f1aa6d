# SPDX-License-Identifier: EUPL-1.2
"""The jobs that forget pass the row rules of every table that hangs on a child."""

from django.db import migrations

from rundertisch.privacy.registry.row_rules import lets_forget

COUNSELS = "(select schooling_counsels())"
GUARDED = (
    "schooling_child",
    "schooling_family",
    "schooling_placement",
    "schooling_allowedform",
    "schooling_wish",
    "schooling_proposedseat",
    "schooling_roundchild",
    "schooling_decision",
    "schooling_firstday",
)
OPEN = ("schooling_change", "schooling_pastcount", "schooling_round", "schooling_proposal")


class Migration(migrations.Migration):
    """Nine tables on which only counselling deletes, and four others."""

    dependencies = [
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0020_past_counts"),
    ]

    operations = [
        *(step for table in GUARDED for step in lets_forget(table, deletes=COUNSELS)),
        *(step for table in OPEN for step in lets_forget(table)),
    ]
