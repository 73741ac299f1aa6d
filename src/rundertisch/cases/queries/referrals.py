# SPDX-License-Identifier: EUPL-1.2
"""Questions about referrals: to whom one may refer, what waits where, what a receiver reads."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from rundertisch.accounts.models import Seat
from rundertisch.cases.models import (
    Attachment,
    Client,
    ClientContact,
    Need,
    Referral,
    ReferralState,
)
from rundertisch.cases.models.periods import PeriodCode
from rundertisch.cases.queries.attachments import attachments_of
from rundertisch.cases.queries.periods import days_of
from rundertisch.partners.models import Partner
from rundertisch.privacy.models import Consent, DataClass, Purpose


def referable_partners(*, subject_id: uuid.UUID, owner: Partner, on: dt.date) -> Sequence[Partner]:
    """Return the partners to whom this person has consented to be referred, by name."""
    consents = Consent.objects.filter(
        subject=subject_id,
        classes__contains=[DataClass.REFERRAL],
        what_for__in=[Purpose.SERVICE, Purpose.CASE_MANAGEMENT],
        starts_on__lte=on,
        ends_on__gt=on,
        withdrawn_at=None,
    )
    found = Partner.objects.filter(pk__in=consents.values("recipient")).exclude(pk=owner.pk)
    return list(found.order_by("name"))


def answer_times() -> Mapping[int, int]:
    """Return the median days until an office answered in the twelve whole months before this one.

    Only from five answers, and from three members who answer such referrals; of whole months, so
    that nobody learns of a single answer by looking the day before and the day after.
    """
    with connection.cursor() as cursor:
        cursor.execute("select partner_id, days from cases_answer_times()")
        return dict(cursor.fetchall())


def referrals_of(*, need: Need) -> QuerySet[Referral]:
    """Return the referrals of a need, the newest first."""
    found = Referral.objects.filter(need=need).select_related("to_partner")
    return found.order_by("-sent_on", "-pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral that waits at another office, with its case."""

    referral: Referral
    client: Client
    days: int
    call_after: int  # days without an answer

    @property
    def long(self) -> bool:
        """Whether nobody has answered for so long that somebody should call."""
        return self.referral.state == ReferralState.SENT and self.days >= self.call_after

    @property
    def state(self) -> str:
        """Say how long it waits or since when it is worked on."""
        what = self.referral.get_state_display()
        if not self.days:
            return f"{what}, von heute"
        return f"{what}, seit {self.days} {'Tag' if self.days == 1 else 'Tagen'}"


def waiting_elsewhere(*, clients: Mapping[uuid.UUID, Client], on: dt.date) -> Sequence[Waiting]:
    """Return the open referrals of these cases (by subject), the longest wait first."""
    rows = Referral.objects.unfinished().filter(subject__in=list(clients))
    found = list(rows.select_related("to_partner", "need").order_by("sent_on", "pk"))
    call_after = days_of(PeriodCode.REMIND, on=on) if found else 0
    return [
        Waiting(
            referral=one,
            client=clients[one.subject_id],
            days=(on - (one.answered_on or one.sent_on)).days,
            call_after=call_after,
        )
        for one in found
    ]


def incoming(*, seat: Seat) -> QuerySet[Referral]:
    """Return the open referrals to the asking office, as far as the consents still hold."""
    found = Referral.objects.unfinished().filter(to_partner=seat.partner_id)
    return found.select_related("owner").order_by("state", "sent_on", "pk")


def find_incoming(*, pk: int, seat: Seat) -> Referral | None:
    """Return a referral to the asking office."""
    found = Referral.objects.filter(pk=pk, to_partner=seat.partner_id)
    return found.select_related("owner", "to_partner").first()


def by_link(*, about: str) -> Referral | None:
    """Return the referral of the asking link."""
    return Referral.objects.filter(pk=int(about)).select_related("owner", "to_partner").first()


@dataclass(frozen=True, slots=True)
class Received:
    """A referral as its receiver reads it: only what the person has consented to."""

    referral: Referral
    name: str
    reach: str
    need: str
    domain: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Name what is shown, as the log of accesses writes it."""
        return (
            "asks",
            *(("contact",) if self.name else ()),
            *(("need",) if self.need else ()),
            *(("attachments",) if self.attachments else ()),
        )


def received(*, referral: Referral) -> Received:
    """Return what the asking receiver may read; the row rules of each class decide."""
    contact = ClientContact.objects.filter(
        subject=referral.subject_id, owner=referral.owner_id
    ).first()
    need = Need.objects.select_related("domain").filter(pk=referral.need_id).first()
    lines = contact.words.splitlines() if contact else [""]
    return Received(
        referral=referral,
        name=lines[0],
        reach="\n".join(lines[1:]),
        need=need.words if need else "",
        domain=need.domain.name if need else "",
        attachments=tuple(attachments_of(referral=referral)),
    )
