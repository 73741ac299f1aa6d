# SPDX-License-Identifier: EUPL-1.2
"""The queue of jobs: whoever asks may put one in, only the worker takes one out.

The tables are the library's (procrastinate). The runtime role has no right on them at all: it
defers through one function that runs as the owner. Arguments are ids, promised by the database.
"""

from django.db import migrations

from rundertisch.kernel.scope import unprotect_if_bare

QUEUE = (
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)
SEQUENCES = tuple(f"{table}_id_seq" for table in QUEUE)
DEFER = "procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[])"

# A web request cannot pose as a job: it is signed in to the database as another role, and neither
# SECURITY DEFINER nor SET ROLE changes who signed in.
ASKING_JOB = """
create function app_job() returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('app.job', true), '')
   where session_user = 'rundertisch_worker'
      or session_user = (select pg_get_userbyid(relowner) from pg_class
                          where oid = 'public.kernel_auditentry'::regclass)
$$
"""
# „every argument is an id“: a number, true/false or null of the library itself, or a uuid.
ONLY_IDS = """
create function procrastinate_only_ids(args jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(bool_and(
    jsonb_typeof(value) in ('number', 'boolean', 'null')
    or (jsonb_typeof(value) = 'string'
        and value #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')), true)
    from jsonb_each(args)
$$
"""


def guard(table: str) -> migrations.RunSQL:
    """Let the worker alone see and change the rows of one table of the queue."""
    return migrations.RunSQL(
        sql=[
            f'alter table "{table}" enable row level security',
            f'create policy "worker" on "{table}" to rundertisch_worker using (true)',
            f'revoke all on "{table}" from rundertisch_app',
            f'grant select, insert, update, delete on "{table}" to rundertisch_worker',
        ],
        reverse_sql=[
            f'revoke all on "{table}" from rundertisch_worker',
            f'grant select, insert, update, delete on "{table}" to rundertisch_app',
            f'drop policy "worker" on "{table}"',
            unprotect_if_bare(table),
        ],
    )


class Migration(migrations.Migration):
    """Who asks as a job; rights on the queue; ids only."""

    dependencies = [
        ("kernel", "0002_secure_links"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(ASKING_JOB, "drop function app_job()"),
        migrations.RunSQL(ONLY_IDS, "drop function procrastinate_only_ids(jsonb)"),
        migrations.RunSQL(
            "alter table procrastinate_jobs add constraint procrastinate_jobs_only_ids"
            " check (procrastinate_only_ids(args))",
            "alter table procrastinate_jobs drop constraint procrastinate_jobs_only_ids",
        ),
        *[guard(table) for table in QUEUE],
        migrations.RunSQL(
            [
                *[f"revoke all on sequence {name} from rundertisch_app" for name in SEQUENCES],
                *[
                    f"grant usage, select on sequence {name} to rundertisch_worker"
                    for name in SEQUENCES
                ],
                f"alter function {DEFER} security definer",
                f"alter function {DEFER} set search_path = public, pg_temp",
            ],
            [
                f"alter function {DEFER} reset search_path",
                f"alter function {DEFER} security invoker",
                *[f"revoke all on sequence {name} from rundertisch_worker" for name in SEQUENCES],
                *[
                    f"grant usage, select on sequence {name} to rundertisch_app"
                    for name in SEQUENCES
                ],
            ],
        ),
    ]
