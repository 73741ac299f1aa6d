# SPDX-License-Identifier: EUPL-1.2
"""Every child has a subject of its own, made and removed with it; the family reads its own rows.

The subject is made by a trigger, whatever the application says: so nobody can hang a child onto the
subject of another record, and no two records of a human are joined. It is never exchanged.
"""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
with made as (
  insert into privacy_subject (id) select gen_random_uuid() from schooling_child returning id
)
update schooling_child c set subject_id = one.id
  from (select id, row_number() over () as number from made) one
  join (select id, row_number() over () as number from schooling_child) known using (number)
 where c.id = known.id;
set constraints all immediate;
"""
EMPTY = """
with freed as (
  update schooling_child c set subject_id = null
    from schooling_child before where before.id = c.id
  returning before.subject_id
)
delete from privacy_subject where id in (select subject_id from freed);
set constraints all immediate;
"""

TRIGGERS = """
create function schooling_give_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into privacy_subject default values returning id into new.subject_id;
  return new;
end $$;

create trigger give_subject before insert on schooling_child
for each row execute function schooling_give_subject();

create function schooling_keep_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  raise check_violation using message = 'the subject of a child is never exchanged',
    constraint = 'child_keeps_its_subject';
end $$;

create trigger keep_subject before update of subject_id on schooling_child
for each row when (new.subject_id is distinct from old.subject_id)
execute function schooling_keep_subject();

create function schooling_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from kernel_securelink where subject_id = old.subject_id;
  delete from privacy_subject where id = old.subject_id;
  return null;
end $$;

create trigger drop_subject after delete on schooling_child
for each row execute function schooling_drop_subject();

create function schooling_keeps_subject(asked uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select schooling_counsels()
     and exists (select from schooling_child c where c.subject_id = asked)
$$;
"""
NO_TRIGGERS = """
drop function schooling_keeps_subject(uuid);
drop trigger drop_subject on schooling_child;
drop function schooling_drop_subject();
drop trigger keep_subject on schooling_child;
drop function schooling_keep_subject();
drop trigger give_subject on schooling_child;
drop function schooling_give_subject();
"""

POLICIES = {
    "schooling_child": "own on {} for select using (subject_id = (select app_subject_id()))",
    "privacy_subject": "schooling on {} for select using (schooling_keeps_subject(id))",
}


def subject(*, optional: bool) -> models.OneToOneField:
    """Return the child's subject, empty only while the old rows get theirs."""
    return models.OneToOneField(
        editable=False,
        null=optional,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="privacy.subject",
        verbose_name="betroffene Person",
    )


class Migration(migrations.Migration):
    """A column, three triggers, two policies."""

    dependencies = [
        ("privacy", "0001_subjects"),
        ("schooling", "0012_protected_home_leaves_rounds"),
    ]

    operations = [
        migrations.AddField("child", "subject", subject(optional=True)),
        migrations.RunSQL(FILL, EMPTY),
        migrations.AlterField("child", "subject", subject(optional=False)),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        *(
            migrations.RunSQL(
                f"create policy {rule.format(table)}",
                f"drop policy {rule.split()[0]} on {table}",
            )
            for table, rule in POLICIES.items()
        ),
    ]
