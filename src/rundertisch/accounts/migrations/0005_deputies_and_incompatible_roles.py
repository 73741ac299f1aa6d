# SPDX-License-Identifier: EUPL-1.2
"""Two roles that nobody holds at once, and seats lent to a deputy: promised by the database.

A deputy gets a seat of their own that names the lent one. So every rule about rows holds for it
unchanged, the logs name the deputy's seat and by it both people, and it ends with the lent seat.
"""

import django.db.models.deletion
from django.db import migrations, models

CENTRE, KIM, COUNSEL = "CENTRE_HEAD", "KIM_COORDINATION", "SCHOOL_COUNSELLING"
AUTHORITY, HEAD, TOWN = "SUPERVISORY_AUTHORITY", "SCHOOL_HEAD", "TOWN_SCHOOL_OFFICE"
CASES, AGENCY, GRANTS = "CASE_MANAGER", "AGENCY_CONTACT", "GRANT_MANAGER"
AUDITOR, ADMINISTRATOR = "AUDITOR", "ADMINISTRATOR"
ROLES = (
    (CENTRE, "Leitung des Integrationszentrums"),
    (KIM, "KIM-Koordination"),
    (COUNSEL, "Seiteneinsteigerberatung"),
    (AUTHORITY, "Schulaufsicht"),
    (HEAD, "Schulleitung"),
    (TOWN, "Schulverwaltung der Stadt"),
    (CASES, "Case Management"),
    (AGENCY, "Kontakt einer Behörde"),
    (GRANTS, "Fördermittel"),
    (AUDITOR, "Prüfung"),
    (ADMINISTRATOR, "Administration"),
)

EVERY_OTHER = (CENTRE, KIM, COUNSEL, AUTHORITY, HEAD, TOWN, CASES, AGENCY, GRANTS, ADMINISTRATOR)
OPENS_PERSONS = (COUNSEL, AUTHORITY, HEAD, TOWN, CASES, AGENCY)
FOUR_EYES = "Vier-Augen-Prinzip, Vorgabe dieses Programms (nicht verifiziert)"
APART = "Trennung von Verwaltung und Fachaufgabe, Art. 32 DSGVO (Vorgabe, nicht verifiziert)"
PAIRS = (
    *(
        (AUDITOR, role, "Wer prüft, prüft nicht die eigene Arbeit.", FOUR_EYES)
        for role in EVERY_OTHER
    ),
    *(
        (ADMINISTRATOR, role, "Wer Plätze vergibt, öffnet keine Angaben über Menschen.", APART)
        for role in OPENS_PERSONS
    ),
    (COUNSEL, AUTHORITY, "Wer einen Platz vorschlägt, unterschreibt ihn nicht.", FOUR_EYES),
    (HEAD, AUTHORITY, "Wer über die Aufnahme entscheidet, beaufsichtigt sie nicht.", FOUR_EYES),
    (GRANTS, CENTRE, "Wer Geld beantragt, gibt den Antrag nicht frei.", FOUR_EYES),
)


def enter_pairs(apps: object, schema_editor: object) -> None:
    """Write the pairs as they come with the program."""
    model = apps.get_model("accounts", "IncompatibleRoles")  # type: ignore[attr-defined]  # Django's registry
    alias = schema_editor.connection.alias  # type: ignore[attr-defined]  # Django's schema editor
    model.objects.using(alias).bulk_create(
        model(role=role, other=other, why=why, source=source) for role, other, why, source in PAIRS
    )


AGREE = """
create function accounts_roles_agree() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare held text; reason text;
begin
  if new.ends_on <= new.starts_on then return new; end if;
  perform from accounts_user u where u.id = new.user_id for no key update;
  select s.role, i.why into held, reason
    from accounts_seat s join accounts_incompatibleroles i
      on (i.role = s.role and i.other = new.role) or (i.other = s.role and i.role = new.role)
   where s.user_id = new.user_id and s.id <> new.id
     and daterange(s.starts_on, s.ends_on) && daterange(new.starts_on, new.ends_on) limit 1;
  if found then
    raise check_violation using message = 'these roles do not go together',
      detail = held || '|' || reason, constraint = 'roles_incompatible';
  end if;
  return new;
end $$;
create trigger roles_agree before insert or update of user_id, role, starts_on on accounts_seat
for each row execute function accounts_roles_agree();
revoke insert, update, delete, truncate on accounts_incompatibleroles from rundertisch_app;
"""
AGREE_NO_MORE = """
grant insert, update, delete on accounts_incompatibleroles to rundertisch_app;
drop trigger roles_agree on accounts_seat;
drop function accounts_roles_agree();
"""

# A deputy may hold the same role in their own right: then it is two seats, told apart in the logs.
DEPUTIES = """
alter table accounts_seat drop constraint one_seat_at_a_time;
alter table accounts_seat add constraint one_seat_at_a_time exclude using gist (
  user_id with =, partner_id with =, role with =, coalesce(deputy_of_id, 0) with =,
  daterange(starts_on, ends_on) with &&
);

create function accounts_deputy_is_allowed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare lent accounts_seat;
begin
  if new.deputy_of_id is null then return new; end if;
  select * into lent from accounts_seat s where s.id = new.deputy_of_id for share;
  if lent.deputy_of_id is not null or lent.user_id = new.user_id
     or (lent.partner_id, lent.role) is distinct from (new.partner_id, new.role) then
    raise check_violation using message = 'a deputy holds exactly what another person lends',
      constraint = 'deputy_of_a_seat';
  end if;
  if new.starts_on < lent.starts_on or new.ends_on > lent.ends_on then
    raise check_violation using message = 'a deputy holds nothing outside of the lent period',
      constraint = 'deputy_within_the_seat';
  end if;
  return new;
end $$;
create trigger deputy_is_allowed before insert on accounts_seat
for each row execute function accounts_deputy_is_allowed();

create function accounts_deputies_end_too() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  with ended as (
    update accounts_seat d set ends_on = greatest(new.ends_on, d.starts_on)
     where d.deputy_of_id = new.id and d.ends_on > new.ends_on
    returning d.user_id, d.ends_on
  )
  update accounts_user u set sessions_ended = u.sessions_ended + 1
    from (select distinct user_id from ended where ends_on <= app_today()) e
   where u.id = e.user_id;
  return null;
end $$;
create trigger deputies_end_too after update of ends_on on accounts_seat
for each row execute function accounts_deputies_end_too();
"""
NO_DEPUTIES = """
drop trigger deputies_end_too on accounts_seat;
drop function accounts_deputies_end_too();
drop trigger deputy_is_allowed on accounts_seat;
drop function accounts_deputy_is_allowed();
alter table accounts_seat drop constraint one_seat_at_a_time;
alter table accounts_seat add constraint one_seat_at_a_time exclude using gist (
  user_id with =, partner_id with =, role with =, daterange(starts_on, ends_on) with &&
);
"""

# Who lends sees who has it and takes it back; who has it sees whose seat it is. Colleagues are the
# people who sit for the same partner today; the function tells their ids and nothing else.
LENDING = """
create function accounts_my_seats() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id from accounts_seat s where s.user_id = app_user_id()
$$;
create function accounts_lent_to_me() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select s.deputy_of_id from accounts_seat s
   where s.user_id = app_user_id() and s.deputy_of_id is not null
$$;
create function accounts_colleagues() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct s.user_id from accounts_seat s
   where s.partner_id = app_partner_id() and s.user_id <> app_user_id()
     and s.starts_on <= app_today() and (s.ends_on is null or s.ends_on > app_today())
$$;
create function accounts_who_acted(bigint) returns table (member bigint, instead_of bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.user_id, lent.user_id
    from accounts_seat s left join accounts_seat lent on lent.id = s.deputy_of_id
   where s.id = $1 and app_role() in ('AUDITOR', 'ADMINISTRATOR')
$$;
create policy lent on accounts_seat for select using (
  id in (select accounts_lent_to_me()) or deputy_of_id in (select accounts_my_seats()));
create policy lending on accounts_seat for insert with check (
  deputy_of_id = (select app_seat_id()) and partner_id = (select app_partner_id())
  and role = (select app_role()));
create policy lending_ends on accounts_seat for update
  using (deputy_of_id in (select accounts_my_seats()))
  with check (deputy_of_id in (select accounts_my_seats()));
"""
NO_LENDING = """
drop policy lending_ends on accounts_seat;
drop policy lending on accounts_seat;
drop policy lent on accounts_seat;
drop function accounts_who_acted(bigint);
drop function accounts_colleagues();
drop function accounts_lent_to_me();
drop function accounts_my_seats();
"""


class Migration(migrations.Migration):
    """Columns, the table of pairs, triggers, and who sees and makes a deputy."""

    dependencies = [("accounts", "0004_failed_sign_ins_are_counted")]
    operations = [
        migrations.AddField(
            "seat",
            "deputy_of",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deputies",
                to="accounts.seat",
                verbose_name="in Vertretung von",
            ),
        ),
        migrations.AddField(
            "seat",
            "reason",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="Grund der Vertretung",
            ),
        ),
        migrations.AddConstraint(
            "seat",
            models.CheckConstraint(
                condition=models.Q(("deputy_of", None), ("reason", ""))
                | (
                    models.Q(("deputy_of__isnull", False), ("ends_on__isnull", False))
                    & ~models.Q(("reason", ""))
                ),
                name="deputy_ends_and_has_a_reason",
            ),
        ),
        migrations.CreateModel(
            name="IncompatibleRoles",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(choices=ROLES, max_length=30, verbose_name="Rolle")),
                (
                    "other",
                    models.CharField(choices=ROLES, max_length=30, verbose_name="andere Rolle"),
                ),
                ("why", models.CharField(max_length=200, verbose_name="weil")),
                ("source", models.CharField(max_length=200, verbose_name="Quelle")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("role", "other"), name="incompatible_roles_once"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(("role", models.F("other"))), name="two_different_roles"
                    ),
                ]
            },
        ),
        migrations.RunPython(enter_pairs, migrations.RunPython.noop),
        migrations.RunSQL(AGREE, AGREE_NO_MORE),
        migrations.RunSQL(DEPUTIES, NO_DEPUTIES),
        migrations.RunSQL(LENDING, NO_LENDING),
    ]
