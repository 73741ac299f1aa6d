# SPDX-License-Identifier: EUPL-1.2
"""What a client reads on the own view: asked as the person, in their language."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from rundertisch.cases.models import (
    CaseNote,
    Client,
    ClientContact,
    ConferencePoint,
    Findable,
    FindAsk,
    Need,
    Outcome,
    Phase,
    PlanStep,
    Referral,
    ReferralState,
    RegimeChange,
)
from rundertisch.cases.queries import attachments, conferences, own_ending
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.registry import Held, Record, Section
from rundertisch.privacy.registry.own_view import Fact


def held(subject_id: uuid.UUID, on: dt.date) -> Held | None:
    """Return what is held about the client of this subject, None when there is no such client."""
    client = Client.objects.select_related("owner").filter(subject=subject_id).first()
    if client is None:
        return None
    sections = (
        Section(_("Ihre Begleitung"), tuple(_about(client))),
        Section(_("Wobei Sie Hilfe möchten"), tuple(_needs(client))),
        Section(_("Was vereinbart ist"), tuple(_steps(client))),
        Section(_("An wen wir Sie vermittelt haben"), tuple(_referrals(client, on))),
        Section(_("Wer erfahren darf, dass wir Sie begleiten"), tuple(_finding(client))),
        Section(_("Notizen aus der Begleitung"), tuple(_notes(client))),
        Section(_("Ihr Name in Besprechungen mit anderen Stellen"), tuple(_name(client))),
    )
    return Held(
        app="cases",
        why=_("Wir begleiten Sie und bringen die Hilfe mehrerer Stellen zusammen."),
        since=client.opened_on,
        keep_for=_(
            "Ein Jahr nach dem Ende der Begleitung. Danach werden die Daten gelöscht. Diese "
            "Frist ist noch nicht rechtlich geprüft."
        ),
        who=(
            f"{_('das Case Management dieser Stelle')}: {client.owner.name}",
            _("andere Stellen nur, wenn Sie es erlaubt haben (siehe unten)"),
        ),
        sections=tuple(section for section in sections if section.facts),
        title=_("Was über Sie gespeichert ist"),
        ending=own_ending.link_words(client),
    )


def records(subject_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Record]:
    """Return the clients of these subjects as Case Management knows them.

    What is kept about one of their referrals (mails with its link) is about them as well.
    """
    clients = list(Client.objects.filter(subject__in=subject_ids))
    sent: dict[uuid.UUID, list[Ref]] = {client.subject_id: [] for client in clients}
    rows = Referral.objects.filter(subject__in=list(sent)).order_by("pk")
    for pk, subject in rows.values_list("pk", "subject_id"):
        sent[subject].append(Ref("referral", str(pk)))
    return {
        client.subject_id: Record(
            name=str(client),
            url=reverse("cases:client", kwargs={"pk": client.pk}),
            refs=(Ref("client", str(client.pk)), *sent[client.subject_id]),
        )
        for client in clients
    }


def outcome_in_words(outcome: str) -> str:
    """Say what became of something, in the active language."""
    words = {
        Outcome.SOLVED: _("gelöst"),
        Outcome.PARTLY: _("zum Teil gelöst"),
        Outcome.NOT_SOLVED: _("nicht gelöst"),
        Outcome.NOT_WANTED: _("nicht mehr gewünscht"),
    }
    return words[Outcome(outcome)]


def _phase_in_words(phase: str) -> str:
    words = {
        Phase.INTAKE: _("Wir klären, ob wir helfen können"),
        Phase.ASSESSMENT: _("Wir sammeln, was Sie brauchen"),
        Phase.PLAN: _("Wir planen zusammen"),
        Phase.LINKING: _("Wir suchen Hilfe bei anderen Stellen"),
        Phase.MONITORING: _("Wir sehen, ob die Hilfe wirkt"),
        Phase.CLOSING: _("Wir beenden die Begleitung"),
    }
    return words[Phase(phase)]


def _about(client: Client) -> Iterator[Fact]:
    for contact in ClientContact.objects.filter(subject=client.subject_id):
        yield _("Name und wie man Sie erreicht"), contact.words
    yield _("So nennen wir Ihren Fall, damit Ihr Name nicht überall steht"), client.pseudonym
    yield _("Wer Sie begleitet"), client.led_by_name
    yield _("So weit sind wir"), _phase_in_words(client.phase)
    yield from _day(_("Mit Ihnen vereinbart am"), client.agreed_on)
    yield from _day(_("Beendet am"), client.closed_on)
    if client.outcome:
        yield _("Ergebnis"), outcome_in_words(client.outcome)
    for change in RegimeChange.objects.filter(subject=client.subject_id).order_by("pk"):
        yield from _day(_("Ein anderes Amt ist zuständig ab"), change.takes_place_on)


def _needs(client: Client) -> Iterator[Fact]:
    needs = Need.objects.filter(subject=client.subject_id).select_related("domain")
    for need in needs.order_by("opened_on", "pk"):
        closed = f" ({outcome_in_words(need.outcome)})" if need.outcome else ""
        yield need.domain.name, f"{need.words}{closed}"


def _steps(client: Client) -> Iterator[Fact]:
    for step in PlanStep.objects.filter(subject=client.subject_id).order_by("due_on", "pk"):
        done = f"{_('erledigt am')} {step.done_on:%d.%m.%Y}" if step.done_on else ""
        until = done or f"{_('bis')} {step.due_on:%d.%m.%Y}"
        yield step.words, f"{step.who}, {until}"


def _referrals(client: Client, on: dt.date) -> Iterator[Fact]:
    sent = Referral.objects.filter(subject=client.subject_id).select_related("to_partner")
    for line in attachments.sent(referrals=sent.order_by("sent_on", "pk"), on=on):
        one = line.referral
        state = _state_in_words(one.state)
        outcome = f" ({outcome_in_words(one.outcome)})" if one.outcome else ""
        told = f"{one.sent_on:%d.%m.%Y}: {one.asks} {state}{outcome}"
        yield one.to_partner.name, f"{told}. {one.answer}" if one.answer else told
        until = f", {_('bis')} {line.deleted_on:%d.%m.%Y}" if line.deleted_on else ""
        for paper in line.attachments:
            yield _("Dokumente"), f"{paper.title}, {paper.attached_on:%d.%m.%Y}{until}"


def _state_in_words(state: str) -> str:
    words = {
        ReferralState.SENT: _("wartet auf Antwort"),
        ReferralState.ACCEPTED: _("angenommen"),
        ReferralState.REFUSED: _("abgelehnt"),
        ReferralState.DONE: _("erledigt"),
        ReferralState.EXPIRED: _("keine Antwort, abgelaufen"),
        ReferralState.WITHDRAWN: _("beendet, weil Sie die Erlaubnis widerrufen haben"),
        ReferralState.TAKEN_BACK: _("zurückgezogen"),
    }
    return words[ReferralState(state)]


def _finding(client: Client) -> Iterator[Fact]:
    """Say whether others may learn of it, and which offices asked."""
    for one in Findable.objects.filter(subject=client.subject_id).order_by("pk"):
        until = f" – {one.ended_on:%d.%m.%Y}" if one.ended_on else ""
        yield _("Andere Stellen, wenn sie fragen"), f"{one.agreed_on:%d.%m.%Y}{until}"
    asked = FindAsk.objects.filter(subject=client.subject_id).select_related("asked_by")
    for ask in asked.order_by("asked_on", "pk"):
        yield _("Nach Ihnen gefragt hat"), f"{ask.asked_by.name}, {ask.asked_on:%d.%m.%Y}"


def _notes(client: Client) -> Iterator[Fact]:
    notes = CaseNote.objects.filter(subject=client.subject_id)
    for note in notes.order_by("written_on", "pk"):
        yield f"{note.written_on:%d.%m.%Y}, {note.author_name}", note.words
    for written_on, author in _kept_back():
        ask = _("Diese Notiz liest nur, wer sie geschrieben hat. Sie dürfen dort danach fragen.")
        yield f"{written_on:%d.%m.%Y}, {author}", ask
    points = ConferencePoint.objects.filter(subject=client.subject_id)
    for point in points.select_related("domain").order_by("pk"):  # meetings are not the person's
        yield point.domain.name, point.problem


def _kept_back() -> list[tuple[dt.date, str]]:
    """Return when and by whom notes for oneself were written that this link does not show."""
    with connection.cursor() as cursor:
        cursor.execute("select written_on, author_name from cases_notes_kept_back()")
        return list(cursor.fetchall())


def _name(client: Client) -> Iterator[Fact]:
    """Say since when the name may be read there, and who has read it."""
    released = ConferencePoint.objects.filter(subject=client.subject_id, named_on__isnull=False)
    for day in released.order_by("named_on").values_list("named_on", flat=True).distinct():
        yield from _day(_("Freigegeben seit"), day)
    for reader in conferences.name_readers():
        who = f"{reader.agency}, {reader.name}, {reader.on:%d.%m.%Y}"
        yield _("Ihren Namen hat gelesen"), who


def _day(name: str, day: dt.date | None) -> Iterator[Fact]:
    if day is not None:
        yield name, f"{day:%d.%m.%Y}"
