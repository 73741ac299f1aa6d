# SPDX-License-Identifier: EUPL-1.2
"""„Who else supports this person?“: answered for whoever wants to be found, as slowly always.

The answer is the name of an office and nothing else. Offices whose name is the what (health, debts,
addiction, shelter) are never named. Whoever asks is counted by office and shown to the person.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare
from rundertisch.privacy.registry.class_tables import wall_off
from rundertisch.privacy.registry.row_rules import lets_forget

FINDABLE, ASK, COUNT = "cases_findable", "cases_findask", "cases_findcount"
KEEPS = "owner_id = (select app_partner_id()) and (select cases_leads())"
OWN = "subject_id = (select app_subject_id())"
SECONDS = 0.15  # every answer takes that long: yes, no, hidden because sensitive
MOST_A_DAY = 30  # questions of one office; our own measure against trying names
FUNCTION = f"""
create function cases_supports(asked text) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare begun timestamptz := clock_timestamp(); counted integer; found bigint[]; names text[];
begin
  if not cases_leads() then
    raise insufficient_privilege using message = 'only whoever leads cases asks';
  end if;
  insert into {COUNT} as c (partner_id, "on", asks) values (app_partner_id(), app_today(), 1)
  on conflict (partner_id, "on") do update set asks = c.asks + 1 returning c.asks into counted;
  if counted > {MOST_A_DAY} then
    return null;
  end if;
  select array_agg(f.id), array_agg(distinct p.name::text order by p.name::text)
    into found, names
    from {FINDABLE} f join partners_partner p on p.id = f.owner_id
    join cases_client c on c.subject_id = f.subject_id
   where f.digest = asked and f.ended_on is null and f.owner_id <> app_partner_id()
     and c.closed_on is null and c.merged_into_id is null
     and not p.sensitive and p.kind <> 'HEALTH_OFFICE';
  insert into {ASK} (subject_id, owner_id, asked_by_id, asked_on)
  select f.subject_id, f.owner_id, app_partner_id(), app_today()
    from {FINDABLE} f where f.id = any (found);
  perform pg_sleep(greatest(0, {SECONDS} - extract(epoch from clock_timestamp() - begun)));
  return coalesce(names, '{{}}');
end $$;
"""  # noqa: S608 - our own names
DROP = """
create or replace function cases_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  {first}
  delete from cases_referral where subject_id = old.subject_id;
  delete from cases_casenote where subject_id = old.subject_id;
  delete from cases_planstep where subject_id = old.subject_id;
  delete from cases_regimechange where subject_id = old.subject_id;
  delete from cases_need where subject_id = old.subject_id;
  delete from cases_clientcontact where subject_id = old.subject_id;
  perform privacy_drop_subject(old.subject_id);
  return null;
end $$;
"""
FIRST = (
    f"delete from {FINDABLE} where subject_id = old.subject_id;"  # noqa: S608 - our own names
    f" delete from {ASK} where subject_id = old.subject_id;"
)


def policy(name: str, table: str, rule: str) -> migrations.RunSQL:
    """Add one policy to a table."""
    return migrations.RunSQL(
        f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
    )


def enable(table: str) -> migrations.RunSQL:
    """Let nobody see a row unless a policy says so."""
    return migrations.RunSQL(
        f"alter table {table} enable row level security", unprotect_if_bare(table)
    )


class Migration(migrations.Migration):
    """One function and the rules of three tables."""

    dependencies = [("partners", "0002_names_that_tell"), ("cases", "0010_who_wants_to_be_found")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function cases_supports(text)"),
        migrations.RunSQL(DROP.format(first=FIRST), DROP.format(first="")),
        *(enable(table) for table in (FINDABLE, ASK, COUNT)),
        policy("keepers", FINDABLE, f"using ({KEEPS}) with check ({KEEPS})"),
        policy("own", FINDABLE, f"for select using ({OWN})"),
        policy("keepers", ASK, f"for select using ({KEEPS})"),
        policy("own", ASK, f"for select using ({OWN})"),
        migrations.RunSQL(
            [
                f"revoke insert, update, delete, truncate on {ASK}, {COUNT} from rundertisch_app",
                f"revoke update on {FINDABLE} from rundertisch_app",
                f"grant update (ended_on, subject_id) on {FINDABLE} to rundertisch_app",
            ],
            [
                f"grant update on {FINDABLE} to rundertisch_app",
                f"grant insert, update, delete on {ASK}, {COUNT} to rundertisch_app",
            ],
        ),
        *wall_off(FINDABLE, column="owner_id"),
        *(step for table in (FINDABLE, ASK) for step in lets_forget(table)),
        watch(table=FINDABLE, kind="findable"),
        watch(table=ASK, kind="find_ask"),
    ]
