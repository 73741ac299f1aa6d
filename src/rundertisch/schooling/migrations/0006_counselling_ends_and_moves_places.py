# SPDX-License-Identifier: EUPL-1.2
"""Counselling ends a signed place (moved away, not appeared) and never touches the signature.

The row rule of placements lets counselling write unsigned rows only. Ending a place or leading it
in the record that stays after a double report is no decision of an authority, so one function that
runs as its owner (SECURITY DEFINER) changes exactly these two columns, for counselling alone.
"""

from django.db import migrations

FUNCTION = """
create function schooling_keep_placement(asked bigint, new_child bigint, new_end date)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not schooling_counsels() then
    raise insufficient_privilege using message = 'only counselling ends or moves a place';
  end if;
  update schooling_placement set child_id = new_child, ends_on = new_end where id = asked;
end $$;
revoke all on function schooling_keep_placement(bigint, bigint, date) from public;
grant execute on function schooling_keep_placement(bigint, bigint, date) to rundertisch_app;
"""
NO_FUNCTION = "drop function schooling_keep_placement(bigint, bigint, date)"


class Migration(migrations.Migration):
    """One door through the row rule, as narrow as it can be."""

    dependencies = [("schooling", "0005_figures_and_alarms")]

    operations = [migrations.RunSQL(FUNCTION, NO_FUNCTION)]
