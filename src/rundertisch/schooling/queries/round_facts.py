# SPDX-License-Identifier: EUPL-1.2
"""Where every child of a round stands: proposed, signed, announced, answered; five queries.

A district's round holds two thousand children and every page of it counts them all, so facts are
plain tuples, and what concerns a group is read once for the group.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rundertisch.kernel.prepared import Prepared
from rundertisch.places import queries as places
from rundertisch.schooling.models import (
    AuthorityKind,
    Child,
    Group,
    Placement,
    PlacementAnswer,
    Proposal,
    ProposedSeat,
    Round,
    RoundChild,
    Supervision,
)
from rundertisch.schooling.queries.round_decisions import locked_children
from rundertisch.schooling.queries.waiting import Choice


@dataclass(frozen=True, slots=True)
class State:
    """How far one child has come in a round; the badge says how it is drawn."""

    key: str
    name: str
    badge: str
    seated: bool = False  # has or would get a seat
    signed: bool = False  # an authority has signed


WAITING = State("wartet", "noch nicht gerechnet", "info")
UNSEATED = State("ohne-platz", "ohne Platz", "danger")
PROPOSED = State("offen", "vorgeschlagen", "info", seated=True)
SIGNED = State("unterschrieben", "unterschrieben", "success", seated=True, signed=True)
ANNOUNCED = State("bekannt", "bekannt gegeben", "success", seated=True, signed=True)
ACCEPTED = State("aufgenommen", "aufgenommen", "success", seated=True, signed=True)
REFUSED = State("abgelehnt", "von der Schule abgelehnt", "warning")
STATES = (WAITING, UNSEATED, PROPOSED, SIGNED, ANNOUNCED, ACCEPTED, REFUSED)

SEATED_KEYS = {state.key for state in STATES if state.seated}
SIGNED_KEYS = {state.key for state in STATES if state.signed}
WITH_SEAT = Choice("platz", "mit Platz (vorgeschlagen oder weiter)")
WITH_SIGNATURE = Choice("unterschrieben", "unterschrieben (oder weiter)")
STATE_CHOICES = (
    WITH_SEAT,
    Choice(UNSEATED.key, UNSEATED.name),
    Choice(PROPOSED.key, "vorgeschlagen, noch nicht unterschrieben"),
    WITH_SIGNATURE,
    Choice(ANNOUNCED.key, "bekannt gegeben, Antwort steht aus"),
    Choice(ACCEPTED.key, ACCEPTED.name),
    Choice(REFUSED.key, REFUSED.name),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Schulstufe: grades that share a limit of the way (SchulG NRW)."""

    key: str
    name: str
    grade_from: int
    grade_to: int


STAGES = (
    Stage("primar", "Klasse 1–4", 1, 4),
    Stage("sek1", "Klasse 5–10", 5, 10),
    Stage("sek2", "ab Klasse 11", 11, 13),
)


STAGE_OF = {grade: one for one in STAGES for grade in range(one.grade_from, one.grade_to + 1)}


def stage_of(*, grade: int) -> Stage:
    """Return the stage that a grade from 1 to 13 belongs to."""
    return STAGE_OF[grade]


class Fact(NamedTuple):
    """One child of a round, as far as lists and counts need it; no name in it."""

    child: int
    grade: int
    town: str  # official key
    town_name: str
    days: int  # waited when the round was frozen
    name: tuple[str, str]  # family name, first name: for the order only
    seat: int | None  # the proposed seat that counts
    group: int | None
    minutes: int | None
    first_come: bool  # first come first served would have seated the child
    state: State
    locked: bool

    @property
    def seated(self) -> bool:
        """Whether the child has or would get a seat."""
        return self.state.seated

    @property
    def signed(self) -> bool:
        """Whether an authority has signed."""
        return self.state.signed

    @property
    def stage(self) -> Stage:
        """The stage of the child's grade."""
        return stage_of(grade=self.grade)


def authority_name(authorities: frozenset[str]) -> str:
    """Return the name of whoever may sign, of the kinds of authorities."""
    names = sorted(AuthorityKind(kind).label for kind in authorities)
    return " oder ".join(names) or "keine Behörde eingetragen"


ANSWER = ("answer", "announced_on", "ends_on")
LINE = ("pk", "child_id", "group_id", "minutes", "first_come_group_id")
NO_LINE = (None,) * len(LINE)


def running_round() -> Round | None:
    """Return the round that is not sealed yet, if there is one."""
    return Round.objects.filter(sealed_on=None).first()


def newest_proposal_of(*, shown: Round) -> Proposal | None:
    """Return the newest real proposal of a round; what-ifs never count."""
    return _newest_proposal.first(shown=shown.pk)


_newest_proposal = Prepared(
    lambda shown: Proposal.objects.filter(round=shown, what_if__isnull=True).order_by("-pk")[:1],
    shown=int,
)


def facts(*, shown: Round, proposal: Proposal | None) -> tuple[Fact, ...]:
    """Return the visible children of a round, longest waiting first."""
    return _facts(shown=shown, proposal=proposal)


def _facts(*, shown: Round, proposal: Proposal | None, only: int | None = None) -> tuple[Fact, ...]:
    one = {} if only is None else {"child": only}
    children = RoundChild.objects.filter(round=shown, seated=False, **one).values_list(
        "child_id",
        "child__grade",
        "child__home_town_id",
        "child__waiting_since",
        "child__family_name",
        "child__first_name",
    )
    lines = _lines(proposal=proposal, one=one)
    placed = _placements(shown=shown, one=one)
    locked = locked_children(shown=shown)
    towns = {town.pk: (town.key, town.name) for town in places.towns()}
    made = []
    for child, grade, town, since, *name in children:
        state, counts = _state(line=lines.get(child), placed=placed.get(child))
        seat, _, group, minutes, _ = counts or NO_LINE
        first_come = child in lines and lines[child][4] is not None
        made.append(
            Fact(
                *(child, grade, *towns[town]),
                max(0, (shown.frozen_on - since).days),
                (name[0], name[1]),
                *(seat, group, minutes, first_come),
                state,
                child in locked,
            )
        )
    return tuple(sorted(made, key=lambda fact: (-fact.days, fact.child)))


Line = tuple[int, int, int | None, int | None, int | None]  # the columns of LINE


def authorities_by_group(*, on: dt.date) -> dict[int | None, frozenset[str]]:
    """Return which authorities may sign a seat of each group on that day (dated data): kinds."""
    rows = Supervision.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    known = list(rows.values_list("form", "authority_kind", "grade_from", "grade_to"))
    groups = Group.objects.values_list("pk", "school__form", "grade_from", "grade_to")
    return {
        group: frozenset(
            kind
            for of_form, kind, first, latest in known
            if of_form == form and first <= high and latest >= low
        )
        for group, form, low, high in groups
    }


def _lines(*, proposal: Proposal | None, one: Mapping[str, int]) -> dict[int, Line]:
    if proposal is None:
        return {}
    rows = ProposedSeat.objects.filter(proposal=proposal, **one).values_list(*LINE)
    return {row[1]: row for row in rows}


def _placements(*, shown: Round, one: Mapping[str, int]) -> Mapping[int, tuple[Line, State]]:
    """Return the newest placement of every child that this round led to."""
    rows = (
        Placement.objects.filter(proposed_seat__proposal__round=shown, **one)
        .order_by("pk")
        .values_list(*ANSWER, "group_id", *(f"proposed_seat__{name}" for name in LINE))
    )
    found: dict[int, tuple[Line, State]] = {}
    for answer, announced_on, ends_on, group, *line in rows:
        state = _answered(answer=answer, announced_on=announced_on, ends_on=ends_on)
        if state is None:
            found.pop(line[1], None)
        else:
            found[line[1]] = (_where(line=tuple(line), group=group), state)
    return found


def _where(*, line: Line, group: int) -> Line:
    """Return the line with the place a new decision gave instead; nobody computed a way there."""
    return line if line[2] == group else (line[0], line[1], group, None, line[4])


def _answered(
    *, answer: str, announced_on: dt.date | None, ends_on: dt.date | None
) -> State | None:
    """Return how far a placement is; nothing when its signature was taken back."""
    if answer == PlacementAnswer.REFUSED:
        return REFUSED
    if ends_on is not None:
        return None
    if answer == PlacementAnswer.ACCEPTED:
        return ACCEPTED
    return ANNOUNCED if announced_on else SIGNED


def signed_by_round(*, rounds: Sequence[Round]) -> Counter[int]:
    """Count the visible children with a signed seat, for many rounds in one query."""
    rows = (
        Placement.objects.filter(proposed_seat__proposal__round__in=rounds)
        .order_by("pk")
        .values_list(*ANSWER, "proposed_seat__proposal__round", "child")
    )
    newest = {
        (of_round, child): _answered(answer=answer, announced_on=announced_on, ends_on=ends_on)
        for answer, announced_on, ends_on, of_round, child in rows
    }
    signed = (state is not None and state.key in SIGNED_KEYS for state in newest.values())
    return Counter(of_round for (of_round, _), true in zip(newest, signed, strict=True) if true)


def _state(*, line: Line | None, placed: tuple[Line, State] | None) -> tuple[State, Line | None]:
    """Return where the child stands and which line counts; a newer proposal follows a refusal."""
    if placed is not None and (placed[1] is not REFUSED or line is None or line[0] == placed[0][0]):
        return placed[1], placed[0]
    if line is None:
        return WAITING, None
    return (UNSEATED if line[2] is None else PROPOSED), line


def child_fact(*, shown: Round, child: Child) -> Fact:
    """Return where one child of a round stands."""
    proposal = newest_proposal_of(shown=shown)
    return _facts(shown=shown, proposal=proposal, only=child.pk)[0]
