# SPDX-License-Identifier: EUPL-1.2
"""A simulation read back from OUT_DIR, so that `check` judges the files and not a memory."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rundertisch.cli.placement import simulating
from rundertisch.engine.placement.simulate.course import (
    POLICIES,
    Course,
    PolicyName,
    Seating,
    Simulation,
    Waits,
)
from rundertisch.engine.placement.simulate.problem import LONGEST, WEEK_DAYS, Year
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import Problems, Row, Table, read_table

_MOST = 10**9
_TENTHS = re.compile(r"([0-9]{1,7})\.([0-9])")


@dataclass(frozen=True, slots=True)
class Told:
    """What the files say."""

    sha256: str
    weeks: dict[str, int]
    children: int
    never: tuple[str, ...]
    waits: dict[PolicyName, tuple[Waits, int]]  # and who has no seat at the end
    seatings: dict[PolicyName, tuple[Seating, ...]]
    moves: dict[str, object]
    listed: tuple[PolicyName, ...]  # the policies of policies.csv, row by row
    version: object

    def broken(self) -> list[str]:
        """Return what the files say besides the courses themselves and do not keep."""
        broken = []
        if self.version != simulating.VERSION:
            broken.append(f"{simulating.SIMULATION}: „version“ ist nicht {simulating.VERSION}.")
        if self.listed != POLICIES:
            broken.append(
                f"{simulating.POLICIES}: Es muss jede Regel genau einmal dastehen, in dieser "
                f"Reihenfolge: {', '.join(POLICIES)}."
            )
        counted = {
            policy: sum(s.moved for s in self.seatings.get(policy, ())) for policy in POLICIES
        }
        for policy, moves in counted.items():
            if self.moves.get(policy) != moves:
                broken.append(f"{simulating.SIMULATION}: „moves.{policy}“ ist nicht {moves}.")
        return broken

    def simulation(self, year: Year) -> Simulation:
        """Return it as the engine would have told it; who still waits follows from the rest."""
        return Simulation(
            children=self.children,
            weeks=self.weeks["weeks"],
            courses=tuple(self._course(policy, year) for policy in self.waits),
            never=self.never,
        )

    def _course(self, policy: PolicyName, year: Year) -> Course:
        seated = {each.child for each in self.seatings[policy]}
        waiting = {
            child.id: child.waiting_days + WEEK_DAYS * (year.weeks - year.enters[child.id])
            for child in year.everyone.children
            if child.id not in seated
        }
        waits, left = self.waits[policy]
        if len(waiting) != left:  # told to the check, which names it
            waiting = {}
        return Course(policy, self.seatings[policy], tuple(sorted(waiting.items())), waits)


def read(*, folder: Path) -> Told:
    """Return what OUT_DIR says; unreadable files are refused."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit policies.csv nennen.")
    problems = Problems()
    policies = _table(folder, simulating.POLICIES, simulating.POLICY_COLUMNS, problems)
    seatings = _table(folder, simulating.SEATINGS, simulating.SEATING_COLUMNS, problems)
    listed = [(row.choice("policy", allowed=POLICIES), _waits(row)) for row in policies or ()]
    waits = dict(listed)
    seats: dict[PolicyName, tuple[Seating, ...]] = dict.fromkeys(waits, ())
    rows = [(row.choice("policy", allowed=POLICIES), _seating(row)) for row in seatings or ()]
    problems.refuse()
    for policy in seats:
        seats[policy] = tuple(seating for name, seating in rows if name == policy)
    try:
        document = json.loads((folder / simulating.SIMULATION).read_text(encoding="utf-8"))
        return _told(document, tuple(policy for policy, _ in listed), waits, seats)
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise Refusal(f"{simulating.SIMULATION} fehlt oder ist nicht lesbar.") from wrong


def _told(
    document: dict[str, Any],
    listed: tuple[PolicyName, ...],
    waits: dict[PolicyName, tuple[Waits, int]],
    seats: dict[PolicyName, tuple[Seating, ...]],
) -> Told:
    return Told(
        sha256=str(document["input_sha256"]),
        weeks={key: int(document[key]) for key in ("weeks", "own_town_weeks", "moving_weeks")},
        children=int(document["children"]),
        never=tuple(str(child) for child in document["never"]),
        waits=waits,
        seatings=seats,
        moves=dict(document["moves"]),
        listed=listed,
        version=document["version"],
    )


def _table(folder: Path, file: str, columns: tuple[str, ...], problems: Problems) -> Table | None:
    try:
        data = (folder / file).read_bytes()
    except OSError:
        problems.add(file=file, sentence=f"Die Datei fehlt in {folder} oder ist nicht lesbar.")
        return None
    return read_table(data=data, file=file, required=columns, problems=problems)


def _waits(row: Row) -> tuple[Waits, int]:
    mean = _TENTHS.fullmatch(row.text("mean_wait"))
    if mean is None:
        row.note("„mean_wait“ ist keine Zahl mit einer Stelle nach dem Punkt.")
    return (
        Waits(
            median=row.whole("median", low=0, high=_MOST),
            p90=row.whole("p90", low=0, high=_MOST),
            longest=row.whole("longest", low=0, high=_MOST),
            mean_tenths=10 * int(mean[1]) + int(mean[2]) if mean else 0,
        ),
        row.whole("unplaced_end", low=0, high=_MOST),
    )


def _seating(row: Row) -> Seating:
    return Seating(
        week=row.whole("week", low=1, high=LONGEST),
        child=row.key("child_id"),
        group=row.key("group_id"),
        minutes=row.whole("minutes", low=0, high=_MOST),
        wait_days=row.whole("wait_days", low=0, high=_MOST),
        moved=row.flag("moved"),
    )
