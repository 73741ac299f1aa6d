# SPDX-License-Identifier: EUPL-1.2
"""`scenarios.csv` and `timings.csv`: one row a district and scenario; what stands there is done.

A row names no child. It is known again by the fingerprint of all it depends on, so a run that was
broken off goes on where it was.
"""

import csv
import hashlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rundertisch.cli import FAILED
from rundertisch.cli.placement import ALL_SEATED, SOME_LEFT, target
from rundertisch.engine.placement.scenarios import Counts, Outcome, Variation
from rundertisch.kernel.errors import Refusal

RESULTS = "scenarios.csv"
TIMINGS = "timings.csv"
COLUMNS = (
    "district",
    "scenario",
    "children",
    "free_seats",
    "placed",
    "unplaced",
    "unplaced_primary",
    "unplaced_sec1",
    "unplaced_sec2",
    "unplaced_levels",
    "minutes",
    "longest_minutes",
    "pairs",
    "proven",
    "trouble",
    "input_sha256",
)
ANOTHER = "Bitte einen neuen OUT_DIR nennen."
NO_COUNTS = ("",) * 12
WRITE_EVERY = 1.0  # seconds; a kill -9 loses no more
TROUBLE = "gescheitert; die Meldung des Aufrufs sagt warum"  # the message may name ids
BROKEN = (
    "Ein Rechenprozess wurde beendet, vielleicht reichte der Speicher nicht. Was fertig ist, "
    "bleibt. Derselbe Befehl macht weiter, mit weniger --workers braucht er weniger Speicher."
)

Key = tuple[str, str]  # district, name of the scenario
Row = Mapping[str, str]


def fingerprint(
    *,
    problem_sha256: str,
    variation: Variation,
    seconds: float | None,
    seed: int,
    packages: Mapping[str, str],
) -> str:
    """Return the SHA-256 of everything that the row of a scenario depends on."""
    asked = [problem_sha256, asdict(variation), seconds, seed, dict(packages)]
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Results:
    """The rows so far, in OUT_DIR a second later at most; the first two columns are the key."""

    folder: Path
    order: tuple[Key, ...]
    file: str = RESULTS
    columns: tuple[str, ...] = COLUMNS
    what: str = "Szenarien"
    rows: dict[Key, Row] = field(default_factory=dict)
    seconds: dict[Key, str] = field(default_factory=dict)
    told: int = 0
    written: float = 0.0

    def read(self) -> None:
        """Take over what an earlier call has left in OUT_DIR."""
        ours = frozenset({self.file, TIMINGS})
        target.refuse_folder(folder=self.folder, ours=ours, what=self.what)
        for row in self._read(self.file, self.columns):
            self.rows[row["district"], row[self.columns[1]]] = row
        for row in self._read(TIMINGS, self._timing_columns):
            self.seconds[row["district"], row[self.columns[1]]] = row["seconds"]

    @property
    def _timing_columns(self) -> tuple[str, ...]:
        return (*self.columns[:2], "seconds")

    def _read(self, file: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        path = self.folder / file
        if not path.exists():
            return []
        try:
            reader = csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))
            rows = list(reader)
        except (OSError, ValueError, csv.Error) as wrong:
            raise Refusal(
                f"{path} ist nicht zu lesen. Bitte einen neuen OUT_DIR nennen."
            ) from wrong
        if tuple(reader.fieldnames or ()) != columns or any(None in row.values() for row in rows):
            raise Refusal(
                f"{path} ist von einer anderen Fassung. Bitte einen neuen OUT_DIR nennen."
            )
        return rows

    def is_done(self, *, key: Key, sha256: str) -> bool:
        """Whether this very question was answered before; trouble is asked again."""
        row = self.rows.get(key)
        return row is not None and row["input_sha256"] == sha256 and not row["trouble"]

    def after(self, work: Callable[[], None], *, left: str) -> int:
        """Return the exit code once ``work`` has answered everything; what it kept is written.

        ``left``: the column that counts children without a seat.
        """
        try:
            work()
        except BrokenExecutor:
            print(BROKEN, file=sys.stderr)
            return FAILED
        finally:
            if self.rows:
                self.write()
        rows = [self.rows[key] for key in self.order]
        return SOME_LEFT if any(row["trouble"] or int(row[left]) for row in rows) else ALL_SEATED

    def take(self, *, outcome: Outcome, sha256: str) -> None:
        """Take the answer of a scenario over."""
        if outcome.counts is None:
            trouble, said = TROUBLE, outcome.trouble
        else:
            trouble, said = "", f"{outcome.counts.unplaced} ohne Platz ({outcome.seconds:.1f} s)"
        self.keep(
            key=(outcome.district, outcome.variation),
            cells=(*_cells(outcome.counts), trouble, sha256),
            seconds=outcome.seconds,
            said=said,
        )

    def keep(self, *, key: Key, cells: tuple[object, ...], seconds: float, said: str) -> None:
        """Keep a row, what follows its key in the order of the columns, and tell what it says."""
        self.rows[key] = dict(zip(self.columns, map(str, (*key, *cells)), strict=True))
        self.seconds[key] = f"{seconds:.6f}"
        self.tell(key=key, said=said)
        if time.monotonic() - self.written >= WRITE_EVERY:
            self.write()
            self.written = time.monotonic()

    def tell(self, *, key: Key, said: str) -> None:
        """Say how far the call has come."""
        self.told += 1
        print(f"{self.told}/{len(self.order)} {', '.join(key)}: {said}", file=sys.stderr)

    def write(self) -> None:
        """Put both files in place in one step; rows in the order of the question."""
        known = [key for key in self.order if key in self.rows]
        files = {
            self.file: _table(self.columns, (self.rows[key] for key in known)),
            TIMINGS: target.table(
                self._timing_columns, ((*key, self.seconds.get(key, "")) for key in known)
            ),
        }
        target.replace_folder(folder=self.folder.resolve(), files=files)

    def unplaced(self, *, name: str) -> dict[str, int]:
        """Return how many children have no seat in this scenario, by district that has counts."""
        return {
            district: int(row["unplaced"])
            for (district, scenario), row in self.rows.items()
            if scenario == name and (district, scenario) in self.order and row["unplaced"]
        }

    def troubled(self) -> int:
        """Return how many rows say why there are no counts."""
        return sum(bool(self.rows[key]["trouble"]) for key in self.order if key in self.rows)


def _cells(counts: Counts | None) -> tuple[object, ...]:
    if counts is None:
        return NO_COUNTS
    stages = dict(counts.unplaced_by_stage)
    return (
        counts.children,
        counts.seats,
        counts.placed,
        counts.unplaced,
        stages["primary"],
        stages["sec1"],
        stages["sec2"],
        ";".join(f"{level}:{children}" for level, children in counts.unplaced_by_level),
        counts.minutes,
        counts.longest_minutes,
        counts.pairs,
        int(counts.proven),
    )


def _table(columns: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    return target.table(columns, (tuple(row[name] for name in columns) for row in rows))
