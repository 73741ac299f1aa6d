# SPDX-License-Identifier: EUPL-1.2
"""Why a child would sit there: the sentence that a family, a school and a court may read.

Interests are weighed, nothing is the one best: the waiting, the way, siblings, the others' seats.
"""

from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.plan import PlacedReason, Placement
from rundertisch.engine.placement.problem import Child, stage_of
from rundertisch.engine.placement.solve.answer import NO_GROUP, Answer
from rundertisch.engine.placement.solve.network import UNLOCKED


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is known of one child's seat."""

    child: int
    school: str
    minutes: int
    nearest: int  # minutes to the nearest eligible school
    schools: int  # eligible schools
    siblings: int  # at the school, of its stage
    others: int = 0  # siblings of other stages at the site, where that is worth minutes


def placements_of(answer: Answer) -> tuple[Placement, ...]:
    """Return the seats with their reasons, in the order of the input."""
    wished = {(wish.child, wish.school) for wish in answer.problem.wishes}
    reasons = {lock.child: lock.reason for lock in answer.problem.locked}
    names = {school.id: school.name or school.id for school in answer.problem.schools}
    estimate = answer.problem.travel is None
    placements = []
    for at in np.flatnonzero(answer.group != NO_GROUP).tolist():
        choice, child = _choice(answer, at), answer.problem.children[at]
        claims = child.claim == choice.school
        code = _code(
            answer,
            choice,
            claims=claims,
            wishes=(child.id, choice.school) in wished,
        )
        way = f"{'geschätzt ' if estimate else ''}{_counted_minutes(choice.minutes)}"
        placements.append(
            Placement(
                child=child.id,
                group=answer.problem.groups[answer.group[at]].id,
                school=choice.school,
                minutes=choice.minutes,
                estimate=estimate,
                reason_code=code,
                reason=_with_options(code, choice, names[choice.school], way, child.claim)
                or _sentence(code, choice, names[choice.school], way, reasons.get(child.id, "")),
            )
        )
    return tuple(placements)


def _choice(answer: Answer, at: int) -> _Choice:
    problem, network = answer.problem, answer.network
    child, school = problem.children[at], problem.groups[answer.group[at]].school
    ways = slice(network.start[at], network.start[at + 1])
    siblings = 0
    if child.family:
        siblings = answer.together[child.family, stage_of(grade=child.grade), school] - 1
    return _Choice(
        child=at,
        school=school,
        minutes=int(answer.minutes[at]),
        nearest=int(network.minutes[ways.start]) if ways.stop > ways.start else 0,
        schools=len(set(network.school[network.group[ways]].tolist())),
        siblings=siblings,
        others=_at_site(answer, child, school),
    )


def _at_site(answer: Answer, child: Child, school: str) -> int:
    """Return the siblings of other stages who sit at the site, where that is worth minutes."""
    if not (child.family and answer.problem.parameters.minutes_per_site):
        return 0
    stages = answer.at_sites[child.family, answer.site[school]]
    return sum(n for stage, n in stages.items() if stage != stage_of(grade=child.grade))


def _code(answer: Answer, choice: _Choice, *, claims: bool, wishes: bool) -> PlacedReason:
    """Return the first reason that holds, in the order that `plan.Placement` gives."""
    for holds, code in (
        (answer.network.locked[choice.child] != UNLOCKED, "locked"),
        (claims, "claim"),
        (wishes, "wish"),
        (choice.schools == 1, "only"),
        (choice.minutes == choice.nearest, "nearest"),
        (choice.siblings > 0, "sibling"),
    ):
        if holds:
            return code  # type: ignore[return-value]  # one of the words above
    return "makes_room"


def _with_options(code: PlacedReason, choice: _Choice, name: str, way: str, claim: str) -> str:
    """Return the sentence where an option is the true reason behind the code, or nothing."""
    if code == "wish" and claim:
        return (
            f"Die Familie nennt {name}; ein Platz dort erfüllt auch den Anspruch des Kindes "
            f"(§ 46 Abs. 3 SchulG NRW). Weg {way}."
        )
    if code == "makes_room" and choice.others:
        more = _counted_minutes(choice.minutes - choice.nearest)
        return (
            f"Mit {_counted_siblings(choice.others)} einer anderen Stufe am selben Standort: "
            f"{name}. Der gemeinsame Schulweg ist gegen die {more} mehr als zur nächsten Schule "
            f"und gegen die Plätze der anderen Kinder abgewogen; Weg {way}."
        )
    return ""


def _sentence(code: PlacedReason, choice: _Choice, name: str, way: str, decided: str) -> str:
    more = choice.minutes - choice.nearest
    others = f"{choice.schools} Schulen" if choice.schools > 1 else "eine Schule"
    sentences = {
        "locked": f"Von einem Menschen festgelegt{f' ({decided})' if decided else ''}: {name}, "
        f"Weg {way}. Alle anderen Plätze wurden um diese Entscheidung herum abgewogen.",
        "claim": f"Das Kind hat einen Anspruch auf einen Platz an {name} (§ 46 Abs. 3 SchulG NRW); "
        f"er geht den anderen Gesichtspunkten vor. Weg {way}.",
        "wish": f"Die Familie nennt {name}; dort ist ein Platz frei, ohne dass ein länger "
        f"wartendes Kind leer ausgeht. Weg {way}.",
        "only": f"{name} ist die einzige Schule, die nach Jahrgang, Lerngruppe und Weg in Frage "
        f"kommt. Weg {way}; ein Platz hier wiegt mehr als weiteres Warten.",
        "nearest": f"Unter {others}, die in Frage kommen, hat keine einen kürzeren Weg als {name} "
        f"({way}); Wartezeit und die Plätze der anderen Kinder sind berücksichtigt.",
        "sibling": f"Mit {_counted_siblings(choice.siblings)} derselben Stufe an {name}. Der "
        f"gemeinsame Schulweg wiegt die {_counted_minutes(more)} mehr als zur nächsten Schule auf; "
        f"Weg {way}.",
        "makes_room": f"Ein näherer Platz geht an ein anderes Kind, das sonst leer ausginge oder "
        f"deutlich weiter fahren müsste. {name} liegt {_counted_minutes(more)} weiter als die "
        f"nächste Schule; Weg {way}, innerhalb des Zeitlimits.",
    }
    return sentences[code]


def _counted_minutes(count: int) -> str:
    return "1 Minute" if count == 1 else f"{count} Minuten"


def _counted_siblings(count: int) -> str:
    return "einem Geschwisterkind" if count == 1 else f"{count} Geschwistern"
