# SPDX-License-Identifier: EUPL-1.2
"""Who gets in: nobody without an invitation, nobody after too many wrong passwords."""

import time
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy

from rundertisch.kernel.files import Ask


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
        first = ways[0]["url"] if ways else reverse("account_reauthenticate")
        return HttpResponseRedirect(f"{first}?{urlencode({'next': _waiting_file(request)})}")

    return ask


def _waiting_file(request: HttpRequest) -> str:
    """Return the page that loads the file afterwards and leads back to where it was asked for."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    words = {"datei": request.get_full_path(), "zurueck": back or "/"}
    return f"{reverse('accounts:waiting_file')}?{urlencode(words)}"
