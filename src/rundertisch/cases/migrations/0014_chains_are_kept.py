# SPDX-License-Identifier: EUPL-1.2
"""A chain of steps is in force in one version at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One promise of the database."""

    dependencies = [("cases", "0013_attachments_of_referrals")]

    operations = [
        migrations.AddConstraint(
            model_name="needchain",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("code",),
                name="cases_one_version_of_a_chain",
            ),
        ),
    ]
