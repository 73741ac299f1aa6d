# SPDX-License-Identifier: EUPL-1.2
"""The demo shows life: rules of a council, a sealed round, and one that is under way."""

import pytest

from rundertisch.schooling import planning, queries
from rundertisch.schooling.demo import Deciders, build_rounds
from rundertisch.schooling.models import Decision, Placement, Proposal, ProposedSeat, Round
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database


def test_the_rounds_of_the_demo_come_about_by_the_same_rules_as_real_ones(
    world: DemoWorld,
) -> None:
    shown = build_rounds(
        on=world.on,
        by=Deciders(
            counsellor=seat_of(world.counsellor),
            schulamt=seat_of(world.schulamt),
            bezirksregierung=seat_of(world.bezirksregierung),
            head=seat_of(world.school_head),
        ),
    )
    with asking(world.counsellor):
        earlier = Round.objects.exclude(pk=shown.pk).get()
        assert queries.verified(shown=earlier).holds
        first = Proposal.objects.get(round=earlier, what_if__isnull=True)
        assert planning.replay_proposal(proposal=first).identical
        kinds = list(Decision.objects.filter(round=shown).values_list("kind", flat=True))
        assert kinds.count("SIGNED") == 4
        assert kinds.count("ACCEPTED") == kinds.count("REFUSED") == 1
        refused = Placement.objects.get(answer="REFUSED")
        newest = Proposal.objects.order_by("-pk")[0]
        assert newest.plan["draft"] is False
        line = ProposedSeat.objects.select_related("group").get(
            proposal=newest, child=refused.child_id
        )
        assert line.group is None or line.group.school_id != refused.group.school_id
