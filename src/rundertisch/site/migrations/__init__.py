# SPDX-License-Identifier: EUPL-1.2
"""Migrations of the top floor: its own table and the figures of operations."""
