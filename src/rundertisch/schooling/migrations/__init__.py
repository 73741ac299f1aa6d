# SPDX-License-Identifier: EUPL-1.2
"""Migrations of schooling, named by intent."""
