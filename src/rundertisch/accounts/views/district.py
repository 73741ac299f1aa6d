# SPDX-License-Identifier: EUPL-1.2
"""The way to the district's sign-in and back."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from requests import RequestException

from rundertisch.accounts.policies import district
from rundertisch.kernel import pages
from rundertisch.kernel.scope import SEAT_KEY

ASK_AGAIN = {"prompt": "login", "max_age": "0"}


@pages.allow(pages.everyone)
@require_safe
def district_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the district's identity provider; with ``noch-einmal`` it asks anew."""
    provider = district.DistrictSignIn(request).get_provider()
    again = ASK_AGAIN if "noch-einmal" in request.GET else {}
    try:
        answer: HttpResponse = provider.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            data={SEAT_KEY: request.session.get(SEAT_KEY)},
            auth_params={**provider.get_auth_params(), **again},
        )
    except (RequestException, KeyError, ValueError):  # no answer, or none that can be read
        context = {"sentence": district.SILENT}
        return pages.page(request, "accounts/district_refused.html", context, status=503)
    return answer


@pages.allow(pages.everyone)
@require_safe
def district_back(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer: signed in, or a sentence why not."""
    view = OAuth2CallbackView.adapter_view(district.DistrictSignIn(request))
    try:
        answer: HttpResponse = view(request)
    except (RequestException, KeyError, ValueError):  # as above
        context = {"sentence": district.SILENT}
        return pages.page(request, "accounts/district_refused.html", context, status=503)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
