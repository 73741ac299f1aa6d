# SPDX-License-Identifier: EUPL-1.2
"""What the tests of notices share: places announced at Talblick, and what stands on paper."""

import re

from rundertisch.schooling.models import Group, Notice, Placement, WithdrawalGround
from tests.rooms.schooling.rounding import (
    TALBLICK,
    announce,
    lines,
    opened,
    read,
    sign,
)
from tests.world import DemoWorld, Person, asking

WORDS = "Die Geschwister gehen in dieselbe Stadt zur Schule."


def announced(world: DemoWorld, *, seats: int = 1, words: str = WORDS) -> list[Placement]:
    """Let Holger sign seats at Talblick and Renate announce them."""
    shown, proposal = opened(world)
    chosen = lines(world.schulamt, proposal, school=TALBLICK)[:seats]
    read(world.schulamt, *chosen)
    places = [sign(world, world.schulamt, line, words=words) for line in chosen]
    announce(world, shown)
    return places


def notice_about(person: Person, place: Placement) -> Notice:
    """Return the newest notice about a place as this person sees it."""
    with asking(person):
        known = Notice.objects.select_related("child__home_town", "placement__group__school")
        return known.filter(placement=place).latest("pk")


def ground(code: str) -> WithdrawalGround:
    """Return one of the grounds that are shipped."""
    return WithdrawalGround.objects.get(code=code)


def other_group(place: Placement) -> Group:
    """Return a group of another primary school that fits the child as well."""
    groups = Group.objects.filter(
        school__form="Grundschule",
        school__assignable="YES",
        kind=place.group.kind,
        grade_from__lte=place.child.grade,
        grade_to__gte=place.child.grade,
        free_seats__gte=1,
    )
    return groups.exclude(school=place.group.school).select_related("school").order_by("pk")[0]


def text(answer: object) -> str:
    """Return a page's source in one line."""
    content: bytes = answer.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", content.decode())
