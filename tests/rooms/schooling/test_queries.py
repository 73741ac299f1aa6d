# SPDX-License-Identifier: EUPL-1.2
"""Two queues with days waited and Duisburg's bands, and what the pages say about them."""

import datetime as dt

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.schooling import queries
from rundertisch.schooling.models import (
    Child,
    Group,
    Placement,
    Proposal,
    ProposedSeat,
    School,
)
from rundertisch.schooling.queries.proposals import Help, helps_of
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
DAY = dt.date(2026, 3, 2)


def test_the_hamlet_waits_with_32_primary_and_25_secondary_children(
    world: DemoWorld, counsellor: Seat
) -> None:
    waiting = queries.waiting_children(on=world.on, place="05954008")
    hamlet = [child for child in waiting if child.street == "Musterweg"]
    assert len(hamlet) == 57
    assert sum(child.grade <= 4 for child in hamlet) == 32
    assert sum(child.grade >= 5 for child in hamlet) == 25
    oldest = min(child.registered_on for child in hamlet if child.registered_on)
    assert oldest >= world.on - dt.timedelta(days=35)


def test_every_waiting_child_stands_in_exactly_one_queue_and_one_band(
    world: DemoWorld, counsellor: Seat
) -> None:
    counted = queries.queues(on=world.on)
    assert [count.queue.key for count in counted.counts] == ["beratung", "platz"]
    assert counted.children == Child.objects.waiting(on=world.on).count()
    for count in counted.counts:
        assert sum(number for _, number in count.by_band) == count.children
        listed = queries.waiting_lines(on=world.on, queue=count.queue.key)
        assert len(listed) == count.children
        assert {line.queue for line in listed} == {count.queue}
        assert max(line.days for line in listed) == count.longest_days


@pytest.mark.parametrize(
    ("grade", "band"),
    [
        (1, "Grundschule"),
        (4, "Grundschule"),
        (5, "Klasse 5–7"),
        (7, "Klasse 5–7"),
        (8, "Klasse 8–10"),
        (10, "Klasse 8–10"),
        (11, "Berufskolleg"),
        (13, "Berufskolleg"),
    ],
)
def test_the_bands_are_those_that_duisburg_reports(grade: int, band: str) -> None:
    assert queries.band_of(grade=grade).name == band


def test_the_list_can_be_narrowed_by_band_and_town_and_put_in_order(
    world: DemoWorld, counsellor: Seat
) -> None:
    witten = queries.waiting_lines(on=world.on, place="05954036", band="8-10")
    assert witten
    assert {line.child.home_town.name for line in witten} == {"Witten"}
    assert all(8 <= line.child.grade <= 10 for line in witten)
    days = [line.days for line in queries.waiting_lines(on=world.on)]
    assert days == sorted(days, reverse=True)
    grades = [line.child.grade for line in queries.waiting_lines(on=world.on, sort="klasse")]
    assert grades == sorted(grades)
    unknown = queries.waiting_lines(on=world.on, band="x", queue="x", sort="x")
    assert len(unknown) == len(days)


def test_a_child_waits_until_the_authority_has_signed_and_again_when_the_place_ends(
    world: DemoWorld, counsellor: Seat
) -> None:
    child = Child.objects.get(reference="D-001")
    group = Group.objects.get(school__name="Grundschule Talblick", kind="LANGUAGE")
    placement = Placement.objects.create(child=child, group=group, starts_on=world.on)
    assert child in queries.waiting_children(on=world.on)
    with asking(world.schulamt):
        Placement.objects.filter(pk=placement.pk).update(
            signed_on=world.on, signed_by_id=world.schulamt.seat_id
        )
    assert child not in queries.waiting_children(on=world.on)
    with asking(world.school_head):
        assert list(queries.seated_children(on=world.on)) == [child]
    tomorrow = world.on + dt.timedelta(days=1)
    with asking(world.schulamt):
        Placement.objects.filter(pk=placement.pk).update(ends_on=tomorrow)
    assert child in queries.waiting_children(on=tomorrow)


def queue(key: str, children: int, longest_days: int) -> queries.QueueCount:
    choice = next(one for one in queries.waiting.LISTS if one.key == key)
    return queries.QueueCount(
        queue=choice, children=children, by_band=(), longest_days=longest_days
    )


@pytest.mark.parametrize(
    ("counts", "headline"),
    [
        ([("beratung", 0, 0), ("platz", 0, 0)], "Kein Kind wartet auf einen Schulplatz"),
        ([("beratung", 1, 0), ("platz", 0, 0)], "Ein Kind wartet auf einen Schulplatz, seit heute"),
        ([("beratung", 0, 0), ("platz", 1, 1)], "Ein Kind wartet auf einen Schulplatz, 1 Tag lang"),
        (
            [("beratung", 3, 12), ("platz", 4, 41)],
            "7 Kinder warten auf einen Schulplatz, am längsten 41 Tage",
        ),
        ([("beratung", 2, 0), ("platz", 0, 0)], "2 Kinder warten auf einen Schulplatz, seit heute"),
    ],
)
def test_the_headline_of_the_queues_is_computed(
    counts: list[tuple[str, int, int]], headline: str
) -> None:
    counted = tuple(queue(*count) for count in counts)
    found = queries.Queues(on=DAY, counts=counted, regular=queue("regelklasse", 0, 0))
    assert found.headline == headline


def test_who_sits_in_a_reception_class_is_never_left_out_of_the_headline() -> None:
    nobody = (queue("beratung", 0, 0), queue("platz", 0, 0))
    found = queries.Queues(on=DAY, counts=nobody, regular=queue("regelklasse", 46, 71))
    assert found.headline == (
        "46 Kinder warten in Lerngruppen auf eine Regelklasse, am längsten 71 Tage"
    )


def line(*, child: int, group: Group | None, first_come: Group | None) -> queries.Seating:
    seat = ProposedSeat(child_id=child, group=group, first_come_group=first_come, minutes=9)
    return queries.Seating(line=seat, help="")


def view(seated: int, unseated: int, first_come: int) -> queries.ProposalView:
    group = Group(pk=1)
    lines = [
        line(
            child=number,
            group=group if number < seated else None,
            first_come=group if number < first_come else None,
        )
        for number in range(seated + unseated)
    ]
    return queries.ProposalView(
        proposal=Proposal(plan={}),
        seated=tuple(one for one in lines if one.line.group_id),
        unseated=tuple(one for one in lines if not one.line.group_id),
        helps=(),
    )


@pytest.mark.parametrize(
    ("seated", "unseated", "headline"),
    [
        (0, 0, "In diesem Vorschlag steht kein Kind aus Ihrer Zuständigkeit"),
        (1, 0, "Für das eine wartende Kind gibt es einen Platz"),
        (7, 0, "Für alle 7 Kinder gibt es einen Platz"),
        (0, 1, "Für das eine wartende Kind gibt es keinen Platz"),
        (0, 3, "Für keines der 3 Kinder gibt es einen Platz"),
        (6, 1, "6 von 7 Kindern bekämen einen Platz, ein Kind bliebe ohne"),
        (1, 2, "Eines von 3 Kindern bekäme einen Platz, 2 Kinder blieben ohne"),
    ],
)
def test_the_headline_of_a_proposal_is_computed(seated: int, unseated: int, headline: str) -> None:
    assert view(seated, unseated, 0).headline == headline


@pytest.mark.parametrize(
    ("first_come", "end"),
    [
        (4, "durch den Vorschlag 2 mehr."),
        (6, "durch den Vorschlag gleich viele."),
        (7, "durch den Vorschlag 1 weniger."),
    ],
)
def test_the_comparison_says_also_when_first_come_would_seat_more(
    first_come: int, end: str
) -> None:
    assert view(6, 1, first_come).comparison.endswith(end)


LATER = " (die ersten Plätze bekämen Kinder, die länger warten)"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "seat;{group};1",
            "ein Platz mehr in Deutschfördergruppe Klasse 1–4, Grundschule Talblick",
        ),
        (
            "seat;{group};3",
            f"3 Plätze mehr in Deutschfördergruppe Klasse 1–4, Grundschule Talblick{LATER}",
        ),
        ("cap;{school};+1", "Obergrenze um 1 anheben: Grundschule Talblick"),
        ("limit;{school};+7", "7 Minuten mehr Schulweg zulassen: Grundschule Talblick"),
        ("form;{school};1", "die Schulform Grundschule zulassen: Grundschule Talblick"),
        (
            "group;{school};1",
            "Erstalphabetisierung für Klasse 3 mit einem Platz eröffnen: Grundschule Talblick",
        ),
        (
            "group;{school};2",
            "Erstalphabetisierung für Klasse 3 mit 2 Plätzen eröffnen: Grundschule Talblick"
            + LATER,
        ),
        ("seat;0;1", None),
        ("", None),
    ],
)
def test_every_kind_of_smallest_change_is_said_in_words(
    counsellor: Seat, change: str, words: str | None
) -> None:
    group = Group.objects.get(school__name="Grundschule Talblick", kind="LANGUAGE")
    named = change.format(group=group.pk, school=group.school_id)
    child = Child(grade=3, needs_literacy=True)
    line = ProposedSeat(pk=1, child=child, smallest_change=named)
    assert queries.help_of(line=line) == (words or "")


def test_what_would_help_most_children_stands_first_and_says_how_much_is_left_out(
    counsellor: Seat,
) -> None:
    proposal = queries.latest_proposal()
    assert proposal is not None
    view = queries.proposal_view(proposal=proposal)
    every, left_out = helps_of(proposal=proposal, most=100)
    assert left_out == 0
    assert sorted(every, key=str) == sorted(view.helps, key=str)
    assert sum(one.children for one in every) == len(view.unseated)
    first, left_out = helps_of(proposal=proposal, most=1)
    assert first == every[:1]
    assert left_out == len(every) - 1 > 0


def test_siblings_together_are_compared_only_for_who_sees_the_whole_proposal() -> None:
    plan = {
        "placed": 6,
        "unplaced": 1,
        "pairs": 24,
        "baselines": [{"name": "first_come_first_served", "pairs": 19}],
    }
    whole, part = view(6, 1, 0), view(2, 1, 0)
    whole.proposal.plan, part.proposal.plan = plan, plan
    assert whole.together.endswith("24 Paare statt 19.")
    assert part.together == ""


def test_free_seats_of_special_schools_are_nobodys_free_seats(counsellor: Seat) -> None:
    before = queries.seats_overview()
    special = School.objects.get(name="Lindenschule, FSP Lernen")
    Group.objects.create(
        school=special, kind="REGULAR", grade_from=5, grade_to=6, free_seats=50, counted_on=DAY
    )
    assert queries.seats_overview() == before
    assert "Förderschule" not in " ".join(queries.school_forms())


def test_a_smallest_change_says_whom_it_helps_and_that_less_does_not() -> None:
    words = "2 Plätze mehr in Regelklasse Klasse 5, Hauptschule Ost"
    assert Help(words=words, children=1).sentence == (
        f"{words}. Damit käme ein weiteres Kind an die Reihe; weniger genügt nicht."
    )
    assert Help(words=words, children=3).sentence == (
        f"{words}. Damit käme eines von 3 weiteren Kindern an die Reihe, "
        "mit weniger keines von ihnen."
    )
