# SPDX-License-Identifier: EUPL-1.2
"""Rundertisch: the workbench of the Kommunale Integrationszentren."""

__version__ = "0.1.0"
