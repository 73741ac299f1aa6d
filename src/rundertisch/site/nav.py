# SPDX-License-Identifier: EUPL-1.2
"""Navigation by role: only site knows all rooms."""

from collections.abc import Sequence
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from rundertisch.accounts import policies as accounts_rights
from rundertisch.accounts.models import Seat
from rundertisch.cases import policies as cases_rights
from rundertisch.kernel.pages import Door
from rundertisch.partners import policies as partners_rights
from rundertisch.places import policies as places_rights
from rundertisch.privacy import policies as privacy_rights
from rundertisch.schooling import policies as schooling_rights
from rundertisch.situation import policies as situation_rights

Known = tuple[str, str, bool]  # what it is called, the name of its address, whether it opens


# where a page is reached from whose address begins otherwise than that of its door
REACHED_FROM = {
    "/schule/vorschlag/": "/schule/runden/",
    "/schule/vergaberegeln/": "/schule/runden/",
    "/schule/jahr-durchspielen/": "/schule/runden/",
    "/schule/erwartete-ankuenfte/": "/schule/neue-gruppen/",
    "/schule/hinweise/": "/schule/zahlen/",
    "/schule/kein-kind-zuruecklassen/": "/schule/zahlen/",
    "/schule/anmeldungen/": "/schule/zahlen/",
    "/schule/schuljahr/": "/schule/schulen/",
    "/schule/termine/": "/schule/kalender/",
    "/schule/raeume/": "/schule/kalender/",
}


def doors(request: HttpRequest) -> Sequence[Door]:
    """Return the doors this person may open."""
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        return ()
    row, more = _open(_work(seat=seat)), _open(_seldom(seat=seat))
    if len(more) == 1:  # nobody opens a list to find one entry
        row, more = row + more, []
    mine = [("Mein Konto", _address("accounts:account"))]
    path = next(
        (to for part, to in REACHED_FROM.items() if request.path.startswith(part)), request.path
    )
    current = max(
        (url for _, url in (*row, *more, *mine) if _inside(path=path, url=url)),
        key=len,
        default="",
    )
    return [
        Door(label=label, url=url, current=url == current, place=place)
        for place, some in (("row", row), ("more", more), ("person", mine))
        for label, url in some
    ]


def _work(*, seat: Seat) -> tuple[Known, ...]:
    """What somebody opens every day, in one row."""
    return (
        ("Heute", "start", True),
        ("Fälle", "cases:day", cases_rights.may_lead_cases(seat=seat)),
        ("Vermittlungen", "cases:inbox", cases_rights.may_be_referred_to(seat=seat)),
        ("Kinder", "schooling:waiting_list", schooling_rights.may_see_queues(seat=seat)),
        ("Neue Kinder", "schooling:my_children", schooling_rights.may_answer(seat=seat)),
        ("Kalender", "schooling:calendar", schooling_rights.may_counsel(seat=seat)),
        ("Anliegen", "schooling:family_requests", schooling_rights.may_counsel(seat=seat)),
        ("Runden", "schooling:rounds", schooling_rights.may_see_proposals(seat=seat)),
        ("Neue Gruppen", "schooling:openings", schooling_rights.may_see_openings(seat=seat)),
        ("Bescheide", "schooling:notices", schooling_rights.may_see_notices(seat=seat)),
        ("Zahlen", "schooling:figures", schooling_rights.may_see_figures(seat=seat)),
        ("Wer macht was", "schooling:duties", schooling_rights.may_see_duties(seat=seat)),
        ("Schulen", "schooling:schools", schooling_rights.may_see_schools(seat=seat)),
        ("Partner", "partners:partners", partners_rights.may_see_partners(seat=seat)),
        (
            "Strukturelle Bedarfe",
            "cases:structural_needs",
            cases_rights.may_see_structural_needs(seat=seat),
        ),
        ("Protokolle", "privacy:log_openings", privacy_rights.may_see_openings(seat=seat)),
        ("Personen", "accounts:members", accounts_rights.may_manage_seats(seat=seat)),
        ("Postausgang", "accounts:outbox", accounts_rights.may_manage_seats(seat=seat)),
        ("Betrieb", "operations", accounts_rights.may_manage_seats(seat=seat)),
        ("Anvertraut", "privacy:entrusted", privacy_rights.may_be_entrusted(seat=seat)),
    )


def _seldom(*, seat: Seat) -> tuple[Known, ...]:
    """What somebody looks up or sets a few times a year, behind „Mehr“."""
    return (
        ("Orte", "places:places", places_rights.may_see_places(seat=seat)),
        (
            "Fristen der Vermittlungen",
            "cases:referral_periods",
            cases_rights.may_set_referral_periods(seat=seat),
        ),
        (
            "Falldokumentation",
            "cases:documentation_fields",
            cases_rights.may_set_documentation(seat=seat),
        ),
        ("Erreichbarkeit", "cases:contacts", cases_rights.may_set_referral_periods(seat=seat)),
        ("Übliche Schritte", "cases:chains", cases_rights.may_set_chains(seat=seat)),
        (
            "Lebensbereiche",
            "situation:need_domains",
            situation_rights.may_keep_need_domains(seat=seat),
        ),
        ("Vergessen", "privacy:due", privacy_rights.may_forget_somebody(seat=seat)),
        ("Fristen", "privacy:retention", privacy_rights.may_set_retention(seat=seat)),
    )


def _open(known: tuple[Known, ...]) -> list[tuple[str, str]]:
    return [(label, _address(name)) for label, name, may in known if may]


_address = cache(reverse)  # the addresses of the house do not change while it runs


def _inside(*, path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
