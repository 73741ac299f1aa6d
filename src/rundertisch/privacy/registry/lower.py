# SPDX-License-Identifier: EUPL-1.2
"""The rules of the rooms below this one and of libraries: accounts, logs, the red thread."""

from django.db.models import Q

from rundertisch.privacy.registry import forgetting as rules

ACCOUNT = "user"
LOG = "Nachweis, wer wann was getan hat; nennt nur Kennungen, und die Zuordnung ist gelöscht"
NAMED = (("about_kind", "about_id"),)


def name_of(pk: int) -> str:
    """Return what stands in the place of a forgotten member's name."""
    return f"Früheres Mitglied {pk}"


def address_of(pk: int) -> str:
    """Return what stands in the place of the address: nobody can own or reach it (RFC 2606)."""
    return f"vergessen-{pk}@rundertisch.invalid"


def enter_accounts() -> None:
    """Enter what happens to the tables of a member; the account's row stays without the person.

    It stays because seats hang on it, and on the seats hangs who decided what.
    """
    rules.delete("account.EmailAddress", kind=ACCOUNT, path="user_id")
    rules.delete("mfa.Authenticator", kind=ACCOUNT, path="user_id")
    rules.delete("socialaccount.SocialAccount", kind=ACCOUNT, path="user_id")
    rules.delete("usersessions.UserSession", kind=ACCOUNT, path="user_id")
    rules.delete("accounts.FactorReset", kind=ACCOUNT, path="user_id", ref="factor_reset")
    rules.keep(
        "sessions.Session",
        kind=ACCOUNT,
        reason="nennt nur die Kennung des Kontos und gilt mit dem Vergessen nicht mehr",
        until="bis sie abläuft, längstens zehn Stunden",
    )
    rules.anonymise(
        "accounts.User",
        kind=ACCOUNT,
        path="pk",
        ref=ACCOUNT,
        fields={
            "email": address_of,
            "name": name_of,
            "password": "!",
            "last_login": None,
            "invited_at": None,
        },
        stays={
            "id": "an ihm hängen die Plätze und an ihnen die Entscheidungen",
            "sessions_ended": "ein Zähler",
        },
    )
    seat_stays = "nennt keine Person mehr; Entscheidungen und Unterschriften hängen am Platz"
    rules.anonymise(
        "accounts.Seat",
        kind=ACCOUNT,
        path="user_id",
        fields={"reason": "[vergessen]"},
        stays=dict.fromkeys(
            ("id", "user", "partner", "role", "starts_on", "ends_on", "deputy_of"), seat_stays
        ),
        only=~Q(reason=""),
    )


def enter_own(*, kind: str) -> None:
    """Enter what this room and the kernel keep about somebody of a kind; rooms call it last."""
    rules.delete_messages("kernel.MessageText", kind=kind, path="message__")
    rules.delete_messages("kernel.Message", kind=kind, ref="message")
    for label in ("privacy.LegalHold", "privacy.ArchiveOffer", "privacy.DueNotice"):
        rules.delete_named(label, kind=kind, pairs=NAMED)
    rules.delete_named("privacy.ForgetRequest", kind=kind, pairs=NAMED)
    rules.delete_of_subject("kernel.SecureLink", kind=kind, column="subject_id")
    rules.delete_of_subject(
        "privacy.SubjectRequest", kind=kind, column="subject_id", ref="subject_request"
    )
    rules.delete_of_subject("privacy.ConsentProof", kind=kind, column="consent__subject_id")
    rules.delete_of_subject("privacy.Consent", kind=kind, column="subject_id", ref="consent")
    rules.delete_of_subject("privacy.Subject", kind=kind, column="pk")
    rules.delete_named(
        "kernel.ThreadLink",
        kind=kind,
        pairs=(("source_kind", "source_id"), ("target_kind", "target_id")),
    )
    rules.unmap("kernel.PersonReference", kind=kind)
    for label in ("kernel.AuditEntry", "kernel.AccessEntry", "privacy.LogOpening"):
        rules.keep(label, kind=kind, reason=LOG, until="wie die Protokolle")


def enter_things() -> None:
    """Say which kinds of things in the logs are about no person."""
    rules.things(
        {
            "controller": "who answers for which processing",
            "competence": "what a partner is competent for",
            "full_export": "everything at once, for whoever leaves the product",
            "gazetteer": "a list of addresses",
            "job": "a task of the worker; its arguments are ids",
            "key_date": "a day of the school calendar",
            "partner": "an organisation",
            "place": "a town",
            "school_holiday": "a day of the school calendar",
            "seat": "who sits where in which role; without its account it names nobody",
            "subject": "a random id that goes with its record",
            "retention": "a rule about keeping",
            "receipt": "a receipt says how much was forgotten, not whose",
        }
    )
