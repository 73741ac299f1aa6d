# SPDX-License-Identifier: EUPL-1.2
"""Read school passports of other centres: whom we trust, and the child that came with one."""

import datetime as dt
import re

from django.db import IntegrityError, transaction

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, signing
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import queries
from rundertisch.schooling.actions.children import Days, Home, Need, report_child
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Child, PassportKey, UsedPassport

LONGEST_AGE = 1825  # days; a limit for slips of the keyboard, the rule stands with each key
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@audit.audited
def trust_passport_key(
    *, fingerprint: str, centre: str, longest_days: int, source: str, on: dt.date, by: Seat
) -> PassportKey:
    """Read passports of this key from today on; entered anew, the entry before ends today."""
    demand_counselling(by=by)
    digits = re.sub(r"[\s:.-]", "", fingerprint).casefold()
    if not _FINGERPRINT.fullmatch(digits):
        raise Refusal(
            "Ein Prüfzeichen hat 64 Ziffern von 0 bis 9 und Buchstaben von a bis f; Leerzeichen "
            "stören nicht. Bitte noch einmal mit dem Blatt vergleichen.",
            field="fingerprint",
        )
    if digits == signing.fingerprint():
        raise Refusal("Das ist das Prüfzeichen des eigenen Zentrums.", field="fingerprint")
    if not 1 <= longest_days <= LONGEST_AGE:
        raise Refusal(
            f"Bitte eine Zahl von 1 bis {LONGEST_AGE} Tagen eintragen.", field="longest_days"
        )
    if not source.strip():
        raise Refusal(
            "Bitte sagen, mit wem das Prüfzeichen am Telefon verglichen wurde.", field="source"
        )
    running = PassportKey.objects.filter(fingerprint=digits, ends_on=None)
    running.filter(starts_on__lt=on).update(ends_on=on)
    given = {"centre": centre.strip(), "longest_days": longest_days, "source": source.strip()}
    known = {"verified_on": on, "evidence": Evidence.SEEN, "entered_by_id": by.user_id}
    key, _ = PassportKey.objects.update_or_create(
        fingerprint=digits, starts_on=on, ends_on=None, defaults={**given, **known}
    )
    audit.record(
        action="schooling.trust_passport_key",
        by=by,
        about=Ref("passport_key", str(key.pk)),
        fields=("fingerprint", "centre", "longest_days", "source"),
    )
    return key


@audit.audited
def end_passport_key(*, key: PassportKey, on: dt.date, by: Seat) -> None:
    """Read no more passports of this key, at once; children who came with one stay as they are."""
    demand_counselling(by=by)
    running = PassportKey.objects.filter(pk=key.pk, ends_on=None)
    of_today, _ = running.filter(starts_on=on).delete()
    if not of_today and not running.update(ends_on=on):
        raise Refusal("Diesem Schlüssel wird schon nicht mehr vertraut.")
    audit.record(action="schooling.end_passport_key", by=by, about=Ref("passport_key", str(key.pk)))


@audit.audited
def report_by_passport(
    *,
    passport_number: str,
    need: Need,
    home: Home,
    on: dt.date,
    by: Seat | None,
    waited_since: dt.date | None,
    latest_school_day_on: dt.date | None,
    counselled_on: dt.date | None,
    first_name: str = "",
    family_name: str = "",
) -> Child:
    """Report the child of a passport: neither counselling nor waiting begins anew."""
    demand_counselling(by=by)
    known = queries.child_of_passport(passport_number=passport_number)
    if known is not None:
        raise Refusal(
            f"Dieser Schulpass wurde hier schon eingelesen: Das Kind hat das Kennzeichen "
            f"{known.reference}. Bitte dort weiterarbeiten; es wurde nichts angelegt.",
            field="content",
        )
    child = report_child(
        home=home,
        need=need,
        days=Days(
            reported_on=on, latest_school_day_on=latest_school_day_on, waited_since=waited_since
        ),
        on=on,
        by=by,
        first_name=first_name,
        family_name=family_name,
        counselled_on=counselled_on,
    )
    _use(passport_number=passport_number, child=child)
    audit.record(action="schooling.report_by_passport", by=by, about=Ref("child", str(child.pk)))
    return child


def _use(*, passport_number: str, child: Child) -> None:
    """Note the number; somebody else may have read the same sheet at this very moment."""
    try:
        with transaction.atomic():
            UsedPassport.objects.create(child=child, passport_number=passport_number)
    except IntegrityError as wrong:
        if "passport_number" not in str(wrong.__cause__):
            raise
        raise Refusal(
            "Dieser Schulpass wurde hier eben schon eingelesen, von jemand anderem oder in einem "
            "zweiten Fenster. Bitte noch einmal einlesen: Dann steht da, bei welchem Kind. Es "
            "wurde nichts angelegt.",
            field="content",
        ) from wrong
