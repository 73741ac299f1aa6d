# SPDX-License-Identifier: EUPL-1.2
"""`certificate.json`: prices from which anybody can recompute the bound of the last level."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rundertisch.engine.placement.check import Certified
from rundertisch.engine.placement.plan import Certificate
from rundertisch.kernel.errors import Refusal

FILE = "certificate.json"
VERSION = 1


def document(*, certificate: Certificate, certified: Certified, sha256: str) -> dict[str, Any]:
    """Return what the file says; docs/reference/placement-files.md explains it."""
    return {
        "version": VERSION,
        "input_sha256": sha256,
        "scale": certificate.scale,
        "minutes_per_pair": certificate.minutes_per_pair,
        "groups": dict(sorted(certificate.groups.items())),
        "schools": dict(sorted(certificate.schools.items())),
        "cells": [
            {"component": component, "level": level, "price": price}
            for (component, level), price in sorted(certificate.cells.items())
        ],
        "bound": certified.bound,
    }


def read(*, folder: Path) -> tuple[Certificate, dict[str, Any]] | None:
    """Return the certificate and the file as it stands; None where there is none."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return _certificate(said), said
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Refusal(
            f"{FILE} ist kein lesbares Zertifikat (siehe docs/reference/placement-files.md). Ohne "
            "die Datei prüft check den Plan ohne Zertifikat."
        ) from wrong


def _certificate(said: Mapping[str, Any]) -> Certificate:
    return Certificate(
        scale=_whole(said["scale"]),
        groups={str(name): _whole(price) for name, price in said["groups"].items()},
        schools={str(name): _whole(price) for name, price in said["schools"].items()},
        cells={
            (str(each["component"]), _whole(each["level"])): _whole(each["price"])
            for each in said["cells"]
        },
        minutes_per_pair=_whole(said["minutes_per_pair"]),
    )


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(value)


def broken_words(*, said: Mapping[str, Any], certified: Certified, sha256: str) -> list[str]:
    """Return what the file says and the prices do not keep."""
    broken = []
    if said.get("version") != VERSION:
        broken.append(f"{FILE}: „version“ ist nicht {VERSION}.")
    if said.get("input_sha256") != sha256:
        broken.append(f"{FILE}: „input_sha256“ gehört zu einer anderen Eingabe als dieser IN_DIR.")
    if said.get("bound") != certified.bound:
        broken.append(
            f"{FILE}: „bound“ ist {said.get('bound')}, die Preise beweisen {certified.bound}."
        )
    return broken


def told(*, certified: Certified) -> str:
    """Say what the prices prove."""
    gap = certified.value - certified.bound
    if not gap:
        return f"Das Zertifikat beweist auch die letzte Ebene: {certified.value} ist das Beste."
    return (
        f"Das Zertifikat beweist für die letzte Ebene die Schranke {certified.bound}; der Wert "
        f"{certified.value} liegt um {gap} darüber. Diesen Rest beweist nur der Rechenweg."
    )
