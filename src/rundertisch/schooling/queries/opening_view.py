# SPDX-License-Identifier: EUPL-1.2
"""What the page „Wo sollte eine Klasse öffnen?“ says, as exactly as its reader may see it.

Whoever counsels may open every child and reads exact counts. Authorities and the leadership read
protected ones: „unter 5“, or rounded to five.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import fmean

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as said
from rundertisch.kernel import thread, tiles
from rundertisch.schooling.models import Group, GroupKind, OpeningDecision, OpeningProposal, School
from rundertisch.schooling.queries import opening_answers as kept
from rundertisch.schooling.queries.openings import Spot
from rundertisch.schooling.queries.policy_in_words import STAGE_NAMES

SOURCE = "Vorschlag der Maschine, geschätzte Wege"
REASONS = {
    "no_group": "Keine Schule, die in Frage kommt, hat eine passende Gruppe.",
    "too_far": "Jede passende Gruppe liegt weiter weg, als die Vergaberegeln erlauben.",
    "full": "Alle passenden Plätze gehen an Kinder, die länger warten.",
    "form": "Passende Gruppen gibt es nur in Schulformen, die nicht gewählt sind.",
}
MOST_EARLIER = 10


@dataclass(frozen=True, slots=True)
class Tile:
    """A town on the map, with its new groups."""

    count: kept.TownCount
    children: Figure
    still: Figure
    row: int
    column: int
    shade: int

    @property
    def groups(self) -> str:
        """New groups, as the tile writes them."""
        return str(self.count.groups)


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """Equal groups at one school: what they cost and bring, and what people decided."""

    number: int
    opening: kept.Opening
    school: School
    children: Figure | None  # with minutes; None: the time did not suffice
    minutes: Figure | None
    instead: str
    decisions: tuple[OpeningDecision, ...]  # the newest, which holds, first
    fewer: bool = False  # with whole families: fewer children sit, but who waits longer does

    @property
    def what(self) -> str:
        """What would open, as people say it."""
        one = self.opening
        spot = Spot(GroupKind(one.kind), one.grade_from, one.grade_to)
        return spot.words if one.groups == 1 else f"{one.groups} × {spot.words}"


@dataclass(frozen=True, slots=True)
class StillLine:
    """Children of a stage who have no seat, and why."""

    stage: str
    reason: str
    children: Figure

    @property
    def sentence(self) -> str:
        """Who has no seat, and why."""
        who = said.counted(self.children, one="ein Kind", many="Kinder")
        return f"{self.stage}, {who}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RegularLine:
    """Children of a stage in separate groups, and free seats in regular classes for them."""

    stage: str
    waiting: Figure
    free: int
    missing: Figure


@dataclass(frozen=True, slots=True)
class ApartView:
    """Children in separate groups: how near they would sit."""

    children: Figure
    now: Figure
    then: Figure
    saved: Figure  # minutes that all ways together get shorter, or longer
    longer: bool
    nearer: Figure
    regular: tuple[RegularLine, ...]
    missing: Figure  # seats in regular classes, at least


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One proposal of new groups."""

    proposal: OpeningProposal
    question: kept.OpeningQuestion
    answer: kept.OpeningAnswer
    exact: bool
    lines: tuple[OpeningLine, ...]
    closings: tuple[tuple[Group, int], ...]
    still: tuple[StillLine, ...]
    tiles: tuple[Tile, ...]
    apart: ApartView | None
    threads: tuple[thread.Shown, ...]

    @property
    def on_map(self) -> bool:
        """Whether every town has its tile."""
        return all(tile.row for tile in self.tiles)

    def people(self, number: int) -> Figure:
        """Return a number of children as this reader may see it."""
        return _people(number, exact=self.exact, on=self.proposal.run_on)

    @property
    def before(self) -> Figure:
        """Children without a seat if nothing opened."""
        return self.people(self.answer.before)

    @property
    def more(self) -> Figure:
        """Children who would sit besides."""
        return self.people(max(0, self.answer.before - self.answer.without))

    @property
    def without(self) -> Figure:
        """Children who would still have no seat."""
        return self.people(self.answer.without)

    @property
    def asked(self) -> Figure:
        """Children asked about."""
        return self.people(self.answer.children)

    @property
    def euros(self) -> Figure:
        """What all new groups cost in a school year."""
        return Figure(self.answer.euros, "Euro", self.proposal.run_on, SOURCE)

    @property
    def euros_label(self) -> str:
        """What the figure is, with the teacher hours of all new groups."""
        hours = said.number(self.answer.hours)
        return f"kosten die neuen Gruppen im Schuljahr: {hours} Lehrerstunden je Woche und Räume"

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        groups, without = self.answer.groups, self.answer.without
        if not groups:
            if not without:
                return "Keine neue Gruppe nötig: Alle, nach denen gefragt ist, hätten einen Platz"
            budget = self.question.budget_euros
            why = (
                "Keine neue Gruppe würde helfen"
                if budget is None
                else f"Für höchstens {said.number(budget)} Euro hilft keine neue Gruppe"
            )
            return f"{why}: {_children(self.without)} ohne Platz"
        which = "Eine neue Gruppe" if groups == 1 else f"{groups} neue Gruppen"
        if self.more.value == 0:
            verb = "verkürzt" if groups == 1 else "verkürzen"
            return f"{which} {verb} Wege, mehr Kinder sitzen dadurch nicht"
        gain = said.counted(self.more, one="einem Kind mehr", many="Kindern mehr")
        verb = "gäbe" if groups == 1 else "gäben"
        rest = "" if not without else f"; {_children(self.without)} ohne"
        return f"{which} {verb} {gain} einen Platz{rest}"

    @property
    def question_words(self) -> str:
        """Say what was asked."""
        return f"Gefragt: {_asked(question=self.question)}."

    @property
    def expected_words(self) -> str:
        """Say how many of the expected children would find a seat; they are no persons yet."""
        one = self.answer.expected
        if one is None:
            return ""
        left = one.children - one.seated
        rest = "alle einen Platz" if not left else f"{one.seated} einen Platz, {left} keinen"
        return f"Von {one.children} erwarteten Kindern fänden {rest}."

    @property
    def saved_words(self) -> str:
        """Say what all closings save together, beside what the new groups cost."""
        saved = said.number(sum(euros for _, euros in self.closings))
        return (
            f"Zusammen wären das {saved} Euro im Schuljahr; von den Kosten der neuen Gruppen, die "
            "oben stehen, sind sie nicht abgezogen."
        )

    @property
    def proven_words(self) -> str:
        """Say what is proven, for whoever has to answer why not otherwise; empty: nothing is."""
        if not self.answer.proven:
            return ""
        return (
            "Nachgewiesen: Mit diesen Angaben lässt kein anderer Vorschlag weniger Kinder ohne "
            "Platz, und keiner, der ebenso wenige lässt, kostet mit den Wegen weniger."
        )

    @property
    def unchecked(self) -> bool:
        """Whether it is a draft, or not proven to be the best."""
        return self.answer.draft or not self.answer.proven


@dataclass(frozen=True, slots=True)
class Earlier:
    """A proposal that was computed before, and what was asked."""

    pk: int
    words: str


def newest_opening_proposal() -> OpeningProposal | None:
    """Return the newest proposal of new groups, if there is one."""
    return OpeningProposal.objects.order_by("-pk").first()


def earlier_proposals() -> tuple[Earlier, ...]:
    """Return what was asked before, newest first."""
    rows = OpeningProposal.objects.only("pk", "run_on", "question").order_by("-pk")
    return tuple(
        Earlier(
            pk=row.pk,
            words=f"{row.run_on:%d.%m.%Y}: {_asked(question=kept.question_from(row.question))}",
        )
        for row in rows[:MOST_EARLIER]
    )


def _asked(*, question: kept.OpeningQuestion) -> str:
    parts = [kept.Whom(question.whom).label]
    budget = question.budget_euros
    parts.append(
        "bis alle sitzen, die sitzen könnten"
        if budget is None
        else f"höchstens {said.number(budget)} Euro im Schuljahr"
    )
    if question.whole_families:
        parts.append("Geschwister einer Stufe nur zusammen")
    if question.may_close:
        parts.append("Lerngruppen dürfen dafür schließen")
    if question.expected:
        parts.append("auch an erwartete Kinder gedacht")
    return "; ".join(parts)


def opening_view(
    *, proposal: OpeningProposal, exact: bool, shut: Collection[str] = ()
) -> OpeningView:
    """Return one proposal as its reader may see it; ``shut``: kinds whose pages stay shut."""
    answer = kept.answer_from(proposal.answer)
    schools = School.objects.select_related("town").in_bulk(_schools_of(answer=answer))
    groups = Group.objects.select_related("school__town").in_bulk(
        [one.group for one in answer.closings]
    )
    on = proposal.run_on
    return OpeningView(
        proposal=proposal,
        question=kept.question_from(proposal.question),
        answer=answer,
        exact=exact,
        lines=_lines(proposal=proposal, answer=answer, schools=schools, exact=exact),
        closings=tuple((groups[one.group], one.euros) for one in answer.closings),
        still=tuple(
            StillLine(
                stage=STAGE_NAMES[one.stage],
                reason=REASONS[one.reason],
                children=_people(one.children, exact=exact, on=on),
            )
            for one in answer.still
        ),
        tiles=_tiles(answer=answer, exact=exact, on=on),
        apart=_apart(answer=answer, exact=exact, on=on),
        threads=_threads(proposal=proposal, shut=shut),
    )


def _schools_of(*, answer: kept.OpeningAnswer) -> set[int]:
    return {one.school for one in answer.openings} | {
        one.instead.school for one in answer.openings if one.instead
    }


def _people(number: int, *, exact: bool, on: dt.date) -> Figure:
    return disclosure.people(number, openable=exact, as_of=on, source=SOURCE)


def _minutes(number: int, *, of: int, exact: bool, on: dt.date) -> Figure:
    return disclosure.measured(number, of, openable=exact, unit="Minuten", as_of=on, source=SOURCE)


def _children(figure: Figure) -> str:
    return said.counted(figure, one="ein Kind bliebe", many="Kinder blieben")


def _lines(
    *,
    proposal: OpeningProposal,
    answer: kept.OpeningAnswer,
    schools: Mapping[int, School],
    exact: bool,
) -> tuple[OpeningLine, ...]:
    decided: dict[tuple[int, str, int], list[OpeningDecision]] = {}
    for row in OpeningDecision.objects.filter(proposal=proposal).order_by("-pk"):
        decided.setdefault((row.school_id, row.kind, row.grade_from), []).append(row)
    on = proposal.run_on
    return tuple(
        OpeningLine(
            number=number,
            opening=one,
            school=schools[one.school],
            children=(
                None
                if one.children_more is None
                else _people(abs(one.children_more), exact=exact, on=on)
            ),
            fewer=(one.children_more or 0) < 0,
            minutes=(
                None
                if one.minutes_saved is None
                else _minutes(one.minutes_saved, of=answer.children, exact=exact, on=on)
            ),
            instead=_instead(one=one.instead, schools=schools, exact=exact, on=on),
            decisions=tuple(decided.get((one.school, one.kind, one.grade_from), ())),
        )
        for number, one in enumerate(answer.openings, start=1)
    )


def _instead(
    *, one: kept.Instead | None, schools: Mapping[int, School], exact: bool, on: dt.date
) -> str:
    """Say what would be the best without this opening."""
    if one is None:
        return ""
    if one.school:
        spot = Spot(GroupKind(one.kind), one.grade_from, one.grade_to)
        where = f"{schools[one.school].name}, {spot.words}"
    else:
        where = "Nichts anderes öffnen"
    if one.children_fewer < 0:
        return f"{where}: mehr Kinder säßen, aber nicht, wer am längsten wartet"
    if one.children_fewer:
        fewer = _people(one.children_fewer, exact=exact, on=on)
        many = said.counted(fewer, one="ein Kind mehr bliebe", many="Kinder mehr blieben")
        return f"{where}: {many} ohne Platz"
    if not exact:
        return f"{where}: alle säßen auch, zusammen teurer oder mit längeren Wegen"
    euros, longer = said.number(one.euros_more), said.number(abs(one.minutes_more))
    ways = "länger" if one.minutes_more >= 0 else "kürzer"
    more = f"Kosten und Wege zusammen {euros} Euro teurer"
    return f"{where}: Wege zusammen {longer} Minuten {ways}; {more}"


def _tiles(*, answer: kept.OpeningAnswer, exact: bool, on: dt.date) -> tuple[Tile, ...]:
    points: dict[str, list[tuple[float, float]]] = {}
    rows = School.objects.exclude(lat=None).exclude(lon=None)
    for town, lat, lon in rows.values_list("town__name", "lat", "lon"):
        points.setdefault(town, []).append((float(lat or 0), float(lon or 0)))
    middles = {
        town: (fmean(lat for lat, _ in known), fmean(lon for _, lon in known))
        for town, known in points.items()
    }
    names = [one.town for one in answer.towns]
    cells = tiles.laid_out({name: middles[name] for name in names if name in middles})
    most = max((one.groups for one in answer.towns), default=0)
    nowhere = tiles.Cell(0, 0)
    return tuple(
        Tile(
            count=one,
            children=_people(one.children, exact=exact, on=on),
            still=_people(one.still, exact=exact, on=on),
            row=cells.get(one.town, nowhere).row,
            column=cells.get(one.town, nowhere).column,
            shade=tiles.shade(one.groups, most=most),
        )
        for one in answer.towns
    )


def _apart(*, answer: kept.OpeningAnswer, exact: bool, on: dt.date) -> ApartView | None:
    one = answer.apart
    if one is None:
        return None
    saved = one.minutes_now - one.minutes_then
    return ApartView(
        children=_people(one.children, exact=exact, on=on),
        now=_minutes(one.minutes_now, of=one.children, exact=exact, on=on),
        then=_minutes(one.minutes_then, of=one.children, exact=exact, on=on),
        saved=_minutes(abs(saved), of=one.children, exact=exact, on=on),
        longer=saved < 0,
        nearer=_people(one.nearer, exact=exact, on=on),
        regular=tuple(
            RegularLine(
                stage=STAGE_NAMES[line.stage],
                waiting=_people(line.waiting, exact=exact, on=on),
                free=line.free,
                missing=_people(line.missing, exact=exact, on=on),
            )
            for line in one.regular
        ),
        missing=_people(sum(line.missing for line in one.regular), exact=exact, on=on),
    )


def _threads(*, proposal: OpeningProposal, shut: Collection[str]) -> tuple[thread.Shown, ...]:
    """Return what this proposal hangs together with, as the asking person may see it."""
    ref = thread.Ref("opening_proposal", str(proposal.pk))
    ends = [link.source if link.target == ref else link.target for link in thread.links_of(ref)]
    shown = (thread.show(end) for end in ends if end.kind not in shut)
    return tuple(one for one in shown if one is not None)
