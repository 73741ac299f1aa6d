# SPDX-License-Identifier: EUPL-1.2
"""Groups inside regular classes or apart from them, and who in a separate group still waits.

A child in a reception class has a place, and goes on waiting for a regular one. The count runs as
whoever asks; `schooling_led_…` is the leadership's, as in migration 0005.
"""

from django.db import migrations, models
from django.db.models import Q

COUNTS = """
create function schooling_regular_counts(asked_on date)
returns table (town_id bigint, band text, children bigint,
               median_days integer, p90_days integer, longest_days integer)
language sql stable as $$
  with waiting as (
    select c.home_town_id as town, schooling_band(c.grade) as stage,
           asked_on - coalesce(f.came_on, p.expected_on, p.starts_on) as days
      from schooling_placement p
      join schooling_group g on g.id = p.group_id
      join schooling_child c on c.id = p.child_id
      left join schooling_firstday f on f.placement_id = p.id
     where schooling_holds(p, asked_on) and g.kind <> 'REGULAR' and not g.integrated
       and (p.regular_since is null or p.regular_since > asked_on)
       and c.reported_on <= asked_on and (c.left_on is null or c.left_on > asked_on)
       and coalesce(f.came_on, p.expected_on, p.starts_on) <= asked_on)
  select town, stage, count(*), percentile_disc(0.5) within group (order by days),
         percentile_disc(0.9) within group (order by days), max(days)
    from waiting group by cube (town, stage)
$$;

create function schooling_led_regular_counts(asked_on date)
returns table (town_id bigint, band text, children bigint,
               median_days integer, p90_days integer, longest_days integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select q.town_id, q.band, q.children,
         case when q.children >= 5 then q.median_days end,
         case when q.children >= 5 then q.p90_days end,
         case when q.children >= 5 then q.longest_days end
    from schooling_regular_counts(asked_on) q where schooling_leads()
$$;
"""
NO_COUNTS = """
drop function schooling_led_regular_counts(date);
drop function schooling_regular_counts(date);
"""


class Migration(migrations.Migration):
    """One column, one rule more for it, and the count."""

    dependencies = [("schooling", "0035_new_decisions_keep_their_round")]

    operations = [
        migrations.AddField(
            "group",
            "integrated",
            models.BooleanField(
                db_default=False, default=False, verbose_name="integriert in Regelklassen"
            ),
        ),
        migrations.RemoveConstraint("group", "one_group_of_a_kind"),
        migrations.AddConstraint(
            "group",
            models.UniqueConstraint(
                fields=("school", "kind", "integrated", "grade_from", "grade_to"),
                name="one_group_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            "group",
            models.CheckConstraint(
                condition=Q(("integrated", True), ("kind", "REGULAR"), _negated=True),
                name="regular_class_is_no_group",
            ),
        ),
        migrations.RunSQL(COUNTS, NO_COUNTS),
    ]
