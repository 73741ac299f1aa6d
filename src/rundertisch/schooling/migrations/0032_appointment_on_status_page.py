# SPDX-License-Identifier: EUPL-1.2
"""The status page says when and where the family is expected; not of a protected home."""

from django.db import migrations

APPOINTMENT = """
create function schooling_status_appointment()
returns table (starts_at timestamptz, ends_at timestamptz, room text, address text,
  cancelled boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.starts_at, a.ends_at, r.name, r.address, a.state = 'CANCELLED'
    from schooling_appointment a
    join schooling_room r on r.id = a.room_id
    join schooling_child c on c.id = a.child_id
   where a.child_id = schooling_link_child() and not c.address_protected
     and a.state in ('PLANNED', 'CANCELLED') and a.ends_at > now()
   order by a.state = 'CANCELLED', a.id desc limit 1
$$;
"""


class Migration(migrations.Migration):
    """One function."""

    dependencies = [("schooling", "0031_objections")]
    operations = [migrations.RunSQL(APPOINTMENT, "drop function schooling_status_appointment()")]
