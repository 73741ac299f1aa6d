# SPDX-License-Identifier: EUPL-1.2
"""Where a child lives leaves every frozen round once the address is protected (§ 51 BMG)."""

from statistics import fmean

import pytest

from rundertisch.schooling import actions, exchange, planning, queries
from rundertisch.schooling.models import Child, RoundChild
from tests.rooms.schooling import rounding
from tests.rooms.schooling.changing import home
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


def protect(world: DemoWorld, child: Child) -> None:
    by = rounding.seat_of(world.counsellor)
    child.refresh_from_db()
    actions.move_child(child=child, home=home(number="3", protected=True), on=world.on, by=by)


def test_a_home_protected_during_a_round_is_computed_from_the_middle_of_its_town(
    world: DemoWorld,
) -> None:
    shown, proposal = rounding.opened(world)
    with asking(world.counsellor):
        child = Child.objects.exclude(lat=None).filter(home_town__key="05954008")[0]
        known = {one.id: (one.lat, one.lon) for one in planning.problem_of(round=shown).children}
        assert known[str(child.pk)] == (child.lat, child.lon)
        points = [
            (one["lat"], one["lon"])
            for one in shown.common["schools"]
            if one["town"] == child.home_town.name and one["lat"] is not None
        ]
        protect(world, child)
        after = {one.id: one for one in planning.problem_of(round=shown).children}
        moved = after.pop(str(child.pk))
        assert (moved.lat, moved.lon) != known.pop(str(child.pk))
        assert moved.address_protected
        assert moved.lat == pytest.approx(fmean(lat for lat, _ in points))
        assert moved.lon == pytest.approx(fmean(lon for _, lon in points))
        assert {key: (one.lat, one.lon) for key, one in after.items()} == known
        newer = planning.propose_round(
            round=shown, on=world.on, by=rounding.seat_of(world.counsellor)
        )
        assert newer.input_sha256 != proposal.input_sha256
    sealed = rounding.seal(world, shown)
    with asking(world.counsellor):
        verified = queries.verified(shown=sealed)
        assert (verified.holds, verified.hidden, verified.repeatable) == (True, 1, False)


def test_a_home_protected_after_sealing_leaves_the_protocol_and_the_seal_holds(
    world: DemoWorld,
) -> None:
    shown, _ = rounding.opened(world)
    sealed = rounding.seal(world, shown)
    with asking(world.counsellor):
        child = Child.objects.exclude(lat=None).filter(home_town__key="05954008")[0]
        lat = child.lat
        assert str(lat) in exchange.protocol_text(round=sealed)
        there = list(Child.objects.filter(lat=lat))  # siblings at the same door as well
        for one in there:
            protect(world, one)
        assert str(lat) not in exchange.protocol_text(round=sealed)
        verified = queries.verified(shown=sealed)
        assert (verified.holds, verified.forgotten) == (True, len(there))
        assert not RoundChild.objects.filter(child=child).exists()
