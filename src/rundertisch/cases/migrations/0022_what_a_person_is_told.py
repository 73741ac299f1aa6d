# SPDX-License-Identifier: EUPL-1.2
"""A note for oneself stays one's own, and the person learns which mails left about a referral.

Whoever leads cases opens the own view for a person, and could open it for themselves: by that link
a colleague read what another had written „nur ich“. Such a note is now read by a link of its
author, or by any once the author has left; by others the person learns that it is there, and of
whom to ask for it (DSGVO Art. 15).
"""

from django.db import migrations

NOTE, MESSAGE = "cases_casenote", "kernel_message"
FUNCTIONS = """
create function cases_hands_out(author bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from kernel_securelink l where l.id = app_link_id() and l.seat_id = author)
      or not exists (select from accounts_seat s where s.id = author
                        and (s.ends_on is null or s.ends_on > app_today()))
$$;

create function cases_notes_kept_back() returns table (written_on date, author_name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select n.written_on, n.author_name::text from cases_casenote n
   where n.subject_id = app_subject_id() and n.audience = 'AUTHOR'
     and not cases_hands_out(n.author_id)
   order by n.written_on, n.id
$$;
"""
NO_FUNCTIONS = """
drop function cases_notes_kept_back();
drop function cases_hands_out(bigint);
"""
# The worker is a member of the runtime role: a restrictive rule binds the jobs that forget as well.
AUDIENCE = """
(subject_id = (select app_subject_id()){handed_out})
or author_id = (select app_seat_id())
or (audience <> 'AUTHOR' and owner_id = (select app_partner_id()))
or audience = 'CONSENT'
or (select app_job()) = 'forget' or (select app_job()) = 'retention'
"""
BEFORE = AUDIENCE.format(handed_out="")
NOW = AUDIENCE.format(handed_out=" and (audience <> 'AUTHOR' or cases_hands_out(author_id))")
# that and when, never to whom: address and link stand in the text, which goes when it has left
TOLD = """
for select using (occasion = 'REFERRAL' and about_kind = 'referral' and exists (
  select from cases_referral r
   where r.id::text = about_id and r.subject_id = (select app_subject_id())))
"""


class Migration(migrations.Migration):
    """Two functions and two rules."""

    dependencies = [
        ("kernel", "0011_links_to_referrals_by_mail"),
        ("cases", "0021_what_nobody_does_by_sql"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(
            f"alter policy audience on {NOTE} using ({NOW})",
            f"alter policy audience on {NOTE} using ({BEFORE})",
        ),
        migrations.RunSQL(
            f"create policy referral_is_told on {MESSAGE} {TOLD}",
            f"drop policy referral_is_told on {MESSAGE}",
        ),
    ]
