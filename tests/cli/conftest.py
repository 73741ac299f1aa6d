# SPDX-License-Identifier: EUPL-1.2
"""A small placement round of invented children, and the command line beside it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from rundertisch.cli import main
from rundertisch.kernel import executors
from rundertisch.kernel.executors import Power

FILES = {
    "children.csv": """\
child_id,grade,lat,lon,waiting_days,needs_literacy,family_id,forms
ada,2,51.2903,7.3660,30,0,fam1,
ben,3,51.2903,7.3660,30,0,fam1,
cem,6,51.2910,7.3700,12,0,,
dua,6,51.2910,7.3700,12,1,,Gesamtschule
eli,1,51.2903,7.3660,2,0,,
""",
    "schools.csv": """\
school_id,name,form,town,lat,lon,newcomer_cap,assignable
gs1,Grundschule am Bach,Grundschule,Ennepetal,51.2916,7.3461,,
gs2,Grundschule am Berg,Grundschule,Ennepetal,51.3026,7.3682,4,yes
ge1,Gesamtschule im Tal,Gesamtschule,Ennepetal,51.3054,7.3820,,
fs1,Schule am Hang,Förderschule,Ennepetal,51.2905,7.3661,,
""",
    "groups.csv": """\
group_id,school_id,kind,grade_from,grade_to,free_seats,regular_seats
g1,gs1,language,1,4,1,
g2,gs2,language,1,4,1,2
g3,ge1,language,5,10,2,
g4,ge1,literacy,5,10,1,
g5,fs1,language,1,10,9,
""",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command said and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Round:
    """IN_DIR and OUT_DIR of one placement round."""

    in_dir: Path
    out_dir: Path
    capture: pytest.CaptureFixture[str]

    def write(self, file: str, text: str) -> None:
        """Put a file of IN_DIR in place."""
        (self.in_dir / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Change one passage of a file of IN_DIR."""
        text = (self.in_dir / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))

    def call(self, *words: str) -> Answer:
        """Run one command in this process."""
        code = main(words)
        said = self.capture.readouterr()
        return Answer(code, said.out, said.err)

    def plan(self, *options: str) -> Answer:
        """Run `plan placement`."""
        return self.call("plan", "placement", str(self.in_dir), str(self.out_dir), *options)

    def check(self) -> Answer:
        """Run `check placement`."""
        return self.call("check", "placement", str(self.in_dir), str(self.out_dir))

    def read(self, file: str) -> str:
        """Return a file of OUT_DIR."""
        return (self.out_dir / file).read_text(encoding="utf-8")


@pytest.fixture
def placement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Round:
    """Ada and Ben are siblings; Cem and Dua are twelve; Eli is six and came last."""
    whole = Round(tmp_path / "ein", tmp_path / "aus", capsys)
    whole.in_dir.mkdir()
    for file, text in FILES.items():
        whole.write(file, text)
    return whole


@pytest.fixture
def two_districts(placement: Round, monkeypatch: pytest.MonkeyPatch) -> Round:
    """Two districts alike, in this process; that others answer the same, test_executors says."""

    @contextmanager
    def power(**_: object) -> Iterator[Power]:
        with ThreadPoolExecutor(1) as executor:
            yield Power(executor, 1)

    monkeypatch.setattr(executors, "power", power)
    for name in ("bachkreis", "talkreis"):
        (placement.in_dir / name).mkdir()
        for file, text in FILES.items():
            placement.write(f"{name}/{file}", text)
    return placement
