# SPDX-License-Identifier: EUPL-1.2
"""The room accounts: people who sign in, and their seats in partner organisations."""
