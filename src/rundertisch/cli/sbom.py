# SPDX-License-Identifier: EUPL-1.2
"""`rundertisch sbom FILE`: what a running installation is made of, as CycloneDX JSON (EVB-IT)."""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rundertisch.kernel.errors import Refusal

DONE = 0
TOOL = "cyclonedx_py"
PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def add_commands(commands: Any) -> None:  # noqa: ANN401  (argparse names its type privately)
    """Hang `sbom` into the command line."""
    sbom = commands.add_parser(
        "sbom",
        help="Stückliste der Software schreiben (CycloneDX)",
        description="Schreibt die Stückliste (SBOM) der laufenden Installation als "
        "CycloneDX-JSON: jedes Paket mit Version und Lizenz, ohne Entwicklungswerkzeuge.",
    )
    sbom.add_argument("file", metavar="DATEI", type=Path, help="Zieldatei, zum Beispiel sbom.json")
    sbom.add_argument(
        "--cluster", action="store_true", help="mit den Paketen des Zusatzes „cluster“ (Dask)"
    )
    sbom.set_defaults(command=write_sbom)


def write_sbom(options: argparse.Namespace) -> int:
    """Write the bill of materials beside its target and rename it: whole or not at all."""
    if importlib.util.find_spec(TOOL) is None:
        raise Refusal(
            "Die Stückliste braucht das Werkzeug cyclonedx-bom; es gehört zu den "
            "Entwicklungswerkzeugen. Bitte in einem Quellbaum aufrufen: ./run cli sbom DATEI"
        )
    if not options.file.parent.is_dir():
        raise Refusal(
            f"Den Ordner {options.file.parent} gibt es nicht. Bitte einen vorhandenen nennen."
        )
    bill = only_runtime(bill=whole_environment(), cluster=options.cluster)
    aside = options.file.with_name(f".{options.file.name}.{os.getpid()}")
    aside.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    aside.replace(options.file)
    print(f"{len(bill['components'])} Bestandteile stehen in {options.file}.")
    return DONE


def whole_environment() -> dict[str, Any]:
    """Return the bill of everything that is installed, development tools included."""
    words = [sys.executable, "-m", TOOL, "environment", "--no-validate", "--output-reproducible"]
    words += ["--of", "JSON"]
    words += ["--pyproject", str(PROJECT)] if PROJECT.is_file() else []
    answer = subprocess.run(  # noqa: S603  (fixed words, no shell)
        [*words, sys.executable], capture_output=True, check=True, text=True
    )
    bill: dict[str, Any] = json.loads(answer.stdout)
    return bill


def only_runtime(*, bill: dict[str, Any], cluster: bool) -> dict[str, Any]:
    """Keep what a running installation needs; add the files of others in this repository."""
    from rundertisch.cli import licences

    extras = frozenset({licences.EXTRA} if cluster else ())
    names = {*licences.runtime_names(extras=extras), licences.OWN_NAME}
    kept = [
        # the tool knows no licence that is written as one word only
        {"licenses": [{"license": {"name": licences.declared_licence(name=c["name"])}}]} | c
        for c in bill["components"]
        if licences.normal(c["name"]) in names
    ]
    known = {c["bom-ref"] for c in kept} | {bill["metadata"]["component"]["bom-ref"]}
    edges = [
        edge | {"dependsOn": [ref for ref in edge.get("dependsOn", ()) if ref in known]}
        for edge in bill["dependencies"]
        if edge["ref"] in known
    ]
    others = [
        {
            "type": "library",
            "bom-ref": f"vendored:{p.name}",
            "name": p.name,
            "version": p.version,
            "licenses": [{"license": {"name": p.licence}}],
        }
        for p in licences.vendored(shipped_only=True)
    ]
    return bill | {"components": kept + others, "dependencies": edges}
