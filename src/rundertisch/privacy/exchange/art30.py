# SPDX-License-Identifier: EUPL-1.2
"""The register of processing (DSGVO Art. 30) as CSV, JSON and Markdown: it names no person."""

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence

from rundertisch.privacy import queries
from rundertisch.privacy.models import Controller
from rundertisch.privacy.queries import Processing
from rundertisch.privacy.registry.steps import ABROAD, MEASURES

COLUMNS = (
    "Verarbeitung",
    "Datensatz",
    "Zweck",
    "beruht auf",
    "Rechtsgrundlage",
    "Personen",
    "Angaben",
    "Empfänger",
    "Drittländer",
    "Löschfrist",
    "rechtlich geprüft",
)


def art30_csv(*, on: dt.date) -> str:
    """Return the register as CSV with semicolons: who answers first, then one line a record."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(["Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO)", f"{on:%d.%m.%Y}"])
    out.writerow(["Maßnahmen (Art. 32)", MEASURES])
    for one in queries.controllers(on=on):
        out.writerow([one.get_role_display(), one.name, one.task, _checked(one.verified)])
    out.writerow([])
    out.writerow(COLUMNS)
    out.writerows(_row(line) for line in queries.register_of_processing())
    return written.getvalue()


def art30_json(*, on: dt.date) -> str:
    """Return the register as JSON, with the columns' German names as keys."""
    lines = [
        dict(zip(COLUMNS, _row(line), strict=True)) for line in queries.register_of_processing()
    ]
    told = {
        "Stand": on.isoformat(),
        "Maßnahmen": MEASURES,
        "Stellen": [_office(one) for one in queries.controllers(on=on)],
        "Verarbeitungen": lines,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def art30_markdown(*, on: dt.date) -> str:
    """Return the register as Markdown, to be read or put into a file of the office."""
    offices = [
        (one.get_role_display(), one.name, one.task, _checked(one.verified))
        for one in queries.controllers(on=on)
    ]
    lines = [
        "# Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO)",
        f"Stand: {on:%d.%m.%Y}. Maßnahmen (Art. 32): {MEASURES}.",
        "## Wer verantwortlich ist",
        _table(head=("Rolle", "Stelle", "wofür", "geprüft"), rows=offices),
        "## Verarbeitungen",
        _table(head=COLUMNS, rows=[_row(line) for line in queries.register_of_processing()]),
    ]
    return "\n\n".join(lines) + "\n"


def _table(*, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(line: Processing) -> tuple[str, ...]:
    return (
        line.step.name,
        line.record,
        line.purpose,
        line.basis.label,
        line.legal_basis,
        line.step.people,
        ", ".join(line.fields),
        ", ".join(line.step.recipients),
        ABROAD,
        line.keep_for,
        _checked(line.verified),
    )


def _office(one: Controller) -> dict[str, str]:
    return {
        "Verarbeitung": one.step,
        "Rolle": one.get_role_display(),
        "Stelle": one.name,
        "wofür": one.task,
        "Kontakt": one.contact,
        "Datenschutzbeauftragte": one.officer,
        "Vereinbarung": one.agreement.strip(),
        "geprüft": _checked(one.verified),
    }


def _checked(verified: bool) -> str:  # noqa: FBT001 - one private question
    return "ja" if verified else "nein"
