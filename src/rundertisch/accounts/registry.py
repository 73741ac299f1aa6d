# SPDX-License-Identifier: EUPL-1.2
"""Work that hangs on a seat and can be handed over: rooms enter theirs in `apps.py ready()`.

Records of who did something are no work: they stay with whoever did it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rundertisch.kernel.scope import SupportsSeat


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work of a room.

    ``count(seat=...)`` says how many things of it hang on a seat; ``hand_over(of=..., to=...,
    by=...)`` lets them hang on another seat from now on and returns how many. Both are asked by
    the administration, which sees no person: they answer with numbers only.
    """

    kind: str
    one: str
    many: str
    count: Callable[..., int]
    hand_over: Callable[..., int]

    def said(self, number: int) -> str:
        """Return how many of it, in German."""
        return f"{number} {self.one if number == 1 else self.many}"


WORK: dict[str, Work] = {}


def enter(work: Work) -> None:
    """Enter a kind of work; entering it twice changes nothing."""
    WORK[work.kind] = work


def hanging_on(*, seat: SupportsSeat) -> dict[str, int]:
    """Return what hangs on a seat: kind -> how many, without the kinds that do not."""
    counted = {work.kind: work.count(seat=seat) for work in WORK.values()}
    return {kind: number for kind, number in counted.items() if number}
