# SPDX-License-Identifier: EUPL-1.2
"""Auskunft (DSGVO Art. 15): everything that is stored about a person, as JSON and to be read."""

import base64
import datetime as dt
import json
import uuid
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rundertisch.kernel import letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.privacy import queries
from rundertisch.privacy.queries import Kept


def subject_access_json(*, subject_id: uuid.UUID, on: dt.date) -> str:
    """Return every record with every field, by the names under which they are stored."""
    kept = queries.export(subject_id=subject_id)
    told = {
        "Auskunft nach Art. 15 DSGVO, Stand": on.isoformat(),
        "Verantwortlich": [
            {"Stelle": one.name, "wofür": one.task, "Kontakt": one.contact}
            for one in queries.controllers(on=on)
        ],
        "Datensätze": [
            {
                "Art": one.title,
                "Angaben": dict(one.values),
                "Namen der Felder": dict(one.names),
                **_files(one),
            }
            for one in kept
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _files(one: Kept) -> dict[str, object]:
    """Return the documents of a record as Base64, by the name of their field."""
    told = {name: base64.b64encode(content).decode() for name, content in one.files.items()}
    return {"Dateien (Base64)": told} if told else {}


def subject_access_letter(*, subject_id: uuid.UUID, on: dt.date) -> Letter:
    """Return the same to be read, in the active language; names of fields are as stored."""
    parts = queries.own_parts(subject_id=subject_id, on=on)
    kept = queries.export(subject_id=subject_id)
    blocks: list[Block] = [
        letters.paragraph(
            _("Hier stehen alle Angaben, die gespeichert sind, so wie sie gespeichert sind.")
        )
    ]
    for part in parts:
        blocks += [
            letters.heading(part.held.why),
            letters.facts(
                (_("Wer die Daten sieht"), "; ".join(part.held.who)),
                (_("Wie lange"), part.held.keep_for),
            ),
        ]
    blocks += _records(kept)
    return Letter(
        title=_("Auskunft über gespeicherte Daten"),
        language=str(get_language()),
        blocks=tuple(blocks),
        foot=f"{on:%d.%m.%Y}",
    )


def _records(kept: Sequence[Kept]) -> list[Block]:
    blocks: list[Block] = []
    for one in kept:
        blocks.append(letters.heading(one.title))
        blocks.append(
            letters.facts(*((one.names[name], _plain(value)) for name, value in one.values.items()))
        )
    return blocks


def _plain(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
