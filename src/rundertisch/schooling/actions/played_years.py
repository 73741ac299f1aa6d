# SPDX-License-Identifier: EUPL-1.2
"""Keep a year that was played through. Nobody is seated by it."""

import datetime as dt
from collections.abc import Mapping

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import PlayedYear, YearKind


@audit.audited
def keep_played_year(
    *,
    kind: YearKind,
    question: Mapping[str, object],
    answer: Mapping[str, object],
    input_sha256: str,
    on: dt.date,
    by: Seat,
) -> PlayedYear:
    """Keep what was asked and what came out: waits and counts, no child."""
    demand_counselling(by=by)
    kept = PlayedYear.objects.create(
        run_on=on,
        run_by=by,
        kind=kind,
        question=dict(question),
        answer=dict(answer),
        input_sha256=input_sha256,
    )
    audit.record(action="schooling.keep_played_year", by=by, about=Ref("played_year", str(kept.pk)))
    return kept
