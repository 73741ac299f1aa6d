# SPDX-License-Identifier: EUPL-1.2
"""A place of a new decision keeps the line of the round that it began with.

So the round knows that the child has a place, waits for the answer of its head before it is
sealed, and shows the line to nobody as waiting for a signature.
"""

from django.db import migrations

DECIDE = """
create or replace function schooling_decide_anew(
  asked bigint, new_group bigint, first_day date, said_words text, said_on date)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  old schooling_placement;
  made bigint;
begin
  select * into old from schooling_placement where id = asked for update;
  if old.announced_on is null or old.ends_on is not null
     or coalesce(app_role() <> 'SUPERVISORY_AUTHORITY', true)
     or not schooling_may_sign(old.group_id)
     or (new_group is not null and not schooling_may_sign(new_group)) then
    raise insufficient_privilege using message = 'only the authority of a place decides anew';
  end if;
  update schooling_placement set ends_on = greatest(starts_on, said_on) where id = asked;
  if new_group is not null then
    insert into schooling_placement
      (child_id, group_id, starts_on, signed_on, signed_by_id, words, announced_on, expected_on,
       proposed_seat_id)
    values (old.child_id, new_group, said_on, said_on, app_seat_id(), said_words, said_on,
            first_day, {line})
    returning id into made;
  end if;
  return made;
end $$;
"""


class Migration(migrations.Migration):
    """One column more in one function."""

    dependencies = [("schooling", "0034_progress")]
    operations = [
        migrations.RunSQL(DECIDE.format(line="old.proposed_seat_id"), DECIDE.format(line="null"))
    ]
