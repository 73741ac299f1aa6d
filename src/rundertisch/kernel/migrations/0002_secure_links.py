# SPDX-License-Identifier: EUPL-1.2
"""Links for people without an account: the database finds the link by the secret, never by an id.

`app_link_id()` and `app_subject_id()` run as their owner (SECURITY DEFINER): whoever asks with a
secret may not read the table, they are only told which link is theirs. A closed or expired link is
nobody's. Which members may make and see links is said by the rooms above.
"""

from django.db import migrations, models
from django.db.models.functions import Now

from rundertisch.kernel.scope import unprotect_if_bare

FUNCTIONS = """
create function app_link_id() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  with asked as (
    select nullif(current_setting('app.subject', true), '') as own,
           nullif(current_setting('app.link', true), '') as other
  )
  select l.id from kernel_securelink l, asked a
   where l.token_hash = encode(sha256(convert_to(coalesce(a.own, a.other), 'UTF8')), 'hex')
     and (l.kind = 'OWN_VIEW') = (a.own is not null)
     and l.closed_at is null and l.expires_at > statement_timestamp()
$$;

create function app_subject_id() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select l.subject_id from kernel_securelink l where l.id = app_link_id() and l.kind = 'OWN_VIEW'
$$;
"""
NO_FUNCTIONS = """
drop function app_subject_id();
drop function app_link_id();
"""
LINK = "kernel_securelink"
RULES = (
    f"alter table {LINK} enable row level security",
    f"create policy own on {LINK} for select using (id = (select app_link_id()))",
    f"create policy own_closes on {LINK} for update using (id = (select app_link_id()))",
    f"revoke update, truncate on {LINK} from rundertisch_app",
    f"grant update (closed_at) on {LINK} to rundertisch_app",
)
NO_RULES = (
    f"grant update on {LINK} to rundertisch_app",
    f"drop policy own_closes on {LINK}",
    f"drop policy own on {LINK}",
    unprotect_if_bare(LINK),
)


class Migration(migrations.Migration):
    """The table, the two functions, the row rule of the holder."""

    dependencies = [("kernel", "0001_audit_access_and_thread")]

    operations = [
        migrations.CreateModel(
            name="SecureLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OWN_VIEW", "eigene Auskunft"),
                            ("STATUS", "Stand eines Anliegens"),
                            ("REFERRAL", "eine Vermittlung"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("about_kind", models.CharField(max_length=40, verbose_name="wohin, Art")),
                ("about_id", models.CharField(max_length=80, verbose_name="wohin, Kennung")),
                ("subject_id", models.UUIDField(null=True, verbose_name="betroffene Person")),
                ("partner_id", models.BigIntegerField(null=True, verbose_name="für Partner")),
                (
                    "token_hash",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="Prüfsumme des Geheimnisses"
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=Now(), verbose_name="erstellt")),
                ("expires_at", models.DateTimeField(verbose_name="gilt bis")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="geschlossen")),
                ("user_id", models.BigIntegerField(verbose_name="Person")),
                ("seat_id", models.BigIntegerField(verbose_name="Platz")),
            ],
            options={
                "verbose_name": "Zugangslink",
                "indexes": [
                    models.Index(fields=["subject_id", "partner_id"], name="kernel_link_of_whom")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["OWN_VIEW", "STATUS", "REFERRAL"]),
                        name="kernel_link_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(kind="OWN_VIEW")
                        | models.Q(subject_id__isnull=False, partner_id=None),
                        name="kernel_own_view_has_a_subject",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(kind="REFERRAL")
                        | models.Q(subject_id__isnull=False, partner_id__isnull=False),
                        name="kernel_referral_link_names_both",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(RULES, NO_RULES),
    ]
