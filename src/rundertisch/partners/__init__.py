# SPDX-License-Identifier: EUPL-1.2
"""The room partners: who is at the table, and who is competent for what."""
