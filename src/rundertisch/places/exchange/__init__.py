# SPDX-License-Identifier: EUPL-1.2
"""What places take in: the gazetteer (CSV), the district and the school calendar (TOML)."""

from rundertisch.places.exchange.gazetteer import ImportedAddresses, import_addresses
from rundertisch.places.exchange.standing import import_district, import_school_calendar

__all__ = ["ImportedAddresses", "import_addresses", "import_district", "import_school_calendar"]
