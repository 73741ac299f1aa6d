# SPDX-License-Identifier: EUPL-1.2
"""The doors through which a child and a school are changed: who passes, and what is answered."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.schooling.models import Child, Placement, School, Supervision
from tests.rooms.schooling.changing import newest, report, seated
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database

MOST_QUERIES = 28
CHILD_PAGES = ("moving", "wishes", "doubles", "splitting", "edit_child", "child")
CHILD_POSTS = ("move_child", "keep_wishes", "split_child", "undo_change", "settle_grade")


def text(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", content.decode())


def url(name: str, **kwargs: int) -> str:
    return reverse(f"schooling:{name}", kwargs=kwargs)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', page)
    assert found, name
    return found[1]


def whole_form(world: DemoWorld, **changes: str) -> dict[str, str]:
    """Return what a browser sends of the form of Nela."""
    return {
        "first_name": "Nela",
        "family_name": "Probst",
        "grade": "3",
        "town": "05954008",
        "street": "Musterweg",
        "house_number": "3",
        "reported_on_tag": str(world.on.day),
        "reported_on_monat": str(world.on.month),
        "reported_on_jahr": str(world.on.year),
        **changes,
    }


@pytest.mark.parametrize("who", ["schulamt", "town_office", "school_head", "administrator"])
def test_only_counselling_changes_a_child_or_a_school(
    world: DemoWorld, counsellor: Seat, who: str
) -> None:
    nela = report(world, counsellor)
    place = seated(world, nela)
    school = School.objects.all()[0]
    client = as_(getattr(world, who))
    for name in (*CHILD_PAGES[:5],):
        assert client.get(url(name, pk=nela.pk)).status_code == 404, name
    for name in CHILD_POSTS:
        assert client.post(url(name, pk=nela.pk)).status_code == 404, name
    assert client.post(url("merge_children", pk=nela.pk, other=1)).status_code == 404
    assert client.post(url("did_not_appear", pk=place.pk)).status_code == 404
    assert client.get(url("absence", pk=place.pk)).status_code == 404
    assert client.get(url("school_rules", pk=school.pk)).status_code == 404
    for name in ("school_year",):
        assert client.get(url(name)).status_code == 404, name
    for name in ("roll_over", "keep_supervision"):
        assert client.post(url(name)).status_code == 404, name
    assert client.post(url("keep_school_rules", pk=school.pk)).status_code == 404


def test_the_later_of_two_reads_what_changed_keeps_the_input_and_sends_again(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    client = as_(world.counsellor)
    version = hidden(text(client.get(url("edit_child", pk=nela.pk))), "version")
    change = url("change_child", pk=nela.pk)
    first = client.post(change, whole_form(world, version=version, grade="5"))
    assert first.status_code == 303
    late = client.post(change, whole_form(world, version=version, first_name="Nele"))
    page = text(late)
    assert late.status_code == 422
    assert "Renate Abel" in page
    assert "Klasse: 5" in page
    assert 'value="Nele"' in page
    again = whole_form(world, version=hidden(page, "version"), first_name="Nele")
    assert client.post(change, again).status_code == 303
    with asking(world.counsellor):
        now = Child.objects.get(pk=nela.pk)
    assert (now.first_name, now.grade) == ("Nele", 3)


def test_a_range_of_grades_is_kept_shown_and_settled(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    client = as_(world.counsellor)
    sent = whole_form(world, version="1", grade="4", grade_to="5")
    client.post(url("change_child", pk=nela.pk), sent)
    page = text(client.get(url("child", pk=nela.pk)))
    assert "Klasse 4–5" in page
    assert "Ein Vorschlag rechnet mit Klasse 4" in page
    edit = text(client.get(url("edit_child", pk=nela.pk)))
    assert re.search(r'name="grade_to".*?<option value="5" selected>', edit)
    settle = url("settle_grade", pk=nela.pk)
    assert client.post(settle, {"version": "2", "grade": "9"}).status_code == 422
    assert client.post(settle, {"version": "2", "grade": "5"}).status_code == 303
    assert "Nela Probst, Klasse 5" in text(client.get(url("child", pk=nela.pk)))


def test_a_change_is_taken_back_on_the_childs_page_until_something_else_happened(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    client = as_(world.counsellor)
    client.post(url("change_child", pk=nela.pk), whole_form(world, version="1", grade="5"))
    page = text(client.get(url("child", pk=nela.pk)))
    assert "Angaben geändert am" in page
    change = hidden(page, "change")
    undo = url("undo_change", pk=nela.pk)
    assert client.post(undo, {"change": change}).status_code == 303
    assert "Klasse 3" in text(client.get(url("child", pk=nela.pk)))
    refused = client.post(undo, {"change": change})
    assert refused.status_code == 422
    assert "lässt sich nicht mehr zurücknehmen" in text(refused)


def test_two_reports_are_found_compared_merged_and_taken_apart_again(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, double = report(world, counsellor), report(world, counsellor)
    client = as_(world.counsellor)
    page = text(client.get(url("doubles", pk=nela.pk)))
    assert double.reference in page
    page = text(client.get(url("doubles", pk=nela.pk), {"reference": double.reference}))
    sent = {
        "stays": str(nela.pk),
        "version": hidden(page, "version"),
        "other_version": hidden(page, "other_version"),
    }
    merge = url("merge_children", pk=nela.pk, other=double.pk)
    assert client.post(merge, sent).status_code == 303
    closed = text(client.get(url("child", pk=double.pk)))
    assert "Doppelte Meldung, geschlossen" in closed
    assert nela.reference in closed
    again = client.post(merge, sent)
    assert again.status_code == 422
    assert "Während diese Seite offen war" in text(again)
    with asking(world.counsellor):
        change = newest(nela).pk
    undo = client.post(url("undo_change", pk=nela.pk), {"change": change})
    assert undo.status_code == 303
    assert "Doppelte Meldung" not in text(client.get(url("child", pk=double.pk)))


def test_a_reference_that_nobody_has_is_said_so(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    for reference in ("gibt es nicht", nela.reference):
        answer = as_(world.counsellor).get(url("doubles", pk=nela.pk), {"reference": reference})
        assert answer.status_code == 422
        assert "hat keine andere Meldung" in text(answer)


def test_a_missed_first_day_frees_the_seat_and_needs_words(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    place = seated(world, nela, since_days=3)
    client = as_(world.counsellor)
    assert "Das Kind ist nicht erschienen" in text(client.get(url("child", pk=nela.pk)))
    send = url("did_not_appear", pk=place.pk)
    wrong = client.post(send, {"version": "1", "words": ""})
    assert wrong.status_code == 422
    assert "in einem Satz" in text(wrong)
    assert client.post(send, {"version": "1", "words": "Nicht da."}).status_code == 303
    with asking(world.counsellor):
        assert Placement.objects.get(pk=place.pk).ends_on == world.on
    assert "nicht erschienen am" in text(client.get(url("child", pk=nela.pk)))


def test_a_move_shows_that_the_place_stays(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor)
    seated(world, nela)
    client = as_(world.counsellor)
    client.post(
        url("move_child", pk=nela.pk),
        {"town": "05954036", "street": "Musterweg", "house_number": "3", "version": "1"},
    )
    page = text(client.get(url("child", pk=nela.pk)))
    assert "Witten" in page
    assert "Der Platz bleibt, bis die Schulaufsicht neu entscheidet" in page
    assert "Seit der Unterschrift" not in text(
        as_(world.schulamt).get(url("child", pk=nela.pk))
    )  # what was changed when is read by counselling alone


def test_wishes_a_claim_and_hardship_are_entered_with_what_they_need(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela = report(world, counsellor)
    client = as_(world.counsellor)
    near = School.objects.filter(town=nela.home_town, form="Grundschule")[0]
    far = School.objects.filter(town__name="Witten", form="Grundschule")[0]
    sent = {"wish_1": str(far.pk), "priority": "0", "version": "1"}
    keep = url("keep_wishes", pk=nela.pk)
    for more, words in (
        ({"claim_school": str(far.pk)}, "gilt in der eigenen Stadt"),
        ({"priority": "1"}, "nur mit der Entscheidung der Schulaufsicht"),
        ({"wish_2": str(far.pk)}, "zweimal"),
    ):
        answer = client.post(keep, {**sent, **more})
        assert answer.status_code == 422
        assert words in text(answer)
    kept = {"claim_school": str(near.pk), "priority": "1", "priority_ref": "Schulamt 3. 2. 2026"}
    assert client.post(keep, {**sent, **kept}).status_code == 303
    with asking(world.counsellor):
        now = Child.objects.get(pk=nela.pk)
    assert (now.claim_school, now.priority) == (near, 1)
    assert far.name in text(client.get(url("child", pk=nela.pk)))


def test_a_second_child_gets_its_own_record(world: DemoWorld, counsellor: Seat) -> None:
    nela = report(world, counsellor, family_reference="F-Probst")
    client = as_(world.counsellor)
    sent = {"first_name": "Nora", "family_name": "Probst", "grade": "1", "version": "1"}
    assert client.post(url("split_child", pk=nela.pk), sent).status_code == 303
    assert "Nora Probst, Klasse 1" in text(client.get(url("child", pk=nela.pk)))


def test_the_rules_of_a_school_need_a_reason_a_decision_and_are_never_for_special_schools(
    world: DemoWorld,
) -> None:
    client = as_(world.counsellor)
    school = School.objects.get(name="Grundschule Talblick")
    keep = url("keep_school_rules", pk=school.pk)
    for sent, words in (
        ({"assignable": "NO"}, "Bitte Grund und Quelle nennen"),
        ({"assignable": "YES", "newcomer_cap": "3"}, "nur mit dem Beschluss"),
    ):
        answer = client.post(keep, sent)
        assert answer.status_code == 422
        assert words in text(answer)
    fine = {
        "assignable": "NO",
        "assignable_reason": "Umbau, Schreiben der Stadt vom 3. 2. 2026",
        "newcomer_cap": "3",
        "cap_ref": "Rat 7/2026",
        "rules_verified_on_tag": "4",
        "rules_verified_on_monat": "2",
        "rules_verified_on_jahr": "2026",
    }
    assert client.post(keep, fine).status_code == 303
    page = text(client.get(url("school", pk=school.pk)))
    assert "Umbau, Schreiben der Stadt" in page
    assert "am 04.02.2026" in page
    clinic = School.objects.get(name="Klinikschule an der Ennepe")
    opened = {"assignable": "YES", "assignable_reason": "weil"}
    answer = client.post(url("keep_school_rules", pk=clinic.pk), opened)
    assert answer.status_code == 422
    assert "kann kein Ziel eines Vorschlags" in text(answer)


def test_a_new_competence_ends_the_old_one_and_says_whether_it_was_checked(
    world: DemoWorld,
) -> None:
    client = as_(world.counsellor)
    assert "nicht geprüft" in text(as_(world.schulamt).get(url("supervision")))
    sent = {
        "form": "Hauptschule",
        "authority_kind": "BEZIRKSREGIERUNG",
        "grade_from": "5",
        "grade_to": "10",
        "starts_on_tag": "1",
        "starts_on_monat": "8",
        "starts_on_jahr": str(world.on.year + 1),
        "source": "Abstimmung beider Schulaufsichten",
        "evidence": "SEEN",
    }
    assert client.post(url("keep_supervision"), sent).status_code == 303
    rows = Supervision.objects.filter(form="Hauptschule").order_by("starts_on")
    assert [row.authority_kind for row in rows] == ["SCHULAMT", "BEZIRKSREGIERUNG"]
    assert rows[0].ends_on == rows[1].starts_on
    again = client.post(url("keep_supervision"), sent)
    assert again.status_code == 422
    assert "Bitte einen späteren Tag wählen" in text(again)


def test_the_school_year_is_shown_before_it_is_changed(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    page = text(client.get(url("school_year")))
    assert "Das ist die Vorschau; sie ändert nichts" in page
    group = School.objects.get(name="Grundschule Talblick").groups.all()[0]
    seats = client.post(url("keep_next_seats", pk=group.pk), {"next_seats": "7"})
    assert seats.status_code == 303
    group.refresh_from_db()
    assert group.next_seats == 7
    wrong = client.post(url("keep_next_seats", pk=group.pk), {"next_seats": "-1"})
    assert wrong.status_code == 422
    refused = client.post(url("roll_over"))  # in August for want of figures, else as too early
    assert refused.status_code == 422
    assert re.search(r"fehlt noch, wie viele Plätze|frühestens an diesem Tag", text(refused))


@pytest.mark.parametrize("name", [*CHILD_PAGES, "school_year", "supervision"])
def test_no_page_asks_the_database_more_often_than_it_may(
    world: DemoWorld,
    counsellor: Seat,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    name: str,
) -> None:
    nela = report(world, counsellor)
    report(world, counsellor)
    seated(world, nela)
    client: Client = as_(world.counsellor)
    address = url(name, pk=nela.pk) if name in CHILD_PAGES else url(name)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address).status_code == 200
