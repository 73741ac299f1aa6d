# SPDX-License-Identifier: EUPL-1.2
"""A lost second factor: one administrator asks, another one decides, and the person is told."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db.models import F

from rundertisch.accounts import queries
from rundertisch.accounts.actions.seats import demand_administration
from rundertisch.accounts.models import FactorReset, Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref

VALID_FOR = dt.timedelta(days=3)  # as long as an invitation link


@audit.audited
def ask_reset(*, user: User, checked: str, at: dt.datetime, by: Seat) -> FactorReset:
    """Ask that the second factor of a person be taken away; another administrator decides.

    ``checked`` says how the asking administrator made sure that it is this person.
    """
    demand_administration(by=by)
    checked = " ".join(checked.split())
    if not checked:
        raise Refusal(
            "Bitte sagen, wie Sie geprüft haben, dass es diese Person ist, zum Beispiel "
            "„kam mit Dienstausweis vorbei“.",
            field="checked",
        )
    if user.pk == by.user_id:
        raise Refusal(
            "Für sich selbst beantragt das niemand. Bitte eine andere Person mit Administration "
            "darum bitten."
        )
    if not Authenticator.objects.filter(user=user).exists():
        raise Refusal(
            f"{user.name} hat keinen zweiten Faktor eingerichtet; es gibt nichts zurückzusetzen."
        )
    if queries.open_reset(user=user) is not None:
        raise Refusal(f"Für {user.name} ist schon ein Antrag offen.")
    reset = FactorReset.objects.create(user=user, checked=checked, asked_at=at, asked_by=by)
    audit.record(action="accounts.ask_reset", by=by, about=Ref("user", str(user.pk)))
    return reset


@audit.audited
def grant_reset(*, reset: FactorReset, at: dt.datetime, by: Seat) -> FactorReset:
    """Take every second factor of the person away and end all their sessions.

    They sign in with their password only, are told so, and get no seat before a new factor stands
    where one is demanded.
    """
    _decidable(reset=reset, by=by)
    if by.user_id in {reset.asked_by.user_id, reset.user_id}:
        raise Refusal(
            "Zustimmen muss eine zweite Person mit Administration, nicht wer den Antrag gestellt "
            "hat. Gibt es nur eine, laden Sie bitte zuerst eine zweite dafür ein."
        )
    if at - reset.asked_at > VALID_FOR:
        raise Refusal(
            "Der Antrag ist älter als drei Tage. Bitte lehnen Sie ihn ab und prüfen Sie neu, "
            "ob es diese Person ist."
        )
    reset.decided_at, reset.decided_by, reset.granted = at, by, True
    reset.save(update_fields=["decided_at", "decided_by", "granted"])
    Authenticator.objects.filter(user_id=reset.user_id).delete()
    User.objects.filter(pk=reset.user_id).update(sessions_ended=F("sessions_ended") + 1)
    audit.record(action="accounts.grant_reset", by=by, about=Ref("user", str(reset.user_id)))
    return reset


@audit.audited
def refuse_reset(*, reset: FactorReset, at: dt.datetime, by: Seat) -> FactorReset:
    """Decide that nothing is taken away; whoever asked may take it back so, too."""
    _decidable(reset=reset, by=by)
    reset.decided_at, reset.decided_by = at, by
    reset.save(update_fields=["decided_at", "decided_by"])
    audit.record(action="accounts.refuse_reset", by=by, about=Ref("user", str(reset.user_id)))
    return reset


@audit.audited
def note_told(*, reset: FactorReset, user: User, at: dt.datetime) -> FactorReset:
    """Keep that the person has read that their second factor was taken away."""
    if reset.user_id != user.pk or reset.told_at is not None:
        raise Refusal("Diese Nachricht ist schon gelesen.")
    reset.told_at = at
    reset.save(update_fields=["told_at"])
    audit.record(action="accounts.note_told", by=None, about=Ref("user", str(user.pk)))
    return reset


def _decidable(*, reset: FactorReset, by: Seat) -> None:
    demand_administration(by=by)
    if reset.decided_at is not None:
        raise Refusal(
            f"Über diesen Antrag wurde schon entschieden, am {reset.decided_at:%d.%m.%Y}."
        )
