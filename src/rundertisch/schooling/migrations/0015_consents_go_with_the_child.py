# SPDX-License-Identifier: EUPL-1.2
"""A child that is removed takes its consents and links along, not only its subject."""

from django.db import migrations

DROP = """
create or replace function schooling_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  {dropping}
  return null;
end $$;
"""
ALL = "perform privacy_drop_subject(old.subject_id);"
SUBJECT = """delete from kernel_securelink where subject_id = old.subject_id;
  delete from privacy_subject where id = old.subject_id;"""


class Migration(migrations.Migration):
    """One function."""

    dependencies = [
        ("privacy", "0003_consent_decides"),
        ("schooling", "0014_rounds_can_be_handed_over"),
    ]
    operations = [
        migrations.RunSQL(DROP.format(dropping=ALL), DROP.format(dropping=SUBJECT)),
    ]
