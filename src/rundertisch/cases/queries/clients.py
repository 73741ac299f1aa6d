# SPDX-License-Identifier: EUPL-1.2
"""Questions about cases: who is led here, does somebody similar exist, what stands in one case."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from rundertisch.cases.models import (
    FOLLOWS,
    CaseChange,
    CaseNote,
    Client,
    ClientContact,
    Need,
    Phase,
    PlanStep,
    RegimeChange,
)

ALIKE = 0.35  # trigram similarity (pg_trgm) from which two names are worth a look; our own measure
SIMILAR = """
select k.id, split_part(k.words, chr(10), 1), c.id, c.pseudonym, c.closed_on
  from cases_clientcontact k
  left join cases_client c on c.subject_id = k.subject_id and c.owner_id = k.owner_id
 where similarity(lower(split_part(k.words, chr(10), 1)), lower(%s)) >= %s
 order by similarity(lower(split_part(k.words, chr(10), 1)), lower(%s)) desc, k.id
 limit 8
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """A record with a similar name that the asking seat may see."""

    contact_id: int
    name: str
    client_id: int | None
    pseudonym: str
    closed_on: dt.date | None

    @property
    def said(self) -> str:
        """Say whose record it is."""
        if self.client_id is None:
            return f"{self.name} (einer anderen Stelle bekannt, die Person hat eingewilligt)"
        closed = f", abgeschlossen am {self.closed_on:%d.%m.%Y}" if self.closed_on else ""
        return f"{self.name} ({self.pseudonym}{closed})"


def similar(*, name: str) -> Sequence[Similar]:
    """Return contacts with a similar name, the most similar first, as far as the asker sees them.

    Own cases, and people who have consented that the asking office knows their name.
    """
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, [name.strip(), ALIKE, name.strip()])
        return [
            Similar(contact_id, found, client_id, pseudonym or "", closed_on)
            for contact_id, found, client_id, pseudonym, closed_on in cursor.fetchall()
        ]


def find_client(*, pk: int) -> Client | None:
    """Return a client of the asking office."""
    found = Client.objects.select_related("owner", "merged_into")
    return found.filter(pk=pk).first()


def client_by_pseudonym(*, pseudonym: str) -> Client | None:
    """Return the client of this pseudonym, if the asking office leads it."""
    return Client.objects.filter(pseudonym__iexact=pseudonym.strip()).first()


def running_clients(*, on: dt.date) -> QuerySet[Client]:
    """Return the open cases of the asking office, by pseudonym."""
    found = Client.objects.running(on=on)
    return found.order_by("pseudonym")


def closed_clients() -> QuerySet[Client]:
    """Return the closed cases of the asking office, the latest first."""
    found = Client.objects.filter(closed_on__isnull=False)
    return found.order_by("-closed_on", "pseudonym")


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need with its steps."""

    need: Need
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything of one case on one page."""

    client: Client
    contact: ClientContact | None
    open_needs: tuple[NeedLine, ...]
    closed_needs: tuple[NeedLine, ...]
    regime: RegimeChange | None
    regime_steps: tuple[PlanStep, ...]
    notes: tuple[CaseNote, ...]
    newest: CaseChange | None

    @property
    def name(self) -> str:
        """The name, as it stands in the first line of the contact."""
        return self.contact.words.splitlines()[0] if self.contact else ""

    @property
    def reach(self) -> str:
        """How the person is reached, below the name."""
        return "\n".join(self.contact.words.splitlines()[1:]) if self.contact else ""

    @property
    def undoable(self) -> bool:
        """Whether the newest change can be taken back."""
        return (
            self.newest is not None
            and self.newest.undone_on is None
            and self.newest.before is not None
        )

    @property
    def next_phases(self) -> tuple[Phase, ...]:
        """Which phases may follow."""
        return FOLLOWS[Phase(self.client.phase)]

    @property
    def phases(self) -> tuple[tuple[str, str], ...]:
        """Each phase with how it stands: done, now, later."""
        order = list(Phase)
        at = order.index(Phase(self.client.phase))
        over = self.client.closed_on is not None
        return tuple(
            (str(phase.label), "done" if place < at or over else "now" if place == at else "later")
            for place, phase in enumerate(order)
        )


def case_view(*, client: Client) -> CaseView:
    """Return one case of the asking office."""
    about = {"subject": client.subject_id, "owner": client.owner_id}
    steps = PlanStep.objects.filter(**about).order_by("due_on", "pk")
    by_need: defaultdict[int, list[PlanStep]] = defaultdict(list)
    by_regime: list[PlanStep] = []
    regime = RegimeChange.objects.filter(**about, settled_on=None).first()
    for step in steps:
        if step.need_id is not None:
            by_need[step.need_id].append(step)
        elif regime is not None and step.regime_change_id == regime.pk:
            by_regime.append(step)
    needs = Need.objects.filter(**about).select_related("domain").order_by("opened_on", "pk")
    lines = [NeedLine(need=need, steps=tuple(by_need[need.pk])) for need in needs]
    return CaseView(
        client=client,
        contact=ClientContact.objects.filter(**about).first(),
        open_needs=tuple(line for line in lines if line.need.closed_on is None),
        closed_needs=tuple(line for line in lines if line.need.closed_on is not None),
        regime=regime,
        regime_steps=tuple(by_regime),
        notes=tuple(CaseNote.objects.filter(**about).order_by("-written_on", "-pk")),
        newest=CaseChange.objects.filter(client=client).order_by("-version", "-pk").first(),
    )


def names_of(*, clients: Sequence[Client]) -> Mapping[int, str]:
    """Return the names of clients of the asking office, by the client's number."""
    subjects = {client.subject_id: client for client in clients}
    contacts = ClientContact.objects.filter(subject__in=list(subjects))
    return {
        subjects[one.subject_id].pk: one.words.splitlines()[0]
        for one in contacts
        if subjects[one.subject_id].owner_id == one.owner_id
    }


def correction_of(*, need: Need, client: Client) -> CaseChange | None:
    """Return the newest change of a case if it corrected this need and can be taken back."""
    newest = CaseChange.objects.filter(client=client).order_by("-version", "-pk").first()
    if newest is None or newest.undone_on is not None or newest.before is None:
        return None
    said = newest.before.get(str(client.pk), {}).get("need_words", {})
    return newest if str(need.pk) in said else None
