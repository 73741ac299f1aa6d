# SPDX-License-Identifier: EUPL-1.2
"""The paths of accounts: our own pages, and allauth's doors with German paths and a policy each.

allauth looks its doors up by name without a namespace, so this file sets none at the top; our own
pages are reached as `accounts:...`.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from rundertisch.accounts import views
from rundertisch.kernel import pages
from rundertisch.kernel.pages import Policy

own = [
    path("", views.account, name="account"),
    path("anmelden/kreis/", views.district_sign_in, name="district_sign_in"),
    path("anmelden/kreis/zurueck/", views.district_back, name="district_back"),
    path("anmeldungen/", views.sessions, name="sessions"),
    path("anmeldungen/andere/", views.end_other_sessions, name="end_other_sessions"),
    path("anmeldungen/<int:pk>/", views.end_session, name="end_session"),
    path("zweiter-faktor/gelesen/<int:pk>/", views.note_told, name="note_told"),
    path("personen/<int:pk>/zweiter-faktor/", views.asking_reset, name="asking_reset"),
    path("personen/<int:pk>/zweiter-faktor/antrag/", views.ask_reset, name="ask_reset"),
    path("zweiter-faktor/antraege/<int:pk>/ja/", views.grant_reset, name="grant_reset"),
    path("zweiter-faktor/antraege/<int:pk>/nein/", views.refuse_reset, name="refuse_reset"),
    path("datei/", views.waiting_file, name="waiting_file"),
    path("platz/<int:pk>/", views.choose_seat, name="choose_seat"),
    path("personen/", views.members, name="members"),
    path("personen/einladen/", views.new_invitation, name="new_invitation"),
    path("personen/einladen/absenden/", views.invite, name="invite"),
    path("personen/<int:pk>/", views.member, name="member"),
    path("personen/<int:pk>/abschied/", views.leaving, name="leaving"),
    path("personen/<int:pk>/abschied/uebergeben/", views.part_with, name="part_with"),
    path("personen/<int:pk>/platz/", views.give_seat, name="give_seat"),
    path("plaetze/<int:pk>/", views.ask_end_seat, name="ask_end_seat"),
    path("plaetze/<int:pk>/beenden/", views.end_seat, name="end_seat"),
    path("plaetze/<int:pk>/vertretung/", views.lending, name="lending"),
    path("plaetze/<int:pk>/vertretung/einrichten/", views.lend, name="lend"),
    path("plaetze/<int:pk>/vertretung/beenden/", views.end_deputy, name="end_deputy"),
    path("personen/<int:pk>/einladung/", views.renew_invitation, name="renew_invitation"),
    path(
        "personen/<int:pk>/einladung/zuruecknehmen/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("postausgang/", views.outbox, name="outbox"),
    path("postausgang/test/", views.send_test, name="send_test"),
    path("postausgang/test-sms/", views.send_test_sms, name="send_test_sms"),
    path("postausgang/<int:pk>/", views.letter, name="letter"),
    path("postausgang/<int:pk>/noch-einmal/", views.send_again, name="send_again"),
    path("postausgang/<int:pk>/verwerfen/", views.drop, name="drop"),
    path("postausgang/<int:pk>/gedruckt/", views.note_printed, name="note_printed"),
    path("personen/<int:pk>/kreis/loesen/", views.unbind_district, name="unbind_district"),
]


def door(route: str, view: Callable[..., HttpResponse], *, name: str, policy: Policy) -> URLPattern:
    """Put one of allauth's views behind a policy of ours."""

    @wraps(view)
    def entered(request: HttpRequest, **kwargs: object) -> HttpResponse:
        response = view(request, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return path(route, pages.allow(policy)(entered), name=name)


def public(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """Return a door on the way in: whoever wants to sign in has not done so yet."""
    return door(route, view, name=name, policy=pages.everyone)


def personal(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """Return a door to one's own account, with or without a seat."""
    return door(route, view, name=name, policy=pages.signed_in)


RESET = "passwort/neu/"
FACTOR = "zweiter-faktor/"

doors = [
    public("anmelden/", views.signing_in, "account_login"),
    public("abmelden/", sign_in.logout, "account_logout"),  # also leaves a half-done sign-in
    public("registrieren/", sign_in.signup, "account_signup"),
    public("gesperrt/", sign_in.account_inactive, "account_inactive"),
    personal("bestaetigen/", sign_in.reauthenticate, "account_reauthenticate"),
    personal("passwort/aendern/", sign_in.password_change, "account_change_password"),
    personal("passwort/setzen/", sign_in.password_set, "account_set_password"),
    public(RESET, views.forgotten_password, "account_reset_password"),
    public(f"{RESET}verschickt/", views.asked, "account_reset_password_done"),
    public(
        f"{RESET}<str:uidb36>/<str:key>/",
        sign_in.password_reset_from_key,
        "account_reset_password_from_key",
    ),
    public(
        f"{RESET}gesetzt/",
        sign_in.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    personal(FACTOR, second_factor.index, "mfa_index"),
    public(f"{FACTOR}eingeben/", second_factor.authenticate, "mfa_authenticate"),
    personal(f"{FACTOR}bestaetigen/", second_factor.reauthenticate, "mfa_reauthenticate"),
    personal(f"{FACTOR}app/einrichten/", totp.activate_totp, "mfa_activate_totp"),
    personal(f"{FACTOR}app/entfernen/", totp.deactivate_totp, "mfa_deactivate_totp"),
    personal(f"{FACTOR}notfall/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    personal(
        f"{FACTOR}notfall/neu/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"
    ),
    personal(
        f"{FACTOR}notfall/datei/", recovery.download_recovery_codes, "mfa_download_recovery_codes"
    ),
    personal(f"{FACTOR}passkeys/", passkey.list_webauthn, "mfa_list_webauthn"),
    personal(f"{FACTOR}passkeys/neu/", passkey.add_webauthn, "mfa_add_webauthn"),
    personal(
        f"{FACTOR}passkeys/bestaetigen/",
        passkey.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
    ),
    personal(
        f"{FACTOR}passkeys/<int:pk>/entfernen/", passkey.remove_webauthn, "mfa_remove_webauthn"
    ),
    personal(f"{FACTOR}passkeys/<int:pk>/umbenennen/", passkey.edit_webauthn, "mfa_edit_webauthn"),
    public(f"{FACTOR}passkeys/anmelden/", passkey.login_webauthn, "mfa_login_webauthn"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    *doors,
]
