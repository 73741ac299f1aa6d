# SPDX-License-Identifier: EUPL-1.2
"""Navigation by role and the answer to „Was braucht mich heute?“; only site knows all rooms."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel.pages import Door
from rundertisch.schooling import policies as schooling_rights
from rundertisch.schooling import queries as schooling


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that needs somebody today: a count as a link, computed now."""

    count: int
    sentence: str
    url: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The start page of one seat."""

    headline: str
    tasks: tuple[Task, ...]


def doors(request: HttpRequest) -> Sequence[Door]:
    """Return the doors this person may open."""
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        return ()
    known = [("Heute", "start", True)]
    known.append(("Kinder", "schooling:waiting_list", schooling_rights.may_see_children(seat=seat)))
    known.append(
        ("Vorschlag", "schooling:newest_proposal", schooling_rights.may_see_proposals(seat=seat))
    )
    known.append(("Schulen", "schooling:schools", schooling_rights.may_see_schools(seat=seat)))
    return [
        Door(label=label, url=reverse(name), current=_is_current(request.path, reverse(name)))
        for label, name, open_ in known
        if open_
    ]


def _is_current(path: str, url: str) -> bool:
    if url in {"/", reverse("schooling:waiting_list")}:
        return path == url or (url != "/" and path.startswith(f"{url}kinder/"))
    return path.startswith(url)


def today(*, seat: Seat, on: datetime.date) -> Today:
    """Return what needs this seat today, counted with its own eyes."""
    if not schooling_rights.may_see_children(seat=seat):
        return _without_children(seat=seat)
    queues = schooling.queues(on=on)
    tasks = [
        Task(
            count=count.children,
            sentence=_waiting_sentence(key=count.queue.key, children=count.children),
            url=f"{reverse('schooling:waiting_list')}?schlange={count.queue.key}",
            urgent=count.longest_days > schooling.LONG_WAIT_DAYS,
        )
        for count in queues.counts
        if count.children
    ]
    if schooling_rights.may_see_proposals(seat=seat):
        tasks += _proposal_tasks()
    return Today(headline=queues.headline, tasks=tuple(tasks))


def _waiting_sentence(*, key: str, children: int) -> str:
    one = children == 1
    if key == schooling.COUNSELLING.key:
        return "Kind wartet auf die Erstberatung" if one else "Kinder warten auf die Erstberatung"
    return "beratenes Kind hat noch keinen Platz" if one else "beratene Kinder haben keinen Platz"


def _proposal_tasks() -> list[Task]:
    newest = schooling.latest_proposal()
    if newest is None:
        return []
    open_children = schooling.unseated_children(proposal=newest)
    if not open_children:
        return []
    what = "Kind bleibt" if open_children == 1 else "Kinder bleiben"
    return [
        Task(
            count=open_children,
            sentence=f"{what} im neuesten Vorschlag ohne Platz",
            url=reverse("schooling:newest_proposal") + "#ohne-platz",
            urgent=True,
        )
    ]


def _without_children(*, seat: Seat) -> Today:
    seats = schooling.free_seats()
    task = Task(count=seats, sentence="freie Plätze an Schulen", url=reverse("schooling:schools"))
    headline = "Heute braucht Sie hier nichts"
    if seat.role == Role.ADMINISTRATOR:
        headline = "Sie verwalten das Haus; Kinder sehen Sie nicht"
    return Today(headline=headline, tasks=(task,) if seats else ())
