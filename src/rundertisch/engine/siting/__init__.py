# SPDX-License-Identifier: EUPL-1.2
"""Siting: where should groups for newly arrived children open, grow or close?"""
