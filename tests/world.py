# SPDX-License-Identifier: EUPL-1.2
"""The invented world for tests: the same one that `./run demo` shows, with its people by name."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.kernel import scope
from rundertisch.site import demo
from rundertisch.site.demo import DemoWorld, Person
from tests.support import clients

__all__ = ["DemoWorld", "Person", "Seat", "as_", "asking", "build", "moment", "today"]


def today() -> dt.date:
    """Return the day on which the world is built and visited."""
    return timezone.localdate()  # noqa: TID251 - the tests are the clock's reader here


def moment() -> dt.datetime:
    """Return this moment in Berlin."""
    return timezone.localtime(timezone.now())  # noqa: TID251 - as above


def build() -> DemoWorld:
    """Build the world, or find it in a copied database."""
    return demo.build(on=today())


def as_(person: Person) -> Client:
    """Return a browser without a screen in which this person is signed in."""
    return clients.signed_in(user_id=person.user_id)


@contextmanager
def asking(person: Person) -> Iterator[None]:
    """Ask the database as this person on their seat."""
    with scope.asking(user_id=person.user_id, seat_id=person.seat_id):
        yield
