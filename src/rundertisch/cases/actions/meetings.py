# SPDX-License-Identifier: EUPL-1.2
"""When and where a conference is: say so, change it, invite by e-mail, call it off."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions import invitations
from rundertisch.cases.actions.participants import demand_open
from rundertisch.cases.actions.rules import demand_case_manager
from rundertisch.cases.models.conferences import CaseConference
from rundertisch.kernel import audit, outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref

LONGEST_MINUTES = 480


@dataclass(frozen=True, slots=True)
class When:
    """Day, beginning, length and place of a conference; beginning and place may still be open."""

    held_on: dt.date
    begins: dt.time | None = None
    minutes: int = 60
    place: str = ""

    def demand_whole(self) -> None:
        """Refuse a beginning without a place, or a place without a beginning."""
        if (self.begins is None) != (not self.place.strip()):
            raise Refusal(
                "Uhrzeit und Ort gehören zusammen. Bitte beides eintragen oder beides leer lassen.",
                field="place" if self.begins else "begins",
            )
        if not 0 < self.minutes <= LONGEST_MINUTES:
            raise Refusal("Eine Konferenz dauert höchstens acht Stunden.", field="minutes")


@audit.audited
def call_conference(*, when: When, by: Seat) -> CaseConference:
    """Call a conference for a day; who will be discussed is not said here."""
    demand_case_manager(by=by)
    when.demand_whole()
    conference = CaseConference.objects.create(owner_id=by.partner_id, **_fields(when))
    audit.record(action="cases.call_conference", by=by, about=_ref(conference))
    return conference


@audit.audited
def move_conference(*, conference: CaseConference, when: When, by: Seat) -> None:
    """Give a conference another time or place; who was invited by e-mail is to be told."""
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    when.demand_whole()
    invited = conference.participants.exclude(told=None)
    if when.begins is None and invited.exists():
        raise Refusal(
            "Es sind schon Menschen zu einer Uhrzeit eingeladen. Bitte die neue eintragen oder die"
            " Konferenz absagen.",
            field="begins",
        )
    wanted = _fields(when).items()
    changed = {name: value for name, value in wanted if value != getattr(conference, name)}
    if changed:
        for name, value in changed.items():
            setattr(conference, name, value)
        conference.version += 1
        conference.save(update_fields=[*changed, "version"])
    audit.record(
        action="cases.move_conference", by=by, about=_ref(conference), fields=tuple(changed)
    )


@audit.audited
def mail_invitations(*, conference: CaseConference, on: dt.date, by: Seat) -> int:
    """Invite everybody by e-mail who does not know of it as it is now; return how many.

    Raises:
        Refusal: it has no time or place, it is over, this house sends no mail, or all know.
    """
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    if not outbox.sends_mail():
        raise Refusal("Dieses Haus verschickt keine E-Mails. Bitte selbst einladen.")
    if conference.begins is None:
        raise Refusal("Für eine Einladung fehlen Uhrzeit und Ort. Bitte zuerst eintragen.")
    if conference.held_on < on:
        raise Refusal(
            f"Die Konferenz war am {conference.held_on:%d.%m.%Y}; eingeladen wird nicht mehr."
        )
    coming = conference.participants.filter(excused_on=None).select_related("conference__owner")
    waiting = [one for one in coming.order_by("pk") if one.told != conference.version]
    told = [one for one in waiting if invitations.tell(participant=one, by=by)]
    if not told:
        raise Refusal("Alle, von denen eine Adresse bekannt ist, sind schon eingeladen.")
    audit.record(action="cases.mail_invitations", by=by, about=_ref(conference))
    return len(told)


@audit.audited
def call_off_conference(*, conference: CaseConference, on: dt.date, by: Seat) -> None:
    """Call a conference off; whoever was invited by e-mail gets a cancellation at once."""
    demand_case_manager(by=by)
    demand_open(conference=conference, by=by)
    if conference.points.exists():
        raise Refusal(
            "Es sind schon Punkte eingetragen. Bitte die Konferenz abschließen, oder die Punkte"
            " zuerst zurücknehmen."
        )
    conference.called_off_on = on
    conference.save(update_fields=["called_off_on"])
    for one in conference.participants.exclude(told=None).order_by("pk"):
        one.conference = conference
        invitations.tell_off(participant=one, on=on, by=by)
    audit.record(action="cases.call_off_conference", by=by, about=_ref(conference))


def _fields(when: When) -> dict[str, object]:
    return {
        "held_on": when.held_on,
        "begins": when.begins,
        "minutes": when.minutes,
        "place": when.place.strip(),
    }


def _ref(conference: CaseConference) -> Ref:
    return Ref("case_conference", str(conference.pk))
