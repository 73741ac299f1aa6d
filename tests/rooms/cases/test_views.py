# SPDX-License-Identifier: EUPL-1.2
"""The pages of cases: who opens them, what they say, and what is refused with a sentence."""

import pytest
from django.urls import reverse

from rundertisch.cases.models import Client, Need
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
OTHERS = ("counsellor", "agency", "centre_head", "administrator", "auditor", "former")
DAY = {"agreed_on_tag": "1", "agreed_on_monat": "6", "agreed_on_jahr": "2026"}


def lidia(world: DemoWorld) -> Client:
    """Return the case of the demo that is in the middle."""
    with asking(world.charlie):
        return Client.objects.get(phase="LINKING")


def test_a_case_manager_reads_the_day_and_one_case_on_one_page(world: DemoWorld) -> None:
    client, case = as_(world.charlie), lidia(world)
    start = client.get(reverse("start")).content.decode()
    assert "Ein Schritt ist fällig" in start
    assert "Rechtskreiswechsel: " in start
    day = client.get(reverse("cases:day")).content.decode()
    assert case.pseudonym in day
    assert "Lidia" not in day, "names stand on the page of the case only"
    page = client.get(reverse("cases:client", args=[case.pk])).content.decode()
    for words in ("Lidia Morar", "Zeugnisse zur Übersetzung geben", "Am besten vormittags anrufen"):
        assert words in page
    assert "Lidia" not in client.get(reverse("cases:clients")).content.decode()


def test_nobody_else_learns_that_there_is_a_case(world: DemoWorld) -> None:
    case = lidia(world)
    for who in OTHERS:
        for name, args in (("day", []), ("clients", []), ("new_client", []), ("client", [case.pk])):
            answer = as_(getattr(world, who)).get(reverse(f"cases:{name}", args=args))
            assert answer.status_code == 404, (who, name)


def test_the_search_stands_before_a_new_case(world: DemoWorld) -> None:
    client = as_(world.charlie)
    found = client.post(reverse("cases:search_client"), {"name": "Lydia Morar"})
    assert "Ist es jemand, den Sie schon kennen?" in found.content.decode()
    case = lidia(world)
    known = {"name": "Lydia Morar", "contact": "", **DAY}
    refused = client.post(reverse("cases:open_client"), known)
    assert refused.status_code == 422
    assert "Es gibt schon einen ähnlichen Namen" in refused.content.decode()
    with asking(world.charlie):
        before = Client.objects.count()
    others = [value for value, _ in refused.context["form"].fields["others"].choices]
    opened = client.post(reverse("cases:open_client"), {**known, "others": others})
    assert opened.status_code == 303, opened.content.decode()
    with asking(world.charlie):
        assert Client.objects.count() == before + 1
        assert Client.objects.latest("pk").subject_id != case.subject_id


def test_a_whole_week_on_the_pages_of_one_case(world: DemoWorld) -> None:
    client, case = as_(world.charlie), lidia(world)

    def post(name: str, *args: int, **data: object) -> int:
        return client.post(reverse(f"cases:{name}", args=args), data).status_code

    pk = case.pk
    assert post("open_need", pk, domain="HOUSING", words="Sucht eine größere Wohnung.") == 303
    with asking(world.charlie):
        need = Need.objects.get(words="Sucht eine größere Wohnung.")
    day = {"due_on_tag": "1", "due_on_monat": "6", "due_on_jahr": "2027"}
    assert post("add_step", pk, need.pk, words="WBS beantragen", who="die Person", **day) == 303
    past = day | {"due_on_jahr": "2020"}
    step = {"words": "WBS beantragen"}
    assert post("add_step", pk, need.pk, who_else="Wohnungsamt", **step, **past) == 422
    for who in ({}, {"who": "wer"}, {"who": "die Person", "who_else": "Wohnungsamt"}):
        assert post("add_step", pk, need.pk, **step, **who, **day) == 422, "one answer, not two"
    assert post("add_step", pk, need.pk, who_else="Wohnungsamt", **step, **day) == 303
    page = client.get(reverse("cases:need", args=[pk, need.pk])).content.decode()
    assert "WBS beantragen" in page
    assert post("close_need", pk, need.pk, outcome="NOT_SOLVED") == 303
    assert post("reopen_need", pk, need.pk) == 303
    chain = client.get(reverse("cases:client", args=[pk])).context["chain_form"]
    assert post("open_chain", pk, chain=chain.fields["chain"].choices[0][0]) == 303
    change = {"takes_place_on_tag": "1", "takes_place_on_monat": "6", "takes_place_on_jahr": "2027"}
    assert post("note_regime_change", pk, **change) == 303
    assert post("note_regime_change", pk, **change) == 422
    assert post("write_note", pk, words="Ruft zurück.", audience="AUTHOR") == 303
    assert post("move_phase", pk, version=case.version, phase="MONITORING") == 303
    assert post("move_phase", pk, version=case.version, phase="CLOSING") == 422, "somebody faster"
    page = client.get(reverse("cases:client", args=[pk]))
    newest = page.context["case"].newest
    assert post("undo_change", pk, newest.pk, version=1) == 303
    assert "Ab diesem Tag ist ein anderes Amt zuständig" in page.content.decode()


def test_two_cases_are_compared_before_they_become_one(world: DemoWorld) -> None:
    client, case = as_(world.charlie), lidia(world)
    with asking(world.charlie):
        other = Client.objects.filter(phase="INTAKE").order_by("pk")[0]
    url = reverse("cases:merge_clients", args=[case.pk])
    unknown = client.post(url, {"pseudonym": "Niemand 1"})
    assert "So heißt hier kein Fall" in unknown.content.decode()
    page = client.post(url, {"pseudonym": other.pseudonym}).content.decode()
    assert "Die beiden Fälle nebeneinander" in page
    done = client.post(url, {"pseudonym": other.pseudonym, "sicher": "1"})
    assert done.status_code == 303
    split = reverse("cases:split_client", args=[case.pk])
    assert client.post(split, {"name": "", "version": 9}).status_code == 422


def test_a_need_is_corrected_on_its_page_and_whoever_was_slower_sends_it_again(
    world: DemoWorld,
) -> None:
    client, case = as_(world.charlie), lidia(world)
    with asking(world.charlie):
        need = Need.objects.get(subject=case.subject_id, domain="WORK")
    url = reverse("cases:correct_need", args=[case.pk, need.pk])
    wrong = {"domain": "WORK", "words": "Möchte als Pflegerin arbeiten.", "version": 1}
    slower = client.post(url, wrong)
    assert slower.status_code == 422
    assert "noch einmal absenden" in slower.content.decode()
    again = slower.context["form"]["version"].value()
    assert client.post(url, wrong | {"version": again}).status_code == 303
    page = client.get(reverse("cases:need", args=[case.pk, need.pk]))
    assert "Möchte als Pflegerin arbeiten." in page.content.decode()
    assert "Berichtigung zurücknehmen" in page.content.decode()
    version = page.context["client"].version
    back = reverse("cases:undo_change", args=[case.pk, page.context["correction"].pk])
    assert client.post(back, {"version": version}).status_code == 303
    with asking(world.charlie):
        assert Need.objects.get(pk=need.pk).words == need.words
    for who in (*OTHERS, "town_manager"):
        assert as_(getattr(world, who)).post(url, wrong).status_code == 404, who
