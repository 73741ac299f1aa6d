# SPDX-License-Identifier: EUPL-1.2
"""Calendars of counsellors: a feed by a link of their own, and invitations to their mailbox.

Whoever holds the secret of a calendar's link reads no row: one function answers with reference,
room and time of the appointments of the seat for which the link was made. Counselling may invite
colleagues of its own centre, and nobody else.
"""

from django.db import migrations

LINK, MESSAGE = "kernel_securelink", "kernel_message"
COUNSELS = "(select schooling_counsels())"
OWN = f"kind = 'CALENDAR' and about_kind = 'seat' and about_id = (select app_seat_id())::text and {COUNSELS}"  # noqa: E501 - one rule
IN_OWN_NAME = "seat_id = (select app_seat_id()) and user_id = (select app_user_id())"
MAILBOXES = "(select user_id::text from schooling_mailboxes())"
INVITES = f"occasion = 'CALENDAR' and to_kind = 'user' and {COUNSELS} and to_id in {MAILBOXES}"
FUNCTIONS = """
create function schooling_mailboxes() returns table (seat_id bigint, user_id bigint, email text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, u.id, u.email::text
    from accounts_seat s join accounts_user u on u.id = s.user_id
   where schooling_counsels() and s.role = 'SCHOOL_COUNSELLING'
     and s.partner_id = app_partner_id() and s.starts_on <= app_today()
     and (s.ends_on is null or s.ends_on > app_today())
$$;

create function schooling_calendar()
returns table (uid text, sequence integer, starts_at timestamptz, ends_at timestamptz,
  reference text, room text, address text, cancelled boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.uid::text, a.sequence, a.starts_at, a.ends_at, c.reference, r.name, r.address,
         a.state = 'CANCELLED'
    from kernel_securelink l
    join schooling_appointment a on a.counsellor_id::text = l.about_id
    join schooling_child c on c.id = a.child_id
    join schooling_room r on r.id = a.room_id
   where l.id = app_link_id() and l.kind = 'CALENDAR' and l.about_kind = 'seat'
     and a.starts_at > now() - interval '60 days'
   order by a.starts_at, a.id
$$;
"""
NO_FUNCTIONS = """
drop function schooling_calendar();
drop function schooling_mailboxes();
"""
RULES = {
    ("calendar_sees", LINK): f"for select using ({OWN})",
    ("calendar_closes", LINK): f"for update using ({OWN})",
    ("calendar_opens", LINK): f"for insert with check ({OWN} and {IN_OWN_NAME})",
    ("counselling_sees_invitations", MESSAGE): f"for select using ({INVITES})",
    ("counselling_invites", MESSAGE): (
        f"for insert with check (state = 'WAITING' and attempts = 0 and {IN_OWN_NAME}"
        f" and {INVITES})"
    ),
}


class Migration(migrations.Migration):
    """Two functions and five rules."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0010_calendars"),
        ("schooling", "0032_appointment_on_status_page"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            migrations.RunSQL(
                f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
            )
            for (name, table), rule in RULES.items()
        ),
    ]
