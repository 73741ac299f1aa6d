# SPDX-License-Identifier: EUPL-1.2
"""Signing in at the district's identity provider (OpenID Connect), stricter than allauth has it.

allauth speaks the protocol (code flow, state, PKCE). Here is what this house demands besides: a
signed ID token with our nonce, the issuer of the address we know, a verified e-mail address of a
person who is already invited, and the same identity every time.
"""

import logging
from typing import Any, NoReturn

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from rundertisch.accounts.models import User
from rundertisch.kernel import pages

PROVIDER = "kreis"
WELL_KNOWN = "/.well-known/"
# Signatures that only the provider can make; a shared secret (HS256) or none is not enough.
SIGNATURES = {f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)}
YES = (True, "true")  # some providers write truth as a text
log = logging.getLogger(__name__)


def configured() -> bool:
    """Say whether this instance knows an identity provider of the district."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS"))


def nonce(*, state: str) -> str:
    """Return the nonce of one sign-in: nobody can guess it, and it needs no place of its own."""
    return salted_hmac("rundertisch.accounts.nonce", state, algorithm="sha256").hexdigest()


class NonceClient(OAuth2Client):
    """Sends our nonce along, so that an ID token of another sign-in is no use here."""

    def get_redirect_url(
        self, authorization_url: str, scope: list[str], extra_params: dict[str, str]
    ) -> str:
        """Return the address at the provider to which the browser is sent."""
        params = {**extra_params, "nonce": nonce(state=self.state)}
        url: str = super().get_redirect_url(authorization_url, scope, params)
        return url


class DistrictSignIn(OpenIDConnectOAuth2Adapter):
    """The code flow with the district's provider."""

    client_class = NonceClient

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    def get_provider(self) -> Any:  # noqa: ANN401 - allauth ships no types
        """Return the provider, which sends the browser by this adapter; 404 without one."""
        try:
            provider = super().get_provider()
        except SocialApp.DoesNotExist:
            raise Http404 from None
        provider.oauth2_adapter_class = lambda request, _provider_id: type(self)(request)
        return provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address to which the provider sends the browser back."""
        del app
        return request.build_absolute_uri(reverse("accounts:district_back"))

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,
        **kwargs: Any,  # noqa: ANN401 - allauth ships no types
    ) -> SocialLogin:
        """Return the identity from the ID token; what the provider tells besides is not kept."""
        if not kwargs["response"].get("id_token"):
            msg = "the answer holds no ID token"
            raise OAuth2Error(msg)
        login = super().complete_login(request, app, token, **kwargs)
        claims = login.account.extra_data["id_token"]
        login.account.extra_data = {}
        login.second_factor = _second_factor(claims)
        for address in login.email_addresses:
            address.verified = claims.get("email_verified") in YES
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Return what a genuine, fresh ID token made for us and for this sign-in says."""
        try:
            self._refuse_strange_header(app, id_token)
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as wrong:
            msg = f"the ID token cannot be read: {type(wrong).__name__}"
            raise OAuth2Error(msg) from wrong
        wanted = nonce(state=self.request.GET.get("state", ""))
        if not constant_time_compare(str(claims.get("nonce", "")), wanted):
            msg = "the ID token belongs to another sign-in"
            raise OAuth2Error(msg)
        return claims

    def _refuse_strange_header(self, app: SocialApp, id_token: str) -> None:
        if jwt.get_unverified_header(id_token).get("alg") not in SIGNATURES:
            msg = "the ID token is not signed by a key of the provider"
            raise OAuth2Error(msg)
        url, issuer = app.settings["server_url"], self.openid_config["issuer"]
        if WELL_KNOWN not in url and issuer.rstrip("/") != url.rstrip("/"):
            msg = "the provider calls itself by another address than the configured one"
            raise OAuth2Error(msg)


def _second_factor(claims: dict[str, Any]) -> bool:
    """Say whether the provider asked for a second factor, in words this district trusts."""
    said = {str(claims.get("acr", "")), *map(str, claims.get("amr") or ())}
    return bool(said & set(settings.DISTRICT_SECOND_FACTORS))


class InvitedOnly(DefaultSocialAccountAdapter):
    """Whoever the district vouches for gets in if they are invited, and only as themselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Keep it closed: an account begins with an invitation."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the invited person by the verified address, and bind the identity to them once."""
        verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        if not verified:
            _refuse(request, NOT_VERIFIED)
        user = User.objects.filter(email=verified[0]).first()
        if user is None:
            _refuse(request, NOT_INVITED)
        bound = SocialAccount.objects.filter(provider=sociallogin.account.provider, user=user)
        if sociallogin.is_existing:
            if sociallogin.user.pk != user.pk:
                _refuse(request, SOMEBODY_ELSE)
        elif bound.exists():
            _refuse(request, SOMEBODY_ELSE)
        else:
            sociallogin.connect(request, user)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ANN401 - allauth ships no types
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say in a sentence what happened at the provider; the log says it more exactly."""
        del provider
        if error == AuthError.CANCELLED:
            _refuse(request, CANCELLED)
        if exception is None and "state" not in (extra_context or {}):
            _refuse(request, TOO_OLD)
        log.warning("sign-in at the district failed: %s", exception or error)
        _refuse(request, NOT_GENUINE)


NOT_VERIFIED = (
    "Der Kreis hat Ihre E-Mail-Adresse nicht als geprüft gemeldet. Ohne geprüfte Adresse können "
    "wir Sie nicht zuordnen. Bitte geben Sie das der IT des Kreises weiter."
)
NOT_INVITED = (
    "Zu der E-Mail-Adresse, die der Kreis für Sie meldet, gibt es hier keine Einladung. "
    "Ein Konto beginnt mit einer Einladung; bitte wenden Sie sich an die Administration."
)
SOMEBODY_ELSE = (
    "Zu dieser E-Mail-Adresse ist hier schon eine andere Anmeldung des Kreises hinterlegt. Das "
    "kommt vor, wenn eine Adresse neu vergeben oder die Anmeldung des Kreises umgestellt wurde. "
    "Bitte lassen Sie die Administration die alte Verknüpfung lösen."
)
CANCELLED = "Sie haben die Anmeldung beim Kreis abgebrochen. Es wurde nichts geändert."
TOO_OLD = (
    "Diese Anmeldung hat zu lange gedauert oder wurde in einem anderen Fenster begonnen. "
    "Bitte fangen Sie noch einmal an."
)
NOT_GENUINE = (
    "Die Antwort der Anmeldung des Kreises war nicht gültig; Sie sind nicht angemeldet. Bitte "
    "versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie bitte der Administration Bescheid."
)
SILENT = (
    "Die Anmeldung des Kreises antwortet gerade nicht. Bitte versuchen Sie es in einigen Minuten "
    "noch einmal oder melden Sie sich mit Ihrem Passwort an."
)


def _refuse(request: HttpRequest, sentence: str) -> NoReturn:
    context = {"sentence": sentence}
    raise ImmediateHttpResponse(
        pages.page(request, "accounts/district_refused.html", context, status=403)
    )
