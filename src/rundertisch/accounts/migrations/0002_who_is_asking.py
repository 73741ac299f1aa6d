# SPDX-License-Identifier: EUPL-1.2
"""Who is asking, answered by the database; who may sit where, promised by the database.

The application tells PostgreSQL a user and a seat (`kernel.scope`). These functions believe it only
as far as the seat belongs to that user and runs today in Berlin; in doubt they answer null, and a
policy that compares with null shows nothing. They run as their owner (SECURITY DEFINER), who is not
bound by the row rules, so a rule on seats does not ask itself.
"""

from django.db import migrations

from rundertisch.kernel.scope import protect

ASKING = """
create function app_today() returns date
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (now() at time zone 'Europe/Berlin')::date
$$;

create function app_user_id() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select nullif(current_setting('app.user_id', true), '')::bigint
$$;

create function app_seat_id() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id
    from accounts_seat s join partners_partner p on p.id = s.partner_id
   where s.id = nullif(current_setting('app.seat_id', true), '')::bigint
     and s.user_id = app_user_id()
     and s.starts_on <= app_today()
     and (s.ends_on is null or s.ends_on > app_today())
     and p.kind <> 'IMMIGRATION_OFFICE'
$$;

create function app_role() returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select s.role::text from accounts_seat s where s.id = app_seat_id()
$$;

create function app_partner_id() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select s.partner_id from accounts_seat s where s.id = app_seat_id()
$$;

create function app_partner_kind() returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select p.kind::text from partners_partner p where p.id = app_partner_id()
$$;

create function app_place_id() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select p.place_id from partners_partner p where p.id = app_partner_id()
$$;
"""
NOBODY_ASKING = """
drop function app_place_id();
drop function app_partner_kind();
drop function app_partner_id();
drop function app_role();
drop function app_seat_id();
drop function app_user_id();
drop function app_today();
"""

# Whoever would seat the immigration authority (Ausländerbehörde) is refused by the database, also
# when a partner with seats would become one (DOMAIN.md 4.4: a hard wall, § 87 AufenthG).
PROMISES = """
create function accounts_seat_is_allowed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from partners_partner p
              where p.id = new.partner_id and p.kind = 'IMMIGRATION_OFFICE') then
    raise check_violation using message = 'an immigration office has no seat',
      constraint = 'no_seat_for_immigration_office';
  end if;
  if tg_op = 'UPDATE' and old.ends_on is not null
     and (new.ends_on is null or new.ends_on > old.ends_on) then
    raise check_violation using message = 'a seat is never prolonged, a new one is given',
      constraint = 'seat_never_prolonged';
  end if;
  return new;
end $$;

create trigger seat_is_allowed before insert or update on accounts_seat
for each row execute function accounts_seat_is_allowed();

create function accounts_partner_keeps_out() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.kind = 'IMMIGRATION_OFFICE'
     and exists (select from accounts_seat s where s.partner_id = new.id) then
    raise check_violation using message = 'an immigration office has no seat',
      constraint = 'no_seat_for_immigration_office';
  end if;
  return new;
end $$;

create trigger partner_keeps_out before update of kind on partners_partner
for each row execute function accounts_partner_keeps_out();

create extension if not exists btree_gist;

alter table accounts_seat add constraint one_seat_at_a_time exclude using gist (
  user_id with =, partner_id with =, role with =, daterange(starts_on, ends_on) with &&
);
"""
NO_PROMISES = """
alter table accounts_seat drop constraint one_seat_at_a_time;
drop trigger partner_keeps_out on partners_partner;
drop function accounts_partner_keeps_out();
drop trigger seat_is_allowed on accounts_seat;
drop function accounts_seat_is_allowed();
"""

# Somebody must be the first: possible exactly once, while nobody has ever had a seat.
FIRST = """
create function accounts_seat_first_administrator(
  first_user bigint, first_partner bigint, first_day date
) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare given bigint;
begin
  lock table accounts_seat in share row exclusive mode;
  if exists (select from accounts_seat) then
    return null;
  end if;
  insert into accounts_seat (user_id, partner_id, role, starts_on)
  values (first_user, first_partner, 'ADMINISTRATOR', first_day) returning id into given;
  return given;
end $$;
"""
NO_FIRST = "drop function accounts_seat_first_administrator(bigint, bigint, date)"

# Only ends_on may change, nothing is deleted; nobody gives a seat to themselves, so that who hands
# out seats does not hand themselves the children.
RIGHTS = """
revoke update, delete, truncate on accounts_seat from rundertisch_app;
grant update (ends_on) on accounts_seat to rundertisch_app;
revoke delete, truncate on accounts_user from rundertisch_app;
create policy never_for_oneself on accounts_seat as restrictive for insert
  with check (user_id is distinct from (select app_user_id()));
"""
NO_RIGHTS = """
drop policy never_for_oneself on accounts_seat;
grant update, delete on accounts_seat to rundertisch_app;
grant delete on accounts_user to rundertisch_app;
"""
ADMINISTERS = "coalesce((select app_role()) = 'ADMINISTRATOR', false)"


class Migration(migrations.Migration):
    """Functions first, then promises, then the row rule of seats."""

    dependencies = [("accounts", "0001_people_and_seats")]

    operations = [
        migrations.RunSQL(ASKING, NOBODY_ASKING),
        migrations.RunSQL(PROMISES, NO_PROMISES),
        migrations.RunSQL(FIRST, NO_FIRST),
        protect(
            "accounts_seat",
            using=f"user_id = (select app_user_id()) or {ADMINISTERS}",
            check=ADMINISTERS,
        ),
        migrations.RunSQL(RIGHTS, NO_RIGHTS),
    ]
