# SPDX-License-Identifier: EUPL-1.2
"""Passwort vergessen: the link by e-mail, or an honest word where no e-mail can be sent."""

from typing import Any

from allauth.account.views import PasswordResetDoneView, PasswordResetView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from rundertisch.kernel import outbox, pages


class ForgottenPassword(PasswordResetView):
    """allauth's page; without a mail server it says so and whom to ask, instead of promising."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - Django's own
        """Answer with the form, or with why there is none."""
        if not outbox.sends_mail():
            return cannot_send(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class Asked(PasswordResetDoneView):
    """allauth's page after the form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - Django's own
        """Say that something is on its way only where something can be."""
        if not outbox.sends_mail():
            return cannot_send(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


def cannot_send(request: HttpRequest) -> HttpResponse:
    """Say that this house sends no e-mail, and whom to ask."""
    context = {"help": settings.SIGN_IN_HELP}
    return pages.page(request, "accounts/no_mail.html", context)


forgotten_password = ForgottenPassword.as_view()
asked = Asked.as_view()
