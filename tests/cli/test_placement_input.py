# SPDX-License-Identifier: EUPL-1.2
"""Bad input ends with exit code 2 and a sentence that names file and line; nothing is written."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Round

BAD_CELLS = [
    ("children.csv", "ada,2,", "ada,14,", "children.csv, Zeile 2: „grade“ ist „14“"),
    ("children.csv", "ada,2,", "ada,2.0,", "children.csv, Zeile 2: „grade“ ist „2.0“"),
    ("children.csv", "ada,2,", ",2,", "children.csv, Zeile 2: „child_id“ ist leer"),
    ("children.csv", "ben,3,", "ada,3,", "Zeile 3: „child_id“ ada steht schon in Zeile 2"),
    ("children.csv", "7.3700,12,0,,", "7.3700,-1,0,,", "Zeile 4: „waiting_days“ ist „-1“"),
    ("children.csv", "7.3700,12,0,,", "7.3700,,0,,", "Zeile 4: „waiting_days“ ist leer"),
    ("children.csv", "30,0,fam1", "30,ja,fam1", "Zeile 2: „needs_literacy“ ist „ja“"),
    ("children.csv", "51.2903,", "91.0,", "Zeile 2: „lat“ liegt außerhalb der Welt"),
    ("children.csv", "7.3660,30", "-181,30", "Zeile 2: „lon“ liegt außerhalb der Welt"),
    ("children.csv", "51.2903,", "nan,", "Zeile 2: „lat“ ist keine Zahl"),
    ("children.csv", "51.2903,", "inf,", "Zeile 2: „lat“ ist keine Zahl"),
    ("children.csv", "51.2903,", '"51,29",', "Zeile 2: „lat“ ist keine Zahl"),
    ("children.csv", "51.2903,", ",", "Zeile 2: „lat“ ist leer"),
    ("children.csv", "51.2903,7.3660,", ",,", "Das geht nur, wenn travel.csv beiliegt"),
    ("children.csv", "1,,Gesamtschule", "1,,Förderschule", "nennt „Förderschule“. Ein Platz dort"),
    ("children.csv", "ada,2,", "ada,2,9,", "children.csv, Zeile 2: 9 Zellen statt 8"),
    ("children.csv", "ada,2,", 'ada,"2,', "ist die Datei keine Tabelle mehr"),
    ("schools.csv", "gs2,Grund", "gs1,Grund", "Zeile 3: „school_id“ gs1 steht schon in Zeile 2"),
    ("schools.csv", "7.3682,4,", "7.3682,-4,", "schools.csv, Zeile 3: „newcomer_cap“ ist „-4“"),
    ("schools.csv", "4,yes", "4,ja", "„assignable“ ist „ja“; erlaubt sind: yes, named, no"),
    ("groups.csv", "g2,gs2", "g1,gs2", "groups.csv, Zeile 3: „group_id“ g1 steht schon in Zeile 2"),
    ("groups.csv", "g2,gs2", "g2,gs9", "Zeile 3: „school_id“ gs9 steht nicht in schools.csv"),
    ("groups.csv", "1,4,1,2", "1,4,-1,2", "groups.csv, Zeile 3: „free_seats“ ist „-1“"),
    ("groups.csv", "1,4,1,2", "1,4,1,-2", "groups.csv, Zeile 3: „regular_seats“ ist „-2“"),
    ("groups.csv", "1,4,1,2", "4,1,1,2", "„grade_from“ 4 ist größer als „grade_to“ 1"),
    ("groups.csv", "gs2,language", "gs2,sport", "erlaubt sind: literacy, language, regular"),
]
TRAVEL = "child_id,school_id,minutes\nada,gs1,12\n"
OTHER_FILES = [
    ("travel.csv", TRAVEL + "ada,gs2,12.5\n", "travel.csv, Zeile 3: „minutes“ ist „12.5“"),
    ("travel.csv", TRAVEL + "ada,gs2,-1\n", "travel.csv, Zeile 3: „minutes“ ist „-1“"),
    ("travel.csv", TRAVEL + "ada,gs1,13\n", "travel.csv, Zeile 3: Das Paar ada und gs1"),
    ("travel.csv", TRAVEL + "zoe,gs1,13\n", "„child_id“ zoe steht nicht in children.csv"),
    ("travel.csv", TRAVEL + "ada,gs9,13\n", "„school_id“ gs9 steht nicht in schools.csv"),
    (
        "placed.csv",
        "child_id,family_id,grade,group_id\nada,fam1,2,g1\n",
        "placed.csv, Zeile 2: „child_id“ ada steht auch in children.csv",
    ),
    (
        "placed.csv",
        "child_id,family_id,grade,group_id,announced\nfay,fam1,2,g1,vielleicht\n",
        "placed.csv, Zeile 2: „announced“ ist „vielleicht“",
    ),
    (
        "placed.csv",
        "child_id,family_id,grade,group_id\nfay,fam1,2,g9\n",
        "„group_id“ g9 steht nicht in groups.csv",
    ),
    ("wishes.csv", "child_id,school_id,rank\nada,gs1,4\n", "wishes.csv, Zeile 2: „rank“ ist „4“"),
    (
        "wishes.csv",
        "child_id,school_id,rank\nada,gs1,1\nada,gs1,2\n",
        "wishes.csv, Zeile 3: Den Wunsch ada und gs1 gibt es schon",
    ),
    ("parameters.toml", "level_day = 7\n", "„level_day“ ist kein Schlüssel"),
    ("parameters.toml", "[limits_minutes]\nprimry = 7\n", "„limits_minutes.primry“ ist kein"),
    ("parameters.toml", "[policy]\nby = 'x'\n", "„policy.by“ ist kein Schlüssel"),
    ("parameters.toml", "version = 2\n", "„version“ ist 2; erlaubt: nur 1"),
    ("parameters.toml", "level_days = 0\n", "„level_days“ ist 0; erlaubt: ganze Zahlen von 1"),
    ("parameters.toml", "level_days = true\n", "„level_days“ ist true"),
    ("parameters.toml", "level_days = 7.0\n", "„level_days“ ist 7.0"),
    ("parameters.toml", 'minutes_per_pair = "streng"\n', '„minutes_per_pair“ ist "streng"'),
    ("parameters.toml", "[speeds]\nwalk_kmh = nan\n", "„speeds.walk_kmh“ ist nan"),
    ("parameters.toml", "[speeds]\nride_kmh = 0\n", "„speeds.ride_kmh“ ist 0"),
    ("parameters.toml", "speeds = 3\n", "„speeds“ ist kein Abschnitt"),
    ("parameters.toml", "[policy]\nadopted_on = '3.8.2026'\n", "erlaubt: ein Tag"),
    ("parameters.toml", "[policy]\nadopted_by = 3\n", "„policy.adopted_by“ ist 3; erlaubt: ein"),
    ("parameters.toml", "level_days = = 7\n", "parameters.toml, Zeile 1: Die Datei ist hier kein"),
    ("parameters.toml", "locked = [{child='ada'}]\n", "group, reason fehlt oder ist leer"),
    (
        "parameters.toml",
        "locked = [{child='zoe', group='g1', reason='x'}]\n",
        "„locked“ nennt zoe; das steht nicht in children.csv",
    ),
    (
        "parameters.toml",
        "locked = [{child='ada', group='g9', reason='x'}]\n",
        "„locked“ nennt g9; das steht nicht in groups.csv",
    ),
    (
        "parameters.toml",
        "excluded = [{child='ada', school='gs9', reason='x'}]\n",
        "„excluded“ nennt gs9; das steht nicht in schools.csv",
    ),
    (
        "parameters.toml",
        "worst_slack_minutes = -5\n",
        "„worst_slack_minutes“ ist -5; erlaubt",
    ),
    ("parameters.toml", "worst_slack_minutes = 1.5\n", "„worst_slack_minutes“ ist 1.5; erlaubt"),
    ("parameters.toml", "minutes_per_wish = 9\n", "„minutes_per_wish“ ist 9; erlaubt: drei ganze"),
    (
        "parameters.toml",
        "minutes_per_wish = [9, 5]\n",
        "„minutes_per_wish“ ist [9, 5]; erlaubt",
    ),
    ("parameters.toml", "minutes_per_wish = [9, 5, -1]\n", "„minutes_per_wish“ ist [9, 5, -1]"),
    ("parameters.toml", "minutes_per_wish = [9, 5, true]\n", "„minutes_per_wish“ ist [9, 5, True]"),
    ("parameters.toml", "minutes_per_site = 'x'\n", '„minutes_per_site“ ist "x"; erlaubt: ganze'),
    ("parameters.toml", "sibling_measure = 'square'\n", '„sibling_measure“ ist "square"; erlaubt'),
    ("parameters.toml", "move_minutes = -1\n", "„move_minutes“ ist -1; erlaubt: ganze Zahlen"),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BAD_CELLS)
def test_a_bad_cell_is_named_with_its_line(
    placement: "Round", file: str, old: str, new: str, sentence: str
) -> None:
    placement.change(file, old, new)

    answer = placement.plan()

    assert answer.code == 2
    assert sentence in answer.err
    assert answer.out == ""
    assert not placement.out_dir.exists()


@pytest.mark.parametrize(("file", "text", "sentence"), OTHER_FILES)
def test_a_bad_optional_file_is_refused_with_its_line(
    placement: "Round", file: str, text: str, sentence: str
) -> None:
    placement.write(file, text)

    answer = placement.plan()

    assert answer.code == 2
    assert sentence in answer.err
    assert not placement.out_dir.exists()


@pytest.mark.parametrize("file", ["children.csv", "schools.csv", "groups.csv"])
def test_a_missing_file_is_named(placement: "Round", file: str) -> None:
    (placement.in_dir / file).unlink()

    answer = placement.plan()

    assert answer.code == 2
    assert f"{file}: Die Datei fehlt" in answer.err


def test_a_missing_folder_is_named(placement: "Round") -> None:
    answer = placement.call("plan", "placement", "gibt-es-nicht", str(placement.out_dir))

    assert answer.code == 2
    assert "Den Ordner gibt-es-nicht gibt es nicht" in answer.err


@pytest.mark.parametrize(
    "column",
    ["child_id", "grade", "lat", "lon", "waiting_days", "needs_literacy", "family_id", "forms"],
)
def test_a_missing_column_is_named(placement: "Round", column: str) -> None:
    placement.change("children.csv", column, f"x_{column}")

    answer = placement.plan()

    assert answer.code == 2
    assert f"children.csv: Spalte fehlt: {column}." in answer.err


def test_a_column_that_stands_twice_is_refused(placement: "Round") -> None:
    placement.write("wishes.csv", "child_id,school_id,rank,rank\nada,gs1,1,2\n")

    answer = placement.plan()

    assert answer.code == 2
    assert "Spalte doppelt: rank" in answer.err


@pytest.mark.parametrize("column", ["religion", "nationality", "ethnicity", "Herkunftsland"])
@pytest.mark.parametrize("file", ["children.csv", "schools.csv"])
def test_a_forbidden_column_is_refused_by_name(placement: "Round", file: str, column: str) -> None:
    lines = (placement.in_dir / file).read_text(encoding="utf-8").splitlines()
    placement.write(file, "\n".join([f"{lines[0]},{column}", *(f"{line},x" for line in lines[1:])]))

    answer = placement.plan()

    assert answer.code == 2
    assert f"„{column}“" in answer.err
    assert not placement.out_dir.exists()


def test_semicolons_are_refused_with_the_way_to_save_the_file(placement: "Round") -> None:
    text = (placement.in_dir / "children.csv").read_text(encoding="utf-8").replace(",", ";")
    placement.write("children.csv", text)

    answer = placement.plan()

    assert answer.code == 2
    assert "children.csv: Das Trennzeichen ist kein Komma." in answer.err
    assert "Feldtrenner Komma" in answer.err


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-be"])
def test_other_encodings_are_refused_with_the_way_to_save_the_file(
    placement: "Round", encoding: str
) -> None:
    text = (placement.in_dir / "schools.csv").read_text(encoding="utf-8")
    (placement.in_dir / "schools.csv").write_bytes(text.encode(encoding))

    answer = placement.plan()

    assert answer.code == 2
    assert "schools.csv: Der Zeichensatz ist nicht UTF-8" in answer.err
    assert "CSV UTF-8" in answer.err


def test_every_problem_of_every_file_is_told_at_once(placement: "Round") -> None:
    placement.change("children.csv", "ada,2,", "ada,0,")
    placement.change("children.csv", "cem,6,", "cem,x,")
    placement.change("groups.csv", "1,4,1,2", "1,4,-1,2")
    placement.write("parameters.toml", "level_days = 0\n")

    answer = placement.plan()

    assert [line.partition(": ")[0] for line in answer.err.splitlines()] == [
        "children.csv, Zeile 2",
        "children.csv, Zeile 4",
        "groups.csv, Zeile 3",
        "parameters.toml",
    ]


def test_after_twenty_problems_of_a_file_only_their_number_is_told(placement: "Round") -> None:
    header = "child_id,grade,lat,lon,waiting_days,needs_literacy,family_id,forms\n"
    rows = "".join(f"c{number},99,51.3,7.3,1,0,,\n" for number in range(25))
    placement.write("children.csv", header + rows)

    answer = placement.plan()

    assert len(answer.err.splitlines()) == 21
    assert answer.err.splitlines()[-1] == "children.csv: … und 5 weitere."


def test_no_message_shows_where_a_child_lives(placement: "Round") -> None:
    placement.change("children.csv", "51.2903,7.3660,30", "951.2903,77.36605,30")
    placement.change("children.csv", "51.2903,7.3660,30", "51.2903x,7.3660,30")

    answer = placement.plan()

    assert answer.code == 2
    assert "51.2903" not in answer.out + answer.err
    assert "7.366" not in answer.out + answer.err


def test_the_line_of_a_message_is_the_line_of_the_file(placement: "Round") -> None:
    placement.change("schools.csv", "Grundschule am Bach", '"Grundschule\nam Bach"')
    placement.change("schools.csv", "7.3682,4,", "7.3682,-4,")
    placement.change("schools.csv", "gs2,", "\n\ngs2,")

    answer = placement.plan()

    assert "schools.csv, Zeile 6: „newcomer_cap“ ist „-4“" in answer.err
