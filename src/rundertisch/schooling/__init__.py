# SPDX-License-Identifier: EUPL-1.2
"""Schooling: a school place for every newly arrived child; purpose: the place, nothing else."""
