# SPDX-License-Identifier: EUPL-1.2
"""A consent that nobody can prove is none (DSGVO Art. 7 Abs. 1): both are written, or neither.

Asked at the end of the transaction, of every login but the owner's, who restores backups.
"""

from django.db import migrations

TABLE = "privacy_consent"
PROVEN = f"""
create function privacy_consent_is_proven() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user <> (select pg_get_userbyid(relowner) from pg_class
                       where oid = 'public.{TABLE}'::regclass)
     and exists (select from {TABLE} c where c.id = new.id)
     and not exists (select from privacy_consentproof p where p.consent_id = new.id) then
    raise check_violation using constraint = 'consent_has_its_proof',
      message = 'a consent has its proof: what was said, in which language, by whom';
  end if;
  return null;
end $$;
create constraint trigger is_proven after insert on {TABLE} deferrable initially deferred
for each row execute function privacy_consent_is_proven();
"""  # noqa: S608 - our own names
NOT_PROVEN = f"drop trigger is_proven on {TABLE}; drop function privacy_consent_is_proven()"


class Migration(migrations.Migration):
    """One trigger."""

    dependencies = [("privacy", "0013_notes_of_cases")]

    operations = [migrations.RunSQL(PROVEN, NOT_PROVEN)]
