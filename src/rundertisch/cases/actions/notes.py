# SPDX-License-Identifier: EUPL-1.2
"""Write and remove notes about a case."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import Audience, CaseNote, Client
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref


@audit.audited
def write_note(
    *, client: Client, audience: Audience, words: str, on: dt.date, by: Seat
) -> CaseNote:
    """Write a note for oneself, for the own office, or also for offices with a consent."""
    demand_case_manager(by=by)
    demand_running(client=client)
    note = CaseNote.objects.create(
        subject_id=client.subject_id,
        owner_id=client.owner_id,
        audience=audience,
        words=words.strip(),
        written_on=on,
        author=by,
        author_name=by.user.name,
    )
    audit.record(action="cases.write_note", by=by, about=Ref("case_note", str(note.pk)))
    return note


@audit.audited
def remove_note(*, note: CaseNote, by: Seat) -> None:
    """Remove a note; only whoever wrote it does."""
    demand_case_manager(by=by)
    if note.author_id != by.pk:
        raise Refusal("Diese Notiz hat jemand anders geschrieben. Bitte dort fragen.")
    about = Ref("case_note", str(note.pk))
    note.delete()
    audit.record(action="cases.remove_note", by=by, about=about)
