# SPDX-License-Identifier: EUPL-1.2
"""No plan seats a child at a special or hospital school: how such schools are recognised."""

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rundertisch.engine.placement.assignable import proposed_assignable
from rundertisch.engine.placement.problem import Assignable

REAL_LIST = Path(__file__).parents[3].parent / "shared/data/schools/schools_ennepe_ruhr_2024_25.csv"


class Listed(NamedTuple):
    """One line of a school list, and what a person reading it would say."""

    form: str
    name: str
    legal_status: str
    expected: Assignable


# Invented names in the shape of the real list: eight special schools by form, two more that are
# listed as Waldorf schools, denominational and private schools, and names that only sound so.
INVENTED = (
    Listed("Förderschule Grund-/Hauptschule", "Lindenhofschule", "Öffentlich", "no"),
    Listed("Förderschule Grund-/Hauptschule", "Birkenschule, FSP Lernen", "Öffentlich", "no"),
    Listed("Förderschule Grund-/Hauptschule", "Klinikschule Talblick GmbH", "Privat", "no"),
    Listed("Förderschule Grund-/Hauptschule", "Schule am Mühlgraben", "Öffentlich", "no"),
    Listed("Förderschule Grund-/Hauptschule", "Ev. Stiftung Auhof Sonnenschule", "Privat", "no"),
    Listed("Förderschule Grund-/Hauptschule", "Erlenkampschule", "Öffentlich", "no"),
    Listed("Förderschule Grund-/Hauptschule", "Schule Niedertal, Primarst.", "Öffentlich", "no"),
    Listed("Förderschule Berufskolleg", "Berufskolleg Auhof Fördersch.SekII", "Privat", "no"),
    Listed(
        "Freie Waldorfschule",
        "Clara-Muster-Schule Waldorfschule eigener Art - Schule für Kranke -",
        "Privat",
        "no",
    ),
    Listed(
        "Freie Waldorfschule",
        "Schule Alte Mühle i. fr. Trägersch. d.Fördersch. i. d. Mühle,FSP Emotionale Entw.",
        "Privat",
        "no",
    ),
    Listed("Freie Waldorfschule", "Freie Schule Musterhof", "Privat", "named"),
    Listed("Freie Waldorfschule", "Musterschule eigener Art", "Privat", "named"),
    Listed("Grundschule", "Städt. Kath. Grundschule St. Beispiel", "Öffentlich", "named"),
    Listed("Grundschule", "Städtische katholische Auen-Grundschule", "Öffentlich", "named"),
    Listed("Grundschule", "Priv. Evangelische Grundschule Musterau", "Privat", "named"),
    Listed("Sekundarschule", "Schule der Evang. Kirche am Berg", "Privat", "named"),
    Listed("Gesamtschule", "Musterberg-Gesamtschule", "Privat", "named"),
    Listed("Grundschule", "Städt. Gem. Grundschule Waldschule", "Öffentlich", "yes"),
    Listed("Hauptschule", "Freiligrathschule Städt. Gem. Hauptschule", "Öffentlich", "yes"),
    Listed("Realschule", "Kathrin-Türks-Schule", "Öffentlich", "yes"),
    Listed("Gymnasium", "Städt. Gymnasium Evatwald", "Öffentlich", "yes"),
    Listed("Berufskolleg", "Berufskolleg Musterstadt", "Öffentlich", "yes"),
)


def _proposed(school: Listed) -> Assignable:
    return proposed_assignable(form=school.form, name=school.name, legal_status=school.legal_status)


def _list_at(path: Path) -> Iterator[Listed]:
    """Give the real list, read by its own columns, or the invented one where it is not there."""
    if not path.exists():
        yield from INVENTED
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Listed(row["form"], row["name"], row["legal_status"], "yes")


@pytest.mark.parametrize("school", INVENTED, ids=lambda school: school.name)
def test_every_school_of_the_invented_list_is_proposed_as_a_person_would_read_it(
    school: Listed,
) -> None:
    assert _proposed(school) == school.expected


def test_exactly_ten_schools_are_never_a_target_in_the_real_list_and_in_the_invented_one() -> None:
    for schools in (INVENTED, tuple(_list_at(REAL_LIST))):
        never = [school for school in schools if _proposed(school) == "no"]
        by_form = [school for school in never if school.form.startswith("Förderschule")]
        waldorf = [school for school in never if school.form == "Freie Waldorfschule"]
        assert (len(never), len(by_form), len(waldorf)) == (10, 8, 2)


def test_every_private_school_of_the_list_is_at_most_named() -> None:
    for school in _list_at(REAL_LIST):
        if school.legal_status == "Privat":
            assert _proposed(school) in {"named", "no"}


@pytest.mark.parametrize(
    "spelling",
    [
        "Förderschule",
        "FÖRDERSCHULE",
        "FOERDERSCHULE",
        "Fördersch.",
        "Sprachförderzentrum",
        unicodedata.normalize("NFD", "Förderschule"),
        "För\u00adder\u00adschule",  # soft hyphens, as word processors leave them
        "FSP Lernen",
        "Fsp. Sprache",
        "Krankenhausschule",
        "Schule für Kranke",
        "KLINIKSCHULE",
        "Poliklinik",
        "Sonderschule für Lernbehinderte",
        "Sonderpäd. Zentrum",
        "Heilpädagogische Schule",
        "Hospitalschule",
        "Special School",
    ],
)
def test_a_special_or_hospital_school_is_recognised_in_every_spelling(spelling: str) -> None:
    assert proposed_assignable(form=spelling, name="Musterschule") == "no"
    assert proposed_assignable(form="Freie Waldorfschule", name=f"Muster {spelling}") == "no"
    assert proposed_assignable(form="Grundschule", name=spelling, legal_status="Privat") == "no"


@pytest.mark.parametrize(
    "name",
    [
        "Kath. Grundschule",
        "KATH.Grundschule",
        "Katholische Hauptschule",
        "Schule in katholischer Trägerschaft",
        "Röm.-kath. Schule",
        "Ev. Schule",
        "EV.Schule",
        "Evgl. Schule",
        "Evang. Schule",
        "Schule des evangelischen Kirchenkreises",
        "Freie Schule",
        "Schule in freier Trägerschaft",
        "Waldorfschule Musterau",
        "Verein Waldorf",
        "Priv. Schule",
        "Privates Gymnasium",
        "Privatschule",
    ],
)
def test_denominational_and_private_schools_are_for_families_who_name_them(name: str) -> None:
    assert proposed_assignable(form="Grundschule", name=name) == "named"


@pytest.mark.parametrize(
    "name",
    [
        "Waldschule",
        "Waldorferschule",  # of a place called Waldorf
        "Freiligrathschule",
        "Freiherr-vom-Stein-Schule",
        "Freibadschule",
        "Kathrin-Türks-Schule",
        "Katharinenschule",
        "Evatwaldschule",
        "Eva-Muster-Schule",
        "Schulverein e.V. der Lindenschule",
        "Privilegstraße",
        "Franken-Grundschule",
        "Grundschule Hospitalstraße",
    ],
)
def test_a_public_school_whose_name_only_sounds_so_stays_open_to_all(name: str) -> None:
    assert proposed_assignable(form="Grundschule", name=name, legal_status="Öffentlich") == "yes"


@pytest.mark.parametrize("status", ["Privat", "privat", "PRIVAT", "private Ersatzschule"])
def test_a_private_legal_status_alone_makes_a_school_named(status: str) -> None:
    assert proposed_assignable(form="Gymnasium", name="Am Fluss", legal_status=status) == "named"
