# SPDX-License-Identifier: EUPL-1.2
"""Who may read the register of processing."""


def may_see_register(*, seat: object) -> bool:
    """The register names no person: everybody with a seat may read it."""
    return seat is not None
