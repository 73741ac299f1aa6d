# SPDX-License-Identifier: EUPL-1.2
"""What people decided in a round, in the order in which they did."""

from dataclasses import dataclass

from django.utils.timezone import localtime

from rundertisch.schooling.models import Child, Decision, DecisionKind, Round

TITLES = {
    DecisionKind.LOCKED: "Platz festgelegt",
    DecisionKind.EXCLUDED: "Schule ausgeschlossen",
    DecisionKind.RELEASED: "Entscheidung aufgehoben",
    DecisionKind.SIGNED: "Unterschrieben",
    DecisionKind.WITHDRAWN: "Unterschrift zurückgenommen",
    DecisionKind.ANNOUNCED: "Bekannt gegeben",
    DecisionKind.ACCEPTED: "Von der Schule aufgenommen",
    DecisionKind.REFUSED: "Von der Schule abgelehnt",
    DecisionKind.NOT_APPEARED: "Nicht erschienen",
    DecisionKind.JOINED: "In die Runde aufgenommen",
}
RELEASABLE = {DecisionKind.LOCKED, DecisionKind.EXCLUDED}


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """One decision as the page shows it."""

    pk: int
    when: str
    title: str
    words: str
    by: str
    releasable: bool


def locked_children(*, shown: Round) -> frozenset[int]:
    """Return the children for whom a lock is in force: taken and not released."""
    rows = Decision.objects.filter(round=shown, kind=DecisionKind.LOCKED, released_by=None)
    return frozenset(rows.values_list("child_id", flat=True))


def decisions_of(*, shown: Round, child: Child) -> tuple[DecisionShown, ...]:
    """Return what people decided about one child in a round, newest first."""
    rows = (
        Decision.objects.filter(round=shown, child=child)
        .select_related("group__school", "school", "released_by")
        .order_by("-pk")
    )
    return tuple(_shown(decision=row) for row in rows)


def _shown(*, decision: Decision) -> DecisionShown:
    school = decision.group.school if decision.group else decision.school
    where = f": {school.name}" if school else ""
    released = hasattr(decision, "released_by")
    return DecisionShown(
        pk=decision.pk,
        when=f"{localtime(decision.decided_at):%d.%m.%Y, %H:%M} Uhr",
        title=f"{TITLES[DecisionKind(decision.kind)]}{where}{' (aufgehoben)' if released else ''}",
        words=decision.words,
        by=", ".join(part for part in (decision.by_name, decision.by_office) if part),
        releasable=not released and decision.kind in RELEASABLE,
    )
