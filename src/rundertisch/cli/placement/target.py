# SPDX-License-Identifier: EUPL-1.2
"""OUT_DIR of a placement round: its files, written aside and put in place in one step.

Whoever looks at OUT_DIR sees the old plan or the new one, never a mixture: the folder is
exchanged as a whole. A folder that holds anything else than a plan is never replaced.
"""

import csv
import ctypes
import errno
import io
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from rundertisch.cli.placement import certificate
from rundertisch.cli.placement.source import Source
from rundertisch.engine.placement.check import proven_by_prices
from rundertisch.engine.placement.plan import Baseline, LevelResult, Plan
from rundertisch.kernel import packages
from rundertisch.kernel.errors import Refusal

VERSION = 1
PLACEMENTS = "placements.csv"
UNPLACED = "unplaced.csv"
PLAN = "plan.json"
TIMINGS = "timings.json"
OURS = frozenset({PLACEMENTS, UNPLACED, PLAN, TIMINGS, certificate.FILE})

PLACEMENT_COLUMNS = (
    "child_id",
    "group_id",
    "school_id",
    "minutes",
    "estimate",
    "reason_code",
    "reason",
)
UNPLACED_COLUMNS = ("child_id", "level", "reason_code", "reason", "smallest_change")
PACKAGES = ("highspy", "numba", "numpy", "rundertisch")
_NAMED = 3  # strange files that a refusal names
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def refuse_folder(*, folder: Path, ours: Collection[str] = OURS, what: str = "einen Plan") -> None:
    """Refuse an OUT_DIR that could not be replaced, before any time is spent on an answer."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} ist kein Ordner. Bitte einen anderen OUT_DIR nennen.")
    if strange := _strangers(folder, ours):
        raise Refusal(
            f"{folder} enthält anderes als {what} ({strange}) und wird deshalb nicht "
            "ersetzt. Bitte einen leeren oder neuen Ordner nennen."
        )
    above = folder.resolve().parent
    while not above.exists():
        above = above.parent
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise Refusal(f"In {above} darf nicht geschrieben werden. Bitte anderswohin schreiben.")


def _strangers(folder: Path, ours: Collection[str]) -> str:
    if not folder.is_dir():
        return ""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours)
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def write_plan(*, folder: Path, source: Source, plan: Plan, timings: Mapping[str, Any]) -> None:
    """Write the files aside and exchange the folder in one step."""
    refuse_folder(folder=folder)
    written = files(source=source, plan=plan, timings=timings)
    replace_folder(folder=folder.resolve(), files=written)


def files(*, source: Source, plan: Plan, timings: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what belongs into OUT_DIR, by name."""
    return {
        PLACEMENTS: table(
            PLACEMENT_COLUMNS,
            (
                (p.child, p.group, p.school, p.minutes, int(p.estimate), p.reason_code, p.reason)
                for p in plan.placements
            ),
        ),
        UNPLACED: table(
            UNPLACED_COLUMNS,
            (
                (u.child, u.level, u.reason_code, u.reason, u.smallest_change or "")
                for u in plan.unplaced
            ),
        ),
        PLAN: json_bytes(plan_document(source=source, plan=plan)),
        TIMINGS: json_bytes(timings),
        **_certificate(source=source, plan=plan),
    }


def _certificate(*, source: Source, plan: Plan) -> dict[str, bytes]:
    certified = proven_by_prices(source.problem, plan)
    if certified is None or plan.certificate is None:
        return {}
    said = certificate.document(
        certificate=plan.certificate, certified=certified, sha256=source.sha256
    )
    return {certificate.FILE: json_bytes(said)}


def plan_document(*, source: Source, plan: Plan) -> dict[str, Any]:
    """Return what plan.json says; docs/reference/plan.schema.json describes it."""
    policy = source.problem.parameters.policy
    return {
        "version": VERSION,
        "input_sha256": source.sha256,
        "levels": [_level(level, plan=plan) for level in plan.levels],
        "counts": counts(source=source, plan=plan),
        "families_partly_placed": plan.families_partly_placed,
        "policy": {
            "status": "draft" if plan.draft else "adopted",
            "adopted_by": policy.adopted_by,
            "adopted_on": policy.adopted_on,
            "document": policy.document,
        },
        **_claims(plan=plan),
        **_weighed(plan=plan),
        "baselines": [_baseline(baseline) for baseline in plan.baselines],
        "seed": plan.seed,
        "packages": packages.versions(names=PACKAGES),
    }


def _claims(*, plan: Plan) -> dict[str, Any]:
    """Return which claims are not kept and what the kept ones cost; nothing without claims."""
    if plan.unplaced_without_claims is None:
        return {}
    without = _value("unplaced", plan.unplaced_without_claims)
    return {
        "claims": {
            "unkept": len(plan.unkept_claims),
            "unplaced_without_claims": without,
            "fewer_placed": plan.fewer_for_claims,
            "not_kept": [
                {
                    "child_id": claim.child,
                    "school_id": claim.school,
                    "level": claim.level,
                    "reason_code": claim.reason_code,
                    "reason": claim.reason,
                }
                for claim in plan.unkept_claims
            ],
        }
    }


def _weighed(*, plan: Plan) -> dict[str, Any]:
    """Return what the third level has weighed besides minutes and pairs, if it has."""
    if plan.weighed is None:
        return {}
    return {
        "weighed": {
            "minutes": plan.weighed.minutes,
            "together": plan.weighed.together,
            "wishes": list(plan.weighed.wishes),
            "site_pairs": plan.weighed.site_pairs,
        }
    }


def counts(*, source: Source, plan: Plan) -> dict[str, int]:
    """Return the figures of the round that follow from input and seats alone."""
    problem = source.problem
    return {
        "children": len(problem.children),
        "placed": len(plan.placements),
        "unplaced": len(plan.unplaced),
        "locked": len(problem.locked),
        "schools": len(problem.schools),
        "groups": len(problem.groups),
        "free_seats": sum(group.free_seats for group in problem.groups),
        "claims": sum(bool(child.claim) for child in problem.children),
        "soft_caps": sum(school.soft_cap is not None for school in problem.schools),
    }


def _level(level: LevelResult, *, plan: Plan) -> dict[str, Any]:
    document: dict[str, Any] = {"name": level.name, "value": _value(level.name, level.value)}
    if level.name == "ways_and_pairs":
        document |= {"minutes": plan.minutes, "pairs": plan.pairs}
    return document | {"bound": _value(level.name, level.bound), "proven": level.proven}


def _value(name: str, value: Mapping[str, int] | int) -> Any:  # noqa: ANN401 - three shapes of JSON
    if isinstance(value, int):
        return value
    if name == "worst_minutes":
        return [
            {"component": component, "minutes": minutes}
            for component, minutes in sorted(value.items())
        ]
    return dict(sorted(value.items(), key=lambda item: -int(item[0])))


def _baseline(baseline: Baseline) -> dict[str, Any]:
    return {
        "name": baseline.name,
        "placed": baseline.placed,
        "unplaced": baseline.unplaced,
        "minutes": baseline.minutes,
        "pairs": baseline.pairs,
    }


def machine() -> dict[str, Any]:
    """Return what timings depend on; nothing that names the machine or its people."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def table(columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def json_bytes(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def replace_folder(*, folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with exactly these files in place of the old one, in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".neu", dir=folder.parent))
    try:
        for name, data in files.items():
            with (aside / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        aside.chmod(folder.stat().st_mode if folder.exists() else 0o777 & ~_umask())
        _swap(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(aside: Path, folder: Path) -> None:
    """Exchange two folders atomically; afterwards the old one, if any, lies aside."""
    try:
        aside.rename(folder)  # new, or old and empty: the plain rename is the one step
    except OSError as full:
        if full.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
        if not _exchange(aside, folder):
            old = aside.with_suffix(".alt")
            folder.rename(old)
            try:
                aside.rename(folder)
            except BaseException:
                old.rename(folder)
                raise
            shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Ask the kernel (Linux) to exchange two names; False where it cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    ends = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, ends[0], _AT_FDCWD, ends[1], _RENAME_EXCHANGE) == 0)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
