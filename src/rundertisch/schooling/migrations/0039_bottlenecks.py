# SPDX-License-Identifier: EUPL-1.2
"""Children in separate groups by school, stage, and the month and grade of their transition.

The count runs as whoever asks; `schooling_led_…` is the leadership's, as in migration 0005.
"""

from django.db import migrations

COUNTS = """
create function schooling_bottleneck_counts(asked_on date)
returns table (school_id bigint, band text, grade smallint, month date, reserved boolean,
               children bigint)
language sql stable as $$
  select g.school_id, schooling_band(c.grade), t.grade,
         case when t.id is not null
              then date_trunc('month', greatest(t.planned_on, asked_on))::date end,
         t.seats_id is not null, count(*)
    from schooling_placement p
    join schooling_group g on g.id = p.group_id
    join schooling_child c on c.id = p.child_id
    left join schooling_firstday f on f.placement_id = p.id
    left join schooling_transition t on t.placement_id = p.id
   where schooling_holds(p, asked_on) and g.kind <> 'REGULAR' and not g.integrated
     and (p.regular_since is null or p.regular_since > asked_on)
     and c.reported_on <= asked_on and (c.left_on is null or c.left_on > asked_on)
     and coalesce(f.came_on, p.expected_on, p.starts_on) <= asked_on
   group by 1, 2, 3, 4, 5
$$;

create function schooling_led_bottleneck_counts(asked_on date)
returns table (school_id bigint, band text, grade smallint, month date, reserved boolean,
               children bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select * from schooling_bottleneck_counts(asked_on) where schooling_leads()
$$;
"""
NO_COUNTS = """
drop function schooling_led_bottleneck_counts(date);
drop function schooling_bottleneck_counts(date);
"""


class Migration(migrations.Migration):
    """One count."""

    dependencies = [("schooling", "0038_seats_in_regular_classes")]
    operations = [migrations.RunSQL(COUNTS, NO_COUNTS)]
