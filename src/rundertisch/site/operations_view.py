# SPDX-License-Identifier: EUPL-1.2
"""The page „Betrieb“: what needs the administration first, then how everything stands."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

import rundertisch
from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_binaries, operations_plan
from rundertisch.site.models import OperationRun, OperationTrouble
from rundertisch.site.operations_figures import Runs, State

BACKUP_OLD = dt.timedelta(hours=26)  # a day, and two hours for a long night
DRILL_OLD = dt.timedelta(days=100)  # a quarter of a year, and some days
SEAL_OLD = dt.timedelta(minutes=30)  # the sealer comes every five
ABANDONED = dt.timedelta(hours=6)  # a run that long without an end was killed
ROOM = 2 * 2**30  # bytes that shall be free
FULL = 0.8  # of the connections
LATEST = 12  # runs shown
STEP, THREE_DIGITS = 1000, 100  # of a size: the next unit; no decimals any more
NEVER = "noch nie"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs somebody: what it is, and what to do."""

    title: str
    todo: str
    danger: bool = True

    @property
    def kind(self) -> str:
        """Return how it looks."""
        return "danger" if self.danger else "warning"


@dataclass(frozen=True, slots=True)
class RunLine:
    """One backup, drill or list of the past."""

    run: OperationRun
    result: str
    badge: str
    took: str
    size: str


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything on the page."""

    alarms: tuple[Alarm, ...]
    sections: tuple[tuple[str, Pairs], ...]
    runs: tuple[RunLine, ...]

    @property
    def headline(self) -> str:
        """Say first whether somebody has to do something."""
        count = len(self.alarms)
        if not count:
            return "alles läuft"
        return "eines braucht Sie" if count == 1 else f"{count} Dinge brauchen Sie"


def operations(*, state: State, now: dt.datetime) -> Operations:
    """Return the page."""
    sections = (
        ("Sicherung", tuple(_backup(state))),
        ("Aufträge und Nachrichten", tuple(_work(state))),
        ("Protokolle", tuple(_logs(state))),
        ("Programm und Datenbank", tuple(_server(state))),
    )
    newest = OperationRun.objects.order_by("-begun_at", "-pk")[:LATEST]
    runs = tuple(_line(run, now=now) for run in newest)
    return Operations(alarms=tuple(alarms(state)), sections=sections, runs=runs)


def alarms(state: State) -> Iterator[Alarm]:
    """Yield what needs somebody, the worst first."""
    yield from _about_backups(state.backup)
    yield from _about_work(state)
    yield from _about_logs(state)
    yield from _about_room(state)
    yield from _about_others(state)


def _about_backups(runs: Runs) -> Iterator[Alarm]:
    try:
        plan = operations_plan.plan()
    except Refusal as refusal:
        yield Alarm("Die Sicherung ist falsch eingestellt", str(refusal))
        return
    if plan is None:
        yield Alarm(
            "Es gibt keine tägliche Sicherung",
            "Wer Rundertisch betreibt, setzt RUNDERTISCH_BACKUP_KEY und startet Webserver und "
            "Arbeiter neu. Dann entsteht sie jede Nacht von selbst, verschlüsselt.",
        )
    elif runs.failed:
        why = OperationTrouble(runs.trouble).label
        yield Alarm(
            "Die letzte Sicherung ist nicht gelungen",
            f"{why} Rundertisch versucht es jede Stunde wieder; sofort geht „rundertisch backup“.",
        )
    elif _too_old(runs.good_age, most=BACKUP_OLD):
        age = "noch keine" if runs.good_age is None else f"die letzte {ago(runs.good_age)}"
        yield Alarm(
            f"Heute fehlt eine Sicherung: {age}",
            "Läuft der Arbeiter? Sofort geht „rundertisch backup“.",
        )


def _about_work(state: State) -> Iterator[Alarm]:
    if not state.workers:
        yield Alarm(
            "Kein Arbeiter läuft",
            "Solange das so ist, wird nichts verschickt, nichts versiegelt, nichts gesichert und "
            "nichts nach Frist gelöscht. Wer Rundertisch betreibt, startet „rundertisch worker“.",
        )
    if failed := state.jobs["failed"]:
        one = (
            "Ein Auftrag ist gescheitert" if failed == 1 else f"{failed} Aufträge sind gescheitert"
        )
        yield Alarm(one, "Unten auf dieser Seite lässt er sich noch einmal starten.")
    if state.jobs["stalled"] and state.workers:
        yield Alarm(
            "Ein Auftrag ist liegen geblieben",
            "Der Arbeiter nimmt ihn binnen einer Minute von selbst wieder auf.",
            danger=False,
        )


def _about_logs(state: State) -> Iterator[Alarm]:
    if state.unsealed_age is not None and state.unsealed_age > SEAL_OLD:
        yield Alarm(
            f"Die Protokolle sind seit {length(state.unsealed_age)} nicht versiegelt",
            "Läuft der Arbeiter, dann bitte „rundertisch check audit“ ausführen: Es sagt, was "
            "nicht stimmt.",
        )


def _about_room(state: State) -> Iterator[Alarm]:
    free = [state.free_bytes, *([state.backups_free_bytes] if state.backups_free_bytes else [])]
    if min(free) < ROOM:
        yield Alarm(
            f"Nur noch {size(min(free))} frei",
            "Bitte Platz schaffen, bevor Datenbank oder Sicherung stehen bleiben.",
        )
    if state.connections > FULL * state.connections_most:
        yield Alarm(
            f"{state.connections} von {state.connections_most} Verbindungen zur Datenbank belegt",
            "Bitte RUNDERTISCH_POOL oder die Zahl der Prozesse senken, oder der Datenbank mehr "
            "Verbindungen erlauben.",
        )


def _about_others(state: State) -> Iterator[Alarm]:
    if state.drill.failed:
        yield Alarm(
            "Die letzte Probe der Wiederherstellung ist gescheitert",
            f"{OperationTrouble(state.drill.trouble).label} Bitte „rundertisch drill“ ausführen "
            "und lesen, was es sagt.",
        )
    elif state.backup.good_age is not None and _too_old(state.drill.good_age, most=DRILL_OLD):
        age = state.drill.good_age
        yield Alarm(
            "Ob eine Sicherung zurückkommt, wurde "
            + ("noch nie geprobt" if age is None else f"zuletzt {ago(age)} geprobt"),
            "Bitte „rundertisch drill“ ausführen: Es spielt die neueste Sicherung daneben ein, "
            "vergleicht und löscht sie wieder.",
            danger=False,
        )
    if state.emergency.failed:
        yield Alarm(
            "Die letzte Notfallliste ist nicht entstanden",
            f"{OperationTrouble(state.emergency.trouble).label} Bitte „rundertisch emergency "
            "write“ ausführen und lesen, was es sagt.",
        )
    if outdated(state):
        major, minor = state.server
        yield Alarm(
            f"PostgreSQL {major}.{minor} ist nicht auf dem neuesten Stand",
            "Es gibt eine bekannte Fehlerkorrektur. Bitte bei Gelegenheit erneuern.",
            danger=False,
        )


def _too_old(age: dt.timedelta | None, *, most: dt.timedelta) -> bool:
    """Say whether something is longer ago than it may be, or never was."""
    return age is None or age > most


def outdated(state: State) -> bool:
    """Say whether a newer bug-fix release of this major version is known to this program."""
    major, minor = state.server
    return minor < database_binaries.KNOWN_MINORS.get(major, 0)


def _backup(state: State) -> Iterator[tuple[str, str]]:
    try:
        plan = operations_plan.plan()
    except Refusal:
        plan = None
    if plan is None:
        yield "Täglich um", "nicht eingestellt"
    else:
        yield "Täglich um", f"{plan.at:%H:%M} Uhr, die neuesten {plan.keep} bleiben"
        yield "Ordner", str(plan.folder)
    yield "Letzte gelungene", _run(state.backup)
    yield "Letzte Probe der Wiederherstellung", _run(state.drill)
    yield "Letzte Notfallliste", _run(state.emergency)
    yield "Frei im Datenordner", size(state.free_bytes)
    if state.backups_free_bytes is not None:
        yield "Frei im Ordner der Sicherungen", size(state.backups_free_bytes)


def _work(state: State) -> Iterator[tuple[str, str]]:
    yield "Arbeiter", str(state.workers) if state.workers else "keiner"
    jobs = state.jobs
    yield (
        "Aufträge",
        (
            f"wartend {jobs['waiting']}, laufend {jobs['doing']}, "
            f"liegen geblieben {jobs['stalled']}, gescheitert {jobs['failed']}"
        ),
    )
    told = state.messages
    yield (
        "Nachrichten",
        (
            f"wartend {told['waiting'] + told['sending']}, nicht verschickt {told['failed']}, "
            f"ungewiss {told['uncertain']}, erledigt {told['sent'] + told['printed']}"
        ),
    )


def _logs(state: State) -> Iterator[tuple[str, str]]:
    yield "Zuletzt versiegelt", ago(state.sealed_age) if state.sealed_age is not None else NEVER
    waits = "keiner" if not state.unsealed else str(state.unsealed)
    if state.unsealed_age is not None:
        waits += f", der älteste seit {length(state.unsealed_age)}"
    yield "Einträge ohne Siegel", waits


def _server(state: State) -> Iterator[tuple[str, str]]:
    major, minor = state.server
    hint = " (es gibt eine neuere Fehlerkorrektur)" if outdated(state) else ""
    yield "Rundertisch", f"{rundertisch.__version__}, Betriebsart {settings.MODE}"
    yield "PostgreSQL", f"{major}.{minor}{hint}"
    yield "Größe der Datenbank", size(state.database_bytes)
    yield "Verbindungen", f"{state.connections} von {state.connections_most}"


def _run(runs: Runs) -> str:
    if runs.good_age is None:
        return NEVER
    took = (
        f", Dauer {length(dt.timedelta(seconds=runs.seconds))}" if runs.seconds is not None else ""
    )
    large = f", {size(runs.size)}" if runs.size else ""
    return f"{ago(runs.good_age)}{took}{large}"


def _line(run: OperationRun, *, now: dt.datetime) -> RunLine:
    if run.ended_at is None:
        killed = now - run.begun_at > ABANDONED
        result, badge = ("abgebrochen", "danger") if killed else ("läuft", "info")
    elif run.trouble:
        result, badge = OperationTrouble(run.trouble).label, "danger"
    else:
        result, badge = "gelungen", "success"
    took = length(run.ended_at - run.begun_at) if run.ended_at else ""
    return RunLine(run, result, badge, took, size(run.size) if run.size else "")


def ago(age: dt.timedelta) -> str:
    """Say how long ago something was."""
    return f"vor {length(age)}"


def length(period: dt.timedelta) -> str:
    """Say how long something lasts, in the largest unit that fits."""
    seconds = int(period.total_seconds())
    units: Sequence[tuple[int, str, str]] = (
        (86_400, "Tag", "Tagen"),
        (3_600, "Stunde", "Stunden"),
        (60, "Minute", "Minuten"),
    )
    for unit, one, many in units:
        if seconds >= unit:
            count = seconds // unit
            return f"{count} {one}" if count == 1 else f"{count} {many}"
    return "1 Sekunde" if seconds == 1 else f"{seconds} Sekunden"


def size(number: int) -> str:
    """Say how large something is, as people say it."""
    value, units = float(number), ["TB", "GB", "MB", "KB", "Byte"]
    while value >= STEP and len(units) > 1:
        value /= STEP
        units.pop()
    digits = 0 if units[-1] == "Byte" or value >= THREE_DIGITS else 1
    return f"{value:.{digits}f} {units[-1]}".replace(".", ",")
