# SPDX-License-Identifier: EUPL-1.2
"""`plan siting` and `check siting` keep the contract: files, codes, sentences."""

import csv
import io
import json
import re
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
    assert "keine ist besser" in checked.out


def test_a_dearer_plan_that_keeps_all_its_other_words_is_refused(siting: "Round") -> None:
    """Berg alone is offered, and the plan is then judged against the files with Bach."""
    siting.write("candidates.csv", "".join(CANDIDATES.splitlines(keepends=True)[::2]))
    plan(siting)
    said = siting.read("siting.json")
    siting.write("candidates.csv", CANDIDATES)
    answer = check(siting)
    assert (answer.code, "gehört zu einer anderen Eingabe" in answer.out) == (1, True)
    assert "Andere Öffnungen lassen ebenso wenige Kinder ohne Platz" in answer.out
    assert json.loads(said)["proven"] is True


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
    flattering = re.sub(r"4000000,\d+", "4000000,7", siting.read("openings.csv"))
    (siting.out_dir / "openings.csv").write_text(flattering, encoding="utf-8")
    answer = check(siting)
    assert (answer.code, "Kindern mehr einen Platz, nicht 7." in answer.out) == (1, True)


def test_the_same_input_gives_the_same_bytes(siting: "Round") -> None:
    plan(siting)
    files = ("openings.csv", "closings.csv", "siting.json", "placements.csv", "plan.json")
    first = [siting.read(file) for file in files]
    siting.call("plan", "siting", "--threads", "2", str(siting.in_dir), str(siting.out_dir))
    assert [siting.read(file) for file in files] == first
    assert json.loads(siting.read("timings.json"))["threads"] == 2


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


SCENARIO_CHILDREN = """\
scenario_id,child_id,grade,lat,lon,waiting_days,needs_literacy,family_id,forms
viele,neu1,2,51.25,7.35,0,0,,
viele,neu2,3,51.25,7.35,0,0,,
"""


@pytest.fixture
def expected(siting: "Round") -> "Round":
    """Eli's seat would come at Bach with room for one; either nobody else comes, or two do."""
    siting.write("candidates.csv", CANDIDATES.replace(",15,4000000,1", ",1,4000000,1"))
    siting.write("scenarios.csv", "scenario_id,weight\nkeine,1\nviele,1\n")
    lines = SCENARIO_CHILDREN.splitlines(keepends=True)
    siting.write("scenario_children.csv", "".join(lines))
    if (siting.in_dir / "travel.csv").exists():
        siting.change("travel.csv", "eli,gs2,", "neu1,gs2,20\nneu2,gs2,20\neli,gs2,")
    siting.write("parameters.toml", "cents_per_minute = 0\ncents_per_waiting_child = 90000\n")
    return siting


def test_who_may_yet_arrive_decides_which_group_opens(expected: "Round") -> None:
    """Berg costs 1.000 € more than Bach; two waiting children at even odds weigh their price."""
    answer = plan(expected)
    assert answer.code == 0, answer.err
    assert [row["candidate_id"] for row in table(expected.read("openings.csv"))] == ["bach"]
    assert document(expected)["scenarios"]["viele"] == {"placed": 0, "waiting": 2, "minutes": 0}
    assert document(expected)["value_cents"] == 4000000 + 90000
    assert "Szenario viele: von 2 Ankünften fänden 0 einen Platz." in answer.out
    assert check(expected).code == 0, check(expected).out
    expected.change("parameters.toml", "90000", "110000")
    assert plan(expected).code == 0
    assert [row["candidate_id"] for row in table(expected.read("openings.csv"))] == ["berg"]
    assert document(expected)["scenarios"]["viele"]["waiting"] == 0
    assert check(expected).code == 0


REFUSED_SCENARIOS = {
    "„cents_per_waiting_child“ fehlt": ("parameters.toml", "cents_per_waiting_child = 90000\n", ""),
    "„scenario_id“ vieles steht nicht in scenarios.csv": (
        "scenario_children.csv",
        "viele,neu1",
        "vieles,neu1",
    ),
    "steht schon in children.csv": ("scenario_children.csv", "viele,neu1", "viele,eli"),
    "„weight“ ist „0“": ("scenarios.csv", "viele,1", "viele,0"),
    "nationality": ("scenario_children.csv", "forms\n", "forms,nationality\n"),
}


@pytest.mark.parametrize("sentence", REFUSED_SCENARIOS)
def test_malformed_scenarios_are_refused(expected: "Round", sentence: str) -> None:
    expected.change(*REFUSED_SCENARIOS[sentence])
    answer = plan(expected)
    assert answer.code == 2
    assert sentence.casefold() in answer.err.casefold()
    assert not expected.out_dir.exists()


@pytest.mark.parametrize("file", ["scenarios.csv", "scenario_children.csv"])
def test_scenarios_come_in_two_files(expected: "Round", file: str) -> None:
    (expected.in_dir / file).unlink()
    answer = plan(expected)
    assert (answer.code, f"{file}: Die Datei fehlt" in answer.err) == (2, True)


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


def test_a_plan_that_opens_nothing_and_forgets_to_say_so_is_refused(siting: "Round") -> None:
    header = (siting.in_dir / "candidates.csv").read_text(encoding="utf-8").splitlines()[0]
    siting.write("candidates.csv", f"{header}\n")
    plan(siting)
    told = json.loads(siting.read("siting.json"))
    del told["openings"]
    (siting.out_dir / "siting.json").write_text(json.dumps(told), encoding="utf-8")
    answer = check(siting)
    assert (answer.code, "siting.json hat nicht die Form" in answer.err) == (2, True)
