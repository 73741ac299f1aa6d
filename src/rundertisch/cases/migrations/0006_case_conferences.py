# SPDX-License-Identifier: EUPL-1.2
"""Case conferences, who takes part, and their points: a class table (notes of conferences)."""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import unprotect_if_bare
from rundertisch.privacy.registry.class_tables import protect_class_table, wall_off
from rundertisch.privacy.registry.row_rules import lets_forget

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
POINT = "cases_conferencepoint"
KEEPS = "owner_id = (select app_partner_id()) and (select cases_leads())"
OWN_CONFERENCE = (
    "exists (select from cases_caseconference c where c.id = conference_id and c.owner_id ="
    " (select app_partner_id())) and (select cases_leads())"
)

FUNCTIONS = """
create function cases_takes_part(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select cases_leads() and exists (
    select from cases_conferenceparticipant p
     where p.conference_id = asked and p.partner_id = app_partner_id())
$$;

create function cases_point_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- a point is about whom its need is about
  if new.need_id is not null then
    select n.subject_id, n.owner_id into new.subject_id, new.owner_id
      from cases_need n where n.id = new.need_id;
  end if;
  return new;
end $$;

create function cases_points_go_along() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update cases_conferencepoint set subject_id = new.subject_id where need_id = new.id;
  return null;
end $$;

create function cases_drop_points() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from cases_conferencepoint where subject_id = old.subject_id;
  return null;
end $$;
"""
NO_FUNCTIONS = """
drop function cases_drop_points();
drop function cases_points_go_along();
drop function cases_point_follows();
drop function cases_takes_part(bigint);
"""
TRIGGERS = {  # „drop_points“ comes before „drop_subject“, which drops needs and steps
    "point_follows": f"before insert or update of need_id, subject_id, owner_id on {POINT}"
    " for each row execute function cases_point_follows()",
    "points_go_along": "after update of subject_id on cases_need"
    " for each row execute function cases_points_go_along()",
    "drop_points": "after delete on cases_client for each row execute function cases_drop_points()",
}
ON = {"point_follows": POINT, "points_go_along": "cases_need", "drop_points": "cases_client"}
RULES = {
    "cases_caseconference": {
        "keepers": f"using ({KEEPS}) with check ({KEEPS})",
        "participants": "for select using ((select cases_takes_part(id)))",
    },
    "cases_conferenceparticipant": {
        "keepers": f"using ({OWN_CONFERENCE}) with check ({OWN_CONFERENCE})",
        "participants": "for select using ((select cases_takes_part(conference_id)))",
    },
}


def to(
    model: str, how: object = django.db.models.deletion.PROTECT, **other: object
) -> models.Field:
    """Return a reference."""
    return models.ForeignKey(to=model, on_delete=how, **other)  # type: ignore[arg-type]  # as Django takes it


def meetings() -> list[migrations.RunSQL]:
    """Let an agency see its conferences, and those that it was called to."""
    steps = []
    for table, rules in RULES.items():
        steps.append(
            migrations.RunSQL(
                f"alter table {table} enable row level security", unprotect_if_bare(table)
            )
        )
        steps += [
            migrations.RunSQL(
                f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
            )
            for name, rule in rules.items()
        ]
    return steps


class Migration(migrations.Migration):
    """Three tables; what a participant may read of a point is for the person to say."""

    dependencies = [("cases", "0005_structural_needs")]

    operations = [
        migrations.CreateModel(
            name="CaseConference",
            fields=[
                ("id", KEY),
                ("held_on", models.DateField(verbose_name="am")),
                (
                    "owner",
                    to("partners.partner", related_name="+", verbose_name="einladende Stelle"),
                ),
            ],
            options={"verbose_name": "Fallkonferenz"},
        ),
        migrations.CreateModel(
            name="ConferenceParticipant",
            fields=[
                ("id", KEY),
                (
                    "conference",
                    to(
                        "cases.caseconference",
                        django.db.models.deletion.CASCADE,
                        related_name="participants",
                    ),
                ),
                ("partner", to("partners.partner", related_name="+", verbose_name="Stelle")),
            ],
            options={
                "verbose_name": "teilnehmende Stelle",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conference", "partner"), name="cases_participant_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConferencePoint",
            fields=[
                ("id", KEY),
                ("problem", models.CharField(max_length=300, verbose_name="Problem")),
                (
                    "agreed",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="vereinbarter Schritt"
                    ),
                ),
                (
                    "who",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="wer"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="bis")),
                ("conference", to("cases.caseconference", related_name="points")),
                (
                    "domain",
                    to("situation.needdomain", related_name="+", verbose_name="Lebensbereich"),
                ),
                (
                    "need",
                    to(
                        "cases.need",
                        django.db.models.deletion.CASCADE,
                        blank=True,
                        null=True,
                        related_name="points",
                        verbose_name="Bedarf",
                    ),
                ),
                (
                    "owner",
                    to("partners.partner", related_name="+", verbose_name="führende Stelle"),
                ),
                (
                    "step",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="point",
                        to="cases.planstep",
                    ),
                ),
                (
                    "subject",
                    to("privacy.subject", related_name="+", verbose_name="betroffene Person"),
                ),
            ],
            options={
                "verbose_name": "Punkt der Fallkonferenz",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("problem", ""), _negated=True),
                        name="cases_point_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed", ""), ("due_on", None), ("who", "")),
                            models.Q(
                                models.Q(("agreed", ""), _negated=True),
                                models.Q(("who", ""), _negated=True),
                                ("due_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_point_step_is_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            migrations.RunSQL(f"create trigger {name} {rule}", f"drop trigger {name} on {ON[name]}")
            for name, rule in TRIGGERS.items()
        ),
        *meetings(),
        *wall_off("cases_caseconference", column="owner_id"),
        *wall_off("cases_conferenceparticipant", column="partner_id"),
        *protect_class_table(POINT, data_class="CONFERENCE_NOTE", purposes=("CASE_MANAGEMENT",)),
        *lets_forget(POINT),
        watch(table=POINT, kind="conference_point"),
    ]
