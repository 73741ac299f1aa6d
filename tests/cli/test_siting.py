# SPDX-License-Identifier: EUPL-1.2
"""`plan siting` and `check siting` keep the contract: files, codes, sentences."""

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Round

CANDIDATES = """\
candidate_id,school_id,kind,grade_from,grade_to,seats,fixed_cost_cents,max_groups
bach,gs1,language,1,4,15,4000000,1
berg,gs2,language,1,4,15,4100000,2
"""


@pytest.fixture
def siting(placement: "Round") -> "Round":
    """Eli has no seat; a group at Bach or at Berg would give her one."""
    placement.write("candidates.csv", CANDIDATES)
    placement.write("parameters.toml", "cents_per_minute = 500\n")
    return placement


def plan(siting: "Round", *options: str) -> "Answer":
    return siting.call("plan", "siting", str(siting.in_dir), str(siting.out_dir), *options)


def check(siting: "Round") -> "Answer":
    return siting.call("check", "siting", str(siting.in_dir), str(siting.out_dir))


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def document(siting: "Round") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(siting.read("siting.json"))
    return said


def test_a_group_opens_for_eli_and_the_check_agrees(siting: "Round") -> None:
    answer = plan(siting)
    assert answer.code == 0, answer.err
    (opening,) = table(siting.read("openings.csv"))
    assert opening == {
        "candidate_id": "bach",
        "groups": "1",
        "seats": "15",
        "cost_cents": "4000000",
        "children_more": "1",
        "next_best": "berg",
    }
    assert {row["child_id"] for row in table(siting.read("placements.csv"))} >= {"eli", "ada"}
    assert siting.read("closings.csv") == "group_id,saved_cents\n"
    assert document(siting)["proven"] is True
    assert "Entwurf: 1 neue Gruppe mit 15 Plätzen an 1 Stelle." in answer.out
    assert (
        "15 Plätze für Klasse 1 bis 4 (Sprachförderung) an Grundschule am Bach (gs1)" in answer.out
    )
    assert "Nächstbeste Lösung: eine Gruppe (Sprachförderung) an Grundschule am Berg" in answer.out
    checked = check(siting)
    assert (checked.code, checked.err) == (0, "")
    assert "nichts öffnet an einer Förder- oder Klinikschule" in checked.out


def test_without_money_eli_waits_and_the_code_is_one(siting: "Round") -> None:
    siting.write("parameters.toml", "cents_per_minute = 500\nbudget_cents = 3999999\n")
    answer = plan(siting)
    assert answer.code == 1
    assert table(siting.read("openings.csv")) == []
    assert [row["child_id"] for row in table(siting.read("unplaced.csv"))] == ["eli"]
    assert check(siting).code == 0


def test_a_group_that_nobody_needs_closes(siting: "Round") -> None:
    siting.write("closable.csv", "group_id,saved_cents\ng5,100000\n")
    assert plan(siting).code == 0
    assert siting.read("closings.csv") == "group_id,saved_cents\ng5,100000\n"
    assert check(siting).code == 0


def test_families_stay_together_when_the_file_says_so(siting: "Round") -> None:
    siting.write("parameters.toml", "cents_per_minute = 500\nwhole_families = true\n")
    assert plan(siting).code == 0
    at = {row["child_id"]: row["school_id"] for row in table(siting.read("placements.csv"))}
    assert at["ada"] == at["ben"]
    assert document(siting)["together"] == {"ada": at["ada"], "ben": at["ada"]}
    assert check(siting).code == 0


def test_the_same_input_gives_the_same_bytes(siting: "Round") -> None:
    plan(siting)
    files = ("openings.csv", "closings.csv", "siting.json", "placements.csv", "plan.json")
    first = [siting.read(file) for file in files]
    plan(siting)
    assert [siting.read(file) for file in files] == first


REFUSED = {
    "Förderschule": ("candidates.csv", "bach,gs1", "bach,fs1"),
    "steht nicht in schools.csv": ("candidates.csv", "bach,gs1", "bach,nirgends"),
    "„fixed_cost_cents“ ist „viel“": ("candidates.csv", "4000000", "viel"),
    "steht schon in Zeile 2": ("candidates.csv", "berg,gs2", "bach,gs2"),
    "religion": ("candidates.csv", "max_groups", "max_groups,religion"),
    "„cents_per_minute“ fehlt": ("parameters.toml", "cents_per_minute = 500", "level_days = 7"),
    "whole_families": ("parameters.toml", "= 500", '= 500\nwhole_families = "ja"'),
    "„cents_per_minute“ ist -1": ("parameters.toml", "= 500", "= -1"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_bad_input_is_refused_and_nothing_is_written(siting: "Round", sentence: str) -> None:
    siting.change(*REFUSED[sentence])
    answer = plan(siting)
    assert answer.code == 2
    assert sentence.casefold() in answer.err.casefold()
    assert not siting.out_dir.exists()


def test_candidates_are_needed(siting: "Round") -> None:
    (siting.in_dir / "candidates.csv").unlink()
    answer = plan(siting)
    assert answer.code == 2
    assert "candidates.csv: Die Datei fehlt" in answer.err


def test_a_placement_alone_reads_the_same_folder(siting: "Round") -> None:
    assert siting.plan().code == 1


TAMPERED = {
    "Plätze stimmen nicht": ("openings.csv", "bach,1,15,", "bach,1,16,"),
    "„next_best“ von bach ist anders": ("openings.csv", ",berg", ",bach"),
    "gehört zu einer anderen Eingabe": ("siting.json", '"input_sha256": "', '"input_sha256": "0'),
    "Die Öffnungen kosten": ("siting.json", '"cost_cents": 4000000', '"cost_cents": 1'),
}


@pytest.mark.parametrize("sentence", TAMPERED)
def test_a_changed_file_breaks_its_word(siting: "Round", sentence: str) -> None:
    plan(siting)
    file, old, new = TAMPERED[sentence]
    text = siting.read(file)
    assert old in text
    (siting.out_dir / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    answer = check(siting)
    assert answer.code == 1, answer
    assert sentence in answer.out


@pytest.mark.parametrize("text", ["{}", "kein JSON", '{"openings": {"tal": {}}}'])
def test_what_is_no_plan_is_refused(siting: "Round", text: str) -> None:
    plan(siting)
    (siting.out_dir / "siting.json").write_text(text, encoding="utf-8")
    answer = check(siting)
    assert answer.code == 2
    assert "siting.json" in answer.err
