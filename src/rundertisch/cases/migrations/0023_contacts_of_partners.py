# SPDX-License-Identifier: EUPL-1.2
"""A partner's address for links and invitations: who reads it, who keeps it, when it goes.

Case Management and the coordination read every one, an office its own. An office keeps its own, the
coordination everybody's. What is a person's goes after a year, or with their account.
"""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare
from rundertisch.privacy.registry.class_tables import wall_off
from rundertisch.privacy.registry.row_rules import lets_forget

TABLE = "cases_partnercontact"
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
LEADS = "coalesce((select app_role()) = 'KIM_COORDINATION' or (select app_role()) = 'CENTRE_HEAD', false)"  # noqa: E501 - one condition
WORKS = "((select cases_leads()) or coalesce((select app_role()) = 'AGENCY_CONTACT', false))"
OWN = f"partner_id = (select app_partner_id()) and {WORKS}"
FUNCTIONS = """
create function cases_contact_of_a_member() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select u.id into new.member_id from accounts_user u where lower(u.email) = lower(new.email);
  return new;
end $$;

create function cases_forget_contacts(keep_days integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare forgotten bigint;
begin
  if coalesce(app_job(), '') <> 'contacts' then
    raise insufficient_privilege using message = 'only the job forgets contacts of partners';
  end if;
  delete from cases_partnercontact c
   where (c.name <> '' or c.member_id is not null) and c.kept_on <= app_today() - keep_days;
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

create trigger of_a_member before insert or update on cases_partnercontact
for each row execute function cases_contact_of_a_member();
"""
NO_FUNCTIONS = """
drop trigger of_a_member on cases_partnercontact;
drop function cases_forget_contacts(integer);
drop function cases_contact_of_a_member();
"""
RULES = {
    "readers": f"for select using ((select cases_leads()) or {LEADS} or {OWN})",
    "keepers": f"using ({LEADS} or {OWN}) with check ({LEADS} or {OWN})",
}


def partner(name: str) -> models.Field:
    """Return a column that names a partner."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="partners.partner",
        verbose_name=name,
    )


class Migration(migrations.Migration):
    """One table, two functions, two rules."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("partners", "0002_names_that_tell"),
        ("cases", "0022_what_a_person_is_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartnerContact",
            fields=[
                ("id", KEY),
                ("email", models.EmailField(max_length=254, verbose_name="E-Mail")),
                (
                    "name",
                    models.CharField(
                        blank=True, default="", max_length=150, verbose_name="Ansprechperson"
                    ),
                ),
                ("kept_on", models.DateField(verbose_name="eingetragen am")),
                ("kept_by", partner("eingetragen von")),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                        verbose_name="Anmeldekonto",
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="Stelle",
                    ),
                ),
            ],
            options={"verbose_name": "Kontakt einer Stelle"},
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(
            f"alter table {TABLE} enable row level security", unprotect_if_bare(TABLE)
        ),
        *(
            migrations.RunSQL(
                f"create policy {name} on {TABLE} {rule}", f"drop policy {name} on {TABLE}"
            )
            for name, rule in RULES.items()
        ),
        *wall_off(TABLE, column="partner_id"),
        *lets_forget(TABLE),
        watch(table=TABLE, kind="partner_contact"),
    ]
