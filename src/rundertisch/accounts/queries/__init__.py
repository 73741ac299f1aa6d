# SPDX-License-Identifier: EUPL-1.2
"""Questions about accounts and seats."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from rundertisch.accounts.models import FactorReset, Role, Seat, User
from rundertisch.accounts.queries.deputies import colleagues, deputies_of, incompatible, lends
from rundertisch.accounts.queries.leaving import Parting, partings, successors
from rundertisch.accounts.queries.outbox import (
    Outbox,
    invitation_message,
    jobs_in_trouble,
    letter_to_print,
    outbox_view,
    undecided_messages,
)
from rundertisch.accounts.queries.restoring import open_reset, open_resets, reset_of, untold_reset
from rundertisch.accounts.queries.sessions import browser_name
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.prepared import Prepared
from rundertisch.kernel.scope import LoadSeat, found_seat_is_told

__all__ = [
    "Member",
    "Outbox",
    "Parting",
    "SeatLine",
    "browser_name",
    "colleagues",
    "deputies_of",
    "has_second_factor",
    "incompatible",
    "invitation_ends_at",
    "invitation_message",
    "invitation_path",
    "jobs_in_trouble",
    "lends",
    "letter_to_print",
    "member",
    "members",
    "open_reset",
    "open_resets",
    "other_administrators",
    "outbox_view",
    "own_seats",
    "partings",
    "reset_of",
    "running_seat",
    "seat_line",
    "seat_loader",
    "seat_of",
    "successors",
    "undecided_messages",
    "untold_reset",
    "waits_for",
]

SECOND_FACTORS = ("totp", "webauthn")


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat and how it stands on a day: running, coming or ended."""

    seat: Seat
    state: str
    label: str

    @property
    def may_be_lent(self) -> bool:
        """A deputy lends nothing further, an ended seat nothing at all."""
        return self.may_end and self.seat.deputy_of_id is None

    @property
    def may_end(self) -> bool:
        """An ended seat stays as it is."""
        return self.state != "ended"


@dataclass(frozen=True, slots=True)
class Member:
    """A person with an account and all their seats, the newest first."""

    user: User
    seats: tuple[SeatLine, ...]
    invited: bool  # has neither chosen a password nor come in by the district
    bound: bool = False  # an identity of the district belongs to this account
    reset_asked: bool = False  # a second administrator has to decide about the lost factor

    @property
    def seated(self) -> bool:
        """Holds a seat on that day."""
        return any(line.state == "running" for line in self.seats)


def seat_loader(*, second_factor_demanded: bool) -> LoadSeat:
    """Return how the kernel finds the seat of whoever is signed in.

    The wished seat if it is this person's and runs today in Berlin; without a wish their first one;
    none without a second factor where one is demanded, here or at the district's provider.
    """

    def load(*, user_id: int, seat_id: int | None, proven_elsewhere: bool = False) -> Seat | None:
        demanded = second_factor_demanded and not proven_elsewhere
        if demanded and not has_second_factor(user_id=user_id):
            return None
        return running_seat(user_id=user_id, seat_id=seat_id)

    return load


def running_seat(*, user_id: int, seat_id: int | None) -> Seat | None:
    """Return the wished seat of this person if it runs today.

    Without a wish it is their first one, and from then on PostgreSQL takes it for who asks.
    """
    if seat_id is not None:
        return _wished_seat.first(user_id=user_id, seat_id=seat_id)
    return _first_seat.first(user_id=user_id)


def own_seats(*, user_id: int) -> QuerySet[Seat]:
    """Return the seats of a person that run today as the database's row rules see it."""
    seats = Seat.objects.filter(user_id=user_id).running_today()
    seats = seats.select_related("partner__place", "user", "deputy_of__user")
    return seats.order_by("starts_on", "pk")


# asked by every page of everybody who is signed in
_first_seat = Prepared(
    lambda user_id: own_seats(user_id=user_id).annotate(told=found_seat_is_told())[:1], user_id=int
)
_wished_seat = Prepared(
    lambda user_id, seat_id: own_seats(user_id=user_id).filter(pk=seat_id), user_id=int, seat_id=int
)


def has_second_factor(*, user_id: int) -> bool:
    """Say whether this person set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS).exists()


def seat_line(*, seat: Seat, on: dt.date) -> SeatLine:
    """Return a seat and how it stands on a day."""
    if seat.ends_on is not None and seat.ends_on <= max(on, seat.starts_on):
        return SeatLine(seat=seat, state="ended", label=f"beendet zum {seat.ends_on:%d.%m.%Y}")
    if seat.starts_on > on:
        return SeatLine(seat=seat, state="coming", label=f"beginnt am {seat.starts_on:%d.%m.%Y}")
    if seat.deputy_of is not None:
        label = f"in Vertretung für {seat.deputy_of.user}, bis vor dem {seat.ends_on:%d.%m.%Y}"
        return SeatLine(seat=seat, state="running", label=label)
    until = f" bis vor dem {seat.ends_on:%d.%m.%Y}" if seat.ends_on else ""
    return SeatLine(seat=seat, state="running", label=f"seit dem {seat.starts_on:%d.%m.%Y}{until}")


def members(*, on: dt.date) -> Sequence[Member]:
    """Return everybody with an account by name; only the administration sees their seats."""
    seats: defaultdict[int, list[SeatLine]] = defaultdict(list)
    asked = FactorReset.objects.filter(decided_at=None)
    waiting = set(asked.values_list("user_id", flat=True))
    rows = _with_names().order_by("-starts_on", "-pk")
    for seat in rows:
        seats[seat.user_id].append(seat_line(seat=seat, on=on))
    return [
        Member(
            user=user,
            seats=tuple(seats[user.pk]),
            invited=waits_for(user=user),
            reset_asked=user.pk in waiting,
        )
        for user in User.objects.order_by("name", "pk")
    ]


def member(*, pk: int, on: dt.date) -> Member | None:
    """Return one person with their seats."""
    user = User.objects.filter(pk=pk).first()
    if user is None:
        return None
    rows = _with_names().filter(user=user).order_by("-starts_on", "-pk")
    return Member(
        user=user,
        seats=tuple(seat_line(seat=seat, on=on) for seat in rows),
        invited=waits_for(user=user),
        bound=SocialAccount.objects.filter(user=user).exists(),
    )


def waits_for(*, user: User) -> bool:
    """Say whether this person was invited and has not been here yet."""
    return not user.has_usable_password() and user.last_login is None


def _with_names() -> QuerySet[Seat]:
    return Seat.objects.select_related("partner", "user", "deputy_of__user")


def seat_of(*, pk: int) -> Seat | None:
    """Return a seat the asking person may see."""
    return _with_names().filter(pk=pk).first()


def invitation_path(*, user: User) -> str:
    """Return the path of the link for one use, with which an invited person sets a password.

    It is allauth's own link for a new password: it works once and for three days from the moment of
    the invitation. Whoever already has a password gets none, or the administration could enter in
    their place.
    """
    if user.has_usable_password():
        raise Refusal(
            f"{user.name} hat schon ein Passwort gesetzt. Der Einladungslink gilt nur einmal; "
            "ein vergessenes Passwort setzt man auf der Anmeldeseite selbst neu."
        )
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": _tokens(user=user).make_token(user),
        },
    )


def invitation_ends_at(*, user: User) -> dt.datetime | None:
    """Return until when the link of an invited person opens the house."""
    if user.invited_at is None:
        return None
    return user.invited_at + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class _TokensOf(type(default_token_generator)):  # type: ignore[misc]  # allauth ships no types
    """Makes the same link whenever it is asked, with the age of the invitation."""

    def __init__(self, *, invited_at: dt.datetime) -> None:
        super().__init__()
        self.invited_at = timezone.make_naive(invited_at)

    def _now(self) -> dt.datetime:
        return self.invited_at


def _tokens(*, user: User) -> PasswordResetTokenGenerator:
    if user.invited_at is None:
        return default_token_generator
    return _TokensOf(invited_at=user.invited_at)


def other_administrators(*, than: Seat, on: dt.date) -> bool:
    """Say whether somebody else can still administer from that day on."""
    rest = Seat.objects.filter(role=Role.ADMINISTRATOR).exclude(pk=than.pk)
    return rest.current(on=on).filter(Q(ends_on=None)).exists()
