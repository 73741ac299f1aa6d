# SPDX-License-Identifier: EUPL-1.2
"""Beside and after the placement: milestones, bridge offers, the transition, admission days.

A child that has moved to a regular class keeps its place at the school and no longer holds a seat
of its group: `regular_since`. It is set through one door, by counselling or the school's head.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
NOTED_BY = models.ForeignKey(
    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.seat"
)
COUNSELS = "(select schooling_counsels())"
HEADS = "(select app_role()) = 'SCHOOL_HEAD'"
MILESTONE, BRIDGE = "schooling_milestone", "schooling_bridgeoffer"
TRANSITION, ADMISSION = "schooling_transition", "schooling_admissionday"
SEES_CHILD = f"exists (select 1 from schooling_child c where c.id = {MILESTONE}.child_id)"  # noqa: S608 - our own names
SEES_PLACE = f"exists (select 1 from schooling_placement p where p.id = {TRANSITION}.placement_id)"  # noqa: S608 - our own names
MINE = "select c.id from schooling_child c where c.subject_id = (select app_subject_id())"
OWN = {
    MILESTONE: f"child_id in ({MINE})",
    BRIDGE: f"child_id in ({MINE})",
    TRANSITION: (
        f"placement_id in (select p.id from schooling_placement p where p.child_id in ({MINE}))"  # noqa: S608 - our own names
    ),
}
KINDS = [
    ("HEALTH_EXAM", "schulärztliche Untersuchung"),
    ("MEASLES", "Masernnachweis"),
    ("FOLLOW_UP", "Nachfrage nach dem ersten Schultag"),
    ("SUPPORT_END", "Ende der Erstförderung"),
]
COURSES = [("IFK", "Internationale Förderklasse"), ("FFM", "Fit für Mehr")]
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
FFM = "Beispiele: bass.schul-welt.de (Fit für Mehr, BASS 13-63 Nr. 4), krefeld.de"
DAYS = (  # course, month, day, from which age, source
    ("IFK", 8, 1, 16, "carl-severing-bk.de: Ausbildungsvorbereitung, Aufnahme zum 1. August"),
    ("FFM", 11, 1, 16, FFM),
    ("FFM", 2, 1, 16, FFM),
    ("FFM", 5, 1, 16, FFM),
)
INSERT = f"""
insert into {ADMISSION} (starts_on, source, evidence, course, month, day, age_from)
values ('2018-10-15', %s, 'SEEN', %s, %s, %s, %s)
"""  # noqa: S608 - our own table

DOOR = """
create function schooling_note_transition(asked bigint, moved_on date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not (schooling_counsels() or coalesce(app_role() = 'SCHOOL_HEAD', false) and exists (
    select 1 from schooling_placement p join schooling_group g on g.id = p.group_id
      join schooling_school s on s.id = g.school_id
     where p.id = asked and s.partner_id = app_partner_id())) then
    raise insufficient_privilege using message = 'only the school or counselling moves a child on';
  end if;
  update schooling_placement set regular_since = moved_on
   where id = asked and signed_on is not null and ends_on is null and answer <> 'REFUSED'
     and (regular_since is null) = (moved_on is not null);
  return found;
end $$;
"""
NO_DOOR = "drop function schooling_note_transition(bigint, date)"


def child(name: str) -> models.ForeignKey:
    """Return the way from a record to its child."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=name, to="schooling.child"
    )


class Migration(migrations.Migration):
    """Three tables about children, one of dates, one column and its door."""

    dependencies = [
        ("kernel", "0006_actions_of_a_transaction"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0033_calendars"),
    ]

    operations = [
        migrations.RemoveConstraint("askedwish", "no_wish_names_nothing"),
        migrations.AddConstraint(
            "askedwish",
            models.CheckConstraint(
                condition=Q(("none", False)) | Q(("school", None)), name="no_wish_names_no_school"
            ),
        ),
        migrations.AddField(
            "placement",
            "regular_since",
            models.DateField(blank=True, null=True, verbose_name="in der Regelklasse seit"),
        ),
        migrations.CreateModel(
            name="AdmissionDay",
            fields=[
                ("id", KEY),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("source", models.TextField(verbose_name="Quelle")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
                (
                    "evidence",
                    models.CharField(
                        choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"
                    ),
                ),
                (
                    "course",
                    models.CharField(choices=COURSES, max_length=3, verbose_name="Bildungsgang"),
                ),
                ("month", models.PositiveSmallIntegerField(verbose_name="Monat")),
                ("day", models.PositiveSmallIntegerField(verbose_name="Tag")),
                ("age_from", models.PositiveSmallIntegerField(verbose_name="ab Alter")),
            ],
            options={
                "verbose_name": "Aufnahmetermin am Berufskolleg",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_admissionday_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("day__gte", 1), ("day__lte", 28), ("month__gte", 1), ("month__lte", 12)
                        ),
                        name="admission_day_exists_every_year",
                    ),
                    models.UniqueConstraint(
                        fields=("course", "month", "day", "starts_on"), name="admission_day_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BridgeOffer",
            fields=[
                ("id", KEY),
                ("title", models.CharField(max_length=200, verbose_name="Angebot")),
                ("starts_on", models.DateField(verbose_name="ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="bis vor")),
                ("child", child("bridge_offers")),
                ("noted_by", NOTED_BY),
            ],
            options={
                "verbose_name": "Überbrückung",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("ends_on", None)) | Q(("ends_on__gt", F("starts_on"))),
                        name="bridge_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=Q(("title", ""), _negated=True), name="bridge_has_a_title"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", KEY),
                ("kind", models.CharField(choices=KINDS, max_length=11, verbose_name="Was")),
                ("done_on", models.DateField(verbose_name="erledigt am")),
                ("child", child("milestones")),
                ("noted_by", NOTED_BY),
            ],
            options={
                "verbose_name": "Erledigt am",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("child", "kind"), name="one_milestone_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=Q(("kind__in", [code for code, _ in KINDS])),
                        name="milestone_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", KEY),
                ("planned_on", models.DateField(verbose_name="geplant für")),
                ("grade", models.PositiveSmallIntegerField(verbose_name="Klasse")),
                ("noted_by", NOTED_BY),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transition",
                        to="schooling.placement",
                    ),
                ),
            ],
            options={
                "verbose_name": "Übergang in die Regelklasse",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("grade__gte", 1), ("grade__lte", 13)),
                        name="transition_grade_1_to_13",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [(INSERT, [source, *rest]) for *rest, source in DAYS],
            f"delete from {ADMISSION}",  # noqa: S608 - our own table
        ),
        migrations.RunSQL(DOOR, NO_DOOR),
        protect(MILESTONE, using=f"{COUNSELS} or ({HEADS} and {SEES_CHILD})"),
        protect(BRIDGE, using=COUNSELS),
        protect(
            TRANSITION,
            using=f"{COUNSELS} or {SEES_PLACE}",
            check=f"{COUNSELS} or ({HEADS} and {SEES_PLACE})",
        ),
        migrations.RunSQL(
            f"create policy deletes on {TRANSITION} as restrictive for delete"
            f" using ({COUNSELS} or ({HEADS} and {SEES_PLACE}))",
            f"drop policy deletes on {TRANSITION}",
        ),
        *(
            migrations.RunSQL(
                f"create policy own on {table} for select using ({mine})",
                f"drop policy own on {table}",
            )
            for table, mine in OWN.items()
        ),
        *(step for table in (MILESTONE, BRIDGE) for step in lets_forget(table)),
        *lets_forget(TRANSITION, deletes=f"{COUNSELS} or ({HEADS} and {SEES_PLACE})"),
        watch(table=MILESTONE, kind="milestone"),
        watch(table=BRIDGE, kind="bridge_offer"),
        watch(table=TRANSITION, kind="transition"),
    ]
