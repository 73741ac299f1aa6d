# SPDX-License-Identifier: EUPL-1.2
"""The doors of schooling: who passes, what they read, and what a wrong entry answers."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rundertisch.schooling.models import Child, Proposal, School
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

LISTS = ("schooling:waiting_list", "schooling:newest_proposal")
COUNSELLING_ONLY = ("schooling:new_child", "schooling:upload_children")
POSTS = (
    "schooling:report_child",
    "schooling:import_children",
    "schooling:propose_places",
)
REPORT = {
    "first_name": "Nela",
    "family_name": "Probst",
    "grade": "3",
    "town": "05954008",
    "street": "Musterweg",
    "house_number": "3",
    "reported_on_tag": "5",
    "reported_on_monat": "1",
    "reported_on_jahr": "2026",
}
MOST_QUERIES = 25  # per page, however many children are on it


def text(response: HttpResponse | object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", content.decode())


def headline(response: object) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text(response))
    assert found
    return found[1].strip()


def pk_of(world: DemoWorld, reference: str) -> int:
    with asking(world.counsellor):
        return Child.objects.get(reference=reference).pk


def newest(world: DemoWorld) -> int:
    with asking(world.counsellor):
        return Proposal.objects.latest("pk").pk


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["administrator", "auditor", "charlie", "school_head", "former"])
def test_who_has_no_task_does_not_learn_that_there_are_lists_of_children(
    world: DemoWorld, who: str, name: str
) -> None:
    assert as_(getattr(world, who)).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", [*LISTS, *COUNSELLING_ONLY, "schooling:schools"])
def test_a_stranger_signs_in_first(world: DemoWorld, name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert "anmelden" in answer["Location"]


@pytest.mark.parametrize("who", ["schulamt", "town_office", "school_head", "administrator"])
def test_only_counselling_passes_the_doors_that_write(world: DemoWorld, who: str) -> None:
    client = as_(getattr(world, who))
    pk = pk_of(world, "D-001")
    for name in COUNSELLING_ONLY:
        assert client.get(reverse(name)).status_code == 404, name
    for name in POSTS:
        assert client.post(reverse(name)).status_code == 404, name
    for name in ("change_child", "counsel_child", "close_child"):
        url = reverse(f"schooling:{name}", kwargs={"pk": pk})
        assert client.post(url).status_code == 404, name


def test_a_caseworker_of_another_city_does_not_see_the_child(world: DemoWorld) -> None:
    url = reverse("schooling:child", kwargs={"pk": pk_of(world, "D-001")})
    assert as_(world.town_office).get(url).status_code == 200
    for person in (world.other_town, world.charlie, world.administrator, world.auditor):
        assert as_(person).get(url).status_code == 404
    assert as_(world.school_head).get(url).status_code == 404
    assert as_(world.former).get(url).status_code == 404


def test_each_list_holds_only_the_children_of_the_one_who_asks(world: DemoWorld) -> None:
    def listed(person: Person) -> set[str]:
        answer = as_(person).get(reverse("schooling:export_waiting_list"))
        lines = answer.content.decode("utf-8-sig").splitlines()[1:]
        return {line.split(";")[0] for line in lines}

    everybody = listed(world.counsellor)
    ennepetal, witten = listed(world.town_office), listed(world.other_town)
    assert "D-001" in ennepetal
    assert ennepetal
    assert witten
    assert ennepetal.isdisjoint(witten)
    assert ennepetal | witten < everybody
    for authority in (world.schulamt, world.bezirksregierung):
        assert listed(authority)
        assert listed(authority) < everybody


def test_the_waiting_list_says_how_many_wait_and_shows_the_queues(world: DemoWorld) -> None:
    answer = as_(world.counsellor).get(reverse("schooling:waiting_list"))
    assert re.fullmatch(
        r"\d+ Kinder warten auf einen Schulplatz, am längsten \d+ Tage", headline(answer)
    )
    page = text(answer)
    for name in ("Warten auf Beratung", "Beraten, noch ohne Platz", "Grundschule", "Berufskolleg"):
        assert name in page


def test_a_filter_without_children_says_what_to_do(world: DemoWorld) -> None:
    answer = as_(world.counsellor).get(
        reverse("schooling:waiting_list"), {"kommune": "05954004", "stufe": "bk"}
    )
    assert answer.status_code == 200
    assert "Hier wartet kein Kind" in text(answer)
    assert "Setzen Sie den Filter zurück" in text(answer)


def test_a_filter_asks_only_for_the_rows_when_htmx_asks(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    url = reverse("schooling:waiting_list")
    part = client.get(url, {"kommune": "05954036"}, headers={"HX-Request": "true"})
    whole = client.get(url, {"kommune": "05954036"})
    assert "<h1>" not in text(part)
    assert text(part).strip() in text(whole)


def test_a_counsellor_reports_a_child_and_lands_on_its_page(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    answer = client.post(reverse("schooling:report_child"), REPORT)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert headline(page) == "Nela Probst, Klasse 3"
    assert "Musterweg 3, 58256 Ennepetal" in text(page)
    assert "noch kein Vorschlag gerechnet" in text(page)


def test_a_wrong_entry_is_answered_with_the_sentence_at_its_field(world: DemoWorld) -> None:
    answer = as_(world.counsellor).post(
        reverse("schooling:report_child"), {**REPORT, "reported_on_jahr": "2999", "town": ""}
    )
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Angaben" in text(answer)
    assert 'value="Nela"' in text(answer)
    assert "<title>Fehler:" in text(answer)


def test_counselling_moves_the_child_to_the_other_queue(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    child_url = client.post(reverse("schooling:report_child"), REPORT)["Location"]
    day = {"counselled_on_tag": "6", "counselled_on_monat": "1", "counselled_on_jahr": "2026"}
    assert client.post(f"{child_url}beratung/", day).status_code == 303
    assert "am 06.01.2026" in text(client.get(child_url))
    early = {**day, "counselled_on_jahr": "2020"}
    refused = client.post(f"{child_url}beratung/", early)
    assert refused.status_code == 422
    assert "Beratung kann nicht vor dem" in text(refused)


def test_the_proposal_page_says_draft_and_gives_every_child_a_reason(world: DemoWorld) -> None:
    page = text(as_(world.counsellor).get(reverse("schooling:newest_proposal")))
    assert "Entwurf: Die Maschine schlägt vor, Menschen entscheiden" in page
    assert "Wer wo sitzen würde, und warum" in page
    assert "Ohne Platz, und was helfen würde" in page
    assert "Der Reihe nach vergeben" in page
    assert "Klinikschule an der Ennepe" not in page
    assert "Musterweg" not in page


def test_a_counsellor_computes_a_new_proposal(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    before = newest(world)
    answer = client.post(reverse("schooling:propose_places"))
    assert answer.status_code == 303
    assert newest(world) > before
    assert client.get(answer["Location"]).status_code == 200


def test_one_childs_page_gives_the_reasons_and_the_comparison(world: DemoWorld) -> None:
    url = reverse("schooling:child", kwargs={"pk": pk_of(world, "D-001")})
    page = text(as_(world.counsellor).get(url))
    assert "Was der neueste Vorschlag sagt" in page
    assert "Warum" in page
    assert "Der Reihe nach vergeben" in page


def test_a_protected_home_is_on_no_page(world: DemoWorld) -> None:
    with asking(world.counsellor):
        hidden = Child.objects.get(address_protected=True)
    client = as_(world.counsellor)
    page = text(client.get(reverse("schooling:child", kwargs={"pk": hidden.pk})))
    assert "Adresse geschützt" in page
    assert "Beispielstraße" not in page


def test_a_list_is_taken_from_the_page_and_a_forbidden_column_refused(world: DemoWorld) -> None:
    client = as_(world.counsellor)
    url = reverse("schooling:import_children")
    rows = "child_id,grade,town,reported_on{}\nN-1,3,Witten,2026-01-05{}\n"

    def hand_in(extra: str, cell: str) -> object:
        data = rows.format(extra, cell).encode()
        return client.post(url, {"file": SimpleUploadedFile("liste.csv", data)})

    refused = hand_in(",Religion", ",x")
    assert refused.status_code == 422  # type: ignore[attr-defined]  # Django's test answer
    assert "„Religion“" in text(refused)
    taken = hand_in("", "")
    assert headline(taken) == "Ein Kind übernommen"


def test_free_seats_are_entered_at_the_school(world: DemoWorld) -> None:
    school = School.objects.get(name="Grundschule Talblick")
    url = reverse("schooling:keep_group", kwargs={"pk": school.pk})
    group = {"kind": "REGULAR", "grade_from": "1", "grade_to": "2", "free_seats": "7"}
    client = as_(world.counsellor)
    assert client.post(url, group).status_code == 303
    page = text(client.get(reverse("schooling:school", kwargs={"pk": school.pk})))
    assert "Regelklasse Klasse 1–2" in page
    wrong = client.post(url, {**group, "grade_from": "4"})
    assert wrong.status_code == 422
    assert "Die erste Klasse der Gruppe" in text(wrong)


def test_whoever_looks_at_a_child_leaves_a_trace(world: DemoWorld) -> None:
    pk = pk_of(world, "D-001")
    as_(world.town_office).get(reverse("schooling:child", kwargs={"pk": pk}))
    with asking(world.town_office), connection.cursor() as cursor:
        cursor.execute(
            "select purpose, user_id, about_id = %s from kernel_accessentry"
            " where about_kind = 'child' order by id desc limit 1",
            [str(pk)],
        )
        assert cursor.fetchall() == [("Kind", world.town_office.user_id, False)]


@pytest.mark.parametrize(
    "name", ["start", "schooling:waiting_list", "schooling:newest_proposal", "schooling:schools"]
)
@pytest.mark.parametrize("who", ["counsellor", "schulamt"])
def test_no_page_asks_the_database_more_often_than_it_may(
    world: DemoWorld,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    name: str,
    who: str,
) -> None:
    client = as_(getattr(world, who))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(reverse(name)).status_code == 200


def test_the_start_page_counts_what_each_person_may_see(world: DemoWorld) -> None:
    start = reverse("start")
    assert "Kinder warten auf einen Schulplatz" in headline(as_(world.counsellor).get(start))
    assert "blieben im neuesten Vorschlag ohne Platz" in text(as_(world.counsellor).get(start))
    assert headline(as_(world.counsellor).get(start)) != headline(as_(world.town_office).get(start))
    assert headline(as_(world.school_head).get(start)) == (
        "Noch ist Ihrer Schule kein Kind zugewiesen"
    )
    administrator = as_(world.administrator).get(start)
    assert headline(administrator) == "Sie verwalten das Haus; Kinder sehen Sie nicht"
    assert "schule/kinder" not in text(administrator)
    assert "keinen Platz am Tisch" in headline(as_(world.former).get(start))
    assert headline(Client().get(start)) == "Ein Schulplatz für jedes neu angekommene Kind"
