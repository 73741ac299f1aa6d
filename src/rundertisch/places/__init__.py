# SPDX-License-Identifier: EUPL-1.2
"""The room places: where things are, and what the school calendar says."""
