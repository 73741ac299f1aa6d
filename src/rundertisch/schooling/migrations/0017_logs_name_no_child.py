# SPDX-License-Identifier: EUPL-1.2
"""The logs name children by references, and writes past the actions leave an entry as well.

„Has this authority read the reasons?“ is asked of the log; it now looks for the reference.
"""

from django.db import migrations

from rundertisch.kernel.audit import watch

HAS_READ = """
create or replace function schooling_has_read(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from kernel_accessentry a
     where a.about_kind = 'proposed_seat' and a.about_id = {wanted}
       and a.seat_id = app_seat_id() and a.purpose = 'Begründung gelesen')
$$;
"""
WATCHED = {
    "schooling_allowedform": "allowed_form",
    "schooling_change": "change",
    "schooling_child": "child",
    "schooling_decision": "decision",
    "schooling_family": "family",
    "schooling_firstday": "first_day",
    "schooling_placement": "placement",
    "schooling_proposedseat": "proposed_seat",
    "schooling_roundchild": "round_child",
    "schooling_wish": "wish",
}


class Migration(migrations.Migration):
    """One function asks differently; ten tables are watched."""

    dependencies = [
        ("schooling", "0016_rules_and_roll_over_need_a_seat"),
        ("kernel", "0005_logs_only_grow"),
    ]
    operations = [
        migrations.RunSQL(
            HAS_READ.format(wanted="audit_reference('proposed_seat', asked::text)"),
            HAS_READ.format(wanted="asked::text"),
        ),
        *[watch(table=table, kind=kind) for table, kind in WATCHED.items()],
    ]
