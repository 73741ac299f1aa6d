# SPDX-License-Identifier: EUPL-1.2
"""Which newly arrived child gets which school place, and why."""
