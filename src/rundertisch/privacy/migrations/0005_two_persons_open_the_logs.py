# SPDX-License-Identifier: EUPL-1.2
"""Two persons open the logs together; one alone, and an auditor by default, reads nothing personal.

The three functions run as the owner, ask who is asking, and do one thing each. The runtime role has
no other way to these rows: it may neither write a request nor read a log past them. The question is
one record in one period; there is no function that takes an employee.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare

OPENING = "privacy_logopening"
# Asked by AUDITOR, decided by CENTRE_HEAD: another user, and another role.
FUNCTIONS = """
create function privacy_ask_to_open_log(kind text, number text, why text, starts date, ends date)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare made bigint;
begin
  if app_role() is distinct from 'AUDITOR' then
    raise insufficient_privilege using message = 'only an auditor asks to open a log';
  end if;
  insert into privacy_logopening (about_kind, reference, reason, starts_on, ends_on, asked_by_id)
  select r.kind, r.reference, why, starts, ends, app_seat_id()
    from kernel_personreference r
   where r.kind = privacy_ask_to_open_log.kind and r.record_id = number
  returning id into made;
  return made;
end $$;

create function privacy_decide_on_log(asked bigint, yes boolean)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update privacy_logopening o
     set granted = yes, decided_at = now(), decided_by_id = app_seat_id(),
         open_until = case when yes then now() + interval '24 hours' end
    from accounts_seat s
   where o.id = asked and o.decided_at is null and s.id = o.asked_by_id
     and app_role() = 'CENTRE_HEAD' and s.role <> app_role() and s.user_id <> app_user_id();
  return found;
end $$;

create function privacy_open_log(asked bigint)
returns table (at timestamptz, log text, what text, purpose text, fields text[],
               person text, role text, partner text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare o privacy_logopening;
begin
  select * into o from privacy_logopening p
   where p.id = asked and p.granted and now() < p.open_until
     and app_seat_id() in (p.asked_by_id, p.decided_by_id);
  if o.id is null then
    raise insufficient_privilege using message = 'this log is not open to you';
  end if;
  insert into kernel_accessentry (purpose, user_id, seat_id, about_kind, about_id, fields)
  values ('Protokolleinsicht', app_user_id(), app_seat_id(), 'log_opening', asked::text, '{}');
  return query
    select e.at, e.log, e.what::text, e.purpose::text, e.fields::text[],
           coalesce(u.name, '')::text, coalesce(s.role, '')::text, coalesce(t.name, '')::text
      from (select l.at, 'access' as log, '' as what, l.purpose, l.fields, l.user_id, l.seat_id,
                   l.about_kind, l.about_id from kernel_accessentry l
             union all
            select a.at, 'audit', case when a.job <> '' then a.action || ' (' || a.job || ')'
                                       else a.action end,
                   a.purpose, a.fields, a.user_id, a.seat_id, a.about_kind, a.about_id
              from kernel_auditentry a) e
      left join accounts_user u on u.id = e.user_id
      left join accounts_seat s on s.id = e.seat_id
      left join partners_partner t on t.id = s.partner_id
     where e.about_kind = o.about_kind and e.about_id = o.reference::text
       and (e.at at time zone 'Europe/Berlin')::date >= o.starts_on
       and (e.at at time zone 'Europe/Berlin')::date < o.ends_on
     order by e.at;
end $$;
"""
NO_FUNCTIONS = """
drop function privacy_open_log(bigint);
drop function privacy_decide_on_log(bigint, boolean);
drop function privacy_ask_to_open_log(text, text, text, date, date);
"""
LOGS = ("kernel_auditentry", "kernel_accessentry")


class Migration(migrations.Migration):
    """Functions, the row rule of requests, and the end of the auditor alone."""

    dependencies = [
        ("privacy", "0004_openings_of_the_logs"),
        ("accounts", "0003_auditors_read_the_logs"),
        ("kernel", "0005_logs_only_grow"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        watch(table="privacy_subject", kind="subject"),
        watch(table="privacy_consent", kind="consent"),
        watch(table="privacy_consentproof", kind="consent_proof"),
        migrations.RunSQL(
            [
                f'alter table "{OPENING}" enable row level security',
                f"""create policy "two_persons" on "{OPENING}" for select using (
                      asked_by_id = (select app_seat_id())
                      or (select app_role()) = 'CENTRE_HEAD')""",
                f'revoke insert, update, delete, truncate on "{OPENING}" from rundertisch_app',
                *[f'drop policy "auditors" on "{log}"' for log in LOGS],
                """create policy "auditors" on kernel_auditentry for select using (
                     (select app_role()) = 'AUDITOR' and audit_names_no_person(about_kind))""",
            ],
            [
                'drop policy "auditors" on kernel_auditentry',
                *[
                    f"""create policy "auditors" on "{log}" for select
                          using (app_role() = 'AUDITOR')"""
                    for log in LOGS
                ],
                f'grant insert, update, delete on "{OPENING}" to rundertisch_app',
                f'drop policy "two_persons" on "{OPENING}"',
                unprotect_if_bare(OPENING),
            ],
        ),
    ]
