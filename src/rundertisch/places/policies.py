# SPDX-License-Identifier: EUPL-1.2
"""Who may look at places."""


def may_see_places(*, seat: object) -> bool:
    """Towns, figures and the school calendar concern no person: everybody with a seat may look."""
    return seat is not None
