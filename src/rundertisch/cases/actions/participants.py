# SPDX-License-Identifier: EUPL-1.2
"""Who sits at a case conference: invite, excuse, take off the list, until it is closed."""

import datetime as dt
from collections.abc import Mapping

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions import invitations
from rundertisch.cases.actions.rules import demand_case_manager
from rundertisch.cases.models.conferences import CaseConference, ConferenceParticipant
from rundertisch.cases.queries import conferences as queries
from rundertisch.cases.queries.contacts import contact_of
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner, PartnerKind

KEEP_DAYS = 365  # so long it is known who sat at a conference (our own measure)


def demand_open(*, conference: CaseConference, by: Seat) -> None:
    """Refuse to anybody but the inviting agency, and to everybody once it is closed."""
    if conference.owner_id != by.partner_id:
        raise Refusal("Eintragen kann nur die Stelle, die zur Konferenz eingeladen hat.")
    if conference.called_off_on is not None:
        raise Refusal(
            f"Diese Konferenz ist seit dem {conference.called_off_on:%d.%m.%Y} abgesagt. Bitte eine"
            " neue anlegen."
        )
    if conference.closed_on is not None:
        raise Refusal(
            f"Diese Konferenz ist seit dem {conference.closed_on:%d.%m.%Y} abgeschlossen. Wer etwas"
            " ändern muss, öffnet sie wieder."
        )


@audit.audited
def invite(*, conference: CaseConference, seat_id: int, by: Seat) -> ConferenceParticipant:
    """Invite somebody with an account; from now on this person reads what consent allows."""
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    found = next((one for one in queries.invitable() if one.seat_id == seat_id), None)
    if found is None:
        raise Refusal(
            "Diese Person kann nicht eingeladen werden: Sie arbeitet nicht mehr dort oder nicht mit"
            " Menschen. Bitte jemand anderen wählen.",
            field="seat",
        )
    return _sit(
        conference=conference,
        line={"partner_id": found.partner_id, "name": found.name},
        seat_id=seat_id,
        by=by,
    )


@audit.audited
def invite_contact(
    *, conference: CaseConference, partner: Partner, name: str, by: Seat, email: str = ""
) -> ConferenceParticipant:
    """Note somebody without an account: at the table, but reading nothing here.

    ``email``: where the invitation goes, kept as long as the line of the list; empty: where the
    office is reached.
    """
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    if partner.pk == by.partner_id:
        raise Refusal("Bitte eine andere Stelle wählen; Ihre eigene lädt ein.", field="partner")
    if partner.kind == PartnerKind.IMMIGRATION_OFFICE:
        raise Refusal(
            "Die Ausländerbehörde sitzt in keiner Fallkonferenz: Was sie dort hört, müsste sie"
            " verwenden (§ 87 AufenthG, nicht verifiziert).",
            field="partner",
        )
    return _sit(
        conference=conference,
        line={"partner_id": partner.pk, "name": name.strip()},
        email=email or _address(partner),
        by=by,
    )


@audit.audited
def excuse(*, participant: ConferenceParticipant, excused: bool, on: dt.date, by: Seat) -> None:
    """Note that somebody does not come, or does after all; excused, one reads no point."""
    demand_case_manager(by=by)
    demand_open(conference=participant.conference, by=by)
    if excused:
        invitations.tell_off(participant=participant, on=on, by=by)
    participant.excused_on = on if excused else None
    participant.save(update_fields=["excused_on"])
    _record(action="cases.excuse", about=participant, by=by)


@audit.audited
def remove_participant(*, participant: ConferenceParticipant, on: dt.date, by: Seat) -> None:
    """Take somebody off the list: from now on this person reads nothing of it."""
    demand_case_manager(by=by)
    demand_open(conference=participant.conference, by=by)
    invitations.tell_off(participant=participant, on=on, by=by)
    _record(action="cases.remove_participant", about=participant, by=by)
    participant.delete()


@audit.audited
def close_conference(*, conference: CaseConference, on: dt.date, by: Seat) -> None:
    """Close a conference: who sat there and what was agreed stay as they are."""
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    if conference.held_on > on:
        raise Refusal(
            f"Die Konferenz ist erst am {conference.held_on:%d.%m.%Y}. Bitte danach abschließen."
        )
    _set_closed(conference=conference, on=on)
    audit.record(
        action="cases.close_conference", by=by, about=Ref("case_conference", str(conference.pk))
    )


@audit.audited
def reopen_conference(*, conference: CaseConference, by: Seat) -> None:
    """Open a closed conference again, for what was forgotten."""
    demand_case_manager(by=by)
    if conference.owner_id != by.partner_id or conference.closed_on is None:
        raise Refusal("Wieder öffnen kann nur die einladende Stelle, was abgeschlossen ist.")
    _set_closed(conference=conference, on=None)
    audit.record(
        action="cases.reopen_conference", by=by, about=Ref("case_conference", str(conference.pk))
    )


@audit.audited
def forget_participants() -> int:
    """Forget who sat at conferences of more than a year ago; return how many lines."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_forget_participants(%s)", [KEEP_DAYS])
        forgotten: int = cursor.fetchone()[0]
    audit.record(action="cases.forget_participants", by=None, about=Ref("job", "conferences"))
    return forgotten


def _sit(
    *,
    conference: CaseConference,
    line: Mapping[str, object],
    by: Seat,
    seat_id: int | None = None,
    email: str = "",
) -> ConferenceParticipant:
    """Write one line of the list: ``partner_id`` and ``name``, and how to reach them."""
    if conference.participants.filter(**line).exists():
        raise Refusal(f"{line['name']} steht schon auf der Liste.")
    participant = ConferenceParticipant.objects.create(
        conference=conference, **line, seat_id=seat_id, email=email
    )
    _record(action="cases.invite", about=participant, by=by)
    return participant


def _address(partner: Partner) -> str:
    known = contact_of(partner=partner)
    return known.email if known else ""


def _record(*, action: str, about: ConferenceParticipant, by: Seat) -> None:
    audit.record(action=action, by=by, about=Ref("conference_participant", str(about.pk)))


def _set_closed(*, conference: CaseConference, on: dt.date | None) -> None:
    conference.closed_on = on
    conference.save(update_fields=["closed_on"])
