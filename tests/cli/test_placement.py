# SPDX-License-Identifier: EUPL-1.2
"""`plan placement` and `check placement` keep the contract: files, codes, bytes."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from rundertisch.cli.placement import solving

if TYPE_CHECKING:
    from tests.cli.conftest import Round

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "plan.schema.json"
PROVEN_FILES = ("placements.csv", "unplaced.csv", "plan.json")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def plan_json(placement: "Round") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(placement.read("plan.json"))
    return document


def seats(placement: "Round") -> dict[str, str]:
    return {row["child_id"]: row["group_id"] for row in table(placement.read("placements.csv"))}


def everybody_fits(placement: "Round") -> None:
    placement.change("groups.csv", "g2,gs2,language,1,4,1", "g2,gs2,language,1,4,2")


def test_who_waited_longest_sits_and_who_does_not_gets_a_reason_and_code_one(
    placement: "Round",
) -> None:
    answer = placement.plan()

    assert answer.code == 1
    assert sorted(seats(placement)) == ["ada", "ben", "cem", "dua"]
    (eli,) = table(placement.read("unplaced.csv"))
    assert (eli["child_id"], eli["level"], eli["reason_code"]) == ("eli", "0", "full")
    assert re.fullmatch(r"seat;g[12];1", eli["smallest_change"])
    assert plan_json(placement)["levels"][0]["value"] == {"4": 0, "1": 0, "0": 1}


def test_a_seat_for_everybody_is_code_zero(placement: "Round") -> None:
    everybody_fits(placement)

    answer = placement.plan()

    assert answer.code == 0
    assert len(seats(placement)) == 5
    assert placement.read("unplaced.csv") == "child_id,level,reason_code,reason,smallest_change\n"


def test_nobody_waits_and_the_plan_is_empty(placement: "Round") -> None:
    header = (placement.in_dir / "children.csv").read_text(encoding="utf-8").splitlines()[0]
    placement.write("children.csv", header + "\n")

    answer = placement.plan()

    assert answer.code == 0
    assert seats(placement) == {}
    assert placement.check().code == 0


def test_no_child_sits_at_a_special_school_however_near_and_empty_it_is(
    placement: "Round",
) -> None:
    placement.plan()

    assert "g5" not in seats(placement).values()


def test_a_special_school_marked_yes_stays_out_and_the_note_says_so(placement: "Round") -> None:
    placement.change("schools.csv", "7.3661,,", "7.3661,,yes")

    answer = placement.plan()

    assert (
        "schools.csv, Zeile 5: fs1 hat die Form „Förderschule“ und bleibt außen vor" in answer.err
    )
    assert "g5" not in seats(placement).values()


def test_a_hospital_school_listed_under_another_form_stays_out(placement: "Round") -> None:
    placement.change("schools.csv", "Schule am Hang,Förderschule", "Schule für Kranke,Grundschule")

    answer = placement.plan()

    assert "klingt nach Förder- oder Klinikschule und bleibt außen vor" in answer.err
    assert "g5" not in seats(placement).values()


@pytest.mark.parametrize(
    ("name", "form"),
    [("Klinikschule am Hang", "Grundschule"), ("Schule am Hang", "Sonderschule")],
)
def test_no_entry_lifts_the_line_at_special_and_hospital_schools(
    placement: "Round", name: str, form: str
) -> None:
    placement.change("schools.csv", "Schule am Hang,Förderschule", f"{name},{form}")
    placement.change("schools.csv", "7.3661,,", "7.3661,,yes")

    answer = placement.plan()

    assert "dort setzt kein Plan ein Kind hin" in answer.err
    assert "g5" not in seats(placement).values()


def test_the_files_have_the_columns_and_the_order_of_the_contract(placement: "Round") -> None:
    placement.plan()

    data = (placement.out_dir / "placements.csv").read_bytes()
    assert data.startswith(b"child_id,group_id,school_id,minutes,estimate,reason_code,reason\n")
    assert b"\r" not in data
    assert list(seats(placement)) == ["ada", "ben", "cem", "dua"]
    assert {row["estimate"] for row in table(placement.read("placements.csv"))} == {"1"}
    assert sorted(path.name for path in placement.out_dir.iterdir()) == [
        "placements.csv",
        "plan.json",
        "timings.json",
        "unplaced.csv",
    ]


def test_plan_json_keeps_its_schema(placement: "Round") -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    placement.plan()
    validator.validate(plan_json(placement))

    placement.write(
        "parameters.toml", '[policy]\nadopted_by = "Kreistag"\nadopted_on = 2026-06-22\n'
    )
    placement.plan()
    document = plan_json(placement)
    validator.validate(document)
    assert document["policy"] == {
        "status": "adopted",
        "adopted_by": "Kreistag",
        "adopted_on": "2026-06-22",
        "document": "",
    }
    del document["levels"][2]["bound"]
    assert not validator.is_valid(document)


def test_timings_tell_phases_threads_and_machine(placement: "Round") -> None:
    placement.plan("--threads", "2")

    timings = json.loads(placement.read("timings.json"))
    assert timings["threads"] == 2
    assert timings["seconds"]["solve"] > 0
    assert set(timings["machine"]) == {"system", "architecture", "cores", "python"}


def test_a_plan_without_adoption_is_called_a_draft_in_the_first_line(placement: "Round") -> None:
    answer = placement.plan()

    assert answer.out.splitlines()[0] == "Entwurf: 4 von 5 Kindern bekämen einen Platz, 1 nicht."
    assert plan_json(placement)["policy"]["status"] == "draft"


def test_an_adopted_plan_is_no_draft(placement: "Round") -> None:
    placement.write("parameters.toml", '[policy]\nadopted_by = "Kreistag"\n')

    answer = placement.plan()

    assert "Entwurf" not in answer.out.splitlines()[0]
    assert "Maßstäbe beschlossen: Kreistag." in answer.out


def test_the_summary_never_says_optimal_and_no_home(placement: "Round") -> None:
    answer = placement.plan()

    everything = answer.out + answer.err + placement.read("placements.csv")
    assert "optimal" not in everything.casefold()
    assert "51.29" not in everything


def test_travel_minutes_replace_coordinates_and_are_no_estimates(placement: "Round") -> None:
    for old in ("51.2903,7.3660,30,0,fam1,\nben", "51.2916,7.3461,"):
        new = re.sub(r"51\.\d+,7\.\d+", ",", old)
        placement.change("children.csv" if "ben" in old else "schools.csv", old, new)
    pairs = {("ada", "gs1"): 9, ("ben", "gs2"): 7, ("cem", "ge1"): 20, ("dua", "ge1"): 21}
    placement.write(
        "travel.csv",
        "minutes,child_id,school_id\n"
        + "".join(f"{minutes},{child},{school}\n" for (child, school), minutes in pairs.items()),
    )

    placement.plan()

    rows = table(placement.read("placements.csv"))
    assert {(r["child_id"], r["school_id"]): int(r["minutes"]) for r in rows} == pairs
    assert {row["estimate"] for row in rows} == {"0"}
    (eli,) = table(placement.read("unplaced.csv"))
    assert eli["reason_code"] == "too_far"


def test_a_byte_order_mark_other_line_ends_and_another_order_of_columns_change_nothing(
    placement: "Round",
) -> None:
    placement.plan()
    before = {file: placement.read(file) for file in PROVEN_FILES}

    for path in placement.in_dir.iterdir():
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        turned = io.StringIO(newline="")
        csv.writer(turned, lineterminator="\r\n").writerows([row[::-1] for row in rows])
        path.write_bytes(b"\xef\xbb\xbf" + turned.getvalue().encode())
    placement.plan()

    assert {file: placement.read(file) for file in PROVEN_FILES} == before


def test_an_unknown_column_is_ignored_with_a_note(placement: "Round") -> None:
    placement.change("groups.csv", "regular_seats", "regular_seats,room")
    text = (placement.in_dir / "groups.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    placement.write("groups.csv", "\n".join([head, *(f"{row},1.07" for row in rows)]))

    answer = placement.plan()

    assert answer.code == 1
    assert "groups.csv: Spalte „room“ ist unbekannt; unbeachtet." in answer.err


def test_a_lock_that_does_not_fit_is_refused_by_its_rule(placement: "Round") -> None:
    placement.write(
        "parameters.toml",
        "locked = [{child='ada', group='g1', reason='x'}, {child='ben', group='g1', reason='x'}]\n",
    )

    answer = placement.plan()

    assert answer.code == 2
    assert "g1" in answer.err
    assert not placement.out_dir.exists()


def test_a_lock_at_a_special_school_is_refused(placement: "Round") -> None:
    placement.write("parameters.toml", "locked = [{child='ada', group='g5', reason='x'}]\n")

    answer = placement.plan()

    assert answer.code == 2
    assert "fs1" in answer.err or "g5" in answer.err


def test_a_locked_child_sits_where_a_person_put_it(placement: "Round") -> None:
    placement.write("parameters.toml", "locked = [{child='eli', group='g1', reason='Bruder'}]\n")

    placement.plan()

    rows = {row["child_id"]: row for row in table(placement.read("placements.csv"))}
    assert (rows["eli"]["group_id"], rows["eli"]["reason_code"]) == ("g1", "locked")
    assert placement.check().code == 0


def test_bad_input_leaves_an_earlier_plan_untouched(placement: "Round") -> None:
    placement.plan()
    before = {path.name: path.read_bytes() for path in placement.out_dir.iterdir()}
    placement.change("children.csv", "ada,2,", "ada,99,")

    assert placement.plan().code == 2

    assert {path.name: path.read_bytes() for path in placement.out_dir.iterdir()} == before


@pytest.mark.parametrize(("trouble", "code"), [(RuntimeError("x"), 70), (KeyboardInterrupt(), 130)])
def test_a_failure_or_control_c_leaves_an_earlier_plan_untouched(
    placement: "Round", monkeypatch: pytest.MonkeyPatch, trouble: BaseException, code: int
) -> None:
    placement.plan()
    before = {path.name: path.read_bytes() for path in placement.out_dir.iterdir()}

    def fail(**_: object) -> None:
        raise trouble

    monkeypatch.setattr(solving, "solve_interruptibly", fail)

    assert placement.plan().code == code

    assert {path.name: path.read_bytes() for path in placement.out_dir.iterdir()} == before
    assert [path.name for path in placement.out_dir.parent.iterdir() if "." in path.name] == []


def test_a_folder_with_other_files_is_refused(placement: "Round") -> None:
    placement.out_dir.mkdir()
    (placement.out_dir / "notizen.txt").write_text("wichtig", encoding="utf-8")

    answer = placement.plan()

    assert answer.code == 2
    assert "enthält anderes als einen Plan (notizen.txt)" in answer.err
    assert (placement.out_dir / "notizen.txt").read_text(encoding="utf-8") == "wichtig"


def test_the_input_folder_is_never_overwritten(placement: "Round") -> None:
    answer = placement.call("plan", "placement", str(placement.in_dir), str(placement.in_dir))

    assert answer.code == 2
    assert (placement.in_dir / "children.csv").exists()


def plan_in_a_process(placement: "Round", out: Path, *options: str, hash_seed: str) -> int:
    command = [sys.executable, "-m", "rundertisch", "plan", "placement", str(placement.in_dir)]
    return subprocess.run(  # noqa: S603  (our own interpreter)
        [*command, str(out), *options],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
    ).returncode


def test_threads_and_hash_seeds_do_not_change_a_byte(placement: "Round", tmp_path: Path) -> None:
    runs = {"a": (("--threads", "1"), "1"), "b": (("--threads", "2"), "2")}
    for name, (options, hash_seed) in runs.items():
        assert plan_in_a_process(placement, tmp_path / name, *options, hash_seed=hash_seed) == 1

    for file in PROVEN_FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_control_c_while_solving_ends_with_130_and_writes_nothing(
    placement: "Round", tmp_path: Path
) -> None:
    slow = (
        "import sys, time\n"
        "from rundertisch.engine.placement import solve as module\n"
        "def solve(problem, **_):\n"
        "    print('solving', file=sys.stderr, flush=True)\n"
        "    time.sleep(60)\n"
        "module.solve = solve\n"
        "from rundertisch.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    with subprocess.Popen(  # noqa: S603  (our own interpreter)
        [
            sys.executable,
            "-c",
            slow,
            "plan",
            "placement",
            str(placement.in_dir),
            str(tmp_path / "x"),
        ],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "solving\n"
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        process.wait(timeout=20)

    assert process.returncode == 130
    assert "Abgebrochen." in said
    assert time.monotonic() - began < 20
    assert not (tmp_path / "x").exists()


def test_a_plan_keeps_its_word(placement: "Round") -> None:
    placement.plan()

    answer = placement.check()

    assert answer.code == 0
    assert answer.out.startswith("Der Plan hält, was er sagt: 4 Kinder mit Platz, 1 ohne")


def spoil(placement: "Round", file: str, old: str, new: str) -> None:
    text = placement.read(file)
    assert re.search(old, text)
    (placement.out_dir / file).write_text(re.sub(old, new, text, count=1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("placements.csv", r"ada,g\d,gs\d", "ada,g5,fs1"),
        ("placements.csv", r"ada,.*\n", ""),
        ("placements.csv", r"(cem,g3,ge1),\d+", r"\1,1"),
        ("placements.csv", r"cem,g3,ge1,(\d+),1", r"cem,g3,ge1,\1,0"),
        ("unplaced.csv", r"eli,0,full", "eli,0,too_far"),
        ("unplaced.csv", r"eli,0", "eli,3"),
        ("placements.csv", r"Wartezeit und die Plätze der anderen", "Wartezeit und alle anderen"),
        ("unplaced.csv", r"Alle erreichbaren Lerngruppen sind voll", "Das Kind muss warten"),
        ("unplaced.csv", r"seat;g1;1", ""),
        ("plan.json", r'("name": "unplaced",(?s:.)*?"proven": )true', r"\1false"),
        ("plan.json", r'("name": "ways_and_pairs",(?s:.)*?"proven": )true', r"\1false"),
        ("plan.json", r'"0": 1', '"0": 0'),
        ("plan.json", r'"minutes": (\d+),\n *"pairs"', r'"minutes": 1\1,\n "pairs"'),
        ("plan.json", r'"input_sha256": "....', '"input_sha256": "0000'),
        ("plan.json", r'"placed": 4', '"placed": 5'),
        ("plan.json", r'"status": "draft"', '"status": "adopted"'),
        ("plan.json", r'"adopted_by": ""', '"adopted_by": "Kreistag"'),
        ("plan.json", r'"families_partly_placed": 0', '"families_partly_placed": 1'),
    ],
)
def test_a_plan_that_breaks_its_word_is_code_one_with_a_line_for_each(
    placement: "Round", file: str, old: str, new: str
) -> None:
    placement.plan()
    spoil(placement, file, old, new)

    answer = placement.check()

    assert answer.code == 1
    assert answer.out.strip()


def test_a_seat_at_a_special_school_is_what_check_says_first(placement: "Round") -> None:
    placement.plan()
    spoil(placement, "placements.csv", r"ada,g\d,gs\d", "ada,g5,fs1")

    first = placement.check().out.splitlines()[0]

    assert "ada" in first
    assert "fs1" in first


def test_a_plan_of_another_input_breaks_its_word(placement: "Round") -> None:
    placement.plan()
    placement.change("children.csv", "ada,2,51.2903", "ada,2,51.2904")

    answer = placement.check()

    assert answer.code == 1
    assert "„input_sha256“ gehört zu einer anderen Eingabe" in answer.out


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("plan.json", r"^\{", "", "plan.json fehlt oder ist kein lesbares JSON"),
        ("plan.json", r'"pairs"', '"peers"', "plan.json hat nicht die Form eines Plans"),
        ("plan.json", r'"seed": 0', '"seed": "0"', "plan.json hat nicht die Form eines Plans"),
        ("placements.csv", r"minutes", "minuten", "placements.csv: Spalte fehlt: minutes"),
        ("placements.csv", r"(ada,\w+,\w+),\d+", r"\1,x", "placements.csv, Zeile 2: „minutes“"),
        ("unplaced.csv", r"full", "busy", "unplaced.csv, Zeile 2: „reason_code“ ist „busy“"),
        ("unplaced.csv", r"seat;", "chair;", "„smallest_change“ ist „chair;"),
    ],
)
def test_files_that_are_no_plan_are_code_two(
    placement: "Round", file: str, old: str, new: str, sentence: str
) -> None:
    placement.plan()
    spoil(placement, file, old, new)

    answer = placement.check()

    assert answer.code == 2
    assert sentence in answer.err


def test_a_missing_plan_is_code_two(placement: "Round") -> None:
    assert placement.check().code == 2

    placement.plan()
    (placement.out_dir / "unplaced.csv").unlink()

    answer = placement.check()
    assert answer.code == 2
    assert "unplaced.csv: Die Datei fehlt" in answer.err
