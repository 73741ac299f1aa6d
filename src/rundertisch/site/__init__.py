# SPDX-License-Identifier: EUPL-1.2
"""The top floor: settings, addresses, navigation, database. It alone knows all rooms."""
