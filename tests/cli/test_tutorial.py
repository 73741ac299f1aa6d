# SPDX-License-Identifier: EUPL-1.2
"""The tutorial's plan is really computed, and its page shows what really comes out."""

import shutil
from pathlib import Path

import pytest

from rundertisch.cli import main
from tests.house_rules import ROOT

EXAMPLE = ROOT / "docs" / "tutorial" / "example"
PAGE = (ROOT / "docs" / "tutorial" / "first-plan.md").read_text(encoding="utf-8")
SOME_LEFT, KEEPS_ITS_WORD, BREAKS_ITS_WORD = 1, 0, 1


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan of the example, freshly computed."""
    folder = tmp_path / "my-plan"
    assert main(["plan", "placement", str(EXAMPLE), str(folder)]) == SOME_LEFT
    return folder


def words(text: str) -> str:
    """Return a text without its line ends, as a page may break it elsewhere."""
    return " ".join(text.split())


def test_the_page_shows_the_files_of_the_example() -> None:
    for name in ("children.csv", "schools.csv", "groups.csv"):
        assert (EXAMPLE / name).read_text(encoding="utf-8") in PAGE, name


def test_the_page_shows_the_plan_that_comes_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "my-plan"
    assert main(["plan", "placement", str(EXAMPLE), str(plan)]) == SOME_LEFT
    for name in ("placements.csv", "unplaced.csv"):
        assert (plan / name).read_text(encoding="utf-8") in PAGE, name
    said = capsys.readouterr()
    assert said.out.startswith("Entwurf")
    for line in [*said.err.splitlines(), *said.out.splitlines()[:-1]]:
        assert words(line) in words(PAGE)


def test_the_check_of_the_tutorial_passes(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", "placement", str(EXAMPLE), str(plan)]) == KEEPS_ITS_WORD
    assert words(capsys.readouterr().out) in words(PAGE)


def test_a_seat_at_the_school_left_out_is_refused_as_the_tutorial_promises(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = plan / "placements.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",real-5-10,real,", ",wald-1-10,wald,"), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "placement", str(EXAMPLE), str(plan)]) == BREAKS_ITS_WORD
    assert "wald" in capsys.readouterr().out.splitlines()[0]


def test_a_lock_changes_the_plan_as_the_tutorial_promises(plan: Path, tmp_path: Path) -> None:
    rules = tmp_path / "round"
    shutil.copytree(EXAMPLE, rules)
    lock = next(line for line in PAGE.splitlines() if line.startswith("locked = "))
    parameters = rules / "parameters.toml"
    parameters.write_text(f"{lock}\n{parameters.read_text()}", encoding="utf-8")
    main(["plan", "placement", str(rules), str(tmp_path / "other")])
    seats = (tmp_path / "other" / "placements.csv").read_text(encoding="utf-8")
    assert "rosa,tal-5-10,tal," in seats
    assert ",locked," in seats
    assert seats != (plan / "placements.csv").read_text(encoding="utf-8")
