# SPDX-License-Identifier: EUPL-1.2
"""A referral exists only by consent, is read by whom it is addressed to, and is answered by them.

Nobody makes one without a consent that holds, also not by SQL. Whoever answers, on a seat or with
the secret of a link, does so through one function; nobody changes a referral otherwise. A
withdrawal ends it in the same moment, and with it the link.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.privacy.registry.class_tables import CONSENTED, protect_class_table
from rundertisch.privacy.registry.row_rules import lets_forget

TABLE, LINK = "cases_referral", "kernel_securelink"
LINK_DAYS = 8
FUNCTIONS = f"""
create function cases_consented(whose uuid, to_whom bigint, what text) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  select exists (
    select from privacy_consent c
     where c.subject_id = whose and c.recipient_id = to_whom and what = any (c.classes)
       and c.what_for in ('SERVICE', 'CASE_MANAGEMENT')
       and c.starts_on <= app_today() and app_today() < c.ends_on
       and (c.withdrawn_at is null or clock_timestamp() < c.withdrawn_at))
$$;

create function cases_referral_is_allowed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- a withdrawal that is under way is waited for
  perform from privacy_consent c where c.subject_id = new.subject_id
     and c.recipient_id = new.to_partner_id for share;
  if new.state in ('SENT', 'ACCEPTED')
     and not cases_consented(new.subject_id, new.to_partner_id, 'REFERRAL') then
    raise check_violation using constraint = 'referral_needs_consent',
      message = 'a referral needs a consent of the person that holds now';
  end if;
  if not exists (select from cases_need n where n.id = new.need_id
                    and n.subject_id = new.subject_id and n.owner_id = new.owner_id) then
    raise check_violation using constraint = 'referral_of_a_need',
      message = 'a referral is about whom its need is about';
  end if;
  return new;
end $$;

create function cases_referrals_go_along() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases_referral set subject_id = new.subject_id where need_id = new.id;
  return null;
end $$;

create function cases_consent_withdrawn() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases_referral r set state = 'WITHDRAWN', ended_on = app_today()
   where r.subject_id = new.subject_id and r.to_partner_id = new.recipient_id
     and r.state in ('SENT', 'ACCEPTED')
     and not cases_consented(r.subject_id, r.to_partner_id, 'REFERRAL');
  return null;
end $$;

create function cases_link_need() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select r.need_id from cases_referral r where r.id::text = app_link_about('referral')
$$;

create function cases_answer_referral(asked bigint, wanted text, why text, words text, result text)
returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare r cases_referral;
begin
  select * into r from cases_referral where id = asked for update;
  if r.id is null or not cases_consented(r.subject_id, r.to_partner_id, 'REFERRAL') or not (
    (app_link_about('referral') = asked::text and app_link_partner_id() = r.to_partner_id)
    or (app_partner_id() = r.to_partner_id
        and app_purposes() && array['SERVICE', 'CASE_MANAGEMENT']::varchar[])) then
    return 'NOT_YOURS';
  end if;
  if not (r.state = 'SENT' or (r.state = 'ACCEPTED' and wanted in ('DONE', 'REFUSED')))
     or wanted not in ('ACCEPTED', 'REFUSED', 'DONE') then
    return r.state;
  end if;
  update cases_referral set state = wanted, reason = why, answer = words, outcome = result,
         answered_on = coalesce(answered_on, app_today()),
         ended_on = case when wanted = 'ACCEPTED' then null else app_today() end
   where id = asked;
  if wanted = 'DONE' then
    update cases_need set outcome = result,
           closed_on = case when result in ('SOLVED', 'NOT_WANTED') then app_today() end
     where id = r.need_id and closed_on is null;
  end if;
  return 'OK';
end $$;

create function cases_take_back(asked bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases_referral set state = 'TAKEN_BACK', ended_on = app_today()
   where id = asked and state in ('SENT', 'ACCEPTED')
     and owner_id = app_partner_id() and cases_leads();
  if not found then
    return false;
  end if;
  update kernel_securelink set closed_at = clock_timestamp()
   where kind = 'REFERRAL' and about_kind = 'referral' and about_id = asked::text
     and closed_at is null;
  return true;
end $$;

create function cases_age_referrals(remind integer, expire integer)
returns table (reminded bigint, expired bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if coalesce(app_job(), '') <> 'referrals' then
    raise insufficient_privilege using message = 'only the job lets referrals expire';
  end if;
  update cases_referral r set state = 'WITHDRAWN', ended_on = app_today()
   where r.state in ('SENT', 'ACCEPTED')
     and not cases_consented(r.subject_id, r.to_partner_id, 'REFERRAL');
  update cases_referral r set state = 'EXPIRED', ended_on = app_today()
   where r.state = 'SENT' and r.sent_on <= app_today() - expire;
  get diagnostics expired = row_count;
  update cases_referral r set reminded_on = app_today()
   where r.state = 'SENT' and r.reminded_on is null and r.sent_on <= app_today() - remind;
  get diagnostics reminded = row_count;
  update kernel_securelink l set closed_at = clock_timestamp()
    from cases_referral r
   where l.kind = 'REFERRAL' and l.about_kind = 'referral' and l.about_id = r.id::text
     and l.closed_at is null and r.state in ('EXPIRED', 'WITHDRAWN');
  return next;
end $$;

-- How fast an office answers, never how fast a person does: from five answers and three members on.
create function cases_answer_times(since date) returns table (partner_id bigint, days integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.to_partner_id,
         round(percentile_cont(0.5) within group (order by r.answered_on - r.sent_on))::integer
    from cases_referral r
   where r.answered_on is not null and r.sent_on >= since and cases_leads()
     and (select count(distinct s.user_id) from accounts_seat s
           where s.partner_id = r.to_partner_id and s.starts_on <= app_today()
             and (s.ends_on is null or s.ends_on > app_today())) >= 3
   group by r.to_partner_id having count(*) >= 5
$$;

create trigger is_allowed before insert or update of subject_id, owner_id, to_partner_id, need_id
on {TABLE} for each row execute function cases_referral_is_allowed();
create trigger referrals_go_along after update of subject_id on cases_need
for each row execute function cases_referrals_go_along();
create trigger referrals_end after update of withdrawn_at on privacy_consent
for each row execute function cases_consent_withdrawn();
"""  # noqa: S608 - our own names
NO_FUNCTIONS = f"""
drop trigger referrals_end on privacy_consent;
drop trigger referrals_go_along on cases_need;
drop trigger is_allowed on {TABLE};
drop function cases_answer_times(date);
drop function cases_age_referrals(integer, integer);
drop function cases_take_back(bigint);
drop function cases_answer_referral(bigint, text, text, text, text);
drop function cases_link_need();
drop function cases_consent_withdrawn();
drop function cases_referrals_go_along();
drop function cases_referral_is_allowed();
drop function cases_consented(uuid, bigint, text);
"""
DROP = """
create or replace function cases_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  {first}
  delete from cases_casenote where subject_id = old.subject_id;
  delete from cases_planstep where subject_id = old.subject_id;
  delete from cases_regimechange where subject_id = old.subject_id;
  delete from cases_need where subject_id = old.subject_id;
  delete from cases_clientcontact where subject_id = old.subject_id;
  perform privacy_drop_subject(old.subject_id);
  return null;
end $$;
"""
REFERRALS_FIRST = f"delete from {TABLE} where subject_id = old.subject_id;"  # noqa: S608 - our table
ADDRESSEE = """
owner_id = (select app_partner_id()) or to_partner_id = (select app_partner_id())
or subject_id = (select app_subject_id()) or id::text = (select app_link_about('referral'))
"""
KEPT = f"kind = 'REFERRAL' and about_kind = 'referral' and cases_keeps_subject({LINK}.subject_id)"
OPENS = f"""
{KEPT} and seat_id = (select app_seat_id()) and user_id = (select app_user_id())
and expires_at <= now() + interval '{LINK_DAYS} days 1 minute'
and exists (select from {TABLE} r where r.id::text = about_id
              and (r.state = 'SENT' or r.state = 'ACCEPTED')
              and r.subject_id = {LINK}.subject_id and r.to_partner_id = {LINK}.partner_id)
"""  # noqa: S608 - our own names


def by_link(table: str, *, data_class: str, which: str) -> migrations.RunSQL:
    """Let whoever holds a referral's link read rows of a class, as long as the consent holds."""
    consented = CONSENTED.format(
        table=table, partner="(select app_link_partner_id())", data_class=data_class, purpose=""
    ).strip()
    return policy("link", table, f"for select using ({which} and {consented})")


def policy(name: str, table: str, rule: str) -> migrations.RunSQL:
    """Add one policy to a table."""
    return migrations.RunSQL(
        f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
    )


class Migration(migrations.Migration):
    """Functions, triggers, the rules of referrals and of their links."""

    dependencies = [("kernel", "0010_calendars"), ("cases", "0007_referrals")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(DROP.format(first=REFERRALS_FIRST), DROP.format(first="")),
        *protect_class_table(
            TABLE, data_class="REFERRAL", purposes=("CASE_MANAGEMENT",), link_about="referral"
        ),
        policy(
            "addressee", TABLE, f"as restrictive for select to rundertisch_app using ({ADDRESSEE})"
        ),
        migrations.RunSQL(
            f"revoke update on {TABLE} from rundertisch_app",
            f"grant update on {TABLE} to rundertisch_app",
        ),
        by_link(
            "cases_clientcontact",
            data_class="CONTACT",
            which="subject_id = (select app_link_subject_id())",
        ),
        by_link("cases_need", data_class="NEED", which="id = (select cases_link_need())"),
        policy("referral_sees", LINK, f"for select using ({KEPT})"),
        policy("referral_closes", LINK, f"for update using ({KEPT})"),
        policy("referral_opens", LINK, f"for insert with check ({OPENS})"),
        *lets_forget(TABLE),
        watch(table=TABLE, kind="referral"),
    ]
