# SPDX-License-Identifier: EUPL-1.2
"""Objections against notices, whom they are shown to, and that they hold a child where it is."""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
AUTHORITIES = [("SCHULAMT", "Schulamt"), ("BEZIRKSREGIERUNG", "Bezirksregierung")]
OBJECTORS = [
    ("PARENTS", "die Eltern"),
    ("GUARDIAN", "der Vormund"),
    ("REPRESENTATIVE", "eine bevollmächtigte Person"),
    ("YOUNG_PERSON", "die junge Person selbst"),
]
STATES = [
    ("OPEN", "offen"),
    ("UPHELD", "hatte Erfolg"),
    ("REJECTED", "zurückgewiesen"),
    ("WITHDRAWN", "zurückgenommen"),
]
OBJECTION, NOTICE = "schooling_objection", "schooling_notice"
COUNSELS = "(select schooling_counsels())"
DECIDES = "(select app_role()) = 'SUPERVISORY_AUTHORITY'"
ASKING = "(select app_partner_kind())"
SEES = f"{COUNSELS} or ({DECIDES} and {ASKING} in (authority_kind, upper_kind))"
SETTLED = "state, decided_on, decided_seat_id, decided_by, held_until, decision_words"
RULES = f"""
create policy adds on {OBJECTION} as restrictive for insert with check (
  recorded_by_id = (select app_seat_id()) and state = 'OPEN');
create policy settles on {OBJECTION} as restrictive for update using (
  state = 'OPEN') with check (
  decided_seat_id = (select app_seat_id())
  and (state = 'WITHDRAWN' or state = 'UPHELD' and {DECIDES}
       or state = 'REJECTED' and {DECIDES} and {ASKING} = upper_kind));
create policy deletes on {OBJECTION} as restrictive for delete using (false);
create policy own on {OBJECTION} for select using (
  child_id in (select c.id from schooling_child c where c.subject_id = (select app_subject_id())));
revoke update on {OBJECTION} from rundertisch_app;
grant update ({SETTLED}) on {OBJECTION} to rundertisch_app;
create policy upper on {NOTICE} for select using (
  {DECIDES} and exists (
    select 1 from {OBJECTION} o where o.notice_id = {NOTICE}.id and o.upper_kind = {ASKING}));
"""  # noqa: S608 - our own names
NO_RULES = f"""
drop policy upper on {NOTICE};
revoke update ({SETTLED}) on {OBJECTION} from rundertisch_app;
grant update on {OBJECTION} to rundertisch_app;
drop policy own on {OBJECTION};
drop policy deletes on {OBJECTION};
drop policy settles on {OBJECTION};
drop policy adds on {OBJECTION};
"""

HOLDS = """
create function schooling_objection_holds() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from schooling_objection o
              where o.child_id = new.child_id and o.state = 'OPEN') then
    raise check_violation using
      message = 'an open objection holds the child where it is',
      constraint = 'open_objection_holds';
  end if;
  return new;
end $$;

create trigger open_objection_holds before insert on schooling_placement
for each row execute function schooling_objection_holds();
"""
LETS_GO = """
drop trigger open_objection_holds on schooling_placement;
drop function schooling_objection_holds();
"""


def seat(*, optional: bool) -> models.ForeignKey:
    """Return the seat on which somebody did it."""
    return models.ForeignKey(
        blank=optional,
        null=optional,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.seat",
    )


def belongs_to(model: str) -> models.ForeignKey:
    """Return the way to the child or the notice."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name="objections",
        to=f"schooling.{model}",
    )


class Migration(migrations.Migration):
    """One table, its row rules, and the promise that a child stays where it is."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("kernel", "0006_actions_of_a_transaction"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0030_hearings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", KEY),
                (
                    "authority_kind",
                    models.CharField(
                        choices=AUTHORITIES, max_length=20, verbose_name="Schulaufsicht"
                    ),
                ),
                (
                    "upper_kind",
                    models.CharField(
                        choices=AUTHORITIES, max_length=20, verbose_name="Widerspruchsbehörde"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="eingegangen am")),
                (
                    "by_whom",
                    models.CharField(
                        choices=OBJECTORS, max_length=14, verbose_name="erhoben durch"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=2000, verbose_name="Begründung der Familie"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="Frist bis")),
                ("decide_until", models.DateField(verbose_name="zu entscheiden bis")),
                ("recorded_on", models.DateField(verbose_name="eingetragen am")),
                ("recorded_by", seat(optional=False)),
                (
                    "state",
                    models.CharField(
                        choices=STATES, default="OPEN", max_length=9, verbose_name="Stand"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="entschieden am"),
                ),
                ("decided_seat", seat(optional=True)),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=400, verbose_name="entschieden von"),
                ),
                (
                    "held_until",
                    models.DateField(blank=True, null=True, verbose_name="Klage möglich bis"),
                ),
                (
                    "decision_words",
                    models.CharField(
                        blank=True, max_length=2000, verbose_name="Begründung der Entscheidung"
                    ),
                ),
                ("child", belongs_to("child")),
                ("notice", belongs_to("notice")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_on", None), ("decided_seat", None), ("state", "OPEN")
                            ),
                            models.Q(
                                models.Q(("state", "OPEN"), _negated=True),
                                ("decided_on__gte", models.F("received_on")),
                                ("decided_seat__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["UPHELD", "REJECTED"]), _negated=True),
                            models.Q(("decision_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="objection_decided_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_on__gte", models.F("received_on"))),
                        name="objection_recorded_later",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "OPEN")),
                        fields=("notice",),
                        name="one_open_objection_per_notice",
                    ),
                ]
            },
        ),
        protect(OBJECTION, using=SEES),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunSQL(HOLDS, LETS_GO),
        *lets_forget(OBJECTION, deletes="false"),
        watch(table=OBJECTION, kind="objection"),
    ]
