# SPDX-License-Identifier: EUPL-1.2
"""What lower rooms and libraries let privacy know, one file per topic."""

from rundertisch.privacy.registry.borrowed import BORROWED, Borrowed
from rundertisch.privacy.registry.logs import OPENABLE, may_be_asked_about

__all__ = ["BORROWED", "OPENABLE", "Borrowed", "may_be_asked_about"]
