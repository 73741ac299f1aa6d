# SPDX-License-Identifier: EUPL-1.2
"""`plan scenarios`: many districts, one table; what is done stays done, whatever happens."""

import csv
import io
import re
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rundertisch.engine.placement import scenarios as engine

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Round

ASKED = """
version = 1
[[scenario]]
name = "heute"
[[scenario]]
name = "weniger Plätze"
seats_percent = -50
[[scenario]]
name = "eine Gruppe mehr"
districts = ["bachkreis"]
opened = [{school = "gs2", kind = "language", grade_from = 1, grade_to = 4, seats = 15}]
"""
FILE = "scenarios.toml"


@pytest.fixture
def districts(two_districts: "Round") -> "Round":
    """Two districts alike, and the questions."""
    two_districts.write(FILE, ASKED)
    return two_districts


def plan(districts: "Round", *options: str) -> "Answer":
    """Run `plan scenarios`."""
    folders = str(districts.in_dir), str(districts.out_dir)
    asked = "--scenarios", str(districts.in_dir / FILE)
    return districts.call("plan", "scenarios", *folders, *asked, *options)


def rows(districts: "Round") -> dict[tuple[str, str], dict[str, str]]:
    """Return the table by district and scenario."""
    reader = csv.DictReader(io.StringIO(districts.read("scenarios.csv"), newline=""))
    return {(row["district"], row["scenario"]): row for row in reader}


def test_every_district_is_asked_what_concerns_it_and_the_table_names_no_child(
    districts: "Round",
) -> None:
    answer = plan(districts)

    assert answer.code == 1
    table = rows(districts)
    assert list(table) == [
        ("bachkreis", "heute"),
        ("bachkreis", "weniger Plätze"),
        ("bachkreis", "eine Gruppe mehr"),
        ("talkreis", "heute"),
        ("talkreis", "weniger Plätze"),
    ]
    today = table["bachkreis", "heute"]
    assert (today["children"], today["placed"], today["unplaced"]) == ("5", "4", "1")
    assert (today["unplaced_primary"], today["unplaced_levels"]) == ("1", "0:1")
    assert table["bachkreis", "eine Gruppe mehr"]["unplaced"] == "0"
    for name in ("ada", "ben", "cem", "dua", "eli"):
        assert not re.search(rf"\b{name}\b", districts.read("scenarios.csv"))
    assert "5/5 talkreis, weniger Plätze" in answer.err
    assert "eine Gruppe mehr       1           0               -1" in answer.out


def test_everybody_has_a_seat_is_code_zero(districts: "Round") -> None:
    only = ASKED.replace('"heute"', '"heute"\ndistricts = ["bachkreis"]')
    districts.write(FILE, only.replace("-50", '400\ndistricts = ["bachkreis"]'))
    districts.change("bachkreis/groups.csv", "g2,gs2,language,1,4,1", "g2,gs2,language,1,4,2")
    assert plan(districts).code == 0


def test_a_second_call_computes_only_what_has_changed(districts: "Round") -> None:
    plan(districts)
    before = districts.read("scenarios.csv"), districts.read("timings.csv")

    again = plan(districts)
    assert again.err.count("schon gerechnet") == 5
    assert (districts.read("scenarios.csv"), districts.read("timings.csv")) == before

    districts.change("talkreis/children.csv", "eli,1,", "eli,2,")
    assert plan(districts).err.count("schon gerechnet") == 3
    assert plan(districts, "--seed", "7").err.count("schon gerechnet") == 0


def test_a_district_that_cannot_be_read_stops_no_other_and_is_asked_again_when_mended(
    districts: "Round",
) -> None:
    good = (districts.in_dir / "talkreis" / "children.csv").read_text(encoding="utf-8")
    districts.write("talkreis/children.csv", good.replace("ada,2", "ada,zwei"))

    broken = plan(districts)

    assert broken.code == 1
    assert rows(districts)["talkreis", "heute"]["trouble"]
    assert "ada" not in districts.read("scenarios.csv")
    assert "Zeile 2" in broken.err
    assert "talkreis, weniger Plätze: wie oben" in broken.err
    assert "Gescheitert: 2" in broken.out
    assert rows(districts)["bachkreis", "heute"]["placed"] == "4"

    districts.write("talkreis/children.csv", good)
    assert plan(districts).err.count("schon gerechnet") == 3
    assert rows(districts)["talkreis", "heute"]["placed"] == "4"


@pytest.mark.parametrize(("end", "code"), [(KeyboardInterrupt, 130), (BrokenExecutor, 70)])
def test_ctrl_c_and_a_killed_process_leave_what_is_done(
    districts: "Round", monkeypatch: pytest.MonkeyPatch, end: type[BaseException], code: int
) -> None:
    whole = engine.run

    def two(*args: object, **settings: object) -> Iterator[engine.Outcome]:
        outcomes = whole(*args, **settings)  # type: ignore[arg-type]  # handed on
        yield next(outcomes)
        yield next(outcomes)
        raise end

    monkeypatch.setattr(engine, "run", two)
    assert plan(districts).code == code
    assert len(rows(districts)) == 2
    monkeypatch.setattr(engine, "run", whole)
    assert plan(districts).err.count("schon gerechnet") == 2


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("seats_percent", "places_percent", "places_percent“ ist kein Schlüssel"),
        ("-50", "-101", "-100 bis 400"),
        ('"weniger Plätze"', '"heute"', "heißen zwei Szenarien"),
        ('"heute"', '"=1+1"', "vorn ein Buchstabe"),
        ('"bachkreis"', '"seekreis"', "so heißt kein Ordner"),
        ('"language"', '"Klinik"', "literacy, language, regular"),
        ("version = 1", "version = 2", "ganze Zahlen 1 bis 1"),
        ("version = 1", "version = ", "kein gültiges TOML"),
    ],
)
def test_a_slip_in_the_questions_is_told_and_nothing_is_written(
    districts: "Round", old: str, new: str, word: str
) -> None:
    districts.change(FILE, old, new)
    answer = plan(districts)
    assert answer.code == 2
    assert word in answer.err
    assert not districts.out_dir.exists()


def test_a_folder_with_anything_else_is_never_replaced(districts: "Round", tmp_path: Path) -> None:
    districts.out_dir.mkdir()
    (districts.out_dir / "brief.txt").write_text("wichtig", encoding="utf-8")
    answer = plan(districts)
    assert (answer.code, "anderes als Szenarien" in answer.err) == (2, True)
    assert (districts.out_dir / "brief.txt").read_text(encoding="utf-8") == "wichtig"


def test_where_no_district_lies_the_call_says_what_it_expects(districts: "Round") -> None:
    districts.in_dir.joinpath("leer").mkdir()
    folders = str(districts.in_dir / "leer"), str(districts.out_dir)
    asked = "--scenarios", str(districts.in_dir / FILE)
    answer = districts.call("plan", "scenarios", *folders, *asked)
    assert (answer.code, "kein Ordner eines Kreises" in answer.err) == (2, True)
    both = plan(districts, "--workers", "2", "--cluster", "tcp://127.0.0.1:8786")
    assert (both.code, "schließen sich aus" in both.err) == (2, True)
