# SPDX-License-Identifier: EUPL-1.2
"""Mail the link of a referral to whoever answers it; the mail names no person and no need."""

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases import queries
from rundertisch.cases.actions.referrals import open_referral_link
from rundertisch.cases.models import PeriodCode, Referral
from rundertisch.kernel import audit, outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Message, Occasion
from rundertisch.kernel.thread import Ref


@audit.audited
def mail_referral_link(*, referral: Referral, address: str, at: dt.datetime, by: Seat) -> Message:
    """Make a new link (earlier ones close) and put it into the outbox, for this address.

    The address stays in the outbox until the mail has left, and nowhere else.

    Raises:
        Refusal: the referral has ended, or this house sends no mail.
    """
    if not outbox.sends_mail():
        raise Refusal(
            "Dieses Haus verschickt keine E-Mails. Bitte den Link erzeugen und selbst weitergeben.",
            field="address",
        )
    token = open_referral_link(referral=referral, at=at, by=by)
    about = Ref("referral", str(referral.pk))
    days = queries.days_of(PeriodCode.LINK, on=at.date())
    path = reverse("referral:received", kwargs={"token": token})
    message = outbox.put(
        occasion=Occasion.REFERRAL,
        to=about,
        address=address,
        about=about,
        facts={
            "office": by.partner.name,
            "link": urljoin(settings.SITE, path),
            "days": str(days),
        },
        useful_for=dt.timedelta(days=days),
        by=by,
    )
    audit.record(action="cases.mail_referral_link", by=by, about=about)
    return message
