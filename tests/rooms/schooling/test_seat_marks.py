# SPDX-License-Identifier: EUPL-1.2
"""Whatever is written to rows that seats are computed from leaves a mark, nothing else does.

Renate counsels and sees the marks; Holger of the Schulamt and Charlie do not.
"""

import datetime as dt
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rundertisch.places.models import Place
from rundertisch.schooling import actions
from rundertisch.schooling.models import (
    Child,
    Decision,
    Group,
    Placement,
    Policy,
    Proposal,
    ProposedSeat,
    Round,
    RoundChild,
    School,
    SeatMark,
    Wish,
)
from rundertisch.schooling.planning import standing
from rundertisch.schooling.planning.rows import problem_about
from rundertisch.schooling.queries import arrivals
from tests.rooms.schooling.changing import report
from tests.rooms.schooling.rounding import now, opened, seat_of
from tests.support.cluster import Sql
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
KEPT = 4
MARKED = "select tgrelid::regclass::text from pg_trigger where tgname = 'marks_seats'"


def marks() -> list[UUID]:
    return list(SeatMark.objects.order_by("pk").values_list("mark", flat=True))


def excluded(world: DemoWorld, shown: Round) -> None:
    """Let Renate exclude a school for a child."""
    line = ProposedSeat.objects.exclude(group=None).select_related("child", "group__school")[0]
    actions.exclude_school(
        round=shown,
        child=line.child,
        school=line.group.school,
        words="Zu weit.",
        at=now(),
        by=seat_of(world.counsellor),
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda: Round.objects.update(versions={}),
        lambda: RoundChild.objects.all()[:1].get().delete(),
        lambda: Proposal.objects.create(
            **{
                field.name: getattr(Proposal.objects.latest("pk"), field.name)
                for field in Proposal._meta.concrete_fields  # noqa: SLF001 - Django's API for models
                if not field.primary_key
            }
        ),
        lambda: ProposedSeat.objects.all()[:1].get().delete(),
        lambda: Decision.objects.all()[:1].get().delete(),
        lambda: Group.objects.update(free_seats=0),
        lambda: School.objects.update(newcomer_cap=5),
        lambda: Policy.objects.update(document=""),
        lambda: Placement.objects.update(ends_on=None),
        lambda: Child.objects.update(grade=5),
        lambda: Place.objects.update(name="Haspe"),
    ],
    ids=[
        "round",
        "its child",
        "proposal",
        "its line",
        "decision",
        "group",
        "school",
        "policy",
        "place",
        "child",
        "town",
    ],
)
def test_every_table_that_a_standing_is_made_from_leaves_a_mark(
    world: DemoWorld, write: Callable[[], object]
) -> None:
    shown, _ = opened(world)
    with asking(world.counsellor):
        excluded(world, shown)
        before = marks()
        write()
        assert set(marks()) - set(before)


def test_reading_and_other_writes_leave_none_and_a_rollback_takes_its_mark_along(
    world: DemoWorld,
) -> None:
    opened(world)
    with asking(world.counsellor):
        before = marks()
        assert before
        Wish.objects.all().delete()
        list(RoundChild.objects.all())
        assert marks() == before
        with transaction.atomic():
            Group.objects.update(free_seats=0)
            assert marks() != before
            transaction.set_rollback(True)
        assert marks() == before


def test_old_marks_go_and_the_newest_stays(world: DemoWorld) -> None:
    opened(world)
    with asking(world.counsellor):
        for seats in range(2 * KEPT):
            Group.objects.update(free_seats=seats)
            assert len(marks()) <= KEPT
            newest = marks()[-1]
        Group.objects.update(free_seats=1)
        assert newest in marks()[:-1], "beside the new one"


def test_only_whoever_sees_every_row_of_a_round_sees_marks_and_nobody_writes_them(
    world: DemoWorld,
) -> None:
    opened(world)
    for person in (world.schulamt, world.town_office, world.charlie, world.administrator):
        with asking(person):
            assert marks() == []
    with asking(world.counsellor):
        assert marks()
        with pytest.raises(DatabaseError), transaction.atomic():
            SeatMark.objects.create()
        with pytest.raises(DatabaseError), transaction.atomic():
            SeatMark.objects.all().delete()


def test_without_a_round_the_free_seats_are_asked_about_once(world: DemoWorld) -> None:
    standing._free.clear()  # noqa: SLF001 - what one process keeps is what is tested here

    def asked(child: Child, on: dt.date) -> int:
        facts = arrivals.facts_of(child=child, on=on)
        with CaptureQueriesContext(connection) as questions:
            assert standing.round_now(marks=facts.marks) is None
            free = standing.free_now(on=on, marks=facts.marks)
        assert free.waiting == Child.objects.waiting(on=on).count()
        assert free.standing.problem == problem_about(children=Child.objects.none(), on=on)
        return len(questions)

    with asking(world.counsellor):
        nela = report(world, seat_of(world.counsellor), need=actions.Need(grade=9))
        assert asked(nela, world.on)
        assert asked(nela, world.on) == 0
        assert asked(nela, world.on + dt.timedelta(days=1)), "tomorrow other places have ended"
        assert asked(nela, world.on)
        Group.objects.update(free_seats=1)
        assert asked(nela, world.on)
        assert asked(nela, world.on) == 0
        report(world, seat_of(world.counsellor), need=actions.Need(grade=9), first_name="Cem")
        assert asked(nela, world.on)
        opened(world)
        facts = arrivals.facts_of(child=nela, on=world.on)
        assert standing.round_now(marks=facts.marks), "a round that was opened is seen at once"


def test_with_the_same_marks_the_round_is_not_asked_about_again(world: DemoWorld) -> None:
    shown, _ = opened(world)
    standing._kept.clear()  # noqa: SLF001 - what one process keeps is what is tested here

    def asked(child: Child) -> list[str]:
        facts = arrivals.facts_of(child=child, on=world.on)
        with CaptureQueriesContext(connection) as questions:
            assert standing.round_now(marks=facts.marks)
        return [each["sql"] for each in questions]

    with asking(world.counsellor):
        nela = report(world, seat_of(world.counsellor), need=actions.Need(grade=9))
        assert asked(nela)
        assert asked(nela) == []
        excluded(world, shown)
        assert asked(nela)
        assert asked(nela) == []
        assert standing.round_now(marks=[]), "who sees no marks is told by the rows themselves"


def test_whatever_a_standing_is_read_from_is_marked(world: DemoWorld, owner_sql: Sql) -> None:
    opened(world)
    standing._kept.clear()  # noqa: SLF001 - what one process keeps is what is tested here
    with asking(world.counsellor), CaptureQueriesContext(connection) as questions:
        assert standing.free_now(on=world.on, marks=[]).waiting
        assert standing.round_now(marks=[])
    said = " ".join(each["sql"] for each in questions)
    read = set(re.findall(r"\b(?:schooling|places)_[a-z]+\b", said))
    marked = {row[0] for row in owner_sql(MARKED)}
    assert {"schooling_roundchild", "schooling_placement", "places_place"} <= read
    assert read - marked == set()
