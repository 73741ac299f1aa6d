# SPDX-License-Identifier: EUPL-1.2
"""The invented world for the tests of cases: Charlie leads cases at the centre."""

from collections.abc import Iterator

import pytest

from rundertisch.accounts.models import Seat
from tests.world import DemoWorld, asking, build


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The people of the district; nobody is asking yet."""
    return build()


@pytest.fixture
def charlie(world: DemoWorld) -> Iterator[Seat]:
    """Charlie Immel's seat, and he is the one who asks."""
    with asking(world.charlie):
        yield Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
