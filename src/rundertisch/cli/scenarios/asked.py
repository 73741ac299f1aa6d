# SPDX-License-Identifier: EUPL-1.2
"""`scenarios.toml`: which variations are asked; every unknown word is refused."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rundertisch.cli.placement.rows import KINDS
from rundertisch.engine.placement.problem import FIRST_GRADE, LATEST_GRADE, STRICT
from rundertisch.engine.placement.scenarios import MOST_MORE, WHOLE, Opened, Variation
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import HOW_TO_SAVE_TOML, LARGEST_NUMBER, Problems, decode

NAME = re.compile(r"[^\W_][\w .,+%-]{0,59}")
LONGEST_LIMIT = 1440  # minutes of a day
MOST_SEATS = 1000  # of one group; more is a slip of the pen
NUMBERS = {  # key: least, most
    "seats_percent": (-WHOLE, MOST_MORE),
    "arrivals_percent": (0, MOST_MORE),
    "limits_more_minutes": (-LONGEST_LIMIT, LONGEST_LIMIT),
}
KEYS = ("name", "districts", *NUMBERS, "without_caps", "minutes_per_pair", "opened")
OPENED_NUMBERS = {
    "grade_from": (FIRST_GRADE, LATEST_GRADE),
    "grade_to": (FIRST_GRADE, LATEST_GRADE),
    "seats": (1, MOST_SEATS),
}
OPENED_KEYS = ("school", "kind", *OPENED_NUMBERS)


@dataclass(frozen=True, slots=True)
class Asked:
    """One variation, and the districts it is asked of; none named: all."""

    variation: Variation
    districts: tuple[str, ...] = ()

    def concerns(self, *, district: str) -> bool:
        """Whether this district is asked."""
        return not self.districts or district in self.districts


def read_asked(*, path: Path) -> tuple[Asked, ...]:
    """Read the file; everything that is wrong in it is told in one refusal."""
    try:
        data = path.read_bytes()
        values = tomllib.loads(decode(data=data, how_to_save=HOW_TO_SAVE_TOML))
    except Refusal as refusal:
        raise Refusal(f"{path.name}: {refusal}") from refusal
    except OSError as missing:
        raise Refusal(
            f"{path} ist nicht zu lesen. Bitte die Datei mit den Szenarien nennen."
        ) from missing
    except tomllib.TOMLDecodeError as wrong:
        raise Refusal(f"{path.name} ist kein gültiges TOML: {wrong}.") from wrong
    reading = _Reading(file=path.name, problems=Problems())
    asked = reading.scenarios(values)
    reading.problems.refuse()
    return asked


@dataclass(slots=True)
class _Reading:
    file: str
    problems: Problems

    def scenarios(self, values: Mapping[str, Any]) -> tuple[Asked, ...]:
        self._known(values, ("version", "scenario"), where="Datei")
        self._number(values, "version", 1, low=1, high=1, where="Datei")
        listed = self._tables(values, "scenario", where="Datei")
        if not listed:
            self._add('Es fehlt ein Szenario. Bitte so schreiben: [[scenario]], name = "heute".')
        asked = tuple(self._scenario(one, number) for number, one in enumerate(listed, start=1))
        names = [one.variation.name for one in asked]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._add(f"„{name}“ heißen zwei Szenarien. Bitte jeden Namen nur einmal vergeben.")
        return asked

    def _scenario(self, values: Mapping[str, Any], number: int) -> Asked:
        where = f"Szenario {number}"
        self._known(values, KEYS, where=where)
        name = values.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self._add(
                f"{where}: „name“ fehlt oder geht nicht; erlaubt sind bis zu 60 Buchstaben, "
                "Ziffern, Leerzeichen und . , + % -, vorn ein Buchstabe oder eine Ziffer."
            )
            name = ""
        numbers = {
            key: self._number(values, key, 0, low=low, high=high, where=where)
            for key, (low, high) in NUMBERS.items()
        }
        variation = Variation(
            name=name,
            **numbers,
            without_caps=self._yes(values, "without_caps", where=where),
            minutes_per_pair=self._price(values, where=where),
            opened=tuple(
                self._opened(one, f"{where}, opened {at}")
                for at, one in enumerate(self._tables(values, "opened", where=where), start=1)
            ),
        )
        return Asked(variation, self._texts(values, "districts", where=where))

    def _opened(self, values: Mapping[str, Any], where: str) -> Opened:
        self._known(values, OPENED_KEYS, where=where)
        school, kind = values.get("school"), values.get("kind")
        if not isinstance(school, str) or not school:
            self._add(f"{where}: „school“ fehlt; erwartet wird eine school_id.")
        if kind not in KINDS:
            self._add(f"{where}: „kind“ fehlt oder geht nicht; möglich: {', '.join(KINDS)}.")
        numbers = {
            key: self._number(values, key, None, low=low, high=high, where=where)
            for key, (low, high) in OPENED_NUMBERS.items()
        }
        return Opened(str(school), next((k for k in KINDS if k == kind), KINDS[0]), **numbers)

    def _add(self, sentence: str) -> None:
        self.problems.add(file=self.file, sentence=sentence)

    def _known(self, values: Mapping[str, Any], keys: Iterable[str], *, where: str) -> None:
        words = tuple(keys)
        for key in values:
            if key not in words:
                self._add(f"{where}: „{key}“ ist kein Schlüssel. Es gibt: {', '.join(words)}.")

    def _number(
        self,
        values: Mapping[str, Any],
        key: str,
        default: int | None,
        *,
        low: int,
        high: int,
        where: str,
    ) -> int:
        value = values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self._add(
            f"{where}: „{key}“ fehlt oder geht nicht; erlaubt: ganze Zahlen {low} bis {high}."
        )
        return low

    def _yes(self, values: Mapping[str, Any], key: str, *, where: str) -> bool:
        value = values.get(key, False)
        if not isinstance(value, bool):
            self._add(f"{where}: „{key}“ geht nicht; erlaubt: true oder false.")
        return value is True

    def _price(self, values: Mapping[str, Any], *, where: str) -> int | Literal["strict"] | None:
        key = "minutes_per_pair"
        if key not in values:
            return None
        if values[key] == STRICT:
            return "strict"
        return self._number(values, key, None, low=0, high=LARGEST_NUMBER, where=where)

    def _texts(self, values: Mapping[str, Any], key: str, *, where: str) -> tuple[str, ...]:
        value = values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            self._add(f'{where}: „{key}“ ist keine Liste von Namen, etwa ["ennepe"].')
            return ()
        return tuple(value)

    def _tables(
        self, values: Mapping[str, Any], key: str, *, where: str
    ) -> list[Mapping[str, Any]]:
        value = values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._add(f"{where}: „{key}“ ist keine Liste von Abschnitten; bitte als [[{key}]].")
            return []
        return value
