# SPDX-License-Identifier: EUPL-1.2
"""Write what others may read by consent; without a consent nobody else does."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import queries
from rundertisch.privacy.models import Subject
from rundertisch.privacy.registry import ClassTable


@audit.audited
def entrust(*, table: ClassTable, subject: Subject, words: str, on: dt.date, by: Seat) -> None:
    """Keep the text of one class about a subject; an empty one takes it away from everybody.

    Raises:
        Refusal: the seat does not write this table.
    """
    if not table.may_keep(by):
        raise Refusal("Das kann nur eintragen, wer den Datensatz führt. Bitte dort melden.")
    model = queries.model_of(table)
    rows = model._default_manager  # noqa: SLF001 - Django's API for models
    words = words.strip()
    if words:
        rows.update_or_create(
            subject=subject, owner=by.partner, defaults={"words": words, "written_on": on}
        )
    else:
        rows.filter(subject=subject, owner=by.partner).delete()
    audit.record(
        action="privacy.entrust",
        by=by,
        about=Ref("subject", str(subject.pk)),
        fields=(f"{model.data_class.lower()}.words",),
    )
