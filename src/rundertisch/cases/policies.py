# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in cases. Whose case somebody sees is decided by the database."""

from rundertisch.accounts.models import Role, Seat


def may_lead_cases(*, seat: Seat) -> bool:
    """Case Management: at the centre, a town or a welfare organisation; each its own cases."""
    return seat.role == Role.CASE_MANAGER


def may_keep_clients(seat: object) -> bool:
    """Say the same of a seat that privacy asks about."""
    return isinstance(seat, Seat) and may_lead_cases(seat=seat)
