# SPDX-License-Identifier: EUPL-1.2
"""Add a document to a referral, hand it out, remove it; delete it when its time is over."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.cases import queries
from rundertisch.cases.actions.rules import demand_case_manager
from rundertisch.cases.models import OPEN_STATES, Attachment, Referral
from rundertisch.cases.models.attachments import MOST_BYTES
from rundertisch.kernel import audit, papers, safekeeping
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref

MOST = 5  # documents of one referral; our own measure: whoever needs the whole file asks for it


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that somebody chose: what it is in words, and the bytes of the file."""

    title: str
    content: bytes


@audit.audited
def attach(*, referral: Referral, paper: Paper, on: dt.date, by: Seat) -> Attachment:
    """Add a document to a referral that is open; locked before it reaches the database.

    A photograph goes along without what the telephone wrote beside it (where, when, by whom).

    Raises:
        Refusal: the consent names no documents, the referral has ended or has enough of them, or
            the file is none that every office can read. The database refuses the first two too.
    """
    seat = demand_case_manager(by=by)
    if referral.state not in OPEN_STATES:
        raise Refusal(
            "Diese Vermittlung ist beendet; es kommt nichts mehr dazu. Bitte neu vermitteln.",
            field="file",
        )
    to = referral.to_partner
    if not queries.may_get_documents(subject_id=referral.subject_id, to=to, on=on):
        raise Refusal(
            f"Die Person hat nicht eingewilligt, dass {to} Dokumente bekommt. Bitte zuerst eine "
            "Einwilligung eintragen, mit „Dokument“ unter den Arten von Daten.",
            field="file",
        )
    if Attachment.objects.filter(referral=referral).count() >= MOST:
        raise Refusal(
            f"Mehr als {MOST} Anhänge hat eine Vermittlung nicht. Bitte einen löschen, oder "
            "mehrere Seiten in eine PDF-Datei legen.",
            field="file",
        )
    content, kind = _checked(paper.content)
    made = Attachment.objects.create(
        subject_id=referral.subject_id,
        owner_id=referral.owner_id,
        referral=referral,
        title=paper.title.strip(),
        content=safekeeping.lock(content),
        content_type=kind,
        size=len(content),
        attached_on=on,
        attached_by=seat,
    )
    audit.record(action="cases.attach", by=by, about=Ref("attachment", str(made.pk)))
    return made


@audit.audited
def fetch_attachment(*, attachment: Attachment, by: Seat | None) -> bytes:
    """Return the document itself; ``by=None`` is whoever holds the secret of the referral's link.

    Raises:
        Refusal: it was locked under another secret of this instance.
    """
    audit.record(
        action="cases.fetch_attachment", by=by, about=Ref("attachment", str(attachment.pk))
    )
    return safekeeping.unlock(attachment.content)


@audit.audited
def remove_attachment(*, attachment: Attachment, by: Seat) -> None:
    """Delete a document before its time; the receiver cannot open it any more."""
    demand_case_manager(by=by)
    audit.record(
        action="cases.remove_attachment", by=by, about=Ref("attachment", str(attachment.pk))
    )
    attachment.delete()


def _checked(content: bytes) -> tuple[bytes, str]:
    """Return a document that every office can open, and its type; else refuse with what to do."""
    if len(content) > MOST_BYTES:
        raise Refusal(
            f"Diese Datei hat mehr als {MOST_BYTES // 1_000_000} MB. Bitte kleiner scannen "
            "(Graustufen, 200 dpi) oder die Seiten auf mehrere Anhänge verteilen.",
            field="file",
        )
    kind = papers.kind_of(content)
    try:
        content = papers.bare(content, kind=kind)
    except ValueError:
        kind = ""
    if not kind:
        raise Refusal(
            "Das ist kein ganzes PDF, JPEG oder PNG; der Name der Datei zählt nicht. Bitte das "
            "Dokument als PDF speichern oder neu fotografieren (ohne bewegtes Bild).",
            field="file",
        )
    if kind == papers.PDF and papers.is_locked(content):
        raise Refusal(
            "Dieses PDF ist mit einem Passwort geschützt; die andere Stelle könnte es nicht "
            "öffnen. Bitte ohne Passwort speichern.",
            field="file",
        )
    if kind == papers.PDF and papers.acts(content):
        raise Refusal(
            "In diesem PDF steckt mehr als Seiten zum Lesen: ein Programm, eine angehängte Datei "
            "oder etwas, das sich nicht prüfen lässt. Bitte öffnen, „Drucken“ und „Als PDF "
            "speichern“ wählen und die neue Datei anhängen.",
            field="file",
        )
    return content, kind
