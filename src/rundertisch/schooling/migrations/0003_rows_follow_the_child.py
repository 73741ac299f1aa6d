# SPDX-License-Identifier: EUPL-1.2
"""Row security: who may see a child, decided in PostgreSQL.

School counselling of the centre; a supervisory authority for children proposed to, seated at or
unseated for its school forms (both authorities while there is no proposal); the town's school
office where the child lives now; a school from the authority's signature on. Nobody else: no
administrator, no auditor. The helper functions run as their owner (SECURITY DEFINER), so the
policy of a child may look at proposals without asking the policy of a child again.
"""

from django.db import migrations

from rundertisch.kernel.scope import protect

FUNCTIONS = """
create function schooling_counsels() returns boolean language sql stable
set search_path = public, pg_temp as $$
  select coalesce(app_role() = 'SCHOOL_COUNSELLING'
              and app_partner_kind() = 'INTEGRATION_CENTRE', false)
$$;

create function schooling_supervises(asked_form text, low integer, high integer)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select coalesce(app_role() = 'SUPERVISORY_AUTHORITY', false) and exists (
    select 1 from schooling_supervision s
     where s.authority_kind = app_partner_kind()
       and (asked_form is null or s.form = asked_form)
       and s.grade_from <= coalesce(high, low) and s.grade_to >= low
       and s.starts_on <= app_today()
       and (s.ends_on is null or s.ends_on > app_today()))
$$;

create function schooling_authority_sees(asked_child bigint, low integer, high integer)
returns boolean language sql stable security definer cost 1000
set search_path = public, pg_temp as $$
  with newest as (
    select p.group_id from schooling_proposedseat p
     where p.child_id = asked_child order by p.proposal_id desc limit 1
  ), seated as (
    select p.group_id from schooling_placement p
     where p.child_id = asked_child
       and (p.ends_on is null or p.ends_on > app_today())
  ), forms as (
    select s.form from schooling_group g join schooling_school s on s.id = g.school_id
     where g.id in (select group_id from newest union all select group_id from seated)
  )
  select exists (select 1 from forms f where schooling_supervises(f.form, low, high))
    or (exists (select 1 from newest where group_id is null) and case
          when exists (select 1 from schooling_allowedform a where a.child_id = asked_child)
          then exists (select 1 from schooling_allowedform a where a.child_id = asked_child
                          and schooling_supervises(a.form, low, high))
          else schooling_supervises(null, low, high) end)
    or (not exists (select 1 from newest) and not exists (select 1 from seated)
        and schooling_supervises(null, low, high))
$$;

create function schooling_school_sees(asked_child bigint)
returns boolean language sql stable security definer cost 1000
set search_path = public, pg_temp as $$
  select coalesce(app_role() = 'SCHOOL_HEAD' and app_partner_kind() = 'SCHOOL', false) and exists (
    select 1 from schooling_placement p
      join schooling_group g on g.id = p.group_id
      join schooling_school s on s.id = g.school_id
     where p.child_id = asked_child and s.partner_id = app_partner_id()
       and p.signed_on <= app_today()
       and (p.ends_on is null or p.ends_on > app_today()))
$$;

create function schooling_may_sign(asked_group bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (
    select 1 from schooling_group g join schooling_school s on s.id = g.school_id
     where g.id = asked_group and schooling_supervises(s.form, g.grade_from, g.grade_to))
$$;
"""
NO_FUNCTIONS = """
drop function schooling_may_sign(bigint);
drop function schooling_school_sees(bigint);
drop function schooling_authority_sees(bigint, integer, integer);
drop function schooling_supervises(text, integer, integer);
drop function schooling_counsels();
"""

COUNSELS = "(select schooling_counsels())"
HERE = "(left_on is null or left_on > (select app_today()))"
SEES_CHILD = f"""
{COUNSELS}
or ((select app_role()) = 'TOWN_SCHOOL_OFFICE'
    and (select app_partner_kind()) = 'TOWN_SCHOOL_OFFICE'
    and home_town_id = (select app_place_id()) and {HERE})
or ((select app_role()) = 'SUPERVISORY_AUTHORITY' and {HERE}
    and schooling_authority_sees(id, grade::integer, grade_to::integer))
or ((select app_role()) = 'SCHOOL_HEAD' and schooling_school_sees(id))
"""
SEES_FAMILY = """
(select schooling_counsels())
or exists (select 1 from schooling_child c where c.family_id = schooling_family.id)
"""
SEES_PROPOSAL = """
(select app_role()) in ('SCHOOL_COUNSELLING', 'SUPERVISORY_AUTHORITY', 'TOWN_SCHOOL_OFFICE')
"""
SIGNS = f"""
({COUNSELS} and signed_on is null and signed_by_id is null)
or (signed_by_id = (select app_seat_id()) and schooling_may_sign(group_id))
"""


def follows_child(table: str) -> str:
    """Return the rule of a table whose rows hang on a child."""
    visible = f"exists (select 1 from schooling_child c where c.id = {table}.child_id)"  # noqa: S608 - the table's name is ours
    return f"{COUNSELS} or {visible}"


def only_counselling_deletes(table: str) -> migrations.RunSQL:
    """Seeing a row never means being allowed to delete it."""
    return migrations.RunSQL(
        f"create policy deletes on {table} as restrictive for delete using ({COUNSELS})",
        f"drop policy deletes on {table}",
    )


HANGS_ON_CHILD = ("schooling_allowedform", "schooling_wish", "schooling_proposedseat")


class Migration(migrations.Migration):
    """Every table that holds something about a child gets its rule."""

    dependencies = [
        ("schooling", "0002_wishes_placements_proposals"),
        ("accounts", "0002_who_is_asking"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        protect("schooling_child", using=SEES_CHILD, check=COUNSELS),
        protect("schooling_family", using=SEES_FAMILY, check=COUNSELS),
        protect("schooling_proposal", using=SEES_PROPOSAL, check=COUNSELS),
        protect("schooling_placement", using=follows_child("schooling_placement"), check=SIGNS),
        *(protect(table, using=follows_child(table), check=COUNSELS) for table in HANGS_ON_CHILD),
        *(
            only_counselling_deletes(table)
            for table in (
                "schooling_child",
                "schooling_family",
                "schooling_proposal",
                "schooling_placement",
                *HANGS_ON_CHILD,
            )
        ),
        migrations.RunSQL(
            "revoke update on schooling_proposal, schooling_proposedseat from rundertisch_app",
            "grant update on schooling_proposal, schooling_proposedseat to rundertisch_app",
        ),
    ]
