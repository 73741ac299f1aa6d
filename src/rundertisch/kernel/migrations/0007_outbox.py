# SPDX-License-Identifier: EUPL-1.2
"""The outbox: messages, their texts apart from them, and the ways a message may go.

The job „outbox“ claims and settles; a person decides about what failed or is uncertain. Neither can
do the other's part: PostgreSQL knows which is asking. A text goes by itself as soon as its message
has left, was dropped, or came too late. Who may put messages and watch over them is said by the
rooms above (accounts 0008).
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare

MESSAGE, TEXT = "kernel_message", "kernel_messagetext"
JOB = "(select app_job()) = 'outbox'"
CHANNELS = [("EMAIL", "E-Mail"), ("PRINT", "Papier")]
OCCASIONS = [
    ("INVITATION", "Einladung"),
    ("PASSWORD", "Neues Passwort"),
    ("TEST", "Testnachricht"),
]
STATES = [
    ("WAITING", "wartet"),
    ("SENDING", "wird gerade verschickt"),
    ("SENT", "verschickt"),
    ("UNCERTAIN", "ungewiss"),
    ("FAILED", "nicht verschickt"),
    ("PRINTED", "gedruckt"),
    ("DROPPED", "nicht mehr nötig"),
]
TROUBLES = [
    ("UNREACHABLE", "Der Mailserver war nicht zu erreichen."),
    ("SIGN_IN", "Der Mailserver hat die Anmeldung abgelehnt."),
    ("LATER", "Der Mailserver bat darum, es später noch einmal zu versuchen."),
    ("ADDRESS", "Der Mailserver nimmt nichts für diese Adresse an."),
    ("REFUSED", "Der Mailserver hat die Nachricht abgelehnt."),
    ("MALFORMED", "Aus diesen Angaben wird keine gültige E-Mail."),
    ("INTERRUPTED", "Der Versand brach mittendrin ab. Vielleicht ist sie angekommen."),
    ("EXPIRED", "Der Link darin gilt nicht mehr; der Text ist gelöscht."),
]
NOT_SETTLED = ("WAITING", "SENDING")

# A message that may have left (UNCERTAIN) waits again only if a person says so: no job is asking.
WAYS = """
create function kernel_message_moves() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare way text := old.state || ' ' || new.state;
begin
  if old.state = new.state or way = any (case
    when app_job() = 'outbox' then array[
      'WAITING SENDING', 'SENDING SENT', 'SENDING FAILED', 'SENDING UNCERTAIN', 'SENDING WAITING',
      'UNCERTAIN SENT', 'WAITING FAILED']
    when app_job() is null then array[
      'FAILED WAITING', 'UNCERTAIN WAITING', 'WAITING DROPPED', 'FAILED DROPPED',
      'UNCERTAIN DROPPED', 'WAITING PRINTED']
    else array[]::text[] end) then
    return new;
  end if;
  raise check_violation using message = format('a message does not go this way: %s', way),
    constraint = 'kernel_message_moves';
end $$;
create trigger moves before update on kernel_message
for each row execute function kernel_message_moves();

create function kernel_message_text_goes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from kernel_messagetext where id = new.id;
  return null;
end $$;
create trigger text_goes after update on kernel_message for each row
when (new.state in ('SENT', 'PRINTED', 'DROPPED') or new.trouble = 'EXPIRED')
execute function kernel_message_text_goes();
"""
NO_WAYS = """
drop trigger text_goes on kernel_message;
drop function kernel_message_text_goes();
drop trigger moves on kernel_message;
drop function kernel_message_moves();
"""
CHANGES = "state, trouble, attempts, due_at, begun_at, settled_at"
RULES = (
    f"alter table {MESSAGE} enable row level security",
    f"alter table {TEXT} enable row level security",
    f'create policy "sender_sees" on {MESSAGE} for select using ({JOB})',
    f'create policy "sender_changes" on {MESSAGE} for update using ({JOB})',
    f'create policy "sender_deletes" on {MESSAGE} for delete using ({JOB})',
    f'create policy "sender_sees" on {TEXT} for select using ({JOB})',
    f'create policy "sender_deletes" on {TEXT} for delete using ({JOB})',
    f"revoke update, delete, truncate on {MESSAGE} from rundertisch_app",
    f"revoke update, delete, truncate on {TEXT} from rundertisch_app",
    f"grant update ({CHANGES}) on {MESSAGE} to rundertisch_app",
    f"grant delete on {MESSAGE}, {TEXT} to rundertisch_worker",
)
NO_RULES = (
    f"revoke delete on {MESSAGE}, {TEXT} from rundertisch_worker",
    f"revoke update ({CHANGES}) on {MESSAGE} from rundertisch_app",
    f"grant update, delete on {TEXT} to rundertisch_app",
    f"grant update, delete on {MESSAGE} to rundertisch_app",
    f'drop policy "sender_deletes" on {TEXT}',
    f'drop policy "sender_sees" on {TEXT}',
    f'drop policy "sender_deletes" on {MESSAGE}',
    f'drop policy "sender_changes" on {MESSAGE}',
    f'drop policy "sender_sees" on {MESSAGE}',
    unprotect_if_bare(TEXT),
    unprotect_if_bare(MESSAGE),
)


class Migration(migrations.Migration):
    """Two tables, the ways of a message, who sends."""

    dependencies = [("kernel", "0006_actions_of_a_transaction")]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(choices=CHANNELS, max_length=5, verbose_name="Weg")),
                (
                    "occasion",
                    models.CharField(choices=OCCASIONS, max_length=10, verbose_name="Anlass"),
                ),
                ("to_kind", models.CharField(max_length=40, verbose_name="an wen, Art")),
                ("to_id", models.CharField(max_length=80, verbose_name="an wen, Kennung")),
                ("about_kind", models.CharField(max_length=40, verbose_name="worüber, Art")),
                ("about_id", models.CharField(max_length=80, verbose_name="worüber, Kennung")),
                (
                    "state",
                    models.CharField(
                        choices=STATES, default="WAITING", max_length=9, verbose_name="Stand"
                    ),
                ),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=TROUBLES,
                        default="",
                        max_length=11,
                        verbose_name="Hindernis",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="begonnene Versuche"),
                ),
                ("put_at", models.DateTimeField(db_default=Now(), verbose_name="aufgegeben")),
                ("due_at", models.DateTimeField(db_default=Now(), verbose_name="nicht vor")),
                ("begun_at", models.DateTimeField(null=True, verbose_name="Versand begonnen")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="erledigt")),
                ("useful_until", models.DateTimeField(null=True, verbose_name="nützlich bis")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="Person")),
                ("seat_id", models.BigIntegerField(null=True, verbose_name="Platz")),
            ],
            options={
                "verbose_name": "Nachricht",
                "indexes": [
                    models.Index(fields=["to_kind", "to_id"], name="kernel_message_to"),
                    models.Index(
                        fields=["due_at", "id"],
                        condition=models.Q(("state__in", NOT_SETTLED)),
                        name="kernel_message_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", [code for code, _ in CHANNELS]),
                            ("occasion__in", [code for code, _ in OCCASIONS]),
                            ("state__in", [code for code, _ in STATES]),
                            ("trouble__in", ["", *(code for code, _ in TROUBLES)]),
                        ),
                        name="kernel_message_words_known",
                    ),
                    models.CheckConstraint(
                        condition=(
                            models.Q(("state", "PRINTED"), _negated=True)
                            | models.Q(("channel", "PRINT"))
                        )
                        & (
                            models.Q(("state__in", ["SENDING", "SENT", "UNCERTAIN"]), _negated=True)
                            | models.Q(("channel", "EMAIL"))
                        ),
                        name="kernel_message_state_fits_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("settled_at", None), ("state__in", NOT_SETTLED))
                        | (
                            models.Q(("state__in", NOT_SETTLED), _negated=True)
                            & models.Q(("settled_at__isnull", False))
                        ),
                        name="kernel_message_settled_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageText",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_column="id",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="kernel.message",
                        verbose_name="Nachricht",
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, max_length=254, verbose_name="Adresse"),
                ),
                ("facts", models.JSONField(default=dict, verbose_name="Angaben")),
            ],
            options={"verbose_name": "Text einer Nachricht"},
        ),
        migrations.RunSQL(WAYS, NO_WAYS),
        migrations.RunSQL(RULES, NO_RULES),
        watch(table=MESSAGE, kind="message"),
        watch(table=TEXT, kind="message"),
    ]
