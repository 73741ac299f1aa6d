# SPDX-License-Identifier: EUPL-1.2
"""A sealed round is computed again, an altered row is found, a forgotten child breaks no seal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from rundertisch.cli import imports, main, rounds
from rundertisch.kernel import seal as trees
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import exchange, planning, queries
from rundertisch.schooling.models import Child, Proposal, Round, RoundChild
from rundertisch.schooling.planning import replay
from tests.rooms.schooling import rounding
from tests.support.cluster import Cluster, OwnDatabase, in_copy
from tests.world import DemoWorld, asking, build

pytestmark = pytest.mark.database


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed round in a database of its own, and what the command line says about it."""

    world: DemoWorld
    round: Round
    database: OwnDatabase

    def by(self) -> str:
        """Return who asks on the command line."""
        return self.world.counsellor.email

    def replay(self) -> int:
        """Return the exit code of the command."""
        return main(["replay", "round", str(self.round.pk), "--by", self.by()])


@pytest.fixture(scope="module")
def template(
    world_database: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, int]]:
    """One child signed, announced and taken in; then sealed. The database's name and the round."""
    with django_db_blocker.unblock(), in_copy(cluster=world_database, keep=True) as made:
        world = build()
        shown, proposal = rounding.opened(world)
        line = rounding.lines(world.schulamt, proposal, school=rounding.TALBLICK)[0]
        rounding.read(world.schulamt, line)
        place = rounding.sign(world, world.schulamt, line)
        rounding.announce(world, shown)
        rounding.accept(world, place)
        rounding.seal(world, shown)
    yield made.name, shown.pk
    world_database.drop(name=made.name)


@pytest.fixture
def sealed(
    template: tuple[str, int],
    world_database: Cluster,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Sealed]:
    """The sealed round in a copy of its own."""
    for module in (rounds, imports):
        monkeypatch.setattr(module, "open_database", lambda: None)
    name, pk = template
    copied = in_copy(cluster=world_database, template=name)
    with django_db_blocker.unblock(), copied as database:
        world = build()
        with asking(world.counsellor):
            kept = Round.objects.get(pk=pk)
        yield Sealed(world=world, round=kept, database=database)


def test_a_sealed_round_comes_out_the_same_line_by_line(
    sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sealed.replay() == 0
    said = capsys.readouterr().out
    assert "Das Siegel stimmt." in said
    assert "dieselben Plätze, dieselben Werte." in said
    log = "select count(*) from kernel_accessentry where purpose = 'Nachrechnung'"
    assert sealed.database.owner_sql(log) == [(1,)]


@pytest.mark.parametrize(
    "alteration",
    [
        """update schooling_roundchild set row = jsonb_set(row, '{child,waiting_days}', '999')
        where id = (select min(id) from schooling_roundchild)""",
        "update schooling_decision set words = 'anders' where kind = 'SIGNED'",
        """update schooling_proposedseat set reason = 'anders' where id = (select max(s.id) from
        schooling_proposedseat s join schooling_proposal p on p.id = s.proposal_id
        where p.round_id is not null)""",
        "delete from schooling_decision where kind = 'ACCEPTED'",
    ],
)
def test_what_was_altered_about_a_child_is_found(
    sealed: Sealed, capsys: pytest.CaptureFixture[str], alteration: str
) -> None:
    sealed.database.owner_sql(alteration)
    assert sealed.replay() == 1
    said = capsys.readouterr().out
    assert "Etwas wurde nach dem Versiegeln geändert" in said
    assert "Geänderte Kinder: 1" in said


@pytest.mark.parametrize(
    ("alteration", "sentence"),
    [
        ("update schooling_round set common = jsonb_set(common, '{groups,0,free_seats}', '99')",
         "gemeinsame Teil"),
        ("update schooling_round set leaves = leaves - 1", "nicht das gespeicherte Siegel"),
        ("""update schooling_proposal set plan = jsonb_set(plan, '{placed}', '1')
         where round_id is not null""", "gemeinsame Teil"),
    ],
)  # fmt: skip
def test_what_was_altered_about_the_round_is_found(
    sealed: Sealed, capsys: pytest.CaptureFixture[str], alteration: str, sentence: str
) -> None:
    sealed.database.owner_sql(alteration)
    assert sealed.replay() == 1
    assert sentence in capsys.readouterr().out


def test_a_forgotten_child_drops_its_record_and_the_seal_still_holds(
    sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    with asking(sealed.world.counsellor):
        gone = RoundChild.objects.filter(round=sealed.round).order_by("pk")[3]
        Child.objects.get(pk=gone.child_id).delete()
        verified = queries.verified(shown=sealed.round)
        text = exchange.protocol_text(round=sealed.round)
    assert (verified.holds, verified.forgotten) == (True, 1)
    assert gone.leaf in sealed.round.leaves
    assert gone.salt not in text
    assert sealed.replay() == 0
    assert "Vergessen seit dem Versiegeln: 1." in capsys.readouterr().out


def test_with_other_packages_the_values_are_compared_and_said_so(
    sealed: Sealed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = {**planning.lines.versions(), "highspy": "99.0"}
    monkeypatch.setattr(replay, "versions", lambda: now)
    assert sealed.replay() == 0
    said = capsys.readouterr().out
    assert "mit anderen Fassungen als damals: highspy" in said
    assert "jetzt 99.0" in said


def test_a_plan_of_other_value_is_never_confirmed_whatever_the_packages() -> None:
    other = replay.Replay(
        proposal=1, differing_versions=("numpy 1, jetzt 2",), same_input=True,
        same_values=False, moved=2,
    )  # fmt: skip
    assert not other.holds
    moved = replay.Replay(
        proposal=1, differing_versions=(), same_input=True, same_values=True, moved=2
    )
    assert not moved.holds


def test_the_file_alone_is_enough_to_compute_the_seal(sealed: Sealed, tmp_path: Path) -> None:
    target = tmp_path / "runde.json"
    number = str(sealed.round.pk)
    asked = ["export", "protocol", number, "--by", sealed.by(), "--to", str(target)]
    assert main(asked) == 0
    kept = json.loads(target.read_text(encoding="utf-8"))
    leaves = [
        trees.leaf(salt="", record=kept["common"]),
        *(trees.leaf(salt=one["salt"], record=one["record"]) for one in kept["children"]),
    ]
    assert leaves == kept["leaves"]
    assert trees.root(leaves=leaves) == kept["seal"] == sealed.round.seal
    assert [d["kind"] for one in kept["children"] for d in one["record"]["decisions"]] == [
        "SIGNED",
        "ANNOUNCED",
        "ACCEPTED",
    ]
    text = target.read_text(encoding="utf-8")
    with asking(sealed.world.counsellor):
        assert not any(child.family_name in text for child in Child.objects.exclude(family_name=""))


def test_an_open_or_unknown_round_and_a_stranger_are_refused_in_words(
    sealed: Sealed, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    world = sealed.world
    shown, _ = rounding.opened(world)
    target = tmp_path / "x.json"
    for asked, sentence in (
        (["replay", "round", str(shown.pk), "--by", sealed.by()], "noch nicht versiegelt"),
        (["replay", "round", "99999", "--by", sealed.by()], "gibt es nicht"),
        (["export", "protocol", str(shown.pk), "--by", sealed.by(), "--to", str(target)],
         "noch nicht versiegelt"),
        (["replay", "round", "1", "--by", world.charlie.email], "keinen Platz der Seiteneinst"),
        (["replay", "round", "1", "--by", world.schulamt.email], "keinen Platz der Seiteneinst"),
    ):  # fmt: skip
        assert main(asked) == 2
        assert sentence in capsys.readouterr().err
    assert not target.exists()


def test_a_proposal_outside_of_a_round_has_nothing_to_compute_again(sealed: Sealed) -> None:
    with asking(sealed.world.counsellor):
        old = Proposal.objects.filter(round=None)[0]
        with pytest.raises(Refusal, match="keiner Runde"):
            planning.replay_proposal(proposal=old)
