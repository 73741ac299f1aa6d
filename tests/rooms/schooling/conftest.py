# SPDX-License-Identifier: EUPL-1.2
"""The invented world for the tests of schooling, seen with the eyes of the runtime role."""

from collections.abc import Iterator

import pytest

from rundertisch.accounts.models import Seat
from tests.world import DemoWorld, asking, build


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The people of the district; nobody is asking yet."""
    return build()


@pytest.fixture
def counsellor(world: DemoWorld) -> Iterator[Seat]:
    """Renate Abel's seat, and she is the one who asks."""
    with asking(world.counsellor):
        yield Seat.objects.get(pk=world.counsellor.seat_id)
