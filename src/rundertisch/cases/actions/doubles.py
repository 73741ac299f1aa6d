# SPDX-License-Identifier: EUPL-1.2
"""A person with two records is led in one; two persons in one record get one each."""

import datetime as dt
from collections.abc import Sequence

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.changes import (
    changing,
    hand_over,
    lock_client,
    locked,
    states_of,
)
from rundertisch.cases.actions.clients import next_pseudonym
from rundertisch.cases.actions.rules import (
    demand_case_manager,
    demand_nothing_referred,
    demand_running,
)
from rundertisch.cases.models import CaseChangeKind, Client, ClientContact, Need, RegimeChange
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref


@audit.audited
def merge_clients(*, stays: Client, closes: Client, on: dt.date, by: Seat) -> Client:
    """Lead two records of one person in the one that stays; the other points to it.

    Needs, steps, changes of regime and notes follow. Consents do not: they were given for a record,
    and whoever reads by one of the other record reads nothing any more until it is given anew.
    """
    demand_case_manager(by=by)
    if stays.pk == closes.pk:
        raise Refusal("Das ist derselbe Fall. Bitte das Pseudonym des anderen eintragen.")
    now = locked(pks=[stays.pk, closes.pk])
    kept, closed = now[stays.pk], now[closes.pk]
    for one in (kept, closed):
        demand_running(client=one)
    if (
        RegimeChange.objects.filter(
            subject__in=[kept.subject_id, closed.subject_id], settled_on=None
        ).count()
        > 1
    ):
        raise Refusal(
            "In beiden Fällen läuft ein Rechtskreiswechsel. Bitte einen davon abschließen."
        )
    demand_nothing_referred(client=closed)
    with changing(clients=[kept, closed], kind=CaseChangeKind.MERGED, on=on, by=by):
        state = states_of(pks=[closed.pk])[closed.pk]
        if ClientContact.objects.filter(subject=kept.subject_id, owner=kept.owner_id).exists():
            state["contacts"] = []
        hand_over(state=state, to=kept)
        Client.objects.filter(pk=closed.pk).update(merged_into=kept)
        Client.objects.filter(pk=kept.pk).update(
            opened_on=min(kept.opened_on, closed.opened_on),
            agreed_on=min(kept.agreed_on, closed.agreed_on),
        )
    for one in (kept, closed):
        audit.record(action="cases.merge_clients", by=by, about=Ref("client", str(one.pk)))
    kept.refresh_from_db()
    return kept


@audit.audited
def split_client(
    *, client: Client, name: str, needs: Sequence[Need], version: int, on: dt.date, by: Seat
) -> Client:
    """Give the second person of a record one of its own, with the needs that are theirs.

    Notes stay with the first: nobody can say by a number which of the two they are about. So do
    consents: a need on which another office works by one of them goes when that has ended.
    """
    demand_case_manager(by=by)
    now = lock_client(client=client, version=version)
    demand_running(client=now)
    if not name.strip():
        raise Refusal("Bitte den Namen der zweiten Person eintragen.", field="name")
    demand_nothing_referred(client=now, needs=needs)
    number, pseudonym = next_pseudonym()
    with changing(clients=[now], kind=CaseChangeKind.SPLIT, on=on, by=by) as both:
        made = Client.objects.create(
            pk=number,
            owner_id=now.owner_id,
            pseudonym=pseudonym,
            led_by_id=now.led_by_id,
            led_by_name=now.led_by_name,
            phase=now.phase,
            phase_since=now.phase_since,
            agreed_on=now.agreed_on,
            opened_on=now.opened_on,
        )
        made.refresh_from_db()
        both.append(made)
        ClientContact.objects.create(
            subject_id=made.subject_id, owner_id=now.owner_id, words=name.strip(), written_on=on
        )
        moved = Need.objects.filter(
            pk__in=[need.pk for need in needs], subject=now.subject_id, owner=now.owner_id
        )
        moved.update(subject_id=made.subject_id)
    for one in (now, made):
        audit.record(action="cases.split_client", by=by, about=Ref("client", str(one.pk)))
    return made
