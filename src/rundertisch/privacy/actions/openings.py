# SPDX-License-Identifier: EUPL-1.2
"""Asking to open the logs about one record, and the answer of a second person."""

import datetime as dt

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.audit import audited
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import policies
from rundertisch.privacy.models import LogOpening

KIND = "log_opening"


@audited
def ask_to_open_log(
    *, kind: str, number: int, reason: str, starts_on: dt.date, ends_on: dt.date, by: Seat
) -> int:
    """Ask for what the logs say about one record in [starts_on, ends_on); return the request's id.

    Raises:
        Refusal: somebody else than an auditor asks, or the logs know nothing of such a record.
    """
    if not policies.may_ask_for_log(seat=by):
        raise Refusal(
            "Eine Protokolleinsicht beantragt nur, wer auf einem Platz der Prüfung sitzt."
        )
    if ends_on <= starts_on:
        raise Refusal("Der Zeitraum endet, bevor er beginnt.", field="ends_on")
    with connection.cursor() as cursor:
        cursor.execute(
            "select privacy_ask_to_open_log(%s, %s, %s, %s, %s)",
            [kind, str(number), str(reason), starts_on, ends_on],
        )
        made = cursor.fetchone()[0]
    if made is None:
        raise Refusal(
            "Zu dieser Nummer steht nichts in den Protokollen. Bitte Art und Nummer prüfen.",
            field="number",
        )
    audit.record(action="privacy.ask_to_open_log", by=by, about=Ref(KIND, str(made)))
    return int(made)


@audited
def decide_on_log(*, opening: LogOpening, granted: bool, by: Seat) -> None:
    """Grant the request for 24 hours, or refuse it; once, and as another person in another role.

    Raises:
        Refusal: it was decided before, or this person may not decide on it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select privacy_decide_on_log(%s, %s)", [opening.pk, granted])
        (decided,) = cursor.fetchone()
    if not decided:
        raise Refusal(
            "Darüber wurde schon entschieden, oder Sie dürfen es nicht: Zustimmen muss eine zweite "
            "Person, und zwar die Leitung des Integrationszentrums."
        )
    verb = "grant_log" if granted else "refuse_log"
    audit.record(action=f"privacy.{verb}", by=by, about=Ref(KIND, str(opening.pk)))
