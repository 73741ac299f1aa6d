# SPDX-License-Identifier: EUPL-1.2
"""Keep a computed proposal. Nothing is adopted here: the engine proposes, people decide."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Proposal, ProposedSeat


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


@audit.audited
def keep_proposal(
    *,
    on: dt.date,
    by: Seat,
    parameters: Mapping[str, object],
    input_sha256: str,
    plan: Mapping[str, object],
    lines: Sequence[Line],
) -> Proposal:
    """Keep a computed proposal as it is. It is a draft: nobody is seated by it."""
    demand_counselling(by=by)
    proposal = Proposal.objects.create(
        run_on=on,
        run_by=by,
        parameters=dict(parameters),
        input_sha256=input_sha256,
        plan=dict(plan),
    )
    ProposedSeat.objects.bulk_create(
        ProposedSeat(
            proposal=proposal, **{field.name: getattr(line, field.name) for field in fields(line)}
        )
        for line in lines
    )
    audit.record(action="schooling.keep_proposal", by=by, about=Ref("proposal", str(proposal.pk)))
    return proposal
