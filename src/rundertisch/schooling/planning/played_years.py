# SPDX-License-Identifier: EUPL-1.2
"""A year of arrivals under several ways to give out seats: from the rows, and back as figures.

Two sources. *The past year of the district*: who waited when it began and whom it brought since,
each on the day it was reported; seats are those that are free today and those these children got
meanwhile, all there from the first week on. *Who is expected*: who waits today and the table of
expected arrivals; seats are those free today. Whoever has left the district counts in neither.

A job plays it, policy by policy, from the rows as it finds them; whoever is killed loses what is
being played, not the year. What is kept are waits and counts. Which child had which seat in such a
year is nowhere written.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.simulate import over
from rundertisch.engine.placement.simulate.course import POLICIES, Tallies, Tally, Waits
from rundertisch.engine.placement.simulate.over import Play
from rundertisch.engine.placement.simulate.problem import (
    WEEK_DAYS,
    WEEKS,
    Arrival,
    Year,
    validate,
)
from rundertisch.engine.placement.simulate.reading import caveats, headline, reading
from rundertisch.kernel import executors
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import (
    Child,
    ChildQuerySet,
    Placement,
    PlayedPolicy,
    PlayedYear,
    PlayedYearState,
    ScenarioState,
    YearKind,
)
from rundertisch.schooling.planning.arrivals import expected_in
from rundertisch.schooling.planning.rows import problem_about
from rundertisch.schooling.queries import expectations

SECONDS_OF_PATIENCE = 3600.0  # without any answer, then the executor counts as lost
CHOICES: Mapping[YearKind, str] = {
    YearKind.PAST: "In den letzten 52 Wochen wurde kein Kind gemeldet; es gibt nichts zu spielen.",
    YearKind.EXPECTED: "Niemand wartet und niemand wird erwartet. Bitte zuerst unter „Erwartete "
    "Ankünfte“ eintragen, mit wem zu rechnen ist.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one policy of a year came to, ready to be kept."""

    policy: int
    counts: Mapping[str, object] | None
    trouble: str


def start_year(
    *, kind: YearKind, own_town_weeks: int, moving_weeks: int, on: dt.date, by: Seat
) -> PlayedYear:
    """Ask for a year; a job plays it through. Nobody is seated by it."""
    actions.demand_counselling(by=by)
    if not _anybody(kind=kind, on=on):
        raise Refusal(CHOICES[kind])
    return actions.start_played_year(
        kind=kind,
        question={
            "weeks": WEEKS,
            "own_town_weeks": own_town_weeks,
            "moving_weeks": moving_weeks,
        },
        policies=POLICIES,
        on=on,
        by=by,
    )


def _anybody(*, kind: YearKind, on: dt.date) -> bool:
    if kind == YearKind.PAST:
        return _children_of_the_past(on=on).exists()
    expected = expectations.expected_within(on=on, weeks=WEEKS)
    return queries.waiting_children(on=on).exists() or any(line.children for line in expected)


def year_of(*, asked: PlayedYear) -> Year:
    """Return the year as the rows tell it now, to whoever asks the database."""
    made = past_year if asked.kind == YearKind.PAST else expected_year
    return replace(
        made(on=asked.run_on),
        own_town_weeks=asked.question["own_town_weeks"],
        moving_weeks=asked.question["moving_weeks"],
    )


def waiting_years() -> tuple[Play, ...]:
    """Return which policies of which years have no answer yet.

    The district of a play is the key of its row. If children or seats are not what they were when
    the first answer came, all policies are played anew: they are compared with each other.
    """
    found: list[Play] = []
    for asked in PlayedYear.objects.filter(state=PlayedYearState.WAITING):
        try:
            year = year_of(asked=asked)
            validate(year)
        except (Refusal, ValueError) as wrong:
            sentence = f"So lässt sich das Jahr nicht spielen: {wrong}"
            actions.give_up_played_year(year=asked.pk, sentence=sentence)
            continue
        if (fingerprint := _fingerprint(year)) != asked.input_sha256:
            actions.note_played_year_input(
                year=asked,
                input_sha256=fingerprint,
                children=len(year.everyone.children),
                seats=sum(group.free_seats for group in year.start.groups),
            )
        waiting = PlayedPolicy.objects.filter(year=asked, state=ScenarioState.WAITING)
        found += [
            Play(str(row.pk), year, POLICIES[row.number - 1])
            for row in waiting.order_by("attempts", "number")
        ]
    return tuple(found)


def years_interrupted() -> bool:
    """Whether something that waits was begun before: it may be what ends our processes."""
    begun = PlayedPolicy.objects.filter(state=ScenarioState.WAITING, attempts__gt=0)
    return begun.filter(year__state=PlayedYearState.WAITING).exists()


def play_years(*, plays: Iterable[Play], cluster: str, one_by_one: bool) -> Iterator[Answer]:
    """Play years in processes of this machine or on a cluster, each policy as it comes.

    Raises:
        Refusal: the cluster cannot be used.
        BrokenExecutor: a process was killed; what came is done.
    """
    with executors.power(cluster=cluster, prepare=over.load) as power:
        at_once = 1 if one_by_one else power.at_once
        for told in over.run(
            plays, executor=power.executor, at_once=at_once, patience=SECONDS_OF_PATIENCE
        ):
            counts = None if told.tallies is None else asdict(told.tallies)
            yield Answer(int(told.district), counts, told.trouble)


def keep_answer(*, answer: Answer) -> None:
    """Keep what one policy came to; with the last one, what all say together."""
    if answer.counts is None:
        failed = PlayedYear.objects.get(policies=answer.policy)
        actions.give_up_played_year(year=failed.pk, sentence=answer.trouble)
        return
    whole = actions.keep_played_policy(policy=answer.policy, counts=answer.counts)
    if whole is not None:
        actions.keep_played_year(year=whole, answer=_answer(whole))


def _children_of_the_past(*, on: dt.date) -> ChildQuerySet:
    """Return who waited when the year began, and whom it brought since."""
    began = on - dt.timedelta(weeks=WEEKS)
    here = Child.objects.reported(on=on).filter(left_on=None)
    before = Child.objects.waiting(on=began).filter(reported_on__lt=began)
    return here.filter(reported_on__gte=began) | here.filter(pk__in=before.values("pk"))


def past_year(*, on: dt.date) -> Year:
    """Return the fifty-two weeks before this day as they came."""
    began = on - dt.timedelta(weeks=WEEKS)
    here = Child.objects.reported(on=on).filter(left_on=None)
    children = _children_of_the_past(on=on)
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


def _answer(year: PlayedYear) -> dict[str, object]:
    """Return what is kept: figures and sentences, no child."""
    rows = PlayedPolicy.objects.filter(year=year).order_by("number")
    told = [row.counts for row in rows if row.counts is not None]
    tallies = Tallies(
        children=told[0]["children"],
        never=told[0]["never"],
        lines=tuple(
            Tally(line["policy"], Waits(**line["waits"]), line["unplaced_end"], line["moves"])
            for counts in told
            for line in counts["lines"]
        ),
    )
    said = reading(tallies)
    less = caveats(tallies)
    return {
        "children": tallies.children,
        "never": tallies.never,
        "headline": headline(tallies),
        "says": [sentence for sentence in said if sentence not in less],
        "does_not_say": list(less),
        "policies": [
            {
                "policy": line.policy,
                **asdict(line.waits),
                "unplaced_end": line.unplaced_end,
                "moves": line.moves,
            }
            for line in tallies.lines
        ],
    }


def _fingerprint(year: Year) -> str:
    told = [asdict(year.everyone), [arrival.week for arrival in year.arrivals]]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
