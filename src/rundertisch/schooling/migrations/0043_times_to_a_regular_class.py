# SPDX-License-Identifier: EUPL-1.2
"""How long children took to a regular class, by the form in which they began; never by origin.

Of children whose first day was noted, from that day and from the day they began to wait. Who is in
no regular class yet is counted until today, or until the day of leaving, as not done. The
leadership reads a form from five children on, and `engine.disclosure` rounds what it reads.
"""

from django.db import migrations

TIMES = """
create function schooling_regular_times(asked_on date)
returns table (form text, since text, days integer, done boolean, children bigint)
language sql stable as $$
  with begun as (
    select distinct on (c.id) c.id, c.waiting_since, c.left_on, f.came_on,
           case when g.kind = 'REGULAR' or g.integrated then 'INTEGRATED' else 'SEPARATE' end
             as form
      from schooling_child c
      join schooling_placement p on p.child_id = c.id
      join schooling_group g on g.id = p.group_id
      join schooling_firstday f on f.placement_id = p.id
     where c.merged_into_id is null and f.came_on <= asked_on
     order by c.id, f.came_on, p.id),
  reached as (
    select b.*, least(asked_on, coalesce(b.left_on, asked_on)) as seen_until,
           case when b.form = 'INTEGRATED' then b.came_on else (
             select min(case when g.kind = 'REGULAR' or g.integrated
                             then coalesce(f.came_on, p.starts_on) else p.regular_since end)
               from schooling_placement p
               join schooling_group g on g.id = p.group_id
               left join schooling_firstday f on f.placement_id = p.id
              where p.child_id = b.id and schooling_was_given(p)) end as regular_on
      from begun b),
  measured as (
    select r.form, m.since, coalesce(r.regular_on <= r.seen_until, false) as done,
           greatest(0, least(coalesce(r.regular_on, r.seen_until), r.seen_until)
                       - case m.since when 'FIRST_DAY' then r.came_on else r.waiting_since end)
             as days
      from reached r, (values ('FIRST_DAY'), ('WAITING')) as m (since))
  select form, since, days, done, count(*) from measured group by 1, 2, 3, 4
$$;

create function schooling_led_regular_times(asked_on date)
returns table (form text, since text, days integer, done boolean, children bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.form, t.since, t.days, t.done, t.children
    from (select x.*, sum(x.children) over (partition by x.form, x.since) as whole
            from schooling_regular_times(asked_on) x) t
   where schooling_leads() and t.whole >= 5
$$;
"""
NO_TIMES = """
drop function schooling_led_regular_times(date);
drop function schooling_regular_times(date);
"""


class Migration(migrations.Migration):
    """One count."""

    dependencies = [("schooling", "0042_groups_are_limited_in_time")]
    operations = [migrations.RunSQL(TIMES, NO_TIMES)]
