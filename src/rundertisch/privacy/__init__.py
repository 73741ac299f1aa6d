# SPDX-License-Identifier: EUPL-1.2
"""The room privacy: purpose, legal basis and retention of everything we hold about persons."""
