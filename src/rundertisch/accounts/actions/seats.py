# SPDX-License-Identifier: EUPL-1.2
"""Seats at the table: given, ended at once everywhere, sat down on."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from rundertisch.accounts import policies, queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner, PartnerKind


@audit.audited
def give_seat(
    *,
    user: User,
    partner: Partner,
    role: Role,
    starts_on: dt.date,
    by: Seat,
    ends_on: dt.date | None = None,
) -> Seat:
    """Seat a person for a partner in a role, from a day on and until before another."""
    demand_administration(by=by)
    _refuse_unfit(user=user, partner=partner, role=role, by=by)
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal(
            f"Der Platz beginnt am {starts_on:%d.%m.%Y} und muss später enden. "
            "Bitte das Ende berichtigen oder leer lassen.",
            field="ends_on",
        )
    held = Seat.objects.filter(user=user, partner=partner, role=role, deputy_of=None)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
    if (same := held.filter(starts_on__lt=ends_on or dt.date.max).first()) is not None:
        raise Refusal(
            f"{user.name} hat diesen Platz schon ab dem {same.starts_on:%d.%m.%Y}. "
            "Bitte den vorhandenen zuerst beenden oder einen anderen Zeitraum wählen.",
            field="starts_on",
        )
    with refusing_incompatible(user=user, role=role):
        seat = Seat.objects.create(
            user=user, partner=partner, role=role, starts_on=starts_on, ends_on=ends_on
        )
    audit.record(action="accounts.give_seat", by=by, about=Ref("seat", str(seat.pk)))
    return seat


@audit.audited
def end_seat(*, seat: Seat, ends_on: dt.date, on: dt.date, by: Seat) -> Seat:
    """Let a seat end: from that day on it opens nothing. Ending today ends every session too.

    Whoever lent a seat ends the deputy's. The database ends the deputies of an ended seat itself.
    """
    if not queries.lends(seat=seat, by=by):
        demand_administration(by=by)
    if ends_on < on:
        raise Refusal(
            f"Ein Platz endet frühestens heute, am {on:%d.%m.%Y}: was war, bleibt stehen. "
            "Bitte heute oder einen späteren Tag wählen.",
            field="ends_on",
        )
    if seat.ends_on is not None and seat.ends_on <= ends_on:
        raise Refusal(
            f"Der Platz endet schon zum {seat.ends_on:%d.%m.%Y}. Verlängert wird er nicht; "
            "bitte bei Bedarf einen neuen Platz vergeben.",
            field="ends_on",
        )
    if seat.role == Role.ADMINISTRATOR and not queries.other_administrators(than=seat, on=on):
        raise Refusal(
            "Das ist der letzte Platz der Administration; ohne ihn könnte niemand mehr Plätze "
            "vergeben. Bitte zuerst eine zweite Person dafür einladen."
        )
    seat.ends_on = max(ends_on, seat.starts_on)
    seat.save(update_fields=["ends_on"])
    if ends_on <= on:
        User.objects.filter(pk=seat.user_id).update(sessions_ended=F("sessions_ended") + 1)
    about = Ref("seat", str(seat.pk))
    audit.record(action="accounts.end_seat", by=by, about=about, fields=("ends_on",))
    return seat


@audit.audited
def choose_seat(*, user: User, seat_id: int) -> Seat:
    """Sit down on another of one's own seats; who sits where is kept."""
    seat = queries.running_seat(user_id=user.pk, seat_id=seat_id)
    if seat is None:
        raise Refusal(
            "Diesen Platz haben Sie heute nicht. Bitte einen der Plätze unter Mein Konto wählen."
        )
    audit.record(action="accounts.choose_seat", by=seat, about=Ref("seat", str(seat.pk)))
    return seat


@contextmanager
def refusing_incompatible(*, user: User, role: str) -> Iterator[None]:
    """Turn PostgreSQL's refusal of two roles that do not go together into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as wrong:
        said = getattr(wrong.__cause__, "diag", None)
        if said is None or said.constraint_name != "roles_incompatible":
            raise
        held, _, why = (said.message_detail or "").partition("|")
        raise Refusal(
            f"{user.name} hat in dieser Zeit schon die Rolle {Role(held).label}. Zusammen mit "
            f"{Role(role).label} geht das nicht: {why} Bitte eine andere Person wählen oder "
            "den anderen Platz zuerst beenden.",
            field="role",
        ) from wrong


def demand_administration(*, by: Seat) -> None:
    """Refuse whoever does not administer."""
    if not policies.may_manage_seats(seat=by):
        raise Refusal(
            "Plätze am Tisch vergibt nur die Administration. Bitte wenden Sie sich an sie."
        )


def _refuse_unfit(*, user: User, partner: Partner, role: Role, by: Seat) -> None:
    """Refuse seats that the database refuses too, with a sentence to read."""
    if partner.kind == PartnerKind.IMMIGRATION_OFFICE:
        raise Refusal(
            "Für eine Ausländerbehörde gibt es keinen Platz: Schul- und Falldaten bleiben von ihr "
            "getrennt (§ 87 AufenthG). Bitte eine andere Stelle wählen.",
            field="partner",
        )
    fitting = policies.WHERE_ROLES_SIT.get(Role(role))
    if fitting is not None and partner.kind not in fitting:
        where = " oder ".join(sorted(kind.label for kind in fitting))
        raise Refusal(
            f"Die Rolle {Role(role).label} gibt es nur bei: {where}. "
            "Bitte die Rolle oder den Partner ändern.",
            field="role",
        )
    if user.pk == by.user_id:
        raise Refusal(
            "Sich selbst kann niemand einen Platz geben. Bitte eine andere Person mit "
            "Administration darum bitten.",
            field="email",
        )
