# SPDX-License-Identifier: EUPL-1.2
"""Small random placement problems: siblings, caps, literacy, stages, locks, wishes, and the rest.

`random_problem` is fast and seeded, for thousands of cases; `problems` is the same for hypothesis,
which shrinks what fails. Nobody in here exists.
"""

import random
from dataclasses import replace

from hypothesis import strategies as st

from rundertisch.engine.placement.problem import (
    Assignable,
    Child,
    Exclusion,
    Group,
    GroupKind,
    Limits,
    Lock,
    Parameters,
    Placed,
    Policy,
    Problem,
    School,
    Wish,
)

FORMS = ("Grundschule", "Realschule", "Gesamtschule")
# What one round is about: grades of the children, and grades that groups span. Both sides of both
# borders between stages, and groups across a border, which tie two stages together.
ROUNDS = (
    ((1, 2, 4), ((1, 4), (1, 4), (1, 2), (2, 4))),
    ((5, 6, 10), ((5, 10), (5, 10), (5, 6), (6, 10))),
    ((4, 5), ((1, 4), (5, 10), (3, 6), (3, 6))),
    ((1, 4, 5, 10, 11), ((1, 4), (5, 10), (11, 13), (1, 13))),
    ((2, 3), ((1, 4),)),
    ((7, 11), ((5, 10), (11, 13), (5, 13))),
)
MOST_CHILDREN, MOST_SCHOOLS, MOST_GROUPS = 6, 4, 6


def random_problem(chance: random.Random) -> Problem:
    """Draw a problem small enough to try every assignment."""
    grades, spans = chance.choice(ROUNDS)
    literacy = chance.choice((0.0, 0.0, 0.15, 0.5))
    schools = _schools(chance)
    groups = _groups(chance, schools, spans, literacy)
    children = _children(chance, grades, literacy)
    problem = Problem(
        children=children,
        schools=schools,
        groups=groups,
        travel=_travel(chance, children, schools) if chance.random() < 0.6 else None,
        placed=_placed(chance, groups),
        wishes=tuple(
            Wish(child=child.id, school=school.id, rank=rank)
            for child in children
            for rank, school in enumerate(chance.sample(schools, k=min(2, len(schools))), start=1)
            if chance.random() < 0.2
        ),
        excluded=tuple(
            Exclusion(child=child.id, school=school.id, reason="erfunden")
            for child in children
            for school in schools
            if chance.random() < 0.06
        ),
        parameters=Parameters(
            level_days=chance.choice((1, 7, 7, 30)),
            minutes_per_pair=chance.choice((0, 1, 5, 30, 30, "strict")),
            limits=Limits(*(chance.choice((15, 45, 60, 70, 70)) for _ in range(3))),
            policy=Policy(adopted_by=chance.choice(("", "Beirat"))),
        ),
    )
    return replace(problem, locked=_locks(chance, problem)) if chance.random() < 0.35 else problem


def _ids(chance: random.Random, prefix: str, how_many: int) -> list[str]:
    """Return ids whose order as text is neither the order of input nor that of the numbers."""
    return [f"{prefix}{number}" for number in chance.sample(range(1, 120), k=how_many)]


def _spot(chance: random.Random) -> tuple[float, float]:
    """Return one of few places, so that equal ways happen, or any within about ten km."""
    if chance.random() < 0.4:
        return chance.choice(((51.25, 7.35), (51.30, 7.35), (51.30, 7.42)))
    return 51.2 + 0.1 * chance.random(), 7.3 + 0.15 * chance.random()


def _schools(chance: random.Random) -> tuple[School, ...]:
    found = []
    for name in _ids(chance, "s", chance.choice((1, 2, 2, 3, 3, MOST_SCHOOLS))):
        lat, lon = _spot(chance)
        assignable: Assignable = chance.choice((*("yes",) * 9, "named", "named", "no"))
        found.append(
            School(
                id=name,
                form=chance.choice(FORMS),
                name=f"Schule {name}",
                town=chance.choice(("Oberdorf", "Unterdorf")),
                lat=lat,
                lon=lon,
                newcomer_cap=chance.choice((None, None, None, None, None, 0, 1, 2, 2, 3)),
                assignable=assignable,
            )
        )
    return tuple(found)


def _groups(
    chance: random.Random,
    schools: tuple[School, ...],
    spans: tuple[tuple[int, int], ...],
    literacy: float,
) -> tuple[Group, ...]:
    found = []
    for name in _ids(chance, "g", chance.choice((1, 2, 3, 4, 5, MOST_GROUPS))):
        kind: GroupKind = chance.choice(("language", "language", "regular"))
        if chance.random() < literacy:
            kind = "literacy"
        low, high = chance.choice(spans)
        found.append(
            Group(
                id=name,
                school=chance.choice(schools).id,
                kind=kind,
                grade_from=low,
                grade_to=high,
                free_seats=chance.choice((0, 1, 1, 1, 2, 2, 3)),
            )
        )
    return tuple(found)


def _children(chance: random.Random, grades: tuple[int, ...], literacy: float) -> tuple[Child, ...]:
    how_many = chance.choice((1, 2, 3, 4, 4, 5, 5, MOST_CHILDREN))
    families = ("", "", "Amsel", "Birke") if chance.random() < 0.8 else ("Amsel",)
    found = []
    for name in _ids(chance, "c", how_many):
        lat, lon = _spot(chance)
        found.append(
            Child(
                id=name,
                grade=chance.choice(grades),
                lat=lat,
                lon=lon,
                waiting_days=chance.choice((0, 0, 3, 7, 8, 30)),
                needs_literacy=chance.random() < literacy,
                family=chance.choice(families),
                forms=tuple(chance.sample(FORMS, k=2)) if chance.random() < 0.15 else (),
            )
        )
    return tuple(found)


def _placed(chance: random.Random, groups: tuple[Group, ...]) -> tuple[Placed, ...]:
    if chance.random() < 0.5:
        return ()
    found = []
    for name in _ids(chance, "p", chance.randint(1, 3)):
        group = chance.choice(groups)
        found.append(
            Placed(
                id=name,
                grade=chance.randint(group.grade_from, group.grade_to),
                group=group.id,
                family=chance.choice(("", "Amsel", "Birke")),
                announced=chance.random() < 0.5,
            )
        )
    return tuple(found)


def _travel(
    chance: random.Random, children: tuple[Child, ...], schools: tuple[School, ...]
) -> dict[tuple[str, str], int]:
    often_equal = chance.random() < 0.5
    ways = (5, 10, 15, 25, 45, 46) if often_equal else tuple(range(70))
    return {
        (child.id, school.id): chance.choice(ways)
        for child in children
        for school in schools
        if chance.random() < 0.92
    }


def _locks(chance: random.Random, problem: Problem) -> tuple[Lock, ...]:
    """Lock a child or two where seats, cap, literacy, grade and a known way allow it."""
    free = {group.id: group.free_seats for group in problem.groups}
    room = {
        s.id: len(problem.children) if s.newcomer_cap is None else s.newcomer_cap
        for s in problem.schools
    }
    schools = {school.id: school for school in problem.schools}
    excluded = {(each.child, each.school) for each in problem.excluded}
    locks = []
    for child in chance.sample(problem.children, k=min(2, len(problem.children))):
        fitting = [
            group
            for group in problem.groups
            if free[group.id] > 0
            and room[group.school] > 0
            and schools[group.school].assignable != "no"
            and group.grade_from <= child.grade <= group.grade_to
            and child.needs_literacy == (group.kind == "literacy")
            and (child.id, group.school) not in excluded
            and (problem.travel is None or (child.id, group.school) in problem.travel)
        ]
        if fitting:
            group = chance.choice(fitting)
            free[group.id] -= 1
            room[group.school] -= 1
            locks.append(Lock(child=child.id, group=group.id, reason="erfunden"))
    return tuple(locks)


def random_district(chance: random.Random, *, children: int) -> Problem:
    """Draw a district of a few towns, too large to try everything: seats are scarce."""
    towns = [(51.2 + 0.15 * chance.random(), 7.2 + 0.25 * chance.random()) for _ in range(5)]
    spans = ((1, 4), (1, 4), (1, 2), (5, 10), (5, 10), (5, 6), (11, 13), (4, 6))
    schools, groups = [], []
    for i in range(max(4, children // 5)):
        lat, lon = chance.choice(towns)
        schools.append(
            School(
                id=f"s{i}",
                form=chance.choice(FORMS),
                lat=lat + chance.gauss(0, 0.02),
                lon=lon + chance.gauss(0, 0.02),
                newcomer_cap=chance.choice((*(None,) * 12, 2, 4, 6)),
                assignable=chance.choice((*("yes",) * 12, "named", "no")),
            )
        )
        for _ in range(chance.choice((1, 1, 2))):
            low, high = chance.choice(spans)
            kind: GroupKind = chance.choice(("language", "language", "regular", "literacy"))
            seats = chance.randint(0, 7)
            groups.append(Group(f"g{len(groups)}", f"s{i}", kind, low, high, seats))
    people: list[Child] = []
    while len(people) < children:
        lat, lon = chance.choice(towns)
        home = lat + chance.gauss(0, 0.02), lon + chance.gauss(0, 0.02)
        waiting = chance.randint(0, 40)
        for grade in chance.sample(range(1, 14), k=chance.choice((1, 1, 2, 3, 4))):
            people.append(
                Child(
                    id=f"c{len(people)}",
                    grade=grade,
                    lat=home[0],
                    lon=home[1],
                    waiting_days=waiting,
                    needs_literacy=chance.random() < 0.15,
                    family=f"f{home[0]}",
                )
            )
    placed = tuple(
        Placed(f"p{i}", grade=group.grade_from, group=group.id, family=child.family)
        for i, (group, child) in enumerate(zip(groups, people, strict=False))
        if chance.random() < 0.1
    )
    rate = chance.choice((0, 5, 30, 30, "strict"))
    return Problem(
        children=tuple(people),
        schools=tuple(schools),
        groups=tuple(groups),
        placed=placed,
        parameters=Parameters(minutes_per_pair=rate),
    )


OPTIONS = ("claims", "priority", "soft_caps", "wishes", "slack", "sites", "linear")


def random_options(chance: random.Random) -> Problem:
    """Draw a small problem with one option, or any combination of them."""
    problem = random_problem(chance)
    used = {chance.choice(OPTIONS)} | {each for each in OPTIONS if chance.random() < 0.3}
    return with_options(chance, problem, used=used)


def with_options(chance: random.Random, problem: Problem, *, used: set[str]) -> Problem:
    """Add options to a problem; what is drawn for one does not change what it asks otherwise."""
    problem = replace(
        problem,
        children=tuple(_with_options(chance, each, problem, used) for each in problem.children),
        schools=tuple(
            replace(
                each,
                site=chance.choice(("", "Nord", "Nord", "Süd")) if "sites" in used else "",
                newcomer_cap=(
                    chance.choice((each.newcomer_cap, 0, 1, 2))
                    if "soft_caps" in used
                    else each.newcomer_cap
                ),
                cap_soft="soft_caps" in used and chance.random() < 0.7,
            )
            for each in problem.schools
        ),
    )
    rules = problem.parameters
    problem = replace(
        problem,
        wishes=_wishes(chance, problem) if "wishes" in used else problem.wishes,
        parameters=replace(
            rules,
            minutes_per_wish=(
                chance.choice(((10, 5, 0), (0, 0, 7), (40, 20, 10)))
                if "wishes" in used
                else rules.minutes_per_wish
            ),
            minutes_per_site=chance.choice((5, 30)) if "sites" in used else 0,
            worst_slack_minutes=chance.choice((1, 10)) if "slack" in used else 0,
            sibling_measure="linear" if "linear" in used else "pairs",
        ),
    )
    return replace(problem, locked=_fitting_locks(problem))


def _with_options(chance: random.Random, child: Child, problem: Problem, used: set[str]) -> Child:
    return replace(
        child,
        priority=chance.choice((0, 0, 0, 1, 2)) if "priority" in used else 0,
        claim_school=(
            chance.choice(problem.schools).id if "claims" in used and chance.random() < 0.7 else ""
        ),
        claim_waived="claims" in used and chance.random() < 0.15,
    )


def _wishes(chance: random.Random, problem: Problem) -> tuple[Wish, ...]:
    return tuple(
        Wish(child=child.id, school=school.id, rank=rank)
        for child in problem.children
        for rank, school in enumerate(
            chance.sample(problem.schools, k=min(3, len(problem.schools))), start=1
        )
        if chance.random() < 0.35
    )


def _fitting_locks(problem: Problem) -> tuple[Lock, ...]:
    """Keep the locks that still fit under the hard caps."""
    hard = {s.id: s.newcomer_cap for s in problem.schools if not s.cap_soft}
    school_of = {group.id: group.school for group in problem.groups}
    kept: list[Lock] = []
    for lock in problem.locked:
        school = school_of[lock.group]
        cap = hard.get(school)
        if cap is None or sum(school_of[each.group] == school for each in kept) < cap:
            kept.append(lock)
    return tuple(kept)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a small problem; hypothesis replays and shrinks the draws."""
    return random_problem(draw(st.randoms(use_true_random=False)))
