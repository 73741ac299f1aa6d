# SPDX-License-Identifier: EUPL-1.2
"""A person no longer wants to take part: everything shuts at once (DSGVO Art. 7 Abs. 3)."""

import datetime as dt
import uuid

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.cases import queries
from rundertisch.cases.actions.changes import lock_client
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import Client
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions as privacy

THE_PERSON = "die Person selbst"  # in the place of a member's name


@audit.audited
def end_participation(*, client: Client, version: int, on: dt.date, by: Seat) -> Client:
    """End the Case Management of a person who has said so to the Case Management.

    Raises:
        Refusal: the case is closed already, or somebody changed it meanwhile.
    """
    demand_case_manager(by=by)
    return _end(client=lock_client(client=client, version=version), on=on, by=by)


@audit.audited
def end_by_the_person(*, subject_id: uuid.UUID, on: dt.date) -> None:
    """End the Case Management of the asking person, on the own view; the same happens.

    Raises:
        Refusal: there is no case, or it has ended already.
    """
    client = Client.objects.filter(subject=subject_id).first()
    if client is None:
        raise Refusal("Zu dieser Person gibt es hier keinen Fall.")
    _end(client=client, on=on, by=None)


def _end(*, client: Client, on: dt.date, by: Seat | None) -> Client:
    """Withdraw the consents, and let the database shut the rest; it knows who may.

    With each consent the database closes the links of its recipient and ends its referrals. Then
    nobody finds the person any more, no conference names her, open needs end as no longer wanted.
    Nobody takes it back: whoever wants help again agrees anew, in another case.
    """
    demand_running(client=client)
    for consent in queries.open_consents(client=client, on=on):
        privacy.withdraw_consent(consent=consent, by=by)
    with connection.cursor() as cursor:
        who = by.user.name if by else THE_PERSON
        cursor.execute("select cases_end_participation(%s, %s, %s)", [client.pk, on, who])
        ended: bool = cursor.fetchone()[0]
    if not ended:
        raise Refusal("Dieser Fall ist inzwischen beendet. Bitte die Seite neu öffnen.")
    audit.record(
        action="cases.end_participation",
        by=by,
        about=Ref("client", str(client.pk)),
        fields=("closed_on", "outcome"),
    )
    client.refresh_from_db()
    return client
