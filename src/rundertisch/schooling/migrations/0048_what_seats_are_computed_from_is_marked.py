# SPDX-License-Identifier: EUPL-1.2
"""Every write to rows that seats are computed from leaves a mark.

A question then knows by a few marks that nothing has changed, instead of counting all children of
a round. A mark is an ordinary row, so it is seen exactly when what it marks is: not before the
commit, and not at all after a rollback. It is random, so that none comes twice, not even in a
database that was restored. Whoever writes never waits for another: marks are added, and old ones go
only where nobody else is at them.
"""

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
TABLE = "schooling_seatmark"
MARKED = (  # of a running round, and of the seats that are free without one
    "schooling_round",
    "schooling_roundchild",
    "schooling_proposal",
    "schooling_proposedseat",
    "schooling_decision",
    "schooling_group",
    "schooling_school",
    "schooling_policy",
    "schooling_placement",
    "schooling_child",
    "places_place",
)
KEPT = 4  # one's own newest always is, so two questions with the same marks saw the same writes
MARK = f"""
create function schooling_mark_seats() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare made bigint;
begin
  insert into {TABLE} default values returning id into made;
  delete from {TABLE} where id in (
    select m.id from {TABLE} m where m.id <= made - {KEPT} for update skip locked);
  return null;
end $$;
insert into {TABLE} default values;
"""  # noqa: S608 - our own table


def marks(table: str) -> migrations.RunSQL:
    """Mark every writing statement on a table; reversible."""
    return migrations.RunSQL(
        f"create trigger marks_seats after insert or update or delete on {table}"
        " for each statement execute function schooling_mark_seats()",
        f"drop trigger marks_seats on {table}",
    )


class Migration(migrations.Migration):
    """One table, seen by counselling and written by nobody, and its triggers."""

    dependencies = [("schooling", "0047_reserve_rules")]

    operations = [
        migrations.CreateModel(
            name="SeatMark",
            fields=[
                ("id", KEY),
                ("mark", models.UUIDField(db_default=RandomUUID(), verbose_name="Marke")),
            ],
        ),
        protect(TABLE, using="(select schooling_counsels())", check="false"),
        migrations.RunSQL(
            f"revoke insert, update, delete on {TABLE} from rundertisch_app",
            f"grant insert, update, delete on {TABLE} to rundertisch_app",
        ),
        migrations.RunSQL(MARK, "drop function schooling_mark_seats()"),
        *(marks(table) for table in MARKED),
    ]
