# SPDX-License-Identifier: EUPL-1.2
"""Row rules of a round: what hangs on a child follows it; decisions are only ever added.

Everybody decides in their own name (`by_id` is the asking seat). Two things need a door through the
row rule of placements, which lets only the signing authority write: the head of the school answers
for a child that was announced to it, and counselling announces what is signed. Each is one function
that runs as its owner (SECURITY DEFINER), asks who is asking, and changes these columns only.

A what-if is no proposal: it must not decide which authority sees a child.
"""

from django.db import migrations

from rundertisch.kernel.scope import protect

COUNSELS = "(select schooling_counsels())"
SEES_ROUND = """
(select app_role()) in ('SCHOOL_COUNSELLING', 'SUPERVISORY_AUTHORITY', 'TOWN_SCHOOL_OFFICE')
"""
OWN_NAME = "by_id = (select app_seat_id())"

FUNCTIONS = """
create function schooling_has_read(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from kernel_accessentry a
     where a.about_kind = 'proposed_seat' and a.about_id = asked::text
       and a.seat_id = app_seat_id() and a.purpose = 'Begründung gelesen')
$$;

create function schooling_answer_placement(
  asked bigint, said text, ground bigint, said_words text, said_on date)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update schooling_placement p
     set answer = said, answer_ground_id = ground, answer_words = said_words,
         answered_on = said_on, answered_by_id = app_seat_id(),
         ends_on = case when said = 'REFUSED' then greatest(p.starts_on, said_on) end
   where p.id = asked and p.announced_on is not null and p.answer = '' and p.ends_on is null
     and schooling_school_sees(p.child_id)
     and exists (select 1 from schooling_group g join schooling_school s on s.id = g.school_id
                  where g.id = p.group_id and s.partner_id = app_partner_id());
  return found;
end $$;

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
NO_FUNCTIONS = """
drop function schooling_announce_placement(bigint, date);
drop function schooling_answer_placement(bigint, text, bigint, text, date);
drop function schooling_has_read(bigint);
"""

NEWEST = """
create or replace function schooling_authority_sees(asked_child bigint, low integer, high integer)
returns boolean language sql stable security definer cost 1000
set search_path = public, pg_temp as $$
  with newest as (
    select p.group_id from schooling_proposedseat p {real}
     where p.child_id = asked_child order by p.proposal_id desc limit 1
  ), seated as (
    select p.group_id from schooling_placement p
     where p.child_id = asked_child
       and (p.ends_on is null or p.ends_on > app_today())
  ), forms as (
    select s.form from schooling_group g join schooling_school s on s.id = g.school_id
     where g.id in (select group_id from newest union all select group_id from seated)
  )
  select exists (select 1 from forms f where schooling_supervises(f.form, low, high))
    or (exists (select 1 from newest where group_id is null) and case
          when exists (select 1 from schooling_allowedform a where a.child_id = asked_child)
          then exists (select 1 from schooling_allowedform a where a.child_id = asked_child
                          and schooling_supervises(a.form, low, high))
          else schooling_supervises(null, low, high) end)
    or (not exists (select 1 from newest) and not exists (select 1 from seated)
        and schooling_supervises(null, low, high))
$$;
"""
REAL = "join schooling_proposal r on r.id = p.proposal_id and r.what_if is null"


def follows_child(table: str) -> str:
    """Return the rule of a table whose rows hang on a child."""
    visible = f"exists (select 1 from schooling_child c where c.id = {table}.child_id)"  # noqa: S608 - the table's name is ours
    return f"{COUNSELS} or {visible}"


def only_counselling_deletes(table: str) -> migrations.RunSQL:
    """Seeing a row never means being allowed to delete it."""
    return migrations.RunSQL(
        f"create policy deletes on {table} as restrictive for delete using ({COUNSELS})",
        f"drop policy deletes on {table}",
    )


class Migration(migrations.Migration):
    """Every table of a round gets its rule."""

    dependencies = [("schooling", "0009_rounds")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(NEWEST.format(real=REAL), NEWEST.format(real="")),
        protect("schooling_round", using=SEES_ROUND, check=COUNSELS),
        protect(
            "schooling_roundchild", using=follows_child("schooling_roundchild"), check=COUNSELS
        ),
        protect(
            "schooling_decision",
            using=follows_child("schooling_decision"),
            check=f"{OWN_NAME} and ({follows_child('schooling_decision')})",
        ),
        *(
            only_counselling_deletes(table)
            for table in ("schooling_round", "schooling_roundchild", "schooling_decision")
        ),
        migrations.RunSQL(
            "revoke update on schooling_decision from rundertisch_app",
            "grant update on schooling_decision to rundertisch_app",
        ),
    ]
