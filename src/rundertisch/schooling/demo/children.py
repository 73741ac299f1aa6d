# SPDX-License-Identifier: EUPL-1.2
"""Invented children of the demo. Names are dealt out by counting, so that they say nothing.

HASPERBACH as a replay: 57 school-age children in one hamlet of Ennepetal, 32 primary and 25
secondary, in the queue in week 3; and children of the other towns.
"""

import datetime as dt
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.places import actions as places_actions
from rundertisch.places import queries as places
from rundertisch.places.models import Place
from rundertisch.schooling import actions
from rundertisch.schooling.models import Child, GroupKind, MilestoneKind, School, Whom


def _dealt(names: str) -> list[str]:
    return names.split()


# fmt: off  (tables of the demo, read line by line)
FIRST_NAMES = _dealt(
    "Mila Noah Lina Emil Sara Jonas Elena David Nora Adam Sofia Samuel Ida Leo Daria Oskar Maria "
    "Luca Hanna Milan Zoe Ben Aylin Karl Nina Anton Mira Theo Clara Rafael Tara Hugo Amelie Ilias "
    "Ronja Filip Selma Kian Vera Jakob Maja"
)
FAMILY_NAMES = _dealt(
    "Abendroth Birkner Calvino Dorn Elmers Falken Gorin Halder Imhoff Janda Kessel Lorenz Marwitz "
    "Novello Ostmann Pavic Quandt Rossbach Salin Tessen Ulmer Vidal Wendt Xander Yilmar Zander "
    "Amsel Brandis Corell Delmar"
)
# Children per family and their grades: 22 families, 57 children, 32 primary and 25 secondary
HASPERBACH = (
    (1, 3, 6),
    (2, 5),
    (1, 2, 4, 7),
    (3, 8),
    (1, 6, 9),
    (2, 4),
    (3, 5, 7),
    (1, 5),
    (4, 10, 8),
    (2, 3, 5),
    (6, 9),
    (1, 4),
    (2, 7, 8, 10),
    (3, 4, 6),
    (1, 2),
    (5, 5),
    (2, 3, 7),
    (4,),
    (1, 3, 9),
    (2, 6),
    (4, 4, 8),
    (1, 2, 7),
)
TOWN_CHILDREN = (  # town, grades of one family, days since the report
    ("05954036", (2, 4), 12),
    ("05954036", (6,), 26),
    ("05954036", (9, 11), 41),
    ("05954036", (1,), 5),
    ("05954036", (7, 3), 19),
    ("05954036", (12,), 33),
    ("05954016", (5,), 30),
    ("05954016", (1, 2, 6), 9),
    ("05954016", (8,), 47),
    ("05954016", (3,), 3),
    ("05954012", (4,), 22),
    ("05954012", (10,), 36),
    ("05954012", (2, 7), 8),
    ("05954024", (6, 8), 15),
    ("05954024", (1,), 2),
    ("05954020", (5, 9), 24),
    ("05954020", (3,), 11),
    ("05954028", (4, 7), 17),
    ("05954032", (2,), 6),
    ("05954032", (8, 6), 29),
    ("05954004", (3, 5), 13),
    ("05954008", (11,), 52),
    ("05954008", (7,), 20),
)
LANGUAGES = ("Englisch", "Französisch", "Spanisch", "Arabisch", "Ukrainisch", "Türkisch")
SAID = ("eine Schule in der Nähe", "dieselbe Schule wie die Schwester", "wo es Fußball gibt")
POSTCODES = {
    "05954004": "58339",
    "05954008": "58256",
    "05954012": "58285",
    "05954016": "45525",
    "05954020": "58313",
    "05954024": "58332",
    "05954028": "45549",
    "05954032": "58300",
    "05954036": "58452",
}
CENTRES = {
    "05954004": (51.2610, 7.4665),
    "05954008": (51.2975, 7.3450),
    "05954012": (51.3205, 7.3400),
    "05954016": (51.3990, 7.1860),
    "05954020": (51.4000, 7.4320),
    "05954024": (51.2860, 7.2930),
    "05954028": (51.3460, 7.2440),
    "05954032": (51.3880, 7.3950),
    "05954036": (51.4430, 7.3360),
}
STREET, HOUSES = "Beispielstraße", 12
LATEST_PRIMARY = 4
LITERACY_TURN, PROTECTED_FAMILY = 4, 6  # any; fixed, so that every build is the same
HAMLET_STREET, HAMLET_HOUSES = "Musterweg", 24
# fmt: on


@dataclass(slots=True)
class Dealer:
    """Deals names in turn: first names by child, family names by family."""

    children: int = 0
    families: int = 0

    def first_name(self) -> str:
        """Return the next first name."""
        self.children += 1
        return FIRST_NAMES[(self.children * 7) % len(FIRST_NAMES)]

    def family_name(self) -> str:
        """Return the next family name."""
        self.families += 1
        return FAMILY_NAMES[(self.families * 11) % len(FAMILY_NAMES)]


def build_children(*, on: dt.date, by: Seat, schools: dict[str, School]) -> list[Child]:
    """Report the children, counsel most of them, and record a few wishes."""
    _streets(by=by)
    dealer = Dealer()
    made = _hamlet(on=on, by=by, dealer=dealer)
    made += _towns(on=on, by=by, dealer=dealer)
    first_primary = next(child for child in made if child.grade == 1)
    actions.wish_school(child=first_primary, school=schools["900103"], rank=1, on=on, by=by)
    _hear(made=made, on=on, by=by)
    _beside(made=made, on=on, by=by)
    return made


def _beside(*, made: list[Child], on: dt.date, by: Seat) -> None:
    """Recommend to a few families, examine two children, and bridge the wait of one."""
    for child in made[1:12:4]:
        actions.recommend_school(
            child=child,
            forms=["Grundschule"] if child.grade <= LATEST_PRIMARY else ["Gesamtschule"],
            grade=child.grade,
            group_kind=GroupKind.LANGUAGE,
            words="Mehrere Jahre Schule, lernt gern mit anderen.",
            on=on,
            by=by,
        )
    for child in made[2:4]:
        actions.note_milestone(
            child=child, kind=MilestoneKind.HEALTH_EXAM, done_on=on, on=on, by=by
        )
    actions.keep_bridge_offer(
        child=made[4],
        title="Brückengruppe im Stadtteilzentrum (erfunden)",
        starts_on=on - dt.timedelta(days=5),
        ends_on=None,
        by=by,
    )


def _hear(*, made: list[Child], on: dt.date, by: Seat) -> None:
    """Ask and hear every counselled family on the day it was counselled; recommend to a few."""
    counselled = [child for child in made if child.counselled_on is not None]
    for turn, child in enumerate(counselled):
        day = max(child.counselled_on or on, child.reported_on)
        none = actions.Said(asked_on=day, none=True)
        wish = actions.Said(asked_on=day, words=SAID[turn % len(SAID)])
        actions.ask_wishes(
            child=child,
            said={
                Whom.PARENTS: wish if child.wishes.exists() or turn % 3 else none,
                Whom.CHILD: wish if turn % 2 else none,
            },
            on=on,
            by=by,
        )
        actions.hear_family(
            child=child,
            held_on=day,
            language=child.interpreter_language or "Deutsch",
            interpreter=bool(child.interpreter_language),
            words="Ein kurzer Weg ist uns wichtig." if turn % 4 == 0 else "",
            on=on,
            by=by,
        )


def _streets(*, by: Seat) -> None:
    towns = {town.key: town for town in places.towns()}
    places_actions.keep_addresses(
        addresses=[
            places_actions.GivenAddress(
                street=STREET,
                house_number=str(number),
                postcode=POSTCODES[key],
                town=towns[key],
                lat=lat + (number - 6) * 0.0011,
                lon=lon + ((number * 5) % 12 - 6) * 0.0013,
            )
            for key, (lat, lon) in CENTRES.items()
            for number in range(1, HOUSES + 1)
        ],
        by=by,
    )


def _born(*, on: dt.date, grade: int, turn: int) -> dt.date:
    """Return a plausible birthday: six years old in grade 1."""
    return dt.date(on.year - grade - 6, 1 + turn % 12, 1 + (turn * 7) % 27)


def _hamlet(*, on: dt.date, by: Seat, dealer: Dealer) -> list[Child]:
    """Week 1 is 35 days before the build; the children are registered and reported in weeks 1-3."""
    town = places.town(key="05954008")
    made: list[Child] = []
    for family, grades in enumerate(HASPERBACH):
        family_name = dealer.family_name()
        registered_on = on - dt.timedelta(days=33 - family % 9)
        reported_on = on - dt.timedelta(days=23 - family % 8)
        home = actions.found_home(
            town=town,
            street=HAMLET_STREET,
            house_number=str(1 + family % HAMLET_HOUSES),
            postcode="",
            protected=False,
        )
        for grade in grades:
            turn = len(made)
            elsewhere = on - dt.timedelta(days=40 + family % 3) if family % 7 == 0 else None
            made.append(
                actions.report_child(
                    reference=f"D-{turn + 1:03d}",
                    first_name=dealer.first_name(),
                    family_name=family_name,
                    born_on=_born(on=on, grade=grade, turn=turn),
                    family_reference=f"F-{family + 1:02d}",
                    home=home,
                    need=actions.Need(
                        grade=grade,
                        needs_literacy=turn % 7 == LITERACY_TURN,
                        interpreter_language=LANGUAGES[turn % 6] if turn % 5 == 0 else "",
                    ),
                    days=actions.Days(
                        reported_on=reported_on,
                        registered_on=registered_on,
                        latest_school_day_on=elsewhere,
                    ),
                    counselled_on=on - dt.timedelta(days=9 - family % 6) if family % 4 else None,
                    on=on,
                    by=by,
                )
            )
    return made


def _towns(*, on: dt.date, by: Seat, dealer: Dealer) -> list[Child]:
    made: list[Child] = []
    for family, (key, grades, days) in enumerate(TOWN_CHILDREN):
        family_name = dealer.family_name()
        home = _home(town=places.town(key=key), family=family)
        for grade in grades:
            turn = len(made)
            made.append(
                actions.report_child(
                    reference=f"D-{101 + turn}",
                    first_name=dealer.first_name(),
                    family_name=family_name,
                    born_on=_born(on=on, grade=grade, turn=turn),
                    family_reference=f"F-{101 + family}" if len(grades) > 1 else "",
                    home=home,
                    need=actions.Need(
                        grade=grade,
                        needs_literacy=turn % 9 == LITERACY_TURN,
                        interpreter_language=LANGUAGES[turn % 6] if turn % 3 == 0 else "",
                    ),
                    days=actions.Days(
                        reported_on=on - dt.timedelta(days=days),
                        registered_on=on - dt.timedelta(days=days + 4),
                    ),
                    counselled_on=on - dt.timedelta(days=days // 2) if family % 3 else None,
                    on=on,
                    by=by,
                )
            )
    return made


def _home(*, town: Place, family: int) -> actions.Home:
    """One family in the demo lives at a protected address: only its town is known."""
    return actions.found_home(
        town=town,
        street=STREET,
        house_number=str(1 + (family * 5) % HOUSES),
        postcode="",
        protected=family == PROTECTED_FAMILY,
    )
