# SPDX-License-Identifier: EUPL-1.2
"""Take in and delete recordings of the standard texts."""

import datetime as dt
import hashlib

from django.utils import translation

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audio, audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import queries
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Recording

MOST_BYTES = 2_000_000  # a minute as MP3 has about half of it


@audit.audited
def keep_recording(*, text: str, language: str, content: bytes, on: dt.date, by: Seat) -> Recording:
    """Keep what somebody read aloud, in the place of the recording before.

    It belongs to the words as they stand now. Raises `Refusal` for what is no recording.
    """
    demand_counselling(by=by)
    if len(content) > MOST_BYTES:
        raise Refusal(
            "Diese Aufnahme hat mehr als 2 MB. Telefone laden sie über das Netz: Bitte kürzer "
            "sprechen oder als MP3 mit 64 kbit/s speichern.",
            field="sound",
        )
    kind = audio.kind_of(content)
    if not kind:
        raise Refusal(
            "Das ist keine Aufnahme, die jedes Telefon abspielt. Bitte als MP3, M4A oder Ogg "
            "(Opus) speichern.",
            field="sound",
        )
    with translation.override(language):
        words = queries.standard_texts()[text]
    kept, _ = Recording.objects.update_or_create(
        text=text,
        language=language,
        defaults={
            "words_hash": queries.words_hash(words),
            "content": content,
            "content_type": kind,
            "digest": hashlib.sha256(content).hexdigest(),
            "uploaded_on": on,
            "uploaded_by": by,
        },
    )
    audit.record(action="schooling.keep_recording", by=by, about=Ref("recording", str(kept.pk)))
    return kept


@audit.audited
def drop_recording(*, text: str, language: str, by: Seat) -> None:
    """Delete a recording; the text stays to be read."""
    demand_counselling(by=by)
    found = Recording.objects.filter(text=text, language=language).defer("content").first()
    if found is None:
        raise Refusal("Diese Aufnahme gibt es nicht mehr. Bitte die Seite neu laden.")
    audit.record(action="schooling.drop_recording", by=by, about=Ref("recording", str(found.pk)))
    found.delete()
