# SPDX-License-Identifier: EUPL-1.2
"""`simulate placement`: a small year from files to files, and what is refused."""

import csv
import json
import re

from tests.cli.conftest import FILES, Answer, Round

HEAD = "week,child_id,grade,lat,lon,waiting_days,needs_literacy,family_id,forms\n"
ARRIVALS = f"""{HEAD}\
1,fee,2,51.2903,7.3660,0,0,,
3,gil,6,51.2910,7.3700,3,0,,
60,hal,6,51.2910,7.3700,3,0,,
"""


def simulated(placement: Round, *options: str) -> Answer:
    return placement.call(
        "simulate", "placement", str(placement.in_dir), str(placement.out_dir), *options
    )


def test_a_year_is_told_in_three_files_that_keep_their_word(placement: Round) -> None:
    placement.write("arrivals.csv", ARRIVALS.replace("60,", "6,"))
    placement.write("seats.csv", "week,group_id,seats\n5,g1,2\n")
    said = simulated(placement, "--threads", "2")
    assert said.code == 1  # in the sixth grade there are two seats for three children
    assert "Niemand bekommt dadurch einen Platz" in said.out
    assert "nur zum Vergleich" in said.out
    table = said.out.split("\n\n")[1].splitlines()
    assert len({len(line) for line in table}) == 1, "the columns stand below each other"
    assert "wartet aber weiter" in said.out
    assert "Platzwechsel vor der Bekanntgabe setzt voraus" in said.out
    rows = list(csv.DictReader(placement.read("policies.csv").splitlines()))
    assert list(rows[0]) == ["policy", "median", "p90", "longest", "mean_wait", "unplaced_end"]
    assert [row["policy"] for row in rows] == [
        "own_town_first",
        "district_first_come",
        "deferred_acceptance",
        "weekly_optimum",
        "with_moves",
    ]
    assert {row["unplaced_end"] for row in rows} == {"1"}
    assert "fs1" not in placement.read("seatings.csv")
    assert "g5" not in placement.read("seatings.csv")
    document = json.loads(placement.read("simulation.json"))
    assert (document["children"], document["weeks"], document["never"]) == (8, 52, [])
    checked = placement.call("check", "simulation", str(placement.in_dir), str(placement.out_dir))
    assert checked.code == 0, checked.out
    assert "kein Platz zweimal" in checked.out


def test_the_answer_is_the_same_whatever_the_threads(placement: Round) -> None:
    placement.write("arrivals.csv", ARRIVALS.replace("60,", "6,"))
    simulated(placement)
    once = {file: placement.read(file) for file in ("policies.csv", "seatings.csv")}
    simulated(placement, "--threads", "3")
    assert once == {file: placement.read(file) for file in once}


def test_check_names_a_figure_that_was_changed_and_refuses_another_input(placement: Round) -> None:
    placement.write("arrivals.csv", ARRIVALS.replace("60,", "6,"))
    simulated(placement)
    whole = placement.read("policies.csv")
    first = whole.splitlines()[1]
    (placement.out_dir / "policies.csv").write_text(
        whole.replace(first, first.replace("own_town_first,", "own_town_first,9"))
    )
    words = ("check", "simulation", str(placement.in_dir), str(placement.out_dir))
    said = placement.call(*words)
    assert (said.code, "own_town_first: Median" in said.out) == (1, True)
    placement.write("arrivals.csv", HEAD)
    said = placement.call(*words)
    assert (said.code, "andere" in said.out) == (1, True)


SPOILED = [
    ("policies.csv", r"weekly_optimum,.*\n", "", "jede Regel genau einmal"),
    ("policies.csv", r"(weekly_optimum,.*\n)", r"\1\1", "jede Regel genau einmal"),
    ("simulation.json", r'"with_moves": \d+', '"with_moves": 99', "„moves.with_moves“"),
    ("simulation.json", r'"version": 1', '"version": 2', "„version“ ist nicht 1"),
]


def test_a_policy_left_out_and_moves_that_never_happened_are_found(placement: Round) -> None:
    placement.write("arrivals.csv", HEAD)
    simulated(placement, "--weeks", "2")
    for file, old, new, sentence in SPOILED:
        honest = placement.read(file)
        spoiled = re.sub(old, new, honest, count=1)
        (placement.out_dir / file).write_text(spoiled, encoding="utf-8")
        said = placement.call("check", "simulation", str(placement.in_dir), str(placement.out_dir))
        assert (said.code, sentence in said.out) == (1, True)
        (placement.out_dir / file).write_text(honest, encoding="utf-8")


def test_a_year_that_is_not_well_formed_is_refused_and_nothing_written(placement: Round) -> None:
    for text, sentence in (
        (None, "arrivals.csv: Die Datei fehlt"),
        (ARRIVALS, "arrivals.csv, Zeile 4: „week“ ist 60; das Jahr hat die Wochen 1 bis 52"),
        (ARRIVALS.replace("60,hal", "6,ada"), "ada"),
        (ARRIVALS.replace("3,gil", "drei,gil"), "arrivals.csv, Zeile 3"),
        (ARRIVALS.replace("week,", "religion,week,").replace("\n1,", "\n,1,"), "arrivals.csv"),
        (FILES["children.csv"], "Spalte fehlt: week"),
    ):
        if text is not None:
            placement.write("arrivals.csv", text)
        said = simulated(placement)
        assert (said.code, sentence in said.err) == (2, True), said.err
        assert not placement.out_dir.exists()


def test_a_folder_that_holds_anything_else_is_never_replaced(placement: Round) -> None:
    placement.write("arrivals.csv", HEAD)
    placement.out_dir.mkdir()
    (placement.out_dir / "brief.txt").write_text("wichtig")
    said = simulated(placement)
    assert (said.code, "brief.txt" in said.err) == (2, True)
    assert (placement.out_dir / "brief.txt").read_text() == "wichtig"
