# SPDX-License-Identifier: EUPL-1.2
"""Is the log still what was written? Every line, the chain, and the signed heads are compared.

Found is what was changed, deleted or put in past the sealer, where the end was cut off, and where
an older state took the place of a newer one; each as a sentence with the line it begins at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from rundertisch.kernel.audit import sealing
from rundertisch.kernel.audit.sealing import Head

NAMES = {"audit": "Protokoll der Handlungen", "access": "Protokoll der Zugriffe"}
MOST_NAMED = 20  # lines named one by one; all are counted


@dataclass(slots=True)
class Checked:
    """What came out: how many lines are sealed and not yet sealed, what is wrong, what is known."""

    lines: int = 0
    unsealed: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say that nothing speaks against the log."""
        return not self.wrong


def check(*, heads: Sequence[Path], using: str = "owner") -> Checked:
    """Compare the logs with their seals, and the seals with the heads in these files.

    Raises:
        Refusal: a file holds no heads.
    """
    said = [(path, list(sealing.read(path=path))) for path in heads if path.exists()]
    told = Checked()
    nested = connections[using].in_atomic_block
    with transaction.atomic(using=using):
        cursor = connections[using].cursor()
        if not nested:  # one moment for all questions, whatever is sealed meanwhile
            cursor.execute("set transaction isolation level repeatable read")
        wanted = {head.count for _, found in said for head, _ in found}
        chains = _walk(cursor, told=told, wanted=wanted)
        _look_past_the_sealer(cursor, told=told)
        _look_at_references(cursor, told=told)
    for path, found in said:
        _compare(path=path, heads=found, chains=chains, told=told)
    if not any(found for _, found in said):
        told.notes.append(
            "Es gibt noch keinen unterschriebenen Kopf. Ein abgeschnittenes Ende fiele nicht auf."
        )
    return told


def _walk(cursor: CursorWrapper, *, told: Checked, wanted: set[int]) -> dict[int, str]:
    """Recompute every leaf and the chain; return what the chain comes to at the wanted counts."""
    chain, number, chains = sealing.BEGINNING, 0, {0: sealing.BEGINNING}
    broken = False
    for line in _lines(cursor):
        number += 1
        if line.number != number:
            told.wrong.append(
                f"Zeile {number}: Das Siegel fehlt; als Nächstes kommt Zeile {line.number}."
            )
            number = line.number
        if (fault := line.fault()) and len(told.wrong) < MOST_NAMED:
            told.wrong.append(fault)
        chain = sealing.link(before=chain, leaf=line.leaf)
        if chain != line.chain and not broken:
            told.wrong.append(
                f"Ab Zeile {number}: Die Kette ist gebrochen; ein Siegel wurde verändert."
            )
        broken = broken or chain != line.chain
        if number in wanted:
            chains[number] = chain
        if line.log == sealing.RESTORED:
            told.notes.append(f"Zeile {number}: Hier wurde eine Sicherung eingespielt.")
    told.lines = number
    chains[number] = chain
    return chains


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    log: str
    entry_id: int
    leaf: str
    chain: str
    horizon: int
    entry: dict[str, Any] | None

    def fault(self) -> str:
        """Say what became of the entry since it was sealed."""
        if self.log == sealing.RESTORED:
            entry: dict[str, Any] | None = {"id": self.entry_id}
        else:
            entry = self.entry
        where = f"Zeile {self.number} ({NAMES.get(self.log, self.log)}, Eintrag {self.entry_id})"
        if entry is None:
            return f"{where}: Der Eintrag fehlt; er wurde nach dem Versiegeln gelöscht."
        if sealing.leaf(log=self.log, entry=entry, horizon=self.horizon) != self.leaf:
            return f"{where}: Der Eintrag wurde nach dem Versiegeln verändert."
        return ""


def _lines(cursor: CursorWrapper) -> Iterator[_Line]:
    audit, access = sealing.COLUMNS["audit"], sealing.COLUMNS["access"]
    cursor.execute(
        "select s.number, s.log, s.entry_id, s.leaf, s.chain, s.horizon,"  # noqa: S608 - our own names
        f" {', '.join(f'a.{name}' for name in audit)}, {', '.join(f'r.{name}' for name in access)}"
        " from kernel_logseal s"
        " left join kernel_auditentry a on s.log = 'audit' and a.id = s.entry_id"
        " left join kernel_accessentry r on s.log = 'access' and r.id = s.entry_id"
        " order by s.number"
    )
    for row in cursor:
        columns, values = (audit, row[6 : 6 + len(audit)])
        if row[1] == "access":
            columns, values = (access, row[6 + len(audit) :])
        entry = dict(zip(columns, values, strict=True))
        yield _Line(
            number=row[0],
            log=row[1],
            entry_id=row[2],
            leaf=row[3],
            chain=row[4],
            horizon=row[5],
            entry=entry if entry["id"] is not None else None,
        )


def _look_past_the_sealer(cursor: CursorWrapper, *, told: Checked) -> None:
    """Count what waits for its seal, and find what came in behind the sealer's back."""
    cursor.execute(
        "select coalesce(max(horizon), 0) from kernel_logseal where number ="
        " (select max(number) from kernel_logseal)"
    )
    horizon = int(cursor.fetchone()[0])
    for log, table in sealing.TABLES.items():
        cursor.execute(
            f"select e.id, e.transaction >= %s from {table} e where not exists"  # noqa: S608 - our own names
            " (select from kernel_logseal s where s.log = %s and s.entry_id = e.id) order by e.id",
            [horizon, log],
        )
        for entry_id, waiting in cursor.fetchall():
            told.unsealed += 1
            if not waiting and len(told.wrong) < MOST_NAMED:
                told.wrong.append(
                    f"{NAMES[log]}, Eintrag {entry_id}: später eingefügt, am Versiegeln vorbei."
                )


def _look_at_references(cursor: CursorWrapper, *, told: Checked) -> None:
    """Nobody is named by a number; and so many references lead nowhere any more."""
    for log, table in sealing.TABLES.items():
        cursor.execute(
            "select count(*) filter (where e.about_id !~"  # noqa: S608 - our own names
            " '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),"
            " count(distinct e.about_id) filter (where r.reference is null)"
            f" from {table} e left join kernel_personreference r"
            " on r.reference::text = e.about_id where not audit_names_no_person(e.about_kind)"
        )
        named, forgotten = cursor.fetchone()
        if named:
            told.wrong.append(
                f"{NAMES[log]}: {named} Einträge nennen einen Menschen mit seiner Nummer."
            )
        if forgotten:
            told.notes.append(f"{NAMES[log]}: {forgotten} Verweise führen zu Vergessenem.")


def _compare(
    *, path: Path, heads: Sequence[tuple[Head, bool]], chains: dict[int, str], told: Checked
) -> None:
    """Compare the heads of one file with the chain; what a restored backup took is a note."""
    fits, lost = 0, max(chains)
    for at, (head, genuine) in enumerate(heads):
        back = next((later for later, _ in heads[at + 1 :] if later.restored), None)
        if not genuine:
            told.wrong.append(
                f"{path.name}: Die Unterschrift unter dem Kopf vom {head.at} stimmt nicht."
            )
        elif back is not None and head.count > back.count:
            told.notes.append(
                f"{path.name}: Mit der Sicherung vom {back.at} gingen die Zeilen "
                f"{back.count + 1} bis {head.count} verloren."
            )
        elif head.count > lost:
            told.wrong.append(
                f"Ab Zeile {lost + 1}: Das Ende fehlt. Der Kopf vom {head.at} ({path.name}) "
                f"bezeugt {head.count} Zeilen; es wurde abgeschnitten oder ein älterer Stand "
                "eingesetzt."
            )
        elif chains.get(head.count) != head.chain:
            told.wrong.append(
                f"Zwischen Zeile {fits + 1} und {head.count}: Die Kette wurde neu geschrieben; der "
                f"Kopf vom {head.at} ({path.name}) bezeugt eine andere."
            )
        else:
            fits = head.count
