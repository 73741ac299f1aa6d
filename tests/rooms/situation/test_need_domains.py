# SPDX-License-Identifier: EUPL-1.2
"""The taxonomy of needs: everybody reads it, the coordination keeps it, it names no group."""

import datetime as dt

import pytest
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel import concerns
from rundertisch.kernel.errors import Refusal
from rundertisch.situation import actions, queries
from rundertisch.situation.models import NeedDomain
from tests import house_models
from tests import world as worlds
from tests.world import DemoWorld

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = "situation:need_domains"
INVENTED = {
    "name": "Ämter und Öffnungszeiten",
    "definition": "Zu einem Amt hinkommen, während es offen ist.",
    "source": "Absprache der Proben",
}


@pytest.fixture
def world() -> DemoWorld:
    """The invented district, found in the copied database."""
    return worlds.build()


def described(**other: object) -> actions.Described:
    """Return what is said about an invented domain."""
    return actions.Described(**{"sensitive": False, **INVENTED, **other})  # type: ignore[arg-type]  # as given


def test_the_first_list_names_needs_and_never_people(world: DemoWorld) -> None:
    found = list(queries.need_domains(on=world.on))
    assert {"LIVELIHOOD", "HOUSING", "SCHOOL", "DEBT"} <= {one.code for one in found}
    for one in found:
        words = f"{one.code} {one.name} {one.definition}"
        assert not concerns.concerns(text=words), one.code
        assert not house_models.never_stored(words), one.code
        assert not one.verified, "nobody has checked the first list; it must say so"


def test_where_the_name_is_the_what_the_domain_is_sensitive(world: DemoWorld) -> None:
    sensitive = {one.code for one in queries.need_domains(on=world.on) if one.sensitive}
    assert sensitive == {"ADDICTION", "CARE", "DEBT", "HEALTH", "SHELTER"}


def test_everybody_with_a_seat_reads_the_list_and_only_the_coordination_keeps_it(
    world: DemoWorld,
) -> None:
    for person in (world.charlie, world.agency, world.schulamt):
        text = worlds.as_(person).get(reverse(PAGE), {"bereich": "DEBT"}).content.decode()
        assert "Schulden" in text
        assert "besonders geschützt" in text
        assert "nicht geprüft" in text
        assert "Ändern" not in text
        add = worlds.as_(person).post(reverse("situation:add_need_domain"), INVENTED)
        assert add.status_code == 404
    assert worlds.as_(world.former).get(reverse(PAGE)).status_code == 404
    assert not NeedDomain.objects.filter(name=INVENTED["name"]).exists()


def test_the_leadership_adds_a_domain_says_it_better_ends_it_and_takes_that_back(
    world: DemoWorld,
) -> None:
    client = worlds.as_(world.centre_head)
    assert 'name="definition"' in client.get(f"{reverse(PAGE)}?bereich=neu").content.decode()
    assert client.post(reverse("situation:add_need_domain"), INVENTED).status_code == 303
    added = NeedDomain.objects.get(code="AEMTER_UND_OEFFNUNGSZEITEN")
    assert not added.verified
    where = {"code": added.code}
    day = world.on - dt.timedelta(days=3)
    checked = {
        "verified_on_tag": day.day,
        "verified_on_monat": day.month,
        "verified_on_jahr": day.year,
        "sensitive": "on",
    }
    better = INVENTED | checked | {"name": "Ämter erreichen"}
    assert client.post(reverse("situation:describe_need_domain", kwargs=where), better).status_code
    added.refresh_from_db()
    assert (added.name, added.sensitive, added.verified) == ("Ämter erreichen", True, True)
    assert "Ämter erreichen" in client.get(reverse(PAGE)).content.decode()

    end = reverse("situation:end_need_domain", kwargs=where)
    too_early = client.post(end)  # it has begun today
    assert too_early.status_code == 422
    assert "kann frühestens am Tag danach enden" in too_early.content.decode()
    NeedDomain.objects.filter(code=added.code).update(starts_on=day)
    assert client.post(end).status_code == 303
    assert added not in queries.need_domains(on=world.on)
    assert added in queries.need_domains(on=world.on - dt.timedelta(days=1))
    assert client.post(end, {"wieder": "1"}).status_code == 303
    assert added in queries.need_domains(on=world.on)


def test_what_a_domain_may_not_be_is_said_at_the_form(world: DemoWorld) -> None:
    client = worlds.as_(world.centre_head)
    add = reverse("situation:add_need_domain")
    group = client.post(add, INVENTED | {"name": "Hilfe für Sinti"})
    assert (group.status_code, "nie nach Menschen" in group.content.decode()) == (422, True)
    meant = client.post(add, INVENTED | {"definition": "Was muslimische Familien brauchen."})
    assert (meant.status_code, "noch einmal lesen" in meant.content.decode()) == (422, True)
    taken = client.post(add, INVENTED | {"name": "wohnen"})
    assert (taken.status_code, "gibt es schon" in taken.content.decode()) == (422, True)
    weaker = client.post(
        reverse("situation:describe_need_domain", kwargs={"code": "DEBT"}),
        INVENTED | {"name": "Schulden"},
    )
    assert (weaker.status_code, "bleibt besonders geschützt" in weaker.content.decode()) == (
        422,
        True,
    )
    assert NeedDomain.objects.get(code="DEBT").sensitive
    assert NeedDomain.objects.filter(source=INVENTED["source"]).count() == 0


def test_a_code_is_never_given_twice_and_an_ended_domain_does_not_end_again(
    world: DemoWorld,
) -> None:
    with worlds.asking(world.centre_head):
        by = Seat.objects.get(pk=world.centre_head.seat_id)
        housing = NeedDomain.objects.get(code="HOUSING")
        actions.add_need_domain(described=described(name="Amt"), on=world.on, by=by)
        with pytest.raises(Refusal, match="Kürzel AMT gehört schon"):
            actions.add_need_domain(described=described(name="Amt 2"), on=world.on, by=by)
        actions.end_need_domain(domain=housing, on=world.on, by=by)
        with pytest.raises(Refusal, match="gilt schon seit"):
            actions.end_need_domain(domain=housing, on=world.on, by=by)
