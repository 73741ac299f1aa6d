# SPDX-License-Identifier: EUPL-1.2
"""What the pages never did, and SQL could: now the database refuses it as well.

A referral begins as sent, by the seat that asks. A note is written and removed by its author alone.
A case with anything in it is deleted by forgetting, a referral is not deleted at all by others. A
link shows the person only while its referral is open, and a mail with that link stops when it ends.
Nobody asks about consents of others, and how fast an office answers is told of whole months.
"""

from django.db import migrations

from rundertisch.kernel.scope import unprotect_if_bare
from rundertisch.privacy.registry.class_tables import CONSENTED

REFERRAL, NOTE, CLIENT = "cases_referral", "cases_casenote", "cases_client"
CHANGE, FINDABLE, REGIME = "cases_casechange", "cases_findable", "cases_regimechange"
FUNCTIONS = """
create function cases_referral_begins_sent() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.state <> 'SENT' or new.sent_on > app_today() or new.answered_on is not null
     or new.reminded_on is not null or (new.reason, new.answer, new.outcome) <> ('', '', '')
     or new.sent_by_id is distinct from coalesce(app_seat_id(), new.sent_by_id) then
    raise check_violation using constraint = 'referral_begins_sent',
      message = 'a referral begins as sent and unanswered, by the seat that asks';
  end if;
  return new;
end $$;
create trigger begins_sent before insert on cases_referral
for each row execute function cases_referral_begins_sent();

create function cases_mails_stop() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- what has left has left; a job lets the mail run out instead
  if app_job() is null then
    update kernel_message set state = 'DROPPED', trouble = '', settled_at = clock_timestamp()
     where occasion = 'REFERRAL' and about_kind = 'referral' and about_id = new.id::text
       and (state = 'WAITING' or state = 'FAILED' or state = 'UNCERTAIN');
  end if;
  return null;
end $$;
create trigger mails_stop after update of state on cases_referral
for each row when (new.state <> 'SENT' and new.state <> 'ACCEPTED')
execute function cases_mails_stop();

create function cases_is_bare(asked uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select cases_keeps_subject(asked) and not (
    exists (select from cases_need t where t.subject_id = asked)
    or exists (select from cases_casenote t where t.subject_id = asked)
    or exists (select from cases_referral t where t.subject_id = asked)
    or exists (select from cases_regimechange t where t.subject_id = asked)
    or exists (select from cases_conferencepoint t where t.subject_id = asked)
    or exists (select from cases_findable t where t.subject_id = asked)
    or exists (select from cases_findask t where t.subject_id = asked)
    or exists (select from privacy_consent t where t.subject_id = asked))
$$;

create function cases_open_link_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select r.subject_id from cases_referral r
   where r.id::text = app_link_about('referral') and (r.state = 'SENT' or r.state = 'ACCEPTED')
$$;

create function cases_open_link_need() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select r.need_id from cases_referral r
   where r.id::text = app_link_about('referral') and (r.state = 'SENT' or r.state = 'ACCEPTED')
$$;
create function cases_finding_ends_once() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  raise check_violation using constraint = 'finding_ends_once',
    message = 'whoever no longer wants to be found is asked anew';
end $$;
create trigger ends_once before update of ended_on on cases_findable for each row
when (old.ended_on is not null and new.ended_on is distinct from old.ended_on)
execute function cases_finding_ends_once();
revoke execute on function cases_consented(uuid, bigint, text) from public;

-- Whoever asks twice, with another first day or a day later, would learn of a single answer: the
-- twelve whole months before this one, for everybody. Three members who answer such referrals.
create function cases_answer_times() returns table (partner_id bigint, days integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.to_partner_id,
         round(percentile_cont(0.5) within group (order by r.answered_on - r.sent_on))::integer
    from cases_referral r
   where r.answered_on < date_trunc('month', app_today())
     and r.answered_on >= date_trunc('month', app_today()) - interval '12 months'
     and cases_leads()
     and (select count(distinct s.user_id) from accounts_seat s
           where s.partner_id = r.to_partner_id and s.starts_on <= app_today()
             and (s.role = 'AGENCY_CONTACT' or s.role = 'CASE_MANAGER')
             and (s.ends_on is null or s.ends_on > app_today())) >= 3
   group by r.to_partner_id having count(*) >= 5
$$;
drop function cases_answer_times(date);
"""
NO_FUNCTIONS = """
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
drop function cases_answer_times();
grant execute on function cases_consented(uuid, bigint, text) to public;
drop trigger ends_once on cases_findable;
drop function cases_finding_ends_once();
drop function cases_open_link_need();
drop function cases_open_link_subject();
drop function cases_is_bare(uuid);
drop trigger mails_stop on cases_referral;
drop function cases_mails_stop();
drop trigger begins_sent on cases_referral;
drop function cases_referral_begins_sent();
"""
# The worker is a member of the runtime role: a restrictive rule binds the jobs that forget as well.
JOBS = "(select app_job()) = 'forget' or (select app_job()) = 'retention'"
AUTHOR = f"author_id = (select app_seat_id()) or {JOBS}"
OWN_CASE = f"cases_keeps_subject(subject_id) or {JOBS}"  # an addressee knows the subject as well
RESTRICTED = {
    "only_author_writes": (NOTE, f"for insert to rundertisch_app with check ({AUTHOR})"),
    "only_author_removes": (NOTE, f"for delete to rundertisch_app using ({AUTHOR})"),
    "only_bare_goes": (
        CLIENT,
        f"for delete to rundertisch_app using (cases_is_bare(subject_id) or {JOBS})",
    ),
    "only_of_own_case": (FINDABLE, f"for insert to rundertisch_app with check ({OWN_CASE})"),
    "only_to_own_case": (
        FINDABLE,
        f"for update to rundertisch_app using (true) with check ({OWN_CASE})",
    ),
    "only_in_own_case": (REGIME, f"for insert to rundertisch_app with check ({OWN_CASE})"),
    "only_into_own_case": (
        REGIME,
        f"for update to rundertisch_app using (true) with check ({OWN_CASE})",
    ),
}
SEEN = "exists (select from cases_client c where c.id = client_id)"
WRITES = f"{SEEN} and (select cases_leads())"
BY_LINK = {  # what a link opens: the rows of its referral, while that is open
    "cases_clientcontact": ("CONTACT", "subject_id = (select {})"),
    "cases_need": ("NEED", "id = (select {})"),
}
WHICH = {
    "cases_clientcontact": ("cases_open_link_subject()", "app_link_subject_id()"),
    "cases_need": ("cases_open_link_need()", "cases_link_need()"),
}
AGREED = ("cases_referralperiod", "cases_documentationfield", "cases_needchain", "cases_chainstep")
SETS = "(select cases_coordinates())"


def restricted(name: str) -> migrations.RunSQL:
    """Add one rule that every other rule of the table bows to."""
    table, rule = RESTRICTED[name]
    return migrations.RunSQL(
        f"create policy {name} on {table} as restrictive {rule}",
        f"drop policy {name} on {table}",
    )


def shown_by_link(table: str) -> migrations.RunSQL:
    """Let a link show rows of a class only while its referral is open."""
    data_class, which = BY_LINK[table]
    consented = CONSENTED.format(
        table=table, partner="(select app_link_partner_id())", data_class=data_class, purpose=""
    ).strip()
    now, before = (
        f"alter policy link on {table} using ({which.format(source)} and {consented})"
        for source in WHICH[table]
    )
    return migrations.RunSQL(now, before)


def agreed(table: str) -> list[migrations.RunSQL]:
    """Let everybody read what was agreed on, and the coordination alone write it."""
    return [
        migrations.RunSQL(
            f"alter table {table} enable row level security", unprotect_if_bare(table)
        ),
        migrations.RunSQL(
            f"create policy reads on {table} for select using (true)",
            f"drop policy reads on {table}",
        ),
        migrations.RunSQL(
            f"create policy sets on {table} using ({SETS}) with check ({SETS})",
            f"drop policy sets on {table}",
        ),
    ]


class Migration(migrations.Migration):
    """Functions, triggers and rules; no table changes."""

    dependencies = [("cases", "0020_a_person_ends_it_alone")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(restricted(name) for name in RESTRICTED),
        migrations.RunSQL(
            f"revoke delete on {REFERRAL} from rundertisch_app",
            f"grant delete on {REFERRAL} to rundertisch_app",
        ),
        migrations.RunSQL(
            [
                f"alter policy follows on {CHANGE} using ({WRITES}) with check ({WRITES})",
                f"create policy own on {CHANGE} for select using ({SEEN})",
            ],
            [
                f"drop policy own on {CHANGE}",
                f"alter policy follows on {CHANGE} using ({SEEN}) with check ({SEEN})",
            ],
        ),
        *(shown_by_link(table) for table in BY_LINK),
        *(step for table in AGREED for step in agreed(table)),
    ]
