# SPDX-License-Identifier: EUPL-1.2
"""One invented world: nine real towns, invented schools and people, HASPERBACH up to the proposal.

Composed from the rooms' own `demo.py` through their actions, so it can break no rule. Tests and
`./run demo` build the same one. A second build finds the first and leaves it alone.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from rundertisch.accounts import actions as accounts
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.cases import demo as cases_demo
from rundertisch.kernel import scope
from rundertisch.partners import demo as partners_demo
from rundertisch.partners import queries as partners
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.places import demo as places_demo
from rundertisch.privacy import demo as privacy_demo
from rundertisch.privacy import exchange as privacy
from rundertisch.schooling import demo as schooling_demo

PASSWORD = "Kreide-und-Apfel-17"  # noqa: S105 - of invented people only; printed by the demo
SCHOOL_OF_HEAD = "Grundschule Talblick (erfunden)"
ENNEPETAL, WITTEN = "05954008", "05954036"
SINCE_DAYS, FORMER_DAYS = 400, 30


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person who signs in; ``seat_id`` is also kept of a seat that has ended."""

    name: str
    email: str
    password: str
    user_id: int
    seat_id: int
    task: str


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """The people of the demo by what they do."""

    on: dt.date
    counsellor: Person
    schulamt: Person
    bezirksregierung: Person
    town_office: Person
    other_town: Person
    school_head: Person
    administrator: Person
    auditor: Person
    charlie: Person
    centre_head: Person
    former: Person
    agency: Person
    coordination: Person
    welfare_manager: Person
    town_manager: Person

    @property
    def sign_ins(self) -> tuple[Person, ...]:
        """The four that `./run demo` prints."""
        return (self.counsellor, self.schulamt, self.town_office, self.administrator)


@dataclass(frozen=True, slots=True)
class Invented:
    """Who sits where: what `build` needs to know of a person."""

    key: str
    name: str
    role: Role
    task: str

    @property
    def email(self) -> str:
        """Return the address, below a domain that nobody can own."""
        return f"{self.key}@demo.example"


PEOPLE = {
    one.key: one
    for one in (
        Invented("beratung", "Renate Abel", Role.SCHOOL_COUNSELLING, "Seiteneinsteigerberatung"),
        Invented("schulamt", "Holger Brandt", Role.SUPERVISORY_AUTHORITY, "Schulamt"),
        Invented("bezirk", "Miriam Castell", Role.SUPERVISORY_AUTHORITY, "Bezirksregierung"),
        Invented("ennepetal", "Jutta Diehl", Role.TOWN_SCHOOL_OFFICE, "Schulverwaltung Ennepetal"),
        Invented("witten", "Norbert Esch", Role.TOWN_SCHOOL_OFFICE, "Schulverwaltung Witten"),
        Invented("schule", "Karin Funke", Role.SCHOOL_HEAD, "Schulleitung"),
        Invented("verwaltung", "Ulrich Gerlach", Role.ADMINISTRATOR, "Administration"),
        Invented("pruefung", "Beate Hofer", Role.AUDITOR, "Prüfung"),
        Invented("charlie", "Charlie Immel", Role.CASE_MANAGER, "Case Management"),
        Invented("leitung", "Friederike Kamp", Role.CENTRE_HEAD, "Leitung des Zentrums"),
        Invented("frueher", "Dieter Jansen", Role.SCHOOL_COUNSELLING, "Beratung, bis vor kurzem"),
        Invented("lotsen", "Alma Lindner", Role.AGENCY_CONTACT, "Lotsendienst"),
        Invented("kim", "Sibylle Noll", Role.KIM_COORDINATION, "KIM-Koordination"),
        Invented("fall-lotsen", "Pauline Oster", Role.CASE_MANAGER, "Case Management, Lotsen"),
        Invented("fall-witten", "Rainer Petz", Role.CASE_MANAGER, "Case Management, Witten"),
    )
}
FIELDS = {
    "counsellor": "beratung",
    "schulamt": "schulamt",
    "bezirksregierung": "bezirk",
    "town_office": "ennepetal",
    "other_town": "witten",
    "school_head": "schule",
    "administrator": "verwaltung",
    "auditor": "pruefung",
    "charlie": "charlie",
    "centre_head": "leitung",
    "former": "frueher",
    "agency": "lotsen",
    "coordination": "kim",
    "welfare_manager": "fall-lotsen",
    "town_manager": "fall-witten",
}


def build(*, on: dt.date) -> DemoWorld:
    """Build the world, or find the one that is there."""
    if User.objects.filter(email=PEOPLE["beratung"].email).exists():
        return _found(on=on)
    with transaction.atomic():
        places_demo.build(by=None)
        privacy.import_controllers(on=on, by=None)
        at_table = partners_demo.build(by=None)
        schools = schooling_demo.build_schools(on=on, by=None)
        seats = _seat_people(on=on, at_table=at_table)
        counsellor = seats["beratung"]
        with scope.asking(user_id=counsellor.user_id, seat_id=counsellor.pk):
            schooling_demo.limit_groups(on=on, by=counsellor)
            schooling_demo.build_children(on=on, by=counsellor, schools=schools)
            schooling_demo.build_proposal(on=on, by=counsellor)
            schooling_demo.build_appointments(on=on, by=counsellor)
            schooling_demo.build_registrations(on=on, by=counsellor)
            schooling_demo.build_help_desk(by=counsellor)
            schooling_demo.build_notice_rules(by=counsellor)
            privacy_demo.build_archive(on=on, by=counsellor)
        leader = seats["charlie"]
        with scope.asking(user_id=leader.user_id, seat_id=leader.pk):
            cases_demo.build_cases(on=on, by=leader)
            cases_demo.build_conference(
                on=on,
                with_whom=seats["fall-lotsen"],
                contact=("Gesa Wirth", partners.partners(kind=PartnerKind.JOB_CENTRE)[0]),
                by=leader,
            )
        _build_gaps(on=on, seats=seats)
    return _world(on=on, seats=seats)


def _build_gaps(*, on: dt.date, seats: dict[str, Seat]) -> None:
    """Let the case managers of three agencies report what they could not solve."""
    for key in ("charlie", "fall-lotsen", "fall-witten"):
        seat = seats[key]
        with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
            cases_demo.build_gaps(on=on, by=seat)
    head = seats["kim"]
    with scope.asking(user_id=head.user_id, seat_id=head.pk):
        cases_demo.build_answer(on=on, by=head)


def begin_rounds(*, on: dt.date, world: DemoWorld) -> None:
    """Let people decide in two placement rounds; the world of the tests opens its own."""
    people = (world.counsellor, world.schulamt, world.bezirksregierung, world.school_head)
    with transaction.atomic():
        schooling_demo.build_rounds(
            on=on, by=schooling_demo.Deciders(*(_seat_of(person=person) for person in people))
        )


def _seat_of(*, person: Person) -> Seat:
    with scope.asking(user_id=person.user_id, seat_id=person.seat_id):
        return Seat.objects.select_related("user", "partner").get(pk=person.seat_id)


def _seat_people(*, on: dt.date, at_table: partners_demo.DemoPartners) -> dict[str, Seat]:
    partner_of = _partners(at_table=at_table)
    users = {
        key: accounts.add_person(email=one.email, name=one.name, by=None)
        for key, one in PEOPLE.items()
    }
    for user in users.values():
        accounts.set_first_password(user=user, password=PASSWORD, by=None)
    since = on - dt.timedelta(days=SINCE_DAYS)
    first = accounts.seat_first_administrator(
        user=users["verwaltung"], partner=at_table.centre, starts_on=since
    )
    seats = {"verwaltung": first}
    with scope.asking(user_id=first.user_id, seat_id=first.pk):
        for key, one in PEOPLE.items():
            if key == "verwaltung":
                continue
            ended = on - dt.timedelta(days=FORMER_DAYS) if key == "frueher" else None
            seats[key] = accounts.give_seat(
                user=users[key],
                partner=partner_of[key],
                role=one.role,
                starts_on=since,
                ends_on=ended,
                by=first,
            )
    return seats


def _partners(*, at_table: partners_demo.DemoPartners) -> dict[str, Partner]:
    head = partners.partners(kind=PartnerKind.SCHOOL).get(name=SCHOOL_OF_HEAD)
    return {
        "beratung": at_table.centre,
        "schulamt": at_table.schulamt,
        "bezirk": at_table.bezirksregierung,
        "ennepetal": at_table.school_offices[ENNEPETAL],
        "witten": at_table.school_offices[WITTEN],
        "schule": head,
        "pruefung": at_table.centre,
        "charlie": at_table.centre,
        "leitung": at_table.centre,
        "frueher": at_table.centre,
        "lotsen": at_table.welfare,
        "kim": at_table.centre,
        "fall-lotsen": at_table.welfare,
        "fall-witten": at_table.town,
    }


def _found(*, on: dt.date) -> DemoWorld:
    """Return the world of an earlier build; everybody looks for their own seat."""
    seats = {}
    for key, one in PEOPLE.items():
        user = User.objects.get(email=one.email)
        with scope.asking(user_id=user.pk, seat_id=None):
            seats[key] = Seat.objects.filter(user=user).order_by("pk")[0]
    return _world(on=on, seats=seats)


def _world(*, on: dt.date, seats: dict[str, Seat]) -> DemoWorld:
    people = {
        field: Person(
            name=PEOPLE[key].name,
            email=PEOPLE[key].email,
            password=PASSWORD,
            user_id=seats[key].user_id,
            seat_id=seats[key].pk,
            task=PEOPLE[key].task,
        )
        for field, key in FIELDS.items()
    }
    return DemoWorld(on=on, **people)
