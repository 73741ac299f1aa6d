# SPDX-License-Identifier: EUPL-1.2
"""Until when a separate group is approved, when a cap was decided, and how full capped schools are.

The time in a literacy group (up to one year since the decree of 6 December 2023) joins the duties
of a district as dated data; the time in a language group stands there already.
"""

from django.db import migrations, models
from django.db.models import Q

DUTY = "schooling_duty"
STEPS = [
    ("REPORT", "Meldung"),
    ("INVITATION", "Einladung zur Beratung"),
    ("COUNSELLING", "Beratung"),
    ("WISHES", "Wünsche von Eltern und Kind"),
    ("RECOMMENDATION", "Empfehlung des Zentrums"),
    ("HEARING", "Anhörung"),
    ("ALLOCATION", "Zuweisung"),
    ("ANSWER", "Antwort der Schulleitung"),
    ("FIRST_DAY", "erster Schultag"),
    ("FOLLOW_UP", "Nachfrage nach dem ersten Schultag"),
    ("LITERACY_END", "Ende der Erstalphabetisierung"),
    ("TRANSITION", "Übergang in die Regelklasse"),
    ("SUPPORT_END", "Ende der Erstförderung"),
    ("HEALTH_EXAM", "schulärztliche Untersuchung"),
    ("MEASLES", "Masernnachweis"),
]
ROLES = [
    *("CENTRE_HEAD", "KIM_COORDINATION", "SCHOOL_COUNSELLING", "SUPERVISORY_AUTHORITY"),
    *("SCHOOL_HEAD", "TOWN_SCHOOL_OFFICE", "CASE_MANAGER", "AGENCY_CONTACT", "GRANT_MANAGER"),
    *("AUDITOR", "ADMINISTRATOR"),
]
INSERT = f"""
insert into {DUTY}
  (starts_on, source, evidence, step, office, role, period, counted, legal_basis)
values ('2023-12-06', 'bass.schul-welt.de/19952.htm: Lerngruppe Erstalphabetisierung bis zu einem '
        'Jahr, endet mit A1', 'SEEN', 'LITERACY_END', 'Schule', 'SCHOOL_HEAD', 12, 'MONTHS',
        'BASS 13-63 Nr. 3, geändert am 06.12.2023')
"""  # noqa: S608 - our own table
FULL = """
-- over all children, also those the asking seat may not open: a cap counts everybody
create function schooling_cap_counts(asked_on date)
returns table (school_id bigint, children bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, count(p.id)
    from schooling_school s
    left join schooling_group g on g.school_id = s.id
    left join schooling_placement p on p.group_id = g.id and schooling_holds(p, asked_on)
   where s.newcomer_cap is not null
     and (schooling_counsels() or schooling_leads() or schooling_supervises(s.form, 1, 13))
   group by s.id
$$;
"""


def known(steps: list[tuple[str, str]]) -> models.CheckConstraint:
    """Return the rule that a duty speaks only of these steps."""
    return models.CheckConstraint(
        condition=Q(
            ("counted__in", ["WORKING", "SCHOOL", "MONTHS"]),
            ("step__in", [code for code, _ in steps]),
        )
        & Q(("role__in", ["", *ROLES])),
        name="duty_words_known",
    )


class Migration(migrations.Migration):
    """Four columns, one step more in a list with its default, one count."""

    dependencies = [("schooling", "0041_expected_arrivals")]

    operations = [
        migrations.AddField(
            "group",
            "approved_until",
            models.DateField(blank=True, null=True, verbose_name="genehmigt bis einschließlich"),
        ),
        migrations.AddField(
            "group",
            "review_on",
            models.DateField(blank=True, null=True, verbose_name="zu überprüfen am"),
        ),
        migrations.AddField(
            "group",
            "approval_ref",
            models.CharField(blank=True, db_default="", max_length=200, verbose_name="Genehmigung"),
        ),
        migrations.AddConstraint(
            "group",
            models.CheckConstraint(
                condition=Q(("approved_until", None)) | Q(("approval_ref", ""), _negated=True),
                name="approval_names_who_gave_it",
            ),
        ),
        migrations.AddField(
            "school",
            "cap_decided_on",
            models.DateField(blank=True, null=True, verbose_name="Obergrenze beschlossen am"),
        ),
        migrations.AlterField(
            "duty",
            "step",
            models.CharField(choices=STEPS, max_length=14, verbose_name="Schritt"),
        ),
        migrations.RemoveConstraint("duty", "duty_words_known"),
        migrations.AddConstraint("duty", known(STEPS)),
        migrations.RunSQL(INSERT, f"delete from {DUTY} where step = 'LITERACY_END'"),  # noqa: S608 - our own table
        migrations.RunSQL(FULL, "drop function schooling_cap_counts(date)"),
    ]
