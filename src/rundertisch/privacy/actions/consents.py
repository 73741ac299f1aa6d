# SPDX-License-Identifier: EUPL-1.2
"""Record what a person has consented to, and withdraw it; the database decides what follows."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Func

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.languages import CODES
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.privacy.models import (
    Consent,
    ConsentProof,
    DataClass,
    Giver,
    Medium,
    Purpose,
    Subject,
)

LONGEST_DAYS = 366  # our default, nobody's law: a consent is asked for again after a year


@dataclass(frozen=True, slots=True)
class Told:
    """What the person was shown and how it answered: the proof of a consent (Art. 7 Abs. 1)."""

    language: str
    text_version: str
    refusal_told: str
    medium: Medium
    giver: Giver
    paper_ref: str = ""


@audit.audited
def record_consent(
    *,
    subject_id: uuid.UUID,
    purpose: Purpose,
    classes: Sequence[DataClass],
    recipient: Partner,
    starts_on: dt.date,
    ends_on: dt.date,
    told: Told,
    on: dt.date,
    by: Seat,
) -> Consent:
    """Record that a subject lets a partner know these classes of data, for a purpose, a while.

    ``ends_on`` is the first day on which it no longer holds. Raises `Refusal` when the consent
    would be none, or when the seat does not keep the subject's record.
    """
    if not Subject.objects.filter(pk=subject_id).exists():
        raise Refusal(
            "Diese Einwilligung kann nur eintragen, wer den Datensatz führt. Bitte dort melden."
        )
    _demand_consent(classes=classes, recipient=recipient)
    _demand_period(starts_on=starts_on, ends_on=ends_on, on=on)
    _demand_proof(told=told)
    consent = Consent.objects.create(
        subject_id=subject_id,
        what_for=purpose,
        classes=sorted(set(classes)),
        recipient=recipient,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    ConsentProof.objects.create(
        consent=consent,
        language=told.language,
        text_version=told.text_version.strip(),
        refusal_told=told.refusal_told.strip(),
        medium=told.medium,
        giver=told.giver,
        paper_ref=told.paper_ref.strip(),
        recorded_by=by,
    )
    audit.record(
        action="privacy.record_consent", by=by, about=Ref("consent", str(consent.pk)), fields=()
    )
    return consent


@audit.audited
def withdraw_consent(*, consent: Consent, by: Seat | None) -> None:
    """Withdraw a consent, at once; ``by=None`` is the person itself, through its own view.

    The database notes the moment, closes the links of this subject and recipient and tells the
    recipient that something was withdrawn. Raises `Refusal` when it was withdrawn already.
    """
    now = Func(function="clock_timestamp")
    changed = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=now)
    if not changed:
        raise Refusal(
            "Diese Einwilligung ist schon widerrufen oder nicht Ihre. Es ist nichts weiter zu tun."
        )
    audit.record(
        action="privacy.withdraw_consent",
        by=by,
        about=Ref("consent", str(consent.pk)),
        fields=("withdrawn_at",),
    )


def _demand_consent(*, classes: Sequence[DataClass], recipient: Partner) -> None:
    if not classes:
        raise Refusal("Bitte mindestens eine Art von Daten wählen.", field="classes")
    if recipient.kind == PartnerKind.IMMIGRATION_OFFICE:
        raise Refusal(
            "Die Ausländerbehörde bekommt keine Daten aus Schule und Beratung, auch nicht mit "
            "Einwilligung. Bitte eine andere Stelle wählen.",
            field="recipient",
        )


def _demand_period(*, starts_on: dt.date, ends_on: dt.date, on: dt.date) -> None:
    if ends_on <= starts_on or ends_on <= on:
        raise Refusal(
            "Das Ende muss nach dem Anfang und nach heute liegen. Bitte den Tag prüfen.",
            field="ends_on",
        )
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise Refusal(
            "Eine Einwilligung gilt hier höchstens ein Jahr und wird dann neu erbeten. Bitte ein "
            "früheres Ende wählen.",
            field="ends_on",
        )


def _demand_proof(*, told: Told) -> None:
    if told.language not in CODES:
        raise Refusal("Bitte die Sprache wählen, in der der Text gezeigt wurde.", field="language")
    if not told.text_version.strip():
        raise Refusal(
            "Bitte eintragen, welche Fassung des Textes gezeigt wurde.", field="text_version"
        )
    if not told.refusal_told.strip():
        raise Refusal(
            "Bitte eintragen, was der Person für den Fall gesagt wurde, dass sie nicht einwilligt.",
            field="refusal_told",
        )
    if told.medium == Medium.PAPER and not told.paper_ref.strip():
        raise Refusal("Bitte eintragen, wo das unterschriebene Papier liegt.", field="paper_ref")
