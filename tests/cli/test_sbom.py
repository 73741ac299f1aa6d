# SPDX-License-Identifier: EUPL-1.2
"""The bill of materials names what runs, and nothing that only builds or tests."""

import argparse
import json
from pathlib import Path

import pytest

from rundertisch.cli import licences, sbom
from rundertisch.kernel.errors import Refusal


@pytest.mark.parametrize("cluster", [False, True])
def test_the_bill_names_every_runtime_package_with_its_licence(
    tmp_path: Path, *, cluster: bool
) -> None:
    file = tmp_path / "sbom.json"
    assert sbom.write_sbom(argparse.Namespace(file=file, cluster=cluster)) == sbom.DONE
    bill = json.loads(file.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    named = {licences.normal(c["name"]): c for c in bill["components"] if c.get("purl")}
    assert set(licences.runtime_names()) <= set(named)
    assert ("distributed" in named) is cluster
    assert not {"pytest", "ruff", "ortools"} & set(named)
    assert all(component.get("licenses") for component in named.values())
    known = {c["bom-ref"] for c in bill["components"]} | {"root-component"}
    assert {ref for edge in bill["dependencies"] for ref in edge["dependsOn"]} <= known
    assert list(tmp_path.iterdir()) == [file]


def test_without_its_tool_the_bill_is_refused_with_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sbom, "TOOL", "a_tool_nobody_has")
    with pytest.raises(Refusal, match=r"\./run cli sbom"):
        sbom.write_sbom(argparse.Namespace(file=tmp_path / "sbom.json", cluster=False))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="gibt es nicht"):
        sbom.write_sbom(argparse.Namespace(file=tmp_path / "nowhere" / "sbom.json", cluster=False))
