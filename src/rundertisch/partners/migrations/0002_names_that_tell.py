# SPDX-License-Identifier: EUPL-1.2
"""An office whose name is the what is never told of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [
        ("partners", "0001_partners_and_competences"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="sensitive",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="der Name verrät, worum es geht"
            ),
        ),
    ]
