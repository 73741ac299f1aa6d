# SPDX-License-Identifier: EUPL-1.2
"""Gaps reported without persons; from three agencies on a structural need, counted for others.

Reports are seen by the agency that made them. A structural need is made by the database alone, and
its number is told only while three agencies report it; `engine.disclosure` rounds what is told.
"""

import django.db.models.deletion
from django.db import migrations, models

from rundertisch.kernel.scope import unprotect_if_bare

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
KINDS = [
    ("MISSING", "es das hier nicht gibt"),
    ("FULL", "kein Platz frei ist"),
    ("SLOW", "die Bearbeitung zu lange dauert"),
    ("FAR", "es zu weit weg oder zur falschen Zeit ist"),
    ("COST", "es zu viel kostet"),
    ("INTERPRETING", "niemand übersetzt"),
    ("CHILD_CARE", "die Kinder solange nicht betreut sind"),
    ("CONDITION", "eine Voraussetzung nicht zu erfüllen ist"),
    ("NOBODY", "keine Stelle zuständig ist"),
]
OWN = "partner_id = (select app_partner_id()) and (select app_role()) = 'CASE_MANAGER'"
SEES = "(select cases_sees_structure())"
COORDINATES = "(select cases_coordinates())"

FUNCTIONS = """
create function cases_coordinates() returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(app_role() in ('KIM_COORDINATION', 'CENTRE_HEAD'), false)
$$;

create function cases_sees_structure() returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(app_role() = 'CASE_MANAGER', false) or cases_coordinates()
$$;

create function cases_raise_structural_need() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('cases_gapreport'));
  insert into cases_structuralneed (domain_id, kind, place_id, since)
  select new.domain_id, new.kind, town, min(r.month)
    from (select null::bigint as town
          union all
          select new.place_id where not exists (
            select from situation_needdomain d where d.code = new.domain_id and d.sensitive)
         ) t
    join cases_gapreport r on r.domain_id = new.domain_id and r.kind = new.kind
         and (t.town is null or r.place_id = t.town)
   where r.month > app_today() - interval '12 months'
   group by town
  having count(distinct r.partner_id) >= 3
      on conflict do nothing;
  return null;
end $$;

create function cases_structural_counts() returns table (need_id bigint, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select n.id, sum(r.times)::bigint
    from cases_structuralneed n
    join cases_gapreport r on r.domain_id = n.domain_id and r.kind = n.kind
         and (n.place_id is null or r.place_id = n.place_id)
    join situation_needdomain d on d.code = n.domain_id
   where cases_sees_structure() and r.month > app_today() - interval '12 months'
     and (n.place_id is null or not d.sensitive)
   group by n.id
  having count(distinct r.partner_id) >= 3
$$;
"""
NO_FUNCTIONS = """
drop function cases_structural_counts();
drop function cases_raise_structural_need();
drop function cases_sees_structure();
drop function cases_coordinates();
"""
SEEN_NEED = (
    f"{SEES} and (place_id is null or not exists (select from situation_needdomain d"
    " where d.code = domain_id and d.sensitive))"
)
RULES = {
    "cases_gapreport": {
        "reads": f"for select using ({OWN})",
        "reports": f"for insert with check ({OWN})",
        "takes_back": f"for delete using ({OWN})",
    },
    "cases_structuralneed": {"reads": f"for select using ({SEEN_NEED})"},
    "cases_structuralanswer": {
        "reads": f"for select using ({SEES})",
        "answers": f"for insert with check ({COORDINATES})",
    },
}


def protected() -> list[migrations.RunSQL]:
    """Let nobody see, add or remove a row unless a policy says so."""
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


def to(model: str, **other: object) -> models.ForeignKey:
    """Return a reference that keeps what it refers to."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **other)  # type: ignore[arg-type]  # as Django takes it


class Migration(migrations.Migration):
    """Three tables without a person, their rules, and what the database makes of reports."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("partners", "0001_partners_and_competences"),
        ("places", "0002_office_closings"),
        ("situation", "0001_need_domains"),
        ("cases", "0004_first_chains"),
    ]

    operations = [
        migrations.CreateModel(
            name="GapReport",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(choices=KINDS, max_length=12, verbose_name="weil"),
                ),
                ("times", models.PositiveSmallIntegerField(default=1, verbose_name="wie oft")),
                (
                    "month",
                    models.DateField(help_text="der erste Tag des Monats", verbose_name="Monat"),
                ),
                (
                    "partner",
                    to("partners.partner", related_name="+", verbose_name="meldende Stelle"),
                ),
                (
                    "domain",
                    to("situation.needdomain", related_name="+", verbose_name="Lebensbereich"),
                ),
                ("place", to("places.place", related_name="+", verbose_name="Stadt")),
            ],
            options={
                "verbose_name": "Lückenmeldung",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [code for code, _ in KINDS])),
                        name="cases_gap_report_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("times__gte", 1), ("times__lte", 50)),
                        name="cases_gap_report_some_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="cases_gap_report_by_month"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StructuralNeed",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(choices=KINDS, max_length=12, verbose_name="weil"),
                ),
                ("since", models.DateField(verbose_name="gemeldet seit")),
                (
                    "domain",
                    to("situation.needdomain", related_name="+", verbose_name="Lebensbereich"),
                ),
                (
                    "place",
                    to("places.place", null=True, related_name="+", verbose_name="Stadt"),
                ),
            ],
            options={
                "verbose_name": "struktureller Bedarf",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("domain", "kind", "place"),
                        name="cases_structural_need_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StructuralAnswer",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TAKEN_UP", "aufgenommen"),
                            ("ANSWERED", "beantwortet"),
                            ("SET_ASIDE", "zurückgestellt"),
                        ],
                        max_length=9,
                        verbose_name="Stand",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="wodurch oder warum")),
                ("answered_on", models.DateField(verbose_name="am")),
                ("need", to("cases.structuralneed", related_name="answers")),
            ],
            options={
                "verbose_name": "Antwort auf einen strukturellen Bedarf",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["TAKEN_UP", "ANSWERED", "SET_ASIDE"])),
                        name="cases_structural_answer_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="cases_structural_answer_says_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(
            "create trigger raise_structural_need after insert on cases_gapreport"
            " for each row execute function cases_raise_structural_need()",
            "drop trigger raise_structural_need on cases_gapreport",
        ),
        *protected(),
    ]
