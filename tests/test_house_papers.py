# SPDX-License-Identifier: EUPL-1.2
"""House rules about papers: what is said about the house is true and complete."""

import hashlib
import re
from pathlib import Path

import yaml

from rundertisch.cli import licences
from rundertisch.cli.placement.rows import OPTIONAL, REQUIRED
from tests import house_rules as house

SETTING = re.compile(r"\bRUNDERTISCH_[A-Z_]+[A-Z]\b")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
NORMAL = licences.normal
DEMANDED = {  # keys that the standard publiccode.yml 0.4 does not do without
    "description",
    "developmentStatus",
    "legal",
    "localisation",
    "maintenance",
    "name",
    "platforms",
    "publiccodeYmlVersion",
    "releaseDate",
    "softwareType",
    "url",
}


def settings_named(*, folders: tuple[str, ...], suffixes: set[str]) -> set[str]:
    """Return the settings that the files of these folders name."""
    paths = [p for f in folders for p in house.all_files(under=house.ROOT / f)]
    texts = [p.read_text(encoding="utf-8") for p in paths if p.suffix in suffixes]
    return {name for text in texts for name in SETTING.findall(text)}


def broken_links(*, page: Path, text: str) -> list[str]:
    """Return relative links of a page that lead nowhere."""
    return [target for target in LINK.findall(text) if not (page.parent / target).exists()]


def locked_packages() -> dict[str, str]:
    """Return the packages that run on this kind of machine, with the extra `cluster`."""
    lock = (house.ROOT / "requirements-cluster.lock").read_text(encoding="utf-8")
    pins = re.findall(r"(?m)^([\w.-]+)==(\S+)(.*)$", lock)
    return {NORMAL(name): version for name, version, rest in pins if "win32" not in rest}


def licence_rows() -> dict[str, tuple[str, str]]:
    """Return version and licence of each line of LICENSES.md."""
    page = (house.ROOT / "LICENSES.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([\d][^|]*) \| ([^|]+) \|$", page)
    return {name: (version, licence) for name, version, licence in rows}


def unknown_commands(*, text: str, known: list[str]) -> list[str]:
    """Return the commands of the command line that a text names and that do not exist."""
    named = re.findall(r"(?:\./run cli|`rundertisch) ([a-z]+(?: [a-z0-9]+)?)", text)
    return [words for words in named if words not in known and words.split()[0] not in known]


def test_every_setting_is_documented_and_no_other() -> None:
    assert SETTING.findall("RUNDERTISCH_PORT_ RUNDERTISCH_NOWHERE") != []
    known = settings_named(folders=("src", "tests/support"), suffixes={".py", ".html"})
    page = house.ROOT / "docs" / "reference" / "settings.md"
    documented = set(SETTING.findall(page.read_text(encoding="utf-8")))
    assert known - documented == set()
    conftest = (house.ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    assert documented - known - set(SETTING.findall(conftest)) == set()


def test_no_link_of_a_document_leads_nowhere() -> None:
    page = house.ROOT / "docs" / "README.md"
    assert broken_links(page=page, text="see [x](nowhere.md) and [y](https://a.example)")
    for path in house.files(suffix=".md"):
        broken = broken_links(page=path, text=path.read_text(encoding="utf-8"))
        assert not broken, (house.shown(path), broken)


def test_every_package_that_runs_is_listed_with_its_licence() -> None:
    rows = licence_rows()
    for package in licences.packages(extras=frozenset({licences.EXTRA})):
        assert rows.get(package.name) == (package.version, package.licence), package
        assert package.licence != licences.UNKNOWN, package
    assert "pytest" not in rows


def test_every_lock_holds_the_packages_that_run() -> None:
    pins = {
        name: set(re.findall(r"(?m)^[\w.-]+==\S+", (house.ROOT / name).read_text("utf-8")))
        for name in ("requirements.lock", "requirements-cluster.lock", "requirements-dev.lock")
    }
    assert pins["requirements.lock"] < pins["requirements-cluster.lock"]
    assert pins["requirements-cluster.lock"] < pins["requirements-dev.lock"]


def test_the_list_of_licences_agrees_with_the_lock() -> None:
    rows = licence_rows()
    ours = {other.name for other in licences.vendored()}
    listed = {name: version for name, (version, _) in rows.items() if name not in ours}
    assert listed == locked_packages()
    assert {o.name: (o.version, o.licence) for o in licences.vendored()}.items() <= rows.items()


def test_the_files_of_others_are_unchanged_and_bring_their_licences() -> None:
    sums = (house.ROOT / "vendor" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert sums
    for line in sums:
        wanted, name = line.split("  ")
        assert hashlib.sha256((house.ROOT / name).read_bytes()).hexdigest() == wanted, name
    assert len([line for line in sums if "LICENSE" in line or "OFL" in line]) >= len("kha")


def test_the_licence_is_the_eupl_as_published() -> None:
    text = (house.ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert [f"\n{number}." in text for number in range(1, 16)] == [True] * 15


def test_publiccode_says_what_its_standard_demands() -> None:
    said = yaml.safe_load((house.ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    demanded = [
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
    ]
    demanded += ["description", "legal", "maintenance", "localisation", "releaseDate"]
    assert set(demanded) <= set(said)
    assert (said["publiccodeYmlVersion"], said["legal"]["license"]) == ("0.4", "EUPL-1.2")
    german = said["description"]["de"]
    assert len(german["shortDescription"]) <= 150
    assert 150 <= len(german["longDescription"]) <= 10_000


def test_every_decision_says_its_state_context_decision_and_consequences() -> None:
    decisions = sorted((house.ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{n:04}" for n in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        for part in ("**State**:", "## Context", "## Decision", "## Consequences"):
            assert part in text, (path.name, part)


def test_every_column_of_a_placement_round_is_documented() -> None:
    page = house.ROOT / "docs" / "reference" / "placement-files.md"
    said = set(re.findall(r"`([^`]+)`", page.read_text(encoding="utf-8")))
    assert "child_identity" not in said
    for columns in (REQUIRED, OPTIONAL):
        for file, names in columns.items():
            assert set(names) <= said, (file, set(names) - said)


def test_every_command_that_a_paper_names_exists() -> None:
    page = house.ROOT / "docs" / "reference" / "cli.md"
    known = re.findall(r"(?m)^## rundertisch (.+)$", page.read_text(encoding="utf-8"))
    assert unknown_commands(text="./run cli fly away", known=known) == ["fly away"]
    for path in house.files(suffix=".md"):
        unknown = unknown_commands(text=path.read_text(encoding="utf-8"), known=known)
        assert not unknown, (house.shown(path), unknown)
