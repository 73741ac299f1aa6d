# SPDX-License-Identifier: EUPL-1.2
"""What is refused before anything is computed, each with the sentence a person reads."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from rundertisch.engine.placement.problem import (
    FIRST_GRADE,
    LATEST_GRADE,
    LINEAR,
    PAIRS,
    SPECIAL_FORM,
    STRICT,
    Child,
    Group,
    Lock,
    Parameters,
    Problem,
    School,
    is_special,
)

LARGEST = 2**31 - 1  # more is a slip of the pen, and would not fit the arrays
DEAREST_WISH, LEAST_WISH = 1, 3
MOST_PRIORITY = 2  # hardship (Härtefall), decided by the authority
MOST_LAT, MOST_LON = 90.0, 180.0


def refuse_malformed(problem: Problem) -> None:
    """Raise `ValueError` with the first complaint, if there is one."""
    for complaint in _complaints(problem):
        raise ValueError(complaint)


def _complaints(problem: Problem) -> Iterator[str]:
    yield from _about_ids(problem)
    yield from _about_parameters(problem)
    yield from _about_options(problem.parameters)
    travel = problem.travel is not None
    schools = {school.id for school in problem.schools}
    for child in problem.children:
        yield from _about_child(child, located=not travel)
        if child.claim_school:
            yield from _unknown(
                child.claim_school,
                schools,
                what="die Schule",
                where=f"Anspruch von Kind {child.id}",
            )
    for school in problem.schools:
        yield from _about_school(school, located=not travel)
    yield from _about_groups(problem)
    yield from _about_placed(problem)
    yield from _about_travel(problem)
    yield from _about_decisions(problem)
    yield from _about_locks(problem)


def _double(ids: Iterable[str], *, what: str) -> Iterator[str]:
    for name, times in Counter(ids).items():
        if not name:
            yield f"{what}: eine Kennung ist leer. Bitte jeder Zeile eine eigene Kennung geben."
        if times > 1:
            yield f"{what}: die Kennung {name} steht {times}-mal da. Jede darf es nur einmal geben."


def _unknown(name: str, known: Collection[str], *, what: str, where: str) -> Iterator[str]:
    if name not in known:
        yield f"{where}: {what} {name or '(leer)'} gibt es nicht. Bitte die Kennung berichtigen."


def _about_ids(problem: Problem) -> Iterator[str]:
    waiting = [child.id for child in problem.children]
    yield from _double([*waiting, *(placed.id for placed in problem.placed)], what="Kinder")
    yield from _double((school.id for school in problem.schools), what="Schulen")
    yield from _double((group.id for group in problem.groups), what="Gruppen")


def _about_parameters(problem: Problem) -> Iterator[str]:
    rules = problem.parameters
    if not 1 <= rules.level_days <= LARGEST:
        yield f"level_days ist {rules.level_days}; erlaubt sind ganze Zahlen ab 1."
    price = rules.minutes_per_pair
    if price != STRICT and (isinstance(price, str) or not 0 <= price <= LARGEST):
        yield f'minutes_per_pair ist {price}; erlaubt sind ganze Zahlen ab 0 oder "{STRICT}".'
    for stage in ("primary", "sec1", "sec2"):
        limit = getattr(rules.limits, stage)
        if not 0 <= limit <= LARGEST:
            yield f"Das Zeitlimit {stage} ist {limit}; erlaubt sind ganze Minuten ab 0."
    for name in rules.speeds.__slots__:
        speed = getattr(rules.speeds, name)
        waits = name == "ride_wait_minutes"
        if not math.isfinite(speed) or speed < 0 or (speed == 0 and not waits):
            yield f"{name} ist {speed}; erlaubt sind Zahlen {'ab' if waits else 'über'} 0."


def _about_options(rules: Parameters) -> Iterator[str]:
    wishes = rules.minutes_per_wish
    if len(wishes) != LEAST_WISH or not all(0 <= minutes <= LARGEST for minutes in wishes):
        yield (
            f"minutes_per_wish ist {list(wishes)}; erlaubt sind drei ganze Zahlen ab 0, für den "
            "ersten, zweiten und dritten Wunsch."
        )
    for name in ("minutes_per_site", "worst_slack_minutes", "move_minutes"):
        minutes = getattr(rules, name)
        if not 0 <= minutes <= LARGEST:
            yield f"{name} ist {minutes}; erlaubt sind ganze Minuten ab 0."
    if rules.sibling_measure not in {PAIRS, LINEAR}:
        yield f'sibling_measure ist {rules.sibling_measure}; erlaubt sind "{PAIRS}" und "{LINEAR}".'


def _about_child(child: Child, *, located: bool) -> Iterator[str]:
    who = f"Kind {child.id}"
    yield from _about_grade(child.grade, who=who)
    if not 0 <= child.priority <= MOST_PRIORITY:
        yield f"{who}: priority ist {child.priority}; erlaubt sind 0, 1 und 2 (Härtefall)."
    if not 0 <= child.waiting_days <= LARGEST:
        yield f"{who}: {child.waiting_days} Wartetage; erlaubt sind ganze Zahlen ab 0."
    for form in child.forms:
        if is_special(form=form):
            yield (
                f"{who}: „{form}“ darf nicht unter den Schulformen stehen. Ein Platz an einer "
                f"{SPECIAL_FORM} folgt aus einem eigenen Verfahren, nie aus einem Plan. Bitte die "
                "Form streichen."
            )
    yield from _about_point(child.lat, child.lon, who=who, located=located)


def _about_grade(grade: int, *, who: str) -> Iterator[str]:
    if not FIRST_GRADE <= grade <= LATEST_GRADE:
        yield f"{who}: Jahrgang {grade} gibt es nicht; erlaubt sind 1 bis {LATEST_GRADE}."


def _about_point(lat: float | None, lon: float | None, *, who: str, located: bool) -> Iterator[str]:
    """Say what is wrong with a point, never where it is: it may be a protected home."""
    if lat is None or lon is None:
        if located or lat is not lon:
            yield f"{who}: die Koordinaten fehlen; ohne Fahrzeiten (travel) werden sie gebraucht."
    elif not (abs(lat) <= MOST_LAT and abs(lon) <= MOST_LON):
        yield f"{who}: die Koordinaten liegen nicht auf der Erde. Bitte Breite und Länge prüfen."


def _about_school(school: School, *, located: bool) -> Iterator[str]:
    who = f"Schule {school.id}"
    if school.assignable not in {"yes", "named", "no"}:
        yield f"{who}: assignable ist „{school.assignable}“; erlaubt sind yes, named und no."
    if school.newcomer_cap is not None and not 0 <= school.newcomer_cap <= LARGEST:
        yield f"{who}: die Obergrenze ist {school.newcomer_cap}; erlaubt sind ganze Zahlen ab 0."
    yield from _about_point(school.lat, school.lon, who=who, located=located)


def _about_groups(problem: Problem) -> Iterator[str]:
    schools = {school.id for school in problem.schools}
    for group in problem.groups:
        who = f"Gruppe {group.id}"
        yield from _unknown(group.school, schools, what="die Schule", where=who)
        yield from _about_grade(group.grade_from, who=who)
        yield from _about_grade(group.grade_to, who=who)
        if group.grade_from > group.grade_to:
            yield f"{who}: grade_from {group.grade_from} ist größer als grade_to {group.grade_to}."
        if group.kind not in {"literacy", "language", "regular"}:
            yield f"{who}: die Art „{group.kind}“ gibt es nicht (literacy, language, regular)."
        if not 0 <= group.free_seats <= LARGEST:
            yield f"{who}: {group.free_seats} freie Plätze; erlaubt sind ganze Zahlen ab 0."
        if group.regular_seats is not None and not 0 <= group.regular_seats <= LARGEST:
            yield f"{who}: {group.regular_seats} Regelplätze; erlaubt sind ganze Zahlen ab 0."


def _about_placed(problem: Problem) -> Iterator[str]:
    groups = {group.id for group in problem.groups}
    for placed in problem.placed:
        who = f"Sitzendes Kind {placed.id}"
        yield from _about_grade(placed.grade, who=who)
        yield from _unknown(placed.group, groups, what="die Gruppe", where=who)


def _about_travel(problem: Problem) -> Iterator[str]:
    children = {child.id for child in problem.children}
    schools = {school.id for school in problem.schools}
    for (child, school), minutes in (problem.travel or {}).items():
        if child not in children or school not in schools:
            yield from _unknown(child, children, what="das Kind", where="Fahrzeiten")
            yield from _unknown(school, schools, what="die Schule", where="Fahrzeiten")
        if not 0 <= minutes <= LARGEST:
            yield f"Fahrzeit {child} – {school}: {minutes}; erlaubt sind ganze Minuten ab 0."


def _about_decisions(problem: Problem) -> Iterator[str]:
    children = {child.id for child in problem.children}
    schools = {school.id for school in problem.schools}
    for wish in problem.wishes:
        yield from _unknown(wish.child, children, what="das Kind", where="Wünsche")
        yield from _unknown(wish.school, schools, what="die Schule", where="Wünsche")
        if not DEAREST_WISH <= wish.rank <= LEAST_WISH:
            yield f"Wunsch von Kind {wish.child}: Rang {wish.rank}; erlaubt sind 1 bis 3."
    for (child, school), times in Counter((w.child, w.school) for w in problem.wishes).items():
        if times > 1:
            yield f"Wünsche: Kind {child} nennt die Schule {school} {times}-mal. Bitte nur einmal."
    for entry in problem.excluded:
        yield from _unknown(entry.child, children, what="das Kind", where="Ausschlüsse")
        yield from _unknown(entry.school, schools, what="die Schule", where="Ausschlüsse")


def _about_locks(problem: Problem) -> Iterator[str]:
    children = {child.id: child for child in problem.children}
    groups = {group.id: group for group in problem.groups}
    schools = {school.id: school for school in problem.schools}
    for lock in problem.locked:
        yield from _unknown(lock.child, children, what="das Kind", where="Festlegungen")
        yield from _unknown(lock.group, groups, what="die Gruppe", where="Festlegungen")
        child, group = children[lock.child], groups[lock.group]
        yield from _about_lock(problem, child, group, schools[group.school])
    yield from _double((lock.child for lock in problem.locked), what="Festlegungen")
    yield from _too_many_locks(problem.locked, groups=groups, schools=schools)


def _about_lock(problem: Problem, child: Child, group: Group, school: School) -> Iterator[str]:
    where = f"Die Festlegung von Kind {child.id} auf Gruppe {group.id} passt nicht:"
    if school.assignable == "no" or is_special(form=school.form):
        yield (
            f"{where} Schule {school.id} ist nicht zuweisbar (assignable = no). Ein Platz dort "
            "folgt aus einem eigenen Verfahren, nie aus einem Plan."
        )
    if not group.grade_from <= child.grade <= group.grade_to:
        yield (
            f"{where} die Gruppe nimmt die Jahrgänge {group.grade_from} bis {group.grade_to}, das "
            f"Kind ist in Jahrgang {child.grade} (grade)."
        )
    if (group.kind == "literacy") != child.needs_literacy:
        yield f"{where} Alphabetisierungsgruppen nur für Kinder, die sie brauchen (literacy)."
    if any((each.child, each.school) == (child.id, school.id) for each in problem.excluded):
        yield f"{where} die Schule {school.id} ist für das Kind ausgeschlossen (excluded)."
    if problem.travel is not None and (child.id, school.id) not in problem.travel:
        yield f"{where} zur Schule {school.id} ist keine Fahrzeit bekannt (travel)."


def _too_many_locks(
    locks: Sequence[Lock], *, groups: dict[str, Group], schools: dict[str, School]
) -> Iterator[str]:
    by_group = Counter(lock.group for lock in locks)
    for name, count in by_group.items():
        if count > groups[name].free_seats:
            yield (
                f"Auf Gruppe {name} {_locked_children(count)} festgelegt; freie Plätze "
                f"(free_seats): {groups[name].free_seats}. Bitte Festlegungen (locked) lösen."
            )
    by_school = Counter(groups[lock.group].school for lock in locks)
    for name, count in by_school.items():
        cap = schools[name].hard_cap  # a soft cap is overridden by a lock
        if cap is not None and count > cap:
            yield (
                f"An Schule {name} {_locked_children(count)} festgelegt; ihre Obergrenze "
                f"(newcomer_cap): {cap}. Bitte Festlegungen (locked) lösen."
            )


def _locked_children(count: int) -> str:
    return "ist 1 Kind" if count == 1 else f"sind {count} Kinder"
