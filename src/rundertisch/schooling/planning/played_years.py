# SPDX-License-Identifier: EUPL-1.2
"""A year of arrivals under several ways to give out seats: from the rows, and back as figures.

Two sources. *The past year of the district*: who waited when it began and whom it brought since,
each on the day it was reported; seats are those that are free today and those these children got
meanwhile, all there from the first week on. *Who is expected*: who waits today and the table of
expected arrivals; seats are those free today. Whoever has left the district counts in neither.

What is kept are waits and counts. Which child had which seat in such a year is nowhere written.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.simulate.course import Course, Simulation
from rundertisch.engine.placement.simulate.problem import WEEK_DAYS, WEEKS, Arrival, Year
from rundertisch.engine.placement.simulate.reading import caveats, headline, reading
from rundertisch.engine.placement.simulate.run import simulate
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import Child, Placement, PlayedYear, YearKind
from rundertisch.schooling.planning.arrivals import expected_in
from rundertisch.schooling.planning.rows import problem_about
from rundertisch.schooling.queries import expectations

MOST_CHILDREN = 2500  # a page waits for the answer: some ten seconds
CHOICES: Mapping[YearKind, str] = {
    YearKind.PAST: "In den letzten 52 Wochen wurde kein Kind gemeldet; es gibt nichts zu spielen.",
    YearKind.EXPECTED: "Niemand wartet und niemand wird erwartet. Bitte zuerst unter „Erwartete "
    "Ankünfte“ eintragen, mit wem zu rechnen ist.",
}


def play_year(
    *, kind: YearKind, own_town_weeks: int, moving_weeks: int, on: dt.date, by: Seat
) -> PlayedYear:
    """Play a year through and keep what came out; nobody is seated by it."""
    actions.demand_counselling(by=by)
    year = past_year(on=on) if kind == YearKind.PAST else expected_year(on=on)
    year = replace(year, own_town_weeks=own_town_weeks, moving_weeks=moving_weeks)
    children = len(year.everyone.children)
    if not children:
        raise Refusal(CHOICES[kind])
    if children > MOST_CHILDREN:
        raise Refusal(
            f"Das wären {children} Kinder; hier sind es höchstens {MOST_CHILDREN}. Größere Jahre "
            "spielt der Befehl „rundertisch simulate placement“ durch."
        )
    try:
        simulation = simulate(year)
    except ValueError as malformed:
        raise Refusal(f"So lässt sich das Jahr nicht spielen: {malformed}") from malformed
    return actions.keep_played_year(
        kind=kind,
        question={
            "weeks": year.weeks,
            "own_town_weeks": own_town_weeks,
            "moving_weeks": moving_weeks,
            "seats": sum(group.free_seats for group in year.start.groups),
        },
        answer=_answer(simulation),
        input_sha256=_fingerprint(year),
        on=on,
        by=by,
    )


def past_year(*, on: dt.date) -> Year:
    """Return the fifty-two weeks before this day as they came."""
    began = on - dt.timedelta(weeks=WEEKS)
    here = Child.objects.reported(on=on).filter(left_on=None)
    before = Child.objects.waiting(on=began).filter(reported_on__lt=began)
    children = here.filter(reported_on__gte=began) | here.filter(pk__in=before.values("pk"))
    problem = problem_about(children=children.order_by("reported_on", "pk"), on=on)
    asked = {child.id for child in problem.children}
    reported = dict(here.values_list("pk", "reported_on"))
    since = dict(here.values_list("pk", "waiting_since"))

    def entering(child: problems.Child) -> tuple[problems.Child, int]:
        day = max(began, reported[int(child.id)])
        waited = max(0, (day - since[int(child.id)]).days)
        week = min(WEEKS, (day - began).days // WEEK_DAYS + 1)
        return replace(child, waiting_days=waited), week

    entered = [(reported[int(child.id)] < began, *entering(child)) for child in problem.children]
    return Year(
        start=replace(
            problem,
            children=tuple(child for early, child, _ in entered if early),
            groups=_with_their_seats(problem, asked, on=on),
            placed=tuple(one for one in problem.placed if one.id not in asked),
        ),
        arrivals=tuple(Arrival(week, child) for early, child, week in entered if not early),
    )


def _with_their_seats(
    problem: problems.Problem, asked: set[str], *, on: dt.date
) -> tuple[problems.Group, ...]:
    """Return the groups with the seats that these children hold free again."""
    holding = Placement.objects.signed(on=on).filter(regular_since=None)
    held = Counter(
        str(group)
        for child, group in holding.values_list("child_id", "group_id")
        if str(child) in asked
    )
    return tuple(
        replace(group, free_seats=group.free_seats + held[group.id]) for group in problem.groups
    )


def expected_year(*, on: dt.date) -> Year:
    """Return who waits today, and week by week who is expected."""
    problem = problem_about(children=queries.waiting_children(on=on), on=on)
    monday = on - dt.timedelta(days=on.weekday())
    arrivals = []
    for line in expectations.expected_within(on=on, weeks=WEEKS):
        week = (line.week - monday).days // WEEK_DAYS + 1
        for spot in expected_in(lines=(line,), schools=problem.schools):
            arrivals += [
                Arrival(
                    week,
                    problems.Child(
                        id=f"erwartet-{line.pk}-{spot.grade}-{number}",
                        grade=spot.grade,
                        lat=spot.lat,
                        lon=spot.lon,
                        town=line.town.name,
                    ),
                )
                for number in range(spot.children)
            ]
    return Year(start=problem, arrivals=tuple(arrivals))


def _answer(simulation: Simulation) -> dict[str, object]:
    """Return what is kept: figures and sentences, no child."""
    said = reading(simulation)
    less = caveats(simulation)
    return {
        "children": simulation.children,
        "never": len(simulation.never),
        "headline": headline(simulation),
        "says": [sentence for sentence in said if sentence not in less],
        "does_not_say": list(less),
        "policies": [_line(course) for course in simulation.courses],
    }


def _line(course: Course) -> dict[str, object]:
    return {
        "policy": course.policy,
        **asdict(course.waits),
        "unplaced_end": course.unplaced_end,
        "moves": course.moves,
    }


def _fingerprint(year: Year) -> str:
    told = [asdict(year.everyone), [arrival.week for arrival in year.arrivals]]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
