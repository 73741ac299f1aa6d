# SPDX-License-Identifier: EUPL-1.2
"""Vertretung: a seat lends its rights to another member for a period, with a reason."""

import datetime as dt

from django.db.models import Q

from rundertisch.accounts import policies
from rundertisch.accounts.actions.seats import refusing_incompatible
from rundertisch.accounts.models import Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref

LONGEST = 200  # characters of a reason


@audit.audited
def lend_seat(
    *,
    seat: Seat,
    to: User,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    on: dt.date,
    by: Seat,
) -> Seat:
    """Give ``to`` a seat of their own that is marked as deputy of ``seat``, until before a day.

    By the person who holds the seat, or by the administration. What the deputy does stands in the
    logs under the deputy's seat, which names the lent one: both people can be told from it.
    """
    reason = " ".join(reason.split())
    _refuse_lender(seat=seat, to=to, by=by)
    _refuse_period(seat=seat, starts_on=starts_on, ends_on=ends_on, on=on)
    if not 0 < len(reason) <= LONGEST:
        raise Refusal(
            f"Bitte in höchstens {LONGEST} Zeichen sagen, warum es die Vertretung gibt, zum "
            "Beispiel „Urlaub“. Bitte keine Krankheit nennen.",
            field="reason",
        )
    there = Seat.objects.filter(user=to, deputy_of=seat, starts_on__lt=ends_on)
    if there.filter(Q(ends_on__gt=starts_on)).exists():
        raise Refusal(f"{to.name} vertritt in dieser Zeit schon.", field="to")
    with refusing_incompatible(user=to, role=seat.role):
        lent = Seat.objects.create(
            user=to,
            partner_id=seat.partner_id,
            role=seat.role,
            starts_on=starts_on,
            ends_on=ends_on,
            deputy_of=seat,
            reason=reason,
        )
    audit.record(action="accounts.lend_seat", by=by, about=Ref("seat", str(lent.pk)))
    return lent


def _refuse_lender(*, seat: Seat, to: User, by: Seat) -> None:
    if by.pk != seat.pk and not policies.may_manage_seats(seat=by):
        raise Refusal(
            "Eine Vertretung richtet ein, wer auf dem Platz sitzt, oder die Administration. "
            "Bitte zuerst unter Mein Konto auf diesen Platz wechseln."
        )
    if seat.deputy_of_id is not None:
        raise Refusal(
            "Wer vertritt, gibt den Platz nicht weiter. Bitte die Person fragen, die vertreten "
            "wird, oder die Administration."
        )
    if to.pk == seat.user_id:
        raise Refusal("Sich selbst vertritt niemand. Bitte eine andere Person wählen.", field="to")
    if to.pk == by.user_id:
        raise Refusal(
            "Sich selbst kann niemand einen Platz geben. Bitte eine andere Person mit "
            "Administration darum bitten.",
            field="to",
        )


def _refuse_period(*, seat: Seat, starts_on: dt.date, ends_on: dt.date, on: dt.date) -> None:
    if starts_on < max(on, seat.starts_on):
        raise Refusal(
            f"Die Vertretung beginnt frühestens am {max(on, seat.starts_on):%d.%m.%Y}. "
            "Bitte diesen oder einen späteren Tag wählen.",
            field="starts_on",
        )
    if ends_on <= starts_on:
        raise Refusal(
            f"Die Vertretung beginnt am {starts_on:%d.%m.%Y} und muss später enden.",
            field="ends_on",
        )
    if seat.ends_on is not None and ends_on > seat.ends_on:
        raise Refusal(
            f"Der Platz selbst endet zum {seat.ends_on:%d.%m.%Y}; so lange kann er vertreten "
            "werden. Bitte ein früheres Ende wählen.",
            field="ends_on",
        )
