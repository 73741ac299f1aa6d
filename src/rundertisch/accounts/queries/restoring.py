# SPDX-License-Identifier: EUPL-1.2
"""Questions about second factors that were lost."""

from rundertisch.accounts.models import FactorReset, User


def open_reset(*, user: User) -> FactorReset | None:
    """Return the request about this person that waits for a second administrator."""
    waiting = FactorReset.objects.filter(user=user, decided_at=None)
    return waiting.select_related("user", "asked_by__user").first()


def open_resets() -> int:
    """Return how many requests wait for a second administrator."""
    return FactorReset.objects.filter(decided_at=None).count()


def reset_of(*, pk: int) -> FactorReset | None:
    """Return one request the asking person may see; the person it is about sees no other seat."""
    return FactorReset.objects.select_related("user").filter(pk=pk).first()


def untold_reset(*, user: User) -> FactorReset | None:
    """Return the newest loss of a factor that this person has not been told about."""
    granted = FactorReset.objects.filter(user=user, granted=True, told_at=None)
    return granted.order_by("-decided_at").first()
