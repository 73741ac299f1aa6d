# SPDX-License-Identifier: EUPL-1.2
"""A case is opened after a search, moved on, corrected, merged, split, closed; and taken back."""

import datetime as dt

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, queries
from rundertisch.cases.models import (
    Audience,
    CaseChange,
    CaseNote,
    Client,
    ClientContact,
    Need,
    Outcome,
    Phase,
    PlanStep,
)
from rundertisch.kernel.errors import Refusal
from rundertisch.situation.models import NeedDomain
from tests.world import DemoWorld

pytestmark = pytest.mark.database
NAME = "Amina Kestrel"


def opened(world: DemoWorld, by: Seat, name: str = NAME) -> Client:
    """Open a case of somebody whom nobody knows."""
    return actions.open_client(
        name=name, contact="Telefon 0170", agreed_on=world.on, others=(), on=world.on, by=by
    )


def with_need(world: DemoWorld, client: Client, by: Seat, words: str = "Sucht Arbeit.") -> Need:
    """Let a person want something, with one step."""
    work = NeedDomain.objects.get(pk="WORK")
    need = actions.open_need(client=client, domain=work, words=words, on=world.on, by=by)
    day = world.on + dt.timedelta(days=3)
    actions.add_step(thing=need, words="Anrufen", who="Amina", due_on=day, on=world.on, by=by)
    return need


def newest(client: Client) -> CaseChange:
    """Return the newest change of a case."""
    return CaseChange.objects.filter(client=client).latest("version", "pk")


def test_nobody_is_taken_in_twice_without_somebody_having_looked(
    world: DemoWorld, charlie: Seat
) -> None:
    first = opened(world, charlie)
    assert first.pseudonym
    assert NAME.split(maxsplit=1)[0] not in first.pseudonym
    with pytest.raises(Refusal, match=f"Amina Kestrel \\({first.pseudonym}\\)"):
        opened(world, charlie, name="Aminah Kestrell")
    found = queries.similar(name="Aminah Kestrell")
    assert [one.client_id for one in found] == [first.pk]
    other = actions.open_client(
        name="Aminah Kestrell",
        contact="",
        agreed_on=world.on,
        others=[one.contact_id for one in found],
        on=world.on,
        by=charlie,
    )
    assert other.subject_id != first.subject_id
    assert queries.similar(name="Ganz Anders") == []


def test_a_case_goes_its_way_and_ends_in_order(world: DemoWorld, charlie: Seat) -> None:
    client = opened(world, charlie)

    def move(phase: Phase) -> Client:
        return actions.move_phase(
            client=client, phase=phase, version=client.version, on=world.on, by=charlie
        )

    with pytest.raises(Refusal, match="Auf „Fallklärung“ folgt „Assessment“"):
        move(Phase.MONITORING)
    need = with_need(world, client, charlie)
    for phase in (Phase.ASSESSMENT, Phase.PLAN, Phase.LINKING, Phase.MONITORING):
        client = move(phase)

    def close() -> Client:
        return actions.close_client(
            client=client,
            outcome=Outcome.SOLVED,
            version=client.version,
            on=world.on,
            by=charlie,
        )

    with pytest.raises(Refusal, match="zuerst auf „Entpflichtung“"):
        close()
    client = move(Phase.CLOSING)
    with pytest.raises(Refusal, match="ein Bedarf ist offen"):
        close()
    actions.close_need(need=need, outcome=Outcome.PARTLY, on=world.on, by=charlie)
    client = close()
    assert client.closed_on == world.on
    with pytest.raises(Refusal, match="abgeschlossen"):
        with_need(world, client, charlie)
    client = actions.undo_change(change=newest(client), on=world.on, by=charlie)
    client.refresh_from_db()
    assert client.closed_on is None


def test_who_was_faster_is_named_and_nothing_is_lost(world: DemoWorld, charlie: Seat) -> None:
    client = opened(world, charlie)
    actions.correct_client(
        client=client,
        pseudonym="Quelle 7",
        agreed_on=world.on,
        version=client.version,
        on=world.on,
        by=charlie,
    )
    with pytest.raises(Refusal, match="Charlie Immel"):
        actions.move_phase(
            client=client, phase=Phase.ASSESSMENT, version=client.version, on=world.on, by=charlie
        )
    again = actions.undo_change(change=newest(client), on=world.on, by=charlie)
    again.refresh_from_db()
    assert again.pseudonym == client.pseudonym
    with pytest.raises(Refusal, match="nicht mehr zurücknehmen"):
        actions.undo_change(change=newest(client), on=world.on, by=charlie)


def test_two_cases_of_one_person_become_one_and_two_again(world: DemoWorld, charlie: Seat) -> None:
    kept, closed = opened(world, charlie), opened(world, charlie, name="Berit Sandmann")
    need = with_need(world, closed, charlie)
    note = actions.write_note(
        client=closed, audience=Audience.AUTHOR, words="Für mich.", on=world.on, by=charlie
    )
    kept = actions.merge_clients(stays=kept, closes=closed, on=world.on, by=charlie)
    for model in (Need, CaseNote, PlanStep):
        assert model.objects.filter(subject=kept.subject_id).count() == 1, model
    closed.refresh_from_db()
    assert closed.merged_into_id == kept.pk
    with pytest.raises(Refusal, match="zusammengeführt"):
        with_need(world, closed, charlie)
    actions.undo_change(change=newest(kept), on=world.on, by=charlie)
    need.refresh_from_db()
    note.refresh_from_db()
    closed.refresh_from_db()
    assert {need.subject_id, note.subject_id} == {closed.subject_id}
    assert PlanStep.objects.get(need=need).subject_id == closed.subject_id
    assert closed.merged_into_id is None


def test_two_persons_in_one_case_get_one_each_and_it_can_be_taken_back(
    world: DemoWorld, charlie: Seat
) -> None:
    client = opened(world, charlie)
    stays = with_need(world, client, charlie)
    goes = with_need(world, client, charlie, words="Sucht eine Wohnung.")
    made = actions.split_client(
        client=client,
        name="Berit Sandmann",
        needs=[goes],
        version=client.version,
        on=world.on,
        by=charlie,
    )
    assert [one.pk for one in Need.objects.filter(subject=made.subject_id)] == [goes.pk]
    assert [one.pk for one in Need.objects.filter(subject=client.subject_id)] == [stays.pk]
    assert ClientContact.objects.get(subject=made.subject_id).words == "Berit Sandmann"
    actions.undo_change(change=newest(client), on=world.on, by=charlie)
    assert not Client.objects.filter(pk=made.pk).exists()
    assert Need.objects.filter(subject=client.subject_id).count() == 2
    assert PlanStep.objects.filter(subject=client.subject_id).count() == 2


def test_a_need_is_corrected_and_the_correction_taken_back(world: DemoWorld, charlie: Seat) -> None:
    client = opened(world, charlie)
    need = with_need(world, client, charlie, words="Sucht Abreit.")
    housing = NeedDomain.objects.get(pk="HOUSING")

    def correct(words: str, version: int) -> None:
        actions.correct_need(
            client=client, need=need, domain=housing, words=words, version=version,
            on=world.on, by=charlie,
        )  # fmt: skip
        need.refresh_from_db()
        client.refresh_from_db()

    first = client.version
    correct("Sucht eine Wohnung.", first)
    assert (need.domain_id, need.words) == ("HOUSING", "Sucht eine Wohnung.")
    assert newest(client).fields == ["need_words"]
    with pytest.raises(Refusal, match="So steht es schon da"):
        correct("Sucht eine Wohnung.", client.version)
    with pytest.raises(Refusal, match="Charlie Immel"):
        correct("Sucht ein Haus.", first)
    correction = queries.correction_of(need=need, client=client)
    assert correction is not None
    other = with_need(world, client, charlie, words="Sucht einen Kurs.")
    with pytest.raises(Refusal, match="nicht mehr zurücknehmen"):
        actions.undo_change(change=correction, on=world.on, by=charlie)
    other.delete()
    actions.undo_change(change=correction, on=world.on, by=charlie)
    need.refresh_from_db()
    assert (need.domain_id, need.words) == ("WORK", "Sucht Abreit.")
    assert queries.correction_of(need=need, client=client) is None
    assert not CaseChange.objects.filter(client=client, before__isnull=False).exists()


def test_the_day_shows_what_is_due_what_is_risky_and_what_has_no_step(
    world: DemoWorld, charlie: Seat
) -> None:
    day = queries.day(seat=charlie, on=world.on)
    assert [one.step.words for one in day.overdue] == ["Zeugnisse zur Übersetzung geben"]
    assert day.overdue[0].state == "seit 3 Tagen fällig"
    assert [one.state for one in day.risky] == ["in 9 Tagen"]
    assert len(day.idle) == 1
    actions.finish_step(step=day.overdue[0].step, done=True, on=world.on, by=charlie)
    assert not queries.day(seat=charlie, on=world.on).overdue
    steps = PlanStep.objects.filter(regime_change=day.risky[0].change)
    assert steps.count() == 5
    with pytest.raises(Refusal, match="5 Schritte sind offen"):
        actions.settle_regime_change(change=day.risky[0].change, on=world.on, by=charlie)
    for step in steps:
        actions.finish_step(step=step, done=True, on=world.on, by=charlie)
    actions.settle_regime_change(change=day.risky[0].change, on=world.on, by=charlie)
    assert not queries.day(seat=charlie, on=world.on).risky
