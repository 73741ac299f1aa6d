# SPDX-License-Identifier: EUPL-1.2
"""The table of expected arrivals, what it may not hold, and what it changes for Nela.

Renate counsels and enters it; Charlie may not; nobody is in it.
"""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions, exchange, planning
from rundertisch.schooling.models import ExpectedArrivals, Group, ReserveRule
from rundertisch.schooling.queries import expectations
from tests.rooms.schooling.changing import report
from tests.rooms.schooling.rounding import opened, seat_of
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database

HEAD = "town,stage,week,children,source\n"
WHO = "Sozialamt des Kreises"


def week(world: DemoWorld, *, later: int = 1) -> str:
    year, number, _ = (world.on + dt.timedelta(weeks=later)).isocalendar()
    return f"{year}-W{number:02d}"


def taken(world: DemoWorld, text: str) -> exchange.ImportedExpectations:
    return exchange.import_expectations(
        data=text.encode(), file="erwartet.csv", on=world.on, by=seat_of(world.counsellor)
    )


def test_a_file_replaces_what_it_names_and_is_taken_as_a_whole(world: DemoWorld) -> None:
    with asking(world.counsellor):
        taken(
            world, f"{HEAD}Ennepetal,sec1,{week(world)},12,{WHO}\nWitten,primary,2026-W50,3,{WHO}\n"
        )
        taken(world, f"{HEAD}Ennepetal,sec1,{week(world)},4,{WHO}\n")
        rows = ExpectedArrivals.objects.order_by("town__name")
        assert list(rows.values_list("town__name", "children")) == [("Ennepetal", 4), ("Witten", 3)]
        assert all(row.week.isoweekday() == 1 for row in rows)
        with pytest.raises(Refusal, match=r"Zeile 3.*schon in Zeile 2"):
            taken(world, f"{HEAD}Witten,sec2,2026-W51,1,{WHO}\nWitten,sec2,2026-W51,2,{WHO}\n")
        assert rows.count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "nationality,town,stage,week,children,source\nx,Witten,sec1,2026-W50,3,A\n",
            "nationality",
        ),
        ("herkunft,town,stage,week,children,source\nx,Witten,sec1,2026-W50,3,A\n", "herkunft"),
        ("first_name,town,stage,week,children,source\nx,Witten,sec1,2026-W50,3,A\n", "first_name"),
        (f"{HEAD}Witten,sec1,2026-W50,3,Roma aus Duisburg\n", "source"),
        (f"{HEAD}Atlantis,sec1,2026-W50,3,A\n", "keine Stadt des Kreises"),
        (f"{HEAD}Witten,sec3,2026-W50,3,A\n", "stage"),
        (f"{HEAD}Witten,sec1,2026-W60,3,A\n", "keine Kalenderwoche"),
        (f"{HEAD}Witten,sec1,2026-W50,-3,A\n", "children"),
        (f"{HEAD}Witten,sec1,2026-W50,3,\n", "source"),
        (HEAD, "keine Zahl"),
    ],
)
def test_what_may_not_be_in_it_is_refused_and_nothing_taken(
    world: DemoWorld, text: str, sentence: str
) -> None:
    with asking(world.counsellor):
        with pytest.raises(Refusal) as refused:
            taken(world, text)
        assert sentence in refused.value.sentence
        assert not ExpectedArrivals.objects.exists()


def test_nobody_else_writes_the_table_and_a_number_is_never_changed_in_place(
    world: DemoWorld,
) -> None:
    with asking(world.counsellor):
        taken(world, f"{HEAD}Witten,sec1,2026-W50,3,{WHO}\n")
        with pytest.raises(DatabaseError), transaction.atomic():
            ExpectedArrivals.objects.update(children=4)
    for person in (world.charlie, world.schulamt, world.town_office):
        by = seat_of(person)
        with asking(person):
            with pytest.raises(Refusal, match="Integrationszentrum"):
                actions.drop_expected_arrivals(on=world.on, by=by)
            ExpectedArrivals.objects.all().delete()
    with asking(world.counsellor):
        assert ExpectedArrivals.objects.count() == 1


def test_the_page_takes_a_file_tells_who_said_so_and_can_be_emptied(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    page = reverse("schooling:expected_arrivals")
    assert "Keine Ankünfte erwartet" in client.get(page).content.decode()
    good = SimpleUploadedFile("e.csv", f"{HEAD}Witten,sec1,{week(world)},7,{WHO}\n".encode())
    assert client.post(reverse("schooling:import_expectations"), {"file": good}).status_code == 303
    shown = client.get(page).content.decode()
    assert "7 Kinder werden in den nächsten 12 Wochen erwartet" in shown
    assert WHO in shown
    assert "vorbei" not in shown
    old = f"{HEAD}Witten,sec1,{week(world, later=-2)},5,{WHO}\n"
    with asking(world.counsellor):
        taken(world, old)
    shown = client.get(page).content.decode()
    assert "(vorbei, zählt nicht mehr)" in shown
    assert "7 Kinder werden in den nächsten 12 Wochen erwartet" in shown
    bad = SimpleUploadedFile("e.csv", b"town\nWitten\n")
    refused = client.post(reverse("schooling:import_expectations"), {"file": bad})
    assert (refused.status_code, "Spalte stage" in refused.content.decode()) == (422, True)
    assert client.post(reverse("schooling:drop_expected_arrivals")).status_code == 303
    assert "Keine Ankünfte erwartet" in client.get(page).content.decode()
    assert as_(world.charlie).get(page).status_code == 404


def test_the_reserve_is_off_until_asked_for_and_then_says_what_it_changed(
    world: DemoWorld,
) -> None:
    opened(world)
    with asking(world.counsellor):
        child = report(world, seat_of(world.counsellor), need=actions.Need(grade=9))
        plain = planning.arrival_for(child=child, on=world.on)
        first = Group.objects.select_related("school__town").get(pk=plain.options[0].group)
        town = first.school.town.name
        taken(world, f"{HEAD}{town},sec1,{week(world)},60,{WHO}\n")
        again = planning.arrival_for(child=child, on=world.on)
        assert (again.options, again.reserve) == (plain.options, None), "off by default"
        kept = planning.arrival_for(child=child, on=world.on, reserve=True)
        assert kept.reserve is not None
        assert kept.reserve.expected == 60
        assert "Reserve" in kept.reserve.sentence
        far = world.on + dt.timedelta(weeks=30)
        late = planning.arrival_for(child=child, on=far, reserve=True)
        assert late.reserve is not None
        assert (late.reserve.expected, late.options) == (0, plain.options)
    page = as_(world.counsellor).get(
        reverse("schooling:arrival", kwargs={"pk": child.pk}), {"reserve": "1"}
    )
    assert kept.reserve.sentence in page.content.decode()


def test_what_a_reserve_is_computed_with_is_a_dated_number_of_the_centre(world: DemoWorld) -> None:
    opened(world)
    client, page = as_(world.counsellor), reverse("schooling:expected_arrivals")
    order = reverse("schooling:set_reserve_rule")
    assert "Das ist nicht geprüft (Vorgabe des Programms" in client.get(page).content.decode()
    with asking(world.counsellor):
        child = report(world, seat_of(world.counsellor), need=actions.Need(grade=9))
        taken(world, f"{HEAD}Witten,sec1,{week(world, later=5)},60,{WHO}\n")
    asked = {"path": reverse("schooling:arrival", kwargs={"pk": child.pk}), "data": {"reserve": 1}}
    assert "in den nächsten 12 Wochen" in client.get(**asked).content.decode()
    chosen = {"reserve-weeks": 3, "reserve-minutes": 200, "reserve-source": "Leitungsrunde"}
    for changed, sentence in ((("reserve-weeks", 53), "52"), (("reserve-source", " "), "")):
        refused = client.post(order, {**chosen, changed[0]: changed[1]})
        assert (refused.status_code, sentence in refused.content.decode()) == (422, True)
    assert client.post(order, {**chosen, "reserve-weeks": 2}).status_code == 303
    assert client.post(order, chosen).status_code == 303, "set twice on one day"
    shown = client.get(page).content.decode()
    assert "schaut 3 Wochen voraus" in shown
    assert "200 Minuten" in shown
    told = client.get(**asked).content.decode()
    assert "in den nächsten 3 Wochen" in told
    assert "Leitungsrunde" in told
    with asking(world.counsellor):
        assert [one.without_seat_minutes for one in ReserveRule.objects.all()] == [200]
        later = expectations.reserve_rule(on=world.on + dt.timedelta(days=1))
        assert (later.weeks, later.verified) == (3, False)
        before = expectations.reserve_rule(on=world.on - dt.timedelta(days=1))
        assert (before.weeks, before.pk) == (12, None)


def test_charlie_sets_no_number_of_the_reserve(world: DemoWorld) -> None:
    sent = {"reserve-weeks": 3, "reserve-minutes": 200, "reserve-source": "Charlie"}
    answer = as_(world.charlie).post(reverse("schooling:set_reserve_rule"), sent)
    assert answer.status_code == 404
    with asking(world.charlie):
        with pytest.raises(Refusal, match="Integrationszentrum"):
            actions.set_reserve_rule(
                weeks=3, minutes=200, source="Charlie", on=world.on, by=seat_of(world.charlie)
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            ReserveRule.objects.create(
                weeks=3, without_seat_minutes=200, source="Charlie", starts_on=world.on
            )
