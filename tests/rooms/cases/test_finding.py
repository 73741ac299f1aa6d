# SPDX-License-Identifier: EUPL-1.2
"""Who else supports this person: only with consent, never a telling name, always as slowly."""

import datetime as dt
import time
from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.accounts.models import Role, Seat
from rundertisch.cases import actions
from rundertisch.cases.models import Client, Findable, FindAsk
from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from tests.rooms.cases.test_clients import opened
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
NAME, BORN = "Amina Kestrel", dt.date(1990, 5, 17)
FEW, APART = 5, 0.05  # rounds; seconds that the quickest yes and no may lie apart


@pytest.fixture
def world(own_database: OwnDatabase) -> DemoWorld:
    """The district in a copy of its own, where Alma's welfare office leads cases as well."""
    world = build()
    own_database.owner_sql(
        "insert into accounts_seat (user_id, partner_id, role, starts_on)"
        " select user_id, partner_id, 'CASE_MANAGER', starts_on from accounts_seat where id = %s",
        world.agency.seat_id,
    )
    return world


def charlie(world: DemoWorld) -> Seat:
    """Return Charlie's seat; he must be asking."""
    return Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)


def alma(world: DemoWorld) -> Seat:
    """Return the seat on which Alma leads cases for the welfare office."""
    with scope.asking(user_id=world.agency.user_id, seat_id=None):
        found = Seat.objects.filter(user=world.agency.user_id, role=Role.CASE_MANAGER)
        return found.select_related("user", "partner").get()


def asking_as(seat: Seat) -> AbstractContextManager[None]:
    """Ask as this seat."""
    return scope.asking(user_id=seat.user_id, seat_id=seat.pk)


def findable(world: DemoWorld) -> Client:
    """Let Amina be found at Charlie's office."""
    with asking(world.charlie):
        by = charlie(world)
        client = opened(world, by)
        actions.make_findable(
            client=client, name=NAME, born_on=BORN, language="ar", on=world.on, by=by
        )
    return client


def test_only_who_wants_to_be_found_is_and_sees_who_asked(world: DemoWorld) -> None:
    client, seat = findable(world), alma(world)
    with asking_as(seat):
        asked = actions.ask_elsewhere(name="kestrel AMÍNA", born_on=BORN, by=seat)
        assert [name.startswith("Kommunales Integrationszentrum") for name in asked] == [True]
        assert actions.ask_elsewhere(name="Niemand Da", born_on=BORN, by=seat) == []
        assert not Findable.objects.exists()
        assert not FindAsk.objects.exists()
    with asking(world.charlie):
        assert [str(one.asked_by) for one in FindAsk.objects.all()] == [str(seat.partner)]
        actions.end_finding(client=client, on=world.on, by=charlie(world))
    page = as_(world.charlie).get(reverse("cases:finding", args=[client.pk]))
    assert str(seat.partner) in page.content.decode()
    with asking_as(seat):
        assert actions.ask_elsewhere(name=NAME, born_on=BORN, by=seat) == []
    with asking(world.counsellor), pytest.raises(DatabaseError), transaction.atomic():
        actions.ask_elsewhere(name=NAME, born_on=BORN, by=seat)  # past the policy of the door


def test_an_office_whose_name_tells_is_never_named(
    world: DemoWorld, own_database: OwnDatabase
) -> None:
    client, seat = findable(world), alma(world)
    own_database.owner_sql(
        "update partners_partner set sensitive = true where id = %s", client.owner_id
    )
    with asking_as(seat):
        assert actions.ask_elsewhere(name=NAME, born_on=BORN, by=seat) == []
    with asking(world.charlie):
        by = charlie(world)
        other = opened(world, by, name="Berit Sandmann")
        with pytest.raises(Refusal, match="nie genannt"):
            actions.make_findable(
                client=other, name="Berit Sandmann", born_on=BORN, language="de", on=world.on, by=by
            )


def test_time_does_not_tell_yes_from_no_and_somebody_who_tries_names_is_stopped(
    world: DemoWorld, own_database: OwnDatabase
) -> None:
    findable(world)
    seat = alma(world)
    most = "update cases_findcount set asks = 30 where partner_id = %s"
    took: dict[str, list[float]] = {"yes": [], "no": []}
    with asking_as(seat):
        for _ in range(FEW):
            for answer, name in (("yes", NAME), ("no", "Niemand Da")):
                begun = time.perf_counter()
                actions.ask_elsewhere(name=name, born_on=BORN, by=seat)
                took[answer].append(time.perf_counter() - begun)
        assert abs(min(took["yes"]) - min(took["no"])) < APART, "the quickest: noise only adds"
    own_database.owner_sql(most, seat.partner_id)
    with asking_as(seat), pytest.raises(Refusal, match="30-mal"):
        actions.ask_elsewhere(name=NAME, born_on=BORN, by=seat)
