# SPDX-License-Identifier: EUPL-1.2
"""The invented world for tests: the same one that `./run demo` shows, with its people by name."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client
from django.utils import timezone

from rundertisch.accounts.models import Seat, User
from rundertisch.kernel import scope
from rundertisch.schooling.models import Child, Hearing
from rundertisch.site import demo
from rundertisch.site.demo import DemoWorld, Person
from tests.support import clients

__all__ = [
    "DemoWorld",
    "Person",
    "Seat",
    "as_",
    "asking",
    "build",
    "hear",
    "moment",
    "today",
    "unheard",
]


def today() -> dt.date:
    """Return the day on which the world is built and visited."""
    return timezone.localdate()  # noqa: TID251 - the tests are the clock's reader here


def moment() -> dt.datetime:
    """Return this moment in Berlin."""
    return timezone.localtime(timezone.now())  # noqa: TID251 - as above


# every copy of the world has the same people under the same ids
_known: dict[tuple[object, ...], DemoWorld] = {}


def build() -> DemoWorld:
    """Build the world, or find it in a copied database; every family in it was heard.

    To find everybody takes two hundred questions; each process asks them once.
    """
    people = tuple(User.objects.order_by("pk").values_list("pk", "email")[: len(demo.PEOPLE)])
    here = (today(), people)
    if here not in _known:
        world = demo.build(on=today())
        with asking(world.counsellor):
            hear(*Child.objects.filter(hearings=None), by=world.counsellor)
        if (world.counsellor.user_id, world.counsellor.email) not in people:
            return world  # built just now, and perhaps gone with the end of this test
        _known[here] = world
    return _known[here]


def hear(*children: Child, by: Person) -> None:
    """Let a counsellor have heard these families, so that a seat of theirs can be signed."""
    Hearing.objects.bulk_create(
        Hearing(
            child=child,
            held_on=child.reported_on,
            language="Deutsch",
            wishes="keine Schule genannt",
            by_id=by.seat_id,
            by_name=by.name,
        )
        for child in children
    )


def unheard(world: DemoWorld, child: Child) -> None:
    """Let nobody have heard this family."""
    with asking(world.counsellor):
        Hearing.objects.filter(child=child).delete()


def as_(person: Person) -> Client:
    """Return a browser without a screen in which this person is signed in."""
    return clients.signed_in(user_id=person.user_id)


@contextmanager
def asking(person: Person) -> Iterator[None]:
    """Ask the database as this person on their seat."""
    with scope.asking(user_id=person.user_id, seat_id=person.seat_id):
        yield
