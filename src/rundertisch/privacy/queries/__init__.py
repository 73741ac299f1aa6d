# SPDX-License-Identifier: EUPL-1.2
"""Questions about data protection: what is held, how long, what stands against forgetting."""

from rundertisch.privacy.queries.accounts import (
    account,
)
from rundertisch.privacy.queries.consents import (
    ConsentLine,
    consents_of,
    find_consent,
    find_subject,
    possible_recipients,
    withdrawals_for,
)
from rundertisch.privacy.queries.controllers import (
    controllers,
    controllers_of,
    responsible_for,
)
from rundertisch.privacy.queries.entrusted import (
    EntrustedPerson,
    entrusted_to,
    find_class_table,
    kept_texts,
    model_of,
    passed_on,
)
from rundertisch.privacy.queries.obstacles import (
    Obstacle,
    is_held,
    obstacles,
)
from rundertisch.privacy.queries.openings import (
    LogLine,
    Opening,
    lines,
    opening,
    openings,
)
from rundertisch.privacy.queries.own_endings import (
    own_ending,
)
from rundertisch.privacy.queries.own_view import (
    Kept,
    OwnConsent,
    OwnView,
    export,
    links_of,
    own_consents,
    own_parts,
    own_title,
    own_view,
    ways,
    wish_in_words,
)
from rundertisch.privacy.queries.periods import (
    BACKUP,
    Due,
    after,
    due,
    period_of,
    retentions,
)
from rundertisch.privacy.queries.persons import (
    DryRun,
    Line,
    dry_run,
    find_person,
    german_name,
    lines_of,
    rows_of,
    rules_of,
    who_goes,
)
from rundertisch.privacy.queries.receipts import (
    Statement,
    all_receipts,
    as_text,
    backups_die_on,
    file_name,
)
from rundertisch.privacy.queries.register import (
    Processing,
    register_of_processing,
)
from rundertisch.privacy.queries.requests import (
    Waiting,
    one_month_after,
    open_requests,
    reads_about_oneself,
    record_of,
    requests_of,
    rights,
    waiting,
)
from rundertisch.privacy.queries.tables import (
    text_columns,
)
from rundertisch.privacy.queries.views import (
    PersonView,
    RetentionLine,
    open_forgets,
    person_view,
    retention_lines,
    told,
)

__all__ = [
    "BACKUP",
    "ConsentLine",
    "DryRun",
    "Due",
    "EntrustedPerson",
    "Kept",
    "Line",
    "LogLine",
    "Obstacle",
    "Opening",
    "OwnConsent",
    "OwnView",
    "PersonView",
    "Processing",
    "RetentionLine",
    "Statement",
    "Waiting",
    "account",
    "after",
    "all_receipts",
    "as_text",
    "backups_die_on",
    "consents_of",
    "controllers",
    "controllers_of",
    "dry_run",
    "due",
    "entrusted_to",
    "export",
    "file_name",
    "find_class_table",
    "find_consent",
    "find_person",
    "find_subject",
    "german_name",
    "is_held",
    "kept_texts",
    "lines",
    "lines_of",
    "links_of",
    "model_of",
    "obstacles",
    "one_month_after",
    "open_forgets",
    "open_requests",
    "opening",
    "openings",
    "own_consents",
    "own_ending",
    "own_parts",
    "own_title",
    "own_view",
    "passed_on",
    "period_of",
    "person_view",
    "possible_recipients",
    "reads_about_oneself",
    "record_of",
    "register_of_processing",
    "requests_of",
    "responsible_for",
    "retention_lines",
    "retentions",
    "rights",
    "rows_of",
    "rules_of",
    "text_columns",
    "told",
    "waiting",
    "ways",
    "who_goes",
    "wish_in_words",
    "withdrawals_for",
]
