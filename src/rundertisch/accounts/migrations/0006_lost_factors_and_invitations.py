# SPDX-License-Identifier: EUPL-1.2
"""When somebody was invited, and second factors taken away by two people: one asks, one decides."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rundertisch.kernel.scope import protect

ADMINISTERS = "coalesce((select app_role()) = 'ADMINISTRATOR', false)"
MINE_OR_ADMINISTERS = f"user_id = (select app_user_id()) or {ADMINISTERS}"

# The asking seat asks in its own name; only a decision and the reading of it are ever added.
RIGHTS = """
create policy asking on accounts_factorreset as restrictive for insert with check (
  coalesce((select app_role()) = 'ADMINISTRATOR', false) and asked_by_id = (select app_seat_id())
  and user_id is distinct from (select app_user_id())
  and decided_at is null);
revoke update, delete, truncate on accounts_factorreset from rundertisch_app;
grant update (decided_at, decided_by_id, granted, told_at) on accounts_factorreset
  to rundertisch_app;
"""
NO_RIGHTS = """
grant update, delete on accounts_factorreset to rundertisch_app;
drop policy asking on accounts_factorreset;
"""
TWO_PEOPLE = """
create function accounts_reset_is_allowed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare asker bigint;
begin
  if old.decided_at is not null then
    if (new.decided_at, new.decided_by_id, new.granted)
         is distinct from (old.decided_at, old.decided_by_id, old.granted)
       or old.told_at is not null or app_user_id() is distinct from new.user_id then
      raise check_violation using message = 'a decision stays as it is',
        constraint = 'reset_decided_once';
    end if;
    return new;
  end if;
  if app_role() is distinct from 'ADMINISTRATOR'
     or new.decided_by_id is distinct from app_seat_id() then
    raise check_violation using message = 'decided by an administrator in their own name',
      constraint = 'reset_decided_in_own_name';
  end if;
  select s.user_id into asker from accounts_seat s where s.id = new.asked_by_id;
  if new.granted and app_user_id() in (asker, new.user_id) then
    raise check_violation using message = 'a second person decides',
      constraint = 'reset_by_two_people';
  end if;
  return new;
end $$;
create trigger reset_is_allowed before update on accounts_factorreset
for each row execute function accounts_reset_is_allowed();
"""
ONE_PERSON = """
drop trigger reset_is_allowed on accounts_factorreset;
drop function accounts_reset_is_allowed();
"""


class Migration(migrations.Migration):
    """A column, a table, its rows' rule, and the second pair of eyes."""

    dependencies = [("accounts", "0005_deputies_and_incompatible_roles")]
    operations = [
        migrations.AddField(
            "user",
            "invited_at",
            models.DateTimeField(
                blank=True,
                help_text="Von da an gilt der Einladungslink drei Tage.",
                null=True,
                verbose_name="eingeladen am",
            ),
        ),
        migrations.CreateModel(
            name="FactorReset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "checked",
                    models.CharField(
                        help_text="ohne private Angaben",
                        max_length=200,
                        verbose_name="wie geprüft wurde, dass sie es ist",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="beantragt am")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="entschieden am"),
                ),
                ("granted", models.BooleanField(default=False, verbose_name="zurückgesetzt")),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="der Person gesagt am"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="von",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                        verbose_name="durch",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="factor_resets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at", None),
                            ("decided_by", None),
                            ("granted", False),
                            ("told_at", None),
                        )
                        | models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                        name="factor_reset_decided_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("user",),
                        name="one_open_factor_reset",
                    ),
                ]
            },
        ),
        protect("accounts_factorreset", using=MINE_OR_ADMINISTERS),
        migrations.RunSQL(RIGHTS, NO_RIGHTS),
        migrations.RunSQL(TWO_PEOPLE, ONE_PERSON),
    ]
