# SPDX-License-Identifier: EUPL-1.2
"""The taxonomy of needs, with a first list that nobody has checked yet; no person is in it."""

import datetime as dt

from django.db import migrations, models

EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
SINCE = dt.date(2026, 1, 1)
# after the fields of work of the integration centres and of KIM; to be agreed on locally
SOURCE = "Vorgabe des Programms"
FIRST = (  # code, name, what belongs to it
    ("LIVELIHOOD", "Lebensunterhalt", "Geld zum Leben: Leistungen beantragen, Lücken überbrücken."),
    ("HOUSING", "Wohnen", "Eine Wohnung finden, behalten oder wechseln; Miete und Energie."),
    (
        "HEALTH_INSURANCE",
        "Krankenversicherung",
        "Versichert sein: Kasse, Beiträge, Versicherung der Familie. Nichts über Krankheiten.",
    ),
    ("LANGUAGE", "Deutsch lernen", "Kurse finden und besuchen können, auch mit kleinen Kindern."),
    ("INTERPRETING", "Sprachmittlung", "Jemand, der bei einem Termin übersetzt."),
    ("SCHOOL", "Schule", "Schulplatz, Weg zur Schule, Kosten, Übergang in den Beruf."),
    ("CHILD_CARE", "Kinderbetreuung", "Kita, Tagespflege, Ganztag, Ferien."),
    ("WORK", "Arbeit und Ausbildung", "Arbeit und Ausbildung suchen, behalten, Rechte kennen."),
    ("RECOGNITION", "Anerkennung von Abschlüssen", "Zeugnisse und Berufe anerkennen lassen."),
    ("BASICS", "Anmeldung, Konto und Urkunden", "Wohnsitz anmelden, Konto öffnen, Urkunden holen."),
    (
        "LEGAL",
        "Rechtsfragen",
        "Beratung oder Vertretung im Recht. Worum es geht, steht hier nicht.",
    ),
    ("FAMILY", "Familie und Erziehung", "Schwangerschaft, Erziehung, Trennung, Jugendhilfe."),
    ("PARTICIPATION", "Teilhabe und Freizeit", "Vereine, Sport, Kultur, Begegnung, Ehrenamt."),
)
SENSITIVE = (  # the name is the what: whoever is known to need it, is known to be in this position
    ("HEALTH", "Gesundheit", "Arzt, Therapie, Vorsorge, Reha."),
    ("CARE", "Pflege und Behinderung", "Pflege, Hilfsmittel, Nachteilsausgleich, Begleitung."),
    ("DEBT", "Schulden", "Schuldnerberatung, Ratenzahlung, Insolvenz."),
    ("ADDICTION", "Sucht", "Beratung und Behandlung bei Sucht."),
    ("SHELTER", "Schutz vor Gewalt", "Frauenhaus, Schutzwohnung, Beratung nach Gewalt."),
)


def enter_first_list(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
    """Enter the first list; it is data from then on."""
    domains = apps.get_model("situation", "NeedDomain").objects.using(
        schema_editor.connection.alias
    )
    domains.bulk_create(
        domains.model(
            code=code,
            name=name,
            definition=definition,
            sensitive=sensitive,
            starts_on=SINCE,
            source=SOURCE,
            evidence="GUESS",
        )
        for sensitive, some in ((False, FIRST), (True, SENSITIVE))
        for code, name, definition in some
    )


class Migration(migrations.Migration):
    """One table and its first rows."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="NeedDomain",
            fields=[
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
                    "code",
                    models.CharField(
                        max_length=30, primary_key=True, serialize=False, verbose_name="Kürzel"
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=80, unique=True, verbose_name="Lebensbereich"),
                ),
                ("definition", models.TextField(verbose_name="was dazu gehört")),
                (
                    "sensitive",
                    models.BooleanField(default=False, verbose_name="besonders geschützt"),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="situation_needdomain_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z][A-Z_]*$")),
                        name="need_domain_code_in_capitals",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("definition", ""), _negated=True),
                        ),
                        name="need_domain_says_what_it_is",
                    ),
                ],
            },
        ),
        migrations.RunPython(enter_first_list, migrations.RunPython.noop),
    ]
