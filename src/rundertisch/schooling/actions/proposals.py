# SPDX-License-Identifier: EUPL-1.2
"""Keep a computed proposal. Nothing is adopted here: the engine proposes, people decide."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Proposal, ProposedSeat, Round


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a proposal, ready to be kept."""

    child_id: int
    group_id: int | None
    minutes: int | None
    estimate: bool
    reason_code: str
    reason: str
    level: int
    waiting_days: int
    smallest_change: str
    first_come_group_id: int | None
    opened_school_id: int | None = None


@audit.audited
def keep_proposal(
    *,
    on: dt.date,
    by: Seat,
    parameters: Mapping[str, object],
    input_sha256: str,
    plan: Mapping[str, object],
    lines: Sequence[Line],
    round: Round | None = None,  # noqa: A002 - the field's word
    after_decision: int = 0,
    what_if: Mapping[str, object] | None = None,
) -> Proposal:
    """Keep a computed proposal as it is. Nobody is seated by it.

    ``after_decision``: the newest decision of the round that it knew. ``what_if``: what was thought
    to be different; such a proposal can never be signed.
    """
    demand_counselling(by=by)
    proposal = Proposal.objects.create(
        run_on=on,
        run_by=by,
        parameters=dict(parameters),
        input_sha256=input_sha256,
        plan=dict(plan),
        round=round,
        after_decision=after_decision,
        what_if=None if what_if is None else dict(what_if),
    )
    ProposedSeat.objects.bulk_create(
        ProposedSeat(
            proposal=proposal, **{field.name: getattr(line, field.name) for field in fields(line)}
        )
        for line in lines
    )
    audit.record(action="schooling.keep_proposal", by=by, about=Ref("proposal", str(proposal.pk)))
    return proposal
