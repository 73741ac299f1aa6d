# SPDX-License-Identifier: EUPL-1.2
"""What was done to the house, and one question about how it fares.

The runtime role reads runs as the administration or as one of the jobs that look whether something
is due; only the owner writes. The figures are sums over the queue, the outbox, the seals and the
server; they name nobody, so that a monitor may ask for them without a seat.
"""

from django.db import migrations, models
from django.db.models.functions import Now

from rundertisch.kernel.scope import unprotect_if_bare

RUN = "site_operationrun"
KINDS = [
    ("BACKUP", "Sicherung"),
    ("DRILL", "Probe der Wiederherstellung"),
    ("EMERGENCY", "Notfallliste"),
]
TROUBLES = [
    ("SPACE", "Der Datenträger ist voll."),
    ("FOLDER", "Der Ordner fehlt oder lässt sich nicht beschreiben."),
    ("DIFFERENT", "Was eingespielt wurde, ist nicht, was gesichert wurde."),
    ("REFUSED", "Rundertisch hat abgelehnt; warum, sagt der Befehl selbst."),
    ("INTERRUPTED", "Jemand hat es abgebrochen."),
    ("BROKEN", "Ein Fehler im Programm; der Befehl selbst sagt, welcher."),
]
ADMINISTERS = "coalesce((select app_role()) = 'ADMINISTRATOR', false)"
SCHEDULES = "(select app_job()) in ('backup', 'emergency_list')"
RULES = (
    f"alter table {RUN} enable row level security",
    f'create policy "administration_sees" on {RUN} for select using ({ADMINISTERS})',
    f'create policy "schedule_sees" on {RUN} for select using ({SCHEDULES})',
    f"revoke insert, update, delete, truncate on {RUN} from rundertisch_app",
)
NO_RULES = (
    f"grant insert, update, delete on {RUN} to rundertisch_app",
    f'drop policy "schedule_sees" on {RUN}',
    f'drop policy "administration_sees" on {RUN}',
    unprotect_if_bare(RUN),
)
# Ages are told by PostgreSQL's clock, in whole seconds; what there is not yet, is null.
FIGURES = """
create function site_age(since timestamptz) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  select extract(epoch from now() - since)::bigint
$$;

create function site_unsealed()
returns table (entries bigint, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  with sealed as (select coalesce(max(horizon), 0) as up_to from kernel_logseal),
       waiting as (
    select a.at from kernel_auditentry a, sealed
     where a.transaction >= sealed.up_to and not exists
       (select from kernel_logseal s where s.log = 'audit' and s.entry_id = a.id)
    union all
    select a.at from kernel_accessentry a, sealed
     where a.transaction >= sealed.up_to and not exists
       (select from kernel_logseal s where s.log = 'access' and s.entry_id = a.id))
  select count(*), min(at) from waiting
$$;

create function site_figures() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'server', current_setting('server_version_num')::int,
    'database_bytes', pg_database_size(current_database()),
    'connections', (select numbackends from pg_stat_database where datname = current_database()),
    'connections_most', current_setting('max_connections')::int,
    'workers', (select count(*) from procrastinate_workers
                 where last_heartbeat > now() - interval '1 minute'),
    'jobs', (select jsonb_build_object(
        'waiting', count(*) filter (where j.status = 'todo'),
        'doing', count(*) filter (where j.status = 'doing'),
        'stalled', count(*) filter (where j.status = 'doing' and (w.id is null
                     or w.last_heartbeat < now() - interval '1 minute')),
        'failed', count(*) filter (where j.status = 'failed'))
      from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id),
    'messages', (select coalesce(jsonb_object_agg(lower(state), n), '{}') from
                  (select state, count(*) as n from kernel_message group by state) counted),
    'sealed_age', (select site_age(max(sealed_at)) from kernel_logseal),
    'unsealed', (select entries from site_unsealed()),
    'unsealed_age', (select site_age(since) from site_unsealed()),
    'runs', (select coalesce(jsonb_object_agg(lower(kind), told), '{}') from
      (select kind, jsonb_build_object(
          'good_age', site_age(max(begun_at) filter (where ended_at is not null and trouble = '')),
          'tried_age', site_age(max(begun_at)),
          'seconds', (array_agg(extract(epoch from ended_at - begun_at)::bigint order by begun_at
                       desc) filter (where ended_at is not null and trouble = ''))[1],
          'bytes', (array_agg(size order by begun_at desc)
                       filter (where ended_at is not null and trouble = ''))[1],
          'trouble', (array_agg(trouble order by begun_at desc))[1],
          'open', (array_agg(ended_at is null order by begun_at desc))[1]) as told
         from site_operationrun group by kind) each_kind))
$$;
"""
NO_FIGURES = """
drop function site_figures();
drop function site_unsealed();
drop function site_age(timestamptz);
"""


class Migration(migrations.Migration):
    """One table, who reads it, and the figures."""

    initial = True
    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0007_outbox"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.CreateModel(
            name="OperationRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=9, verbose_name="Art")),
                ("begun_at", models.DateTimeField(db_default=Now(), verbose_name="begonnen")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="beendet")),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=TROUBLES,
                        default="",
                        max_length=11,
                        verbose_name="Hindernis",
                    ),
                ),
                (
                    "file",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="Datei"),
                ),
                ("size", models.BigIntegerField(null=True, verbose_name="Größe")),
            ],
            options={
                "verbose_name": "Betriebslauf",
                "indexes": [models.Index(fields=["kind", "begun_at"], name="site_run_by_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", [code for code, _ in KINDS]),
                            ("trouble__in", ["", *(code for code, _ in TROUBLES)]),
                        ),
                        name="site_run_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("trouble", ""))
                        | models.Q(("ended_at__gte", models.F("begun_at"))),
                        name="site_run_ends_after_its_beginning",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunSQL(FIGURES, NO_FIGURES),
    ]
