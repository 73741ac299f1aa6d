# SPDX-License-Identifier: EUPL-1.2
"""Open a case after a search, correct it, move it on, close it."""

import datetime as dt
from collections.abc import Collection

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.cases import queries
from rundertisch.cases.actions.changes import changing, lock_client
from rundertisch.cases.actions.rules import (
    demand_case_manager,
    demand_nothing_referred,
    demand_running,
)
from rundertisch.cases.models import (
    FOLLOWS,
    CaseChangeKind,
    Client,
    ClientContact,
    Need,
    Outcome,
    Phase,
)
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref

# Words that say nothing about anybody; with the number a pseudonym is easy to tell apart.
WORDS = (
    "Ahorn", "Amsel", "Birke", "Buche", "Dachs", "Dohle", "Eibe", "Eiche", "Elster", "Erle",
    "Esche", "Falke", "Farn", "Fink", "Ginster", "Hasel", "Igel", "Kiebitz", "Kiefer", "Klee",
    "Kranich", "Lerche", "Linde", "Luchs", "Meise", "Mohn", "Otter", "Pappel", "Rabe", "Reiher",
    "Robbe", "Salbei", "Schwalbe", "Specht", "Star", "Tanne", "Ulme", "Weide", "Zaunkönig",
)  # fmt: skip


@audit.audited
def open_client(
    *,
    name: str,
    contact: str,
    agreed_on: dt.date,
    others: Collection[int],
    on: dt.date,
    by: Seat,
) -> Client:
    """Open a case, unless a similar name stands in a record that the asking seat may see.

    ``others`` are the contacts that somebody looked at and that are other people.

    Raises:
        Refusal: there are similar names that nobody has looked at, or the day is not possible.
    """
    seat, name = demand_case_manager(by=by), name.strip()
    if not name:
        raise Refusal("Bitte den Namen eintragen: Ohne ihn lässt sich nicht suchen.", field="name")
    if agreed_on > on:
        raise Refusal(
            "Vereinbart wird vor dem Eröffnen, nicht in der Zukunft. Bitte den Tag prüfen.",
            field="agreed_on",
        )
    unseen = [one for one in queries.similar(name=name) if one.contact_id not in others]
    if unseen:
        raise Refusal(
            "Es gibt schon einen ähnlichen Namen: "
            + "; ".join(one.said for one in unseen)
            + ". Bitte nachsehen. Ist es jemand anders, dann bitte unten bestätigen.",
            field="name",
        )
    number, pseudonym = next_pseudonym()
    client = Client.objects.create(
        pk=number,
        owner=seat.partner,
        pseudonym=pseudonym,
        led_by=seat,
        led_by_name=seat.user.name,
        phase_since=on,
        agreed_on=agreed_on,
        opened_on=on,
    )
    client.refresh_from_db()  # the database made the subject
    ClientContact.objects.create(
        subject_id=client.subject_id,
        owner=seat.partner,
        words="\n".join(part for part in (name, contact.strip()) if part),
        written_on=on,
    )
    audit.record(action="cases.open_client", by=by, about=Ref("client", str(client.pk)))
    return client


@audit.audited
def correct_client(
    *, client: Client, pseudonym: str, agreed_on: dt.date, version: int, on: dt.date, by: Seat
) -> Client:
    """Correct the pseudonym and the day on which the work was agreed with the person."""
    demand_case_manager(by=by)
    now = lock_client(client=client, version=version)
    demand_running(client=now)
    pseudonym = pseudonym.strip()
    taken = Client.objects.filter(owner=now.owner_id, pseudonym__iexact=pseudonym)
    if taken.exclude(pk=now.pk).exists():
        raise Refusal(
            f"„{pseudonym}“ heißt schon ein anderer Fall. Bitte ein anderes Pseudonym wählen.",
            field="pseudonym",
        )
    if agreed_on > on:
        raise Refusal("Der Tag liegt in der Zukunft. Bitte prüfen.", field="agreed_on")
    with changing(clients=[now], kind=CaseChangeKind.CORRECTED, on=on, by=by):
        Client.objects.filter(pk=now.pk).update(pseudonym=pseudonym, agreed_on=agreed_on)
    audit.record(
        action="cases.correct_client",
        by=by,
        about=Ref("client", str(now.pk)),
        fields=("pseudonym", "agreed_on"),
    )
    now.refresh_from_db()
    return now


@audit.audited
def take_over(*, client: Client, version: int, on: dt.date, by: Seat) -> Client:
    """Lead a case of the own office from now on."""
    seat, now = demand_case_manager(by=by), lock_client(client=client, version=version)
    demand_running(client=now)
    with changing(clients=[now], kind=CaseChangeKind.CORRECTED, on=on, by=by):
        Client.objects.filter(pk=now.pk).update(led_by=seat, led_by_name=seat.user.name)
    audit.record(
        action="cases.take_over", by=by, about=Ref("client", str(now.pk)), fields=("led_by",)
    )
    now.refresh_from_db()
    return now


@audit.audited
def move_phase(*, client: Client, phase: Phase, version: int, on: dt.date, by: Seat) -> Client:
    """Go on to a phase that may follow the present one."""
    demand_case_manager(by=by)
    now = lock_client(client=client, version=version)
    demand_running(client=now)
    allowed = FOLLOWS[Phase(now.phase)]
    if phase not in allowed:
        words = " oder ".join(f"„{one.label}“" for one in allowed)
        raise Refusal(
            f"Auf „{now.get_phase_display()}“ folgt {words}. Bitte einen davon wählen.",
            field="phase",
        )
    with changing(clients=[now], kind=CaseChangeKind.MOVED, on=on, by=by):
        Client.objects.filter(pk=now.pk).update(phase=phase, phase_since=on)
    audit.record(
        action="cases.move_phase", by=by, about=Ref("client", str(now.pk)), fields=("phase",)
    )
    now.refresh_from_db()
    return now


@audit.audited
def close_client(
    *, client: Client, outcome: Outcome, version: int, on: dt.date, by: Seat
) -> Client:
    """Release a person in an orderly way (Entpflichtung): every need has an outcome before."""
    demand_case_manager(by=by)
    now = lock_client(client=client, version=version)
    demand_running(client=now)
    if now.phase != Phase.CLOSING:
        raise Refusal(
            f"Der Fall steht auf „{now.get_phase_display()}“. Bitte zuerst auf „Entpflichtung“ "
            "stellen und mit der Person zurückschauen.",
            field="outcome",
        )
    running = Need.objects.filter(subject=now.subject_id, owner=now.owner_id, closed_on=None)
    if found := running.count():
        what = "ein Bedarf ist" if found == 1 else f"{found} Bedarfe sind"
        raise Refusal(
            f"Noch {what} offen. Bitte jeden mit einem Ergebnis abschließen, auch wenn es „nicht "
            "gelöst“ ist.",
            field="outcome",
        )
    demand_nothing_referred(client=now)
    with changing(clients=[now], kind=CaseChangeKind.CLOSED, on=on, by=by):
        Client.objects.filter(pk=now.pk).update(closed_on=on, outcome=outcome)
    audit.record(
        action="cases.close_client",
        by=by,
        about=Ref("client", str(now.pk)),
        fields=("closed_on", "outcome"),
    )
    now.refresh_from_db()
    return now


def next_pseudonym() -> tuple[int, str]:
    """Return the number of a client that is about to be made, and the pseudonym that carries it."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('cases_client', 'id'))")
        number = int(cursor.fetchone()[0])
    return number, f"{WORDS[number % len(WORDS)]} {number}"
