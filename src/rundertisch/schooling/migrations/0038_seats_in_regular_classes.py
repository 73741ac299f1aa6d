# SPDX-License-Identifier: EUPL-1.2
"""Seats in regular classes, reserved for the transition of a child while its place runs.

PostgreSQL lets no more seats be held than there are, at whatever moment two people reserve: the
count of seats is locked first. A place that ends or is refused holds nothing; one that is led on
after all takes its seat again if it is still free. A new place of the same child at the school
that gave the seat takes the reservation with it.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import migrations, models
from django.db.models import F, Func, Q

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

SEATS, PLAN, PLACE = "schooling_regularseats", "schooling_transition", "schooling_placement"
GIVES = f"""((select schooling_counsels()) or (select app_role()) = 'SCHOOL_HEAD' and exists (
  select 1 from schooling_school s
   where s.id = {SEATS}.school_id and s.partner_id = (select app_partner_id())))"""  # noqa: S608 - our own names

HELD = f"""
-- over what the caller sees: inside the functions below, which run as their owner, over all
create function schooling_seats_held(asked bigint) returns bigint language sql stable
set search_path = public, pg_temp as $$
  select count(*) from {PLAN} t join {PLACE} p on p.id = t.placement_id
   where t.seats_id = asked and p.signed_on is not null and p.ends_on is null
     and p.answer <> 'REFUSED'
$$;

create function schooling_regular_held() returns table (seats_id bigint, held bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, schooling_seats_held(r.id) from {SEATS} r
   where schooling_counsels() or schooling_leads()
      or app_role() in ('SUPERVISORY_AUTHORITY', 'TOWN_SCHOOL_OFFICE', 'SCHOOL_HEAD')
$$;

create function schooling_reserve() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  given {SEATS};
  place {PLACE};
  taken bigint;
begin
  if new.seats_id is null then
    return new;
  end if;
  select * into given from {SEATS} where id = new.seats_id for update;
  select * into place from {PLACE} where id = new.placement_id;
  if new.grade <> given.grade or new.planned_on < given.starts_on
     or new.planned_on >= coalesce(given.ends_on, 'infinity') then
    raise check_violation using constraint = 'seat_of_the_grade_and_day',
      message = 'a seat is reserved in its own grade and period';
  end if;
  if exists (select 1 from schooling_school s where s.id = given.school_id
                and (s.assignable = 'NO' or app_role() = 'SCHOOL_HEAD'
                     and s.partner_id is distinct from app_partner_id())) then
    raise check_violation using constraint = 'seat_of_a_school_that_gives_it',
      message = 'this school gives no seat to whoever asks';
  end if;
  select count(*) into taken from {PLAN} t join {PLACE} p on p.id = t.placement_id
   where t.seats_id = given.id and t.id <> new.id and p.signed_on is not null
     and p.ends_on is null and p.answer <> 'REFUSED';
  if place.signed_on is null or place.ends_on is not null or place.answer = 'REFUSED' then
    raise check_violation using constraint = 'only_a_running_place_reserves',
      message = 'a place that does not run reserves no seat';
  end if;
  if taken >= given.seats then
    raise check_violation using constraint = 'never_more_reserved_than_seats',
      message = 'no seat of this count is free';
  end if;
  return new;
end $$;

create trigger reserve before insert or update of seats_id, planned_on, grade, placement_id
  on {PLAN} for each row execute function schooling_reserve();

create function schooling_seats_stay() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.seats < schooling_seats_held(new.id) then
    raise check_violation using constraint = 'never_more_reserved_than_seats',
      message = 'more seats are held than would remain';
  end if;
  if exists (select 1 from {PLAN} t join {PLACE} p on p.id = t.placement_id
              where t.seats_id = new.id and p.ends_on is null
                and (t.grade <> new.grade or t.planned_on < new.starts_on
                     or t.planned_on >= coalesce(new.ends_on, 'infinity')))
     or new.school_id <> old.school_id and schooling_seats_held(new.id) > 0 then
    raise check_violation using constraint = 'seat_of_the_grade_and_day',
      message = 'a reserved seat would lie outside its count';
  end if;
  return new;
end $$;

create trigger seats_stay before update on {SEATS}
  for each row execute function schooling_seats_stay();

create function schooling_no_special_school() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from schooling_school s
              where s.id = new.school_id and s.assignable = 'NO') then
    raise check_violation using constraint = 'special_school_gives_no_seat',
      message = 'a special or hospital school gives no seat';
  end if;
  return new;
end $$;

create trigger no_special_school before insert or update on {SEATS}
  for each row execute function schooling_no_special_school();

-- a place that is led on after all: its seat again, if nobody else has it meanwhile
create function schooling_seat_again() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  given {SEATS};
begin
  select r.* into given from {SEATS} r join {PLAN} t on t.seats_id = r.id
   where t.placement_id = new.id for update of r;
  if found and schooling_seats_held(given.id) > given.seats then
    update {PLAN} set seats_id = null where placement_id = new.id;
  end if;
  return null;
end $$;

create trigger seat_again after update of ends_on, answer, signed_on on {PLACE}
  for each row when (
    new.signed_on is not null and new.ends_on is null and new.answer <> 'REFUSED'
    and (old.signed_on is null or old.ends_on is not null or old.answer = 'REFUSED'))
  execute function schooling_seat_again();

-- the authority decided anew, for the school that gave the seat: the seat goes with the child
create function schooling_seat_goes_along() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  plan {PLAN};
begin
  select t.* into plan from {PLAN} t
    join {PLACE} p on p.id = t.placement_id
    join {SEATS} r on r.id = t.seats_id
    join schooling_group g on g.id = new.group_id and g.school_id = r.school_id
   where p.child_id = new.child_id and p.id <> new.id and p.ends_on is not null
     and p.ends_on >= new.starts_on
   order by p.id desc limit 1;
  if found then
    perform 1 from {SEATS} where id = plan.seats_id for update;
    if schooling_seats_held(plan.seats_id)
       < (select seats from {SEATS} where id = plan.seats_id) then
      insert into {PLAN} (placement_id, planned_on, grade, noted_by_id, seats_id)
      values (new.id, plan.planned_on, plan.grade, plan.noted_by_id, plan.seats_id);
      update {PLAN} set seats_id = null where id = plan.id;
    end if;
  end if;
  return null;
end $$;

create trigger seat_goes_along after insert on {PLACE}
  for each row when (new.signed_on is not null and new.ends_on is null)
  execute function schooling_seat_goes_along();
"""  # noqa: S608 - put together from our own names only
NOT_HELD = f"""
drop trigger seat_goes_along on {PLACE};
drop function schooling_seat_goes_along();
drop trigger seat_again on {PLACE};
drop function schooling_seat_again();
drop trigger no_special_school on {SEATS};
drop function schooling_no_special_school();
drop trigger seats_stay on {SEATS};
drop function schooling_seats_stay();
drop trigger reserve on {PLAN};
drop function schooling_reserve();
drop function schooling_regular_held();
drop function schooling_seats_held(bigint);
"""


class Migration(migrations.Migration):
    """One table, one column, and what PostgreSQL promises about them."""

    dependencies = [
        ("kernel", "0006_actions_of_a_transaction"),
        ("schooling", "0037_openings"),
    ]

    operations = [
        migrations.RemoveField("group", "regular_seats"),
        migrations.CreateModel(
            name="RegularSeats",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grade", models.PositiveSmallIntegerField(verbose_name="Klasse")),
                ("seats", models.PositiveIntegerField(verbose_name="Plätze")),
                ("starts_on", models.DateField(verbose_name="ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="bis vor")),
                ("counted_on", models.DateField(verbose_name="Stand")),
                ("source", models.CharField(max_length=300, verbose_name="Quelle")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regular_seats",
                        to="schooling.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "Plätze in Regelklassen",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("grade__gte", 1), ("grade__lte", 13)),
                        name="regular_seats_grade_1_to_13",
                    ),
                    models.CheckConstraint(
                        condition=Q(("ends_on", None)) | Q(("ends_on__gt", F("starts_on"))),
                        name="regular_seats_end_after_start",
                    ),
                    models.CheckConstraint(
                        condition=Q(("source", ""), _negated=True),
                        name="regular_seats_name_a_source",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (F("school"), RangeOperators.EQUAL),
                            (F("grade"), RangeOperators.EQUAL),
                            (
                                Func("starts_on", "ends_on", function="daterange"),
                                RangeOperators.OVERLAPS,
                            ),
                        ],
                        name="regular_seats_counted_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "transition",
            "seats",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transitions",
                to="schooling.regularseats",
                verbose_name="reservierter Platz",
            ),
        ),
        migrations.RunSQL(HELD, NOT_HELD),
        protect(SEATS, using="true", check=GIVES),
        *(
            migrations.RunSQL(
                f"create policy {command}s on {SEATS} as restrictive for {command} using ({GIVES})",
                f"drop policy {command}s on {SEATS}",
            )
            for command in ("update", "delete")
        ),
        watch(table=SEATS, kind="regular_seats"),
    ]
