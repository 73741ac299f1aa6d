# SPDX-License-Identifier: EUPL-1.2
"""The demo's first proposal, computed like any other."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.schooling import planning
from rundertisch.schooling.models import Proposal


def build_proposal(*, on: dt.date, by: Seat) -> Proposal:
    """Let the counsellor run a proposal over everybody who waits."""
    return planning.propose_places(on=on, by=by)
