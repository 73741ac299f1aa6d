# SPDX-License-Identifier: EUPL-1.2
"""The red thread (roter Faden): dated, owned links between things of different rooms.

A room registers its kinds and how to show one; nobody imports anybody for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from rundertisch.kernel.models import ThreadLink
from rundertisch.kernel.scope import SupportsSeat


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A thing of some room: ``Ref("child", "7")``; ids only, never a name."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One end of a link as the asking person may see it."""

    ref: Ref
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """From the reason to what follows from it: who tied the knot, when and why."""

    source: Ref
    target: Ref
    why: str
    tied_on: date


Label = Callable[[str], str | None]  # id -> German label; None = the asking person may not see it
Url = Callable[[str], str]
TableUrl = Callable[[Ref], str]

_kinds: dict[str, tuple[Label, Url]] = {}
_table: list[TableUrl] = []


def register(kind: str, *, label: Label, url: Url) -> None:
    """Let a room say how one of its things is shown; called in ``apps.py ready()``."""
    known = _kinds.get(kind)
    if known is not None and known != (label, url):
        msg = f"the kind {kind!r} is registered twice"
        raise ValueError(msg)
    _kinds[kind] = (label, url)


def show(ref: Ref) -> Shown | None:
    """Return how to show a thing, or nothing when the asking person may not see it."""
    known = _kinds.get(ref.kind)
    text = known[0](ref.id) if known else None
    return Shown(ref=ref, label=text, url=known[1](ref.id)) if known and text else None


def link(*, source: Ref, target: Ref, why: str, by: SupportsSeat | None, on: date) -> None:
    """Tie two things together; a link already there stays as it is."""
    for ref in (source, target):
        if ref.kind not in _kinds:
            msg = f"no room registered the kind {ref.kind!r}"
            raise ValueError(msg)
    ThreadLink.objects.bulk_create(
        [
            ThreadLink(
                source_kind=source.kind,
                source_id=source.id,
                target_kind=target.kind,
                target_id=target.id,
                why=why,
                tied_on=on,
                user_id=by.user_id if by else None,
                seat_id=by.id if by else None,
            )
        ],
        ignore_conflicts=True,
    )


def links_of(ref: Ref) -> tuple[Link, ...]:
    """Return every link that begins or ends at a thing, oldest first."""
    rows = ThreadLink.objects.filter(
        Q(source_kind=ref.kind, source_id=ref.id) | Q(target_kind=ref.kind, target_id=ref.id)
    ).order_by("tied_on", "id")
    return tuple(
        Link(
            source=Ref(row.source_kind, row.source_id),
            target=Ref(row.target_kind, row.target_id),
            why=row.why,
            tied_on=row.tied_on,
        )
        for row in rows
    )


def register_table(url: TableUrl) -> None:
    """Let the room of round tables say where a thing is put on the table."""
    _table[:] = [url]


def put_on_table_url(ref: Ref) -> str:
    """Return where to put a thing on the table; empty until that room exists: no button then."""
    return _table[0](ref) if _table else ""
