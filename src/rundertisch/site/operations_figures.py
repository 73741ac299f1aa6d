# SPDX-License-Identifier: EUPL-1.2
"""How the house fares, in numbers: asked once of the database and once of the disk, of nobody else.

The same numbers fill the page „Betrieb“ and the text that a monitor reads (Prometheus).
"""

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import rundertisch
from rundertisch.site import operations_plan

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
JOB_STATES = ("waiting", "doing", "stalled", "failed")
MESSAGE_STATES = ("waiting", "sending", "sent", "uncertain", "failed", "printed", "dropped")
MAJOR = 10_000  # PostgreSQL writes 16.4 as 160004


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one kind: how long ago one ended well and one was tried; None: never."""

    good_age: dt.timedelta | None = None
    tried_age: dt.timedelta | None = None
    seconds: int | None = None
    size: int | None = None
    trouble: str = ""  # of the newest
    open: bool = False  # the newest has not ended

    @property
    def failed(self) -> bool:
        """Say whether the newest attempt came to nothing."""
        return bool(self.trouble)


@dataclass(frozen=True, slots=True)
class State:
    """How the house fares at this moment."""

    server: tuple[int, int]  # major and minor version of PostgreSQL
    database_bytes: int
    connections: int
    connections_most: int
    workers: int
    jobs: Mapping[str, int]
    messages: Mapping[str, int]
    sealed_age: dt.timedelta | None
    unsealed: int
    unsealed_age: dt.timedelta | None  # of the oldest entry that waits for its seal
    backup: Runs
    drill: Runs
    emergency: Runs
    free_bytes: int
    backups_free_bytes: int | None  # where another disk holds the backups


def look() -> State:
    """Ask the database and the disk."""
    with connection.cursor() as cursor:
        cursor.execute("select site_figures()")
        (said,) = cursor.fetchone()
    told: dict[str, Any] = said if isinstance(said, dict) else json.loads(said)
    major, minor = divmod(int(told["server"]), MAJOR)
    runs = told["runs"]
    return State(
        server=(major, minor),
        database_bytes=int(told["database_bytes"]),
        connections=int(told["connections"]),
        connections_most=int(told["connections_most"]),
        workers=int(told["workers"]),
        jobs={state: int(told["jobs"][state]) for state in JOB_STATES},
        messages={state: int(told["messages"].get(state, 0)) for state in MESSAGE_STATES},
        sealed_age=_age(told["sealed_age"]),
        unsealed=int(told["unsealed"]),
        unsealed_age=_age(told["unsealed_age"]),
        backup=_runs(runs.get("backup")),
        drill=_runs(runs.get("drill")),
        emergency=_runs(runs.get("emergency")),
        free_bytes=_free(Path(settings.HOME)) or 0,
        backups_free_bytes=_free_elsewhere(operations_plan.backups_folder()),
    )


def prometheus(state: State) -> str:
    """Return the numbers in the text format of Prometheus: no name of a person, no id."""
    return "\n".join([*_lines(state), ""])


def _lines(state: State) -> Iterator[str]:
    release = rundertisch.__version__
    server = ".".join(map(str, state.server))
    yield from _told("info", "What runs here.", {f'version="{release}",postgresql="{server}"': 1})
    yield from _told("database_bytes", "Size of the database.", {"": state.database_bytes})
    yield from _told("connections", "Open connections to it.", {"": state.connections})
    yield from _told("connections_most", "Connections it allows.", {"": state.connections_most})
    yield from _told("workers", "Workers alive.", {"": state.workers})
    jobs = {f'state="{name}"': number for name, number in state.jobs.items()}
    yield from _told("jobs", "Jobs in the queue.", jobs)
    messages = {f'state="{name}"': number for name, number in state.messages.items()}
    yield from _told("messages", "Messages in the outbox.", messages)
    yield from _told("unsealed_entries", "Log entries that wait for a seal.", {"": state.unsealed})
    yield from _told("disk_free_bytes", "Free in the data folder.", {"": state.free_bytes})
    ages = {
        "sealed_age_seconds": (state.sealed_age, "Since the newest seal of the logs."),
        "unsealed_age_seconds": (state.unsealed_age, "Since the oldest entry without a seal."),
        "backup_age_seconds": (state.backup.good_age, "Since the newest good backup."),
        "drill_age_seconds": (state.drill.good_age, "Since the newest good restore drill."),
        "emergency_age_seconds": (state.emergency.good_age, "Since the newest emergency list."),
    }
    for name, (age, what) in ages.items():
        if age is not None:
            yield from _told(name, what, {"": int(age.total_seconds())})
    each = {"backup": state.backup, "drill": state.drill, "emergency": state.emergency}
    failed = {f'kind="{kind}"': int(runs.failed) for kind, runs in each.items()}
    yield from _told("run_failed", "Whether the newest attempt came to nothing.", failed)
    took = {f'kind="{kind}"': one.seconds for kind, one in each.items() if one.seconds is not None}
    yield from _told("run_seconds", "How long the newest good run took.", took)


def _told(name: str, what: str, values: Mapping[str, int]) -> Iterator[str]:
    if not values:
        return
    yield f"# HELP rundertisch_{name} {what}"
    yield f"# TYPE rundertisch_{name} gauge"
    for labels, value in values.items():
        yield f"rundertisch_{name}{{{labels}}} {value}" if labels else f"rundertisch_{name} {value}"


def _runs(told: Mapping[str, Any] | None) -> Runs:
    if told is None:
        return Runs()
    return Runs(
        good_age=_age(told["good_age"]),
        tried_age=_age(told["tried_age"]),
        seconds=told["seconds"],
        size=told["bytes"],
        trouble=str(told["trouble"] or ""),
        open=bool(told["open"]),
    )


def _age(seconds: int | None) -> dt.timedelta | None:
    return None if seconds is None else dt.timedelta(seconds=seconds)


def _free(folder: Path) -> int | None:
    """Return the free bytes where a folder lies; None while it is not there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _free_elsewhere(folder: Path) -> int | None:
    """Return the free bytes of another disk than the data folder's; None for the same one."""
    try:
        same = folder.stat().st_dev == Path(settings.HOME).stat().st_dev
    except OSError:
        return None
    return None if same else _free(folder)
