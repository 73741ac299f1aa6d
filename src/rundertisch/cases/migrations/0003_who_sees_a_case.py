# SPDX-License-Identifier: EUPL-1.2
"""Row security: who sees a case, decided in PostgreSQL.

The Case Management of the office that keeps it, and the person. Others see what the person has
consented to: contact, needs and shared notes are class tables. A note for oneself is read by its
author alone, a note for the office by the office. The immigration office is walled off.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare
from rundertisch.privacy.registry.class_tables import protect_class_table, wall_off
from rundertisch.privacy.registry.row_rules import answers_for, lets_forget

LEADS = "(select cases_leads())"
KEEPS = f"owner_id = (select app_partner_id()) and {LEADS}"
OWN = "subject_id = (select app_subject_id())"
CASE_MANAGEMENT = ("CASE_MANAGEMENT",)
KEPT = ("cases_client", "cases_planstep", "cases_regimechange")
CLASSES = {"cases_clientcontact": "CONTACT", "cases_need": "NEED", "cases_casenote": "NOTE"}
ABOUT_CLIENTS = {
    "cases_casechange": "case_change",
    "cases_casenote": "case_note",
    "cases_client": "client",
    "cases_clientcontact": "client_contact",
    "cases_need": "need",
    "cases_planstep": "plan_step",
    "cases_regimechange": "regime_change",
}

FUNCTIONS = """
create extension if not exists pg_trgm;

create function cases_leads() returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(app_role() = 'CASE_MANAGER' and 'CASE_MANAGEMENT' = any (app_purposes()), false)
$$;

create function cases_keeps_subject(asked uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select cases_leads() and exists (
    select from cases_client c where c.subject_id = asked and c.owner_id = app_partner_id())
$$;

create function cases_give_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into privacy_subject default values returning id into new.subject_id;
  return new;
end $$;

create function cases_keep_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  raise check_violation using message = 'the subject and the owner of a client never change',
    constraint = 'client_keeps_its_subject';
end $$;

create function cases_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from cases_casenote where subject_id = old.subject_id;
  delete from cases_planstep where subject_id = old.subject_id;
  delete from cases_regimechange where subject_id = old.subject_id;
  delete from cases_need where subject_id = old.subject_id;
  delete from cases_clientcontact where subject_id = old.subject_id;
  perform privacy_drop_subject(old.subject_id);
  return null;
end $$;

create function cases_step_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- a step is about whom the thing is about on which it hangs
  select t.subject_id, t.owner_id into new.subject_id, new.owner_id from (
    select n.id, n.subject_id, n.owner_id from cases_need n where n.id = new.need_id
    union all
    select r.id, r.subject_id, r.owner_id from cases_regimechange r
     where r.id = new.regime_change_id
  ) t;
  return new;
end $$;

create function cases_steps_go_along() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_argv[0] = 'need' then
    update cases_planstep set subject_id = new.subject_id where need_id = new.id;
  else
    update cases_planstep set subject_id = new.subject_id where regime_change_id = new.id;
  end if;
  return null;
end $$;

create function cases_notes_of(asked uuid) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(n.id order by n.id), '{}') from cases_casenote n
   where n.subject_id = asked and cases_keeps_subject(asked)
$$;

create function cases_move_notes(moved bigint[], to_subject uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases_casenote n set subject_id = to_subject
   where n.id = any (moved)
     and cases_keeps_subject(to_subject) and cases_keeps_subject(n.subject_id);
end $$;

create function cases_of_seat(bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from cases_client c
   where c.led_by_id = $1 and c.closed_on is null and c.merged_into_id is null
     and (app_role() = 'ADMINISTRATOR' or app_seat_id() = $1)
$$;

create function cases_hand_over(old_seat bigint, new_seat bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare handed bigint;
begin
  if app_role() is distinct from 'ADMINISTRATOR' or not exists (
    select from accounts_seat o join accounts_seat n
        on n.partner_id = o.partner_id and n.role = o.role
     where o.id = old_seat and n.id = new_seat and n.deputy_of_id is null
       and n.starts_on <= app_today() and (n.ends_on is null or n.ends_on > app_today())
  ) then
    raise check_violation using message = 'a case passes to a colleague in the same role',
      constraint = 'case_handed_to_a_colleague';
  end if;
  update cases_client set led_by_id = new_seat, led_by_name = (
    select u.name from accounts_seat s join accounts_user u on u.id = s.user_id
     where s.id = new_seat)
   where led_by_id = old_seat and closed_on is null and merged_into_id is null;
  get diagnostics handed = row_count;
  return handed;
end $$;
"""
NO_FUNCTIONS = """
drop function cases_hand_over(bigint, bigint);
drop function cases_of_seat(bigint);
drop function cases_move_notes(bigint[], uuid);
drop function cases_notes_of(uuid);
drop function cases_steps_go_along();
drop function cases_step_follows();
drop function cases_drop_subject();
drop function cases_keep_subject();
drop function cases_give_subject();
drop function cases_keeps_subject(uuid);
drop function cases_leads();
"""
TRIGGERS = {
    "give_subject": "before insert on cases_client for each row"
    " execute function cases_give_subject()",
    "keep_subject": "before update of subject_id, owner_id on cases_client for each row"
    " when (new.subject_id is distinct from old.subject_id"
    " or new.owner_id is distinct from old.owner_id) execute function cases_keep_subject()",
    "drop_subject": "after delete on cases_client for each row"
    " execute function cases_drop_subject()",
    "follows": "before insert or update of need_id, regime_change_id, subject_id, owner_id"
    " on cases_planstep for each row execute function cases_step_follows()",
    "steps_go_along": "after update of subject_id on cases_need for each row"
    " execute function cases_steps_go_along('need')",
    "steps_go_along_too": "after update of subject_id on cases_regimechange for each row"
    " execute function cases_steps_go_along('regime_change')",
}
ON = {"follows": "cases_planstep", "steps_go_along": "cases_need"} | {
    "steps_go_along_too": "cases_regimechange"
}
ASKERS = "to rundertisch_app"  # the job that forgets reads notes for oneself as well
# A note is never rewritten; who reads it is said when it is written.
AUDIENCE = f"""
{OWN}
or author_id = (select app_seat_id())
or (audience <> 'AUTHOR' and owner_id = (select app_partner_id()))
or audience = 'CONSENT'
"""
FOLLOWS_CLIENT = "exists (select from cases_client c where c.id = client_id)"


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


def kept(table: str) -> list[migrations.RunSQL]:
    """Protect a table that the office keeps and the person may read, and nobody else."""
    return [
        enable(table),
        policy("keepers", table, f"using ({KEEPS}) with check ({KEEPS})"),
        policy("own", table, f"for select using ({OWN})"),
        *wall_off(table, column="owner_id"),
    ]


class Migration(migrations.Migration):
    """Functions, triggers, and a rule for each of the seven tables about a person."""

    dependencies = [
        ("accounts", "0005_deputies_and_incompatible_roles"),
        ("kernel", "0006_actions_of_a_transaction"),
        ("privacy", "0013_notes_of_cases"),
        ("cases", "0002_needs_and_notes"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            migrations.RunSQL(
                f"create trigger {name} {rule}",
                f"drop trigger {name} on {ON.get(name, 'cases_client')}",
            )
            for name, rule in TRIGGERS.items()
        ),
        policy("cases", "privacy_subject", "for select using (cases_keeps_subject(id))"),
        *(step for table in KEPT for step in kept(table)),
        enable("cases_casechange"),
        policy(
            "follows", "cases_casechange", f"using ({FOLLOWS_CLIENT}) with check ({FOLLOWS_CLIENT})"
        ),
        *(
            step
            for table, data_class in CLASSES.items()
            for step in protect_class_table(table, data_class=data_class, purposes=CASE_MANAGEMENT)
        ),
        policy(
            "audience", "cases_casenote", f"as restrictive for select {ASKERS} using ({AUDIENCE})"
        ),
        migrations.RunSQL(
            "revoke update on cases_casenote from rundertisch_app",
            "grant update on cases_casenote to rundertisch_app",
        ),
        *(step for table in ABOUT_CLIENTS for step in lets_forget(table)),
        *(watch(table=table, kind=kind) for table, kind in ABOUT_CLIENTS.items()),
        *answers_for(kind="client", who=LEADS, name="cases"),
    ]
