# SPDX-License-Identifier: EUPL-1.2
"""The chain over both logs, made outside of requests, and its signed head in a file.

Entries are chained in the order in which they became final. A transaction may commit later than
one that began after it; so only entries of transactions are taken below which none still runs
(``pg_snapshot_xmin``): nothing can slip in before them later. What waits for it is counted.

The head says how many lines there are and what their chain comes to. It lies outside of the
database and is signed (`kernel.signing`): whoever cuts the end off, or rewrites the whole chain,
cannot make a head that agrees.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from rundertisch.kernel import seal as hashes
from rundertisch.kernel import signing
from rundertisch.kernel.errors import Refusal

ONE_AT_A_TIME = 7_324_150  # the advisory lock of the sealer
BEGINNING = "0" * 64
FAR = 2**62  # beyond every transaction
RESTORED = "restored"  # a line of the chain itself: from here on another server's numbers count
PRIVATE_FILE = 0o600

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "audit": (
        *("id", "at", "action", "user_id", "seat_id", "about_kind", "about_id", "fields"),
        *("purpose", "job", "transaction"),
    ),
    "access": (
        *("id", "at", "purpose", "user_id", "seat_id", "about_kind", "about_id", "fields"),
        "transaction",
    ),
}
TABLES: Mapping[str, str] = {"audit": "kernel_auditentry", "access": "kernel_accessentry"}


def _no_file() -> Path | None:
    """Stand in until the top floor says where the head lies: then there is none."""
    return None


head_file: Callable[[], Path | None] = _no_file  # set by site.apps.ready()


@dataclass(frozen=True, slots=True)
class Head:
    """What the chain came to at one moment; ``restored`` says that a backup was put in place."""

    count: int
    chain: str
    at: str
    restored: bool = False

    def signed(self) -> dict[str, object]:
        """Return the head as it is written, with this instance's signature."""
        return {
            **self.claims(),
            "key": signing.fingerprint(),
            "signature": base64.b64encode(signing.sign(self.signed_bytes())).decode(),
        }

    def claims(self) -> dict[str, object]:
        """Return what is signed."""
        return {
            "kind": "head of the log",
            "count": self.count,
            "chain": self.chain,
            "at": self.at,
            "restored": self.restored,
        }

    def signed_bytes(self) -> bytes:
        """Return what is signed, written in one way."""
        return hashes.canonical(self.claims())


def leaf(*, log: str, entry: Mapping[str, Any], horizon: int) -> str:
    """Return the hash of one entry as it is chained (hex): every column, in one way of writing."""
    told = {name: _plain(value) for name, value in entry.items()}
    record = {"log": log, "horizon": horizon, "entry": told}
    return hashlib.sha256(hashes.LEAF + hashes.canonical(record)).hexdigest()


def link(*, before: str, leaf: str) -> str:
    """Return the chain after one more leaf (hex)."""
    return hashlib.sha256(hashes.NODE + f"{before}{leaf}".encode()).hexdigest()


def seal(*, using: str = "default", keep: Path | None = None) -> Head:
    """Chain what became final since the last time; write the head once that is committed.

    Asked as the job „seal“, or as the owner (``using="owner"``). ``keep`` is the file of the head
    (else: that of this instance).

    Raises:
        Refusal: the chain is not the one that the newest head bears witness to; nothing is sealed,
            and the head stays as it is.
    """
    path = keep or head_file()
    with transaction.atomic(using=using):
        cursor = connections[using].cursor()
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon = int(cursor.fetchone()[0])
        _refuse_another_chain(cursor, path=path)
        count, chain, since = _last(cursor)
        lines = _final(cursor, since=since, below=horizon)
        count, chain = _add(cursor, lines=lines, count=count, chain=chain, horizon=horizon)
        head = Head(count=count, chain=chain, at=_now(cursor))
        transaction.on_commit(lambda: _keep(head, path), using=using)
    return head


def after_restore(*, using: str = "owner", keep: Path | None = None) -> Head:
    """Note in the chain and in the head's file that a backup was put in place of the database.

    Another server counts transactions from elsewhere: whatever is in the backup is sealed now.
    """
    with transaction.atomic(using=using):
        cursor = connections[using].cursor()
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        horizon = int(cursor.fetchone()[0])
        count, chain, _ = _last(cursor)
        was = Head(count=count, chain=chain, at=_now(cursor), restored=True)
        lines = _final(cursor, since=0, below=FAR)
        lines.append((RESTORED, {"id": count + len(lines) + 1}))
        count, chain = _add(cursor, lines=lines, count=count, chain=chain, horizon=horizon)
        head = Head(count=count, chain=chain, at=was.at)
        path = keep or head_file()
        transaction.on_commit(lambda: _keep(was, path), using=using)
        transaction.on_commit(lambda: _keep(head, path), using=using)
    return head


def write(*, path: Path, head: Head) -> None:
    """Write one signed head into a file of its own (beside a backup)."""
    _replace(path=path, lines=[json.dumps(head.signed())])


def read(*, path: Path) -> Iterator[tuple[Head, bool]]:
    """Yield the heads of a file, oldest first, and whether each is signed by this instance.

    Raises:
        Refusal: the file is none of heads.
    """
    for line in path.read_text("utf-8").splitlines():
        try:
            told = json.loads(line)
            head = Head(
                count=int(told["count"]),
                chain=str(told["chain"]),
                at=str(told["at"]),
                restored=bool(told["restored"]),
            )
            signature = base64.b64decode(str(told["signature"]))
        except (ValueError, KeyError, TypeError):
            raise Refusal(f"„{path}“ enthält keine Köpfe des Protokolls.") from None
        yield head, signing.verify(head.signed_bytes(), signature)


def _refuse_another_chain(cursor: CursorWrapper, *, path: Path | None) -> None:
    heads = list(read(path=path)) if path is not None and path.exists() else []
    if not heads:
        return
    newest = heads[-1][0]
    cursor.execute("select chain from kernel_logseal where number = %s", [newest.count])
    row = cursor.fetchone() or (BEGINNING if newest.count == 0 else "",)
    if row[0] != newest.chain:
        raise Refusal(
            f"Die Kette der Protokolle passt nicht zum unterschriebenen Kopf vom {newest.at}. Es "
            "wurde nichts versiegelt. Was fehlt, sagt: rundertisch check audit"
        )


def _keep(head: Head, path: Path | None) -> None:
    """Add the head to the file: one line a day stays, and the newest."""
    if path is None:
        return
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    if lines:
        newest = json.loads(lines[-1])
        if not head.restored and not newest["restored"]:
            if newest["count"] >= head.count:
                return
            if newest["at"][:10] == head.at[:10]:
                lines.pop()
    _replace(path=path, lines=[*lines, json.dumps(head.signed())])


def _replace(*, path: Path, lines: list[str]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
        file.flush()
        os.fsync(number)
    draft.replace(path)


def _last(cursor: CursorWrapper) -> tuple[int, str, int]:
    cursor.execute("select number, chain, horizon from kernel_logseal order by number desc limit 1")
    row = cursor.fetchone()
    return (int(row[0]), str(row[1]), int(row[2])) if row else (0, BEGINNING, 0)


def _final(cursor: CursorWrapper, *, since: int, below: int) -> list[tuple[str, Mapping[str, Any]]]:
    """Return what is not chained yet of the transactions from ``since`` on and below ``below``."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for log, columns in COLUMNS.items():
        cursor.execute(
            f"select {', '.join(columns)} from {TABLES[log]} e"  # noqa: S608 - our own names
            " where transaction >= %s and transaction < %s and not exists"
            " (select from kernel_logseal s where s.log = %s and s.entry_id = e.id)",
            [since, below, log],
        )
        found += [(log, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one[1]["transaction"], one[0], one[1]["id"]))


def _add(
    cursor: CursorWrapper,
    *,
    lines: list[tuple[str, Mapping[str, Any]]],
    count: int,
    chain: str,
    horizon: int,
) -> tuple[int, str]:
    """Chain these lines; return how many there are now and what the chain comes to."""
    rows = []
    for log, entry in lines:
        count += 1
        mark = leaf(log=log, entry=entry, horizon=horizon)
        chain = link(before=chain, leaf=mark)
        rows.append((count, log, entry["id"], mark, chain, horizon))
    cursor.executemany(
        "insert into kernel_logseal (number, log, entry_id, leaf, chain, horizon)"
        " values (%s, %s, %s, %s, %s, %s)",
        rows,
    )
    return count, chain


def _now(cursor: CursorWrapper) -> str:
    cursor.execute("select now()")
    return str(_plain(cursor.fetchone()[0]))


def _plain(value: object) -> object:
    """Write a moment in one way (UTC, microseconds); everything else is plain already."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
