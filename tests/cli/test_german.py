# SPDX-License-Identifier: EUPL-1.2
"""The command line speaks German, ends with the codes it promises, and starts at once."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import rundertisch.cli
from rundertisch.cli import main
from rundertisch.cli.german import GermanParser, in_german
from rundertisch.kernel.errors import Refusal

ENGLISH = (
    "usage:",
    "options:",
    "positional arguments",
    "error:",
    "show this help",
    "required",
    "invalid",
    "expected",
    "unrecognized",
    "choose from",
)
WRONG_CALLS = [
    ((), "Es fehlt: BEFEHL."),
    (("plann",), "'plann' gibt es nicht. Möglich: "),
    (("plan",), "Es fehlt: FRAGE."),
    (("plan", "placement"), "Es fehlt: IN_DIR, OUT_DIR."),
    (("plan", "placement", "a", "b", "c"), "Unbekannt: c."),
    (("plan", "placement", "a", "b", "--colour"), "Unbekannt: --colour."),
    (("plan", "placement", "a", "b", "--seed"), "--seed braucht einen Wert."),
    (("plan", "placement", "a", "b", "--threads", "0"), "--threads: „0“ geht nicht; erlaubt sind"),
    (("plan", "placement", "a", "b", "--threads", "x"), "ganze Zahlen von 1 bis 256"),
    (("plan", "placement", "a", "b", "--seed", "-1"), "--seed: „-1“ geht nicht"),
    (("plan", "placement", "a", "b", "--seconds", "0"), "--seconds: „0“ geht nicht"),
    (("plan", "placement", "a", "b", "--seconds", "nan"), "--seconds: „nan“ geht nicht"),
    (("import", "schools", "x", "--all", "--ags", "05"), "--ags und --all schließen sich aus."),
    (("import", "schools", "x", "--ags", "EN"), "--ags: „EN“ geht nicht"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG_CALLS)
def test_a_wrong_call_is_answered_in_german_with_code_two(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Aufruf: rundertisch")
    assert sentence in said.err
    assert not [word for word in ENGLISH if word in said.err]


def every_command() -> list[tuple[str, ...]]:
    def below(parser: GermanParser, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = [words]
        for name, command in parser.commands().items():
            found += below(command, (*words, name))
        return found

    return below(rundertisch.cli.parser(), ())


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_the_help_of_every_command_is_german(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main((*words, "--help")) == 0

    said = capsys.readouterr().out
    assert said.startswith("Aufruf: rundertisch")
    assert said.count("Aufruf:") == 1
    assert "Optionen:" in said
    assert not [word for word in ENGLISH if word in said]


def test_a_message_of_argparse_that_nobody_foresaw_still_gets_a_german_frame() -> None:
    assert in_german("cannot do that") == "Der Aufruf ist nicht zu verstehen (cannot do that)."


def answer_with(monkeypatch: pytest.MonkeyPatch, outcome: BaseException) -> int:
    def command(_options: object) -> int:
        raise outcome

    def parser() -> GermanParser:
        whole = GermanParser(prog="rundertisch")
        whole.set_defaults(command=command)
        return whole

    monkeypatch.setattr(rundertisch.cli, "parser", parser)
    return main(())


def test_a_refusal_is_one_sentence_and_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer_with(monkeypatch, Refusal("Das geht nicht.")) == 2
    assert capsys.readouterr().err == "Das geht nicht.\n"


def test_an_unexpected_failure_is_a_sentence_and_code_seventy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("RUNDERTISCH_DEBUG", raising=False)

    assert answer_with(monkeypatch, ZeroDivisionError("Adas Adresse")) == 70

    said = capsys.readouterr().err
    assert said.startswith("Das hätte nicht passieren dürfen")
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said
    assert "Adas Adresse" not in said


def test_whoever_asks_for_details_sees_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUNDERTISCH_DEBUG", "1")

    assert answer_with(monkeypatch, ZeroDivisionError("details")) == 70
    assert "ZeroDivisionError: details" in capsys.readouterr().err


def test_control_c_ends_with_code_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer_with(monkeypatch, KeyboardInterrupt()) == 130
    assert "Abgebrochen." in capsys.readouterr().err


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-m", "rundertisch", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_module_is_the_command() -> None:
    answer = run("--help")

    assert answer.returncode == 0
    assert answer.stdout.startswith("Aufruf: rundertisch")


def test_a_reader_who_has_gone_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "rundertisch", "docs", "cli"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()

    assert process.returncode == 0
    assert said == b""


def test_a_terminal_that_knows_only_ascii_gets_question_marks_and_no_crash() -> None:
    answer = run("plan", "placement", "gibt-es-nicht", "aus", PYTHONIOENCODING="ascii")

    assert answer.returncode == 2
    assert "Den Ordner gibt-es-nicht gibt es nicht" in answer.stderr


def test_help_comes_without_django_and_without_solvers() -> None:
    code = (
        "import sys; from rundertisch.cli import main; main(['plan', 'placement', '--help']);"
        "print(sorted({'django', 'numpy', 'numba', 'highspy'} & set(sys.modules)))"
    )
    answer = subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.splitlines()[-1] == "[]"


def test_help_comes_at_once() -> None:
    def busy() -> float:
        """Return the processor's seconds of all programs that ended; a full machine adds none."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def seconds() -> float:
        began = busy()
        run("--help")
        return busy() - began

    def bare() -> float:
        began = busy()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        return busy() - began

    assert min(seconds() for _ in range(5)) - min(bare() for _ in range(5)) < 0.3
