# SPDX-License-Identifier: EUPL-1.2
"""Who may look at the situation, and who keeps the taxonomy of needs."""

from typing import Protocol


class SupportsRole(Protocol):
    """What this room needs to know of a seat."""

    role: str


def may_see_need_domains(*, seat: SupportsRole) -> bool:
    """In which domains people need something is about nobody: everybody with a seat may look."""
    return seat is not None


def may_keep_need_domains(*, seat: SupportsRole) -> bool:
    """The KIM coordination agrees on the domains with the agencies; the leadership may as well."""
    return seat.role in {"KIM_COORDINATION", "CENTRE_HEAD"}
