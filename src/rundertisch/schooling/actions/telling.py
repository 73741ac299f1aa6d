# SPDX-License-Identifier: EUPL-1.2
"""Tell a family by SMS that there is something new on its status page; never what."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urljoin

from django.conf import settings

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Channel, Message, MessageState, Occasion
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import queries
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.status_links import make_status_link
from rundertisch.schooling.models import Child, FamilyPhone

LINK_HOLDS = dt.timedelta(days=30)


def tell_family(*, child: Child, by: Seat | None) -> Message | None:
    """Put an SMS with a link of its own; one that waits already says the same.

    Nothing happens where the family has not asked for it or where there is no gateway.
    """
    phone = FamilyPhone.objects.filter(child=child, by_sms=True).first()
    if phone is None or by is None or not outbox.sends_sms():
        return None
    family = Ref("child", str(child.pk))
    waiting = Message.objects.filter(
        occasion=Occasion.STATUS,
        channel=Channel.SMS,
        state=MessageState.WAITING,
        to_kind=family.kind,
        to_id=family.id,
    )
    if waiting.exists():
        return None
    token = make_status_link(child=child, expires_at=outbox.from_now(LINK_HOLDS), by=by)
    path = queries.status_path(token=token, language=phone.language)
    return outbox.put(
        occasion=Occasion.STATUS,
        to=family,
        address=phone.number,
        about=family,
        facts={"link": urljoin(settings.SITE, path), "language": phone.language},
        useful_for=LINK_HOLDS,
        by_sms=True,
        by=by,
    )


def tell_families(*, children: Sequence[int], by: Seat | None) -> None:
    """Tell those of these children's families that asked for it."""
    for child in Child.objects.filter(pk__in=children, family_phone__by_sms=True).order_by("pk"):
        tell_family(child=child, by=by)


@audit.audited
def decide_on_message(*, child: Child, message: int, again: bool, by: Seat) -> None:
    """Send an SMS again that failed or of which nobody knows, or send it no more."""
    demand_counselling(by=by)
    found = Message.objects.filter(pk=message, to_kind="child", to_id=str(child.pk))
    if not found.filter(channel=Channel.SMS).exists():
        raise Refusal(outbox.NOT_NOW)
    if again:
        outbox.send_again(pk=message, by=by)
    else:
        outbox.drop(pk=message, by=by)
    about = Ref("child", str(child.pk))
    audit.record(action="schooling.decide_on_message", by=by, about=about)
