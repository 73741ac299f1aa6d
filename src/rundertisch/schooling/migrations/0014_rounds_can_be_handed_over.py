# SPDX-License-Identifier: EUPL-1.2
"""An open round passes to a colleague when somebody leaves; the administration sees no round.

Two functions as its owner: how many open rounds hang on a seat, and handing them to a seat of the
same role for the same partner that runs today. Sealed rounds stay as they are.
"""

from django.db import migrations

DOORS = """
create function schooling_rounds_of_seat(bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from schooling_round r
   where r.opened_by_id = $1 and r.sealed_on is null
     and (app_role() = 'ADMINISTRATOR' or app_seat_id() = $1)
$$;
create function schooling_hand_over_rounds(old_seat bigint, new_seat bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare handed bigint;
begin
  if app_role() is distinct from 'ADMINISTRATOR' or not exists (
    select from accounts_seat o join accounts_seat n
        on n.partner_id = o.partner_id and n.role = o.role
     where o.id = old_seat and n.id = new_seat and n.deputy_of_id is null
       and n.starts_on <= app_today() and (n.ends_on is null or n.ends_on > app_today())
  ) then
    raise check_violation using message = 'a round passes to a colleague in the same role',
      constraint = 'round_handed_to_a_colleague';
  end if;
  update schooling_round set opened_by_id = new_seat
   where opened_by_id = old_seat and sealed_on is null;
  get diagnostics handed = row_count;
  return handed;
end $$;
"""
NO_DOORS = """
drop function schooling_hand_over_rounds(bigint, bigint);
drop function schooling_rounds_of_seat(bigint);
"""


class Migration(migrations.Migration):
    """Two functions."""

    dependencies = [
        ("schooling", "0013_every_child_has_a_subject"),
        ("accounts", "0005_deputies_and_incompatible_roles"),
    ]
    operations = [migrations.RunSQL(DOORS, NO_DOORS)]
