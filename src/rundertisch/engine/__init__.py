# SPDX-License-Identifier: EUPL-1.2
"""The planning questions: pure Python that knows no Django, no room, no clock, no file."""
