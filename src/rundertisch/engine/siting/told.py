# SPDX-License-Identifier: EUPL-1.2
"""A siting plan in German sentences, for people who decide. A plan is never called optimal."""

from collections.abc import Iterator
from dataclasses import replace

from rundertisch.engine.siting.plan import NextBest, Opening, Plan
from rundertisch.engine.siting.problem import Candidate, Problem

KINDS = {"literacy": "Alphabetisierung", "language": "Sprachförderung", "regular": "Regelklasse"}


def euros(cents: int) -> str:
    """Return an amount as it is written in German: 12.345,67 €."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d} €"


def many(count: int, one: str, more: str) -> str:
    """Return a count with its word."""
    return f"{count} {one if count == 1 else more}"


def reason_of(*, problem: Problem, opening: Opening) -> Opening:
    """Return the opening with the sentence that says what it brings."""
    candidates = {each.id: each for each in problem.candidates}
    schools = {school.id: school.name for school in problem.placement.schools}
    candidate = candidates[opening.candidate]
    said = [_offer(opening, candidate, schools), *_brings(opening)]
    if opening.next_best is not None:
        said.append(_instead(opening.next_best, candidates, schools))
    return replace(opening, reason=" ".join(said))


def _called(candidate: Candidate, schools: dict[str, str]) -> str:
    name = " ".join(schools.get(candidate.school, "").split())
    return f"{name} ({candidate.school})" if name else f"Schule {candidate.school}"


def _offer(opening: Opening, candidate: Candidate, schools: dict[str, str]) -> str:
    first, last = candidate.grade_from, candidate.grade_to
    grades = f"Klasse {first}" if first == last else f"Klasse {first} bis {last}"
    seats = many(opening.seats, "Platz", "Plätze")
    return (
        f"{seats} für {grades} ({KINDS[candidate.kind]}) an {_called(candidate, schools)} kosten "
        f"{euros(opening.cost_cents)}."
    )


def _brings(opening: Opening) -> Iterator[str]:
    children, minutes = opening.children_more, opening.minutes_saved
    if children is None or minutes is None:
        yield "Was sie bringt, wurde nicht berechnet, weil die Zeit um war."
        return
    if children > 0:
        yield f"Ohne sie fehlte {many(children, 'Kind', 'Kindern')} ein Platz."
    elif children < 0:  # with whole families: who waits longer sits, a larger family does not
        sits = "sitzt" if children == -1 else "sitzen"
        who = many(-children, "Kind", "Kinder")
        yield f"Mit ihr {sits} {who} weniger, dafür, wer länger wartet."
    if minutes > 0:
        others = "Die anderen Kinder sparen" if children else "Sie sparen den Kindern"
        yield f"{others} zusammen {many(minutes, 'Minute', 'Minuten')} Weg."


def _instead(best: NextBest, candidates: dict[str, Candidate], schools: dict[str, str]) -> str:
    if best.candidate:
        other = candidates[best.candidate]
        where = f"eine Gruppe ({KINDS[other.kind]}) an {_called(other, schools)}"
    else:
        where = "keine andere Gruppe"
    said = f"Nächstbeste Lösung: {where}"
    if best.children_fewer > 0:
        said += f"; {many(best.children_fewer, 'Kind bliebe', 'Kinder blieben')} mehr ohne Platz."
        return said if best.proven else f"{said} Das ist nicht bis zu Ende gerechnet."
    if best.children_fewer < 0:
        return f"{said}; mehr Kinder säßen, aber nicht, wer am längsten wartet."
    said += f", zusammen um {euros(best.cents_more)} teurer (Wege eingerechnet)."
    return said if best.proven else f"{said} Das ist nicht bis zu Ende gerechnet."


def summary_of(*, plan: Plan) -> tuple[str, ...]:
    """Return what the plan says, in a few sentences."""
    return (*_headline(plan), *_left(plan), *_money(plan), *_proof(plan))


def _headline(plan: Plan) -> Iterator[str]:
    word = "Entwurf" if plan.draft else "Vorschlag"
    groups = sum(opening.groups for opening in plan.openings)
    if groups:
        opens = many(groups, "neue Gruppe", "neue Gruppen")
        seats = many(plan.seats, "Platz", "Plätzen")
        answer = f"{opens} mit {seats} an {many(len(plan.openings), 'Stelle', 'Stellen')}"
    else:
        answer = "keine neue Gruppe"
    if plan.closings:
        answer += f"; {many(len(plan.closings), 'Gruppe schließt', 'Gruppen schließen')}"
    yield f"{word}: {answer}."
    yield "Der Plan schlägt vor, ein Mensch entscheidet."


def _left(plan: Plan) -> Iterator[str]:
    before, after = plan.today.unplaced, plan.unplaced
    yield (
        f"Ohne Platz blieben {many(after, 'Kind', 'Kinder')}; ohne neue Gruppen wären es {before}."
    )
    for scenario in plan.scenarios:
        arrivals = scenario.placed + scenario.waiting
        yield (
            f"Szenario {scenario.scenario}: von {many(arrivals, 'Ankunft', 'Ankünften')} fänden "
            f"{scenario.placed} einen Platz."
        )


def _money(plan: Plan) -> Iterator[str]:
    saved = f", gespart {euros(plan.saved_cents)}" if plan.closings else ""
    yield f"Kosten {euros(plan.cost_cents)}{saved}; Schulwege zusammen {plan.minutes} Minuten."


def _proof(plan: Plan) -> Iterator[str]:
    if plan.proven:
        yield "Bewiesen: kein anderer Vorschlag lässt weniger Kinder zurück oder kommt günstiger."
    elif plan.levels != plan.levels_bound:
        yield "Nicht bewiesen: vielleicht könnten mehr Kinder einen Platz bekommen (Zeit war um)."
    else:
        gap = euros(plan.value_cents - plan.bound_cents)
        yield f"Nicht bewiesen: ein anderer Vorschlag könnte um bis zu {gap} günstiger sein."
