# SPDX-License-Identifier: EUPL-1.2
"""The top floor: settings, addresses, navigation, the database server. The only place that knows all rooms."""
