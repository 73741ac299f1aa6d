# SPDX-License-Identifier: EUPL-1.2
"""certificate.json: written when asked for, recomputed by check, and replaced with the plan."""

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Round


def said(placement: "Round") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(placement.read("certificate.json"))
    return found


def change(placement: "Round", **changes: object) -> None:
    text = json.dumps(said(placement) | changes)
    (placement.out_dir / "certificate.json").write_text(text, encoding="utf-8")


def value(placement: "Round") -> int:
    found: int = json.loads(placement.read("plan.json"))["levels"][-1]["value"]
    return found


def test_a_certificate_is_written_on_demand_and_proves_the_last_level(placement: "Round") -> None:
    assert placement.plan("--certificate").code == 1

    assert said(placement)["bound"] == value(placement)
    answer = placement.check()
    assert answer.code == 0
    assert answer.out.splitlines()[-1] == (
        f"Das Zertifikat beweist auch die letzte Ebene: {value(placement)} ist das Beste."
    )


def test_without_the_option_there_is_none_and_an_old_one_goes_with_its_plan(
    placement: "Round",
) -> None:
    placement.plan("--certificate")
    assert (placement.out_dir / "certificate.json").exists()

    placement.plan()

    assert not (placement.out_dir / "certificate.json").exists()
    assert "Zertifikat" not in placement.check().out


def test_weaker_prices_leave_a_gap_that_is_said(placement: "Round") -> None:
    placement.plan("--certificate")
    change(placement, groups={"g1": 60_000_000}, cells=[])
    assert placement.check().code == 1  # the stated bound is no longer what the prices prove
    (line,) = placement.check().out.splitlines()
    bound = int(line.rpartition(" ")[2].rstrip("."))
    assert line.startswith("certificate.json: „bound“ ist ")

    change(placement, bound=bound)

    answer = placement.check()
    assert answer.code == 0
    assert f"Schranke {bound}; der Wert {value(placement)} liegt um" in answer.out


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"groups": {"g1": -1}}, 1, "Zertifikat: Der Preis von g1 ist -1"),
        ({"groups": {"g99": 1}}, 1, "Zertifikat: g99 gibt es in der Eingabe nicht."),
        ({"input_sha256": "0"}, 1, "„input_sha256“ gehört zu einer anderen Eingabe"),
        ({"version": 2}, 1, "certificate.json: „version“ ist nicht 1."),
        ({"bound": 99_999}, 1, "certificate.json: „bound“ ist 99999, die Preise beweisen"),
        ({"scale": "x"}, 2, "certificate.json ist kein lesbares Zertifikat"),
        ({"cells": [{"component": "ada"}]}, 2, "certificate.json ist kein lesbares Zertifikat"),
    ],
)
def test_a_certificate_that_was_changed_is_refused(
    placement: "Round", changes: dict[str, object], code: int, sentence: str
) -> None:
    placement.plan("--certificate")
    change(placement, **changes)

    answer = placement.check()

    assert answer.code == code
    assert sentence in answer.out + answer.err


def test_with_strict_pairs_a_sentence_says_that_there_is_none(placement: "Round") -> None:
    placement.write("parameters.toml", 'minutes_per_pair = "strict"\n')
    answer = placement.plan("--certificate")
    assert answer.code == 1
    assert "certificate.json gibt es für diese Eingabe nicht" in answer.err
    assert not (placement.out_dir / "certificate.json").exists()
