# SPDX-License-Identifier: EUPL-1.2
"""Case conferences: call one, take down what was agreed; steps go into the person's plan."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.needs import add_step, open_need
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import Client, Need
from rundertisch.cases.models.conferences import (
    CaseConference,
    ConferenceParticipant,
    ConferencePoint,
)
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.situation.models import NeedDomain


@dataclass(frozen=True, slots=True)
class Agreed:
    """A step that was agreed on: what, who, until when."""

    words: str
    who: str
    due_on: dt.date


@audit.audited
def call_conference(
    *, held_on: dt.date, participants: Sequence[Partner], by: Seat
) -> CaseConference:
    """Call agencies together for a day; who will be discussed is not said here."""
    demand_case_manager(by=by)
    others = [one for one in participants if one.pk != by.partner_id]
    if not others:
        raise Refusal("Bitte wenigstens eine andere Stelle wählen.", field="participants")
    if any(one.kind == PartnerKind.IMMIGRATION_OFFICE for one in others):
        raise Refusal(
            "Die Ausländerbehörde sitzt in keiner Fallkonferenz: Was sie dort hört, müsste sie"
            " verwenden (§ 87 AufenthG, nicht verifiziert).",
            field="participants",
        )
    conference = CaseConference.objects.create(owner_id=by.partner_id, held_on=held_on)
    ConferenceParticipant.objects.bulk_create(
        ConferenceParticipant(conference=conference, partner=one) for one in others
    )
    audit.record(
        action="cases.call_conference", by=by, about=Ref("case_conference", str(conference.pk))
    )
    return conference


@audit.audited
def add_point(
    *,
    conference: CaseConference,
    client: Client,
    domain: NeedDomain,
    problem: str,
    agreed: Agreed | None,
    on: dt.date,
    by: Seat,
) -> ConferencePoint:
    """Take down one problem of a person and what was agreed; the step goes into the plan.

    It hangs on the open need of that domain; without one, a need is opened in the same words.
    """
    demand_case_manager(by=by)
    demand_running(client=client)
    if conference.owner_id != by.partner_id:
        raise Refusal("Eintragen kann nur die Stelle, die zur Konferenz eingeladen hat.")
    need = _need_of(client=client, domain=domain, words=problem, on=on, by=by)
    step = None
    if agreed is not None:
        step = add_step(
            thing=need, words=agreed.words, who=agreed.who, due_on=agreed.due_on, on=on, by=by
        )
    point = ConferencePoint.objects.create(
        subject_id=client.subject_id,
        owner_id=client.owner_id,
        conference=conference,
        domain=domain,
        need=need,
        step=step,
        problem=problem.strip(),
        agreed=step.words if step else "",
        who=step.who if step else "",
        due_on=step.due_on if step else None,
    )
    audit.record(action="cases.add_point", by=by, about=Ref("conference_point", str(point.pk)))
    return point


@audit.audited
def remove_point(*, point: ConferencePoint, by: Seat) -> None:
    """Take a point back, and its step out of the plan unless somebody has done it by now."""
    demand_case_manager(by=by)
    step = point.step
    audit.record(action="cases.remove_point", by=by, about=Ref("conference_point", str(point.pk)))
    point.delete()
    if step is not None and step.done_on is None:
        step.delete()


def _need_of(*, client: Client, domain: NeedDomain, words: str, on: dt.date, by: Seat) -> Need:
    known = Need.objects.filter(
        subject=client.subject_id, owner=client.owner_id, domain=domain, closed_on=None
    ).order_by("opened_on", "pk")
    return known.first() or open_need(client=client, domain=domain, words=words, on=on, by=by)
