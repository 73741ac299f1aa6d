# SPDX-License-Identifier: EUPL-1.2
"""`explain placement` and `price placement` over the tutorial's district, word for word."""

import shutil
from pathlib import Path

import pytest

from rundertisch.cli import main

EXAMPLE = Path(__file__).parents[2] / "docs" / "tutorial" / "example"


@pytest.fixture
def planned(tmp_path: Path) -> tuple[Path, Path]:
    folder, plan = tmp_path / "in", tmp_path / "plan"
    shutil.copytree(EXAMPLE, folder)
    main(["plan", "placement", str(folder), str(plan)])
    return folder, plan


def test_explain_says_where_else_a_child_could_sit_and_what_stands_against_the_rest(
    planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, plan = planned
    capsys.readouterr()
    assert main(["explain", "placement", str(folder), str(plan), "--child", "mila"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Kind mila: im Plan ")
    assert "Möglich wären, die günstigste zuerst:" in said
    assert "Nicht in Frage kommen:" in said
    assert "Förderschule" not in said


def test_explain_refuses_an_unknown_child_and_a_plan_of_another_input(
    planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, plan = planned
    assert main(["explain", "placement", str(folder), str(plan), "--child", "niemand"]) == 2
    assert "niemand steht nicht in children.csv" in capsys.readouterr().err
    children = folder / "children.csv"
    children.write_text(children.read_text(encoding="utf-8").replace(",30,", ",31,"), "utf-8")
    assert main(["explain", "placement", str(folder), str(plan), "--child", "mila"]) == 2
    assert "gehört zu einer anderen Eingabe" in capsys.readouterr().err


def test_price_says_what_each_rule_costs(
    planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = planned
    capsys.readouterr()
    assert main(["price", "placement", str(folder)]) == 0
    before = capsys.readouterr().out
    parameters = folder / "parameters.toml"
    text = parameters.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("primary", "sec"))]
    limits = "primary = 1\nsec1 = 1\nsec2 = 1"
    kept = [f"{line}\n{limits}" if line == "[limits_minutes]" else line for line in kept]
    if "[limits_minutes]" not in text:
        kept += ["[limits_minutes]", limits]
    parameters.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert main(["price", "placement", str(folder)]) == 0
    after = capsys.readouterr().out
    assert "Zeitlimit (primary): ohne diese Regel" in after
    assert after != before
