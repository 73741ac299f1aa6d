# SPDX-License-Identifier: EUPL-1.2
"""Invented schools of the demo: names, points and free seats are made up, no real school is meant.

Among them what real lists hide: a special school, a hospital school listed as „Freie
Waldorfschule“, a denominational and a private one.
"""

import datetime as dt
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement.assignable import proposed_assignable
from rundertisch.partners import actions as partners
from rundertisch.partners.models import PartnerKind
from rundertisch.places import queries as places
from rundertisch.schooling import actions, exchange
from rundertisch.schooling.models import Assignable, Group, GroupKind, School

BRECKERFELD, ENNEPETAL, GEVELSBERG = "05954004", "05954008", "05954012"
HATTINGEN, HERDECKE, SCHWELM = "05954016", "05954020", "05954024"
SPROCKHOEVEL, WETTER, WITTEN = "05954028", "05954032", "05954036"
LITERACY, LANGUAGE = GroupKind.LITERACY, GroupKind.LANGUAGE
REASONS = {
    "yes": "",
    "named": "Bekenntnis- oder Privatschule: nur wenn die Familie sie nennt",
    "no": "Förder- oder Klinikschule: nie Ziel eines Vorschlags",
}

Groups = tuple[tuple[GroupKind, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented school: town, form, name, point, groups (kind, from, to, free seats)."""

    number: str
    town: str
    form: str
    name: str
    lat: float
    lon: float
    groups: Groups = ()
    pupils: int = 200


def primary(seats: int, literacy: int = 0) -> Groups:
    """Return the groups of a primary school."""
    groups: Groups = ((LANGUAGE, 1, 4, seats),)
    return (*groups, (LITERACY, 1, 4, literacy)) if literacy else groups


def secondary(low: int, high: int, literacy: int = 0) -> Groups:
    """Return the groups of a school from grade 5 on."""
    groups: Groups = ((LANGUAGE, 5, 7, low), (LANGUAGE, 8, 10, high))
    return (*groups, (LITERACY, 5, 10, literacy)) if literacy else groups


# fmt: off  (a table of the demo, read school by school)
SCHOOLS = (
    Invented(
        "900101",
        ENNEPETAL,
        "Grundschule",
        "Grundschule Am Kirschbaum",
        51.3018,
        7.3642,
        primary(5),
        215,
    ),
    Invented(
        "900102",
        ENNEPETAL,
        "Grundschule",
        "Grundschule Talblick",
        51.2951,
        7.3388,
        primary(4, 3),
        180,
    ),
    Invented(
        "900103",
        ENNEPETAL,
        "Grundschule",
        "Kath. Grundschule St. Lucia",
        51.2986,
        7.3531,
        primary(6),
        160,
    ),
    Invented(
        "900104",
        ENNEPETAL,
        "Sekundarschule",
        "Sekundarschule Ennepebogen",
        51.2992,
        7.3467,
        secondary(4, 3, 2),
        480,
    ),
    Invented(
        "900105",
        ENNEPETAL,
        "Gymnasium",
        "Gymnasium Am Höhenweg",
        51.2944,
        7.3512,
        secondary(3, 2),
        720,
    ),
    Invented(
        "900106",
        ENNEPETAL,
        "Freie Waldorfschule",
        "Klinikschule an der Ennepe",
        51.3055,
        7.3390,
        secondary(6, 6),
        40,
    ),
    Invented(
        "900201",
        GEVELSBERG,
        "Grundschule",
        "Grundschule Sonnenhang",
        51.3231,
        7.3389,
        primary(4),
        230,
    ),
    Invented(
        "900202",
        GEVELSBERG,
        "Grundschule",
        "Grundschule Vogelsang-Ost",
        51.3187,
        7.3591,
        primary(5, 2),
        190,
    ),
    Invented(
        "900203",
        GEVELSBERG,
        "Hauptschule",
        "Hauptschule Wiesengrund",
        51.3199,
        7.3445,
        secondary(4, 4, 3),
        260,
    ),
    Invented(
        "900204",
        GEVELSBERG,
        "Realschule",
        "Realschule Alte Weberei",
        51.3244,
        7.3312,
        secondary(2, 2),
        430,
    ),
    Invented(
        "900205",
        GEVELSBERG,
        "Förderschule Grund-/Hauptschule",
        "Lindenschule, FSP Lernen",
        51.3212,
        7.3502,
        primary(8),
        110,
    ),
    Invented(
        "900301", SCHWELM, "Grundschule", "Grundschule Brunnenhof", 51.2862, 7.2961, primary(2), 240
    ),
    Invented(
        "900302",
        SCHWELM,
        "Gesamtschule",
        "Gesamtschule Schwelmebach",
        51.2831,
        7.2894,
        (*secondary(2, 3), (LANGUAGE, 11, 13, 2)),
        900,
    ),
    Invented(
        "900401",
        BRECKERFELD,
        "Grundschule",
        "Grundschule Hansewiese",
        51.2604,
        7.4671,
        primary(2),
        320,
    ),
    Invented(
        "900402",
        BRECKERFELD,
        "Hauptschule",
        "Hauptschule Am Wehrturm",
        51.2621,
        7.4699,
        secondary(3, 2),
        150,
    ),
    Invented(
        "900501",
        HATTINGEN,
        "Grundschule",
        "Grundschule Ruhrbogen",
        51.4012,
        7.1874,
        primary(3, 1),
        280,
    ),
    Invented(
        "900502",
        HATTINGEN,
        "Grundschule",
        "Grundschule Hüttengarten",
        51.3944,
        7.1991,
        primary(2),
        210,
    ),
    Invented(
        "900503",
        HATTINGEN,
        "Gesamtschule",
        "Gesamtschule Welperfeld",
        51.4071,
        7.1962,
        (*secondary(4, 3, 2), (LANGUAGE, 11, 13, 1)),
        1050,
    ),
    Invented(
        "900601", HERDECKE, "Grundschule", "Grundschule Seeblick", 51.4003, 7.4322, primary(2), 260
    ),
    Invented(
        "900602",
        HERDECKE,
        "Realschule",
        "Realschule Am Viadukt",
        51.3977,
        7.4286,
        secondary(2, 2),
        420,
    ),
    Invented(
        "900701",
        SPROCKHOEVEL,
        "Grundschule",
        "Grundschule Haßlingen",
        51.3466,
        7.2433,
        primary(2),
        230,
    ),
    Invented(
        "900702",
        SPROCKHOEVEL,
        "Hauptschule",
        "Hauptschule Gennebreck",
        51.3391,
        7.2299,
        secondary(2, 2),
        190,
    ),
    Invented(
        "900801",
        WETTER,
        "Grundschule",
        "Grundschule Harkortgarten",
        51.3884,
        7.3951,
        primary(3, 2),
        240,
    ),
    Invented(
        "900802",
        WETTER,
        "Sekundarschule",
        "Sekundarschule Am Mühlenteich",
        51.3851,
        7.3902,
        secondary(3, 3),
        520,
    ),
    Invented(
        "900803",
        WETTER,
        "Förderschule Grund-/Hauptschule",
        "Schule am Freibad, Förderschwerpunkt Sprache",
        51.3869,
        7.4011,
        (),
        90,
    ),
    Invented(
        "900901",
        WITTEN,
        "Grundschule",
        "Grundschule Crengelpark",
        51.4398,
        7.3331,
        primary(4, 2),
        310,
    ),
    Invented(
        "900902", WITTEN, "Grundschule", "Grundschule Annenhof", 51.4471, 7.3712, primary(3), 250
    ),
    Invented(
        "900903",
        WITTEN,
        "Gesamtschule",
        "Gesamtschule Hardenfeld",
        51.4332,
        7.3389,
        (*secondary(3, 4, 2), (LANGUAGE, 11, 13, 2)),
        1100,
    ),
    Invented(
        "900904",
        WITTEN,
        "Freie Waldorfschule",
        "Freie Waldorfschule Ruhrhöhe",
        51.4419,
        7.3102,
        secondary(3, 3),
        380,
    ),
    Invented(
        "900905",
        WITTEN,
        "Berufskolleg",
        "Berufskolleg Am Hellweg",
        51.4405,
        7.3427,
        ((LANGUAGE, 11, 13, 4),),
        1800,
    ),
)
# fmt: on
CAPPED = ("900105", 3, "Ratsbeschluss (erfunden) Nr. 12/2025")
APPROVED = "Schulamt (erfunden), Schreiben zum Schuljahresbeginn"


def build_schools(*, on: dt.date, by: Seat | None) -> dict[str, School]:
    """Keep the invented schools, their groups and who supervises them; by school number."""
    towns = {town.key: town for town in places.towns()}
    exchange.import_supervision(by=by)
    exchange.import_refusal_grounds(by=by)
    made: dict[str, School] = {}
    for one in SCHOOLS:
        verdict = proposed_assignable(form=one.form, name=one.name)
        partner = partners.keep_partner(
            kind=PartnerKind.SCHOOL, name=f"{one.name} (erfunden)", place=towns[one.town], by=by
        )
        made[one.number] = actions.keep_school(
            number=one.number,
            name=one.name,
            form=one.form,
            town=towns[one.town],
            assignable=Assignable(verdict.upper()),
            assignable_reason=REASONS[verdict],
            lat=one.lat,
            lon=one.lon,
            pupils=one.pupils,
            partner=partner,
            by=by,
        )
        for kind, grade_from, grade_to, seats in one.groups:
            actions.keep_group(
                school=made[one.number],
                kind=kind,
                grade_from=grade_from,
                grade_to=grade_to,
                free_seats=seats,
                on=on,
                by=by,
            )
    number, cap, decision = CAPPED
    actions.set_cap(
        school=made[number],
        newcomer_cap=cap,
        cap_ref=decision,
        cap_decided_on=on - dt.timedelta(days=300),
        by=by,
    )
    return made


def limit_groups(*, on: dt.date, by: Seat) -> None:
    """Approve the separate groups of one town; one approval has ended a week ago."""
    groups = Group.objects.filter(school__town__key=ENNEPETAL).exclude(school__assignable="NO")
    for turn, group in enumerate(groups.order_by("school__number", "kind", "grade_from")):
        until = on + dt.timedelta(days=180) if turn else on - dt.timedelta(days=7)
        actions.limit_group(
            group=group,
            approved_until=until,
            approval_ref=APPROVED,
            review_on=until - dt.timedelta(days=60),
            by=by,
        )
