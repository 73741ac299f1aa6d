# SPDX-License-Identifier: EUPL-1.2
"""One child arrives: which seats there are for it at once, and who would have to make room.

In a running round it is asked against everything proposed and decided there; nobody who is signed
for or announced moves, and nobody loses a seat for somebody who arrives. Without one only free
seats are told. Other children appear as counts only. A person decides; nobody is seated by it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rundertisch.engine.figures import Figure
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.placement.ondemand.answers import Alternative
from rundertisch.engine.placement.ondemand.arrival import seats_for
from rundertisch.engine.placement.ondemand.reserve import Expected, Reserve, reserve_for
from rundertisch.engine.placement.ondemand.standing import Standing
from rundertisch.schooling.models import Child, ExpectedArrivals, ExpectedStage, ReserveRule
from rundertisch.schooling.planning.alternatives import MOST_OPTIONS, Option, option_of
from rundertisch.schooling.planning.rows import DISTRICT, asked_child, middles_of
from rundertisch.schooling.planning.standing import RoundNow, free_now, round_now
from rundertisch.schooling.queries import arrivals, expectations
from rundertisch.schooling.queries.expectations import thought_of
from rundertisch.schooling.queries.waiting import openable

GRADES: dict[str, tuple[int, int]] = {
    ExpectedStage.PRIMARY: (1, 4),
    ExpectedStage.SEC1: (5, 10),
    ExpectedStage.SEC2: (11, 13),
}
NOT_ALL = (
    "Ein Platz hängt an allen Kindern der Runde, und der neueste Vorschlag nennt nicht mehr alle. "
    "Bitte in der Runde neu rechnen."
)


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """Everything a page says about a seat for one child that has arrived."""

    headline: str
    round: int | None = None  # that runs
    computed: bool = False  # against a proposal; otherwise against free seats alone
    options: tuple[Option, ...] = ()
    truncated: int = 0  # options that are not shown
    uncomputed: int = 0  # others who came into the round since its newest proposal
    others_waiting: int = 0  # where no round runs: who may have waited longer
    reserve: "ReserveShown | None" = None  # None: nobody turned it on

    @property
    def uncomputed_shown(self) -> Figure:
        """Those others for the page; whoever reads it may open each of them."""
        return openable(self.uncomputed)

    @property
    def others_shown(self) -> Figure:
        """Who else waits, for the page; likewise."""
        return openable(self.others_waiting)


@dataclass(frozen=True, slots=True)
class ReserveShown:
    """What it changes to think of children who are expected; other children as counts only."""

    expected: int
    short: int  # of them would find no seat in what is left now
    sentence: str
    rule: ReserveRule  # how far it looks ahead, and who said so

    @property
    def expected_shown(self) -> Figure:
        """How many are expected, for the page."""
        return thought_of(self.expected)

    @property
    def short_shown(self) -> Figure:
        """How many of them would find no seat, for the page."""
        return thought_of(self.short)


def arrival_for(
    *,
    child: Child,
    on: dt.date,
    reserve: bool = False,
    facts: arrivals.ArrivalFacts | None = None,
) -> ArrivalView:
    """Return the seats for a child that waits and is not in the running round, if there is one.

    ``facts``: what is known of the child already; without them they are asked.
    ``reserve``: think of the children who are expected (`engine…ondemand.reserve`).
    """
    facts = facts or arrivals.facts_of(child=child, on=on)
    running = round_now(marks=facts.marks)
    if running is None or not running.computed:
        return _from_free_seats(child=child, on=on, running=running, reserve=reserve, facts=facts)
    standing = running.standing
    if standing is None or running.frozen_on is None:
        return ArrivalView(NOT_ALL, round=running.pk)
    asked = _asked(standing, child, facts, on=running.frozen_on)
    found, thought = _seats(standing, asked, facts, on=on, reserve=reserve)
    return _told(
        found,
        standing=standing,
        view=ArrivalView(
            headline=_headline(found),
            round=running.pk,
            computed=True,
            uncomputed=running.uncomputed,
            reserve=thought,
        ),
    )


def _from_free_seats(
    *,
    child: Child,
    on: dt.date,
    running: RoundNow | None,
    reserve: bool,
    facts: arrivals.ArrivalFacts,
) -> ArrivalView:
    """Return the seats that nobody holds today, as if the child were the only one."""
    free = free_now(on=on, marks=facts.marks)
    standing = free.standing
    asked = _asked(standing, child, facts, on=on)
    found, thought = _seats(standing, asked, facts, on=on, reserve=reserve)
    return _told(
        found,
        standing=standing,
        view=ArrivalView(
            headline=_headline(found),
            round=running.pk if running else None,
            others_waiting=free.waiting - facts.waits,
            reserve=thought,
        ),
    )


def _asked(
    standing: Standing, child: Child, facts: arrivals.ArrivalFacts, *, on: dt.date
) -> problems.Child:
    """Return the child as the engine is told of it, its days counted on the day of the others."""
    schools = standing.problem.schools
    return asked_child(child=child, on=on, schools=schools, forms=facts.forms)


def _seats(
    standing: Standing,
    asked: problems.Child,
    facts: arrivals.ArrivalFacts,
    *,
    on: dt.date,
    reserve: bool,
) -> tuple[tuple[Alternative, ...], ReserveShown | None]:
    """Return the seats, the best first, and what the reserve has changed if it is turned on."""
    wished = [str(school) for school in facts.wished]
    plain = seats_for(standing=standing, child=asked, wished=wished)
    if not reserve:
        return plain, None
    rule = expectations.reserve_rule(on=on)
    lines = expectations.expected_within(on=on, weeks=rule.weeks)
    later = reserve_for(
        standing=standing,
        expected=expected_in(lines=lines, schools=standing.problem.schools),
        without_seat=rule.without_seat_minutes,
    )
    found = seats_for(standing=standing, child=asked, wished=wished, reserve=later)
    return found, _changed(plain, found, reserve=later, standing=standing, rule=rule)


def expected_in(
    *, lines: Sequence[ExpectedArrivals], schools: Sequence[problems.School]
) -> list[Expected]:
    """Return where and in which grade they are expected: the middle of a town, evenly by grade."""
    middles = middles_of(schools=schools)
    found: Counter[tuple[str, int]] = Counter()
    for line in lines:
        low, high = GRADES[line.stage]
        for number in range(line.children):
            found[line.town.name, low + number % (high - low + 1)] += 1
    return [
        Expected(*(middles.get(town) or middles[DISTRICT]), grade=grade, children=children)
        for (town, grade), children in sorted(found.items())
    ]


def _changed(
    plain: Sequence[Alternative],
    found: Sequence[Alternative],
    *,
    reserve: Reserve,
    standing: Standing,
    rule: ReserveRule,
) -> ReserveShown:
    names = {school.id: school.name for school in standing.problem.schools}
    if not reserve.expected:
        sentence = "In den nächsten Wochen wird niemand erwartet: Die Tabelle sagt dazu nichts."
    elif not found or plain[0].group == found[0].group:
        sentence = "An erster Stelle steht derselbe Platz wie ohne die Reserve."
    else:
        sentence = (
            f"Ohne die Reserve stünde {names[plain[0].school]} vorn ({plain[0].minutes} Minuten), "
            f"mit ihr {names[found[0].school]} ({found[0].minutes} Minuten): Der Platz, der sonst "
            f"weg wäre, ist den erwarteten Kindern zusammen {reserve.price(plain[0])} Minuten wert."
        )
    return ReserveShown(reserve.expected, reserve.short, sentence, rule)


def _told(found: Sequence[Alternative], *, standing: Standing, view: ArrivalView) -> ArrivalView:
    schools = {school.id: school for school in standing.problem.schools}
    groups = {group.id: group for group in standing.problem.groups}
    several = len({each.group for each in found}) > len({each.school for each in found})
    options = tuple(
        _option(
            option_of(
                each=each, school=schools[each.school], group=groups[each.group], several=several
            ),
            each,
        )
        for each in found[:MOST_OPTIONS]
    )
    return replace(view, options=options, truncated=max(0, len(found) - MOST_OPTIONS))


def _option(option: Option, seat: Alternative) -> Option:
    """A child more always makes all ways longer together: that says nothing here."""
    return replace(option, worse="") if seat.worse == "ways_and_pairs" else option


def _headline(found: Sequence[Alternative]) -> str:
    """Say the finding in one sentence."""
    free = [each for each in found if not each.moves]
    if not found:
        return "Kein Platz ist zu bekommen, auch nicht, wenn andere Kinder wechseln."
    if not free:
        return "Kein Platz ist frei; es gäbe einen, wenn andere Kinder wechseln."
    if len(free) == 1:
        return "Ein Platz ist frei."
    return f"In {len(free)} Lerngruppen ist ein Platz frei."
