# SPDX-License-Identifier: EUPL-1.2
"""School lists of the Land, in three layouts, become a schools.csv; every school is invented."""

import csv
from pathlib import Path

import pytest

from rundertisch.cli import main
from rundertisch.schooling.exchange.school_files import joined_name, read_schools

IT_NRW = """\
Schuljahr,Schulform,Amtlicher Gemeindeschlüssel,Verwaltungsbezirk,Schulnummer,\
Amtliche Bezeichnung 1,Amtliche Bezeichnung 2,Amtliche Bezeichnung 3,Straße und Hausnummer,\
Postleitzahl,Ort,Rechtsstatus,Telefonnummer Vorwahl,Telefonnummer Durchwahl,Faxnummer Vorwahl,\
Faxnummer Durchwahl,Offizielle E-Mail-Adresse,Anzahl,Sozialindex,latitude,longitude,\
found_address,Startchancen-Schule
2024/25,Grundschule,5954008,Ennepe-Ruhr-Kreis,900001,Städt. Gem. Grundschule,Am Erlenbach,,\
Erlenweg 3,58256,Ennepetal,Öffentlich,2333.0,1234.0,,,a@schule.invalid,205,3,51.30,7.36,x,Nein
2024/25,Grundschule,5954008,Ennepe-Ruhr-Kreis,900002,Städt. Kath. Grundschule,St. Erfunden,,\
Weg 1,58256,Ennepetal,Öffentlich,,,,,,,,,,,Nein
2024/25,Freie Waldorfschule,5954020,Ennepe-Ruhr-Kreis,900003,Schule im alten Hof,\
"freie Trägersch., FSP Lernen",,Hof 1,58313,Herdecke,Privat,,,,,,60,,51.40,7.43,x,Nein
2024/25,Gymnasium,5913000,Dortmund,900004,Gymnasium am Markt,,,Markt 1,44135,Dortmund,\
Öffentlich,,,,,,800,1,51.51,7.46,x,Nein
"""
MINISTRY = """\
sep=;
Schulnummer;Schulform;Schulbezeichnung_1;Schulbezeichnung_2;Schulbezeichnung_3;Kurzbezeichnung;\
PLZ;Ort;Strasse;Telefonvorwahl;Telefon;Faxvorwahl;Fax;E-Mail;Homepage;Rechtsform;Traegernummer;\
Gemeindeschluessel;Schulbetriebsschluessel;Schulbetriebsdatum;EPSG;UTMRechtswert;UTMHochwert;
"900001";"02";"Städt. Gem. Grundschule";"Am Erlenbach";"";"GG";"58256";"Ennepetal";"Erlenweg 3";\
"";"";"";"";"";"";"1";"1";"05954008";"1";"01.08.1970";"25832";"386075";"5683613"
"900005";"15";"Gesamtschule Am Fluss";"";"";"GE";"58256";"Ennepetal";"Weg 2";\
"";"";"";"";"";"";"2";"1";"05954008";"1";"01.08.1970";"null";"null";"null"
"900006";"88";"Schule am Park";"";"";"KS";"58256";"Ennepetal";"Weg 3";\
"";"";"";"";"";"";"1";"1";"05954008";"1";"01.08.1970";"25832";"386075";"5683613"
"900007";"77";"Schule ohne bekannte Form";"";"";"X";"58256";"Ennepetal";"Weg 4";\
"";"";"";"";"";"";"1";"1";"05954008";"1";"01.08.1970";"25832";"386075";"5683613"
"900004";"20";"Gymnasium am Markt";"";"";"GY";"44135";"Dortmund";"Markt 1";\
"";"";"";"";"";"";"1";"1";"05913000";"1";"01.08.1970";"25832";"394000";"5707000"
"""
PREPARED = """\
school_number,form,name,ags,town,postcode,street,legal_status,pupils_rounded,social_index,\
latitude,longitude
900001,Grundschule,Städt. Gem. Grundschule Am Erlenbach,05954008,Ennepetal,58256,Erlenweg 3,\
Öffentlich,205,3.0,51.30,7.36
900008,Förderschule Grund-/Hauptschule,Schule am Hang,05954008,Ennepetal,58256,Hang 1,\
Öffentlich,125,,51.30,7.36
"""


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["school_id"]: row for row in csv.DictReader(file)}


def bring_in(tmp_path: Path, text: str, *options: str) -> tuple[int, Path]:
    (tmp_path / "liste.csv").write_text(text, encoding="utf-8")
    to = tmp_path / "schools.csv"
    return main(["import", "schools", str(tmp_path / "liste.csv"), "--to", str(to), *options]), to


def test_the_list_of_it_nrw_keeps_the_own_district_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, to = bring_in(tmp_path, IT_NRW)

    assert code == 0
    assert {number: row["assignable"] for number, row in rows_of(to).items()} == {
        "900001": "yes",
        "900002": "named",
        "900003": "no",
    }
    said = capsys.readouterr().out
    assert "3 Schulen gelesen, 1 Schulen anderer Kreise weggelassen." in said
    assert "Ohne Koordinate: 1." in said


def test_all_keeps_every_district(tmp_path: Path) -> None:
    _, to = bring_in(tmp_path, IT_NRW, "--all")

    assert "900004" in rows_of(to)


def test_another_district_is_chosen_by_its_key(tmp_path: Path) -> None:
    _, to = bring_in(tmp_path, IT_NRW, "--ags", "05913")

    assert list(rows_of(to)) == ["900004"]


def test_the_file_of_the_ministry_is_read_with_utm_and_form_numbers(tmp_path: Path) -> None:
    code, to = bring_in(tmp_path, MINISTRY)

    assert code == 0
    rows = rows_of(to)
    assert {number: row["assignable"] for number, row in rows.items()} == {
        "900001": "yes",
        "900005": "named",
        "900006": "no",
        "900007": "no",
    }
    assert rows["900001"]["form"] == "Grundschule"
    assert float(rows["900001"]["lat"]) == pytest.approx(51.2903, abs=2e-2)
    assert float(rows["900001"]["lon"]) == pytest.approx(7.3660, abs=2e-2)
    assert rows["900005"]["lat"] == rows["900005"]["lon"] == ""


def test_the_prepared_list_becomes_the_schools_of_a_plan(tmp_path: Path) -> None:
    code, to = bring_in(tmp_path, PREPARED)

    assert code == 0
    assert to.read_text(encoding="utf-8").splitlines() == [
        "school_id,name,form,town,lat,lon,newcomer_cap,assignable",
        "900001,Städt. Gem. Grundschule Am Erlenbach,Grundschule,Ennepetal,51.3,7.36,,yes",
        "900008,Schule am Hang,Förderschule Grund-/Hauptschule,Ennepetal,51.3,7.36,,no",
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("900008,", "900001,", "Zeile 3: Schulnummer 900001 steht schon in Zeile 2"),
        ("900008,", "abc,", "Zeile 3: „abc“ ist keine Schulnummer"),
        (",05954008,Ennepetal,58256,Hang", ",EN,Ennepetal,58256,Hang", "Zeile 3: „EN“ ist kein"),
        ("51.30,7.36", "91.30,7.36", "Zeile 2: „latitude“ ist „91.30“"),
        ("51.30,7.36", "51.30,", "Zeile 2: Von der Koordinate fehlt eine Hälfte"),
        ("205", "viele", "Zeile 2: „Anzahl“ ist „viele“"),
        ("Schule am Hang,", "Schule, am Hang,", "Zeile 3: 13 Zellen statt 12"),
        ("name,", "nom,", "Diese Kopfzeile kennt der Import nicht"),
    ],
)
def test_one_bad_row_refuses_the_whole_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, sentence: str
) -> None:
    assert old in PREPARED

    code, to = bring_in(tmp_path, PREPARED.replace(old, new, 1))

    assert code == 2
    assert sentence in capsys.readouterr().err
    assert not to.exists()


def test_a_column_of_religion_is_refused_but_a_school_may_be_called_catholic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PREPARED.replace("longitude\n", "longitude,konfession\n").replace(
        "7.36\n", "7.36,kath\n"
    )

    code, _ = bring_in(tmp_path, text)

    assert code == 2
    assert "konfession" in capsys.readouterr().err


def test_a_district_without_schools_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = bring_in(tmp_path, PREPARED, "--ags", "05111")

    assert code == 2
    assert "2 Schulen anderer Kreise" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (["Schule für Kran-", "ke am Klinikum", ""], "Schule für Kranke am Klinikum"),
        (["Grund-", "und Hauptschule"], "Grund- und Hauptschule"),
        (["Städt.  Gem.", " Grundschule ", "null"], "Städt. Gem. Grundschule"),
    ],
)
def test_names_cut_into_cells_are_mended(parts: list[str], name: str) -> None:
    assert joined_name(parts) == name


def test_a_school_for_the_sick_hides_from_nobody_behind_a_hyphen() -> None:
    text = IT_NRW.replace("Städt. Gem. Grundschule,Am Erlenbach", "Schule für Kran-,ke am Bach")

    file = read_schools(data=text.encode(), ags="05954")

    assert file.rows[0].assignable == "no"
