# SPDX-License-Identifier: EUPL-1.2
"""Who gets in: nobody without an invitation, nobody after too many wrong passwords."""

import datetime as dt
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy

from rundertisch.accounts.models import FactorReset, User
from rundertisch.kernel import outbox, scope
from rundertisch.kernel.files import Ask
from rundertisch.kernel.models import Occasion
from rundertisch.kernel.scope import PROVEN_KEY, SEAT_KEY
from rundertisch.kernel.thread import Ref

NEW_PASSWORD = "account/email/password_reset_key"  # noqa: S105 - the name of allauth's letter


def locked_out() -> str:
    """Say how long the pause after too many wrong passwords is, and whom to turn to."""
    return (
        "Zu viele Fehlversuche: Das Anmelden ist gesperrt, längstens "
        f"{settings.SIGN_IN_PAUSE_MINUTES} Minuten. Danach geht es von selbst wieder. Wenn es eilt "
        f"oder Sie das nicht waren, wenden Sie sich bitte an: {settings.SIGN_IN_HELP}."
    )


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves: an account begins with an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": lazy(locked_out, str)(),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the open sign-up closed, whatever way it is asked for."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's only letter, the link for a new password, into the outbox.

        Its owner has not signed in; the database lets them write to nobody but themselves. It is
        never printed: whoever carries it would get in.
        """
        if template_prefix != NEW_PASSWORD or not outbox.sends_mail():
            return
        user: User = context["user"]
        about = Ref("user", str(user.pk))
        with scope.asking(user_id=user.pk, seat_id=None):
            outbox.put(
                occasion=Occasion.PASSWORD,
                to=about,
                address=email,
                about=about,
                facts={"name": user.name, "link": context["password_reset_url"]},
                useful_for=dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
                by=None,
            )

    def get_login_stages(self) -> list[str]:
        """Put our own stage where allauth asks for the second factor."""
        ours = f"{__name__}.SecondFactor"
        stages: list[str] = super().get_login_stages()
        return [ours if one.endswith(".AuthenticateStage") else one for one in stages]

    def post_login(
        self,
        request: HttpRequest,
        user: User,
        *,
        signal_kwargs: dict[str, Any] | None,
        **words: Any,  # noqa: ANN401 - allauth ships no types
    ) -> HttpResponse:
        """Keep what the district vouched for, and the seat of somebody who was asked again."""
        if (login := (signal_kwargs or {}).get("sociallogin")) is not None:
            request.session[PROVEN_KEY] = proven_elsewhere(login)
            seat_id = (login.state.get("data") or {}).get(SEAT_KEY)
            if seat_id is not None:
                request.session[SEAT_KEY] = seat_id
        answer: HttpResponse = super().post_login(
            request, user, signal_kwargs=signal_kwargs, **words
        )
        with scope.asking(user_id=user.pk, seat_id=None):
            lost = FactorReset.objects.filter(user=user, granted=True, told_at=None).exists()
        return HttpResponseRedirect(reverse("accounts:account")) if lost else answer


class SecondFactor(AuthenticateStage):
    """Asks for the second factor, unless the district's provider has just done so."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        asked_elsewhere = login is not None and proven_elsewhere(login)
        return not asked_elsewhere and bool(super()._should_handle(request))


def proven_elsewhere(login: object) -> bool:
    """Say whether the provider asked for a second factor; a login that waited has lost the word."""
    return bool(getattr(login, "second_factor", False))


def asker(*, minutes: int) -> Ask:
    """Return how the kernel asks a person again before a file leaves the house.

    Whoever proved themselves in this session within these minutes, by whatever means, is not asked.
    """

    def ask(request: HttpRequest) -> HttpResponse | None:
        records = get_authentication_records(request, request.user)
        latest = max((float(one["at"]) for one in records), default=0.0)
        if time.time() - latest < 60 * minutes:  # allauth stamps its records with this clock
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        words = {"next": _waiting_file(request)}
        if ways:
            return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode(words)}")
        elsewhere = reverse("accounts:district_sign_in")  # neither password nor factor of our own
        return HttpResponseRedirect(f"{elsewhere}?{urlencode(words | {'noch-einmal': '1'})}")

    return ask


def _waiting_file(request: HttpRequest) -> str:
    """Return the page that loads the file afterwards and leads back to where it was asked for."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    words = {"datei": request.get_full_path(), "zurueck": back or "/"}
    return f"{reverse('accounts:waiting_file')}?{urlencode(words)}"
