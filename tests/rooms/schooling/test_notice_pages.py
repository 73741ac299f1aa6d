# SPDX-License-Identifier: EUPL-1.2
"""The doors of notices: what is printed, handed over, decided anew, and what schools get."""

import csv
import io

import pytest
from django.db import connection
from django.urls import reverse

from rundertisch.schooling.models import Notice, NoticeRule, Placement
from tests.rooms.schooling.noticing import (
    announced,
    ground,
    notice_about,
    other_group,
    text,
)
from tests.support.papers import text_of
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database


def door(name: str, **ids: int) -> str:
    return reverse(f"schooling:{name}", kwargs=ids or None)


def handed(world: DemoWorld, how: str, *chosen: Notice) -> dict[str, object]:
    """What Renate sends when she marks notices as handed over today."""
    day = {"tag": world.on.day, "monat": world.on.month, "jahr": world.on.year}
    return {
        "bescheid": [one.pk for one in chosen],
        "uebergabe-handed": how,
        **{f"uebergabe-handed_on_{name}": value for name, value in day.items()},
    }


def test_renate_prints_all_notices_and_marks_them_as_handed_over(world: DemoWorld) -> None:
    one, two = (notice_about(world.counsellor, place) for place in announced(world, seats=2))
    client = as_(world.counsellor)
    assert "2 Bescheide sind zu übergeben" in text(client.get("/"))
    assert "2 Bescheide sind zu übergeben" in text(client.get(door("notices")))
    paper = client.get(door("print_notices"))
    assert paper["Content-Type"] == "application/pdf"
    printed = text_of(paper.content)
    for notice in (one, two):
        assert f"An die Eltern von {notice.child}" in printed
        assert f"Bescheid {notice.reference}" in printed
    nothing = client.post(door("hand_over_notices"), handed(world, "PERSONALLY"))
    assert (nothing.status_code, "mindestens einen Bescheid" in text(nothing)) == (422, True)
    done = client.post(door("hand_over_notices"), handed(world, "PERSONALLY", one, two))
    assert done.status_code == 303, text(done)
    assert "Kein Bescheid ist zu übergeben" in text(client.get(door("notices")))
    page = text(client.get(door("notice", pk=one.pk)))
    assert f"persönlich übergeben am {world.on:%d.%m.%Y}" in page
    assert client.get(door("print_notices")).status_code == 404, "nothing waits"


def test_the_page_of_a_notice_shows_what_the_family_reads(world: DemoWorld) -> None:
    (place,) = announced(world)
    notice = notice_about(world.counsellor, place)
    client = as_(world.counsellor)
    chosen = client.post(door("choose_translation", pk=notice.pk), {"uebersetzung-language": "uk"})
    assert chosen.status_code == 303
    page = text(client.get(door("notice", pk=notice.pk)))
    assert "Українська (von keinem Menschen geprüft" in page
    assert "Rechtsbehelfsbelehrung" in page
    assert "Neu entscheiden" not in page, "counselling does not decide"
    printed = text_of(client.get(door("print_notice", pk=notice.pk)).content)
    assert "Рішення про місце в школі" in printed
    assert str(notice) in text(client.get(door("child", pk=notice.child_id)))


def test_holger_decides_anew_on_a_page_and_says_on_which_ground(world: DemoWorld) -> None:
    (place,) = announced(world)
    notice = notice_about(world.schulamt, place)
    with asking(world.schulamt):
        known = Placement.objects.select_related("group__school", "child")
        group = other_group(known.get(pk=place.pk))
    client = as_(world.schulamt)
    assert "Neu entscheiden" in text(client.get(door("notice", pk=notice.pk)))
    assert "§ 48 VwVfG NRW" in text(client.get(door("deciding_anew", pk=notice.pk)))
    url = door("decide_anew", pk=notice.pk)
    groundless = client.post(url, {"neu-group": group.pk, "neu-words": "Besser so."})
    assert "auf welcher Grundlage" in text(groundless)
    decided = client.post(
        url,
        {
            "neu-ground": ground("family").pk,
            "neu-group": group.pk,
            "neu-words": "Die Eltern baten.",
        },
    )
    assert decided.status_code == 303, text(decided)
    page = text(client.get(decided["Location"]))
    assert group.school.name in page
    old = text(client.get(door("notice", pk=notice.pk)))
    assert "Dieser Bescheid gilt nicht mehr" in old


def test_what_notices_say_is_shown_as_unverified_until_somebody_says_who_checked_it(
    world: DemoWorld,
) -> None:
    client = as_(world.counsellor)
    assert "nicht geprüft" in text(client.get(door("notice_rules")))
    with asking(world.counsellor):
        rule = NoticeRule.objects.get(authority_kind="SCHULAMT")
    names = ("authority_kind", "office", "street", "town", "upper_kind", "upper_office")
    day = {
        f"{field}_{part}": value
        for field in ("starts_on", "verified_on")
        for part, value in (
            ("tag", world.on.day),
            ("monat", world.on.month),
            ("jahr", world.on.year),
        )
    }
    sent = {
        **{name: getattr(rule, name) for name in names},
        "months": 1,
        "post_days": 3,
        "decide_months": 3,
        "court_months": 1,
        "source": "Justiziariat",
        "evidence": "LAW",
        "postcode": "5833",
        **day,
    }
    assert "fünf Ziffern" in text(client.post(door("keep_notice_rule"), sent))
    kept = client.post(door("keep_notice_rule"), {**sent, "postcode": "58332"})
    assert kept.status_code == 303, text(kept)
    (place,) = announced(world)
    assert "noch nicht rechtlich geprüft" not in notice_about(world.counsellor, place).text


def test_a_school_gets_the_list_of_its_own_children_and_each_look_is_logged(
    world: DemoWorld,
) -> None:
    (place,) = announced(world)
    with asking(world.counsellor):
        child = place.child
        school = place.group.school_id
    karin = as_(world.school_head)
    assert str(child) in text(karin.get(door("school_list", pk=school)))
    answer = karin.get(door("export_school_list", pk=school))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Name"] for row in rows] == [str(child)]
    assert "Straße" not in rows[0]
    assert str(child) in text_of(karin.get(door("print_school_list", pk=school)).content)
    with asking(world.school_head), connection.cursor() as cursor:
        cursor.execute("select purpose from kernel_accessentry where purpose like 'Schulliste%'")
        logged = cursor.fetchall()
    assert sorted(row[0] for row in logged) == [
        "Schulliste", "Schulliste als CSV", "Schulliste gedruckt",
    ]  # fmt: skip
    with asking(world.counsellor):
        elsewhere = Placement.objects.exclude(group__school=school).exclude(signed_on=None)
        assert not elsewhere.exists()
    assert as_(world.charlie).get(door("school_list", pk=school)).status_code == 404


def test_only_counselling_and_the_authority_pass_the_doors_of_notices(world: DemoWorld) -> None:
    (place,) = announced(world)
    notice = notice_about(world.counsellor, place)
    for who in (world.school_head, world.town_office, world.centre_head, world.charlie):
        client = as_(who)
        for name in ("notice", "print_notice", "deciding_anew"):
            assert client.get(door(name, pk=notice.pk)).status_code == 404, who.task
        assert client.get(door("notices")).status_code == 404, who.task
    stranger = as_(world.bezirksregierung)
    assert stranger.get(door("notice", pk=notice.pk)).status_code == 404
