# SPDX-License-Identifier: EUPL-1.2
"""What the clock starts for cases: referrals that nobody answers."""

from rundertisch.cases import actions
from rundertisch.kernel.jobs import job


@job(name="referrals", every="41 3 * * *")
def referrals() -> None:
    """Mark referrals that wait for ten days, end those that wait for thirty."""
    actions.age_referrals()
