# SPDX-License-Identifier: EUPL-1.2
"""Refer a need to another office, answer it, take it back; let what nobody answers expire."""

import datetime as dt

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.cases import queries
from rundertisch.cases.actions.attachments import Paper, attach
from rundertisch.cases.actions.rules import demand_case_manager
from rundertisch.cases.models import Need, Outcome, Referral, ReferralState, RefusalReason
from rundertisch.cases.models.periods import PeriodCode
from rundertisch.kernel import audit, links, outbox
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind, Occasion, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner

TOLD = {
    "NOT_YOURS": "Diese Vermittlung ist nicht oder nicht mehr für Sie bestimmt. Hat die Person "
    "ihre Einwilligung widerrufen, gilt das sofort.",
    ReferralState.REFUSED: "Diese Vermittlung ist schon abgelehnt.",
    ReferralState.DONE: "Diese Vermittlung ist schon als erledigt gemeldet.",
    ReferralState.ACCEPTED: "Diese Vermittlung ist schon angenommen.",
    ReferralState.EXPIRED: "Auf diese Vermittlung kam zu lange keine Antwort; sie ist abgelaufen. "
    "Bitte rufen Sie die Stelle an, die sie geschickt hat.",
    ReferralState.WITHDRAWN: "Die Einwilligung der Person ist widerrufen oder abgelaufen.",
    ReferralState.TAKEN_BACK: "Diese Vermittlung wurde zurückgezogen.",
}


@audit.audited
def refer(
    *,
    need: Need,
    to: Partner,
    asks: str,
    on: dt.date,
    by: Seat,
    paper: Paper | None = None,
) -> Referral:
    """Hand a need on to another office, with a document or without.

    Raises:
        Refusal: without a consent that holds; the database would refuse it as well. Nothing is
            sent when the document cannot go along.
    """
    seat = demand_case_manager(by=by)
    if need.closed_on is not None:
        raise Refusal("Dieser Bedarf ist abgeschlossen. Bitte zuerst wieder öffnen.")
    if to not in queries.referable_partners(subject_id=need.subject_id, owner=seat.partner, on=on):
        raise Refusal(
            f"Die Person hat nicht eingewilligt, dass {to} von einer Vermittlung erfährt. Bitte "
            "zuerst eine Einwilligung eintragen, mit „Vermittlung“ unter den Arten von Daten.",
            field="to",
        )
    if Referral.objects.filter(need=need, to_partner=to).unfinished().exists():
        raise Refusal(
            f"Dieser Bedarf ist schon an {to} vermittelt und dort noch offen. Bitte dort "
            "nachfragen oder die Vermittlung zurückziehen.",
            field="to",
        )
    referral = Referral.objects.create(
        subject_id=need.subject_id,
        owner_id=need.owner_id,
        need=need,
        to_partner=to,
        asks=asks.strip(),
        sent_on=on,
        sent_by=seat,
        sent_by_name=seat.user.name,
    )
    audit.record(action="cases.refer", by=by, about=Ref("referral", str(referral.pk)))
    if paper is not None:
        attach(referral=referral, paper=paper, on=on, by=by)
    return referral


@audit.audited
def open_referral_link(*, referral: Referral, at: dt.datetime, by: Seat) -> str:
    """Make a link to one referral; earlier ones of it close. Return the secret.

    How many days it opens the referral is dated data; the database lets it be no longer.
    """
    demand_case_manager(by=by)
    if referral.state not in {ReferralState.SENT, ReferralState.ACCEPTED}:
        raise Refusal(TOLD[ReferralState(referral.state)])
    about = Ref("referral", str(referral.pk))
    for link in SecureLink.objects.filter(
        kind=LinkKind.REFERRAL, about_kind=about.kind, about_id=about.id, closed_at=None
    ):
        links.close_link(pk=link.pk)
    outbox.withdraw(occasion=Occasion.REFERRAL, about=about, by=by)  # its link has just closed
    token = links.open_link(
        kind=LinkKind.REFERRAL,
        about=about,
        subject_id=referral.subject_id,
        partner_id=referral.to_partner_id,
        expires_at=at + dt.timedelta(days=queries.days_of(PeriodCode.LINK, on=at.date())),
        by=by,
    )
    audit.record(action="cases.open_referral_link", by=by, about=about)
    return token


@audit.audited
def accept_referral(*, referral: Referral, answer: str, by: Seat | None) -> None:
    """Accept a referral; ``by=None`` is whoever holds the secret of its link."""
    _answer(referral, state=ReferralState.ACCEPTED, answer=answer)
    audit.record(action="cases.accept_referral", by=by, about=Ref("referral", str(referral.pk)))


@audit.audited
def refuse_referral(
    *, referral: Referral, reason: RefusalReason, answer: str, by: Seat | None
) -> None:
    """Refuse a referral for a reason of the list."""
    _answer(referral, state=ReferralState.REFUSED, reason=reason, answer=answer)
    audit.record(action="cases.refuse_referral", by=by, about=Ref("referral", str(referral.pk)))


@audit.audited
def finish_referral(*, referral: Referral, outcome: Outcome, answer: str, by: Seat | None) -> None:
    """Say that it is done: the outcome is written back to the need."""
    _answer(referral, state=ReferralState.DONE, outcome=outcome, answer=answer)
    audit.record(
        action="cases.finish_referral",
        by=by,
        about=Ref("referral", str(referral.pk)),
        fields=("outcome",),
    )


@audit.audited
def take_back_referral(*, referral: Referral, by: Seat) -> None:
    """Take a referral back: its link closes and the office reads nothing more."""
    demand_case_manager(by=by)
    with connection.cursor() as cursor:
        cursor.execute("select cases_take_back(%s)", [referral.pk])
        taken: bool = cursor.fetchone()[0]
    if not taken:
        raise Refusal(
            "Diese Vermittlung ist schon beendet. Bitte die Seite neu öffnen.", field=None
        )
    about = Ref("referral", str(referral.pk))
    outbox.withdraw(occasion=Occasion.REFERRAL, about=about, by=by)
    audit.record(action="cases.take_back_referral", by=by, about=about)


@audit.audited
def age_referrals(*, on: dt.date) -> tuple[int, int]:
    """Mark what waits too long, end what waits much too long; return how many of each."""
    periods = queries.referral_periods(on=on)
    days = [periods[code].days for code in (PeriodCode.REMIND, PeriodCode.EXPIRE)]
    with connection.cursor() as cursor:
        cursor.execute("select * from cases_age_referrals(%s, %s)", days)
        reminded, expired = cursor.fetchone()
    audit.record(action="cases.age_referrals", by=None, about=Ref("job", "referrals"))
    return reminded, expired


def _answer(
    referral: Referral,
    *,
    state: ReferralState,
    answer: str,
    reason: str = "",
    outcome: str = "",
) -> None:
    """Let the database write an answer; it knows who may and what may follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_answer_referral(%s, %s, %s, %s, %s)",
            [referral.pk, state.value, reason, answer.strip(), outcome],
        )
        said: str = cursor.fetchone()[0]
    if said != "OK":
        raise Refusal(TOLD[said])
