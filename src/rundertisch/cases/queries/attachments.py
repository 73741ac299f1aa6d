# SPDX-License-Identifier: EUPL-1.2
"""Questions about the documents of a referral: which there are, until when, who may get them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rundertisch.cases.models import Attachment, Client, Referral
from rundertisch.kernel import outbox
from rundertisch.kernel.models import Message, Occasion
from rundertisch.partners.models import Partner
from rundertisch.privacy import queries as privacy
from rundertisch.privacy.models import Consent, DataClass, Purpose, Retention
from rundertisch.privacy.registry.endings import Ended

RECORD = "cases.Attachment"


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral as the office that sent it sees it: its documents, and when they are deleted."""

    referral: Referral
    attachments: tuple[Attachment, ...]
    deleted_on: dt.date | None  # None while it is open
    kept_for: str  # after the end, in words
    takes_documents: bool  # the consent names documents
    mail: Message | None  # the newest with its link

    @property
    def mailed(self) -> str:
        """Say what became of the mail with the link."""
        if self.mail is None:
            return ""
        trouble = outbox.trouble_of(self.mail)
        said = f"{self.mail.put_at:%d.%m.%Y}: {self.mail.get_state_display()}"
        return f"{said}. {trouble}" if trouble else said


def attachments_of(*, referral: Referral) -> QuerySet[Attachment]:
    """Return the documents of a referral that the asker may see, without their content."""
    return Attachment.objects.filter(referral=referral).defer("content").order_by("pk")


def find_attachment(*, pk: int) -> Attachment | None:
    """Return one document with its content, if the asker may see it."""
    return Attachment.objects.filter(pk=pk).first()


def may_get_documents(*, subject_id: uuid.UUID, to: Partner, on: dt.date) -> bool:
    """Say whether the person has consented that this partner gets documents."""
    return Consent.objects.filter(
        subject=subject_id,
        recipient=to,
        classes__contains=[DataClass.DOCUMENT],
        what_for__in=[Purpose.SERVICE, Purpose.CASE_MANAGEMENT],
        starts_on__lte=on,
        ends_on__gt=on,
        withdrawn_at=None,
    ).exists()


def keeping(*, on: dt.date) -> Retention | None:
    """Return how long after the end of a referral its documents are kept: dated data."""
    return privacy.period_of(record=RECORD, on=on)


def sent(*, referrals: Iterable[Referral], on: dt.date) -> Sequence[Sent]:
    """Return referrals of the own office with their documents."""
    found = list(referrals)
    if not found:
        return []
    rule = keeping(on=on)
    mails = {
        one.about_id: one
        for one in Message.objects.filter(
            occasion=Occasion.REFERRAL,
            about_kind="referral",
            about_id__in=[str(one.pk) for one in found],
        ).order_by("pk")
    }
    papers: dict[int, list[Attachment]] = {one.pk: [] for one in found}
    for paper in Attachment.objects.filter(referral__in=found).defer("content").order_by("pk"):
        papers[paper.referral_id].append(paper)
    return [
        Sent(
            referral=one,
            attachments=tuple(papers[one.pk]),
            deleted_on=privacy.after(day=one.ended_on, amount=rule.amount, unit=rule.unit)
            if rule and rule.amount and one.ended_on
            else None,
            kept_for=rule.period if rule else "",
            takes_documents=one.ended_on is None
            and may_get_documents(subject_id=one.subject_id, to=one.to_partner, on=on),
            mail=mails.get(str(one.pk)),
        )
        for one in found
    ]


def ended() -> Mapping[int, Ended]:
    """Return of each document whose referral has ended the day, and whose it is."""
    clients = dict(
        Client.objects.filter(
            subject__in=Attachment.objects.exclude(referral__ended_on=None).values("subject")
        ).values_list("subject_id", "pk")
    )
    rows = Attachment.objects.exclude(referral__ended_on=None)
    return {
        pk: Ended(on=day, kind="client", pk=clients.get(subject))
        for pk, day, subject in rows.values_list("pk", "referral__ended_on", "subject_id")
        if day is not None
    }
