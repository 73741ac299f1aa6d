# SPDX-License-Identifier: EUPL-1.2
"""Figures of the queues, alarms, register counts and first school days.

Each count is one function that runs as whoever asks: the row rules apply, so somebody who may open
children counts exactly those. The leadership of the centre opens no child. For it there is a second
function of the name `schooling_led_…`, which runs as its owner (SECURITY DEFINER), answers only a
seat of the leadership, returns counts and never a row of a child, and gives no waiting time that
was measured on fewer than five children. What it returns is rounded by `engine.disclosure` before
it reaches a page.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.scope import protect

HELPERS = """
create function schooling_leads() returns boolean language sql stable
set search_path = public, pg_temp as $$
  select coalesce(app_role() in ('CENTRE_HEAD', 'KIM_COORDINATION', 'ADMINISTRATOR')
              and app_partner_kind() = 'INTEGRATION_CENTRE', false)
$$;

create function schooling_band(grade smallint) returns text language sql immutable as $$
  select case when grade <= 4 then 'gs' when grade <= 7 then '5-7'
              when grade <= 10 then '8-10' else 'bk' end
$$;

-- by jsonb, so that it holds whether or not the head's answer has a column yet
create function schooling_holds(p schooling_placement, asked_on date) returns boolean
language sql stable as $$
  select coalesce(p.signed_on <= asked_on and (p.ends_on is null or p.ends_on > asked_on), false)
     and coalesce(to_jsonb(p) ->> 'answer', '') <> 'REFUSED'
$$;

-- a signature taken back before anybody was told, or refused by the school, gave no seat
create function schooling_was_given(p schooling_placement) returns boolean
language sql stable as $$
  select p.signed_on is not null and (p.ends_on is null or p.ends_on > p.starts_on)
     and coalesce(to_jsonb(p) ->> 'answer', '') <> 'REFUSED'
     and not (p.ends_on is not null and to_jsonb(p) ->> 'proposed_seat_id' is not null
              and to_jsonb(p) ->> 'announced_on' is null)
$$;

create function schooling_at_school_age(born_on date, asked_on date) returns boolean
language sql stable as $$
  select born_on is null or extract(year from age(asked_on, born_on)) between 6 and 17
$$;
"""
NO_HELPERS = """
drop function schooling_at_school_age(date, date);
drop function schooling_was_given(schooling_placement);
drop function schooling_holds(schooling_placement, date);
drop function schooling_band(smallint);
drop function schooling_leads();
"""

# written out in each count: as a function PostgreSQL would call it once a child
WAITS = """c.reported_on <= asked_on and (c.left_on is null or c.left_on > asked_on)
     and not exists (select 1 from schooling_placement p
                      where p.child_id = c.id and schooling_holds(p, asked_on))"""

QUEUES = f"""
create function schooling_queue_counts(asked_on date)
returns table (town_id bigint, band text, counselled boolean, children bigint,
               median_days integer, p90_days integer, longest_days integer)
language sql stable as $$
  with waiting as (
    select c.home_town_id as town, schooling_band(c.grade) as stage,
           coalesce(c.counselled_on <= asked_on, false) as ready,
           greatest(0, asked_on - c.waiting_since) as days
      from schooling_child c where {WAITS})
  select town, stage, ready, count(*), percentile_disc(0.5) within group (order by days),
         percentile_disc(0.9) within group (order by days), max(days)
    from waiting group by cube (town, stage, ready)
$$;

create function schooling_led_queue_counts(asked_on date)
returns table (town_id bigint, band text, counselled boolean, children bigint,
               median_days integer, p90_days integer, longest_days integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select q.town_id, q.band, q.counselled, q.children,
         case when q.children >= 5 then q.median_days end,
         case when q.children >= 5 then q.p90_days end,
         case when q.children >= 5 then q.longest_days end
    from schooling_queue_counts(asked_on) q where schooling_leads()
$$;
"""  # noqa: S608 - put together from our own words only
NO_QUEUES = """
drop function schooling_led_queue_counts(date);
drop function schooling_queue_counts(date);
"""

# Of the children who began to wait within a year and could have reached the horizon: left out are
# those whose weeks are not over yet and those who left without a seat before they were over.
SEATED = """
create function schooling_seated_counts(asked_on date)
returns table (town_id bigint, band text, weeks integer, children bigint, seated bigint)
language sql stable as $$
  with cohort as (
    select c.home_town_id as town, schooling_band(c.grade) as stage, c.waiting_since, c.left_on,
           (select min(p.signed_on) from schooling_placement p
             where p.child_id = c.id and p.signed_on between c.waiting_since and asked_on
               and schooling_was_given(p)) as seated_on
      from schooling_child c
     where c.reported_on <= asked_on and c.merged_into_id is null
       and c.waiting_since > asked_on - 365),
  reached as (
    select *, waiting_since + 7 * h.weeks as horizon
      from cohort, (values (2), (4), (8)) as h (weeks)
     where waiting_since + 7 * h.weeks <= asked_on)
  select town, stage, weeks, count(*), count(*) filter (where seated_on <= horizon)
    from reached
   where left_on is null or left_on > horizon or seated_on <= horizon
   group by weeks, cube (town, stage)
$$;

create function schooling_led_seated_counts(asked_on date)
returns table (town_id bigint, band text, weeks integer, children bigint, seated bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select * from schooling_seated_counts(asked_on) where schooling_leads()
$$;
"""
NO_SEATED = """
drop function schooling_led_seated_counts(date);
drop function schooling_seated_counts(date);
"""

# Children we know by the month they registered, whatever became of them since: who moved on after a
# week was known all the same.
KNOWN = """
create function schooling_known_counts(asked_from date, asked_on date)
returns table (town_id bigint, month date, children bigint)
language sql stable as $$
  select c.home_town_id, date_trunc('month', coalesce(c.registered_on, c.reported_on))::date,
         count(*)
    from schooling_child c
   where c.reported_on <= asked_on and c.merged_into_id is null
     and coalesce(c.registered_on, c.reported_on) >= asked_from
     and schooling_at_school_age(c.born_on, coalesce(c.registered_on, c.reported_on))
   group by 1, 2
$$;

create function schooling_led_known_counts(asked_from date, asked_on date)
returns table (town_id bigint, month date, children bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select * from schooling_known_counts(asked_from, asked_on) where schooling_leads()
$$;
"""
NO_KNOWN = """
drop function schooling_led_known_counts(date, date);
drop function schooling_known_counts(date, date);
"""

ALARMS = f"""
create function schooling_alarm_children(
  asked_on date, waiting_days integer, uncounselled_days integer, should_have_come date)
returns table (kind text, child_id bigint, placement_id bigint, days integer)
language sql stable as $$
  select 'WAITING', c.id, null::bigint, asked_on - c.waiting_since from schooling_child c
   where {WAITS} and asked_on - c.waiting_since > waiting_days
  union all
  select 'UNCOUNSELLED', c.id, null, asked_on - c.reported_on from schooling_child c
   where {WAITS} and asked_on - c.reported_on > uncounselled_days
     and (c.counselled_on is null or c.counselled_on > asked_on)
     and schooling_at_school_age(c.born_on, asked_on)
  union all
  select 'NOT_COME', p.child_id, p.id, asked_on - p.starts_on from schooling_placement p
   where schooling_holds(p, asked_on) and p.starts_on <= should_have_come
     and exists (select 1 from schooling_child c where c.id = p.child_id
                    and (c.left_on is null or c.left_on > asked_on))
     and not exists (select 1 from schooling_firstday f where f.placement_id = p.id)
$$;

create function schooling_led_alarm_counts(
  asked_on date, waiting_days integer, uncounselled_days integer, should_have_come date)
returns table (kind text, children bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.kind, count(*)
    from schooling_alarm_children(asked_on, waiting_days, uncounselled_days, should_have_come) a
   where schooling_leads() group by a.kind
$$;

-- over all children, also those the asking seat may not open: a cap counts everybody
create function schooling_schools_over_cap(asked_on date)
returns table (school_id bigint, cap integer, children bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.newcomer_cap, count(*)
    from schooling_placement p
    join schooling_group g on g.id = p.group_id join schooling_school s on s.id = g.school_id
   where schooling_holds(p, asked_on)
     and (schooling_counsels() or schooling_leads() or schooling_supervises(s.form, 1, 13))
   group by s.id having count(*) > s.newcomer_cap
$$;
"""  # noqa: S608 - put together from our own words only
NO_ALARMS = """
drop function schooling_schools_over_cap(date);
drop function schooling_led_alarm_counts(date, integer, integer, date);
drop function schooling_alarm_children(date, integer, integer, date);
"""

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
KINDS = [
    ("WAITING", "wartet zu lange auf einen Platz"),
    ("UNCOUNSELLED", "im Schulalter und noch ohne Beratung"),
    ("NOT_COME", "hat einen Platz und ist noch nicht gekommen"),
    ("OVER_CAP", "Schule über ihrer Obergrenze"),
]
COUNSELS = "(select schooling_counsels())"
LEADS = "(select schooling_leads())"
COUNTS = f"{COUNSELS} or {LEADS}"
OWN_TOWN = """((select app_role()) = 'TOWN_SCHOOL_OFFICE'
    and (select app_partner_kind()) = 'TOWN_SCHOOL_OFFICE' and town_id = (select app_place_id()))"""
PLACE_SEEN = "exists (select 1 from schooling_placement p where p.id = placement_id)"


def only(table: str, *, command: str, who: str) -> migrations.RunSQL:
    """Restrict one command on a table to somebody, whoever may see its rows."""
    return migrations.RunSQL(
        f"create policy {command}s on {table} as restrictive for {command} using ({who})",
        f"drop policy {command}s on {table}",
    )


class Migration(migrations.Migration):
    """Tables, their rules, and the counts."""

    dependencies = [
        ("accounts", "0003_auditors_read_the_logs"),
        ("places", "0001_towns_addresses_holidays"),
        ("schooling", "0004_changes_can_be_taken_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlarmLimit",
            fields=[
                ("id", KEY),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("source", models.TextField(verbose_name="Quelle")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
                (
                    "evidence",
                    models.CharField(
                        choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=KINDS, max_length=12, verbose_name="Hinweis"),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="Tage")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_alarmlimit_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["WAITING", "UNCOUNSELLED", "NOT_COME"])),
                        name="alarm_limit_counts_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 365)),
                        name="alarm_limit_within_a_year",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "starts_on"), name="one_alarm_limit_per_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstDay",
            fields=[
                ("id", KEY),
                ("came_on", models.DateField(verbose_name="da gewesen am")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="first_day",
                        to="schooling.placement",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="RegisteredCount",
            fields=[
                ("id", KEY),
                ("month", models.DateField(verbose_name="Monat (sein erster Tag)")),
                ("age_from", models.PositiveSmallIntegerField(verbose_name="ab Alter")),
                ("age_to", models.PositiveSmallIntegerField(verbose_name="bis Alter")),
                ("children", models.PositiveIntegerField(verbose_name="neu angemeldete Kinder")),
                ("source", models.CharField(max_length=200, verbose_name="Quelle")),
                ("imported_on", models.DateField(verbose_name="eingelesen am")),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="registered_month_is_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_from__gte", 6),
                            ("age_to__lte", 17),
                            ("age_from__lte", models.F("age_to")),
                        ),
                        name="registered_at_school_age",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        name="registered_ages_do_not_overlap",
                        expressions=[
                            (models.F("town"), "="),
                            (models.F("month"), "="),
                            (
                                models.Func(
                                    models.F("age_from"),
                                    models.F("age_to") + 1,
                                    function="int4range",
                                ),
                                "&&",
                            ),
                        ],
                    ),
                ]
            },
        ),
        migrations.RunSQL(HELPERS, NO_HELPERS),
        migrations.RunSQL(QUEUES, NO_QUEUES),
        migrations.RunSQL(SEATED, NO_SEATED),
        migrations.RunSQL(KNOWN, NO_KNOWN),
        migrations.RunSQL(ALARMS, NO_ALARMS),
        protect("schooling_registeredcount", using=f"{COUNTS} or {OWN_TOWN}", check=COUNTS),
        only("schooling_registeredcount", command="delete", who=COUNTS),
        protect(
            "schooling_firstday",
            using=f"{COUNSELS} or {PLACE_SEEN}",
            check=f"{COUNSELS} or ((select app_role()) = 'SCHOOL_HEAD' and {PLACE_SEEN})",
        ),
        only("schooling_firstday", command="delete", who=COUNSELS),
        migrations.RunSQL(
            "revoke update on schooling_firstday from rundertisch_app",
            "grant update on schooling_firstday to rundertisch_app",
        ),
    ]
