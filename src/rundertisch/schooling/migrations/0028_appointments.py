# SPDX-License-Identifier: EUPL-1.2
"""Appointments for counselling: rooms, who is booked when, and letters to families.

The database promises that no room and no counsellor is booked twice, that the number a calendar
knows an appointment by never changes, and that its version counts up. Messages to a family are the
business of counselling: the administration does not see them.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Func, Q

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
TABLE = "schooling_appointment"
MESSAGE, TEXT = "kernel_message", "kernel_messagetext"
COUNSELS = "(select schooling_counsels())"
OWN_CHILDREN = """
select c.id from schooling_child c where c.subject_id = (select app_subject_id())
"""
STATES = [
    ("PLANNED", "geplant"),
    ("HELD", "hat stattgefunden"),
    ("NO_SHOW", "Familie kam nicht"),
    ("CANCELLED", "abgesagt"),
]

KEEPING = """
create function schooling_appointment_party() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select coalesce(c.family_id, -c.id) into new.party
    from schooling_child c where c.id = new.child_id;
  return new;
end $$;
create trigger party before insert on schooling_appointment
for each row execute function schooling_appointment_party();

create function schooling_appointment_moves() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if new.uid <> old.uid or new.child_id <> old.child_id or new.party <> old.party then
    raise check_violation using message = 'an appointment stays itself',
      constraint = 'appointment_stays_itself';
  end if;
  if old.state = 'CANCELLED' or (old.state <> new.state and new.state in ('PLANNED', 'CANCELLED')
                                 and old.state <> 'PLANNED') then
    raise check_violation using message = 'what is over is not planned again',
      constraint = 'appointment_is_over';
  end if;
  new.sequence := old.sequence + case
    when (new.starts_at, new.ends_at, new.room_id, new.counsellor_id)
         is distinct from (old.starts_at, old.ends_at, old.room_id, old.counsellor_id)
      or (new.state = 'CANCELLED' and old.state <> 'CANCELLED') then 1 else 0 end;
  return new;
end $$;
create trigger moves before update on schooling_appointment
for each row execute function schooling_appointment_moves();

create function schooling_colleagues() returns table (seat_id bigint, name text, here boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, u.name::text,
         s.starts_on <= app_today() and (s.ends_on is null or s.ends_on > app_today())
    from accounts_seat s join accounts_user u on u.id = s.user_id
   where schooling_counsels() and s.role = 'SCHOOL_COUNSELLING'
     and s.partner_id = app_partner_id()
   order by u.name, s.id
$$;
"""
NO_KEEPING = """
drop function schooling_colleagues();
drop trigger moves on schooling_appointment;
drop function schooling_appointment_moves();
drop trigger party on schooling_appointment;
drop function schooling_appointment_party();
"""

TO_A_FAMILY = f"to_kind = 'child' and {COUNSELS}"
OF = f"select from {MESSAGE} m where m.id = {TEXT}.id"
IN_OWN_NAME = "user_id = (select app_user_id()) and seat_id = (select app_seat_id())"
TO_ONESELF = f"to_kind = 'child' and to_id in (select o.id::text from ({OWN_CHILDREN}) o)"  # noqa: S608 - our own names
RULES = {
    ("counselling_sees", MESSAGE): f"for select using ({TO_A_FAMILY})",
    ("counselling_decides", MESSAGE): f"for update using ({TO_A_FAMILY})",
    ("counselling_puts", MESSAGE): (
        f"for insert with check (state = 'WAITING' and attempts = 0 and {IN_OWN_NAME}"
        f" and {TO_A_FAMILY})"
    ),
    ("family_sees", MESSAGE): f"for select using ({TO_ONESELF})",
    ("counselling_reads", TEXT): (
        f"for select using ({COUNSELS} and exists ({OF} and m.to_kind = 'child'))"
    ),
    ("family_reads", TEXT): f"for select using (exists ({OF} and m.{TO_ONESELF}))",
}


def booked_once(name: str, column: str) -> django.contrib.postgres.constraints.ExclusionConstraint:
    """Return the promise that this one is booked by one family at a time."""
    return django.contrib.postgres.constraints.ExclusionConstraint(
        name=name,
        expressions=[
            (F(column), "="),
            (F("party"), "<>"),
            (Func(F("starts_at"), F("ends_at"), function="tstzrange"), "&&"),
        ],
        condition=Q(("state__in", ("PLANNED", "HELD"))),
    )


class Migration(migrations.Migration):
    """Two tables, what the database keeps of them, who reads and writes letters to families."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0008_letters_to_families"),
        ("privacy", "0012_messages_are_forgotten"),
        ("schooling", "0027_announced_places_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", KEY),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="Raum")),
                ("address", models.CharField(max_length=200, verbose_name="Anschrift und Weg")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="Telefon")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="nicht mehr ab")),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", KEY),
                ("starts_at", models.DateTimeField(verbose_name="Beginn")),
                ("ends_at", models.DateTimeField(verbose_name="Ende")),
                (
                    "interpreter",
                    models.BooleanField(default=False, verbose_name="Sprachmittlung angefragt"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=STATES, default="PLANNED", max_length=9, verbose_name="Stand"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        unique=True,
                        verbose_name="Kennung im Kalender",
                    ),
                ),
                (
                    "sequence",
                    models.PositiveIntegerField(db_default=0, verbose_name="Fassung im Kalender"),
                ),
                (
                    "party",
                    models.BigIntegerField(db_default=0, editable=False, verbose_name="Familie"),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to="schooling.child",
                    ),
                ),
                (
                    "counsellor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="Beratung durch",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="schooling.room",
                        verbose_name="Raum",
                    ),
                ),
            ],
            options={
                "verbose_name": "Beratungstermin",
                "indexes": [models.Index(fields=["starts_at"], name="appointments_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("ends_at__gt", F("starts_at"))),
                        name="appointment_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=Q(("state__in", [code for code, _ in STATES])),
                        name="appointment_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("state", "PLANNED")),
                        fields=("child",),
                        name="one_planned_appointment_per_child",
                    ),
                    booked_once("room_booked_once", "room"),
                    booked_once("counsellor_booked_once", "counsellor"),
                ],
            },
        ),
        migrations.RunSQL(KEEPING, NO_KEEPING),
        protect(TABLE, using=COUNSELS),
        migrations.RunSQL(
            f"create policy own on {TABLE} for select using (child_id in ({OWN_CHILDREN}))",
            f"drop policy own on {TABLE}",
        ),
        *lets_forget(TABLE),
        watch(table=TABLE, kind="appointment"),
        *[
            migrations.RunSQL(
                f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
            )
            for (name, table), rule in RULES.items()
        ],
    ]
