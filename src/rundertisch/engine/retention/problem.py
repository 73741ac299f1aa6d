# SPDX-License-Identifier: EUPL-1.2
"""What is asked: for how many days somebody was seen, and whether it happened then."""

from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Spell:
    """``count`` people seen for ``days``: it happened on that day, or it has not by then."""

    days: int
    ended: bool
    count: int = 1

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"{self.days} Tage: eine Dauer ist nie negativ.")
        if self.count < 1:
            raise ValueError(f"{self.count} Personen: wer nicht da ist, steht nicht in der Liste.")


@dataclass(frozen=True, slots=True)
class Problem:
    """All spells of one group, and how sure the interval of the median shall be."""

    spells: tuple[Spell, ...]
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            raise ValueError("Die Sicherheit eines Intervalls liegt zwischen 0 und 1.")
