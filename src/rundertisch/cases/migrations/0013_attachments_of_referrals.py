# SPDX-License-Identifier: EUPL-1.2
"""Documents go along with a referral: only by consent, only to its receiver, for a while.

Nobody adds one to a referral that has ended, or without a consent that names documents, also not by
SQL. Besides the office that gave it and the person only the addressed office reads it, on a seat or
by the referral's link, while the referral is open; a withdrawal shuts it in the same moment.
"""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.privacy.registry.class_tables import CONSENTED, protect_class_table
from rundertisch.privacy.registry.row_rules import lets_forget

TABLE = "cases_attachment"
KINDS = [("application/pdf", "PDF"), ("image/jpeg", "JPEG"), ("image/png", "PNG")]
OPEN = f"""
exists (select from cases_referral r where r.id = {TABLE}.referral_id
          and (r.state = 'SENT' or r.state = 'ACCEPTED'){{and_to}})
"""
ADDRESSEE = f"""
owner_id = (select app_partner_id()) or subject_id = (select app_subject_id())
or referral_id::text = (select app_link_about('referral'))
or {OPEN.format(and_to=" and r.to_partner_id = (select app_partner_id())").strip()}
"""
# The worker is a member of the runtime role, so a restrictive rule for that role binds its jobs as
# well: those of 0003 and 0008 hid notes for oneself and referrals from the job that forgets.
JOBS = "or (select app_job()) = 'forget' or (select app_job()) = 'retention'"
AUDIENCE_OF_NOTES = """
subject_id = (select app_subject_id())
or author_id = (select app_seat_id())
or (audience <> 'AUTHOR' and owner_id = (select app_partner_id()))
or audience = 'CONSENT'
"""
ADDRESSEE_OF_REFERRALS = """
owner_id = (select app_partner_id()) or to_partner_id = (select app_partner_id())
or subject_id = (select app_subject_id()) or id::text = (select app_link_about('referral'))
"""
CONSENTED_TO_LINK = CONSENTED.format(
    table=TABLE,
    partner="(select app_link_partner_id())",
    data_class="DOCUMENT",
    purpose="\n           and (c.what_for = 'SERVICE' or c.what_for = 'CASE_MANAGEMENT')",
).strip()
BY_LINK = f"""
referral_id::text = (select app_link_about('referral'))
and {OPEN.format(and_to="").strip()} and {CONSENTED_TO_LINK}
"""
KEEPING = """
insert into privacy_retention
  (record, kind, amount, unit, event, law, binding, starts_on, source, evidence)
values
  ('cases.Attachment', 'PERIOD', 6, 'MONTH', 'REFERRAL_ENDED', '', true, '2026-01-01',
   'eigene Vorgabe, von keiner Stelle beschlossen', 'GUESS')
"""
FUNCTIONS = f"""
create function cases_attachment_is_allowed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare r cases_referral;
begin
  select * into r from cases_referral where id = new.referral_id for share;
  if r.subject_id is distinct from new.subject_id or r.owner_id is distinct from new.owner_id then
    raise check_violation using constraint = 'attachment_of_a_referral',
      message = 'an attachment is about whom its referral is about';
  end if;
  -- a withdrawal that is under way is waited for
  perform from privacy_consent c where c.subject_id = r.subject_id
     and c.recipient_id = r.to_partner_id for share;
  if not (r.state = 'SENT' or r.state = 'ACCEPTED')
     or not cases_consented(r.subject_id, r.to_partner_id, 'DOCUMENT') then
    raise check_violation using constraint = 'attachment_needs_consent',
      message = 'an attachment needs an open referral and a consent to documents that holds now';
  end if;
  return new;
end $$;

create function cases_attachments_go_along() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update {TABLE} set subject_id = new.subject_id where referral_id = new.id;
  return null;
end $$;

create trigger is_allowed before insert on {TABLE}
for each row execute function cases_attachment_is_allowed();
create trigger attachments_go_along after update of subject_id on cases_referral
for each row execute function cases_attachments_go_along();
"""  # noqa: S608 - our own names
NO_FUNCTIONS = f"""
drop trigger attachments_go_along on cases_referral;
drop trigger is_allowed on {TABLE};
drop function cases_attachments_go_along();
drop function cases_attachment_is_allowed();
"""
DROP = """
create or replace function cases_drop_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  {first}
  delete from cases_findable where subject_id = old.subject_id;
  delete from cases_findask where subject_id = old.subject_id;
  delete from cases_referral where subject_id = old.subject_id;
  delete from cases_casenote where subject_id = old.subject_id;
  delete from cases_planstep where subject_id = old.subject_id;
  delete from cases_regimechange where subject_id = old.subject_id;
  delete from cases_need where subject_id = old.subject_id;
  delete from cases_clientcontact where subject_id = old.subject_id;
  perform privacy_drop_subject(old.subject_id);
  return null;
end $$;
"""
FIRST = f"delete from {TABLE} where subject_id = old.subject_id;"  # noqa: S608 - our own names


class Migration(migrations.Migration):
    """One table, its rules, and how long its rows are kept."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("partners", "0002_names_that_tell"),
        ("privacy", "0013_notes_of_cases"),
        ("cases", "0012_a_person_ends_it"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="was es ist")),
                ("content", models.BinaryField(verbose_name="Inhalt, verschlossen")),
                (
                    "content_type",
                    models.CharField(choices=KINDS, max_length=15, verbose_name="Art"),
                ),
                ("size", models.PositiveIntegerField(verbose_name="Größe in Byte")),
                ("attached_on", models.DateField(verbose_name="angehängt am")),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="führende Stelle",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="cases.referral",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subject",
                        verbose_name="betroffene Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Anhang",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content_type__in", [kind for kind, _ in KINDS]),
                            ("size__gt", 0),
                            ("size__lte", 5_000_000),
                            models.Q(("title", ""), _negated=True),
                        ),
                        name="cases_attachment_is_a_document",
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(DROP.format(first=FIRST), DROP.format(first="")),
        *protect_class_table(TABLE, data_class="DOCUMENT", purposes=("CASE_MANAGEMENT",)),
        migrations.RunSQL(
            f"create policy addressee on {TABLE} as restrictive for select to rundertisch_app"
            f" using ({ADDRESSEE} {JOBS})",
            f"drop policy addressee on {TABLE}",
        ),
        *(
            migrations.RunSQL(
                f"alter policy {name} on {table} using ({rule} {JOBS})",
                f"alter policy {name} on {table} using ({rule})",
            )
            for name, table, rule in (
                ("audience", "cases_casenote", AUDIENCE_OF_NOTES),
                ("addressee", "cases_referral", ADDRESSEE_OF_REFERRALS),
            )
        ),
        migrations.RunSQL(
            f"create policy link on {TABLE} for select using ({BY_LINK})",
            f"drop policy link on {TABLE}",
        ),
        migrations.RunSQL(
            f"revoke update on {TABLE} from rundertisch_app",
            f"grant update on {TABLE} to rundertisch_app",
        ),
        *lets_forget(TABLE),
        watch(table=TABLE, kind="attachment"),
        migrations.RunSQL(
            KEEPING, "delete from privacy_retention where record = 'cases.Attachment'"
        ),
    ]
