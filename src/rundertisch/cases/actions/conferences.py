# SPDX-License-Identifier: EUPL-1.2
"""Case conferences: take down what was agreed; a name only by the person's consent."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.needs import add_step, open_need
from rundertisch.cases.actions.participants import demand_open
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import Client, Need
from rundertisch.cases.models.conferences import CaseConference, ConferencePoint
from rundertisch.cases.queries import conferences as queries
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.situation.models import NeedDomain


@dataclass(frozen=True, slots=True)
class Agreed:
    """A step that was agreed on: what, who, until when."""

    words: str
    who: str
    due_on: dt.date


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
    demand_open(conference=conference, by=by)
    need = _need_of(client=client, domain=domain, words=problem, on=on, by=by)
    step = None
    if agreed is not None:
        step = add_step(
            thing=need, words=agreed.words, who=agreed.who, due_on=agreed.due_on, on=on, by=by
        )
    known = ConferencePoint.objects.filter(conference=conference, subject=client.subject_id)
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
        named_on=known.values_list("named_on", flat=True).first(),  # released for the whole day
    )
    audit.record(action="cases.add_point", by=by, about=Ref("conference_point", str(point.pk)))
    return point


@audit.audited
def remove_point(*, point: ConferencePoint, by: Seat) -> None:
    """Take a point back, and its step out of the plan unless somebody has done it by now."""
    demand_case_manager(by=by)
    demand_open(conference=point.conference, by=by)
    step = point.step
    audit.record(action="cases.remove_point", by=by, about=Ref("conference_point", str(point.pk)))
    point.delete()
    if step is not None and step.done_on is None:
        step.delete()


@audit.audited
def release_name(*, conference: CaseConference, client: Client, on: dt.date, by: Seat) -> None:
    """Let those at the table who may know the person read the name beside the points.

    Raises:
        Refusal: nobody at the table may know it; the database would refuse it as well.
    """
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    if not queries.agencies_who_may_know(conference=conference, client=client, on=on):
        raise Refusal(
            "Die Person hat keiner Stelle am Tisch erlaubt, ihren Namen zu kennen. Bitte zuerst"
            " eine Einwilligung eintragen, mit „Name und Erreichbarkeit“ unter den Arten von Daten."
        )
    _set_named(conference=conference, client=client, on=on)
    audit.record(
        action="cases.release_name",
        by=by,
        about=Ref("client", str(client.pk)),
        fields=("named_on",),
    )


@audit.audited
def hide_name(*, conference: CaseConference, client: Client, by: Seat) -> None:
    """Show nothing but the letter again, at any time."""
    demand_case_manager(by=by)
    _set_named(conference=conference, client=client, on=None)
    audit.record(
        action="cases.hide_name", by=by, about=Ref("client", str(client.pk)), fields=("named_on",)
    )


def _set_named(*, conference: CaseConference, client: Client, on: dt.date | None) -> None:
    own = ConferencePoint.objects.filter(conference=conference, subject=client.subject_id)
    own.filter(owner=client.owner_id).update(named_on=on)


def _need_of(*, client: Client, domain: NeedDomain, words: str, on: dt.date, by: Seat) -> Need:
    known = Need.objects.filter(
        subject=client.subject_id, owner=client.owner_id, domain=domain, closed_on=None
    ).order_by("opened_on", "pk")
    return known.first() or open_need(client=client, domain=domain, words=words, on=on, by=by)
