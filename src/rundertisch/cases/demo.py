# SPDX-License-Identifier: EUPL-1.2
"""This room's part of the demo: three invented people whom an invented case manager accompanies."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, queries
from rundertisch.cases.actions import conferences, meetings, participants
from rundertisch.cases.actions import structural as gaps
from rundertisch.cases.models import (
    AnswerKind,
    Audience,
    Client,
    GapKind,
    Need,
    NeedChain,
    Phase,
    PlanStep,
    StructuralNeed,
)
from rundertisch.partners.models import Partner
from rundertisch.places import queries as places
from rundertisch.situation import queries as situation

DAY = dt.timedelta(days=1)

GAPS = (  # domain, kind of gap, town, how often each agency says so
    ("HOUSING", GapKind.MISSING, "05954008", 4),
    ("LANGUAGE", GapKind.CHILD_CARE, "05954036", 1),
)


def build_conference(
    *, on: dt.date, with_whom: Seat, contact: tuple[str, Partner], by: Seat
) -> None:
    """Let two agencies agree on a step for one of the three; a third comes without an account."""
    domains = {one.code: one for one in situation.need_domains(on=on)}
    when = meetings.When(on, dt.time(10), 90, "Kreishaus, Raum 214")
    meeting = meetings.call_conference(when=when, by=by)
    participants.invite(conference=meeting, seat_id=with_whom.pk, by=by)
    name, partner = contact
    participants.invite_contact(conference=meeting, partner=partner, name=name, by=by)
    conferences.add_point(
        conference=meeting,
        client=queries.running_clients(on=on)[0],
        domain=domains["HOUSING"],
        problem="Die Wohnung ist zu klein, seit das zweite Kind da ist.",
        agreed=conferences.Agreed(
            words="Zur Sprechstunde des Wohnlotsen begleiten",
            who="Lotsendienst",
            due_on=on + 9 * DAY,
        ),
        on=on,
        by=by,
    )


def build_gaps(*, on: dt.date, by: Seat) -> None:
    """Report two gaps without a person, as one agency of several."""
    domains = {one.code: one for one in situation.need_domains(on=on)}
    for code, kind, town, times in GAPS:
        gaps.report_gap(
            domain=domains[code], kind=kind, place=places.town(key=town), times=times, on=on, by=by
        )


def build_answer(*, on: dt.date, by: Seat) -> None:
    """Say what became of one of them."""
    gaps.answer_structural_need(
        need=StructuralNeed.objects.get(domain="LANGUAGE", place=None),
        kind=AnswerKind.TAKEN_UP,
        words="Arbeitsgruppe Sprache fragt die Träger nach Kursen mit Kinderbetreuung.",
        answered_on=on,
        on=on,
        by=by,
    )


def build_cases(*, on: dt.date, by: Seat) -> None:
    """Open three cases: one in the middle, one before a change of legal regime, one new."""
    domains = {one.code: one for one in situation.need_domains(on=on)}
    chains = {one.code: one for one in queries.chains(on=on)}
    lidia = _open(name="Lidia Morar (erfunden)", on=on - 40 * DAY, by=by)
    for phase in (Phase.ASSESSMENT, Phase.PLAN, Phase.LINKING):
        lidia = actions.move_phase(
            client=lidia, phase=phase, version=lidia.version, on=on - 30 * DAY, by=by
        )
    work = actions.open_need(
        client=lidia,
        domain=domains["WORK"],
        words="Möchte in der Pflege arbeiten, ihr Abschluss ist noch nicht anerkannt.",
        on=on - 28 * DAY,
        by=by,
    )
    _step(need=work, words="Zeugnisse zur Übersetzung geben", due_on=on - 3 * DAY, on=on, by=by)
    _step(need=work, words="Termin beim Jobcenter vorbereiten", due_on=on + 4 * DAY, on=on, by=by)
    actions.write_note(
        client=lidia,
        audience=Audience.AGENCY,
        words="Am besten vormittags anrufen; sie arbeitet abends.",
        on=on - 10 * DAY,
        by=by,
    )
    _family(chains=chains, on=on, by=by)
    _open(name="Samir Haddad (erfunden)", on=on - 2 * DAY, by=by)


def _family(*, chains: dict[str, NeedChain], on: dt.date, by: Seat) -> None:
    """Let somebody wait for child benefit while another office becomes responsible."""
    joana = _open(name="Joana Reis (erfunden)", on=on - 20 * DAY, by=by)
    actions.open_chain(client=joana, chain=chains["KINDERGELD"], on=on - 10 * DAY, by=by)
    actions.note_regime_change(
        client=joana,
        takes_place_on=on + 9 * DAY,
        chain=chains["RECHTSKREIS"],
        on=on - DAY,
        by=by,
    )


def _open(*, name: str, on: dt.date, by: Seat) -> Client:
    return actions.open_client(
        name=name, contact="", agreed_on=on, others=_alike(name), on=on, by=by
    )


def _alike(name: str) -> list[int]:
    """Confirm that invented people are not each other."""
    return [one.contact_id for one in queries.similar(name=name)]


def _step(*, need: Need, words: str, due_on: dt.date, on: dt.date, by: Seat) -> PlanStep:
    agreed_on = min(on, due_on)
    return actions.add_step(
        thing=need, words=words, who="Case Management", due_on=due_on, on=agreed_on, by=by
    )
