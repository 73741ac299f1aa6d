# SPDX-License-Identifier: EUPL-1.2
"""A family reads on its own view also who changed what about its child (Art. 15 DSGVO)."""

from django.db import migrations

OWN = """
create policy own on schooling_change for select using (
  child_id in (select c.id from schooling_child c where c.subject_id = (select app_subject_id()))
)
"""


class Migration(migrations.Migration):
    """One policy beside the one of counselling."""

    dependencies = [("schooling", "0017_logs_name_no_child")]

    operations = [migrations.RunSQL(OWN, "drop policy own on schooling_change")]
