# SPDX-License-Identifier: EUPL-1.2
"""A home that becomes protected (§ 51 BMG) leaves every frozen round, whichever verb protected it.

In an open round the middle of the town's schools takes its place, and the row says so (`hidden`).
In a sealed round the child's record goes as a forgotten child's does: its leaf stays, the seal
holds. So no protocol, no repeated computation and no file shows where the child lives.
"""

from django.db import migrations

HIDE = """
create function schooling_hide_frozen_home() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from schooling_roundchild c using schooling_round r
   where r.id = c.round_id and r.sealed_on is not null
     and c.child_id = new.id and c."row" ? 'child';
  update schooling_roundchild c
     set "row" = c."row" || jsonb_build_object('hidden', true, 'child', c."row" -> 'child' || (
       select jsonb_build_object(
                'address_protected', true,
                'lat', coalesce(avg(lat) filter (where town = c."row" -> 'child' ->> 'town'),
                                avg(lat)),
                'lon', coalesce(avg(lon) filter (where town = c."row" -> 'child' ->> 'town'),
                                avg(lon)))
         from schooling_round r, jsonb_to_recordset(r.common -> 'schools')
              as school(town text, lat double precision, lon double precision)
        where r.id = c.round_id))
   where c.child_id = new.id and c."row" ? 'child';
  return new;
end $$;

create trigger protected_home_leaves_rounds after update of address_protected on schooling_child
for each row when (new.address_protected and not old.address_protected)
execute function schooling_hide_frozen_home();
"""
KEEP = """
drop trigger protected_home_leaves_rounds on schooling_child;
drop function schooling_hide_frozen_home();
"""


class Migration(migrations.Migration):
    """One trigger: every way of protecting a home passes it."""

    dependencies = [("schooling", "0011_ask_once_who_asks")]
    operations = [migrations.RunSQL(HIDE, KEEP)]
