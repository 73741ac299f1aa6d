# SPDX-License-Identifier: EUPL-1.2
"""Verbs of accounts: invite people, give and end seats, choose the seat one sits on."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.db.models import F, Q

from rundertisch.accounts import policies, queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner, PartnerKind


@audit.audited
def add_person(*, email: str, name: str, by: Seat | None) -> User:
    """Add an account without a password, or return the one with this address as it is."""
    if by is not None:
        _demand_administration(by=by)
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            f"„{email}“ ist keine E-Mail-Adresse. Bitte eine wie vorname.nachname@stadt.de.",
            field="email",
        ) from None
    if not name:
        raise Refusal("Bitte den Namen der Person eintragen.", field="name")
    user, new = User.objects.get_or_create(email=email, defaults={"name": name})
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    audit.record(action="accounts.add_person", by=by, about=Ref("user", str(user.pk)))
    return user


@audit.audited
def set_first_password(*, user: User, password: str, by: Seat | None) -> User:
    """Set the password of an invented person of the demo; a real one uses the invitation link."""
    if user.has_usable_password():
        raise Refusal(f"{user.name} hat schon ein Passwort. Es wird nicht überschrieben.")
    try:
        validate_password(password, user=user)
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages), field="password") from wrong
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(
        action="accounts.set_first_password",
        by=by,
        about=Ref("user", str(user.pk)),
        fields=("password",),
    )
    return user


@audit.audited
def seat_first_administrator(*, user: User, partner: Partner, starts_on: dt.date) -> Seat:
    """Seat the very first person. PostgreSQL does this once and never again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select accounts_seat_first_administrator(%s, %s, %s)",
            [user.pk, partner.pk, starts_on],
        )
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise Refusal(
            "Es gibt schon Plätze am Tisch. Neue vergibt die Administration unter Personen."
        )
    seat = Seat(pk=row[0], user=user, partner=partner, role=Role.ADMINISTRATOR, starts_on=starts_on)
    audit.record(
        action="accounts.seat_first_administrator", by=None, about=Ref("seat", str(seat.pk))
    )
    return seat


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
    _demand_administration(by=by)
    _refuse_unfit(user=user, partner=partner, role=role, by=by)
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal(
            f"Der Platz beginnt am {starts_on:%d.%m.%Y} und muss später enden. "
            "Bitte das Ende berichtigen oder leer lassen.",
            field="ends_on",
        )
    held = Seat.objects.filter(user=user, partner=partner, role=role)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
    if (same := held.filter(starts_on__lt=ends_on or dt.date.max).first()) is not None:
        raise Refusal(
            f"{user.name} hat diesen Platz schon ab dem {same.starts_on:%d.%m.%Y}. "
            "Bitte den vorhandenen zuerst beenden oder einen anderen Zeitraum wählen.",
            field="starts_on",
        )
    seat = Seat.objects.create(
        user=user, partner=partner, role=role, starts_on=starts_on, ends_on=ends_on
    )
    audit.record(action="accounts.give_seat", by=by, about=Ref("seat", str(seat.pk)))
    return seat


@audit.audited
def invite(
    *,
    email: str,
    name: str,
    partner: Partner,
    role: Role,
    starts_on: dt.date,
    by: Seat,
    ends_on: dt.date | None = None,
) -> Seat:
    """Invite a person: an account without a password and a seat from a day on."""
    user = add_person(email=email, name=name, by=by)
    seat = give_seat(
        user=user, partner=partner, role=role, starts_on=starts_on, ends_on=ends_on, by=by
    )
    audit.record(action="accounts.invite", by=by, about=Ref("user", str(user.pk)))
    return seat


@audit.audited
def end_seat(*, seat: Seat, ends_on: dt.date, on: dt.date, by: Seat) -> Seat:
    """Let a seat end: from that day on it opens nothing. Ending today ends every session too."""
    _demand_administration(by=by)
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


def _demand_administration(*, by: Seat) -> None:
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
