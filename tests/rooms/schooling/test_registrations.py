# SPDX-License-Identifier: EUPL-1.2
"""Counts of the towns' registers in, and the children nobody has told us about."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.engine.figures import Nearness
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import exchange, queries
from rundertisch.schooling.models import Child, RegisteredCount
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database

HEADER = "town,month,age,children,source"
SOURCE = "Melderegister (erfunden)"


def take(text: str, *, world: DemoWorld, by: Seat) -> exchange.ImportedRegistrations:
    return exchange.import_registrations(data=text.encode(), file="zahlen.csv", on=world.on, by=by)


def month(world: DemoWorld, *, back: int = 0) -> str:
    day = world.on.replace(day=1)
    for _ in range(back):
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return f"{day:%Y-%m}"


def known_of(world: DemoWorld, *, town: str, when: str) -> int:
    children = Child.objects.filter(home_town__key=town)
    return sum(f"{child.registered_on or child.reported_on:%Y-%m}" == when for child in children)


def test_the_unknown_are_the_registered_minus_those_we_know(
    world: DemoWorld, counsellor: Seat
) -> None:
    RegisteredCount.objects.all().delete()
    when = next(
        month(world, back=n)
        for n in (1, 0, 2)
        if known_of(world, town="05954008", when=month(world, back=n))
    )
    known = known_of(world, town="05954008", when=when)
    assert known
    half = (known + 12) // 2
    take(
        f"{HEADER}\nEnnepetal,{when},6-9,{half},{SOURCE}\n"
        f"05954008,{when},10-17,{known + 12 - half},{SOURCE}\n",
        world=world,
        by=counsellor,
    )
    unknown = queries.unknown_children(on=world.on, leads=False)
    [row] = unknown.rows
    assert (row.town, row.known.value, row.known.nearness) == ("Ennepetal", known, Nearness.EXACT)
    assert (row.unknown.value, row.unknown.nearness) == (10, Nearness.ABOUT)  # 12, rounded
    assert row.registered.nearness is Nearness.ABOUT
    assert unknown.sentence.startswith("Rund 10 Kinder im Schulalter sind neu angemeldet")
    assert SOURCE in unknown.sources


def test_one_child_we_do_not_know_is_told_as_fewer_than_five_to_everybody(
    world: DemoWorld, counsellor: Seat
) -> None:
    RegisteredCount.objects.all().delete()
    when = month(world)
    known = known_of(world, town="05954004", when=when)
    take(f"{HEADER}\nBreckerfeld,{when},6-17,{known + 1},{SOURCE}\n", world=world, by=counsellor)
    [row] = queries.unknown_children(on=world.on, leads=False).rows
    assert (row.unknown.value, row.unknown.nearness) == (5, Nearness.UNDER)


def test_the_leadership_reads_the_same_from_protected_counts(
    world: DemoWorld, counsellor: Seat
) -> None:
    RegisteredCount.objects.all().delete()
    when = month(world)
    take(f"{HEADER}\nEnnepetal,{when},6-17,40,{SOURCE}\n", world=world, by=counsellor)
    [exact] = queries.unknown_children(on=world.on, leads=False).rows
    with asking(world.centre_head):
        [seen] = queries.unknown_children(on=world.on, leads=True).rows
    assert seen.unknown == exact.unknown
    assert seen.known.nearness is not Nearness.EXACT or seen.known.value == 0


def test_without_counts_nobody_says_that_no_child_is_missing(
    world: DemoWorld, counsellor: Seat
) -> None:
    RegisteredCount.objects.all().delete()
    unknown = queries.unknown_children(on=world.on, leads=False)
    assert unknown.sentence.startswith("Ob uns Kinder fehlen, wissen wir nicht")


def test_a_month_without_all_ages_is_named_and_not_compared(
    world: DemoWorld, counsellor: Seat
) -> None:
    RegisteredCount.objects.all().delete()
    take(f"{HEADER}\nWitten,{month(world)},6-9,30,{SOURCE}\n", world=world, by=counsellor)
    unknown = queries.unknown_children(on=world.on, leads=False)
    assert unknown.rows == ()
    assert unknown.incomplete[0].startswith("Witten")


def test_a_later_file_replaces_the_months_it_names(world: DemoWorld, counsellor: Seat) -> None:
    RegisteredCount.objects.all().delete()
    for children in (30, 34):
        take(
            f"{HEADER}\nWitten,{month(world)},6-17,{children},{SOURCE}\n",
            world=world,
            by=counsellor,
        )
    assert [one.children for one in RegisteredCount.objects.all()] == [34]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEADER}\nKöln,2026-01,6-17,3,x\n", "keine Stadt des Kreises"),
        (f"{HEADER}\nWitten,2026-13,6-17,3,x\n", "kein Monat"),
        (f"{HEADER}\nWitten,2999-01,6-17,3,x\n", "liegt noch vor uns"),
        (f"{HEADER}\nWitten,2026-01,3-17,3,x\n", "kein Alter"),
        (f"{HEADER}\nWitten,2026-01,6-17,-3,x\n", "„children“"),
        (f"{HEADER}\nWitten,2026-01,6-17,3,\n", "„source“ ist leer"),
        (f"{HEADER}\nWitten,2026-01,6-9,3,x\nWitten,2026-01,9-17,3,x\n", "Alter 9 steht schon"),
        (f"{HEADER}\n", "keine Zahl"),
        ("town;month;age;children;source\n", "kein Komma"),
        ("town,month\nWitten,2026-01\n", "Es fehlt: Spalte age, children, source"),
        (f"{HEADER},first_name\nWitten,2026-01,6-17,3,x,Mia\n", "keine Personen"),
        (f"{HEADER}\nWitten,2026-01,6-17,3,nur Roma\n", "Zeile 2, Spalte „source“"),
    ],
)
def test_one_wrong_row_keeps_every_row_out_and_is_named(
    world: DemoWorld, counsellor: Seat, text: str, told: str
) -> None:
    before = RegisteredCount.objects.count()
    with pytest.raises(Refusal, match=told):
        take(text, world=world, by=counsellor)
    assert RegisteredCount.objects.count() == before


@pytest.mark.parametrize("column", ["nationality", "Staatsangehörigkeit", "Religion", "Herkunft"])
def test_a_forbidden_column_is_refused_by_name(
    world: DemoWorld, counsellor: Seat, column: str
) -> None:
    with pytest.raises(Refusal, match=column):
        take(f"{HEADER},{column}\nWitten,2026-01,6-17,3,x,y\n", world=world, by=counsellor)


@pytest.mark.parametrize("who", ["schulamt", "town_office", "school_head", "auditor", "charlie"])
def test_only_the_centre_hands_in_counts(world: DemoWorld, who: str) -> None:
    client = as_(getattr(world, who))
    for name in ("upload_registrations", "import_registrations"):
        url = reverse(f"schooling:{name}")
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


def test_the_head_of_the_centre_hands_in_counts_on_the_page(world: DemoWorld) -> None:
    client = as_(world.centre_head)
    good = SimpleUploadedFile(
        "zahlen.csv", f"{HEADER}\nWitten,{month(world)},6-17,34,{SOURCE}\n".encode()
    )
    answer = client.post(reverse("schooling:import_registrations"), {"file": good})
    assert answer.status_code == 200
    assert "Eine Zeile übernommen" in answer.content.decode()
    bad = SimpleUploadedFile("zahlen.csv", f"{HEADER}\nKöln,2026-01,6-17,3,x\n".encode())
    answer = client.post(reverse("schooling:import_registrations"), {"file": bad})
    assert answer.status_code == 422
    assert "keine Stadt des Kreises" in answer.content.decode()
