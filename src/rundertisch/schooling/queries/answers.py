# SPDX-License-Identifier: EUPL-1.2
"""The children an authority has assigned to a school, and the head's answers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from rundertisch.schooling.models import Placement, RefusalGround


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One child of the school's list."""

    placement: Placement

    @property
    def title(self) -> str:
        """Name and grade."""
        return f"{self.placement.child}, Klasse {self.placement.child.grades}"

    @property
    def answerable(self) -> bool:
        """Whether the head may answer now: announced and not answered."""
        return self.placement.announced_on is not None and not self.placement.answer

    @property
    def preline(self) -> str:
        """Say how far it is."""
        if self.placement.announced_on is None:
            return "unterschrieben, noch nicht bekannt gegeben"
        return f"bekannt gegeben am {self.placement.announced_on:%d.%m.%Y}"

    @property
    def sentence(self) -> str:
        """Say for which group and who signed when."""
        signed = (
            f" Unterschrieben am {self.placement.signed_on:%d.%m.%Y}."
            if self.placement.signed_on
            else ""
        )
        return f"{self.placement.group.get_kind_display()} {self.placement.group.grades}.{signed}"


@dataclass(frozen=True, slots=True)
class AnswersView:
    """What the head of a school has to answer."""

    open: tuple[AnswerLine, ...]
    accepted: tuple[AnswerLine, ...]

    @property
    def waiting(self) -> int:
        """How many the head may answer now."""
        return sum(line.answerable for line in self.open)

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if not self.waiting:
            return "Kein Kind wartet auf Ihre Antwort"
        if self.waiting == 1:
            return "Ein Kind wartet auf Ihre Antwort"
        return f"{self.waiting} Kinder warten auf Ihre Antwort"


def answers_view(*, on: dt.date) -> AnswersView:
    """Return the asking school's children of signed seats; what was refused is not its child."""
    rows = (
        Placement.objects.signed(on=on)
        .select_related("child", "group__school")
        .order_by("-signed_on", "-pk")
    )
    lines = [AnswerLine(placement=row) for row in rows]
    return AnswersView(
        open=tuple(line for line in lines if not line.placement.answer),
        accepted=tuple(line for line in lines if line.placement.answer),
    )


def answer_line(*, placement: Placement) -> AnswerLine:
    """Return one child of the list."""
    return AnswerLine(placement=placement)


def refusal_grounds(*, on: dt.date) -> QuerySet[RefusalGround]:
    """Return the grounds for a refusal in force on that day (§ 46 SchulG NRW)."""
    known = RefusalGround.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    return known.order_by("code")
