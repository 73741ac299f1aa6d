# SPDX-License-Identifier: EUPL-1.2
"""Children that arrive while a round runs come into it: one at once, or those of a week together.

What is frozen of the others stays as it is. Whoever came later is told from those who were there by
a decision of its own, so an earlier proposal can be computed again without them.
"""

import datetime as dt
import secrets
from collections.abc import Sequence

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.decisions import lock_child, noted, open_or_refused
from rundertisch.schooling.actions.rounds import SALT_BYTES, FrozenRow
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Child, DecisionKind, Group, Round, RoundChild


@audit.audited
def join_round(*, round: Round, rows: Sequence[FrozenRow], at: dt.datetime, by: Seat) -> int:  # noqa: A002 - the field's word
    """Take children into a running round; nobody is seated or moved by it. Returns how many."""
    demand_counselling(by=by)
    _join(shown=round, rows=rows, at=at, by=by)
    audit.record(action="schooling.join_round", by=by, about=Ref("round", str(round.pk)))
    return len(rows)


@audit.audited
def seat_arrival(
    *,
    round: Round,  # noqa: A002 - the field's word
    row: FrozenRow,
    child: Child,
    group: Group,
    words: str,
    at: dt.datetime,
    by: Seat,
) -> None:
    """Take one child into a running round and decide where it sits: both, or neither.

    It is a decision like every other lock (Festlegung): the authority signs it, the family is
    heard, and who would have to make room is proposed another place with the next computation.
    """
    demand_counselling(by=by)
    _join(shown=round, rows=(row,), at=at, by=by)
    lock_child(round=round, child=child, group=group, words=words, at=at, by=by)
    audit.record(action="schooling.seat_arrival", by=by, about=Ref("child", str(child.pk)))


def _join(*, shown: Round, rows: Sequence[FrozenRow], at: dt.datetime, by: Seat) -> None:
    Round.objects.select_for_update(of=("self",)).get(pk=shown.pk)
    open_or_refused(round=shown)
    if not rows:
        raise Refusal("Es wartet kein Kind, das nicht schon in dieser Runde wäre.")
    children = [row.child_id for row in rows]
    if RoundChild.objects.filter(round=shown, child__in=children).exists():
        raise Refusal(
            "Dieses Kind ist inzwischen schon in der Runde. Bitte die Seite neu laden."
            if len(children) == 1
            else "Inzwischen hat jemand Kinder aufgenommen. Bitte die Seite neu laden."
        )
    RoundChild.objects.bulk_create(
        RoundChild(
            round=shown,
            child_id=row.child_id,
            seated=False,
            row=dict(row.row),
            salt=secrets.token_hex(SALT_BYTES),
        )
        for row in rows
    )
    for child in children:
        noted(round_id=shown.pk, child_id=child, kind=DecisionKind.JOINED, at=at, by=by)
