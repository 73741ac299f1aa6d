# SPDX-License-Identifier: EUPL-1.2
"""`parameters.toml`: the policy of a district in numbers; every unknown word is refused."""

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from rundertisch.engine.placement.problem import (
    STRICT,
    Exclusion,
    Limits,
    Lock,
    Parameters,
    Policy,
    Speeds,
)
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import HOW_TO_SAVE_TOML, LARGEST_NUMBER, Problems, decode

FILE = "parameters.toml"
LONGEST_LIMIT = 1440  # minutes of a day
LONGEST_LEVEL = 3650  # days
MOST_CENTS = 10**11  # a billion euros

RANKS = 3  # of wishes
Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class SitingRules:
    """What `plan siting` asks besides; a placement alone does not."""

    cents_per_minute: int | None = None  # None: not given
    budget_cents: int | None = None
    whole_families: bool = False
    cents_per_waiting_child: int | None = None  # None: not given


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the file says: the numbers, and what persons have decided for single children."""

    parameters: Parameters = field(default_factory=Parameters)
    locked: tuple[Lock, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    siting: SitingRules = field(default_factory=SitingRules)


def read_parameters(*, data: bytes, problems: Problems) -> Decisions:
    """Return the decisions; everything wrong is noted, then the defaults stand in."""
    try:
        values = tomllib.loads(decode(data=data, how_to_save=HOW_TO_SAVE_TOML))
    except Refusal as refusal:
        problems.add(file=FILE, sentence=str(refusal))
        return Decisions()
    except tomllib.TOMLDecodeError as wrong:
        at = re.search(r"at line (\d+)", str(wrong))
        problems.add(
            file=FILE,
            line=int(at[1]) if at else None,
            sentence="Die Datei ist hier kein gültiges TOML (Schlüssel = Wert; Texte in "
            "Anführungszeichen; jeder Schlüssel nur einmal).",
        )
        return Decisions()
    return _Reading(values=values, problems=problems).decisions()


@dataclass(slots=True)
class _Reading:
    values: dict[str, Any]
    problems: Problems

    def decisions(self) -> Decisions:
        self._refuse_unknown(
            self.values,
            known=(
                "version",
                "level_days",
                "minutes_per_pair",
                "sibling_measure",
                "minutes_per_wish",
                "minutes_per_site",
                "worst_slack_minutes",
                "move_minutes",
                "limits_minutes",
                "speeds",
                "locked",
                "excluded",
                "policy",
                *SitingRules.__slots__,
            ),
        )
        self._number(self.values, "version", 1, low=1, high=1)
        return Decisions(
            parameters=Parameters(
                level_days=self._number(self.values, "level_days", 7, low=1, high=LONGEST_LEVEL),
                minutes_per_pair=self._minutes_per_pair(),
                sibling_measure=self._sibling_measure(),
                minutes_per_wish=self._minutes_per_wish(),
                minutes_per_site=self._minutes("minutes_per_site", high=LARGEST_NUMBER),
                worst_slack_minutes=self._minutes("worst_slack_minutes", high=LONGEST_LIMIT),
                move_minutes=self._minutes("move_minutes", high=LARGEST_NUMBER),
                limits=self._limits(),
                speeds=self._speeds(),
                policy=self._policy(),
            ),
            locked=tuple(
                Lock(entry["child"], entry["group"], entry["reason"])
                for entry in self._entries("locked", keys=("child", "group", "reason"))
            ),
            excluded=tuple(
                Exclusion(entry["child"], entry["school"], entry["reason"])
                for entry in self._entries("excluded", keys=("child", "school", "reason"))
            ),
            siting=SitingRules(
                self._cents("cents_per_minute"),
                self._cents("budget_cents"),
                self._whole_families(),
                self._cents("cents_per_waiting_child"),
            ),
        )

    def _add(self, sentence: str) -> None:
        self.problems.add(file=FILE, sentence=sentence)

    def _refuse_unknown(
        self, values: Mapping[str, Any], *, known: Iterable[str], under: str = ""
    ) -> None:
        words = tuple(known)
        for key in values:
            if key not in words:
                self._add(f"„{under}{key}“ ist kein Schlüssel. Es gibt: {', '.join(words)}.")

    def _number(
        self,
        values: Mapping[str, Any],
        key: str,
        default: int,
        *,
        low: int,
        high: int,
        under: str = "",
    ) -> int:
        value = values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        allowed = f"nur {low}" if low == high else f"ganze Zahlen von {low} bis {high}"
        self._add(f"„{under}{key}“ ist {_toml(value)}; erlaubt: {allowed}.")
        return default

    def _cents(self, key: str) -> int | None:
        if key not in self.values:
            return None
        return self._number(self.values, key, 0, low=0, high=MOST_CENTS)

    def _whole_families(self) -> bool:
        value = self.values.get("whole_families", False)
        if isinstance(value, bool):
            return value
        self._add(f"„whole_families“ ist {_toml(value)}; erlaubt: true oder false.")
        return False

    def _minutes_per_pair(self) -> int | Literal["strict"]:
        value = self.values.get("minutes_per_pair", Parameters().minutes_per_pair)
        if value == STRICT:
            return "strict"
        if isinstance(value, str):
            self._add(
                f"„minutes_per_pair“ ist {_toml(value)}; erlaubt: ganze Zahlen ab 0 oder "
                f'"{STRICT}".'
            )
            return 0
        return self._number(self.values, "minutes_per_pair", 30, low=0, high=LARGEST_NUMBER)

    def _minutes(self, key: str, *, high: int) -> int:
        default: int = getattr(Parameters(), key)
        return self._number(self.values, key, default, low=0, high=high)

    def _sibling_measure(self) -> Literal["pairs", "linear"]:
        value = self.values.get("sibling_measure", "pairs")
        if value == "linear":
            return "linear"
        if value != "pairs":
            self._add(
                f'„sibling_measure“ ist {_toml(value)}; erlaubt: "pairs" (jedes Paar an einer '
                'Schule zählt) oder "linear" (Kinder weniger Schulen).'
            )
        return "pairs"

    def _minutes_per_wish(self) -> tuple[int, int, int]:
        value = self.values.get("minutes_per_wish", [0] * RANKS)
        whole = isinstance(value, list) and len(value) == RANKS and all(map(_is_count, value))
        if whole:
            return value[0], value[1], value[2]
        self._add(
            f"„minutes_per_wish“ ist {_toml(value)}; erlaubt: drei ganze Zahlen von 0 bis "
            f"{LARGEST_NUMBER}, für den ersten, zweiten und dritten Wunsch, etwa [15, 10, 5]."
        )
        return 0, 0, 0

    def _table(self, key: str, *, known: Iterable[str]) -> Mapping[str, Any]:
        values = self.values.get(key, {})
        if not isinstance(values, dict):
            self._add(f"„{key}“ ist kein Abschnitt. Bitte als [{key}] schreiben.")
            return {}
        self._refuse_unknown(values, known=known, under=f"{key}.")
        return values

    def _limits(self) -> Limits:
        values = self._table("limits_minutes", known=Limits.__slots__)
        return Limits(
            **{
                stage: self._number(
                    values,
                    stage,
                    getattr(Limits(), stage),
                    low=0,
                    high=LONGEST_LIMIT,
                    under="limits_minutes.",
                )
                for stage in Limits.__slots__
            }
        )

    def _speeds(self) -> Speeds:
        values = self._table("speeds", known=Speeds.__slots__)
        return Speeds(**{key: self._speed(values, key) for key in Speeds.__slots__})

    def _speed(self, values: Mapping[str, Any], key: str) -> float:
        default: float = getattr(Speeds(), key)
        value = values.get(key, default)
        waits = key == "ride_wait_minutes"
        lowest = 0 if waits else 1 if key.endswith("_detour") else 0.1
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and math.isfinite(value)
            and lowest <= value <= LONGEST_LIMIT
        ):
            return float(value)
        self._add(
            f"„speeds.{key}“ ist {_toml(value)}; erlaubt: Zahlen von {lowest} bis {LONGEST_LIMIT}."
        )
        return default

    def _policy(self) -> Policy:
        values = self._table("policy", known=Policy.__slots__)
        adopted_on = values.get("adopted_on", "")
        if isinstance(adopted_on, date) and not isinstance(adopted_on, datetime):
            adopted_on = adopted_on.isoformat()
        if adopted_on != "" and not _is_day(adopted_on):
            self._add(f"„policy.adopted_on“ ist {_toml(adopted_on)}; erlaubt: ein Tag, 2026-08-03.")
            adopted_on = ""
        for key in ("adopted_by", "document"):
            if not isinstance(values.get(key, ""), str):
                self._add(f"„policy.{key}“ ist {_toml(values[key])}; erlaubt: ein Text.")
                return Policy()
        return Policy(
            adopted_by=values.get("adopted_by", "").strip(),
            adopted_on=adopted_on,
            document=values.get("document", "").strip(),
        )

    def _entries(self, key: str, *, keys: tuple[str, ...]) -> list[dict[str, str]]:
        shape = ", ".join(f'{name} = "…"' for name in keys)
        listed = self.values.get(key, [])
        if not isinstance(listed, list):
            self._add(f"„{key}“ ist keine Liste. Bitte so schreiben: {key} = [{{{shape}}}].")
            return []
        entries = []
        for number, entry in enumerate(listed, start=1):
            place = f"{key}, Eintrag {number}"
            if not isinstance(entry, dict):
                self._add(f"{place}: erwartet wird {{{shape}}}.")
                continue
            self._refuse_unknown(entry, known=keys, under=f"{key}.")
            bad = [name for name in keys if not _is_said(entry.get(name))]
            if bad:
                self._add(f"{place}: {', '.join(bad)} fehlt oder ist leer; erwartet: {{{shape}}}.")
            else:
                entries.append({name: entry[name].strip() for name in keys})
        return entries


def _is_said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value[:40]}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "ein Abschnitt"
    return str(value)[:40]
