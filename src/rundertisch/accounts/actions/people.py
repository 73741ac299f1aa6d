# SPDX-License-Identifier: EUPL-1.2
"""Accounts: inviting people, their link for one use, and the very first person."""

import datetime as dt
from functools import cache

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from rundertisch.accounts.actions import messages
from rundertisch.accounts.actions.seats import demand_administration, end_seat, give_seat
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner


@audit.audited
def add_person(*, email: str, name: str, by: Seat | None) -> User:
    """Add an account without a password, or return the one with this address as it is."""
    if by is not None:
        demand_administration(by=by)
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
    user.password = _hashed(password)
    user.save(update_fields=["password"])
    audit.record(
        action="accounts.set_first_password",
        by=by,
        about=Ref("user", str(user.pk)),
        fields=("password",),
    )
    return user


@cache
def _hashed(password: str) -> str:
    """Return the hash of what all invented people share; one takes a third of a second."""
    return make_password(password)


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
def invite(
    *,
    email: str,
    name: str,
    partner: Partner,
    role: Role,
    starts_on: dt.date,
    by: Seat,
    ends_on: dt.date | None = None,
    at: dt.datetime | None = None,
    site: str = "",
) -> Seat:
    """Invite a person: an account without a password and a seat from a day on.

    ``at``: the moment from which the invitation link counts its three days. ``site``: the address
    of this house; with it the link goes into the outbox.
    """
    user = add_person(email=email, name=name, by=by)
    seat = give_seat(
        user=user, partner=partner, role=role, starts_on=starts_on, ends_on=ends_on, by=by
    )
    if at is not None and not user.has_usable_password():
        _new_link(user=user, at=at, site=site, by=by)
    audit.record(action="accounts.invite", by=by, about=Ref("user", str(user.pk)))
    return seat


@audit.audited
def renew_invitation(*, user: User, at: dt.datetime, by: Seat, site: str = "") -> User:
    """Make a fresh link for one use; every earlier one opens nothing from now on.

    With ``site``, the address of this house, the link goes into the outbox.
    """
    demand_administration(by=by)
    _refuse_joined(user=user)
    _new_link(user=user, at=at, site=site, by=by)
    audit.record(action="accounts.renew_invitation", by=by, about=Ref("user", str(user.pk)))
    return user


@audit.audited
def withdraw_invitation(*, user: User, on: dt.date, by: Seat) -> User:
    """Take an invitation back: the link opens nothing and the seats end today."""
    demand_administration(by=by)
    _refuse_joined(user=user)
    for seat in Seat.objects.filter(user=user).open_on(on=on):
        end_seat(seat=seat, ends_on=on, on=on, by=by)
    user.set_unusable_password()  # its random part is in every link
    user.invited_at = None
    user.save(update_fields=["password", "invited_at"])
    messages.withdraw_invitation(user=user, by=by)
    audit.record(action="accounts.withdraw_invitation", by=by, about=Ref("user", str(user.pk)))
    return user


@audit.audited
def unbind_district(*, user: User, by: Seat) -> User:
    """Forget which identity of the district belongs to this person; the next sign-in binds anew."""
    demand_administration(by=by)
    gone, _ = SocialAccount.objects.filter(user=user).delete()
    if not gone:
        raise Refusal(f"Für {user.name} ist keine Anmeldung des Kreises hinterlegt.")
    audit.record(action="accounts.unbind_district", by=by, about=Ref("user", str(user.pk)))
    return user


def _new_link(*, user: User, at: dt.datetime, site: str, by: Seat) -> None:
    user.set_unusable_password()
    user.invited_at = at
    user.save(update_fields=["password", "invited_at"])
    messages.withdraw_invitation(user=user, by=by)
    if site:
        messages.send_invitation(user=user, site=site, by=by)


def _refuse_joined(*, user: User) -> None:
    if user.has_usable_password() or user.last_login is not None:
        raise Refusal(
            f"{user.name} hat sich schon angemeldet; die Einladung ist verbraucht. "
            "Bitte den Platz beenden, wenn die Person nicht mehr am Tisch sitzen soll."
        )
