# SPDX-License-Identifier: EUPL-1.2
"""The database's own folder: what lies where, who may read it, who uses it at the moment."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rundertisch.kernel.errors import Refusal

LONGEST_SOCKET = 90  # bytes of a socket's path that every system takes, with room for the name
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
ROLES = ("rundertisch_admin", "rundertisch_owner", "rundertisch_app", "rundertisch_worker")


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths below ``home/database``; everything in it belongs to the manager."""

    home: Path

    @property
    def root(self) -> Path:
        """Return the folder that holds everything of the embedded server."""
        return self.home / "database"

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """Return the server's log (errors only, no statements, no values)."""
        return self.root / "server.log"

    @property
    def ready(self) -> Path:
        """Return the mark that roles and database were made completely."""
        return self.root / "ready"

    @property
    def socket(self) -> Path:
        """Return the socket's folder: in our own, or a short private one when the path is long."""
        inside = self.root / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET:
            return inside
        mark = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"rundertisch-{os.getuid()}-{mark}"

    def prepare(self) -> None:
        """Make the folders, private to us; folders above ours are never changed."""
        self.home.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        for path in (self.root, self.socket):
            private_folder(path=path)

    def passwords(self) -> dict[str, str]:
        """Return the roles' passwords, each made once and readable by us alone."""
        path = self.root / "passwords.json"
        known = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if not known.keys() >= set(ROLES):  # a new folder, or one of an older version
            made = {role: secrets.token_urlsafe(32) for role in ROLES}
            private_file(path=path, text=json.dumps(made | known))
            known = made | known
        return {role: str(word) for role, word in known.items()}

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        with _opened(path=self.root / "start.lock") as number:
            fcntl.flock(number, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def using(self) -> Iterator[int]:
        """Mark that this process uses the server; the system forgets the mark when it dies."""
        with _opened(path=self.root / "use.lock") as number:
            fcntl.flock(number, fcntl.LOCK_SH)
            yield number


def sole_user(*, number: int) -> bool:
    """Say whether nobody but the holder of this mark uses the server; call it while starting."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _opened(*, path: Path) -> Iterator[int]:
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        yield number
    finally:
        os.close(number)


def private_folder(*, path: Path) -> None:
    """Make a folder of our own with 0700; refuse a foreign one or a link in its place."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=PRIVATE_FOLDER)
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode):
        raise Refusal(f"„{path}“ ist kein Ordner. Bitte entfernen oder RUNDERTISCH_HOME ändern.")
    if facts.st_uid != os.getuid() and os.getuid() != 0:
        raise Refusal(
            f"Der Ordner „{path}“ gehört einem anderen Benutzer. "
            "Bitte als dieser Benutzer starten oder RUNDERTISCH_HOME ändern."
        )
    if stat.S_IMODE(facts.st_mode) != PRIVATE_FOLDER:
        path.chmod(PRIVATE_FOLDER)


def private_file(*, path: Path, text: str) -> None:
    """Write a file that only we can read, complete or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(number)
    draft.replace(path)
