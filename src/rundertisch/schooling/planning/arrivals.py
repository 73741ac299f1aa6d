# SPDX-License-Identifier: EUPL-1.2
"""One child arrives: which seats there are for it at once, and who would have to make room.

In a running round it is asked against everything proposed and decided there; nobody who is signed
for or announced moves, and nobody loses a seat for somebody who arrives. Without one only free
seats are told. Other children appear as counts only. A person decides; nobody is seated by it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rundertisch.engine.placement.ondemand.answers import Alternative
from rundertisch.engine.placement.ondemand.arrival import seats_for
from rundertisch.engine.placement.ondemand.standing import Standing, standing_of
from rundertisch.schooling import queries
from rundertisch.schooling.models import Child, Round
from rundertisch.schooling.planning.alternatives import MOST_OPTIONS, Option, option_of
from rundertisch.schooling.planning.rows import asked_child, problem_about
from rundertisch.schooling.planning.standing import plan_of, standing_now

NOT_ALL = (
    "Ein Platz hängt an allen Kindern der Runde, und der neueste Vorschlag nennt nicht mehr alle. "
    "Bitte in der Runde neu rechnen."
)


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """Everything a page says about a seat for one child that has arrived."""

    headline: str
    round: Round | None = None
    computed: bool = False  # against a proposal; otherwise against free seats alone
    options: tuple[Option, ...] = ()
    truncated: int = 0  # options that are not shown
    uncomputed: int = 0  # others who came into the round since its newest proposal
    others_waiting: int = 0  # where no round runs: who may have waited longer

    @property
    def free(self) -> bool:
        """Whether the first seat costs nobody anything."""
        return bool(self.options) and not self.options[0].moved


def arrival_for(*, child: Child, on: dt.date) -> ArrivalView:
    """Return the seats for a child that waits and is in no running round."""
    shown = queries.running_round()
    proposal = queries.newest_proposal_of(shown=shown) if shown else None
    if shown is None or proposal is None:
        return _from_free_seats(child=child, on=on, shown=shown)
    standing = standing_now(shown=shown, proposal=proposal)
    if standing is None:
        return ArrivalView(NOT_ALL, round=shown)
    found = _seats(standing=standing, child=child, on=shown.frozen_on)
    proposed = int(proposal.plan["placed"]) + int(proposal.plan["unplaced"])
    return _told(
        found,
        standing=standing,
        view=ArrivalView(
            headline=_headline(found),
            round=shown,
            computed=True,
            uncomputed=max(0, len(standing.problem.children) - proposed),
        ),
    )


def _from_free_seats(*, child: Child, on: dt.date, shown: Round | None) -> ArrivalView:
    """Return the seats that nobody holds today, as if the child were the only one."""
    problem = problem_about(children=Child.objects.none(), on=on)
    standing = standing_of(problem=problem, plan=plan_of(placements=()))
    found = _seats(standing=standing, child=child, on=on)
    waiting = Child.objects.waiting(on=on).exclude(pk=child.pk).count()
    return _told(
        found,
        standing=standing,
        view=ArrivalView(headline=_headline(found), round=shown, others_waiting=waiting),
    )


def _seats(*, standing: Standing, child: Child, on: dt.date) -> tuple[Alternative, ...]:
    asked = asked_child(child=child, on=on, schools=standing.problem.schools)
    wished = [str(school) for school in child.wishes.values_list("school_id", flat=True)]
    return seats_for(standing=standing, child=asked, wished=wished)


def _told(found: Sequence[Alternative], *, standing: Standing, view: ArrivalView) -> ArrivalView:
    schools = {school.id: school for school in standing.problem.schools}
    groups = {group.id: group for group in standing.problem.groups}
    several = len({each.group for each in found}) > len({each.school for each in found})
    options = tuple(
        option_of(each=each, school=schools[each.school], group=groups[each.group], several=several)
        for each in found[:MOST_OPTIONS]
    )
    return replace(view, options=options, truncated=max(0, len(found) - MOST_OPTIONS))


def _headline(found: Sequence[Alternative]) -> str:
    """Say the finding in one sentence."""
    free = [each for each in found if not each.moves]
    if not found:
        return "Kein Platz ist zu bekommen, auch nicht durch Umzüge anderer Kinder."
    if not free:
        return "Kein Platz ist frei; es gäbe einen, wenn andere Kinder umziehen."
    if len(free) == 1:
        return "Ein Platz ist frei."
    return f"In {len(free)} Lerngruppen ist ein Platz frei."
