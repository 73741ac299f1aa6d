# SPDX-License-Identifier: EUPL-1.2
"""Does a simulated year keep its word? Written from `problem` and `course`, not from the policies.

First of all: no seat at a special or hospital school. Then week by week: who sits where may sit
there, no seat is given twice, no hard cap exceeded, nobody moves after the announcement or under a
policy that moves nobody; then the waits, counted anew. That a policy is *best* in a week is what
`placement.check` is for; here it is only checked that it is lawful and told truly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from rundertisch.engine import geo
from rundertisch.engine.placement.problem import Child, Group, Problem, School, is_special, stage_of
from rundertisch.engine.placement.simulate.course import Course, Seating, Simulation
from rundertisch.engine.placement.simulate.problem import WEEK_DAYS, Year


def check(year: Year, simulation: Simulation) -> list[str]:
    """Return one German sentence for each word that is not kept; empty: all are."""
    told = _Told(year)
    broken = [
        f"{course.policy}: {sentence}"
        for course in simulation.courses
        for sentence in told.broken(course)
    ]
    never = sorted(child.id for child in told.children.values() if told.has_no_group(child))
    if never != list(simulation.never):
        broken.append(f"Ohne jede Lerngruppe sind {len(never)} Kinder, nicht die genannten.")
    if (simulation.children, simulation.weeks) != (len(told.children), year.weeks):
        broken.append("Die Zahl der Kinder oder Wochen stimmt nicht.")
    return broken


class _Told:
    def __init__(self, year: Year) -> None:
        start: Problem = year.start
        self.year = year
        self.enters = {child.id: 1 for child in start.children}
        self.enters |= {arrival.child.id: arrival.week for arrival in year.arrivals}
        self.children = {child.id: child for child in start.children}
        self.children |= {arrival.child.id: arrival.child for arrival in year.arrivals}
        self.schools = {school.id: school for school in start.schools}
        self.groups = {group.id: group for group in start.groups}
        self.locked = {lock.child: lock.group for lock in start.locked}
        self.named = {(wish.child, wish.school) for wish in start.wishes}
        self.excluded = {(each.child, each.school) for each in start.excluded}

    def broken(self, course: Course) -> Iterator[str]:
        """Name what one course does not keep."""
        known = [
            each
            for each in course.seatings
            if each.child in self.children and each.group in self.groups
        ]
        if len(known) < len(course.seatings):
            yield "ein Kind oder eine Gruppe gibt es nicht."
            return
        for seating in known:
            yield from self._about_seat(seating)
        yield from self._about_moves(course)
        yield from self._about_room(course)
        yield from self._about_waits(course)
        if course.policy == "own_town_first":
            yield from self._about_towns(course)

    def _about_seat(self, seating: Seating) -> Iterator[str]:
        child, group = self.children[seating.child], self.groups[seating.group]
        school = self.schools[group.school]
        if school.assignable == "no" or is_special(form=school.form):
            yield f"{child.id} sitzt an {school.id}; dort setzt kein Plan ein Kind hin."
        if self.locked.get(child.id, group.id) != group.id:
            yield f"{child.id} ist in einer anderen Gruppe festgelegt als {group.id}."
        against = self._against(child, group, locked=child.id in self.locked)
        if against:
            yield f"{child.id} darf nicht in {group.id}: {against}."
        if self._minutes(child, school) != seating.minutes:
            yield f"{child.id} hat nach {school.id} nicht {seating.minutes} Minuten."
        if not self.enters[child.id] <= seating.week <= self.year.weeks:
            yield f"{child.id} hat einen Platz in Woche {seating.week}, die nicht die seine ist."

    def _against(self, child: Child, group: Group, *, locked: bool) -> str:
        """Return the first rule that stands against a seat; nothing: none does."""
        school = self.schools[group.school]
        minutes = self._minutes(child, school)
        rules = [
            ("Jahrgang", not group.grade_from <= child.grade <= group.grade_to),
            ("Alphabetisierung", child.needs_literacy != (group.kind == "literacy")),
            ("ausgeschlossen", (child.id, school.id) in self.excluded),
            ("Weg nicht bekannt", minutes is None),
            ("Förderschule", school.assignable == "no" or is_special(form=school.form)),
        ]
        if not locked:
            limit = getattr(self.year.start.parameters.limits, stage_of(grade=child.grade))
            claim = not child.claim_waived and child.claim_school == school.id
            wished = (child.id, school.id) in self.named
            rules += [
                ("Schulform", bool(child.forms) and school.form not in child.forms),
                ("nur auf Wunsch", school.assignable == "named" and not wished),
                ("zu weit", minutes is not None and minutes > limit and not claim),
            ]
        return next((name for name, holds in rules if holds), "")

    def _minutes(self, child: Child, school: School) -> int | None:
        start = self.year.start
        if start.travel is not None:
            return start.travel.get((child.id, school.id))
        if None in {child.lat, child.lon, school.lat, school.lon}:
            return None
        speeds = start.parameters.speeds
        return geo.estimated_minutes(
            lat=child.lat or 0.0,
            lon=child.lon or 0.0,
            to_lat=school.lat or 0.0,
            to_lon=school.lon or 0.0,
            pace=geo.Pace(*(float(getattr(speeds, name)) for name in geo.Pace._fields)),
        )

    def has_no_group(self, child: Child) -> bool:
        """Whether no group could ever take a child."""
        if child.id in self.locked:
            return False
        return all(self._against(child, group, locked=False) for group in self.groups.values())

    def _about_moves(self, course: Course) -> Iterator[str]:
        first: dict[str, int] = {}
        before = 0
        for each in course.seatings:
            if each.week < before:
                yield "die Wochen stehen nicht in ihrer Folge."
            before = each.week
            since = first.setdefault(each.child, each.week)
            again = since < each.week
            if each.moved != again:
                yield f"{each.child}: „moved“ in Woche {each.week} stimmt nicht."
            if again and course.policy != "with_moves":
                yield f"{each.child} wechselt in Woche {each.week}; hier wechselt niemand."
            if again and each.week - since > self.year.moving_weeks:
                yield f"{each.child} wechselt in Woche {each.week}, nach der Bekanntgabe."

    def _about_room(self, course: Course) -> Iterator[str]:
        """Compare seats and hard caps with who sits at the end of each week."""
        free = {group.id: group.free_seats for group in self.groups.values()}
        coming: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for more in self.year.more_seats:
            coming[more.week][more.group] += more.seats
        by_week: defaultdict[int, list[Seating]] = defaultdict(list)
        for each in course.seatings:
            by_week[each.week].append(each)
        sits: dict[str, str] = {}
        for week in range(1, self.year.weeks + 1):
            for group, seats in coming[week].items():
                free[group] += seats
            if len({each.child for each in by_week[week]}) < len(by_week[week]):
                yield f"ein Kind hat in Woche {week} zwei Plätze."
            sits |= {each.child: each.group for each in by_week[week]}
            taken = Counter(sits.values())
            yield from (
                f"in {group} sitzen in Woche {week} mehr Kinder, als Plätze da sind."
                for group, many in taken.items()
                if many > free[group]
            )
            at_school = Counter(self.groups[group].school for group in sits.values())
            for school, many in at_school.items():
                cap = self.schools[school].hard_cap
                if cap is not None and many > cap:
                    yield f"{school} hat in Woche {week} mehr Neue, als die Obergrenze erlaubt."

    def _about_waits(self, course: Course) -> Iterator[str]:
        days: dict[str, int] = {}
        for each in course.seatings:
            days.setdefault(each.child, self._waited(each.child, each.week))
            if each.wait_days != days[each.child]:
                yield f"{each.child} hat nicht {each.wait_days} Tage gewartet."
        left = {
            name: self._waited(name, self.year.weeks) for name in self.children if name not in days
        }
        if dict(course.still_waiting) != left or len(course.still_waiting) != len(left):
            yield "wer am Ende ohne Platz ist, oder wie lange, stimmt nicht."
        every, waits = sorted([*days.values(), *left.values()]), course.waits
        if (waits.median, waits.p90) != (_within(every, 5), _within(every, 9)):
            yield "Median oder neun Zehntel der Wartezeiten stimmen nicht."
        if waits.longest != max(every, default=0):
            yield "die längste Wartezeit stimmt nicht."
        if abs(waits.mean_tenths * len(every) - 10 * sum(every)) * 2 > len(every):
            yield "die mittlere Wartezeit stimmt nicht."

    def _waited(self, child: str, week: int) -> int:
        return self.children[child].waiting_days + WEEK_DAYS * (week - self.enters[child])

    def _about_towns(self, course: Course) -> Iterator[str]:
        """Nobody leaves its town before the weeks of patience are over, unless a person decided."""
        for each in course.seatings:
            child = self.children[each.child]
            patient = each.week - self.enters[child.id] < self.year.own_town_weeks
            there = self.schools[self.groups[each.group].school].town
            if patient and child.town and there != child.town and child.id not in self.locked:
                yield f"{child.id} kommt in Woche {each.week} nach {there}, zu früh."


def _within(days: list[int], tenths: int) -> int:
    """Return the least wait that so many tenths of all do not exceed."""
    return next((day for at, day in enumerate(days, start=1) if 10 * at >= tenths * len(days)), 0)
