# SPDX-License-Identifier: EUPL-1.2
"""Find at once whether an action recorded anything in a transaction.

The trigger `past_the_actions` asks it for every changed row at the commit; without the index it
read all entries of the same transaction again each time, and many rows took the square of that.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One partial index: the entries of actions, by transaction."""

    dependencies = [("kernel", "0005_logs_only_grow")]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("action__startswith", "sql."), _negated=True),
                fields=["transaction"],
                name="kernel_audit_by_actions",
            ),
        ),
    ]
