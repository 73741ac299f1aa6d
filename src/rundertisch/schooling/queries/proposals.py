# SPDX-License-Identifier: EUPL-1.2
"""What a proposal says: who would sit where and why, who not, and what would help."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import Child, Group, Proposal, ProposedSeat, School
from rundertisch.schooling.queries.waiting import openable

# Several seats are named where children who have waited longer would take the first of them.
FIRST_TO_OTHERS = " (die ersten Plätze bekämen Kinder, die länger warten)"


class Change(NamedTuple):
    """What would help a child, as the engine writes it, and what its words depend on."""

    written: str
    grade: int
    needs_literacy: bool


@dataclass(frozen=True, slots=True)
class Help:
    """A smallest change and how many children of this proposal it is named for."""

    words: str
    children: int

    @property
    def sentence(self) -> str:
        """Say what it would do: the seat goes to one of them, not to all."""
        if self.children == 1:
            return f"{self.words}. Damit käme ein weiteres Kind an die Reihe; weniger genügt nicht."
        return (
            f"{self.words}. Damit käme eines von {self.children} weiteren Kindern an die Reihe, "
            "mit weniger keines von ihnen."
        )


@dataclass(frozen=True, slots=True)
class Seating:
    """One line with its change in words."""

    line: ProposedSeat
    help: str

    @property
    def other_by_first_come(self) -> bool:
        """Whether the child would sit elsewhere, or nowhere, by first come first served."""
        return self.line.first_come_group_id != self.line.group_id


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal, as far as the asking seat may see its children."""

    proposal: Proposal
    seated: tuple[Seating, ...]
    unseated: tuple[Seating, ...]
    helps: tuple[Help, ...]

    @property
    def children(self) -> int:
        """Children of this proposal that the asking seat may see."""
        return len(self.seated) + len(self.unseated)

    @property
    def with_seat(self) -> Figure:
        """Children with a proposed seat; each of them can be opened."""
        return openable(len(self.seated), on=self.proposal.run_on)

    @property
    def without_seat(self) -> Figure:
        """Children without one; each of them can be opened."""
        return openable(len(self.unseated), on=self.proposal.run_on)

    @property
    def lines(self) -> tuple[Seating, ...]:
        """All lines, those without a seat first."""
        return (*self.unseated, *self.seated)

    @property
    def first_come(self) -> int:
        """How many of them first come first served would have seated."""
        return sum(seating.line.first_come_group_id is not None for seating in self.lines)

    @property
    def proven(self) -> bool:
        """Whether no plan is better by these rules."""
        return bool(self.proposal.plan.get("proven"))

    @property
    def longest_way(self) -> int:
        """Longest estimated way in minutes."""
        return max((seating.line.minutes or 0 for seating in self.seated), default=0)

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        open_children, children = len(self.unseated), self.children
        if not children:
            return "In diesem Vorschlag steht kein Kind aus Ihrer Zuständigkeit"
        if not open_children:
            if children == 1:
                return "Für das eine wartende Kind gibt es einen Platz"
            return f"Für alle {children} Kinder gibt es einen Platz"
        if not self.seated:
            nobody = "das eine wartende Kind" if children == 1 else f"keines der {children} Kinder"
            return f"Für {nobody} gibt es {'keinen' if children == 1 else 'einen'} Platz"
        stay = "ein Kind bliebe" if open_children == 1 else f"{open_children} Kinder blieben"
        if len(self.seated) == 1:
            return f"Eines von {children} Kindern bekäme einen Platz, {stay} ohne"
        return f"{len(self.seated)} von {children} Kindern bekämen einen Platz, {stay} ohne"

    @property
    def comparison(self) -> str:
        """Compare with first come first served, also where that would seat more."""
        gain = len(self.seated) - self.first_come
        more = f"{gain} mehr" if gain > 0 else f"{-gain} weniger"
        return (
            "Der Reihe nach vergeben (zuerst, wer am längsten wartet; erst in der eigenen Stadt, "
            f"dann im Kreis) bekämen {self.first_come} von {self.children} Kindern einen Platz, "
            f"durch den Vorschlag {more if gain else 'gleich viele'}."
        )

    @property
    def together(self) -> str:
        """Compare siblings who would sit together; only for whoever sees the whole proposal."""
        plan = self.proposal.plan
        base = next(
            (one for one in plan.get("baselines", ()) if one["name"] == "first_come_first_served"),
            None,
        )
        if base is None or self.children != plan["placed"] + plan["unplaced"]:
            return ""
        return (
            "Geschwister derselben Stufe, die an einer Schule zusammen wären: "
            f"{plan['pairs']} Paare statt {base['pairs']}."
        )


def latest_proposal() -> Proposal | None:
    """Return the newest trial run outside of a round, if one was ever computed."""
    trials = Proposal.objects.filter(round=None, what_if__isnull=True)
    return trials.order_by("-pk").first()


def lines_of(*, proposal: Proposal) -> tuple[ProposedSeat, ...]:
    """Return the visible lines, longest waiting first."""
    return tuple(
        ProposedSeat.objects.filter(proposal=proposal)
        .select_related("child__home_town", "group__school__town", "first_come_group__school__town")
        .order_by(F("waiting_days").desc(), F("child_id").asc())
    )


def unseated_children(*, proposal: Proposal) -> int:
    """Return how many visible children of a proposal stay without a seat."""
    return ProposedSeat.objects.filter(proposal=proposal, group=None).count()


def proposal_view(*, proposal: Proposal) -> ProposalView:
    """Return everything the page of a proposal shows."""
    lines = lines_of(proposal=proposal)
    words = changes_in_words(changes=map(change_of, lines))
    seatings = [Seating(line=line, help=words.get(change_of(line), "")) for line in lines]
    unseated = tuple(seating for seating in seatings if seating.line.group_id is None)
    counted = Counter(seating.help for seating in unseated if seating.help)
    return ProposalView(
        proposal=proposal,
        seated=tuple(seating for seating in seatings if seating.line.group_id is not None),
        unseated=unseated,
        helps=tuple(Help(words=text, children=n) for text, n in counted.most_common()),
    )


def line_of_child(*, child: Child) -> Seating | None:
    """Return the child's line in the newest proposal that knows the child."""
    line = (
        ProposedSeat.objects.filter(child=child, proposal__what_if__isnull=True)
        .select_related(
            "proposal", "group__school__town", "first_come_group__school__town", "child"
        )
        .order_by("-proposal_id")
        .first()
    )
    if line is None:
        return None
    return Seating(line=line, help=help_of(line=line))


class Helps(NamedTuple):
    """The changes that are shown, and how many others there are."""

    shown: tuple[Help, ...]
    others: int


def helps_of(*, proposal: Proposal, most: int) -> Helps:
    """Return the changes named for most visible children without a seat, and how many others."""
    rows = ProposedSeat.objects.filter(proposal=proposal, group=None).exclude(smallest_change="")
    counted: Counter[Change] = Counter()
    for written, grade, needs_literacy, children in (
        rows.order_by()
        .values_list("smallest_change", "child__grade", "child__needs_literacy")
        .annotate(children=Count("pk"))
    ):
        of_grade = written.startswith("group;")  # only the words for a new group name its grade
        counted[Change(written, grade * of_grade, needs_literacy and of_grade)] += children
    named = sorted(counted, key=lambda change: (-counted[change], change))[:most]
    words = changes_in_words(changes=named)
    helps = tuple(Help(words[change], counted[change]) for change in named if change in words)
    return Helps(shown=helps, others=len(counted) - len(named))


def help_of(*, line: ProposedSeat) -> str:
    """Return what would help one child in words; nothing when it needs no help or none is known."""
    return changes_in_words(changes=[change_of(line)]).get(change_of(line), "")


def change_of(line: ProposedSeat) -> Change:
    """Return the change that would help the child of a line."""
    return Change(line.smallest_change, line.child.grade, line.child.needs_literacy)


def changes_in_words(*, changes: Iterable[Change]) -> dict[Change, str]:
    """Return what would help in words; two queries however many changes."""
    parsed = [(change, change.written.split(";")) for change in changes if change.written]
    groups = Group.objects.select_related("school").in_bulk(
        {int(parts[1]) for _, parts in parsed if parts[0] == "seat"}
    )
    schools = School.objects.in_bulk({int(parts[1]) for _, parts in parsed if parts[0] != "seat"})
    return {
        change: _seats_in_words(group=groups[int(key)], amount=int(amount))
        if kind == "seat"
        else _school_in_words(
            kind=kind, school=schools[int(key)], amount=int(amount), change=change
        )
        for change, (kind, key, amount) in parsed
        if int(key) in (groups if kind == "seat" else schools)
    }


def _seats_in_words(*, group: Group, amount: int) -> str:
    seats = "ein Platz mehr" if amount == 1 else f"{amount} Plätze mehr"
    return f"{seats} in {group.get_kind_display()} {group.grades}, {group.school.name}" + (
        FIRST_TO_OTHERS if amount > 1 else ""
    )


def _school_in_words(*, kind: str, school: School, amount: int, change: Change) -> str:
    group = "Erstalphabetisierung" if change.needs_literacy else "Lerngruppe"
    seats = "einem Platz" if amount == 1 else f"{amount} Plätzen"
    sentences = {
        "cap": f"Obergrenze um {amount} anheben: {school.name}",
        "limit": f"{amount} Minuten mehr Schulweg zulassen: {school.name}",
        "form": f"die Schulform {school.form} zulassen: {school.name}",
        "group": f"{group} für Klasse {change.grade} mit {seats} eröffnen: {school.name}",
    }
    shared = kind in {"cap", "group"} and amount > 1
    return sentences[kind] + (FIRST_TO_OTHERS if shared else "")
