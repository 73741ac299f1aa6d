# SPDX-License-Identifier: EUPL-1.2
"""What cases and referrals ask of somebody today."""

import datetime as dt

from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies as cases_rights
from rundertisch.cases import queries as cases
from rundertisch.cases.queries import structural
from rundertisch.site.today.task import Task, Today


def cases_today(*, seat: Seat, on: dt.date) -> Today:
    """Lead a case manager to what is due in the own cases."""
    day = cases.day(seat=seat, on=on)
    url = reverse("cases:day")
    waiting = ((day.overdue, "faellig", "fällig", True), (day.soon, "bald", "bald fällig", False))
    return Today(
        headline=day.headline,
        tasks=(
            *(
                Task(
                    title=f"Rechtskreiswechsel: {one.client}",
                    url=reverse("cases:client", kwargs={"pk": one.client.pk}),
                    state=one.state,
                    urgent=True,
                )
                for one in day.risky
            ),
            *(
                Task(
                    title=f"{len(steps)} {'Schritt' if len(steps) == 1 else 'Schritte'}",
                    url=f"{url}#{anchor}",
                    state=state,
                    urgent=urgent,
                )
                for steps, anchor, state, urgent in waiting
                if steps
            ),
            *(_unanswered_tasks(day)),
            *_referral_tasks(seat=seat),
        ),
        quiet="Im Moment ist in Ihren Fällen nichts fällig.",
    )


def _unanswered_tasks(day: cases.Day) -> list[Task]:
    """Lead to referrals that nobody has answered for ten days: somebody has to call."""
    count = len(day.unanswered)
    if not count:
        return []
    what = "Vermittlung" if count == 1 else "Vermittlungen"
    url = f"{reverse('cases:day')}#andere"
    return [Task(title=f"{count} {what} ohne Antwort", url=url, state="bitte anrufen", urgent=True)]


def _referral_tasks(*, seat: Seat) -> list[Task]:
    """Lead to what other offices have referred to the own one and nobody has answered."""
    count = sum(one.state == "SENT" for one in cases.incoming(seat=seat))
    if not count:
        return []
    what = "Vermittlung wartet" if count == 1 else "Vermittlungen warten"
    title = f"{count} {what} auf eine Antwort Ihrer Stelle"
    return [Task(title=title, url=reverse("cases:inbox"), state="beantworten", urgent=True)]


def agency_today(*, seat: Seat) -> Today:
    """Lead the contact of an office to what was referred to it."""
    tasks = _referral_tasks(seat=seat)
    if not tasks:
        return Today(headline="Heute braucht Sie hier nichts", tasks=())
    return Today(headline="Andere Stellen bitten um Ihre Hilfe", tasks=tuple(tasks))


def structural_tasks(*, seat: Seat, on: dt.date) -> list[Task]:
    """Lead the coordination to what three agencies could not solve and nobody has answered yet."""
    if not cases_rights.may_answer_structural_needs(seat=seat):
        return []
    waiting = structural.structural_needs(on=on).unanswered
    if not waiting:
        return []
    one = waiting == 1
    return [
        Task(
            title="Ein struktureller Bedarf" if one else f"{waiting} strukturelle Bedarfe",
            url=reverse("cases:structural_needs"),
            state="noch keine Antwort",
            urgent=True,
        )
    ]
