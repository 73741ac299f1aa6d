# SPDX-License-Identifier: EUPL-1.2
"""Read receipts: as a file, whether the signature holds, and when the last backup has died."""

import base64
import binascii
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from rundertisch.kernel import seal, signing, traces
from rundertisch.kernel.errors import Refusal
from rundertisch.privacy.models import Receipt
from rundertisch.privacy.queries.periods import BACKUP, after, period_of

FORMAT = "rundertisch-quittung-1"
NO_RULE_DAYS = 3650  # nobody said when backups die: then the receipt says ten years


@dataclass(frozen=True, slots=True)
class Statement:
    """What a receipt says, with its search part; the signature was checked."""

    facts: dict[str, Any]
    search: dict[str, Any] | None
    content: dict[str, Any]

    @property
    def traces(self) -> traces.Traces | None:
        """What to search for; None once the last backup has died."""
        if self.search is None:
            return None
        return traces.Traces(
            salt=str(self.search["salt"]),
            digests=frozenset(self.search["digests"]),
            weak=frozenset(self.search["weak"]),
            firsts=frozenset(self.search["firsts"]),
            lengths=tuple(self.search["lengths"]),
        )

    @property
    def number(self) -> int:
        """The running number."""
        return int(self.facts["number"])

    @property
    def kind(self) -> str:
        """The kind of person."""
        return str(self.facts["person_kind"])

    @property
    def forgotten_on(self) -> dt.date:
        """The day of the forgetting."""
        return dt.datetime.fromisoformat(self.facts["forgotten_at"]).date()

    @property
    def previous(self) -> str:
        """The SHA-256 of the receipt before this one; empty for the first."""
        return str(self.facts["previous"])

    @property
    def own_hash(self) -> str:
        """The SHA-256 by which the next receipt names this one."""
        return hashlib.sha256(str(self.content["statement"]).encode()).hexdigest()


def file_name(*, number: int) -> str:
    """Return the name of a receipt's file."""
    return f"quittung-{number:06}.json"


def as_text(*, receipt: Receipt) -> str:
    """Return a receipt as its file holds it."""
    content = {"statement": receipt.statement, "signature": receipt.signature}
    if receipt.search is not None:
        content["search"] = receipt.search
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read(*, text: str, name: str) -> Statement:
    """Read a receipt and check its signature.

    Raises:
        Refusal: it is none, was changed, or another instance signed it.
    """
    try:
        content = json.loads(text)
        statement = str(content["statement"])
        facts = json.loads(statement)
        signature = base64.b64decode(content["signature"], validate=True)
        known = facts["format"] == FORMAT
    except (ValueError, KeyError, TypeError, binascii.Error):
        known = False
    if not known:
        raise Refusal(f"„{name}“ ist keine Quittung von Rundertisch.")
    if not signing.verify(statement.encode(), signature):
        own = facts.get("key") == signing.fingerprint()
        raise Refusal(
            f"Die Unterschrift unter „{name}“ stimmt nicht: Die Quittung wurde verändert."
            if own
            else f"„{name}“ hat eine andere Einrichtung unterschrieben, oder der Signaturschlüssel "
            "dieser Einrichtung ist ein anderer als damals. Bitte den aufbewahrten Schlüssel "
            "zurücklegen (docs/howto/backup.md)."
        )
    search = content.get("search")
    if search is not None and (
        hashlib.sha256(seal.canonical(search)).hexdigest() != facts["search_sha256"]
    ):
        raise Refusal(
            f"Der Suchteil von „{name}“ wurde verändert; er passt nicht zur Unterschrift."
        )
    return Statement(facts=facts, search=search, content=content)


def backups_die_on(*, on: dt.date) -> dt.date:
    """Return the day on which a backup of that day is deleted by the dated rule."""
    rule = period_of(record=BACKUP, on=on)
    if rule is None or rule.amount is None:
        return on + dt.timedelta(days=NO_RULE_DAYS)
    return after(day=on, amount=rule.amount, unit=rule.unit)


def all_receipts() -> list[Receipt]:
    """Return the receipts that whoever asks may read, newest first."""
    return list(Receipt.objects.order_by("-number"))
