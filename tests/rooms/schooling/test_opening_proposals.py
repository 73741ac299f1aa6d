# SPDX-License-Identifier: EUPL-1.2
"""A proposal of new groups opens nothing: it is read, played through, decided about by people."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref, links_of
from rundertisch.schooling import actions
from rundertisch.schooling.models import Group, OpeningDecision, OpeningProposal, Round, School
from rundertisch.schooling.queries import opening_answers as kept
from tests.rooms.schooling import rounding
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

QUESTION = kept.OpeningQuestion(whom=kept.Whom.WAITING)


def answer() -> kept.OpeningAnswer:
    """Return an answer as the engine could give it: one group at Am Kirschbaum, three left out."""
    school = School.objects.get(number="900101")
    other = School.objects.get(number="900201")
    return kept.OpeningAnswer(
        children=20,
        before=14,
        openings=(
            kept.Opening(
                school=school.pk,
                kind="LANGUAGE",
                grade_from=1,
                grade_to=4,
                groups=1,
                seats=15,
                hours=12,
                euros=42_000,
                children_more=11,
                minutes_saved=96,
                instead=kept.Instead(other.pk, "LANGUAGE", 1, 4, 0, 1_300, 34),
            ),
        ),
        closings=(),
        still=(kept.Still("sec1", "full", 3),),
        towns=(kept.TownCount("Ennepetal", 18, 3, 1, 15), kept.TownCount("Gevelsberg", 2, 0, 0, 0)),
        euros=42_000,
        saved_euros=0,
        minutes=300,
        minutes_before=120,
        seconds=0.2,
        proven=True,
        draft=False,
        group_euros=42_000,
        minute_euros=38,
    )


def keep(
    world: DemoWorld,
    person: Person,
    *,
    round: Round | None = None,  # noqa: A002 - the field's word
    budget: int | None = None,
    **changes: Any,  # noqa: ANN401 - any column
) -> OpeningProposal:
    """Keep such an answer as this person."""
    with asking(person):
        return actions.keep_opening_proposal(
            question=replace(QUESTION, budget_euros=budget),
            answer=replace(answer(), **changes),
            input_sha256="0" * 64,
            round=round,
            on=world.on,
            by=seat_of(person),
        )


def decide(
    world: DemoWorld, person: Person, proposal: OpeningProposal, **changes: object
) -> OpeningDecision:
    """Let somebody record that the town and the Schulamt open the group."""
    given: dict[str, Any] = {
        "line": 1,
        "opened": True,
        "decided_by": "Stadt Ennepetal und Schulamt",
        "decided_on": world.on,
        "reason": "Der Raum im Erdgeschoss ist frei.",
        "on": world.on,
        "at": rounding.now(),
    }
    with asking(person):
        return actions.decide_opening(
            proposal=proposal, **{**given, **changes, "by": seat_of(person)}
        )


def page(person: Person, proposal: OpeningProposal) -> str:
    answered = as_(person).get(reverse("schooling:opening_proposal", args=[proposal.pk]))
    assert answered.status_code == 200
    return " ".join(answered.content.decode().split())


def test_renate_reads_exact_counts_and_the_schulamt_protected_ones(world: DemoWorld) -> None:
    proposal = keep(world, world.counsellor)
    exact = page(world.counsellor, proposal)
    assert "Eine neue Gruppe gäbe 11 Kindern mehr einen Platz; 3 Kinder blieben ohne" in exact
    assert "Grundschule Am Kirschbaum" in exact
    assert "42.000" in exact
    assert "Grundschule Sonnenhang, Deutschfördergruppe Klasse 1–4" in exact
    assert "34 Minuten länger; Kosten und Wege zusammen 1.300 Euro teurer" in exact
    assert "Klasse 5–10, 3 Kinder: Alle passenden Plätze" in exact
    for person in (world.schulamt, world.centre_head):
        told = page(person, proposal)
        assert "rund 10 Kindern mehr einen Platz; unter 5 Kinder blieben ohne" in told
        assert "11 Kinder" not in told
        assert "34 Minuten" not in told
    for person in (world.counsellor, world.schulamt):
        url = reverse("schooling:export_openings", args=[proposal.pk])
        said, head, line = as_(person).get(url).content.decode("utf-8-sig").splitlines()
        assert "rund 10 Kindern mehr" in said, "the file is protected for everybody"
        assert dict(zip(head.split(";"), line.split(";"), strict=True))["Kinder mehr"] == "rund 10"
        assert "Eintragen" not in told


@pytest.mark.parametrize("who", ["charlie", "school_head", "town_office", "auditor"])
def test_who_plans_no_rounds_sees_nothing(world: DemoWorld, who: str) -> None:
    proposal = keep(world, world.counsellor)
    person = getattr(world, who)
    for url in (
        reverse("schooling:openings"),
        reverse("schooling:opening_proposal", args=[proposal.pk]),
        reverse("schooling:export_openings", args=[proposal.pk]),
    ):
        assert as_(person).get(url).status_code == 404
    with asking(person):
        assert not OpeningProposal.objects.exists()
    with pytest.raises(Refusal):
        keep(world, person)
    with pytest.raises(Refusal):
        decide(world, person, proposal)


def test_a_decision_opens_no_group_and_is_never_changed(world: DemoWorld) -> None:
    proposal = keep(world, world.counsellor)
    before = list(Group.objects.order_by("pk").values_list("pk", "free_seats"))
    for changes, told in (
        ({"line": 2}, "steht nicht in dem Vorschlag"),
        ({"decided_by": " "}, "wer entschieden hat"),
        ({"reason": ""}, "warum"),
        ({"decided_on": world.on.replace(year=world.on.year + 1)}, "heute oder früher"),
    ):
        with pytest.raises(Refusal, match=told):
            decide(world, world.counsellor, proposal, **changes)
    first = decide(world, world.counsellor, proposal, opened=False, reason="Keine Lehrkraft.")
    assert "wird nicht eröffnet" in page(world.schulamt, proposal)
    decide(world, world.counsellor, proposal)
    told = page(world.schulamt, proposal)
    assert "Stadt Ennepetal und Schulamt" in told
    assert told.index("wird eröffnet") < told.index("Zuvor:") < told.index("wird nicht eröffnet")
    assert "Neu eintragen" in page(world.counsellor, proposal)
    assert list(Group.objects.order_by("pk").values_list("pk", "free_seats")) == before
    with asking(world.counsellor), pytest.raises(DatabaseError), transaction.atomic():
        OpeningDecision.objects.filter(pk=first.pk).update(reason="anders")
    with asking(world.counsellor), pytest.raises(DatabaseError), transaction.atomic():
        OpeningProposal.objects.filter(pk=proposal.pk).update(answer={})
    renate = as_(world.counsellor)
    url = reverse("schooling:decide_opening", args=[proposal.pk])
    assert renate.post(url, {"line": 1}).status_code == 422
    shown = renate.get(reverse("schooling:opening_proposal", args=[proposal.pk]), {"zeile": 1})
    assert "Was wurde entschieden?" in shown.content.decode()


def test_a_proposal_is_played_through_in_the_running_round_and_hangs_on_the_red_thread(
    world: DemoWorld,
) -> None:
    proposal = keep(world, world.counsellor)
    renate, url = as_(world.counsellor), reverse("schooling:play_openings", args=[proposal.pk])
    refused = renate.post(url)
    assert refused.status_code == 422
    assert "Zurzeit läuft keine Runde" in refused.content.decode()
    shown, _ = rounding.opened(world)
    asked = keep(world, world.counsellor, round=shown)
    assert f"In Runde {shown.pk} durchspielen" in page(world.counsellor, asked)
    played = renate.post(reverse("schooling:play_openings", args=[asked.pk]))
    assert played.status_code == 303
    thought = renate.get(played["Location"]).content.decode()
    assert "Gefragt ist: eine neue Gruppe mit 15 Plätzen für Klasse 1–4" in " ".join(
        thought.split()
    )
    ties = links_of(Ref("opening_proposal", str(asked.pk)))
    assert [(link.source.kind, link.target.kind) for link in ties] == [
        ("round", "opening_proposal"),
        ("opening_proposal", "proposal"),
    ]
    assert "Gedankenspiel Nr." in page(world.counsellor, asked)
    assert "Gedankenspiel Nr." not in page(world.schulamt, asked)
    assert "Auf den Tisch legen" not in page(world.counsellor, asked), "there is no table yet"


def test_fewer_children_for_who_waits_longer_is_said_and_no_error(world: DemoWorld) -> None:
    """With whole families a larger family may stay without, so that who waits longer sits."""
    (one,) = answer().openings
    assert one.instead is not None
    fewer = replace(one, children_more=-1, instead=replace(one.instead, children_fewer=-1))
    told = page(world.counsellor, keep(world, world.counsellor, openings=(fewer,)))
    assert "weniger, dafür, wer länger wartet" in told
    assert "mehr Kinder säßen, aber nicht, wer am längsten wartet" in told


def test_what_a_group_brings_is_not_told_if_the_time_was_up(world: DemoWorld) -> None:
    (one,) = answer().openings
    late = replace(one, children_more=None, minutes_saved=None, instead=None)
    told = page(world.counsellor, keep(world, world.counsellor, openings=(late,)))
    assert "nicht berechnet: die Zeit war um" in told


def test_what_needs_no_group_and_what_cannot_be_asked_says_so(world: DemoWorld) -> None:
    empty = as_(world.schulamt).get(reverse("schooling:openings")).content.decode()
    assert "Noch nicht gerechnet" in empty
    nothing = keep(world, world.counsellor, openings=(), still=(), before=0, proven=False)
    told = page(world.counsellor, nothing)
    assert "Keine neue Gruppe nötig" in told
    assert ("Die Zeit reichte nicht" in told, "Nachgewiesen:" in told) == (True, False)
    poor = keep(world, world.counsellor, budget=30_000, openings=())
    told = page(world.counsellor, poor)
    assert "Für höchstens 30.000 Euro hilft keine neue Gruppe: 3 Kinder blieben" in told
    assert "Nachgewiesen: Mit diesen Angaben lässt kein anderer Vorschlag" in told
    shorter = keep(world, world.counsellor, still=(), before=0)
    assert "Eine neue Gruppe verkürzt Wege" in page(world.counsellor, shorter)
    renate = as_(world.counsellor)
    asked = renate.post(reverse("schooling:propose_openings"), {"whom": "ROUND"})
    assert asked.status_code == 422
    assert "Zurzeit läuft keine Runde" in asked.content.decode()
    assert as_(world.schulamt).post(reverse("schooling:propose_openings")).status_code == 404
