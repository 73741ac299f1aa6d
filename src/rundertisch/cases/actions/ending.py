# SPDX-License-Identifier: EUPL-1.2
"""A person no longer wants to take part: everything shuts at once (DSGVO Art. 7 Abs. 3)."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases import queries
from rundertisch.cases.actions.changes import changing, lock_client
from rundertisch.cases.actions.finding import end_finding
from rundertisch.cases.actions.referrals import take_back_referral
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import (
    CaseChangeKind,
    Client,
    ConferencePoint,
    Need,
    Outcome,
    Phase,
    Referral,
)
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions as privacy


@audit.audited
def end_participation(*, client: Client, version: int, on: dt.date, by: Seat) -> Client:
    """End the Case Management of a person who withdraws from it as a whole.

    Consents are withdrawn, and with each the database closes the links of its recipient and ends
    its referrals; nobody finds the person any more, no conference names her; open needs end as no
    longer wanted. Nobody takes it back: whoever wants help again agrees anew, in another case.

    Raises:
        Refusal: the case is closed already, or somebody changed it meanwhile.
    """
    demand_case_manager(by=by)
    now = lock_client(client=client, version=version)
    demand_running(client=now)
    for consent in queries.open_consents(client=now, on=on):
        privacy.withdraw_consent(consent=consent, by=by)
    for referral in Referral.objects.unfinished().filter(subject=now.subject_id):
        take_back_referral(referral=referral, by=by)  # its consent had run out before
    if queries.findable(client=now) is not None:
        end_finding(client=now, on=on, by=by)
    points = ConferencePoint.objects.filter(subject=now.subject_id, owner=now.owner_id)
    points.exclude(named_on=None).update(named_on=None)  # the sheet names nobody any more
    with changing(clients=[now], kind=CaseChangeKind.WITHDRAWN, on=on, by=by, final=True):
        Need.objects.filter(subject=now.subject_id, owner=now.owner_id, closed_on=None).update(
            closed_on=on, outcome=Outcome.NOT_WANTED
        )
        Client.objects.filter(pk=now.pk).update(
            phase=Phase.CLOSING, phase_since=on, closed_on=on, outcome=Outcome.NOT_WANTED
        )
    audit.record(
        action="cases.end_participation",
        by=by,
        about=Ref("client", str(now.pk)),
        fields=("closed_on", "outcome"),
    )
    now.refresh_from_db()
    return now
