# SPDX-License-Identifier: EUPL-1.2
"""A change may carry words, and outlives the second record of a split that is taken back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two fields of what was changed."""

    dependencies = [("schooling", "0006_counselling_ends_and_moves_places")]

    operations = [
        migrations.AddField(
            "change",
            "words",
            models.CharField(blank=True, max_length=300, verbose_name="in eigenen Worten"),
        ),
        migrations.AlterField(
            "change",
            "other",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="schooling.child",
            ),
        ),
    ]
