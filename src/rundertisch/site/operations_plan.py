# SPDX-License-Identifier: EUPL-1.2
"""What the operator has set: when and where to back up, with which key; the list for emergencies.

The keys stay out of Django's settings: only who writes or reads a file asks for them, by name.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from rundertisch.kernel.errors import Refusal
from rundertisch.site import environment

KEY = "RUNDERTISCH_BACKUP_KEY"
PASSPHRASE = "RUNDERTISCH_EMERGENCY_PASSPHRASE"  # noqa: S105 - the name of the setting
SHORTEST_KEY, SHORTEST_PASSPHRASE = 32, 20  # characters
MOST_KEPT = 400
BACKUPS = "backups"  # the folder below the data folder where backups lie if no other is set
HOW_TO_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Plan:
    """A backup every day from ``at`` on, in ``folder``; the newest ``keep`` stay."""

    at: dt.time
    folder: Path
    keep: int


@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """Where the list for days without a computer is put, and the numbers that stand on it."""

    folder: Path
    phones: tuple[str, ...]


def backups_folder() -> Path:
    """Return the folder of the backups, set or not."""
    name = "RUNDERTISCH_BACKUP_FOLDER"
    given = environment.envtext(name=name)
    return _folder(name=name, text=given) if given else environment.home() / BACKUPS


def at() -> dt.time:
    """Return the time of day from which on backup and emergency list are written, local.

    Raises:
        Refusal: it is no time.
    """
    name = "RUNDERTISCH_BACKUP_TIME"
    text = environment.envtext(name=name, default="02:30")
    found = _TIME.fullmatch(text)
    if not found:
        raise Refusal(f"Die Einstellung {name} ist „{text}“. Erwartet wird eine Uhrzeit wie 02:30.")
    return dt.time(int(found[1]), int(found[2]))


def plan() -> Plan | None:
    """Return when, where and how many; None as long as no key is set: nothing goes unencrypted.

    Raises:
        Refusal: a setting is malformed.
    """
    moment = at()
    keep = environment.envint(name="RUNDERTISCH_BACKUP_KEEP", default=14, least=1, most=MOST_KEPT)
    folder = backups_folder()
    return Plan(at=moment, folder=folder, keep=keep) if key() else None


def key() -> str:
    """Return the key of the backups; empty when there is none.

    Raises:
        Refusal: it is too short to keep anything.
    """
    return _secret(
        name=KEY, shortest=SHORTEST_KEY, hint=f"Einen neuen erzeugt: {HOW_TO_MAKE_A_KEY}"
    )


def demand_key() -> str:
    """Return the key of the backups, or say where it is missing."""
    found = key()
    if not found:
        raise Refusal(
            f"Diese Sicherung ist verschlüsselt, und die Einstellung {KEY} fehlt. Bitte den "
            "Schlüssel eintragen, mit dem sie geschrieben wurde."
        )
    return found


def emergency_plan() -> EmergencyPlan | None:
    """Return where the emergency list goes; None unless folder and passphrase are set.

    Raises:
        Refusal: only one of the two is set, or the passphrase is too short.
    """
    name = "RUNDERTISCH_EMERGENCY_FOLDER"
    given = environment.envtext(name=name)
    word = passphrase()
    if not given and not word:
        return None
    if not given or not word:
        raise Refusal(
            f"Die Notfallliste braucht beides: {name} (wohin) und {PASSPHRASE} (womit sie sich "
            "öffnen lässt)."
        )
    phones = environment.envlist(name="RUNDERTISCH_EMERGENCY_PHONES")
    return EmergencyPlan(folder=_folder(name=name, text=given), phones=tuple(phones))


def passphrase() -> str:
    """Return the words that open an emergency list; empty when there are none."""
    return _secret(
        name=PASSPHRASE,
        shortest=SHORTEST_PASSPHRASE,
        hint="Sechs zufällige Wörter genügen und lassen sich abtippen.",
    )


def _secret(*, name: str, shortest: int, hint: str) -> str:
    text = environment.envtext(name=name)
    if text and len(text) < shortest:
        raise Refusal(f"Die Einstellung {name} ist zu kurz: mindestens {shortest} Zeichen. {hint}")
    return text


def _folder(*, name: str, text: str) -> Path:
    if not Path(text).is_absolute():
        raise Refusal(
            f"Die Einstellung {name} ist „{text}“. Erwartet wird ein vollständiger Pfad, der mit / "
            "beginnt."
        )
    return Path(text)
