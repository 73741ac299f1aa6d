# SPDX-License-Identifier: EUPL-1.2
"""People sit at a conference, not agencies; a name is shown there by consent only.

Whoever was invited sees the conference and who else is invited; the points also by the person's
consent, and not if excused. A colleague of the same agency sees nothing. Once a conference is
closed nobody changes who sat there. A name is released only while the person's consent to an agency
at the table holds; it is read in the contact of the case, whose row rule asks for that consent.
"""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.privacy.registry.row_rules import lets_forget

SITS, POINT = "cases_conferenceparticipant", "cases_conferencepoint"
FUNCTIONS = """
create function cases_invited(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from cases_conferenceparticipant p
                  where p.conference_id = asked and p.seat_id = app_seat_id())
$$;

create or replace function cases_takes_part(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from cases_conferenceparticipant p
                  where p.conference_id = asked and p.seat_id = app_seat_id()
                    and p.excused_on is null)
$$;

create function cases_invitable()
returns table (seat bigint, agency bigint, agency_name text, person text, sits_as text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, p.id, p.name::text, u.name::text, s.role::text
    from accounts_seat s
    join accounts_user u on u.id = s.user_id
    join partners_partner p on p.id = s.partner_id
   where cases_leads() and p.id <> app_partner_id()
     and (s.role = 'CASE_MANAGER' or s.role = 'AGENCY_CONTACT')
     and s.starts_on <= app_today() and (s.ends_on is null or s.ends_on > app_today())
   order by p.name, u.name, s.id
$$;

create function cases_participant_is_somebody() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare at_conference bigint := coalesce(new.conference_id, old.conference_id);
begin
  if app_seat_id() is not null and exists (
    select from cases_caseconference c where c.id = at_conference and c.closed_on is not null
  ) then
    raise check_violation using constraint = 'conference_is_closed',
      message = 'nobody changes who sat at a closed conference';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if tg_op = 'INSERT' and new.seat_id is not null then
    select s.partner_id, u.name into new.partner_id, new.name
      from accounts_seat s join accounts_user u on u.id = s.user_id
     where s.id = new.seat_id and (s.role = 'CASE_MANAGER' or s.role = 'AGENCY_CONTACT')
       and s.starts_on <= app_today() and (s.ends_on is null or s.ends_on > app_today());
    if not found then
      raise check_violation using constraint = 'participant_works_with_people',
        message = 'a seat at a conference works with people and runs today';
    end if;
  end if;
  return new;
end $$;

create function cases_name_needs_consent() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.subject_id is distinct from old.subject_id then
    new.named_on := null;  -- what one person allowed is not said of another
  end if;
  if new.named_on is not null and (tg_op = 'INSERT' or old.named_on is null) and not exists (
    select from cases_conferenceparticipant p
     where p.conference_id = new.conference_id
       and cases_consented(new.subject_id, p.partner_id, 'CONTACT')
  ) then
    raise check_violation using constraint = 'name_needs_consent',
      message = 'a name is released by consent to an agency at the table';
  end if;
  return new;
end $$;

-- The person asks who has read the name; the log knows, and it is the person's own line in it.
create function cases_name_readers()
returns table (read_on date, agency text, person text)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct (a.at at time zone 'Europe/Berlin')::date, p.name::text, u.name::text
    from kernel_personreference r
    join kernel_accessentry a on a.about_kind = 'subject' and a.about_id = r.reference::text
    join accounts_seat s on s.id = a.seat_id
    join accounts_user u on u.id = s.user_id
    join partners_partner p on p.id = s.partner_id
   where r.kind = 'subject' and r.record_id = app_subject_id()::text
     and a.purpose = 'Name in der Fallkonferenz'
   order by 1, 2, 3
$$;

create function cases_forget_participants(keep_days integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare forgotten bigint;
begin
  if coalesce(app_job(), '') <> 'conferences' then
    raise insufficient_privilege using message = 'only the job forgets who sat at a conference';
  end if;
  delete from cases_conferenceparticipant p using cases_caseconference c
   where c.id = p.conference_id and c.held_on <= app_today() - keep_days;
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

create trigger is_somebody before insert or update or delete on cases_conferenceparticipant
for each row execute function cases_participant_is_somebody();
create trigger name_needs_consent before insert or update of named_on, subject_id
on cases_conferencepoint for each row execute function cases_name_needs_consent();
"""
NO_FUNCTIONS = """
drop trigger name_needs_consent on cases_conferencepoint;
drop trigger is_somebody on cases_conferenceparticipant;
drop function cases_forget_participants(integer);
drop function cases_name_readers();
drop function cases_name_needs_consent();
drop function cases_participant_is_somebody();
drop function cases_invitable();
create or replace function cases_takes_part(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select cases_leads() and exists (
    select from cases_conferenceparticipant p
     where p.conference_id = asked and p.partner_id = app_partner_id())
$$;
drop function cases_invited(bigint);
"""
UNNAMED = "update cases_conferenceparticipant set name = 'noch nicht benannt' where name = ''"
ONE_OF_AN_AGENCY = """
delete from cases_conferenceparticipant p using cases_conferenceparticipant earlier
 where earlier.conference_id = p.conference_id and earlier.partner_id = p.partner_id
   and earlier.id < p.id
"""
INVITED = {
    "cases_caseconference": ("id", "participants"),
    SITS: ("conference_id", "participants"),
}
# The worker is a member of the runtime role: a restrictive rule binds the jobs that forget as well.
AT_THE_TABLE = """
owner_id = (select app_partner_id()) or subject_id = (select app_subject_id())
or cases_takes_part(conference_id)
or (select app_job()) = 'forget' or (select app_job()) = 'retention'
"""


def see_by_invitation(table: str) -> migrations.RunSQL:
    """Let whoever was invited see the conference, in the place of the whole agency."""
    column, name = INVITED[table]
    rule = f"alter policy {name} on {table} using ((select {{}}({column})))"
    return migrations.RunSQL(rule.format("cases_invited"), rule.format("cases_takes_part"))


class Migration(migrations.Migration):
    """Seat, name and excuse of a participant; the end of a conference; a released name."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0010_calendars"),
        ("cases", "0014_chains_are_kept"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="conferenceparticipant", options={"verbose_name": "teilnehmende Person"}
        ),
        migrations.RemoveConstraint(
            model_name="conferenceparticipant", name="cases_participant_once"
        ),
        migrations.RunSQL(migrations.RunSQL.noop, ONE_OF_AN_AGENCY),
        migrations.AddField(
            model_name="caseconference",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="abgeschlossen am"),
        ),
        migrations.AddField(
            model_name="conferenceparticipant",
            name="excused_on",
            field=models.DateField(blank=True, null=True, verbose_name="entschuldigt am"),
        ),
        migrations.AddField(
            model_name="conferenceparticipant",
            name="seat",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.seat",
                verbose_name="Platz am Tisch",
            ),
        ),
        migrations.AddField(
            model_name="conferenceparticipant",
            name="name",
            field=models.CharField(default="", max_length=150, verbose_name="Name"),
            preserve_default=False,
        ),
        migrations.RunSQL(UNNAMED, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="conferencepoint",
            name="named_on",
            field=models.DateField(blank=True, null=True, verbose_name="Name freigegeben am"),
        ),
        migrations.AddConstraint(
            model_name="conferenceparticipant",
            constraint=models.UniqueConstraint(
                fields=("conference", "partner", "name"), name="cases_participant_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceparticipant",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="cases_participant_has_a_name"
            ),
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(see_by_invitation(table) for table in INVITED),
        migrations.RunSQL(
            f"create policy at_the_table on {POINT} as restrictive for select to rundertisch_app"
            f" using ({AT_THE_TABLE})",
            f"drop policy at_the_table on {POINT}",
        ),
        migrations.RunSQL(
            f"revoke update on {SITS} from rundertisch_app;"
            f" grant update (excused_on) on {SITS} to rundertisch_app",
            f"grant update on {SITS} to rundertisch_app",
        ),
        *lets_forget(SITS),
        watch(table=SITS, kind="conference_participant"),
    ]
