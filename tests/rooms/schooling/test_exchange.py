# SPDX-License-Identifier: EUPL-1.2
"""Lists of children in, all or nothing; waiting list and proposal out, without any address."""

import io
import subprocess
import sys

import pytest
from openpyxl import Workbook

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import exchange, queries
from rundertisch.schooling.exchange.school_files import read_schools
from rundertisch.schooling.models import Child, School
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database

HEADER = "child_id,grade,town,reported_on,street,house_number,needs_literacy,family_id,language"
GOOD = (
    f"{HEADER}\n"
    "N-1,3,Ennepetal,2026-01-05,Musterweg,4,0,N,Englisch\n"
    "N-2,5-6,05954036,05.01.2026,Beispielstraße,2,1,N,\n"
    "N-3,9,Wetter,2026-01-05,Nirgendweg,1,0,,\n"
)


def take(text: str | bytes, *, world: DemoWorld, by: Seat) -> exchange.Imported:
    data = text.encode() if isinstance(text, str) else text
    return exchange.import_children(data=data, file="liste.csv", on=world.on, by=by)


def test_a_list_comes_in_with_addresses_found_in_the_gazetteer(
    world: DemoWorld, counsellor: Seat
) -> None:
    report = take(GOOD, world=world, by=counsellor)
    assert report.headline == "3 Kinder übernommen"
    first, second, third = Child.objects.filter(reference__startswith="N-").order_by("reference")
    assert first.lat is not None
    assert first.postcode == "58256"
    assert (second.grade, second.grade_to, second.needs_literacy) == (5, 6, True)
    assert second.home_town.name == "Witten"
    assert first.family == second.family
    assert (third.home_town.name, third.lat) == ("Wetter (Ruhr)", None)
    assert [row.line for row in report.rows] == [2, 3, 4]
    assert "nicht im Verzeichnis" in report.rows[2].note


def test_an_excel_list_comes_in_like_a_csv(world: DemoWorld, counsellor: Seat) -> None:
    book = Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr]  # a new book has a sheet
    book.active["B2"] = 3  # type: ignore[index]  # likewise
    book.active["D2"] = world.on  # type: ignore[index]  # likewise
    out = io.BytesIO()
    book.save(out)
    report = take(out.getvalue(), world=world, by=counsellor)
    assert len(report.rows) == 3
    assert Child.objects.get(reference="N-1").reported_on == world.on


def test_one_wrong_row_keeps_every_row_out_and_each_is_named(
    world: DemoWorld, counsellor: Seat
) -> None:
    before = Child.objects.count()
    bad = GOOD + "N-4,15,Köln,gestern,Musterweg,1,vielleicht,,\nN-1,2,Witten,2026-01-05,,,0,,\n"
    with pytest.raises(Refusal) as refused:
        take(bad, world=world, by=counsellor)
    told = refused.value.sentence
    for part in ("Zeile 5: „grade“", "Köln ist keine Stadt", "„reported_on“", "„needs_literacy“"):
        assert part in told
    assert "Zeile 6: „N-1“ steht schon in Zeile 2" in told
    assert Child.objects.count() == before


def test_a_child_already_reported_is_not_reported_twice(world: DemoWorld, counsellor: Seat) -> None:
    take(GOOD, world=world, by=counsellor)
    with pytest.raises(Refusal, match="schon gemeldet"):
        take(GOOD, world=world, by=counsellor)


@pytest.mark.parametrize(
    "column",
    ["nationality", "Religion", "ethnie", "Volksgruppe", "clan", "Herkunftsland", "Umzüge"],
)
def test_a_forbidden_column_is_refused_by_name_before_any_row_is_read(
    world: DemoWorld, counsellor: Seat, column: str
) -> None:
    before = Child.objects.count()
    with pytest.raises(Refusal, match=column):
        take(f"{HEADER},{column}\nN-1,3,Witten,2026-01-05,,,0,,,x\n", world=world, by=counsellor)
    assert Child.objects.count() == before


def test_an_unknown_column_is_left_out_and_named(world: DemoWorld, counsellor: Seat) -> None:
    report = take(
        f"{HEADER},Bemerkung\nN-1,3,Witten,2026-01-05,,,0,,,frei\n", world=world, by=counsellor
    )
    assert report.ignored_columns == ("Bemerkung",)


def test_a_protected_row_keeps_its_town_and_nothing_else(
    world: DemoWorld, counsellor: Seat
) -> None:
    header = f"{HEADER},address_protected"
    report = take(
        f"{header}\nN-1,3,Ennepetal,2026-01-05,Musterweg,4,0,,,1\n", world=world, by=counsellor
    )
    child = Child.objects.get(reference="N-1")
    assert (child.street, child.lat, child.home_town.name) == ("", None, "Ennepetal")
    assert "Musterweg" not in report.rows[0].note


def test_a_coordinate_near_a_known_address_tells_the_town(
    world: DemoWorld, counsellor: Seat
) -> None:
    header = "child_id,grade,reported_on,lat,lon"
    take(f"{header}\nN-1,3,2026-01-05,51.3107,7.4010\n", world=world, by=counsellor)
    assert Child.objects.get(reference="N-1").home_town.name == "Ennepetal"
    with pytest.raises(Refusal, match="bei keiner bekannten Adresse"):
        take(f"{header}\nN-2,3,2026-01-05,48.1,11.5\n", world=world, by=counsellor)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "leer"),
        ("child_id;grade\n1;2\n", "Trennzeichen"),
        ("child_id,grade\n1,2\n", "reported_on, town"),
        ("grade,town,reported_on\n3,Witten,2026-01-05\n", "child_id"),
        (HEADER + "\n", "kein Kind"),
        ("Straße".encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04 no workbook", "Steuerzeichen|Excel|UTF-8|Spalte"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    world: DemoWorld, counsellor: Seat, data: str | bytes, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        take(data, world=world, by=counsellor)


def test_only_counselling_brings_children_in(world: DemoWorld) -> None:
    with asking(world.town_office):
        seat = Seat.objects.get(pk=world.town_office.seat_id)
        with pytest.raises(Refusal, match="Seiteneinsteigerberatung"):
            take(GOOD, world=world, by=seat)


def test_lists_leave_the_house_without_addresses_and_without_formulas(
    world: DemoWorld, counsellor: Seat
) -> None:
    Child.objects.filter(reference="D-001").update(first_name="=HYPERLINK(1)")
    proposal = queries.latest_proposal()
    assert proposal is not None
    waiting = exchange.waiting_csv(lines=queries.waiting_lines(on=world.on))
    proposed = exchange.proposal_csv(view=queries.proposal_view(proposal=proposal))
    assert len(waiting.splitlines()) == 1 + Child.objects.waiting(on=world.on).count()
    assert proposed.startswith("Entwurf. Die Maschine schlägt vor")
    for text in (waiting, proposed):
        assert "Musterweg" not in text
        assert ";=HYPERLINK" not in text
        assert "'=HYPERLINK" in text


SCHOOLS = (
    "school_number,form,name,ags,town,postcode,street,legal_status,pupils_rounded,social_index,"
    "latitude,longitude\n"
    "777001,Grundschule,Städt. Kath. Grundschule Am Teich,05954008,Ennepetal,58256,Am Teich 1,"
    "Öffentlich,200,3.0,51.30,7.35\n"
    "777002,Freie Waldorfschule,Schule für Kranke Bergblick,05954036,Witten,58452,Berg 2,Privat,"
    "40,,51.44,7.33\n"
    "777003,Grundschule,Grundschule Neuland,05954036,Witten,58452,Neu 3,Öffentlich,250,2.0,,\n"
)


def test_a_school_list_comes_into_the_database_twice_and_changes_nothing(world: DemoWorld) -> None:
    file = read_schools(data=SCHOOLS.encode(), ags="05954")
    first = exchange.import_schools(file=file, by=None)
    assert (first.new, first.known) == (3, 0)
    found = dict(School.objects.filter(number__startswith="777").values_list("name", "assignable"))
    assert found == {
        "Städt. Kath. Grundschule Am Teich": "NAMED",
        "Schule für Kranke Bergblick": "NO",
        "Grundschule Neuland": "YES",
    }
    again = exchange.import_schools(file=file, by=None)
    assert again.sentence == "In der Datenbank: 0 Schulen neu, 3 aufgefrischt."


def test_a_school_of_another_district_stays_out_of_the_database(world: DemoWorld) -> None:
    elsewhere = SCHOOLS.replace("05954036,Witten", "05911000,Bochum")
    file = read_schools(data=elsewhere.encode(), ags=None)
    before = School.objects.count()
    with pytest.raises(Refusal, match="Bochum"):
        exchange.import_schools(file=file, by=None)
    assert School.objects.count() == before


def test_reading_a_school_file_wakes_no_django() -> None:
    program = (
        "import sys; from rundertisch.schooling.exchange import school_files;"
        "sys.exit('django' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own program
    assert run.returncode == 0
