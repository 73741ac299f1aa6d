# SPDX-License-Identifier: EUPL-1.2
"""The options of a placement round in the files: read exactly, refused exactly."""

from typing import TYPE_CHECKING

import pytest

from rundertisch.cli.placement.source import read_source
from rundertisch.engine.placement.problem import Problem

if TYPE_CHECKING:
    from tests.cli.conftest import Round


def column(placement: "Round", file: str, name: str, *cells: str) -> None:
    """Add a column; rows without a cell get an empty one."""
    head, *rows = (placement.in_dir / file).read_text(encoding="utf-8").splitlines()
    filled = [*cells, *("" for _ in rows[len(cells) :])]
    lines = [f"{head},{name}", *(f"{r},{c}" for r, c in zip(rows, filled, strict=True))]
    placement.write(file, "\n".join(lines) + "\n")


def problem(placement: "Round") -> Problem:
    return read_source(folder=placement.in_dir).problem


def test_without_the_columns_nobody_has_a_claim_and_every_cap_is_hard(placement: "Round") -> None:
    children, schools = problem(placement).children, problem(placement).schools
    assert {(c.priority, c.claim, c.claim_waived, c.address_protected) for c in children} == {
        (0, "", False, False)
    }
    assert {(s.site, s.cap_soft) for s in schools} == {("", False)}
    assert [s.hard_cap for s in schools] == [None, 4, None, None]


def test_hardship_claims_and_protected_homes_are_read(placement: "Round") -> None:
    column(placement, "children.csv", "priority", "2", "", "1", "0")
    column(placement, "children.csv", "claim_school", "gs1", "gs2")
    column(placement, "children.csv", "claim_waived", "0", "1")
    column(placement, "children.csv", "address_protected", "", "1", "0")

    children = problem(placement).children

    assert [child.priority for child in children] == [2, 0, 1, 0, 0]
    assert [child.claim_school for child in children] == ["gs1", "gs2", "", "", ""]
    assert [child.claim for child in children] == ["gs1", "", "", "", ""]
    assert [child.address_protected for child in children] == [False, True, False, False, False]


def test_a_cap_without_its_decision_is_soft_once_the_column_exists(placement: "Round") -> None:
    column(placement, "schools.csv", "cap_ref", "", "", "", "")
    source = read_source(folder=placement.in_dir)
    assert [(s.hard_cap, s.soft_cap) for s in source.problem.schools][1] == (None, 4)
    assert [note for note in source.notes if "Obergrenze" in note] == [
        (
            "schools.csv, Zeile 3: für die Obergrenze von gs2 ist kein Beschluss genannt "
            "(„cap_ref“ ist leer). Sie gilt als weich: Ihretwegen bleibt kein Kind ohne Platz."
        )
    ]


def test_a_cap_with_its_decision_is_hard_and_sites_are_read(placement: "Round") -> None:
    column(placement, "schools.csv", "cap_ref", "", "Beschluss 12/2026")
    column(placement, "schools.csv", "site", "", "Tal", "Tal")
    schools = problem(placement).schools
    assert [(s.hard_cap, s.soft_cap) for s in schools][1] == (4, None)
    assert [s.site for s in schools] == ["", "Tal", "Tal", ""]


def test_every_exchange_rate_is_read(placement: "Round") -> None:
    placement.write(
        "parameters.toml",
        "worst_slack_minutes = 3\nminutes_per_wish = [15, 10, 5]\nminutes_per_site = 8\n"
        'sibling_measure = "linear"\nmove_minutes = 20\n[policy]\nadopted_by = "Kreistag"\n'
        'adopted_on = 2026-06-22\ndocument = "Vorlage 77"\n',
    )

    rules = problem(placement).parameters

    assert rules.worst_slack_minutes == 3
    assert rules.minutes_per_wish == (15, 10, 5)
    assert rules.minutes_per_site == 8
    assert rules.sibling_measure == "linear"
    assert rules.move_minutes == 20
    assert (rules.policy.adopted_by, rules.policy.adopted_on, rules.policy.document) == (
        "Kreistag",
        "2026-06-22",
        "Vorlage 77",
    )


@pytest.mark.parametrize(
    ("file", "name", "cell", "sentence"),
    [
        ("children.csv", "priority", "3", "Zeile 2: „priority“ ist „3“; erlaubt sind ganze Zahlen"),
        ("children.csv", "priority", "hoch", "Zeile 2: „priority“ ist „hoch“"),
        ("children.csv", "claim_school", "gs9", "Zeile 2: „claim_school“ gs9 steht nicht in"),
        ("children.csv", "claim_waived", "ja", "Zeile 2: „claim_waived“ ist „ja“; erlaubt sind 0"),
        ("children.csv", "address_protected", "x", "Zeile 2: „address_protected“ ist „x“"),
    ],
)
def test_a_bad_cell_of_an_option_is_refused_with_file_line_and_what_is_allowed(
    placement: "Round", file: str, name: str, cell: str, sentence: str
) -> None:
    column(placement, file, name, cell)

    answer = placement.plan()

    assert answer.code == 2
    assert f"{file}, {sentence}" in answer.err
    assert not placement.out_dir.exists()


def test_a_claim_to_a_special_school_is_said_to_be_in_vain(placement: "Round") -> None:
    column(placement, "children.csv", "claim_school", "fs1")
    assert (
        "children.csv, Zeile 2: der Anspruch auf fs1 kann nicht gehalten werden; dort setzt kein "
        "Plan ein Kind hin."
    ) in read_source(folder=placement.in_dir).notes


def test_the_fingerprint_of_the_input_tells_options_apart(placement: "Round") -> None:
    before = read_source(folder=placement.in_dir).sha256
    column(placement, "children.csv", "claim_school", "gs1")
    claimed = read_source(folder=placement.in_dir).sha256
    placement.write("parameters.toml", "worst_slack_minutes = 3\n")
    assert len({before, claimed, read_source(folder=placement.in_dir).sha256}) == 3
