# SPDX-License-Identifier: EUPL-1.2
"""What lower rooms and libraries let privacy know, one file per topic."""

from rundertisch.privacy.registry.borrowed import BORROWED, Borrowed

__all__ = ["BORROWED", "Borrowed"]
