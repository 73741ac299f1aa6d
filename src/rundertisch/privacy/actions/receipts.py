# SPDX-License-Identifier: EUPL-1.2
"""Write the signed receipt of a forgetting, and take its search part away when its time is over.

The signature covers the statement; the statement names the SHA-256 of the search part. So the
search part (salt and digests) can go once the last backup has died, and the signature still holds.
"""

import base64
import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import seal, signing, traces
from rundertisch.privacy import queries
from rundertisch.privacy.actions.erasing import Erased
from rundertisch.privacy.models import ForgetReason, Receipt
from rundertisch.privacy.queries.receipts import FORMAT, as_text, file_name
from rundertisch.privacy.registry.forgetting import How, Person

CHAIN_LOCK = 7_044_811  # one receipt after the other, whoever writes: each names the one before
SALT_BYTES = 32


def write_receipt(
    *,
    person: Person,
    erased: Erased,
    reason: ForgetReason | str,
    at: dt.datetime,
    on: dt.date,
    by: Seat | None,
) -> Receipt:
    """Sign what was done and keep it; the caller holds the transaction."""
    search = _search(person=person, erased=erased)
    until = queries.backups_die_on(on=on)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    newest = Receipt.objects.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    statement: dict[str, object] = {
        "format": FORMAT,
        "number": number,
        "previous": hashlib.sha256(newest.statement.encode()).hexdigest() if newest else "",
        "person": person.name,
        "person_kind": person.kind,
        "records": len(erased.gone.pks),
        "forgotten_at": at.isoformat(),
        "reason": ForgetReason(reason).label,
        "by": _who(by),
        "rules": _rules(erased=erased),
        "kept": _kept(erased=erased),
        "months_counted_on": erased.months,
        "mentions_removed": erased.mentions,
        "references_unmapped": erased.references,
        "backups_until": until.isoformat(),
        "search_sha256": hashlib.sha256(seal.canonical(search)).hexdigest(),
        "key": signing.fingerprint(),
    }
    text = seal.canonical(statement).decode()
    return Receipt.objects.create(
        number=number,
        person_kind=person.kind,
        made_at=at,
        backups_until=until,
        statement=text,
        signature=base64.b64encode(signing.sign(text.encode())).decode(),
        search=search,
    )


def _who(by: Seat | None) -> str:
    """Name the seat, not the person on it: a receipt is handed out."""
    return (
        "die nächtliche Aufgabe, nach Ablauf der Frist" if by is None else f"{by} (Platz {by.pk})"
    )


def _rules(*, erased: Erased) -> list[dict[str, object]]:
    return [
        {"record": queries.german_name(rule.model), "rule": rule.how.value, "rows": rows}
        for rule, rows in erased.rows
        if rule.how != How.KEEP and rows
    ]


def _kept(*, erased: Erased) -> list[dict[str, object]]:
    return [
        {"record": queries.german_name(rule.model), "reason": rule.reason, "until": rule.until}
        for rule, _ in erased.rows
        if rule.how == How.KEEP
    ]


def _search(*, person: Person, erased: Erased) -> dict[str, object]:
    """Return what lets somebody search, and a replay find the records in an older backup."""
    salt = secrets.token_hex(SALT_BYTES)
    key = traces.keyed(salt=salt)
    gone = erased.gone
    stay = {rule.ref for rule, _ in erased.rows if rule.how == How.ANONYMISE}  # without the person
    people = [("subject", one) for one in gone.subjects]
    people += [(person.kind, str(pk)) for pk in gone.pks]
    kept = traces.keep(runs=erased.runs, salt=salt)
    return {
        "salt": salt,
        "digests": sorted(kept.digests),
        "weak": sorted(kept.weak),
        "firsts": sorted(kept.firsts),
        "lengths": list(kept.lengths),
        "people": sorted(traces.digest(key=key, run=one) for one in people),
        "names": sorted(
            traces.digest(key=key, run=(ref.kind, ref.id))
            for ref in gone.refs
            if ref.kind not in stay
        ),
    }


def write_file(*, receipt: Receipt, folder: Path) -> Path:
    """Write a receipt where a restore finds it; private, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / file_name(number=receipt.number)
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(as_text(receipt=receipt), "utf-8")
    draft.replace(path)
    return path


def take_in(*, content: Mapping[str, Any]) -> Receipt:
    """Keep a receipt that this database does not know: it is older than the receipt."""
    statement = json.loads(str(content["statement"]))
    return Receipt.objects.create(
        number=statement["number"],
        person_kind=statement["person_kind"],
        made_at=dt.datetime.fromisoformat(statement["forgotten_at"]),
        backups_until=dt.date.fromisoformat(statement["backups_until"]),
        statement=content["statement"],
        signature=content["signature"],
        search=content.get("search"),
    )


def end_searching(*, on: dt.date, folder: Path | None) -> int:
    """Destroy salt and digests of receipts whose last backup has died: nothing is left to find."""
    over = Receipt.objects.filter(backups_until__lt=on, search__isnull=False)
    receipts = list(over)
    over.update(search=None)
    for receipt in receipts:
        receipt.search = None
        if folder is not None:
            write_file(receipt=receipt, folder=folder)
    return len(receipts)
