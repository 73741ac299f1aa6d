# SPDX-License-Identifier: EUPL-1.2
"""When and where a conference is, who is told by e-mail, and that it was called off.

Only the agency that called a conference invites to it, and sees whether the mail left. The address
of somebody with an account is asked of the account, and only of those on one's own list.
"""

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models import Q

MESSAGE, SITS = "kernel_message", "cases_conferenceparticipant"
FUNCTIONS = """
create function cases_mailbox(asked bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select u.email::text
    from cases_conferenceparticipant p
    join cases_caseconference c on c.id = p.conference_id
    join accounts_seat s on s.id = p.seat_id
    join accounts_user u on u.id = s.user_id
   where p.id = asked and cases_leads() and c.owner_id = app_partner_id()
     and s.starts_on <= app_today() and (s.ends_on is null or s.ends_on > app_today())
$$;
"""
NO_FUNCTIONS = "drop function cases_mailbox(bigint)"
OWN = """
occasion = 'CONFERENCE' and channel = 'EMAIL'
and to_kind = 'conference_participant' and about_kind = 'conference_participant'
and to_id = about_id and (select cases_leads()) and exists (
  select from cases_conferenceparticipant p join cases_caseconference c on c.id = p.conference_id
   where p.id::text = about_id and c.owner_id = (select app_partner_id()){open})
"""
IN_OWN_NAME = "seat_id = (select app_seat_id()) and user_id = (select app_user_id())"
MINE = OWN.format(open="").strip()
OPEN = OWN.format(open=" and c.closed_on is null").strip()
RULES = {
    "inviter_sees": f"for select using ({MINE})",
    "inviter_drops": f"for update using ({MINE})",
    "inviter_mails": (
        f"for insert with check (state = 'WAITING' and attempts = 0 and {IN_OWN_NAME} and {OPEN})"
    ),
}
CHANGES = "mails, told"


class Migration(migrations.Migration):
    """Five fields of a conference, four of a participant, one function, three rules."""

    dependencies = [
        ("kernel", "0012_invitations_to_conferences"),
        ("cases", "0018_links_by_mail"),
    ]

    operations = [
        migrations.AddField(
            "caseconference", "begins", models.TimeField("Beginn", null=True, blank=True)
        ),
        migrations.AddField(
            "caseconference",
            "minutes",
            models.PositiveSmallIntegerField("Dauer in Minuten", default=60, db_default=60),
        ),
        migrations.AddField(
            "caseconference",
            "place",
            models.CharField("Ort", max_length=200, blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            "caseconference",
            "version",
            models.PositiveIntegerField("Fassung der Einladung", default=0, db_default=0),
        ),
        migrations.AddField(
            "caseconference",
            "called_off_on",
            models.DateField("abgesagt am", null=True, blank=True),
        ),
        migrations.AddConstraint(
            "caseconference",
            models.CheckConstraint(
                condition=Q(begins=None, place="") | Q(begins__isnull=False) & ~Q(place=""),
                name="cases_conference_when_and_where",
            ),
        ),
        migrations.AddConstraint(
            "caseconference",
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(called_off_on=None),
                name="cases_conference_held_or_called_off",
            ),
        ),
        migrations.AddField(
            "conferenceparticipant",
            "email",
            models.EmailField(
                "E-Mail für die Einladung, ohne Konto",
                max_length=254,
                blank=True,
                default="",
                db_default="",
            ),
        ),
        migrations.AddField(
            "conferenceparticipant",
            "uid",
            models.UUIDField("Kennung im Kalender", unique=True, db_default=RandomUUID()),
        ),
        migrations.AddField(
            "conferenceparticipant",
            "mails",
            models.PositiveSmallIntegerField("Einladungen per E-Mail", default=0, db_default=0),
        ),
        migrations.AddField(
            "conferenceparticipant",
            "told",
            models.PositiveIntegerField("eingeladen zur Fassung", null=True, blank=True),
        ),
        migrations.RunSQL(
            f"grant update ({CHANGES}) on {SITS} to rundertisch_app",
            f"revoke update ({CHANGES}) on {SITS} from rundertisch_app",
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            migrations.RunSQL(
                f"create policy {name} on {MESSAGE} {rule}", f"drop policy {name} on {MESSAGE}"
            )
            for name, rule in RULES.items()
        ),
    ]
