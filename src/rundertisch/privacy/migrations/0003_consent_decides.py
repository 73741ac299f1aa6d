# SPDX-License-Identifier: EUPL-1.2
"""Consent: whoever keeps the record writes it, the recipient sees while it holds what it is for.

A withdrawal is one update of one column and is never taken back. With it the links of that subject
and recipient close, and the recipient is told that something was withdrawn on this day. The
immigration office is refused by triggers, whatever the application says.
"""

from django.db import migrations

from rundertisch.kernel.scope import unprotect_if_bare
from rundertisch.privacy.registry.class_tables import wall_off

# Whoever leads, counts, pays or audits works for no purpose with data about a person.
ROLE_PURPOSES = (
    ("SCHOOL_COUNSELLING", "SCHOOL_PLACE"),
    ("SUPERVISORY_AUTHORITY", "SCHOOL_PLACE"),
    ("SCHOOL_HEAD", "SCHOOL_PLACE"),
    ("TOWN_SCHOOL_OFFICE", "SCHOOL_PLACE"),
    ("CASE_MANAGER", "CASE_MANAGEMENT"),
    ("AGENCY_CONTACT", "SERVICE"),
)
VALUES = ", ".join(f"('{role}', '{purpose}')" for role, purpose in ROLE_PURPOSES)
FILL = f"insert into privacy_rolepurpose (role, purpose) values {VALUES}"  # noqa: S608 - our words

FUNCTIONS = """
create function app_purposes() returns varchar[]
language sql stable security definer set search_path = public, pg_temp as $$
  select array_agg(r.purpose) from privacy_rolepurpose r where r.role = app_role()
$$;

create function app_link_about(asked text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select l.about_id::text from kernel_securelink l
   where l.id = app_link_id() and l.about_kind = asked
$$;

create function app_link_subject_id() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select l.subject_id from kernel_securelink l where l.id = app_link_id()
$$;

create function app_link_partner_id() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select l.partner_id from kernel_securelink l where l.id = app_link_id()
$$;

create function privacy_walled_off() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- the share lock waits for whoever is turning that partner into an immigration office
  perform from partners_partner p
    where p.id = (to_jsonb(new) ->> tg_argv[0])::bigint for share;
  if exists (select from partners_partner p where p.kind = 'IMMIGRATION_OFFICE'
                and p.id = (to_jsonb(new) ->> tg_argv[0])::bigint) then
    raise check_violation using constraint = 'immigration_office_walled_off',
      message = 'an immigration office is named nowhere in school or case data';
  end if;
  return new;
end $$;

create function privacy_partner_keeps_out() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare named boolean;
begin
  execute format('select exists (select from %I where %I = $1)', tg_argv[0], tg_argv[1])
    into named using new.id;
  if named then
    raise check_violation using constraint = 'immigration_office_walled_off',
      message = 'a partner named in school or case data never becomes an immigration office';
  end if;
  return new;
end $$;

create function privacy_find_candidates() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- one after the other: a row and a consent written at the same moment must see each other
  perform from privacy_subject s where s.id = new.subject_id for no key update;
  select coalesce(array_agg(distinct partner), '{}') into new.visible_partners from (
    select new.owner_id union
    select c.recipient_id from privacy_consent c where c.subject_id = new.subject_id
  ) as known(partner) where partner is not null;
  return new;
end $$;

create function privacy_add_candidate() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from privacy_subject s where s.id = new.subject_id for no key update;
  execute format(
    'update %I set visible_partners = visible_partners'
    ' where subject_id = $1 and not visible_partners @> array[$2]', tg_argv[0])
    using new.subject_id, new.recipient_id;
  return null;
end $$;

create function privacy_withdrawing() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.withdrawn_at is not null then
    raise check_violation using message = 'a withdrawal is never taken back',
      constraint = 'withdrawn_once';
  end if;
  new.withdrawn_at := clock_timestamp();
  return new;
end $$;

create function privacy_withdrawn() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update kernel_securelink set closed_at = clock_timestamp()
   where kind = 'REFERRAL' and subject_id = new.subject_id and partner_id = new.recipient_id
     and closed_at is null;
  insert into privacy_withdrawalnotice (partner_id) values (new.recipient_id)
  on conflict do nothing;
  return null;
end $$;

create function privacy_drop_subject(dropped uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from kernel_securelink where subject_id = dropped;
  delete from privacy_consentproof p using privacy_consent c
   where c.id = p.consent_id and c.subject_id = dropped;
  delete from privacy_consent where subject_id = dropped;
  delete from privacy_subject where id = dropped;
end $$;
revoke execute on function privacy_drop_subject(uuid) from public;

create trigger withdrawing before update of withdrawn_at on privacy_consent
for each row execute function privacy_withdrawing();
create trigger withdrawn after update of withdrawn_at on privacy_consent
for each row execute function privacy_withdrawn();
"""
NO_FUNCTIONS = """
drop trigger withdrawn on privacy_consent;
drop trigger withdrawing on privacy_consent;
drop function privacy_drop_subject(uuid);
drop function privacy_withdrawn();
drop function privacy_withdrawing();
drop function privacy_add_candidate();
drop function privacy_find_candidates();
drop function privacy_partner_keeps_out();
drop function privacy_walled_off();
drop function app_link_partner_id();
drop function app_link_subject_id();
drop function app_link_about(text);
drop function app_purposes();
"""

CONSENT, PROOF, NOTICE = "privacy_consent", "privacy_consentproof", "privacy_withdrawalnotice"
KEEPS = f"exists (select from privacy_subject s where s.id = {CONSENT}.subject_id)"
# The recipient's part stands first: it is asked for every row of a class table.
SEES = f"""
(recipient_id = (select app_partner_id())
  and what_for = any ((select app_purposes())::varchar[])
  and starts_on <= (select app_today()) and (select app_today()) < ends_on
  and (withdrawn_at is null or statement_timestamp() < withdrawn_at))
or (recipient_id = (select app_link_partner_id()) and subject_id = (select app_link_subject_id())
  and starts_on <= (select app_today()) and (select app_today()) < ends_on
  and (withdrawn_at is null or statement_timestamp() < withdrawn_at))
or {KEEPS}
"""
OF_KEPT = (
    f"exists (select from {CONSENT} c join privacy_subject s on s.id = c.subject_id"
    " where c.id = consent_id)"
)
SEATED = "(select app_seat_id()) is not null"
RULES = {
    CONSENT: {
        "sees": f"for select using ({SEES})",
        "records": f"for insert with check ({SEATED} and withdrawn_at is null and {KEEPS})",
        "withdraws": f"for update using ({KEEPS})",
    },
    PROOF: {
        "sees": f"for select using ({OF_KEPT})",
        "records": f"for insert with check (recorded_by_id = (select app_seat_id()) and {OF_KEPT})",
    },
    NOTICE: {"sees": "for select using (partner_id = (select app_partner_id()))"},
}
RIGHTS = (
    f"revoke update, delete, truncate on {CONSENT}, {PROOF} from rundertisch_app",
    f"grant update (withdrawn_at) on {CONSENT} to rundertisch_app",
    f"revoke insert, update, delete, truncate on {NOTICE} from rundertisch_app",
    "revoke insert, update, delete, truncate on privacy_rolepurpose from rundertisch_app",
)
NO_RIGHTS = (
    "grant insert, update, delete on privacy_rolepurpose to rundertisch_app",
    f"grant insert, update, delete on {NOTICE} to rundertisch_app",
    f"grant update, delete on {CONSENT}, {PROOF} to rundertisch_app",
)


def rules(table: str) -> list[migrations.RunSQL]:
    """Enable row security on a table and write its policies."""
    return [
        migrations.RunSQL(
            f"alter table {table} enable row level security", unprotect_if_bare(table)
        ),
        *(
            migrations.RunSQL(
                f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
            )
            for name, rule in RULES[table].items()
        ),
    ]


class Migration(migrations.Migration):
    """The purposes of roles, the functions, the rules, the wall."""

    dependencies = [("privacy", "0002_consents")]

    operations = [
        migrations.RunSQL(FILL, "delete from privacy_rolepurpose"),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(step for table in RULES for step in rules(table)),
        migrations.RunSQL(RIGHTS, NO_RIGHTS),
        *wall_off(CONSENT, column="recipient_id"),
        *wall_off("kernel_securelink", column="partner_id"),
    ]
