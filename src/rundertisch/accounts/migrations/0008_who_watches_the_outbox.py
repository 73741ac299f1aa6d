# SPDX-License-Identifier: EUPL-1.2
"""Who puts messages to members, who watches over the outbox, and who looks after the jobs.

Somebody who asks for a new password writes to themselves. The administration sees every message to
a member and decides about it, but reads no text: a link for one use would let it enter in their
place. Only what it has to print it reads. Messages to anybody else are not its business.
"""

from django.db import migrations

MESSAGE, TEXT = "kernel_message", "kernel_messagetext"
ADMINISTERS = "coalesce((select app_role()) = 'ADMINISTRATOR', false)"
TO_A_MEMBER = f"to_kind = 'user' and {ADMINISTERS}"
TO_ONESELF = "to_kind = 'user' and to_id = (select app_user_id())::text"
IN_OWN_NAME = (
    "(user_id is null or user_id = (select app_user_id()))"
    " and (seat_id is null or seat_id = (select app_seat_id()))"
)
OF = f"select from {MESSAGE} m where m.id = {TEXT}.id"
RULES = {
    ("administration_sees", MESSAGE): f"for select using ({TO_A_MEMBER})",
    ("administration_decides", MESSAGE): f"for update using ({TO_A_MEMBER})",
    ("own_sees", MESSAGE): f"for select using ({TO_ONESELF})",
    ("members_put", MESSAGE): (
        f"for insert with check (state = 'WAITING' and attempts = 0 and {IN_OWN_NAME}"
        f" and ({TO_A_MEMBER} or {TO_ONESELF}))"
    ),
    ("printing_reads", TEXT): (
        f"for select using ({ADMINISTERS} and exists ({OF} and m.channel = 'PRINT'"
        " and m.to_kind = 'user'))"
    ),
    ("members_put", TEXT): (
        f"for insert with check (exists ({OF} and m.state = 'WAITING' and m.attempts = 0))"
    ),
}

JOBS = """
create function app_jobs_in_trouble()
returns table (id bigint, task text, failed boolean, attempts integer, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select j.id, j.task_name::text, j.status = 'failed', j.attempts,
         (select max(e.at) from procrastinate_events e where e.job_id = j.id)
    from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
   where app_role() = 'ADMINISTRATOR'
     and (j.status = 'failed' or (j.status = 'doing'
          and (w.id is null or w.last_heartbeat < now() - interval '1 minute')))
   order by j.id
$$;

create function app_workers() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from procrastinate_workers w
   where app_role() = 'ADMINISTRATOR' and w.last_heartbeat > now() - interval '1 minute'
$$;

create function accounts_retry_job(asked bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare found_job procrastinate_jobs;
begin
  if app_role() is distinct from 'ADMINISTRATOR' then
    raise insufficient_privilege using message = 'only the administration retries a job';
  end if;
  select * into found_job from procrastinate_jobs j
   where j.id = asked and j.status = 'failed' for update;
  if not found then return false; end if;
  if exists (select from procrastinate_jobs o
              where o.status = 'todo' and o.queueing_lock = found_job.queueing_lock) then
    delete from procrastinate_jobs j where j.id = asked;  -- the one that waits does its work
  else
    perform procrastinate_retry_job_v2(asked, now(), null, null, null);
  end if;
  return true;
end $$;
"""
NO_JOBS = """
drop function accounts_retry_job(bigint);
drop function app_workers();
drop function app_jobs_in_trouble();
"""


class Migration(migrations.Migration):
    """Rules on the outbox, and three functions about the queue of jobs."""

    dependencies = [
        ("accounts", "0007_links_end_with_the_seat"),
        ("kernel", "0007_outbox"),
    ]
    operations = [
        *[
            migrations.RunSQL(
                f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
            )
            for (name, table), rule in RULES.items()
        ],
        migrations.RunSQL(JOBS, NO_JOBS),
    ]
