# SPDX-License-Identifier: EUPL-1.2
"""What leaves this room as a file: protected numbers, and the documentation of a case."""
