# SPDX-License-Identifier: EUPL-1.2
"""What the logs promise: they name no person, they only grow, and they can be chained.

An entry gets the number of its transaction, and in the place of a record's id a random reference,
however it is written. Which reference stands for which record is known to one table that the
runtime role cannot read. One thing may be undone: a reference may be forgotten.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare

LOGS = ("kernel_auditentry", "kernel_accessentry")
GROWING = (*LOGS, "kernel_logseal")
# Records that are about no child, client, guardian or volunteer keep their number in the log, so
# that it can be read without two persons opening it. Whatever is not named here gets a reference.
ABOUT_NO_PERSON = (
    "alarm_limit competence gazetteer group key_date log_opening partner place policy proposal"
    " refusal_ground registered_counts roll_over round school school_holiday seat supervision user"
)
OWNER = """(select pg_get_userbyid(relowner) from pg_class
             where oid = 'public.kernel_auditentry'::regclass)"""

REFERENCES = """
create function audit_names_no_person(kind text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select kind = any (string_to_array('about no person', ' '))
$$;

create function audit_reference(asked_kind text, asked_id text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case when audit_names_no_person(asked_kind) then asked_id
         else (select reference::text from kernel_personreference
                where kind = asked_kind and record_id = asked_id) end
$$;
revoke all on function audit_reference(text, text) from public;

create function audit_stamp() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare known text;
begin
  new.transaction := pg_current_xact_id()::text::bigint;
  if tg_table_name = 'kernel_auditentry' then
    new.job := coalesce(app_job(), case when new.action like 'sql.%' then session_user end, '');
  end if;
  known := audit_reference(new.about_kind, new.about_id);
  if known is null then
    insert into kernel_personreference (reference, kind, record_id)
    values (gen_random_uuid(), new.about_kind, new.about_id)
    on conflict (kind, record_id) do nothing;
    known := audit_reference(new.about_kind, new.about_id);
  end if;
  new.about_id := known;
  return new;
end $$;

create function audit_unmap(kinds text[], ids text[]) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
  if coalesce(app_job(), '') not in ('forget', 'retention') and session_user <> owner() then
    raise insufficient_privilege using message = 'only forgetting ends a reference';
  end if;
  delete from kernel_personreference r
   using unnest(kinds, ids) as forgotten(kind, id)
   where r.kind = forgotten.kind and r.record_id = forgotten.id;
  get diagnostics gone = row_count;
  return gone;
end $$;
""".replace("about no person", ABOUT_NO_PERSON).replace("owner()", OWNER)
NO_REFERENCES = """
drop function audit_unmap(text[], text[]);
drop function audit_stamp();
drop function audit_reference(text, text);
drop function audit_names_no_person(text);
"""

MAPPED = (
    """insert into kernel_personreference (reference, kind, record_id)
       select gen_random_uuid(), kind, id from (
         select about_kind, about_id from kernel_auditentry
          union select about_kind, about_id from kernel_accessentry) as named(kind, id)
        where not audit_names_no_person(kind)""",
    *[
        f"""update {log} e set about_id = r.reference::text from kernel_personreference r
             where r.kind = e.about_kind and r.record_id = e.about_id"""  # noqa: S608 - our own tables
        for log in LOGS
    ],
)
MAPPED_BACK = tuple(
    f"""update {log} e set about_id = r.record_id from kernel_personreference r
         where r.kind = e.about_kind and r.reference::text = e.about_id"""  # noqa: S608 - our own tables
    for log in LOGS
)

# Also the owner is refused; who switches the trigger off is found by the chain.
ONLY_GROWS = """
create function audit_only_grows() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  raise insufficient_privilege
    using message = format('%s only grows, nobody may %s it', tg_table_name, lower(tg_op));
end $$;
"""

# Writes past the actions: once all is done, whoever wrote and recorded nothing gets an entry.
PAST_THE_ACTIONS = """
create function audit_past_the_actions() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare was jsonb := '{}';
        became jsonb := '{}';
begin
  if exists (select from kernel_auditentry
              where transaction = pg_current_xact_id()::text::bigint
                and action not like 'sql.%') then
    return null;
  end if;
  if tg_op <> 'INSERT' then was := to_jsonb(old); end if;
  if tg_op <> 'DELETE' then became := to_jsonb(new); end if;
  insert into kernel_auditentry
    (action, user_id, seat_id, about_kind, about_id, fields, purpose)
  select 'sql.' || lower(tg_op), nullif(current_setting('app.user_id', true), '')::bigint,
         nullif(current_setting('app.seat_id', true), '')::bigint, tg_argv[0],
         coalesce(became ->> 'id', was ->> 'id'), coalesce(array_agg(key order by key), '{}'),
         'past the actions'
    from jsonb_object_keys(was || became) as key
   where was -> key is distinct from became -> key;
  return null;
end $$;
"""


def only_grows(table: str) -> migrations.RunSQL:
    """Refuse every change of a table but a new row, to everybody."""
    return migrations.RunSQL(
        sql=[
            f"""create trigger only_grows before update or delete on "{table}"
                 for each row execute function audit_only_grows()""",
            f"""create trigger never_emptied before truncate on "{table}"
                 for each statement execute function audit_only_grows()""",
            f'revoke update, delete, truncate on "{table}" from rundertisch_app',
        ],
        reverse_sql=[
            f'drop trigger never_emptied on "{table}"',
            f'drop trigger only_grows on "{table}"',
        ],
    )


def sealed(table: str) -> migrations.RunSQL:
    """Let the sealer read a table."""
    return migrations.RunSQL(
        f'create policy "sealer" on "{table}" for select using (app_job() = \'seal\')',
        f'drop policy "sealer" on "{table}"',
    )


class Migration(migrations.Migration):
    """References, then triggers, then who may read and write the chain."""

    dependencies = [("kernel", "0004_references_and_seals")]
    operations = [
        migrations.RunSQL(REFERENCES, NO_REFERENCES),
        migrations.RunSQL(MAPPED, MAPPED_BACK),
        migrations.RunSQL(ONLY_GROWS, "drop function audit_only_grows()"),
        migrations.RunSQL(PAST_THE_ACTIONS, "drop function audit_past_the_actions()"),
        *[
            migrations.RunSQL(
                f'create trigger stamp before insert on "{log}"'
                " for each row execute function audit_stamp()",
                f'drop trigger stamp on "{log}"',
            )
            for log in LOGS
        ],
        *[only_grows(table) for table in GROWING],
        migrations.RunSQL(
            [
                "alter table kernel_logseal enable row level security",
                """create policy "sealing" on kernel_logseal for insert
                   with check (app_job() = 'seal')""",
                "alter table kernel_personreference enable row level security",
                "revoke all on kernel_personreference from rundertisch_app",
            ],
            [
                "grant select, insert, update, delete on kernel_personreference to rundertisch_app",
                "alter table kernel_personreference disable row level security",
                'drop policy "sealing" on kernel_logseal',
                unprotect_if_bare("kernel_logseal"),
            ],
        ),
        *[sealed(table) for table in GROWING],
        watch(table="kernel_securelink", kind="secure_link"),
    ]
