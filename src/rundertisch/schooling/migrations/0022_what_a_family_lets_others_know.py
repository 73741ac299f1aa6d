# SPDX-License-Identifier: EUPL-1.2
"""Contact and need of a family: two class tables, read by whom the family consented to.

A child that is removed takes them along: its subject could not go otherwise.
"""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.privacy.registry.class_tables import protect_class_table
from rundertisch.privacy.registry.row_rules import lets_forget

CONTACT, NEED = "schooling_familycontact", "schooling_supportneed"
DROP = """
create or replace function schooling_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  {first}
  perform privacy_drop_subject(old.subject_id);
  return null;
end $$;
"""
TEXTS_FIRST = f"""
  delete from {CONTACT} where subject_id = old.subject_id;
  delete from {NEED} where subject_id = old.subject_id;
"""  # noqa: S608 - our own names


def entrusted(name: str, *, title: str) -> migrations.CreateModel:
    """Return one class table."""
    prefix = f"schooling_{name.lower()}"
    return migrations.CreateModel(
        name=name,
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("words", models.TextField(max_length=2000, verbose_name="Text")),
            ("written_on", models.DateField(verbose_name="geschrieben am")),
            (
                "owner",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="partners.partner",
                    verbose_name="führende Stelle",
                ),
            ),
            (
                "subject",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="privacy.subject",
                    verbose_name="betroffene Person",
                ),
            ),
        ],
        options={
            "verbose_name": title,
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(fields=("subject", "owner"), name=f"{prefix}_once"),
                models.CheckConstraint(
                    condition=models.Q(("words", ""), _negated=True),
                    name=f"{prefix}_says_something",
                ),
            ],
        },
    )


class Migration(migrations.Migration):
    """Two tables with the row rule of consent, watched and forgotten like every other."""

    dependencies = [
        ("kernel", "0006_actions_of_a_transaction"),
        ("partners", "0001_partners_and_competences"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0021_the_job_forgets_children"),
    ]

    operations = [
        entrusted("FamilyContact", title="Kontakt zur Familie"),
        entrusted("SupportNeed", title="Bedarf der Familie"),
        *protect_class_table(CONTACT, data_class="CONTACT", purposes=("SCHOOL_PLACE",)),
        *protect_class_table(NEED, data_class="NEED", purposes=("SCHOOL_PLACE",)),
        migrations.RunSQL(DROP.format(first=TEXTS_FIRST), DROP.format(first="")),
        *(step for table in (CONTACT, NEED) for step in lets_forget(table)),
        watch(table=CONTACT, kind="family_contact"),
        watch(table=NEED, kind="support_need"),
    ]
