# SPDX-License-Identifier: EUPL-1.2
"""Who does which step of a child's way, by when; a first version that nobody has checked.

The rows are an editable default. What stands in the law or was read in a named source says so;
deadlines that are our own guess say that too. None carries a day of verification.
"""

from django.db import migrations, models
from django.db.models import Q

from rundertisch.kernel.scope import protect

TABLE = "schooling_duty"
SINCE = "2018-10-15"  # the day of the decree on integration and German lessons (BASS 13-63 Nr. 3)
DECREE = "BASS 13-63 Nr. 3 (Runderlass vom 15.10.2018)"
OURS = "Frist: Vorgabe des Programms, von niemandem beschlossen. Ablauf: {}"
WAYS = "minden-luebbecke.de, fluechtlinge-willkommen-in-duesseldorf.de, kreis-soest.de"
COUNSELS, SCHOOL = "SCHOOL_COUNSELLING", "SCHOOL_HEAD"
CENTRE = "Seiteneinsteigerberatung des Zentrums"
ROWS = (  # step, office, role, period, counted, legal basis, source, evidence
    (
        *("REPORT", "Meldeamt, Schulverwaltung der Stadt oder Familie", "TOWN_SCHOOL_OFFICE"),
        *(None, "WORKING", "§ 34 SchulG NRW (Schulpflicht)", f"Je nach Kreis: {WAYS}", "SEEN"),
    ),
    (*("INVITATION", CENTRE, COUNSELS, 5, "WORKING", DECREE, OURS.format(WAYS), "GUESS"),),
    (*("COUNSELLING", CENTRE, COUNSELS, 15, "WORKING", DECREE, OURS.format(WAYS), "GUESS"),),
    (
        *("WISHES", CENTRE, COUNSELS, None, "WORKING", "OVG NRW 19 A 160/12 (Wahl der Schule)"),
        *("openjur.de 620118", "SEEN"),
    ),
    (*("RECOMMENDATION", CENTRE, COUNSELS, 3, "WORKING", DECREE, OURS.format(WAYS), "GUESS"),),
    (
        *("HEARING", CENTRE, COUNSELS, 5, "WORKING", "§ 28 VwVfG NRW"),
        *(OURS.format("allgemein bekannt"), "KNOWN"),
    ),
    (
        *("ALLOCATION", "Schulamt oder Bezirksregierung, je nach Schulform"),
        *("SUPERVISORY_AUTHORITY", 10, "WORKING", "§ 46 SchulG NRW"),
        *(
            OURS.format(
                "kaoa-krefeld.de, fluechtlinge-willkommen-in-duesseldorf.de; eine Frist des "
                "Landes gibt es nicht (Landtag, Drucksache 16/13891)"
            ),
            "GUESS",
        ),
    ),
    (
        *("ANSWER", "Schulleitung", SCHOOL, 5, "WORKING", "§ 46 Abs. 1 SchulG NRW"),
        *(OURS.format("openjur.de 620118"), "GUESS"),
    ),
    (
        *("FIRST_DAY", "Schule", SCHOOL, 10, "SCHOOL", "§ 34 SchulG NRW"),
        *(OURS.format("allgemein bekannt"), "GUESS"),
    ),
    (
        *("FOLLOW_UP", CENTRE, COUNSELS, 20, "SCHOOL", DECREE),
        *(OURS.format("allgemein bekannt"), "GUESS"),
    ),
    (
        *("TRANSITION", "Schule", SCHOOL, None, "WORKING", DECREE),
        *("So früh wie möglich: bass.schul-welt.de/16240.htm, minden-luebbecke.de", "SEEN"),
    ),
    (
        *("SUPPORT_END", "Schule", SCHOOL, 24, "MONTHS", DECREE),
        *(
            (
                "Meist höchstens zwei Jahre (Düsseldorf, Minden, Krefeld); die Ministerin 2024: "
                "bis das Sprachniveau erreicht ist (rp-online aid-104641893)"
            ),
            "SEEN",
        ),
    ),
    (
        *("HEALTH_EXAM", "Gesundheitsamt", "", None, "WORKING"),
        *("§ 54 Abs. 2 Satz 2 Nr. 1 SchulG NRW", "kreis-dueren.de, rhein-erft-kreis.de", "SEEN"),
    ),
    (
        *("MEASLES", "Schule; sie meldet einen fehlenden Nachweis dem Gesundheitsamt", SCHOOL),
        *(None, "WORKING", "§ 20 Abs. 9 IfSG", "Gesetzestext, Stand März 2022", "LAW"),
    ),
)
INSERT = f"""
insert into {TABLE}
  (starts_on, source, evidence, step, office, role, period, counted, legal_basis)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""  # noqa: S608 - our own table
HEADS = """(select app_role()) = 'CENTRE_HEAD'
  and (select app_partner_kind()) = 'INTEGRATION_CENTRE'"""
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
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
    ("TRANSITION", "Übergang in die Regelklasse"),
    ("SUPPORT_END", "Ende der Erstförderung"),
    ("HEALTH_EXAM", "schulärztliche Untersuchung"),
    ("MEASLES", "Masernnachweis"),
]
ROLES = [
    ("CENTRE_HEAD", "Leitung des Integrationszentrums"),
    ("KIM_COORDINATION", "KIM-Koordination"),
    ("SCHOOL_COUNSELLING", "Seiteneinsteigerberatung"),
    ("SUPERVISORY_AUTHORITY", "Schulaufsicht"),
    ("SCHOOL_HEAD", "Schulleitung"),
    ("TOWN_SCHOOL_OFFICE", "Schulverwaltung der Stadt"),
    ("CASE_MANAGER", "Case Management"),
    ("AGENCY_CONTACT", "Kontakt einer Behörde"),
    ("GRANT_MANAGER", "Fördermittel"),
    ("AUDITOR", "Prüfung"),
    ("ADMINISTRATOR", "Administration"),
]
COUNTED = [("WORKING", "Arbeitstage"), ("SCHOOL", "Schultage"), ("MONTHS", "Monate")]


def rows() -> tuple[tuple[str, list[object]], ...]:
    """Return the statements that enter the default."""
    return tuple(
        (INSERT, [SINCE, source, evidence, step, office, role, period, counted, law])
        for step, office, role, period, counted, law, source, evidence in ROWS
    )


class Migration(migrations.Migration):
    """One table, its default, and that only the head of the centre changes it."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("schooling", "0028_appointments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("step", models.CharField(choices=STEPS, max_length=14, verbose_name="Schritt")),
                ("office", models.CharField(max_length=200, verbose_name="Zuständig")),
                (
                    "role",
                    models.CharField(
                        blank=True, choices=ROLES, max_length=30, verbose_name="Rolle am Tisch"
                    ),
                ),
                (
                    "period",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Frist"),
                ),
                (
                    "counted",
                    models.CharField(
                        choices=COUNTED,
                        default="WORKING",
                        max_length=7,
                        verbose_name="gezählt in",
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="Grundlage"),
                ),
            ],
            options={
                "verbose_name": "Zuständigkeit im Ablauf",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_duty_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("counted__in", [code for code, _ in COUNTED]),
                            ("step__in", [code for code, _ in STEPS]),
                        )
                        & Q(("role__in", ["", *(code for code, _ in ROLES)])),
                        name="duty_words_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(("period", None)) | Q(("period__gte", 1), ("period__lte", 250)),
                        name="duty_period_is_a_period",
                    ),
                    models.CheckConstraint(
                        condition=Q(("office", ""), _negated=True), name="duty_names_an_office"
                    ),
                    models.UniqueConstraint(
                        fields=("step", "starts_on"), name="one_duty_per_step_and_day"
                    ),
                ],
            },
        ),
        migrations.RunSQL(rows(), f"delete from {TABLE}"),  # noqa: S608 - our own table
        protect(TABLE, using="true", check=HEADS),
        migrations.RunSQL(
            f"create policy deletes on {TABLE} as restrictive for delete using ({HEADS})",
            f"drop policy deletes on {TABLE}",
        ),
    ]
