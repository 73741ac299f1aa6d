# SPDX-License-Identifier: EUPL-1.2
"""This room's part of the demo: invented schools and children in the nine real towns."""

from rundertisch.schooling.demo.appointments import build_appointments
from rundertisch.schooling.demo.children import build_children
from rundertisch.schooling.demo.families import build_help_desk
from rundertisch.schooling.demo.notices import build_notice_rules
from rundertisch.schooling.demo.proposal import build_proposal
from rundertisch.schooling.demo.registrations import build_registrations
from rundertisch.schooling.demo.rounds import Deciders, build_rounds
from rundertisch.schooling.demo.schools import build_schools, limit_groups

__all__ = [
    "Deciders",
    "build_appointments",
    "build_children",
    "build_help_desk",
    "build_notice_rules",
    "build_proposal",
    "build_registrations",
    "build_rounds",
    "build_schools",
    "limit_groups",
]
