# SPDX-License-Identifier: EUPL-1.2
"""The levels of a round with options in numbers, and why a claim is not kept."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.plan import (
    LevelResult,
    UnkeptClaim,
    UnkeptReason,
    Unplaced,
    Weighed,
)
from rundertisch.engine.placement.problem import is_special, stage_of
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.components import ALONE
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import (
    UNLOCKED,
    Flags,
    Ints,
    Numbers,
    form_fits,
    minutes_between,
)
from rundertisch.engine.placement.solve.options.helping import unplaced_with_options
from rundertisch.engine.placement.solve.options.longest import Longest
from rundertisch.engine.placement.solve.options.longest import longest as longest_of
from rundertisch.engine.placement.solve.options.profile import Standing
from rundertisch.engine.placement.solve.options.terms import Terms, sitting_at_sites
from rundertisch.engine.placement.solve.options.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Told:
    """What a plan is told from."""

    answer: Answer
    levels: tuple[LevelResult, ...]
    weighed: Weighed | None
    unkept_claims: tuple[UnkeptClaim, ...]
    unplaced_without_claims: dict[str, int] | None
    unplaced: tuple[Unplaced, ...]


def told(
    *,
    answer: Answer,
    terms: Terms,
    standing: Standing,
    longest: Longest,
    weighing: Weighing,
    sure: bool,
) -> Told:
    """Tell the answer; ``sure``: levels 0 to 1b were solved in time."""
    claims = bool((terms.claims != NOWHERE).any())
    without = _without_claims(answer, standing)
    levels = [_unplaced_level(answer, without, sure=sure)]
    if claims:
        levels.insert(0, _claims_level(answer, terms))
    if any(school.soft_cap is not None for school in answer.problem.schools):
        levels.append(_overrun_level(answer, terms, sure=sure))
    levels.append(_longest_level(answer, terms, longest, sure=sure))
    levels.append(_weighed_level(answer, terms, weighing, sure=all(x.proven for x in levels)))
    return Told(
        answer=answer,
        levels=tuple(levels),
        weighed=weighed_of(answer, terms) if _weighs(terms) else None,
        unkept_claims=_unkept(answer, terms) if claims else (),
        unplaced_without_claims=without if claims else None,
        unplaced=unplaced_with_options(answer=answer, terms=terms, standing=standing),
    )


def _by_level(level: Numbers, counted: Flags, among: Flags) -> dict[str, int]:
    """Return how many of each level are counted, the highest level first."""
    names = np.unique(level[among])[::-1].tolist()
    return {str(each): int((counted & (level == each)).sum()) for each in names}


def _keeps(answer: Answer, terms: Terms) -> Flags:
    """Return for each child whether it has a claim that is kept."""
    children_at = {child.id: at for at, child in enumerate(answer.problem.children)}
    group = answer.group
    school = np.where(group == NO_GROUP, NOWHERE, answer.network.school[group])
    keeps: Flags = (terms.claims != NOWHERE) & (terms.claims == school)
    ids = [each.id for each in answer.problem.schools]
    for wish in answer.problem.wishes:
        at = children_at[wish.child]
        if terms.claims[at] != NOWHERE and school[at] != NOWHERE and ids[school[at]] == wish.school:
            keeps[at] = True
    return keeps


def _claims_level(answer: Answer, terms: Terms) -> LevelResult:
    """Level 0: who can sit where its claim is kept is a matroid; the greedy order is the proof."""
    claims = terms.claims != NOWHERE
    value = _by_level(answer.network.level, claims & ~_keeps(answer, terms), claims)
    return LevelResult("claims", value, value, proven=True)


def _without_claims(answer: Answer, standing: Standing) -> dict[str, int]:
    """Return the children of each level without a seat if no claim had to be kept."""
    level, cells = answer.network.level, standing.terms.cells
    free = answer.network.locked == UNLOCKED
    value = _by_level(level, free, np.ones(len(level), np.bool_))
    for cell, placed in enumerate(standing.without_claims.tolist()):
        value[str(int(cells.level[cell]))] -= placed
    return value


def _unplaced_level(answer: Answer, without: dict[str, int], *, sure: bool) -> LevelResult:
    level = answer.network.level
    value = _by_level(level, answer.group == NO_GROUP, np.ones(len(level), np.bool_))
    proven = sure or value == without
    return LevelResult("unplaced", value, value if proven else without, proven=proven)


def _overrun_level(answer: Answer, terms: Terms, *, sure: bool) -> LevelResult:
    sits = answer.taken[answer.taken != NOWHERE]
    load = np.bincount(terms.school[sits], minlength=len(terms.site))
    value = _overrun(terms, load)
    least = value if sure else _overrun(terms, np.zeros_like(load))
    return LevelResult("soft_caps", value, least, proven=value == least)


def _overrun(terms: Terms, load: Ints) -> int:
    """Return the newly placed beyond soft caps; ``load``: of each school, without locked ones."""
    locked = answer_locked(terms)
    return sum(
        max(0, int(load[at]) + locked[at] - school.soft_cap)
        for at, school in enumerate(terms.problem.schools)
        if school.soft_cap is not None
    )


def answer_locked(terms: Terms) -> Counter[int]:
    """Return the locked children of each school."""
    locked = terms.network.locked
    return Counter(terms.network.school[locked[locked != UNLOCKED]].tolist())


def _longest_level(answer: Answer, terms: Terms, found: Longest, *, sure: bool) -> LevelResult:
    reached = longest_of(terms, answer.taken)
    names: dict[int, str] = {}
    for at, child in enumerate(answer.problem.children):
        where = int(terms.component[at])
        if where != ALONE and reached[where] >= 0:
            names[where] = min(names.get(where, child.id), child.id)
    order = sorted(names, key=names.__getitem__)
    slack = answer.problem.parameters.worst_slack_minutes
    return LevelResult(
        "worst_minutes",
        {names[each]: int(reached[each]) for each in order},
        {names[each]: min(int(found.bound[each]), int(reached[each])) for each in order},
        proven=sure
        and bool((found.bound == found.ceiling).all())
        and all(reached[each] <= found.ceiling[each] + slack for each in order),
    )


def _weighs(terms: Terms) -> bool:
    rules = terms.problem.parameters
    return rules.wishes_weigh or bool(rules.minutes_per_site) or terms.linear


def weighed_of(answer: Answer, terms: Terms) -> Weighed:
    """Return what level 3 has weighed."""
    sits = answer.taken[answer.taken != NOWHERE]
    locked = answer.network.locked_minutes[answer.network.locked != UNLOCKED]
    weigh = terms.problem.parameters.wishes_weigh
    met = Counter(terms.rank[sits].tolist()) if weigh else Counter[int]()
    return Weighed(
        minutes=int(terms.minutes[sits].sum() + locked.sum()),
        together=_linear(answer) if terms.linear else answer.pairs,
        wishes=(met[1], met[2], met[3]),
        site_pairs=_site_pairs(answer, terms) if terms.problem.parameters.minutes_per_site else 0,
    )


def _linear(answer: Answer) -> int:
    """Return children newly placed, less the schools their families newly use, by stage."""
    before: Counter[tuple[str, str, str]] = Counter()
    school_of = {group.id: group.school for group in answer.problem.groups}
    for placed in answer.problem.placed:
        if placed.family:
            before[placed.family, stage_of(grade=placed.grade), school_of[placed.group]] += 1
    return sum(
        count - before[key] - (not before[key])
        for key, count in answer.together.items()
        if count > before[key]
    )


def _site_pairs(answer: Answer, terms: Terms) -> int:
    """Return the pairs of different stages at one site that are new."""
    nobody = np.full(len(answer.group), NO_GROUP, np.int64)

    def pairs(group: Ints) -> int:
        return sum(
            (sum(stages.values()) ** 2 - sum(count**2 for count in stages.values())) // 2
            for stages in sitting_at_sites(terms, group).values()
        )

    return pairs(answer.group) - pairs(nobody)


def _value(terms: Terms, weighed: Weighed) -> int:
    rules = terms.problem.parameters
    wishes = sum(
        each * met for each, met in zip(rules.minutes_per_wish, weighed.wishes, strict=True)
    )
    return (
        weighed.minutes
        - terms.pair_price * weighed.together
        - wishes
        - rules.minutes_per_site * weighed.site_pairs
    )


def _weighed_level(answer: Answer, terms: Terms, weighing: Weighing, *, sure: bool) -> LevelResult:
    """Level 3, with what locked children add to every plan."""
    nobody = np.full(len(answer.taken), NOWHERE, np.int64)
    locked = Answer(answer.problem, answer.network, nobody)
    fixed = _value(terms, weighed_of(locked, terms))
    value = _value(terms, weighed_of(answer, terms))
    bound = min(weighing.bound + fixed, value)
    return LevelResult("ways_and_pairs", value, bound, proven=sure and value == bound)


def _unkept(answer: Answer, terms: Terms) -> tuple[UnkeptClaim, ...]:
    """Return the claims that are not kept, in the order of the input."""
    keeps = _keeps(answer, terms)
    fits = form_fits(answer.problem)
    unkept = []
    for at in np.flatnonzero((terms.claims != NOWHERE) & ~keeps).tolist():
        child, school = answer.problem.children[at], answer.problem.schools[terms.claims[at]]
        code = _why(answer, terms, at, fits)
        unkept.append(
            UnkeptClaim(
                child=child.id,
                school=school.id,
                level=int(answer.network.level[at]),
                reason_code=code,
                reason=_sentence(code, school.name or school.id),
            )
        )
    return tuple(unkept)


def _why(answer: Answer, terms: Terms, at: int, fits: form_fits) -> UnkeptReason:
    problem, network = answer.problem, answer.network
    child, claim = problem.children[at], int(terms.claims[at])
    school = problem.schools[claim]
    mine = network.serves[network.kind[at]] & (network.school == claim)
    named = school.assignable == "named" and not any(
        (wish.child, wish.school) == (child.id, school.id) for wish in problem.wishes
    )
    closed = school.assignable == "no" or is_special(form=school.form) or named
    excluded = any((each.child, each.school) == (child.id, school.id) for each in problem.excluded)
    reasons: tuple[tuple[bool, UnkeptReason], ...] = (
        (network.locked[at] != UNLOCKED, "locked"),
        (excluded, "excluded"),
        (closed or not mine.any(), "no_group"),
        (not fits(np.array([at]), np.array([claim]))[0], "form"),
        (minutes_between(problem, at, claim) is None, "unreachable"),
        (network.caps[claim] == 0 or not network.seats[mine].any(), "no_seat"),
    )
    return next((code for holds, code in reasons if holds), "claims")


def _sentence(code: UnkeptReason, name: str) -> str:
    """Say why a claim to a school is not kept (46(3) SchulG NRW: within its capacity)."""
    start = f"Der Anspruch auf einen Platz an {name} wird nicht erfüllt: "
    end = {
        "locked": "Ein Mensch hat das Kind auf einen anderen Platz festgelegt.",
        "excluded": "Ein Mensch hat diese Schule für das Kind ausgeschlossen.",
        "no_group": "Die Schule hat für dieses Kind keine Lerngruppe, die zu Jahrgang und "
        "Alphabetisierung passt, oder ein Plan darf sie nicht wählen.",
        "form": "Ihre Schulform steht nicht unter den Schulformen, die für das Kind gewählt sind.",
        "unreachable": "Zu dieser Schule ist kein Weg bekannt. Bitte die Fahrzeit nachtragen.",
        "no_seat": "In den passenden Lerngruppen ist kein Platz frei.",
        "claims": "Alle Plätze gehen an Kinder, deren Anspruch oder Wunsch dort erfüllt wird und "
        "die ebenso lange oder länger warten.",
    }
    return start + end[code]
