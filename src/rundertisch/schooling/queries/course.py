# SPDX-License-Identifier: EUPL-1.2
"""A child's way from the report to the end of initial support: what is done, what comes next.

Each seat is told the steps it can know about: what the row rules hide is left out, not called open.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from rundertisch.accounts.models import Role, Seat
from rundertisch.places import queries as places
from rundertisch.schooling.models import (
    SINCE,
    AdmissionDay,
    Appointment,
    AppointmentState,
    BridgeOffer,
    Child,
    Duty,
    Milestone,
    MilestoneKind,
    Placement,
    PlacementAnswer,
    Step,
    Whom,
)
from rundertisch.schooling.queries.duties import due_on, duties
from rundertisch.schooling.queries.hearings import (
    asked_wishes,
    newest_hearing,
    newest_recommendation,
)

ASIDE = {Step.HEALTH_EXAM, Step.MEASLES}  # they run beside and hold nothing up
OF_DECIDERS = {
    *(Step.REPORT, Step.COUNSELLING, Step.WISHES, Step.RECOMMENDATION, Step.HEARING),
    *(Step.ALLOCATION, Step.ANSWER, Step.FIRST_DAY, Step.TRANSITION),
}
OF_A_SCHOOL = {
    *(Step.ALLOCATION, Step.ANSWER, Step.FIRST_DAY, Step.FOLLOW_UP, Step.TRANSITION),
    *(Step.SUPPORT_END, *ASIDE),
}
OF_A_TOWN = {
    *(Step.REPORT, Step.COUNSELLING, Step.ALLOCATION, Step.ANSWER),
    *(Step.FIRST_DAY, Step.TRANSITION),
}
SEEN = {
    # the end of a literacy group is a limit of the group's time, shown there, and no step
    Role.SCHOOL_COUNSELLING: set(Step) - {Step.LITERACY_END},
    Role.SUPERVISORY_AUTHORITY: OF_DECIDERS,
    Role.SCHOOL_HEAD: OF_A_SCHOOL,
    Role.TOWN_SCHOOL_OFFICE: OF_A_TOWN,
}
COLLEGE_GRADE = 10  # with no birthday known: from here on a child may be 16


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of one step."""

    on: dt.date | None = None
    words: str = ""
    done: bool = False  # also without a day
    needless: bool = False


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One step of a child's way, with who does it and until when."""

    step: Step
    duty: Duty | None
    known: Done
    due: dt.date | None
    next: bool
    overdue: bool

    @property
    def title(self) -> str:
        """Name the step."""
        return self.step.label

    @property
    def state(self) -> str:
        """Say how far it is."""
        if self.known.needless:
            return "nicht nötig"
        if self.known.on is not None:
            return f"am {self.known.on:%d.%m.%Y}"
        if self.known.done:
            return "erledigt"
        if self.overdue:
            return "überfällig"
        if self.next:
            return "jetzt"
        return "läuft daneben" if self.step in ASIDE else "später"

    @property
    def badge(self) -> str:
        """Say how it looks; nothing where it is simply not its turn."""
        if self.known.done or self.known.on is not None:
            return "success"
        if self.overdue:
            return "danger"
        return "warning" if self.next else ""


@dataclass(frozen=True, slots=True)
class ComingAdmission:
    """The next day on which a course of a vocational college takes newcomers in."""

    on: dt.date
    admission: AdmissionDay


@dataclass(frozen=True, slots=True)
class ChildCourse:
    """The whole way of one child, as far as the asking seat may know it."""

    stages: tuple[CourseStep, ...]
    bridges: tuple[BridgeOffer, ...]
    admissions: tuple[ComingAdmission, ...]

    @property
    def next(self) -> CourseStep | None:
        """Return the next step, none when nothing is left to do."""
        return next((stage for stage in self.stages if stage.next), None)


def child_course(*, child: Child, seat: Seat, on: dt.date) -> ChildCourse:
    """Return what was done, the next step, who does it, by when and on which basis."""
    seen = SEEN.get(Role(seat.role), set())
    known = _known(child=child, seen=seen)
    steps = [step for step in Step if step in seen]
    coming = _next(steps=steps, known=known) if child.left_on is None else None
    rules, calendar = duties(on=on), places.calendar()
    stages = []
    for step in steps:
        due = _due(step=step, known=known, rules=rules, calendar=calendar)
        waits = step == coming or (step in ASIDE and not known[step].done)
        stages.append(
            CourseStep(
                step=step,
                duty=rules.get(step),
                known=known[step],
                due=due,
                next=step == coming,
                overdue=waits and child.left_on is None and due is not None and due < on,
            )
        )
    counsels = seat.role == Role.SCHOOL_COUNSELLING
    return ChildCourse(
        stages=tuple(stages),
        bridges=tuple(child.bridge_offers.order_by("starts_on", "pk")) if counsels else (),
        admissions=_admissions(child=child, on=on) if counsels else (),
    )


def _next(*, steps: list[Step], known: Mapping[Step, Done]) -> Step | None:
    """Return the first open step; once a place is signed, nobody goes back before the answer."""
    order = [step for step in steps if step not in ASIDE]
    if known.get(Step.ALLOCATION, Done()).done:
        order = [step for step in order if list(Step).index(step) > list(Step).index(Step.ANSWER)]
        if not known[Step.ANSWER].done and not known[Step.FIRST_DAY].done:
            return Step.ANSWER
    return next((s for s in order if not known[s].done and not known[s].needless), None)


def _due(
    *,
    step: Step,
    known: Mapping[Step, Done],
    rules: Mapping[Step, Duty],
    calendar: places.Calendar,
) -> dt.date | None:
    since = known.get(SINCE.get(step, Step.REPORT), Done()).on if step in SINCE else None
    if since is None or known[step].done or known[step].needless or step not in rules:
        return None
    return due_on(duty=rules[step], since=since, calendar=calendar)


def _known(*, child: Child, seen: set[Step]) -> dict[Step, Done]:
    known = dict.fromkeys(Step, Done())
    known[Step.REPORT] = _on(child.reported_on)
    known[Step.COUNSELLING] = _on(child.counselled_on)
    if Step.INVITATION in seen:
        known[Step.INVITATION] = _invited(child=child)
    if Step.HEARING in seen:
        known |= _said(child=child)
    known |= _placed(child=child)
    if seen & ASIDE:
        known |= {Step(one.kind): _on(one.done_on) for one in Milestone.objects.filter(child=child)}
    return known


def _on(day: dt.date | None, words: str = "") -> Done:
    return Done(on=day, words=words, done=day is not None)


def _invited(*, child: Child) -> Done:
    if child.counselled_on is not None:
        return Done(done=True)
    rows = Appointment.objects.filter(child=child, state=AppointmentState.PLANNED)
    planned = rows.order_by("starts_at").first()
    return Done() if planned is None else Done(done=True, words=f"Termin: {planned.when}")


def _said(*, child: Child) -> dict[Step, Done]:
    asked = asked_wishes(child=child)
    days = [one.asked_on for one in asked]
    recommended, heard = newest_recommendation(child=child), newest_hearing(child=child)
    return {
        Step.WISHES: _on(max(days) if len(days) == len(Whom) else None),
        Step.RECOMMENDATION: (
            _on(recommended.given_on, str(recommended)) if recommended else Done()
        ),
        Step.HEARING: _on(heard.held_on if heard else None),
    }


def _placed(*, child: Child) -> dict[Step, Done]:
    """Return the steps that hang on the running place."""
    rows = Placement.objects.filter(child=child, ends_on=None).exclude(signed_on=None)
    place = rows.select_related("group__school", "first_day", "transition").first()
    if place is None or place.answer == PlacementAnswer.REFUSED:
        return {}
    accepted = place.answer == PlacementAnswer.ACCEPTED
    first = getattr(place, "first_day", None)
    plan = getattr(place, "transition", None)
    planned = f"geplant für {plan.planned_on:%d.%m.%Y}, Klasse {plan.grade}" if plan else ""
    return {
        Step.ALLOCATION: _on(place.signed_on, place.group.school.name),
        Step.ANSWER: _on(place.answered_on if accepted else None),
        Step.FIRST_DAY: _on(first.came_on if first else None),
        Step.TRANSITION: Done(
            on=place.regular_since,
            words="" if place.regular_since else planned,
            done=place.regular_since is not None,
            needless=not place.group.separate,
        ),
    }


def _admissions(*, child: Child, on: dt.date) -> tuple[ComingAdmission, ...]:
    """Return the next day of each course that the child may enter by age, the soonest first."""
    days = AdmissionDay.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    coming: dict[str, ComingAdmission] = {}
    for one in days:
        day = dt.date(on.year, one.month, one.day)
        day = day if day >= on else day.replace(year=on.year + 1)
        if _old_enough(child=child, age=one.age_from, on=day):
            known = coming.get(one.course)
            if known is None or day < known.on:
                coming[one.course] = ComingAdmission(on=day, admission=one)
    return tuple(sorted(coming.values(), key=lambda found: found.on))


def _old_enough(*, child: Child, age: int, on: dt.date) -> bool:
    if child.born_on is None:
        return (child.grade_to or child.grade) >= COLLEGE_GRADE
    had_birthday = (on.month, on.day) >= (child.born_on.month, child.born_on.day)
    return on.year - child.born_on.year - (not had_birthday) >= age


def milestones(*, child: Child) -> Mapping[MilestoneKind, Milestone]:
    """Return what was done, by kind, as far as the asking seat may see it."""
    return {MilestoneKind(one.kind): one for one in Milestone.objects.filter(child=child)}
