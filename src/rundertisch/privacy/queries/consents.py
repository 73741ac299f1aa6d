# SPDX-License-Identifier: EUPL-1.2
"""Questions about consents: what a subject has allowed, to whom, whether it holds now."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rundertisch.kernel.languages import LANGUAGES
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.privacy.models import Consent, DataClass, Subject, WithdrawalNotice

STATES = {
    "valid": "gilt",
    "withdrawn": "widerrufen",
    "future": "gilt noch nicht",
    "over": "abgelaufen",
}


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent as the page shows it."""

    consent: Consent
    state: str
    classes: tuple[str, ...]
    language: str

    @property
    def words(self) -> str:
        """The state in German."""
        return STATES[self.state]

    @property
    def open(self) -> bool:
        """Whether there is anything to withdraw."""
        return self.state in {"valid", "future"}


def find_subject(*, pk: uuid.UUID) -> Subject | None:
    """Return the subject if the asking person keeps its record or is it."""
    return Subject.objects.filter(pk=pk).first()


def find_consent(*, pk: int, subject: Subject) -> Consent | None:
    """Return one consent of a subject."""
    return Consent.objects.filter(pk=pk, subject=subject).first()


def consents_of(*, subject: Subject, on: dt.date, at: dt.datetime) -> Sequence[ConsentLine]:
    """Return all consents of a subject: those that hold first, then the newest."""
    names = {one.code: one.name for one in LANGUAGES}
    found = Consent.objects.filter(subject=subject).select_related("recipient", "proof")
    lines = [
        ConsentLine(
            consent=one,
            state=_state(consent=one, on=on, at=at),
            classes=tuple(str(DataClass(name).label) for name in one.classes),
            language=names.get(one.proof.language, one.proof.language),
        )
        for one in found.order_by("-starts_on", "-pk")
    ]
    return sorted(lines, key=lambda line: list(STATES).index(line.state))


def possible_recipients() -> QuerySet[Partner]:
    """Return the partners that a consent may name: never the immigration office."""
    return Partner.objects.exclude(kind=PartnerKind.IMMIGRATION_OFFICE).order_by("name")


def withdrawals_for(*, since: dt.date) -> Sequence[dt.date]:
    """Return the days since then on which something was withdrawn from the asking partner."""
    notices = WithdrawalNotice.objects.filter(on__gte=since)
    return list(notices.order_by("-on").values_list("on", flat=True))


def _state(*, consent: Consent, on: dt.date, at: dt.datetime) -> str:
    if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
        return "withdrawn"
    if consent.starts_on > on:
        return "future"
    return "valid" if on < consent.ends_on else "over"
