# SPDX-License-Identifier: EUPL-1.2
"""Questions about case conferences; on the sheet people are letters, not names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from rundertisch.cases.models import Client
from rundertisch.cases.models.conferences import CaseConference, ConferencePoint

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: under which letter the person stands on the sheet, and whose case it is here."""

    point: ConferencePoint
    person: str
    client: Client | None  # nobody for an agency that reads by consent


@dataclass(frozen=True, slots=True)
class ConferenceView:
    """One conference as the asking agency may see it."""

    conference: CaseConference
    participants: tuple[str, ...]
    lines: Sequence[PointLine]
    own: bool

    @property
    def clients(self) -> dict[int, Client]:
        """The persons of the own agency that were discussed."""
        return {line.client.pk: line.client for line in self.lines if line.client}


def conferences() -> QuerySet[CaseConference]:
    """Return the conferences that the asking agency called or takes part in, latest first."""
    return CaseConference.objects.select_related("owner").order_by("-held_on", "-pk")


def conference_view(*, conference: CaseConference, partner_id: int) -> ConferenceView:
    """Return one conference; another agency reads the points that people have consented to."""
    points = ConferencePoint.objects.filter(conference=conference).select_related("domain", "step")
    rows = list(points.order_by("pk"))
    subjects = list(dict.fromkeys(row.subject_id for row in rows))
    clients = {one.subject_id: one for one in Client.objects.filter(subject__in=subjects)}
    named = {subject: f"Person {_letter(at)}" for at, subject in enumerate(subjects)}
    order = sorted(rows, key=lambda row: (subjects.index(row.subject_id), row.pk))
    return ConferenceView(
        conference=conference,
        participants=tuple(
            conference.participants.order_by("partner__name").values_list(
                "partner__name", flat=True
            )
        ),
        lines=[PointLine(row, named[row.subject_id], clients.get(row.subject_id)) for row in order],
        own=conference.owner_id == partner_id,
    )


def _letter(at: int) -> str:
    """Return A, B, ... Z, then AA, AB: a sheet of a long day."""
    more, last = divmod(at, len(LETTERS))
    return (LETTERS[more - 1] if more else "") + LETTERS[last]
