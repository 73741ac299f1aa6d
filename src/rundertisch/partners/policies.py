# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with partners. Seats lie on the floor above: only their role is asked."""

from typing import Protocol


class SupportsRole(Protocol):
    """What this room needs to know of a seat."""

    role: str


def may_see_partners(*, seat: SupportsRole) -> bool:
    """Who is at the table is no secret at the table: everybody with a seat may look."""
    return seat is not None


def may_keep_partners(*, seat: SupportsRole) -> bool:
    """The administration adds partners, so that people can be seated for them."""
    return seat.role == "ADMINISTRATOR"
