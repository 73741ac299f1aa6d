# SPDX-License-Identifier: EUPL-1.2
"""A child that arrives while a round runs comes into it by a decision that says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One kind of decision more."""

    dependencies = [("schooling", "0039_bottlenecks")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("LOCKED", "festgelegt"),
                    ("EXCLUDED", "Schule ausgeschlossen"),
                    ("RELEASED", "aufgehoben"),
                    ("SIGNED", "unterschrieben"),
                    ("WITHDRAWN", "Unterschrift zurückgenommen"),
                    ("ANNOUNCED", "bekannt gegeben"),
                    ("ACCEPTED", "aufgenommen"),
                    ("REFUSED", "abgelehnt"),
                    ("NOT_APPEARED", "nicht erschienen"),
                    ("JOINED", "nachgekommen"),
                ],
                max_length=12,
                verbose_name="Art",
            ),
        ),
    ]
