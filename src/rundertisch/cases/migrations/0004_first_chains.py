# SPDX-License-Identifier: EUPL-1.2
"""How long a case is kept, and chains of steps for a livelihood: dated data, not verified."""

import datetime as dt

from django.db import migrations

SINCE = dt.date(2026, 1, 1)
SOURCE = (
    "Vorgabe des Programms aus allgemeiner Kenntnis (BKGG/EStG, SGB V, § 28 SGB II); Fristen und "
    "Zuständigkeiten vor Ort prüfen."
)
PERSON, MANAGER = "die Person", "Case Management"
CHAINS = (  # code, title, domain, steps: words, who, due after so many days
    (
        "KINDERGELD",
        "Kindergeld",
        "LIVELIHOOD",
        (
            ("Geburtsurkunden und Steuer-IDs der Kinder zusammenstellen", PERSON, 14),
            ("Antrag bei der Familienkasse stellen", MANAGER, 21),
            ("Nachfragen der Familienkasse beantworten", MANAGER, 56),
            ("Bescheid prüfen: alle Kinder, richtiger Beginn?", MANAGER, 84),
        ),
    ),
    (
        "KRANKENVERSICHERUNG",
        "Krankenversicherung",
        "HEALTH_INSURANCE",
        (
            ("Klären, wer zahlt und ob eine Familienversicherung möglich ist", MANAGER, 7),
            ("Kasse wählen und Mitgliedschaft beantragen", PERSON, 14),
            ("Bis zur Karte: Ersatzbescheinigung besorgen", MANAGER, 21),
            ("Karten für alle Familienmitglieder sind da?", MANAGER, 42),
        ),
    ),
    (
        "BUT",
        "Bildung und Teilhabe (BuT)",
        "SCHOOL",
        (
            ("Klären, über welche Leistung ein Anspruch besteht", MANAGER, 7),
            ("Schulbedarf, Mittagessen, Klassenfahrt, Fahrkarte, Verein beantragen", PERSON, 21),
            ("Bestätigungen von Schule und Verein abgeben", PERSON, 42),
            ("Bescheid prüfen; Ende der Bewilligung notieren", MANAGER, 70),
        ),
    ),
    (
        "RECHTSKREIS",
        "Nach einem Rechtskreiswechsel",
        None,
        (
            ("Antrag beim neuen Amt ist gestellt, mit Eingangsbestätigung", MANAGER, 0),
            ("Krankenversicherung läuft ohne Lücke weiter", MANAGER, 3),
            ("Miete und Abschläge sind für diesen Monat gesichert", MANAGER, 7),
            ("Erste Zahlung ist angekommen", MANAGER, 14),
            ("Kindergeld und BuT sind umgestellt", MANAGER, 28),
        ),
    ),
)
KEEPING = """
insert into privacy_retention
  (record, kind, amount, unit, event, law, binding, starts_on, source, evidence)
values
  ('cases.Client', 'PERIOD', 1, 'YEAR', 'CASE_CLOSED', '', true, '2026-01-01',
   'eigene Vorgabe, von keiner Stelle beschlossen', 'GUESS'),
  ('cases.Client', 'ARCHIVE', null, '', '', '§ 4 ArchivG NRW', false, '2026-01-01',
   'ob Fälle eines Integrationszentrums dem Archiv anzubieten sind, ist nicht geprüft', 'KNOWN')
"""


def enter_chains(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
    """Enter the first chains; they are data from then on."""
    using = schema_editor.connection.alias
    chains = apps.get_model("cases", "NeedChain").objects.using(using)
    steps = apps.get_model("cases", "ChainStep").objects.using(using)
    for code, title, domain, rows in CHAINS:
        chain = chains.create(
            code=code,
            title=title,
            domain_id=domain,
            starts_on=SINCE,
            source=SOURCE,
            evidence="KNOWN",
        )
        for number, (words, who, days) in enumerate(rows, start=1):
            steps.create(chain=chain, number=number, words=words, who=who, after_days=days)


class Migration(migrations.Migration):
    """Two dated rules about keeping, four chains."""

    dependencies = [
        ("privacy", "0010_who_answers_for_whom"),
        ("cases", "0003_who_sees_a_case"),
    ]

    operations = [
        migrations.RunSQL(KEEPING, "delete from privacy_retention where record = 'cases.Client'"),
        migrations.RunPython(enter_chains, migrations.RunPython.noop),
    ]
