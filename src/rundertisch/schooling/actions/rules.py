# SPDX-License-Identifier: EUPL-1.2
"""Who may act on a child; shared by the verbs of schooling."""

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import policies


def demand_counselling(*, by: Seat | None) -> None:
    """Refuse everybody but the school counselling of the centre."""
    if by is None or not policies.may_counsel(seat=by):
        raise Refusal(
            "Kinder führt nur die Seiteneinsteigerberatung des Integrationszentrums. "
            "Bitte wenden Sie sich an die Beratung."
        )
