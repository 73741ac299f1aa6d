# SPDX-License-Identifier: EUPL-1.2
"""A link ends with the seat that made it: whoever made it may have kept its secret."""

from django.db import migrations

LINKS = """
create function accounts_links_end_too() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update kernel_securelink l
     set closed_at = case when new.ends_on <= app_today() then clock_timestamp() end,
         expires_at = least(l.expires_at, new.ends_on::timestamp at time zone 'Europe/Berlin')
   where l.seat_id = new.id and l.closed_at is null and new.ends_on is not null;
  return null;
end $$;
create trigger links_end_too after update of ends_on on accounts_seat
for each row execute function accounts_links_end_too();
"""
NO_LINKS = """
drop trigger links_end_too on accounts_seat;
drop function accounts_links_end_too();
"""


class Migration(migrations.Migration):
    """One trigger: every way of ending a seat passes it, deputies' seats too."""

    dependencies = [
        ("accounts", "0006_lost_factors_and_invitations"),
        ("kernel", "0002_secure_links"),
    ]
    operations = [migrations.RunSQL(LINKS, NO_LINKS)]
