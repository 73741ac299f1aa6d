# SPDX-License-Identifier: EUPL-1.2
"""Lists in and out: schools and children from files, waiting list and proposal as CSV.

The names are loaded when they are asked for: the command line reads school files (`school_files`)
without a database, so importing this package must not wake Django.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rundertisch.schooling.exchange.child_files import (
        CHILD_COLUMNS,
        Imported,
        ImportedRow,
        import_children,
    )
    from rundertisch.schooling.exchange.emergency_lists import emergency_letter
    from rundertisch.schooling.exchange.expectation_files import (
        EXPECTATION_COLUMNS,
        ImportedExpectations,
        import_expectations,
    )
    from rundertisch.schooling.exchange.family_letters import family_letter, recipient
    from rundertisch.schooling.exchange.figure_lists import figures_csv
    from rundertisch.schooling.exchange.lists import proposal_csv, round_csv, waiting_csv
    from rundertisch.schooling.exchange.new_children import school_list_csv, school_list_letter
    from rundertisch.schooling.exchange.passport_format import write_passport
    from rundertisch.schooling.exchange.passport_sheets import passport_facts, passport_letter
    from rundertisch.schooling.exchange.passports import (
        import_passport,
        passport_of,
        passport_text,
    )
    from rundertisch.schooling.exchange.played_years import played_year_csv
    from rundertisch.schooling.exchange.protocol import protocol_text
    from rundertisch.schooling.exchange.registration_files import (
        REGISTRATION_COLUMNS,
        ImportedRegistrations,
        RegistrationRow,
        import_registrations,
    )
    from rundertisch.schooling.exchange.school_lists import (
        ImportedSchools,
        import_refusal_grounds,
        import_schools,
        import_supervision,
    )
    from rundertisch.schooling.exchange.status_sheets import status_sheet

__all__ = [
    "CHILD_COLUMNS",
    "EXPECTATION_COLUMNS",
    "REGISTRATION_COLUMNS",
    "Imported",
    "ImportedExpectations",
    "ImportedRegistrations",
    "ImportedRow",
    "ImportedSchools",
    "RegistrationRow",
    "emergency_letter",
    "family_letter",
    "figures_csv",
    "import_children",
    "import_expectations",
    "import_passport",
    "import_refusal_grounds",
    "import_registrations",
    "import_schools",
    "import_supervision",
    "passport_facts",
    "passport_letter",
    "passport_of",
    "passport_text",
    "played_year_csv",
    "proposal_csv",
    "protocol_text",
    "recipient",
    "round_csv",
    "school_list_csv",
    "school_list_letter",
    "status_sheet",
    "waiting_csv",
    "write_passport",
]
_WHERE = {
    "CHILD_COLUMNS": "child_files",
    "EXPECTATION_COLUMNS": "expectation_files",
    "ImportedExpectations": "expectation_files",
    "import_expectations": "expectation_files",
    "ImportedRegistrations": "registration_files",
    "REGISTRATION_COLUMNS": "registration_files",
    "RegistrationRow": "registration_files",
    "emergency_letter": "emergency_lists",
    "family_letter": "family_letters",
    "figures_csv": "figure_lists",
    "recipient": "family_letters",
    "import_registrations": "registration_files",
    "Imported": "child_files",
    "ImportedRow": "child_files",
    "ImportedSchools": "school_lists",
    "import_children": "child_files",
    "import_passport": "passports",
    "passport_facts": "passport_sheets",
    "passport_letter": "passport_sheets",
    "passport_of": "passports",
    "passport_text": "passports",
    "write_passport": "passport_format",
    "import_schools": "school_lists",
    "import_refusal_grounds": "school_lists",
    "import_supervision": "school_lists",
    "played_year_csv": "played_years",
    "proposal_csv": "lists",
    "protocol_text": "protocol",
    "status_sheet": "status_sheets",
    "round_csv": "lists",
    "school_list_csv": "new_children",
    "school_list_letter": "new_children",
    "waiting_csv": "lists",
}


def __getattr__(name: str) -> object:
    """Load a name of this package when it is asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
