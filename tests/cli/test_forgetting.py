# SPDX-License-Identifier: EUPL-1.2
"""The operator forgets a child: first a dry run, then for good, then the search finds nothing."""

from pathlib import Path

import pytest

from rundertisch.cli import forgetting, main
from rundertisch.schooling.models import Child
from rundertisch.site.operations import House
from tests import world as worlds
from tests.support.cluster import OwnDatabase

pytestmark = pytest.mark.database

RENATE, CHARLIE = "beratung@demo.example", "charlie@demo.example"


@pytest.fixture
def house(own_database: OwnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with a copy of the world."""
    awake = House(mode="test", home=tmp_path, urls=own_database.urls)
    monkeypatch.setattr(forgetting, "open_database", lambda: awake)
    return awake


def test_a_dry_run_a_forgetting_and_a_search(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    world = worlds.build()
    with worlds.asking(world.counsellor):
        child = Child.objects.waiting(on=world.on).order_by("pk")[0]
    asked = ["forget", child.reference, "--by", RENATE, "--reason", "asked"]

    assert main([*asked, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Kind (Seiteneinsteiger): 1 gelöscht" in said
    assert "Es wurde nichts verändert." in said
    assert main(["forget", child.reference, "--by", CHARLIE, "--reason", "asked"]) == 2
    assert "antwortet nicht dafür" in capsys.readouterr().err
    with worlds.asking(world.counsellor):
        assert Child.objects.filter(pk=child.pk).exists()

    assert main(asked) == 0
    file = house.home / "receipts" / "quittung-000001.json"
    assert f"Quittung 1: {file}" in capsys.readouterr().out
    with worlds.asking(world.counsellor):
        assert not Child.objects.filter(pk=child.pk).exists()
    assert main(["check", "forgotten", str(file)]) == 0
    assert "Nichts davon steht noch irgendwo." in capsys.readouterr().out
    (house.home / "notiz.txt").write_text(f"{child.reference} anrufen", "utf-8")
    assert main(["check", "forgotten", str(file)]) == 1
    assert "notiz.txt: einmal etwas, das vergessen sein soll" in capsys.readouterr().out


def test_what_is_due_is_listed_with_its_rule(
    house: House, own_database: OwnDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    del house
    worlds.build()
    own_database.owner_sql(
        "update schooling_child set reported_on = reported_on - 900, registered_on = null,"
        " latest_school_day_on = null, counselled_on = null, left_on = reported_on - 800"
        " where id = (select min(id) from schooling_child)"
    )
    assert main(["retention", "--dry-run", "--by", RENATE]) == 0
    said = capsys.readouterr().out
    assert "2 Jahre ab „erster Schultag oder Wegzug“; Vorgabe, nicht geprüft" in said
    assert "Fällig in den nächsten 30 Tagen: 1. Es wurde nichts verändert." in said
