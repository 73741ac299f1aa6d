# SPDX-License-Identifier: EUPL-1.2
"""What the person reads after `plan placement`: the answer, then why, then what would help."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from rundertisch.cli.placement.source import Source
from rundertisch.engine.placement.plan import Baseline, Change, Placement, Plan, Unplaced
from rundertisch.engine.placement.problem import Problem

SHOWN = 10
_REASONS = {
    "nearest": "nächste Schule, die in Frage kommt",
    "sibling": "mit einem Geschwister zusammen",
    "only": "einzige Schule, die in Frage kommt",
    "makes_room": "näherer Platz geht an ein anderes Kind",
    "wish": "von der Familie gewünscht",
    "claim": "Anspruch auf diese Schule",
    "locked": "von einem Menschen festgelegt",
}
_LEFT = {
    "no_group": "keine Schule hat eine Gruppe für Jahrgang und Alphabetisierung",
    "form": "keine Gruppe in einer erlaubten Schulform",
    "too_far": "alle passenden Gruppen sind zu weit entfernt",
    "full": "alle passenden Gruppen sind voll",
}
_BASELINES = {
    "first_come_first_served": "Wer zuerst kommt",
    "deferred_acceptance": "Aufgeschobene Annahme",
}
_LEVELS = {
    "unplaced": "wer einen Platz bekommt",
    "worst_minutes": "der längste Weg",
    "ways_and_pairs": "Wege und Geschwister",
}


def lines(*, source: Source, plan: Plan, out_dir: Path) -> tuple[str, ...]:
    """Return the summary, line by line."""
    return (
        *_headline(source=source, plan=plan),
        "",
        *_seats(plan, problem=source.problem),
        *_left(plan, problem=source.problem),
        "",
        *_comparison(plan),
        *_proof(plan),
        f"Geschrieben nach {out_dir}: placements.csv, unplaced.csv, plan.json, timings.json.",
    )


def _headline(*, source: Source, plan: Plan) -> Iterator[str]:
    children, seated = len(source.problem.children), len(plan.placements)
    policy = source.problem.parameters.policy
    answer = f"{seated} von {children} Kindern bekämen einen Platz"
    answer += f", {len(plan.unplaced)} nicht." if plan.unplaced else "."
    if plan.draft:
        yield f"Entwurf: {answer}"
        yield "Die Maßstäbe (parameters.toml, [policy]) hat noch niemand beschlossen."
    else:
        on = f" am {policy.adopted_on}" if policy.adopted_on else ""
        yield f"Vorschlag: {answer}"
        yield f"Maßstäbe beschlossen{on}: {policy.adopted_by}."
    yield "Der Plan schlägt vor, ein Mensch entscheidet."
    if source.not_considered:
        yield f"ACHTUNG, noch nicht beachtet: {', '.join(source.not_considered)}."


def _seats(plan: Plan, *, problem: Problem) -> Iterator[str]:
    if not plan.placements:
        return
    longest = max(plan.placements, key=lambda seat: seat.minutes)
    ways = sorted(seat.minutes for seat in plan.placements)
    estimate = " (aus Koordinaten geschätzt, nicht für Bescheide)" if longest.estimate else ""
    yield (
        f"Schulweg: die Hälfte höchstens {ways[(len(ways) - 1) // 2]} Minuten, längster Weg "
        f"{longest.minutes} Minuten (Kind {longest.child}){estimate}."
    )
    yield f"Geschwister derselben Schulstufe an einer Schule: {_many(plan.pairs, 'Paar', 'Paare')}."
    if plan.families_partly_placed:
        yield f"Familien, von denen nur ein Teil einen Platz hat: {plan.families_partly_placed}."
    yield "Gründe:"
    reasons: Counter[str] = Counter(seat.reason_code for seat in plan.placements)
    yield from _listed(reasons, words=_REASONS)
    yield from _fullest(plan.placements, problem=problem)


def _listed(reasons: Mapping[str, int], *, words: Mapping[str, str]) -> Iterator[str]:
    yield from (f"  {reasons[code]:>6}  {said}" for code, said in words.items() if reasons[code])


def _fullest(placements: tuple[Placement, ...], *, problem: Problem) -> Iterator[str]:
    names = {school.id: school.name for school in problem.schools}
    busiest = Counter(seat.school for seat in placements).most_common(5)
    yield "Die meisten neuen Plätze:"
    yield from (f"  {seats:>6}  {_called(school, names)}" for school, seats in busiest)


def _called(school: str, names: dict[str, str]) -> str:
    name = " ".join(names.get(school, "").split())
    return f"{name} ({school})" if name else school


def _left(plan: Plan, *, problem: Problem) -> Iterator[str]:
    if not plan.unplaced:
        return
    yield ""
    yield f"Ohne Platz: {_many(len(plan.unplaced), 'Kind', 'Kinder')}."
    reasons: Counter[str] = Counter(child.reason_code for child in plan.unplaced)
    yield from _listed(reasons, words=_LEFT)
    waiting = {child.id: child.waiting_days for child in problem.children}
    longest = sorted(plan.unplaced, key=lambda child: -waiting[child.child])
    yield "Am längsten warten davon:" if len(longest) > SHOWN else "Im Einzelnen:"
    for child in longest[:SHOWN]:
        yield f"  {child.child}, {_many(waiting[child.child], 'Tag', 'Tage')}: {_help(child)}"
    if len(longest) > SHOWN:
        yield f"  … und {len(longest) - SHOWN} weitere, siehe unplaced.csv."


def _help(child: Unplaced) -> str:
    change = child.smallest_change
    return f"{_LEFT[child.reason_code]}; " + (
        f"es hülfe: {_spoken(change)}." if change else "keine einzelne Änderung hülfe."
    )


def _spoken(change: Change) -> str:
    amount, what = change.amount, change.id
    return {
        "seat": f"{_many(amount, 'Platz', 'Plätze')} mehr in Gruppe {what}",
        "cap": f"Obergrenze der Schule {what} um {amount} höher",
        "limit": f"{_many(amount, 'Minute', 'Minuten')} mehr Weg zur Schule {what} erlauben",
        "form": f"die Form der Schule {what} für das Kind erlauben",
        "group": f"eine passende Gruppe an der Schule {what}",
    }[change.kind]


def _comparison(plan: Plan) -> Iterator[str]:
    if not plan.baselines:
        return
    yield "Zum Vergleich, dieselbe Eingabe:"
    yield f"  {'':<24}{'ohne Platz':>12}{'Minuten':>10}{'Paare':>8}"
    ours = ("dieser Plan", len(plan.unplaced), plan.minutes, plan.pairs)
    yield _compared(*ours)
    for other in plan.baselines:
        yield _compared(*_figures(other))


def _figures(other: Baseline) -> tuple[str, int, int, int]:
    return _BASELINES[other.name], other.unplaced, other.minutes, other.pairs


def _compared(name: str, unplaced: int, minutes: int, pairs: int) -> str:
    return f"  {name:<24}{unplaced:>12}{minutes:>10}{pairs:>8}"


def _proof(plan: Plan) -> Iterator[str]:
    open_levels = [_LEVELS[level.name] for level in plan.levels if not level.proven]
    if open_levels:
        yield (
            f"Nicht bewiesen: {', '.join(open_levels)}. Die Rechenzeit reichte nicht; mit mehr "
            "--seconds kann der Plan besser werden."
        )
    else:
        yield "Bewiesen: nach diesen Maßstäben gibt es keinen besseren Plan."


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
