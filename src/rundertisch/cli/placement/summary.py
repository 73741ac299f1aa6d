# SPDX-License-Identifier: EUPL-1.2
"""What the person reads after `plan placement`: the answer, then why, then what would help."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from rundertisch.cli.placement.source import Source
from rundertisch.engine.placement.plan import Change, Placement, Plan, Unplaced
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
    "deferred_acceptance": "Gegenseitige Auswahl",
}
_LEVELS = {
    "claims": "welche Ansprüche gehalten werden",
    "unplaced": "wer einen Platz bekommt",
    "soft_caps": "wie weit weiche Obergrenzen überschritten werden",
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
        *_claims(plan, problem=source.problem),
        *_soft_caps(plan),
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


def _seats(plan: Plan, *, problem: Problem) -> Iterator[str]:
    if not plan.placements:
        return
    longest = max(plan.placements, key=lambda seat: seat.minutes)
    ways = sorted(seat.minutes for seat in plan.placements)
    yield (
        f"Schulweg: die Hälfte höchstens {ways[(len(ways) - 1) // 2]} Minuten, der längste "
        f"{longest.minutes} Minuten (Kind {longest.child})."
    )
    if longest.estimate:
        yield "Die Minuten sind aus Koordinaten geschätzt und gehören in keinen Bescheid."
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


def _called(school: str, names: Mapping[str, str]) -> str:
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
    places = _places(problem)
    yield "Am längsten warten davon:" if len(longest) > SHOWN else "Im Einzelnen:"
    for child in longest[:SHOWN]:
        days = _many(waiting[child.child], "Tag", "Tage")
        yield f"  {child.child}, wartet {days}: {_help(child, places=places)}"
    if len(longest) > SHOWN:
        yield f"  … und {len(longest) - SHOWN} weitere, siehe unplaced.csv."


def _claims(plan: Plan, *, problem: Problem) -> Iterator[str]:
    """Say which claims are not kept, and what it costs to keep the others."""
    if plan.unplaced_without_claims is None:
        return
    claims, unkept = sum(bool(child.claim) for child in problem.children), plan.unkept_claims
    yield ""
    yield (
        f"{_many(claims, 'Anspruch', 'Ansprüche')} auf eine bestimmte Schule (§ 46 Abs. 3 SchulG): "
        f"{claims - len(unkept)} gehalten, {len(unkept)} nicht."
    )
    names = {school.id: school.name for school in problem.schools}
    for claim in unkept[:SHOWN]:
        yield f"  {claim.child}, Anspruch auf {_called(claim.school, names)}: {claim.reason}"
    if len(unkept) > SHOWN:
        yield f"  … und {len(unkept) - SHOWN} weitere, siehe plan.json, claims."
    if fewer := plan.fewer_for_claims:
        yield (
            f"Ansprüche gehen vor: Ohne sie {'hätte' if fewer == 1 else 'hätten'} "
            f"{_many(fewer, 'Kind', 'Kinder')} mehr einen Platz."
        )


def _soft_caps(plan: Plan) -> Iterator[str]:
    for level in plan.levels:
        if level.name == "soft_caps":
            yield ""
            yield (
                "Obergrenzen ohne Beschluss (weich): überschritten um "
                f"{_many(int(str(level.value)), 'Kind', 'Kinder')}, damit keines zurückbleibt."
                if level.value
                else "Obergrenzen ohne Beschluss (weich): keine ist überschritten."
            )


def _places(problem: Problem) -> dict[str, str]:
    """Return how groups and schools are called, groups by their school's name."""
    names = {school.id: school.name for school in problem.schools}
    called = {f"school {school}": _called(school, names) for school in names}
    return called | {
        f"group {group.id}": f"{group.id} ({' '.join(names[group.school].split()) or group.school})"
        for group in problem.groups
    }


def _help(child: Unplaced, *, places: Mapping[str, str]) -> str:
    change = child.smallest_change
    return f"{_LEFT[child.reason_code]}; " + (
        f"es hülfe: {_spoken(change, places=places)}."
        if change
        else "keine einzelne Änderung hülfe."
    )


def _spoken(change: Change, *, places: Mapping[str, str]) -> str:
    amount = change.amount
    what = places[f"{'group' if change.kind == 'seat' else 'school'} {change.id}"]
    return {
        "seat": f"{_many(amount, 'Platz', 'Plätze')} mehr in Gruppe {what}",
        "cap": f"eine um {amount} höhere Obergrenze: {what}",
        "limit": f"{_many(amount, 'Minute', 'Minuten')} mehr Weg erlauben: {what}",
        "form": f"diese Schulform erlauben: {what}",
        "group": f"eine passende Gruppe mit {_many(amount, 'Platz', 'Plätzen')}: {what}",
    }[change.kind]


def _comparison(plan: Plan) -> Iterator[str]:
    if not plan.baselines:
        return
    yield "Zum Vergleich, dieselbe Eingabe:"
    yield f"  {'':<24}{'ohne Platz':>12}{'Weg im Mittel':>15}{'Geschwisterpaare':>18}"
    yield _compared(
        "dieser Plan", len(plan.unplaced), plan.minutes, len(plan.placements), plan.pairs
    )
    for other in plan.baselines:
        name = _BASELINES[other.name]
        yield _compared(name, other.unplaced, other.minutes, other.placed, other.pairs)


def _compared(name: str, unplaced: int, minutes: int, placed: int, pairs: int) -> str:
    mean = f"{round(minutes / placed)} Minuten" if placed else "-"
    return f"  {name:<24}{unplaced:>12}{mean:>15}{pairs:>18}"


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
