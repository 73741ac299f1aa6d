# SPDX-License-Identifier: EUPL-1.2
"""Where else a child of the round could sit: what people read, and what not."""

import pytest
from django.urls import reverse

from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import Child, Group, Proposal, ProposedSeat
from rundertisch.schooling.planning.alternatives import settled_since
from tests.rooms.schooling.rounding import lines, now, opened, read, seat_of, sign
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database


def asked(person: Person, proposal: Proposal, child: Child) -> planning.RoundAlternatives:
    with asking(person):
        fresh = Proposal.objects.select_related("round").get(pk=proposal.pk)
        one = Child.objects.select_related("home_town").get(pk=child.pk)
        return planning.alternatives_for(proposal=fresh, child=one)


def every(world: DemoWorld, proposal: Proposal) -> list[planning.RoundAlternatives]:
    return [
        asked(world.counsellor, proposal, one.child) for one in lines(world.counsellor, proposal)
    ]


def test_renate_reads_where_else_each_child_could_sit_and_nobody_is_seated_by_it(
    world: DemoWorld,
) -> None:
    _, proposal = opened(world)
    with asking(world.counsellor):
        before = list(ProposedSeat.objects.order_by("pk").values_list("pk", "group_id"))
        seats = list(Group.objects.order_by("pk").values_list("pk", "free_seats"))
    found = every(world, proposal)
    assert sum(len(one.options) for one in found) > len(found)
    assert any("Platz frei" in option.consequence for one in found for option in one.options)
    assert all(one.headline.endswith(".") for one in found)
    with asking(world.counsellor):
        assert list(ProposedSeat.objects.order_by("pk").values_list("pk", "group_id")) == before
        assert list(Group.objects.order_by("pk").values_list("pk", "free_seats")) == seats


def test_no_answer_names_another_child_or_a_special_school(world: DemoWorld) -> None:
    _, proposal = opened(world)
    said = str(every(world, proposal))
    with asking(world.counsellor):
        names = [one.family_name for one in Child.objects.exclude(family_name="")]
    assert names
    assert not [name for name in names if name in said]
    assert "Förderschule" not in said
    assert "Klinik" not in said


def test_an_authority_that_does_not_see_all_children_gets_no_half_truth(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal)[0]
    answer = asked(world.schulamt, proposal, line.child)
    assert answer.options == ()
    assert "Seiteneinsteigerberatung" in answer.headline


def test_an_excluded_school_is_no_option_any_more(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line, option = next(
        (line, option)
        for line in lines(world.counsellor, proposal)
        for option in asked(world.counsellor, proposal, line.child).options
        if option.school != line.group.school_id
    )
    with asking(world.counsellor):
        group = Group.objects.select_related("school").get(pk=option.group)
        actions.exclude_school(
            round=shown,
            child=line.child,
            school=group.school,
            words="Zu weit vom Hort.",
            at=now(),
            by=seat_of(world.counsellor),
        )
    after = asked(world.counsellor, proposal, line.child)
    assert option.school not in {each.school for each in after.options}


def test_a_protected_home_is_nowhere_in_the_drawing(world: DemoWorld) -> None:
    _, proposal = opened(world)
    drawn = hidden = 0
    for line in lines(world.counsellor, proposal):
        ways = asked(world.counsellor, proposal, line.child).ways
        assert ways is not None
        if line.child.address_protected or line.child.lat is None:
            hidden += 1
            assert ways.home == ""
            assert all((way.east, way.north) == (0, 0) for way in ways.ways)
        else:
            drawn += 1
            assert ways.home
        assert sum(way.proposed for way in ways.ways) == 1
    assert drawn
    assert hidden


def test_the_page_offers_the_question_and_answers_it_when_asked(world: DemoWorld) -> None:
    shown, proposal = opened(world)
    line = lines(world.counsellor, proposal)[0]
    url = reverse("schooling:round_child", kwargs={"pk": shown.pk, "child": line.child_id})
    client = as_(world.counsellor)
    first = client.get(url).content.decode()
    assert "?andere=1" in first
    assert "rt-ways" not in first
    page = client.get(f"{url}?andere=1").content.decode()
    answer = asked(world.counsellor, proposal, line.child)
    assert answer.headline in page
    assert 'class="rt-ways"' in page
    assert answer.options[0].consequence in page


def test_whoever_is_signed_does_not_move(world: DemoWorld) -> None:
    _, proposal = opened(world)
    line = lines(world.schulamt, proposal)[0]
    with asking(world.counsellor):
        assert settled_since(proposal=proposal) == []
    read(world.schulamt, line)
    sign(world, world.schulamt, line)
    with asking(world.counsellor):
        assert settled_since(proposal=proposal) == [str(line.child_id)]
    answer = asked(world.counsellor, proposal, line.child)
    assert answer.headline


def test_the_prices_of_the_rules_are_whole_sentences(world: DemoWorld) -> None:
    shown, _ = opened(world)
    with asking(world.counsellor):
        prices = planning.prices_for(round=shown)
    assert all(price.sentence.endswith(".") and price.rule for price in prices)
    with asking(world.schulamt):
        assert planning.prices_for(round=shown) == ()
