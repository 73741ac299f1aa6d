# SPDX-License-Identifier: EUPL-1.2
"""One way to end a case for whoever asks: the Case Management that leads it, or the person.

The person changes nothing by SQL; this function does it, for nobody but these two, and only after
every consent has been withdrawn in the same transaction. A change that the person made has no seat.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
create function cases_end_participation(asked bigint, ended date, who text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare c cases_client; gone bigint[];
begin
  select * into c from cases_client where id = asked for update;
  if c.id is null or c.closed_on is not null or c.merged_into_id is not null or not coalesce(
    (cases_leads() and c.owner_id = app_partner_id()) or c.subject_id = app_subject_id(), false
  ) then
    return false;
  end if;
  if exists (select from privacy_consent p where p.subject_id = c.subject_id
                and p.withdrawn_at is null and p.ends_on > ended) then
    raise check_violation using constraint = 'consents_end_first',
      message = 'a case ends by the will of the person only after its consents';
  end if;
  update cases_referral set state = 'TAKEN_BACK', ended_on = ended  -- consent had run out before
   where subject_id = c.subject_id and state in ('SENT', 'ACCEPTED');
  select array_agg(r.id) into gone from cases_referral r where r.subject_id = c.subject_id;
  update kernel_securelink set closed_at = clock_timestamp()
   where kind = 'REFERRAL' and about_kind = 'referral' and about_id = any (gone::text[])
     and closed_at is null;
  update kernel_message set state = 'DROPPED', trouble = '', settled_at = clock_timestamp()
   where occasion = 'REFERRAL' and about_kind = 'referral' and about_id = any (gone::text[])
     and state in ('WAITING', 'FAILED', 'UNCERTAIN');
  update cases_findable set ended_on = ended
   where subject_id = c.subject_id and ended_on is null;
  update cases_conferencepoint set named_on = null
   where subject_id = c.subject_id and owner_id = c.owner_id and named_on is not null;
  update cases_need set closed_on = ended, outcome = 'NOT_WANTED'
   where subject_id = c.subject_id and owner_id = c.owner_id and closed_on is null;
  update cases_client set phase = 'CLOSING', phase_since = ended, closed_on = ended,
         outcome = 'NOT_WANTED', version = version + 1 where id = asked;
  update cases_casechange set before = null, after = null where client_id = asked;
  insert into cases_casechange
    (client_id, kind, fields, version, changed_on, by_id, by_name)
  values (asked, 'WITHDRAWN', array['closed_on', 'outcome', 'phase', 'phase_since'],
          c.version + 1, ended, app_seat_id(), who);
  return true;
end $$;
"""
NO_SEAT = "update cases_casechange set by_id = (select led_by_id from cases_client where id = client_id) where by_id is null"  # noqa: E501 - one statement


class Migration(migrations.Migration):
    """One function; a change without a seat."""

    dependencies = [("cases", "0019_invitations_by_mail")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, NO_SEAT),
        migrations.AlterField(
            "casechange",
            "by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.seat",
            ),
        ),
        migrations.RunSQL(FUNCTION, "drop function cases_end_participation(bigint, date, text)"),
    ]
