# SPDX-License-Identifier: EUPL-1.2
"""What schooling does when a child is forgotten: past figures stay true, mentions elsewhere go.

Both run in the transaction of the forgetting, with its rights (the owner's).
"""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from rundertisch.schooling.models import (
    Change,
    Child,
    Decision,
    Notice,
    Objection,
    Placement,
    RoundChild,
)

MONTHS = """generate_series(date_trunc('month', c.reported_on),
       date_trunc('month', {until}), interval '1 month') as begin(at),
     lateral (select (begin.at + interval '1 month - 1 day')::date as day) as month"""
ADD = """on conflict on constraint one_past_count_each do update
  set children = schooling_pastcount.children + excluded.children,
      seated = schooling_pastcount.seated + excluded.seated"""

# The same conditions as in the live counts (migration 0005), for these children and month by month.
QUEUE = f"""
insert into schooling_pastcount (kind, day, town_id, band, counselled, weeks, children, seated)
select 'QUEUE', month.day, c.home_town_id, schooling_band(c.grade),
       coalesce(c.counselled_on <= month.day, false), 0, count(*), 0
  from schooling_child c, {MONTHS.format(until="%(on)s::date")}
 where c.id = any(%(pks)s) and month.day < %(on)s
   and c.reported_on <= month.day and (c.left_on is null or c.left_on > month.day)
   and not exists (select 1 from schooling_placement p
                    where p.child_id = c.id and schooling_holds(p, month.day))
 group by 2, 3, 4, 5 {ADD}
"""  # noqa: S608 - put together from our own words only
SEATED = f"""
insert into schooling_pastcount (kind, day, town_id, band, counselled, weeks, children, seated)
select 'SEATED', month.day, c.home_town_id, schooling_band(c.grade), false, h.weeks, count(*),
       count(*) filter (where seat.seated_on <= c.waiting_since + 7 * h.weeks)
  from schooling_child c, (values (2), (4), (8)) as h (weeks),
     {MONTHS.format(until="c.waiting_since + 365")},
     lateral (select min(p.signed_on) as seated_on from schooling_placement p
               where p.child_id = c.id and p.signed_on between c.waiting_since and month.day
                 and schooling_was_given(p)) as seat
 where c.id = any(%(pks)s) and c.merged_into_id is null and c.reported_on <= month.day
   and c.waiting_since > month.day - 365
   and c.waiting_since + 7 * h.weeks <= least(month.day, %(on)s::date)
   and (c.left_on is null or c.left_on > c.waiting_since + 7 * h.weeks
        or seat.seated_on <= c.waiting_since + 7 * h.weeks)
 group by 2, 3, 4, h.weeks {ADD}
"""  # noqa: S608 - likewise
KNOWN = f"""
insert into schooling_pastcount (kind, day, town_id, band, counselled, weeks, children, seated)
select 'KNOWN', date_trunc('month', coalesce(c.registered_on, c.reported_on))::date,
       c.home_town_id, '', false, 0, count(*), 0
  from schooling_child c
 where c.id = any(%(pks)s) and c.merged_into_id is null
   and schooling_at_school_age(c.born_on, coalesce(c.registered_on, c.reported_on))
 group by 2, 3 {ADD}
"""  # noqa: S608 - likewise

FORGOTTEN = "[vergessen]"
TEXTS: tuple[tuple[type[Decision | Placement | Change | Notice | Objection], str], ...] = (
    (Decision, "words"),
    (Placement, "words"),
    (Placement, "answer_words"),
    (Change, "words"),
    (Notice, "text"),
    (Objection, "words"),
    (Objection, "decision_words"),
)


def keep_past_counts(pks: Sequence[int], on: dt.date) -> int:
    """Count these children on in the figures of past months; return how many figures changed.

    Must run before the children go. The current month is not over: it does not count them.
    """
    changed = 0
    with connection.cursor() as cursor:
        for statement in (QUEUE, SEATED, KNOWN):
            cursor.execute(statement, {"pks": list(pks), "on": on})
            changed += cursor.rowcount
    return changed


def clean_mentions(pks: Sequence[int]) -> int:
    """Take reference and full name of these children out of texts about other children.

    A text in a sealed round is under its seal: there the other child's record goes instead, its
    leaf stays and the seal holds, as with a home that became protected. Returns how many texts.
    """
    sayings = [saying for child in Child.objects.filter(pk__in=pks) for saying in _sayings(child)]
    if not sayings:
        return 0
    pattern = rf"(?<!\w)(?:{'|'.join(re.escape(one) for one in sayings)})(?!\w)"
    cleaned = 0
    for model, field in TEXTS:
        wanted = Q()
        for saying in sayings:
            wanted |= Q(**{f"{field}__icontains": saying})
        for row in model.objects.filter(wanted).exclude(child__in=pks):
            text = re.sub(pattern, FORGOTTEN, getattr(row, field), flags=re.IGNORECASE)
            if text == getattr(row, field):
                continue
            model.objects.filter(pk=row.pk).update(**{field: text})
            cleaned += 1
            if isinstance(row, Decision):
                RoundChild.objects.filter(
                    round=row.round_id, child=row.child_id, round__sealed_on__isnull=False
                ).delete()
    return cleaned


def _sayings(child: Child) -> list[str]:
    """Return what names a child without doubt; a first name alone may be another's."""
    first, last = child.first_name, child.family_name
    full = [f"{first} {last}", f"{last}, {first}", f"{last} {first}"] if first and last else []
    return [child.reference, *full]
