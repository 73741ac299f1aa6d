# SPDX-License-Identifier: EUPL-1.2
"""An announced place is changed through its doors only; row rules of the notices about it.

After the announcement a place is an administrative act (VG Düsseldorf 18 L 1532/23). Nobody's
plain update changes it: the head answers, counselling says that a child left or did not come, and
the authority decides anew, each through a function that asks who asks. A notice is never changed:
only its translation and how it was handed over are added.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

NOTICE = "schooling_notice"
COUNSELS = "(select schooling_counsels())"
VISIBLE = f"exists (select 1 from schooling_child c where c.id = {NOTICE}.child_id)"  # noqa: S608 - our own name
DECIDES = f"(select app_role()) = 'SUPERVISORY_AUTHORITY' and {VISIBLE}"
RULES = f"""
create policy adds on {NOTICE} as restrictive for insert with check (
  by_id = (select app_seat_id())
  and (kind = 'ALLOCATION' and {COUNSELS}
       or kind <> 'ALLOCATION' and (select app_role()) = 'SUPERVISORY_AUTHORITY'));
create policy hands_over on {NOTICE} as restrictive for update using ({COUNSELS});
create policy deletes on {NOTICE} as restrictive for delete using (false);
create policy own on {NOTICE} for select using (
  child_id in (select c.id from schooling_child c where c.subject_id = (select app_subject_id())));
revoke update on {NOTICE} from rundertisch_app;
grant update (language, handed, handed_on, handed_by_id, announced_on, objection_until)
  on {NOTICE} to rundertisch_app;
"""  # noqa: S608 - our own names
NO_RULES = f"""
revoke update (language, handed, handed_on, handed_by_id, announced_on, objection_until)
  on {NOTICE} from rundertisch_app;
grant update on {NOTICE} to rundertisch_app;
drop policy own on {NOTICE};
drop policy deletes on {NOTICE};
drop policy hands_over on {NOTICE};
drop policy adds on {NOTICE};
"""

STAYS = """
create function schooling_announced_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if current_user in ('rundertisch_owner', 'rundertisch_worker') then
    return new;
  end if;
  raise check_violation using
    message = 'an announced place is changed by a new decision only',
    constraint = 'announced_place_stays';
end $$;

create trigger announced_place_stays before update on schooling_placement
for each row when (old.announced_on is not null) execute function schooling_announced_stays();
"""
CHANGES = """
drop trigger announced_place_stays on schooling_placement;
drop function schooling_announced_stays();
"""

DOORS = """
drop function schooling_announce_placement(bigint, date);
create function schooling_announce_placement(asked bigint, said_on date, first_day date)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not schooling_counsels() then
    raise insufficient_privilege using message = 'only counselling announces a place';
  end if;
  update schooling_placement set announced_on = said_on, expected_on = first_day
   where id = asked and signed_on is not null and announced_on is null and ends_on is null;
  return found;
end $$;

create function schooling_signing_authority(asked bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select o.kind from schooling_placement p
    join accounts_seat s on s.id = p.signed_by_id join partners_partner o on o.id = s.partner_id
   where p.id = asked and schooling_counsels()
$$;

create function schooling_decide_anew(
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
      (child_id, group_id, starts_on, signed_on, signed_by_id, words, announced_on, expected_on)
    values (old.child_id, new_group, said_on, said_on, app_seat_id(), said_words, said_on,
            first_day)
    returning id into made;
  end if;
  return made;
end $$;
"""
NO_DOORS = """
drop function schooling_decide_anew(bigint, bigint, date, text, date);
drop function schooling_signing_authority(bigint);
drop function schooling_announce_placement(bigint, date, date);
create function schooling_announce_placement(asked bigint, said_on date)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not schooling_counsels() then
    raise insufficient_privilege using message = 'only counselling announces a place';
  end if;
  update schooling_placement set announced_on = said_on
   where id = asked and signed_on is not null and announced_on is null and ends_on is null;
  return found;
end $$;
"""


class Migration(migrations.Migration):
    """Functions and a trigger first, then who sees and writes a notice."""

    dependencies = [
        ("kernel", "0006_actions_of_a_transaction"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0026_notices"),
    ]

    operations = [
        migrations.RunSQL(STAYS, CHANGES),
        migrations.RunSQL(DOORS, NO_DOORS),
        protect(NOTICE, using=f"{COUNSELS} or ({DECIDES})"),
        protect("schooling_noticerule", using="(select app_seat_id()) is not null", check=COUNSELS),
        migrations.RunSQL(RULES, NO_RULES),
        *lets_forget(NOTICE, deletes="false"),
        watch(table=NOTICE, kind="notice"),
    ]
