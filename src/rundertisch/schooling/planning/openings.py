# SPDX-License-Identifier: EUPL-1.2
"""Ask the engine where groups should open, and play the answer through in the running round.

Nothing opens by this: what comes back is kept as a proposal, and people decide.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.solve.network import minutes_between
from rundertisch.engine.siting import plan as plans
from rundertisch.engine.siting import problem as siting
from rundertisch.engine.siting.solve import solve
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, queries
from rundertisch.schooling.models import (
    Child,
    ExpectedStage,
    OpeningProposal,
    Placement,
    Proposal,
    Round,
)
from rundertisch.schooling.planning.arrivals import GRADES
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.planning.lines import fingerprint
from rundertisch.schooling.planning.rounds import SECONDS, what_if
from rundertisch.schooling.planning.rows import (
    DISTRICT,
    KINDS,
    middles_of,
    problem_about,
    problem_on,
)
from rundertisch.schooling.queries import expectations, openings, regular
from rundertisch.schooling.queries import opening_answers as kept

CENTS = 100
STAGES: tuple[problems.Stage, ...] = ("primary", "sec1", "sec2")


@dataclass(frozen=True, slots=True)
class _Place:
    """A candidate of the engine and what it stands for."""

    where: openings.CandidateSchool
    spot: openings.Spot

    @property
    def id(self) -> str:
        return f"{self.where.school.pk}-{self.spot.kind}-{self.spot.grade_from}"


def propose_openings(*, question: kept.OpeningQuestion, on: dt.date, by: Seat) -> OpeningProposal:
    """Compute where groups should open. Nothing opens by it."""
    actions.demand_counselling(by=by)
    running = queries.running_round() if question.whom == kept.Whom.ROUND else None
    placement = _asked(question=question, running=running, on=on)
    possible = openings.candidates(on=on)
    places = {
        place.id: place
        for where in possible.schools
        for place in (_Place(where, spot) for spot in where.spots)
    }
    problem = siting.Problem(
        placement=placement,
        candidates=tuple(_candidate(place=place) for place in places.values()),
        closables=_closables(question=question, numbers=possible.district, on=on),
        parameters=siting.Parameters(
            cents_per_minute=possible.district.year_cents,
            budget_cents=None if question.budget_euros is None else question.budget_euros * CENTS,
            whole_families=question.whole_families,
            # a seat is kept for somebody who is expected as soon as a whole group of them comes
            cents_per_waiting_child=_cents_of_waiting(placement=placement, of=possible.district),
        ),
        scenarios=_expected(question=question, placement=placement, on=on),
    )
    begun = time.perf_counter()
    try:
        plan = solve(problem, seconds=SECONDS, seed=0)
    except ValueError as malformed:
        raise Refusal(f"So lässt sich nicht rechnen: {malformed}") from malformed
    answer = _Answering(problem=problem, plan=plan, places=places, district=possible.district)
    return actions.keep_opening_proposal(
        question=question,
        answer=answer.answer(on=on, seconds=time.perf_counter() - begun),
        input_sha256=fingerprint(problem=problem),
        round=running,
        on=on,
        by=by,
    )


def play_openings(*, proposal: OpeningProposal, on: dt.date, by: Seat) -> Proposal:
    """Ask in the running round what its children would have if the groups were open."""
    actions.demand_counselling(by=by)
    running = queries.running_round()
    if running is None:
        raise Refusal("Zurzeit läuft keine Runde. Bitte zuerst eine Runde eröffnen.")
    answer = kept.answer_from(proposal.answer)
    if not answer.openings:
        raise Refusal("Dieser Vorschlag öffnet keine Gruppe: Es gibt nichts durchzuspielen.")
    thought = what_if(
        round=running,
        on=on,
        by=by,
        opened_groups=[
            {
                "school": one.school,
                "kind": one.kind,
                "grade_from": one.grade_from,
                "grade_to": one.grade_to,
                "seats": one.seats // one.groups,
            }
            for one in answer.openings
            for _ in range(one.groups)
        ],
    )
    actions.tie_what_if(proposal=proposal, thought=thought, on=on, by=by)
    return thought


def _asked(
    *, question: kept.OpeningQuestion, running: Round | None, on: dt.date
) -> problems.Problem:
    if question.whom == kept.Whom.ROUND and running is None:
        raise Refusal("Zurzeit läuft keine Runde. Bitte andere Kinder wählen.", field="whom")
    if running is not None:
        problem = problem_of(round=running)
    elif question.whom == kept.Whom.APART:
        problem = _apart_as_well(on=on)
    else:
        problem = problem_on(on=on)
    if not problem.children:
        raise Refusal("Kein Kind braucht dort einen Platz: Es gibt nichts vorzuschlagen.")
    return problem


def _apart_as_well(*, on: dt.date) -> problems.Problem:
    """Return what the engine is asked if children in separate groups gave their seats back."""
    held = dict(Placement.objects.separate(on=on).values_list("child_id", "group_id"))
    waiting = queries.waiting_children(on=on).values("pk")
    children = Child.objects.filter(Q(pk__in=waiting) | Q(pk__in=held))
    problem = problem_about(children=children.order_by("waiting_since", "pk"), on=on)
    given_back = Counter(str(group) for group in held.values())
    return replace(
        problem,
        groups=tuple(
            replace(group, free_seats=group.free_seats + given_back[group.id])
            for group in problem.groups
        ),
        placed=tuple(one for one in problem.placed if int(one.id) not in held),
    )


def _cents_of_waiting(*, placement: problems.Problem, of: openings.Numbers) -> int:
    """Return what an expected child without a seat counts: a seat, and the longest way allowed."""
    limits = placement.parameters.limits
    longest = max(limits.primary, limits.sec1, limits.sec2)
    return of.group_euros * CENTS // of.seats + longest * of.year_cents


def _expected(
    *, question: kept.OpeningQuestion, placement: problems.Problem, on: dt.date
) -> tuple[siting.Scenario, ...]:
    """Return who is expected in the coming weeks: around the middle of a town, evenly by grade."""
    if not question.expected:
        return ()
    middles = middles_of(schools=placement.schools)
    children = [
        problems.Child(id=f"erwartet-{line.pk}-{number}", grade=grade, lat=lat, lon=lon)
        for line in expectations.expected_soon(on=on)
        for low, high in [GRADES[ExpectedStage(line.stage)]]
        for lat, lon in [middles.get(line.town.name) or middles[DISTRICT]]
        for number in range(line.children)
        for grade in [low + number % (high - low + 1)]
    ]
    if not children:
        weeks = expectations.reserve_rule(on=on).weeks
        raise Refusal(
            f"Für die nächsten {weeks} Wochen ist niemand als erwartet eingetragen. "
            "Bitte zuerst die erwarteten Ankünfte eintragen oder ohne sie rechnen.",
            field="expected",
        )
    return (siting.Scenario(id="erwartet", weight=1, children=tuple(children)),)


def _candidate(*, place: _Place) -> siting.Candidate:
    numbers = place.where.numbers
    return siting.Candidate(
        id=place.id,
        school=str(place.where.school.pk),
        kind=KINDS[place.spot.kind],
        grade_from=place.spot.grade_from,
        grade_to=place.spot.grade_to,
        seats=numbers.seats,
        fixed_cost_cents=numbers.group_euros * CENTS,
        max_groups=numbers.most_groups,
    )


def _closables(
    *, question: kept.OpeningQuestion, numbers: openings.Numbers, on: dt.date
) -> tuple[siting.Closable, ...]:
    """Return the groups whose children are all asked about; one closed group saves one group."""
    if not (question.may_close and question.whom == kept.Whom.APART):
        return ()
    apart = set(Placement.objects.separate(on=on).values_list("group_id", flat=True))
    others = Placement.objects.signed(on=on).exclude(
        pk__in=Placement.objects.separate(on=on).values("pk")
    )
    held = set(others.filter(regular_since=None).values_list("group_id", flat=True))
    return tuple(
        siting.Closable(group=str(group), saved_cents=numbers.group_euros * CENTS)
        for group in sorted(apart - held)
    )


@dataclass(frozen=True, slots=True)
class _Answering:
    """Turns the plan of the engine into counts."""

    problem: siting.Problem
    plan: plans.Plan
    places: Mapping[str, _Place]
    district: openings.Numbers

    def answer(self, *, on: dt.date, seconds: float) -> kept.OpeningAnswer:
        plan = self.plan
        return kept.OpeningAnswer(
            children=len(self.problem.placement.children),
            before=plan.today.unplaced,
            openings=tuple(self._opening(one=one) for one in plan.openings),
            closings=tuple(
                kept.Closing(group=int(one.group), euros=one.saved_cents // CENTS)
                for one in plan.closings
            ),
            still=self._still(),
            towns=self._towns(),
            euros=plan.cost_cents // CENTS,
            saved_euros=plan.saved_cents // CENTS,
            minutes=plan.placement.minutes,
            minutes_before=plan.today.minutes,
            seconds=round(seconds, 2),
            proven=plan.proven,
            draft=plan.draft,
            group_euros=self.district.group_euros,
            minute_euros=self.district.year_euros,
            apart=self._apart(on=on),
            expected=next(
                (kept.Expected(one.placed + one.waiting, one.placed) for one in plan.scenarios),
                None,
            ),
        )

    def _opening(self, *, one: plans.Opening) -> kept.Opening:
        place = self.places[one.candidate]
        return kept.Opening(
            school=place.where.school.pk,
            kind=place.spot.kind,
            grade_from=place.spot.grade_from,
            grade_to=place.spot.grade_to,
            groups=one.groups,
            seats=one.seats,
            hours=one.groups * place.where.numbers.hours,
            euros=one.cost_cents // CENTS,
            children_more=one.children_more,
            minutes_saved=one.minutes_saved,
            instead=self._instead(best=one.next_best),
        )

    def _instead(self, *, best: plans.NextBest | None) -> kept.Instead | None:
        if best is None:
            return None
        place = self.places.get(best.candidate)
        return kept.Instead(
            school=place.where.school.pk if place else 0,
            kind=place.spot.kind if place else "",
            grade_from=place.spot.grade_from if place else 0,
            grade_to=place.spot.grade_to if place else 0,
            children_fewer=best.children_fewer,
            euros_more=best.cents_more // CENTS,
            minutes_more=best.minutes_more,
        )

    def _still(self) -> tuple[kept.Still, ...]:
        grades = {child.id: child.grade for child in self.problem.placement.children}
        counted = Counter(
            (problems.stage_of(grade=grades[left.child]), left.reason_code)
            for left in self.plan.placement.unplaced
        )
        return tuple(kept.Still(*key, children=number) for key, number in sorted(counted.items()))

    def _towns(self) -> tuple[kept.TownCount, ...]:
        children = self.problem.placement.children
        home = {child.id: child.town for child in children}
        asked = Counter(home.values())
        left = Counter(home[one.child] for one in self.plan.placement.unplaced)
        groups: Counter[str] = Counter()
        seats: Counter[str] = Counter()
        for one in self.plan.openings:
            town = self.places[one.candidate].where.school.town.name
            groups[town] += one.groups
            seats[town] += one.seats
        towns = {place.where.school.town.name for place in self.places.values()} | set(asked)
        return tuple(
            kept.TownCount(town, asked[town], left[town], groups[town], seats[town])
            for town in sorted(towns)
        )

    def _apart(self, *, on: dt.date) -> kept.Apart | None:
        """Return how far children in separate groups go now, and how far they would."""
        index = {child.id: at for at, child in enumerate(self.problem.placement.children)}
        rows = Placement.objects.separate(on=on).values_list("child_id", "group__school_id")
        sitting = {str(child): str(school) for child, school in rows if str(child) in index}
        if not sitting:
            return None
        now = self._minutes_of(sitting=sitting, index=index)
        seats = {seat.child: seat.minutes for seat in self.plan.placement.placements}
        then = {child: seats[child] for child in now if child in seats}
        return kept.Apart(
            children=len(sitting),
            minutes_now=sum(now[child] for child in then),
            minutes_then=sum(then.values()),
            nearer=sum(then[child] < now[child] for child in then),
            regular=self._regular(sitting=sitting, on=on),
        )

    def _regular(self, *, sitting: Collection[str], on: dt.date) -> tuple[kept.Regular, ...]:
        """Return by stage who waits in a group for a regular class, and the free seats there."""
        children = self.problem.placement.children
        waiting = Counter(
            problems.stage_of(grade=child.grade) for child in children if child.id in sitting
        )
        free: Counter[str] = Counter()
        for line in regular.seats_lines(on=on):
            if line.given.starts_on <= on:
                free[problems.stage_of(grade=line.given.grade)] += line.free
        return tuple(
            kept.Regular(stage, waiting[stage], free[stage]) for stage in STAGES if waiting[stage]
        )

    def _minutes_of(
        self, *, sitting: Mapping[str, str], index: Mapping[str, int]
    ) -> dict[str, int]:
        placement = self.problem.placement
        school = {one.id: at for at, one in enumerate(placement.schools)}
        ways = {
            child: minutes_between(placement, index[child], school[where])
            for child, where in sitting.items()
        }
        return {child: minutes for child, minutes in ways.items() if minutes is not None}
