# SPDX-License-Identifier: EUPL-1.2
"""School lists, children and addresses come into the database through the same doors as pages."""

from pathlib import Path

import pytest

from rundertisch.cli import imports, main
from rundertisch.places import exchange as places
from rundertisch.schooling.models import School
from tests import world as worlds

pytestmark = [pytest.mark.database, pytest.mark.django_db]

HEAD = (
    "school_number,form,name,ags,town,postcode,street,legal_status,pupils_rounded,social_index,"
    "latitude,longitude\n"
)
ROWS = (
    "990001,Grundschule,Städt. Gem. Grundschule Am Erlenbach,05954008,Ennepetal,58256,Weg 3,"
    "Öffentlich,205,3.0,51.30,7.36\n"
    "990002,Freie Waldorfschule,Schule im alten Hof FSP Lernen,05954020,Herdecke,58313,Hof 1,"
    "Privat,60,,51.40,7.43\n"
)
ELSEWHERE = (
    "990003,Gymnasium,Gymnasium am Markt,05913000,Dortmund,44135,Markt 1,Öffentlich,800,,,\n"
)


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database is awake already; the district and its towns are in it."""
    monkeypatch.setattr(imports, "open_database", lambda: None)
    places.import_district(by=None)


def bring_in(tmp_path: Path, what: str, text: str, *options: str) -> int:
    (tmp_path / "liste.csv").write_text(text, encoding="utf-8")
    return main(["import", what, str(tmp_path / "liste.csv"), *options])


def test_a_school_list_goes_into_the_database_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in(tmp_path, "schools", HEAD + ROWS + ELSEWHERE) == 0

    schools = School.objects.filter(number__startswith="99000").order_by("number")
    assert [(school.number, school.assignable) for school in schools] == [
        ("990001", "YES"),
        ("990002", "NO"),
    ]
    said = capsys.readouterr().out
    assert "2 Schulen gelesen, 1 Schulen anderer Kreise weggelassen." in said
    assert "In der Datenbank: 2 Schulen neu, 0 aufgefrischt." in said


def test_the_same_list_again_changes_nothing_but_the_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(tmp_path, "schools", HEAD + ROWS)

    assert bring_in(tmp_path, "schools", HEAD + ROWS) == 0

    assert "0 Schulen neu, 2 aufgefrischt." in capsys.readouterr().out
    assert School.objects.filter(number__startswith="99000").count() == 2


def test_a_school_outside_the_district_refuses_the_whole_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in(tmp_path, "schools", HEAD + ROWS + ELSEWHERE, "--all") == 2

    assert "liegen nicht im Kreis: Dortmund (05913000)" in capsys.readouterr().err
    assert not School.objects.filter(number__startswith="99000").exists()


def test_addresses_go_into_the_gazetteer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "street,house_number,postcode,town,ags,lat,lon\n"
        "Erfundener Weg,3,58256,Ennepetal,05954008,51.2903,7.366\n"
    )

    assert bring_in(tmp_path, "addresses", text) == 0

    assert "1 Adressen gelesen: 1 neu" in capsys.readouterr().out


def test_children_are_entered_in_the_name_of_somebody_who_may(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_in(tmp_path, "children", "reference,grade\n", "--by", "niemand@example.org") == 2

    assert "gibt es heute keinen Platz der Seiteneinsteigerberatung" in capsys.readouterr().err


def test_register_counts_come_in_whole_and_in_the_name_of_a_counsellor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by = ("--by", worlds.build().counsellor.email)
    head = "town,month,age,children,source\n"
    good = "Witten,2026-01,6-9,7,Register\nWitten,2026-01,10-17,3,Register\n"

    assert bring_in(tmp_path, "registrations", head + good, *by) == 0

    said = capsys.readouterr().out
    assert "2 Zeilen übernommen." in said
    assert "Zeile 3: Witten, 01/2026, 10–17 Jahre" in said
    assert " 7" not in said  # a small number is not repeated on a screen
    assert bring_in(tmp_path, "registrations", head + good + "Köln,2026-01,6,1,x\n", *by) == 2
    assert "Zeile 4: „town“" in capsys.readouterr().err
    forbidden = "town,month,age,children,source,nationality\n"
    assert bring_in(tmp_path, "registrations", forbidden, *by) == 2
    assert "Staatsangehörigkeit" in capsys.readouterr().err
    assert bring_in(tmp_path, "registrations", head + good, "--by", "niemand@example.org") == 2
