# SPDX-License-Identifier: EUPL-1.2
"""`simulate districts`: years of many districts in one table, each as `simulate placement` says."""

import csv
import io
from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING

import pytest

from rundertisch.engine.placement.simulate import over

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Round

ARRIVALS = """\
week,child_id,grade,lat,lon,waiting_days,needs_literacy,family_id,forms
1,neu1,2,51.25,7.35,0,0,,
3,neu2,3,51.25,7.35,0,0,,
"""


@pytest.fixture
def districts(two_districts: "Round") -> "Round":
    """Two districts, the second without arrivals.csv."""
    two_districts.write("bachkreis/arrivals.csv", ARRIVALS)
    return two_districts


def simulate(districts: "Round") -> "Answer":
    folders = str(districts.in_dir), str(districts.out_dir)
    return districts.call("simulate", "districts", *folders, "--weeks", "8")


def rows(districts: "Round") -> dict[tuple[str, str], dict[str, str]]:
    """Return the table by district and policy."""
    reader = csv.DictReader(io.StringIO(districts.read("years.csv"), newline=""))
    return {(row["district"], row["policy"]): row for row in reader}


def test_each_district_comes_to_what_it_comes_to_alone_and_one_stops_no_other(
    districts: "Round",
) -> None:
    answer = simulate(districts)
    assert answer.code == 1, answer
    assert "arrivals.csv: Die Datei fehlt" in answer.err
    table = rows(districts)
    assert len(table) == 10
    assert all(table["talkreis", policy]["trouble"] for _, policy in table)
    alone = districts.in_dir / "allein"
    folder = str(districts.in_dir / "bachkreis")
    districts.call("simulate", "placement", folder, str(alone), "--weeks", "8")
    for row in csv.DictReader(io.StringIO((alone / "policies.csv").read_text("utf-8"))):
        mine = table["bachkreis", row["policy"]]
        assert {name: mine[name] for name in row} == row
    assert "nicht die Tage" in answer.out
    assert "wartet aber weiter" in answer.out
    assert not any(name in districts.read("years.csv") for name in ("neu1", "eli", "ada"))


def test_what_is_done_stays_done(districts: "Round", monkeypatch: pytest.MonkeyPatch) -> None:
    districts.write("talkreis/arrivals.csv", ARRIVALS)
    found: list[tuple[str, str]] = []
    played = over.played

    def once(play: over.Play) -> over.Played:
        if len(found) == 3:
            raise BrokenExecutor
        found.append((play.district, play.policy))
        return played(play)

    monkeypatch.setattr(over, "played", once)
    assert simulate(districts).code == 70
    done = len(rows(districts))
    assert 1 <= done <= 3, "what was out when the process died may be lost"
    monkeypatch.setattr(over, "played", played)
    again = simulate(districts)
    assert again.err.count("schon gespielt") == done
    assert len(rows(districts)) == 10
    assert simulate(districts).err.count("schon gespielt") == 10
