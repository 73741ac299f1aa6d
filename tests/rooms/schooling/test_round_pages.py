# SPDX-License-Identifier: EUPL-1.2
"""The doors of a round: who passes, what they read, and who signs, withdraws and answers.

Renate counsels, Holger is the Schulamt, Miriam the Bezirksregierung, Jutta the school office of
Ennepetal, Norbert of Witten, Karin heads the Grundschule Talblick.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rundertisch.schooling.models import Placement, Proposal, ProposedSeat, Round
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

READING = ("rounds", "policy")
OF_A_ROUND = ("round", "round_children", "export_round", "protocol")
BUTTONS = ("propose_round", "announce_round", "seal_round", "ask_what_if")
MOST_QUERIES = 25  # of one page, however many children are in the round
WORDS = "Wir haben mit der Familie und der Schule gesprochen."
TALBLICK = "Grundschule Talblick"


def text(answer: object) -> str:
    content: bytes = answer.content  # type: ignore[attr-defined]  # Django's test answer
    return re.sub(r"\s+", " ", content.decode())


def headline(answer: object) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text(answer))
    assert found
    return found[1].strip()


def door(name: str, **ids: int) -> str:
    return reverse(f"schooling:{name}", kwargs=ids or None)


@pytest.fixture
def opened(world: DemoWorld) -> int:
    """A round that Renate has opened and let the machine propose for."""
    client = as_(world.counsellor)
    answer = client.post(door("open_round"))
    assert answer.status_code == 303, text(answer)
    with asking(world.counsellor):
        pk = Round.objects.get(sealed_on=None).pk
    assert client.post(door("propose_round", pk=pk)).status_code == 303
    return pk


def line_at(world: DemoWorld, opened: int, school: str) -> ProposedSeat:
    """Return the first line of the round's newest proposal at this school."""
    with asking(world.counsellor):
        newest = Proposal.objects.filter(round=opened, what_if__isnull=True).latest("pk")
        lines = ProposedSeat.objects.filter(proposal=newest, group__school__name=school)
        return lines.select_related("child").order_by("child_id")[0]


def sign(person: Person, opened: int, line: ProposedSeat, *, read: bool = True) -> object:
    """Open the child, unless told not to, and sign."""
    client, child = as_(person), line.child_id
    if read:
        assert client.get(door("round_child", pk=opened, child=child)).status_code == 200
    return client.post(
        door("sign_child", pk=opened, child=child),
        {"line": line.pk, "unterschrift-words": WORDS},
    )


def placement_of(world: DemoWorld, line: ProposedSeat) -> Placement:
    with asking(world.counsellor):
        return Placement.objects.filter(child=line.child_id).latest("pk")


def test_opening_a_round_says_what_is_frozen_and_proposing_says_who_gets_a_seat(
    world: DemoWorld,
) -> None:
    client = as_(world.counsellor)
    page = text(client.get(door("rounds")))
    assert "Noch keine Vermittlungsrunde" in page
    assert "Mit dem Eröffnen wird eingefroren" in page
    where = client.post(door("open_round"))["Location"]
    assert "noch ist nichts vorgeschlagen" in headline(client.get(where))
    refused = client.post(door("open_round"))
    assert refused.status_code == 422
    assert client.post(f"{where}rechnen/").status_code == 303
    shown = client.get(where)
    assert re.search(r"bekäme\w* einen Platz, unterschrieben ist noch keiner", headline(shown))
    for word in ("Entwurf", "Der Reihe nach", "Gegenseitige Auswahl", "Nach Stadt", "Nach Schul"):
        assert word in text(shown)


def test_what_the_rules_cost_is_computed_when_asked_and_only_for_who_sees_everybody(
    world: DemoWorld, opened: int
) -> None:
    client, url = as_(world.counsellor), door("round", pk=opened)
    assert "Ausrechnen, wie viele Kinder mehr" in text(client.get(url))
    asked = text(client.get(url, {"regeln": "1"}))
    assert "Was die Regeln kosten" in asked
    assert "Ausrechnen, wie viele Kinder mehr" not in asked
    assert "Ohne diese Regel" in asked
    assert "Was die Regeln kosten" not in text(as_(world.schulamt).get(url, {"regeln": "1"}))


@pytest.mark.parametrize("who", ["administrator", "auditor", "charlie", "school_head", "former"])
def test_who_has_no_task_does_not_learn_that_there_are_rounds(
    world: DemoWorld, opened: int, who: str
) -> None:
    client = as_(getattr(world, who))
    assert client.get(door("rounds")).status_code == 404
    for name in OF_A_ROUND:
        assert client.get(door(name, pk=opened)).status_code == 404, name


@pytest.mark.parametrize("who", ["schulamt", "bezirksregierung", "town_office"])
def test_only_the_counselling_leads_a_round(world: DemoWorld, opened: int, who: str) -> None:
    client = as_(getattr(world, who))
    assert client.post(door("open_round")).status_code == 404
    for name in BUTTONS:
        assert client.post(door(name, pk=opened)).status_code == 404, name
    page = text(client.get(door("round", pk=opened)))
    assert "Vorschlag neu rechnen" not in page
    assert "nur die Kinder, für die Sie zuständig sind" in page
    assert "drei Verfahren" not in page, "counts of children whom the reader may not open"


def test_a_stranger_signs_in_before_anything_of_a_round(world: DemoWorld, opened: int) -> None:
    for url in (door("rounds"), door("round", pk=opened), door("my_children"), door("policy")):
        answer = Client().get(url)
        assert answer.status_code == 302
        assert "anmelden" in answer["Location"]
    assert world


def test_everybody_reads_in_a_round_only_the_children_of_their_task(
    world: DemoWorld, opened: int
) -> None:
    def listed(person: Person) -> set[str]:
        answer = as_(person).get(door("export_round", pk=opened))
        return {line.split(";")[0] for line in answer.content.decode().splitlines()[2:]}

    everybody = listed(world.counsellor)
    ennepetal, witten = listed(world.town_office), listed(world.other_town)
    assert ennepetal
    assert witten
    assert ennepetal.isdisjoint(witten)
    assert ennepetal | witten < everybody
    assert listed(world.schulamt) < everybody
    line = line_at(world, opened, TALBLICK)
    url = door("round_child", pk=opened, child=line.child_id)
    assert as_(world.town_office).get(url).status_code == 200
    assert as_(world.other_town).get(url).status_code == 404
    assert as_(world.bezirksregierung).get(url).status_code == 404


def test_the_list_is_filtered_sorted_and_says_when_nothing_is_left(
    world: DemoWorld, opened: int
) -> None:
    client, url = as_(world.counsellor), door("round_children", pk=opened)
    part = client.get(url, {"stand": "ohne-platz"}, headers={"HX-Request": "true"})
    assert "<h1>" not in text(part)
    assert text(part).strip() in text(client.get(url, {"stand": "ohne-platz"}))
    assert "Grundschule Talblick" not in text(part)
    empty = client.get(url, {"stand": "aufgenommen"})
    assert "Kein Kind in dieser Auswahl" in text(empty)
    assert "Setzen Sie den Filter zurück" in text(empty)
    ways = re.findall(
        r"data-n[^>]*>(\d+)</td> <td[^>]*><span", text(client.get(url, {"ordnung": "weg"}))
    )
    assert ways
    assert [int(way) for way in ways] == sorted((int(way) for way in ways), reverse=True)


def test_a_child_is_locked_with_words_and_sits_there_in_the_next_proposal(
    world: DemoWorld, opened: int
) -> None:
    client, line = as_(world.counsellor), line_at(world, opened, TALBLICK)
    ids = {"pk": opened, "child": line.child_id}
    page = text(client.get(door("round_child", **ids)))
    other = re.search(r'value="(\d+)">Gevelsberg: Grundschule Sonnenhang', page)
    assert other
    wordless = client.post(door("lock_child", **ids), {"festlegung-group": other[1]})
    assert wordless.status_code == 422
    assert "Bitte in eigenen Worten begründen." in text(wordless)
    form = {"festlegung-group": other[1], "festlegung-words": WORDS}
    assert client.post(door("lock_child", **ids), form).status_code == 303
    assert client.post(door("propose_round", pk=opened)).status_code == 303
    shown = client.get(door("round_child", **ids))
    assert headline(shown).endswith("Grundschule Sonnenhang")
    assert WORDS in text(shown)
    release = re.search(r"/entscheidungen/(\d+)/", text(shown))
    assert release
    url = door("release_decision", **ids, decision=int(release[1]))
    assert client.post(url, {"aufhebung-words": WORDS}).status_code == 303
    assert "(aufgehoben)" in text(client.get(door("round_child", **ids)))


def test_an_excluded_school_is_not_proposed_again(world: DemoWorld, opened: int) -> None:
    client, line = as_(world.counsellor), line_at(world, opened, TALBLICK)
    ids = {"pk": opened, "child": line.child_id}
    page = text(client.get(door("round_child", **ids)))
    school = re.search(r'value="(\d+)">Ennepetal: Grundschule Talblick<', page)
    assert school
    form = {"ausschluss-school": school[1], "ausschluss-words": WORDS}
    assert client.post(door("exclude_school", **ids), form).status_code == 303
    assert client.post(door("propose_round", pk=opened)).status_code == 303
    assert TALBLICK not in headline(client.get(door("round_child", **ids)))


def test_an_authority_signs_only_what_it_has_read_and_only_its_own_forms(
    world: DemoWorld, opened: int
) -> None:
    line = line_at(world, opened, TALBLICK)
    unread = sign(world.schulamt, opened, line, read=False)
    assert unread.status_code == 422  # type: ignore[attr-defined]  # Django's test answer
    assert "Bitte zuerst die Seite dieses Kindes öffnen" in text(unread)
    assert sign(world.schulamt, opened, line).status_code == 303  # type: ignore[attr-defined]  # as above
    url = door("sign_child", pk=opened, child=line.child_id)
    assert as_(world.bezirksregierung).post(url, {"line": line.pk}).status_code == 404
    assert as_(world.counsellor).post(url, {"line": line.pk}).status_code == 404
    queue = text(as_(world.schulamt).get(door("signing", pk=opened)))
    assert re.search(r"1 von \d+ unterschrieben", queue)
    again = sign(world.schulamt, opened, line)
    assert again.status_code == 422  # type: ignore[attr-defined]  # as above


def test_all_that_were_read_are_signed_at_once_and_the_others_wait(
    world: DemoWorld, opened: int
) -> None:
    client, url = as_(world.schulamt), door("signing", pk=opened)
    children = re.findall(rf"/runden/{opened}/kinder/(\d+)/\"", text(client.get(url)))[1:4]
    for child in children:
        client.get(door("round_child", pk=opened, child=int(child)))
    assert "Alle 3 gelesenen Plätze unterschreiben" in text(client.get(url))
    nothing = client.post(door("sign_all", pk=opened), {"unterschrift-words": ""})
    assert nothing.status_code == 422
    signed = client.post(door("sign_all", pk=opened), {"unterschrift-words": WORDS})
    assert signed.status_code == 303, text(signed)
    assert re.search(r"3 von \d+ unterschrieben", text(client.get(url)))


def test_a_signature_is_taken_back_until_the_seat_is_announced(
    world: DemoWorld, opened: int
) -> None:
    line = line_at(world, opened, TALBLICK)
    sign(world.schulamt, opened, line)
    client = as_(world.schulamt)
    url = door("withdraw_signature", pk=opened, child=line.child_id)
    assert client.post(url, {"ruecknahme-words": WORDS}).status_code == 303
    assert "Unterschrift zurückgenommen" in text(
        client.get(door("round_child", pk=opened, child=line.child_id))
    )
    sign(world.schulamt, opened, line)
    assert as_(world.counsellor).post(door("announce_round", pk=opened)).status_code == 303
    late = client.post(url, {"ruecknahme-words": WORDS})
    assert late.status_code == 422
    assert placement_of(world, line).ends_on is None


def test_the_head_accepts_or_refuses_with_a_ground_the_law_admits(
    world: DemoWorld, opened: int
) -> None:
    line = line_at(world, opened, TALBLICK)
    sign(world.schulamt, opened, line)
    karin = as_(world.school_head)
    placement = placement_of(world, line)
    assert karin.get(door("answer_form", pk=placement.pk)).status_code == 404, "not announced yet"
    as_(world.counsellor).post(door("announce_round", pk=opened))
    assert "Ein Kind wartet auf Ihre Antwort" in text(karin.get(door("my_children")))
    url = door("answer_child", pk=placement.pk)
    assert karin.post(url, {}).status_code == 422
    groundless = karin.post(url, {"answer": "ablehnen", "words": WORDS})
    assert groundless.status_code == 422
    form = karin.get(door("answer_form", pk=placement.pk))
    ground = re.search(r'value="(\d+)">Die Aufnahmekapazität', text(form))
    assert ground
    said = karin.post(url, {"answer": "ablehnen", "ground": ground[1], "words": WORDS})
    assert said.status_code == 303, text(said)
    assert "Kein Kind wartet" in text(karin.get(door("my_children")))
    renate = as_(world.counsellor)
    ids = {"pk": opened, "child": line.child_id}
    assert "von der Schule abgelehnt" in text(renate.get(door("round_child", **ids)))
    assert renate.post(door("propose_round", pk=opened)).status_code == 303
    shown = renate.get(door("round_child", **ids))
    assert "abgelehnt" in text(shown), "the refusal stays in the record"
    assert TALBLICK not in headline(shown)


def test_the_head_of_another_school_and_the_authority_do_not_answer(
    world: DemoWorld, opened: int
) -> None:
    line = line_at(world, opened, "Grundschule Sonnenhang")
    sign(world.schulamt, opened, line)
    as_(world.counsellor).post(door("announce_round", pk=opened))
    placement = placement_of(world, line)
    for person in (world.school_head, world.schulamt, world.counsellor):
        url = door("answer_child", pk=placement.pk)
        assert as_(person).post(url, {"answer": "annehmen"}).status_code == 404, person.task


def test_a_what_if_stands_beside_the_proposal_and_cannot_be_signed(
    world: DemoWorld, opened: int
) -> None:
    client = as_(world.counsellor)
    page = text(client.get(door("what_if", pk=opened)))
    school = re.search(r'value="(\d+)">Ennepetal: Grundschule Am Kirschbaum<', page)
    assert school
    question = {
        "school": school[1],
        "kind": "LANGUAGE",
        "grade_from": "1",
        "grade_to": "4",
        "opened_seats": "8",
        "limit_primary": "45",
        "limit_sec1": "60",
        "limit_sec2": "75",
        "group": "",
        "more_seats": "1",
    }
    answer = client.post(door("ask_what_if", pk=opened), question)
    assert answer.status_code == 303, text(answer)
    shown = client.get(answer["Location"])
    assert "Gedankenspiel: Das kann niemand unterschreiben" in text(shown)
    assert "mehr einen Platz" in headline(shown)
    for measure in ("Kinder ohne Platz", "Minuten aller Schulwege zusammen"):
        assert f">{measure}</th>" in text(shown)
    with asking(world.counsellor):
        thought = Proposal.objects.filter(round=opened, what_if__isnull=False).latest("pk")
        line = ProposedSeat.objects.filter(
            proposal=thought, group__school__name=TALBLICK
        ).select_related("child")[0]
    assert sign(world.schulamt, opened, line).status_code == 422  # type: ignore[attr-defined]  # Django's test answer
    page = text(client.get(door("round", pk=opened)))
    assert "unterschrieben ist noch keiner" in page


def test_a_sealed_round_shows_its_root_and_takes_no_decision_any_more(
    world: DemoWorld, opened: int
) -> None:
    client = as_(world.counsellor)
    assert "noch nicht versiegelt" in headline(client.get(door("protocol", pk=opened)))
    assert client.get(door("export_protocol", pk=opened)).status_code == 404
    line = line_at(world, opened, TALBLICK)
    assert client.post(door("seal_round", pk=opened)).status_code == 303
    page = client.get(door("protocol", pk=opened))
    assert re.search(r"<code>[0-9a-f]{64}</code>", text(page))
    assert f"rundertisch replay round {opened}" in text(page)
    assert client.get(door("export_protocol", pk=opened)).status_code == 200
    assert sign(world.schulamt, opened, line).status_code == 422  # type: ignore[attr-defined]  # Django's test answer


def test_the_rules_say_draft_until_a_body_adopts_them_and_keep_their_history(
    world: DemoWorld,
) -> None:
    client = as_(world.counsellor)
    page = text(client.get(door("policy")))
    assert "Diese Regeln hat noch niemand beschlossen" in page
    assert "Klasse 1–4: 45 Minuten" in page
    day = {"tag": world.on.day, "monat": world.on.month, "jahr": world.on.year}
    rules = {
        **{f"starts_on_{part}": value for part, value in day.items()},
        **{f"adopted_on_{part}": value for part, value in day.items()},
        "adopted_by": "Kreistag (erfunden)",
        "document": "Drucksache 1/26",
        "level_days": "7",
        "limit_primary": "40",
        "limit_sec1": "60",
        "limit_sec2": "75",
        "minutes_per_pair": "20",
        "wish_1": "10",
        "wish_2": "5",
        "wish_3": "0",
        "worst_slack_minutes": "5",
    }
    refused = client.post(door("adopt_policy"), {**rules, "level_days": "0"})
    assert refused.status_code == 422
    assert as_(world.schulamt).post(door("adopt_policy"), rules).status_code == 404
    answer = client.post(door("adopt_policy"), rules)
    assert answer.status_code == 303, text(answer)
    page = text(client.get(door("policy")))
    assert "Beschlossen von: Kreistag (erfunden)" in page
    assert "Klasse 1–4: 40 Minuten" in page
    assert "1. Wunsch 10 Minuten" in page
    assert "Drucksache 1/26" in page


@pytest.mark.parametrize("name", [*READING, *OF_A_ROUND, "what_if"])
def test_no_page_of_a_round_asks_too_often(world: DemoWorld, opened: int, name: str) -> None:
    client = as_(world.counsellor)
    url = door(name) if name in READING else door(name, pk=opened)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    assert len(asked) <= MOST_QUERIES, len(asked)


@pytest.mark.parametrize("who", ["counsellor", "schulamt"])
def test_no_page_of_a_child_and_no_queue_asks_too_often(
    world: DemoWorld, opened: int, who: str
) -> None:
    line = line_at(world, opened, TALBLICK)
    client = as_(getattr(world, who))
    urls = [door("round_child", pk=opened, child=line.child_id)]
    urls += [door("signing", pk=opened)] if who == "schulamt" else []
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= MOST_QUERIES, (url, len(asked))
