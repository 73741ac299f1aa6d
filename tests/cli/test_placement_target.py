# SPDX-License-Identifier: EUPL-1.2
"""OUT_DIR shows the old plan or the new one, never a mixture, and never swallows other files."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from rundertisch.cli.placement import target
from rundertisch.kernel.errors import Refusal

OLD = {"plan.json": b"old", "placements.csv": b"old"}
NEW = {"plan.json": b"new", "placements.csv": b"new", "unplaced.csv": b"new"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fill(folder: Path) -> Path:
    folder.mkdir()
    for name, data in OLD.items():
        (folder / name).write_bytes(data)
    return folder


def only_child_of(folder: Path) -> str:
    (child,) = folder.iterdir()
    return child.name


def test_a_new_folder_appears_with_its_parents(tmp_path: Path) -> None:
    target.replace_folder(folder=tmp_path / "a" / "b", files=NEW)

    assert contents(tmp_path / "a" / "b") == NEW


def test_an_old_plan_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = fill(tmp_path / "aus")

    target.replace_folder(folder=out, files=NEW)

    assert contents(out) == NEW
    assert only_child_of(tmp_path) == "aus"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "aus").mkdir()

    target.replace_folder(folder=tmp_path / "aus", files=NEW)

    assert contents(tmp_path / "aus") == NEW


def test_a_system_that_cannot_exchange_names_replaces_the_folder_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = fill(tmp_path / "aus")
    monkeypatch.setattr(target, "_exchange", lambda *_: False)

    target.replace_folder(folder=out, files=NEW)

    assert contents(out) == NEW
    assert only_child_of(tmp_path) == "aus"


def stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def fail(*_: object) -> NoReturn:
    raise OSError(28, "disk full")


@pytest.mark.parametrize("trouble", [stop, fail])
@pytest.mark.parametrize("moment", ["fsync", "rename"])
def test_trouble_while_writing_leaves_the_old_plan_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Callable[..., None], moment: str
) -> None:
    out = fill(tmp_path / "aus")
    if moment == "fsync":
        monkeypatch.setattr(os, "fsync", trouble)
    else:
        monkeypatch.setattr(Path, "rename", trouble)

    with pytest.raises((KeyboardInterrupt, OSError)):
        target.replace_folder(folder=out, files=NEW)

    assert contents(out) == OLD
    assert only_child_of(tmp_path) == "aus"


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    out = fill(tmp_path / "aus")
    (out / "notizen.txt").write_text("wichtig", encoding="utf-8")

    with pytest.raises(Refusal, match=r"anderes als einen Plan \(notizen\.txt\)"):
        target.refuse_folder(folder=out)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "aus").write_text("x", encoding="utf-8")

    with pytest.raises(Refusal, match="ist kein Ordner"):
        target.refuse_folder(folder=tmp_path / "aus")


def test_a_folder_inside_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("x", encoding="utf-8")

    with pytest.raises(Refusal, match="darf nicht geschrieben werden"):
        target.refuse_folder(folder=tmp_path / "datei" / "aus")
