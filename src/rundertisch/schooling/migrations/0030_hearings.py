# SPDX-License-Identifier: EUPL-1.2
"""Wishes that were asked for, recommendations and hearings; no seat is signed without a hearing.

Those who decide read them: counselling and the supervisory authority that sees the child. A hearing
of a report that was merged into another one counts for the one that stayed.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
SEAT = models.ForeignKey(
    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.seat"
)
COUNSELS = "(select schooling_counsels())"
TABLES = {  # table -> its kind in the logs
    "schooling_askedwish": "asked_wish",
    "schooling_hearing": "hearing",
    "schooling_schoolrecommendation": "recommendation",
}
GROUPS = [
    ("LITERACY", "Erstalphabetisierung"),
    ("LANGUAGE", "Deutschfördergruppe"),
    ("REGULAR", "Regelklasse"),
]
WHOM = [("PARENTS", "die Eltern"), ("CHILD", "das Kind")]

GUARD = """
create function schooling_was_heard(asked_child bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from schooling_hearing h join schooling_child c on c.id = h.child_id
     where asked_child in (c.id, c.merged_into_id))
$$;

create function schooling_signed_after_a_hearing() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.signed_on is not null and (tg_op = 'INSERT' or old.signed_on is null)
     and not schooling_was_heard(new.child_id) then
    raise check_violation using message = 'nobody has heard the family',
      constraint = 'signed_after_a_hearing';
  end if;
  return new;
end $$;
create trigger heard before insert or update of signed_on on schooling_placement
for each row execute function schooling_signed_after_a_hearing();

alter table schooling_schoolrecommendation add constraint special_school_never_recommended
  check (array_to_string(forms, '|') !~* '(^|\\|)förderschule');
"""
NO_GUARD = """
alter table schooling_schoolrecommendation drop constraint special_school_never_recommended;
drop trigger heard on schooling_placement;
drop function schooling_signed_after_a_hearing();
drop function schooling_was_heard(bigint);
"""


def child(name: str) -> models.ForeignKey:
    """Return the way from a record to its child."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to="schooling.child"
    )


def deciders_read(table: str) -> str:
    """Return the rule: counselling, and an authority that sees the child."""
    seen = f"exists (select 1 from schooling_child c where c.id = {table}.child_id)"  # noqa: S608 - the table's name is ours
    return f"{COUNSELS} or ((select app_role()) = 'SUPERVISORY_AUTHORITY' and {seen})"


def own(table: str) -> migrations.RunSQL:
    """Let the family read what is about its child."""
    mine = """child_id in
      (select c.id from schooling_child c where c.subject_id = (select app_subject_id()))"""
    return migrations.RunSQL(
        f"create policy own on {table} for select using ({mine})", f"drop policy own on {table}"
    )


class Migration(migrations.Migration):
    """Three tables, and the promise that the family was heard."""

    dependencies = [
        ("kernel", "0006_actions_of_a_transaction"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0029_who_does_what"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedWish",
            fields=[
                ("id", KEY),
                ("whom", models.CharField(choices=WHOM, max_length=7, verbose_name="gefragt")),
                ("asked_on", models.DateField(verbose_name="gefragt am")),
                ("none", models.BooleanField(default=False, verbose_name="kein Wunsch")),
                (
                    "words",
                    models.CharField(blank=True, max_length=300, verbose_name="in eigenen Worten"),
                ),
                ("by", SEAT),
                ("child", child("asked_wishes")),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schooling.school",
                        verbose_name="Schule",
                    ),
                ),
            ],
            options={
                "verbose_name": "erfragter Wunsch",
                "constraints": [
                    models.UniqueConstraint(fields=("child", "whom"), name="everybody_asked_once"),
                    models.CheckConstraint(
                        condition=Q(("whom__in", [code for code, _ in WHOM])),
                        name="asked_whom_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(("none", False)) | Q(("school", None), ("words", "")),
                        name="no_wish_names_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", KEY),
                ("held_on", models.DateField(verbose_name="angehört am")),
                ("language", models.CharField(max_length=60, verbose_name="gesprochen in")),
                (
                    "interpreter",
                    models.BooleanField(default=False, verbose_name="mit Sprachmittlung"),
                ),
                (
                    "wishes",
                    models.CharField(max_length=1500, verbose_name="Wünsche an diesem Tag"),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="Was der Familie wichtig ist"
                    ),
                ),
                ("by_name", models.CharField(max_length=200, verbose_name="angehört von")),
                ("by", SEAT),
                ("child", child("hearings")),
            ],
            options={
                "verbose_name": "Anhörung",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("language", ""), _negated=True),
                        name="hearing_names_its_language",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolRecommendation",
            fields=[
                ("id", KEY),
                ("given_on", models.DateField(verbose_name="empfohlen am")),
                (
                    "forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        size=None,
                        verbose_name="Schulformen",
                    ),
                ),
                ("grade", models.PositiveSmallIntegerField(verbose_name="Klasse")),
                (
                    "group_kind",
                    models.CharField(choices=GROUPS, max_length=10, verbose_name="Lerngruppe"),
                ),
                ("words", models.CharField(max_length=500, verbose_name="Begründung")),
                ("by_name", models.CharField(max_length=200, verbose_name="empfohlen von")),
                ("by", SEAT),
                ("child", child("recommendations")),
            ],
            options={
                "verbose_name": "Schulempfehlung",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("grade__gte", 1), ("grade__lte", 13)),
                        name="recommended_grade_1_to_13",
                    ),
                    models.CheckConstraint(
                        condition=Q(("forms__len__gte", 1)) & Q(("words", ""), _negated=True),
                        name="recommendation_says_what_and_why",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
        *(protect(table, using=deciders_read(table), check=COUNSELS) for table in TABLES),
        *(
            migrations.RunSQL(
                f"create policy deletes on {table} as restrictive for delete using ({COUNSELS})",
                f"drop policy deletes on {table}",
            )
            for table in TABLES
        ),
        *(own(table) for table in TABLES),
        migrations.RunSQL(
            "revoke update on schooling_hearing, schooling_schoolrecommendation"
            " from rundertisch_app",
            "grant update on schooling_hearing, schooling_schoolrecommendation to rundertisch_app",
        ),
        *(step for table in TABLES for step in lets_forget(table, deletes=COUNSELS)),
        *(watch(table=table, kind=kind) for table, kind in TABLES.items()),
    ]
