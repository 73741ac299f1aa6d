# SPDX-License-Identifier: EUPL-1.2
"""Where else a child of a round could sit and what that means for others; what a rule costs.

Answers for people who decide: nobody is seated by them. Other children appear as counts only. The
truth needs all children of the round, so a seat that may not see them all gets a sentence instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from rundertisch.engine.placement import plan as plans
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.ondemand import alternatives as engine
from rundertisch.engine.placement.ondemand.answers import Alternative, Barred, RulePrice
from rundertisch.engine.placement.ondemand.prices import prices_of
from rundertisch.engine.placement.ondemand.standing import Standing, standing_of
from rundertisch.kernel.ways import Way, WaysDrawing
from rundertisch.schooling.models import (
    Child,
    Decision,
    DecisionKind,
    Proposal,
    ProposedSeat,
    Round,
    RoundChild,
)
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.planning.standing import plan_of, seat_in

MOST_OPTIONS, MOST_BARRED = 8, 6
WORSE = {
    "": "",
    "claims": "Ein Anspruch auf eine Grundschule würde nicht gehalten.",
    "unplaced": "Ein Kind, das einen Platz hätte, bliebe ohne.",
    "soft_caps": "Eine weiche Obergrenze würde überschritten.",
    "worst_minutes": "Der längste Schulweg würde länger.",
    "ways_and_pairs": "Die Wege würden zusammen länger oder Geschwister getrennt.",
}
AGAINST = {
    "named": "nur auf Wunsch der Familie",
    "no_group": "keine passende Lerngruppe",
    "form": "Schulform nicht gewählt",
    "excluded": "von einem Menschen ausgeschlossen",
    "unreachable": "Weg nicht bekannt",
    "full": "alle Plätze sind schon vergeben",
}
RULES = {
    "primary": "Zeitlimit der Primarstufe",
    "sec1": "Zeitlimit der Sekundarstufe I",
    "sec2": "Zeitlimit der Sekundarstufe II",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One group where the child could sit; others as counts, never as names."""

    group: int
    school: int
    name: str
    town: str
    minutes: int
    extra: int | None  # against the proposed seat; None: none is proposed
    consequence: str
    moved: int
    left_out: int
    worse: str  # empty: nothing gets worse

    @property
    def sentence(self) -> str:
        """Say where, how far, and what it means for others."""
        minutes = "eine Minute" if self.minutes == 1 else f"{self.minutes} Minuten"
        said = f"{self.name}, {self.town}: etwa {minutes}. {self.consequence} {self.worse}"
        return said.rstrip()


@dataclass(frozen=True, slots=True)
class BarredSchool:
    """A school that is no option, with every rule against it."""

    name: str
    town: str
    minutes: int | None
    why: str


@dataclass(frozen=True, slots=True)
class RoundAlternatives:
    """Everything a page says about other places for one child."""

    headline: str
    options: tuple[Option, ...] = ()
    barred: tuple[BarredSchool, ...] = ()
    truncated: int = 0  # options that are not shown
    estimate: bool = True
    ways: WaysDrawing | None = None


@dataclass(frozen=True, slots=True)
class RulePriceShown:
    """What one rule costs in seats, as a sentence."""

    rule: str
    more: int
    sentence: str


def alternatives_for(*, proposal: Proposal, child: Child) -> RoundAlternatives:
    """Return where else a child of a real proposal could sit, the least harmful first."""
    if proposal.round is None or proposal.what_if is not None:
        return RoundAlternatives("Andere Plätze nennt nur ein Vorschlag einer Runde.")
    lines = list(ProposedSeat.objects.filter(proposal=proposal).order_by("pk"))
    if len(lines) < proposal.plan["placed"] + proposal.plan["unplaced"]:
        return RoundAlternatives(
            "Andere Plätze hängen an allen Kindern der Runde. Wer nicht alle sehen darf, fragt "
            "bitte die Seiteneinsteigerberatung."
        )
    problem = problem_of(round=proposal.round, after=proposal.after_decision)
    asked = str(child.pk)
    if all(each.id != asked for each in problem.children):
        return RoundAlternatives("Dieses Kind hatte seinen Platz schon vor diesem Vorschlag.")
    standing = standing_of(
        problem=problem, plan=_plan(lines=lines), fixed=settled_since(proposal=proposal)
    )
    barred_since = _excluded_since(proposal=proposal, child=child)
    found = [
        each
        for each in engine.alternatives_of(standing=standing, child=asked)
        if each.school not in barred_since
    ]
    shown = _shown(standing=standing, child=asked, found=found)
    ways = _drawing(standing=standing, child=child, options=shown.options)
    return replace(shown, ways=ways)


def prices_for(*, round: Round) -> tuple[RulePriceShown, ...]:  # noqa: A002 - the field's word
    """Return what each rule of a round costs in seats; only for who may see every child of it."""
    first = Proposal.objects.filter(round=round, what_if__isnull=True).order_by("pk").first()
    here = RoundChild.objects.filter(round=round, seated=False)
    joined = Decision.objects.filter(round=round, kind=DecisionKind.JOINED).values("child")
    rows = here.exclude(child__in=joined).count()
    if first is None or rows < first.plan["placed"] + first.plan["unplaced"]:
        return ()
    problem = problem_of(round=round)
    names = {school.id: school.name for school in problem.schools}
    return tuple(_priced(price=each, names=names) for each in prices_of(problem=problem))


def _priced(*, price: RulePrice, names: Mapping[str, str]) -> RulePriceShown:
    rule = {
        "limit": RULES.get(price.id, ""),
        "cap": f"Obergrenze von {names.get(price.id, price.id)}",
        "forms": "Wahl der Schulform",
    }[price.rule]
    more = price.more_seated
    who = "ein Kind" if more == 1 else f"{more} Kinder"
    sentence = f"Ohne diese Regel fände {who} mehr einen Platz."
    if more > 1:
        sentence = f"Ohne diese Regel fänden {who} mehr einen Platz."
    if not more:
        sentence = "Ohne diese Regel säßen andere, länger wartende Kinder; nicht mehr als jetzt."
    return RulePriceShown(rule=rule, more=more, sentence=sentence)


def _plan(*, lines: Sequence[ProposedSeat]) -> plans.Plan:
    """Return the kept lines as a plan, as far as questions about it need one."""
    return plan_of(
        placements=[
            seat_in(
                child=str(line.child_id),
                group=str(line.group_id),
                school="",
                minutes=line.minutes or 0,
            )
            for line in lines
            if line.group_id is not None
        ]
    )


def settled_since(*, proposal: Proposal) -> list[str]:
    """Return the children whose seat was signed or announced since: they do not move."""
    kinds = [DecisionKind.SIGNED, DecisionKind.ANNOUNCED]
    since = Decision.objects.filter(round=proposal.round, pk__gt=proposal.after_decision)
    return [str(pk) for pk in since.filter(kind__in=kinds).values_list("child_id", flat=True)]


def _excluded_since(*, proposal: Proposal, child: Child) -> set[str]:
    """Return the schools that are excluded for the child, by decisions after the proposal too."""
    known = Decision.objects.filter(round=proposal.round, child=child, kind=DecisionKind.EXCLUDED)
    schools = known.filter(released_by=None).values_list("school_id", flat=True)
    return {str(school) for school in schools}


def _shown(*, standing: Standing, child: str, found: Sequence[Alternative]) -> RoundAlternatives:
    schools = {school.id: school for school in standing.problem.schools}
    several = len({each.group for each in found}) > len({each.school for each in found})
    groups = {group.id: group for group in standing.problem.groups}
    options = tuple(
        option_of(each=each, school=schools[each.school], group=groups[each.group], several=several)
        for each in found[:MOST_OPTIONS]
    )
    barred = engine.barred_of(standing=standing, child=child)[:MOST_BARRED]
    return RoundAlternatives(
        headline=_headline(found=found),
        options=options,
        barred=tuple(_barred(each=each, school=schools[each.school]) for each in barred),
        truncated=max(0, len(found) - MOST_OPTIONS),
        estimate=standing.problem.travel is None,
    )


def _drawing(*, standing: Standing, child: Child, options: Sequence[Option]) -> WaysDrawing:
    """Return the drawing of the ways; a protected home, or one not found, has no point in it."""
    schools = {school.id: school for school in standing.problem.schools}
    hidden = child.address_protected or child.lat is None or child.lon is None
    lat, lon = (0.0, 0.0) if hidden else (float(child.lat or 0), float(child.lon or 0))
    nearest: dict[str, tuple[int, bool]] = {}
    at = standing.children_at[str(child.pk)]
    if at in standing.school_at:
        own = standing.problem.schools[standing.school_at[at]].id
        nearest[own] = int(standing.minutes[at]), True
    for option in options:
        nearest.setdefault(str(option.school), (option.minutes, False))
    ways = tuple(
        Way(
            name=school.name,
            minutes=minutes,
            east=0 if hidden else ((school.lon or lon) - lon) * cos(radians(lat)),
            north=0 if hidden else (school.lat or lat) - lat,
            proposed=proposed,
        )
        for key, (minutes, proposed) in nearest.items()
        for school in [schools[key]]
    )
    home = "" if hidden else child.home_town.name
    return WaysDrawing(home=home, ways=ways, estimate=standing.problem.travel is None)


def _headline(*, found: Sequence[Alternative]) -> str:
    if not found:
        return "Keine andere Lerngruppe kommt nach den Regeln dieser Runde in Frage."
    free = sum(not each.moves for each in found)
    if free == 1:
        return "In einer anderen Lerngruppe wäre sofort ein Platz frei."
    if free:
        return f"In {free} anderen Lerngruppen wäre sofort ein Platz frei."
    return "Kein anderer Platz ist frei: Für jeden müssten andere Kinder Platz machen."


def option_of(
    *, each: Alternative, school: problems.School, group: problems.Group, several: bool
) -> Option:
    grades = f", Klasse {group.grade_from}–{group.grade_to}" if several else ""
    return Option(
        group=int(each.group),
        school=int(each.school),
        name=f"{school.name}{grades}",
        town=school.town,
        minutes=each.minutes,
        extra=each.extra_minutes_child,
        consequence=_consequence(each=each),
        moved=each.moved,
        left_out=each.left_out,
        worse=WORSE[each.worse],
    )


def _longer(*, minutes: int) -> str:
    """Say how much longer or shorter the ways of the others would be, all together."""
    if not minutes:
        return "Wege zusammen gleich lang"
    unit = "Minute" if abs(minutes) == 1 else "Minuten"
    return f"Weg {abs(minutes)} {unit} {'länger' if minutes > 0 else 'kürzer'}"


def _consequence(*, each: Alternative) -> str:
    """Say what it means for others, as counts: names only stand where somebody may open them."""
    moving = sum(bool(move.from_group and move.to_group) for move in each.moves)
    entering = sum(not move.from_group for move in each.moves)
    said = []
    if moving:
        more = sum(move.extra_minutes or 0 for move in each.moves)
        who = "ein anderes Kind müsste" if moving == 1 else f"{moving} andere Kinder müssten"
        said.append(f"{who} an eine andere Schule oder Gruppe ({_longer(minutes=more)})")
    if each.left_out:
        said.append("ein anderes Kind bliebe ohne Platz")
    if entering:
        said.append("ein wartendes Kind bekäme einen Platz")
    if not said:
        return "Platz frei, niemand müsste wechseln."
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _barred(*, each: Barred, school: problems.School) -> BarredSchool:
    why = [
        f"{each.minutes_over} Minuten über dem Zeitlimit" if rule == "too_far" else AGAINST[rule]
        for rule in each.against
    ]
    return BarredSchool(
        name=school.name, town=school.town, minutes=each.minutes, why=", ".join(why)
    )
