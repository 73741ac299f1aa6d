# SPDX-License-Identifier: EUPL-1.2
"""Make, start, ask and stop one PostgreSQL server on a private socket; no roles, no settings.

As root the programs run in a user namespace of their own (PostgreSQL refuses to run as root);
the files stay root's and no user is created. Where that is forbidden (containers), they run as an
unprivileged user who owns the data; he may look into root's folders, which nobody opens for him.
"""

import contextlib
import functools
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_folder
from rundertisch.site.database_binaries import Binaries
from rundertisch.site.database_folder import Folder

PATIENCE = 120  # seconds a start may take: crash recovery after a power cut is long
PORT = "5432"
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
STAND_INS = ("postgres", "nobody")
LOOK_INTO = (  # without the bit, access() forgets the capability and initdb finds nothing
    "--securebits=+no_setuid_fixup",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)


@dataclass(frozen=True, slots=True)
class Runner:
    """How the programs are run: words before the command, or another user."""

    before: tuple[str, ...] = ()
    user: str | None = None
    owner: str | None = None

    def run(self, *, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; a daemon it leaves behind holds no pipe of ours."""
        words = [*self.before, *map(str, command)]
        with _scratch() as output:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                user=self.user,
                group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
                check=False,
            )
            os.lseek(output, 0, os.SEEK_SET)
            said = os.read(output, 8000).decode("utf-8", "replace")
        return subprocess.CompletedProcess(words, done.returncode, said)

    def works(self) -> bool:
        """Say whether anything can be run this way on this machine."""
        if self.before and not shutil.which(self.before[0]):
            return False
        return self.run(command=["true"]).returncode == 0

    @property
    def uid(self) -> int:
        """Return the number of the user who owns the data."""
        return pwd.getpwnam(self.owner).pw_uid if self.owner else os.geteuid()


@contextlib.contextmanager
def _scratch() -> Iterator[int]:
    number = os.memfd_create("output")
    try:
        yield number
    finally:
        os.close(number)


@functools.cache
def runner() -> Runner:
    """Return how PostgreSQL's programs can be run by this user on this machine."""
    if os.geteuid() != 0:
        return Runner()
    ways = [Runner(before=NAMESPACE)]
    for name in STAND_INS:
        with contextlib.suppress(KeyError):
            group = pwd.getpwnam(name).pw_gid
            become = ("setpriv", f"--reuid={name}", f"--regid={group}", "--clear-groups")
            ways += [
                Runner(before=(*become, *LOOK_INTO), owner=name),
                Runner(user=name, owner=name),
            ]
    for way in ways:
        if way.works():
            return way
    raise Refusal(
        "PostgreSQL darf nicht als root laufen, und hier sind weder Benutzer-Namensräume noch "
        "der Benutzer „nobody“ verfügbar. Bitte als gewöhnlicher Benutzer starten."
    )


@dataclass(frozen=True, slots=True)
class Server:
    """One server: its folder and the programs that run it."""

    folder: Folder
    binaries: Binaries
    durable: bool = True

    def answers(self) -> bool:
        """Ask the server itself; process numbers lie after a crash."""
        if not (self.folder.socket / f".s.PGSQL.{PORT}").exists():
            return False
        return self._pg("pg_isready", "-q", "-h", self.folder.socket, "-p", PORT).returncode == 0

    def start(self) -> None:
        """Make the data directory if there is none, start, and wait until it answers."""
        self.refuse_other_version()
        if not self.folder.data.exists():
            self._make()
        self._take_over()
        self._configure()
        deadline = time.monotonic() + PATIENCE
        while True:
            self._forget_dead_pid()
            done = self._pg(
                "pg_ctl", "-D", self.folder.data, "-l", self.folder.log, "-w", "-s",
                "-t", str(PATIENCE), "start",
            )  # fmt: skip
            if done.returncode == 0 or self.answers():
                return
            if time.monotonic() > deadline or not self._worth_waiting():
                raise Refusal(
                    f"Die Datenbank startet nicht. Was sie dazu sagt, steht in „{self.folder.log}“."
                )
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server if it runs; open connections are closed, finished work is kept."""
        if not (self.folder.data / "postmaster.pid").exists():
            return
        done = self._pg(
            "pg_ctl", "-D", self.folder.data, "-m", "fast", "-w", "-s",
            "-t", str(PATIENCE), "stop",
        )  # fmt: skip
        if done.returncode != 0 and self.answers():
            raise Refusal(
                "Die Datenbank lässt sich nicht beenden. Was sie dazu sagt, steht in "
                f"„{self.folder.log}“."
            )

    def refuse_other_version(self) -> None:
        """Refuse data that another major version wrote, before anything touches them."""
        mark = self.folder.data / "PG_VERSION"
        if not self.folder.data.exists():
            return
        written = mark.read_text("ascii").strip() if mark.exists() else "unbekannt"
        if written != str(self.binaries.major):
            raise Refusal(
                f"Die Daten in „{self.folder.data}“ stammen von PostgreSQL {written}, gefunden "
                f"wurde PostgreSQL {self.binaries.version}. Sie wurden nicht angefasst. Bitte mit "
                "der bisherigen Fassung „rundertisch backup DATEI“ ausführen, den Ordner "
                "beiseitelegen und mit „rundertisch restore DATEI“ einspielen."
            )

    def _pg(self, name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return runner().run(command=[self.binaries.program(name=name), *words])

    def _make(self) -> None:
        """Run initdb beside the final place and rename: half a data directory never stays."""
        draft = self.folder.root / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        password = self.folder.root / "initdb.password"
        words = self.folder.passwords()
        database_folder.private_file(path=password, text=words["rundertisch_admin"])
        self._lend(password, self.folder.root, self.folder.socket)
        try:
            done = self._pg(
                "initdb", "-D", draft, "--username=rundertisch_admin", "--auth=scram-sha-256",
                f"--pwfile={password}", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
                *(() if self.durable else ("--no-sync",)),
            )  # fmt: skip
        finally:
            password.unlink()
        if done.returncode != 0:
            hint = done.stdout.strip().splitlines()[-1:] or [""]
            raise Refusal(f"Die Datenbank lässt sich nicht anlegen: {hint[0]}")
        draft.rename(self.folder.data)

    def _lend(self, *paths: Path) -> None:
        """Give paths of our own to the user the programs run as; only root needs to."""
        uid = runner().uid
        for path in paths:
            if path.lstat().st_uid != uid:
                os.chown(path, uid, -1, follow_symlinks=False)

    def _configure(self) -> None:
        """Write the settings that hold for this start; the socket's folder may have moved."""
        lines = [
            "listen_addresses = ''",
            f"port = {PORT}",
            f"unix_socket_directories = '{_quoted(self.folder.socket)}'",
            "unix_socket_permissions = 0700",
            "timezone = 'Europe/Berlin'",
            "log_timezone = 'Europe/Berlin'",
            "log_min_messages = warning",
            "log_min_error_statement = panic",  # no statements and no values in the log:
            "log_error_verbosity = terse",  # both would quote people
            "log_parameter_max_length_on_error = 0",
            "max_connections = 100",
            "jit = off",  # row rules make questions look dear; compiling takes longer than asking
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        own = self.folder.data / "rundertisch.conf"
        own.write_text("\n".join([*lines, ""]), "utf-8")
        own.chmod(database_folder.PRIVATE_FILE)
        main = self.folder.data / "postgresql.conf"
        include = f"include = '{own.name}'\n"
        if include not in main.read_text("utf-8"):
            with main.open("a", encoding="utf-8") as file:
                file.write(include)
        self._lend(own)

    def _take_over(self) -> None:
        """Hand root's data to whom the programs run as, when that has changed since."""
        folder, uid = self.folder, runner().uid
        own = [path for path in (folder.root, folder.socket, folder.log) if path.exists()]
        if all(path.stat().st_uid == uid for path in (*own, folder.data)):
            return
        if os.geteuid() != 0:
            raise Refusal(
                f"Die Daten in „{folder.data}“ gehören einem anderen Benutzer. Bitte als "
                "dieser Benutzer starten oder RUNDERTISCH_HOME ändern."
            )
        self._lend(*own, folder.data, *folder.data.rglob("*"))

    def _forget_dead_pid(self) -> None:
        """Remove the pid file of a dead server whose number another program has since got."""
        mark = self.folder.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
            number = int(mark.read_text("ascii").splitlines()[0])
            name = Path(f"/proc/{number}/comm")
            if name.exists() and not name.read_text("utf-8").startswith("postgres"):
                mark.unlink()

    def _worth_waiting(self) -> bool:
        """Say whether the failed start may succeed a moment later: old processes still leave."""
        try:
            tail = self.folder.log.read_text("utf-8", "replace")[-2000:]
        except FileNotFoundError:
            return False
        passing = ("shared memory block", "postmaster.pid", "starting up", "shutting down")
        return any(words in tail for words in passing)


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "''")
