# SPDX-License-Identifier: EUPL-1.2
"""Plans with options, from files to files: what they say, and what check makes of changed ones."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.cli.test_placement_options import column

if TYPE_CHECKING:
    from tests.cli.conftest import Round

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "plan.schema.json"
RATES = """\
minutes_per_wish = [15, 10, 5]
minutes_per_site = 8
worst_slack_minutes = 3
sibling_measure = "linear"
"""


def plan_json(placement: "Round") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(placement.read("plan.json"))
    return document


def with_claims(placement: "Round") -> None:
    """Ada and Eli claim gs1, which has one seat; Ada has waited longer."""
    column(placement, "children.csv", "claim_school", "gs1", "", "", "", "gs1")
    column(placement, "children.csv", "claim_waived", "0")


def with_soft_caps(placement: "Round") -> None:
    placement.change("schools.csv", "7.3820,,", "7.3820,1,")
    column(placement, "schools.csv", "cap_ref", "", "Beschluss 12/2026")


def with_rates(placement: "Round") -> None:
    placement.write("parameters.toml", RATES)
    placement.write("wishes.csv", "child_id,school_id,rank\ncem,ge1,1\nben,gs2,2\n")
    column(placement, "schools.csv", "site", "Nord", "Nord", "Nord")


def with_everything(placement: "Round") -> None:
    with_claims(placement)
    with_soft_caps(placement)
    with_rates(placement)
    column(placement, "children.csv", "priority", "", "", "", "", "2")


USES: dict[str, Callable[["Round"], None]] = {
    "claims": with_claims,
    "soft caps": with_soft_caps,
    "rates": with_rates,
    "everything": with_everything,
}


@pytest.mark.parametrize("name", USES)
def test_a_plan_with_options_keeps_its_schema_and_its_word(placement: "Round", name: str) -> None:
    USES[name](placement)

    assert placement.plan().code == 1

    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator.validate(plan_json(placement))
    answer = placement.check()
    assert answer.code == 0, answer.out


def test_the_plan_says_which_claim_is_not_kept_and_why(placement: "Round") -> None:
    with_claims(placement)

    answer = placement.plan()

    document = plan_json(placement)
    assert [level["name"] for level in document["levels"]] == [
        "claims",
        "unplaced",
        "worst_minutes",
        "ways_and_pairs",
    ]
    assert document["levels"][0]["value"] == {"4": 0, "0": 1}
    assert document["counts"]["claims"] == 2
    claims = document["claims"]
    assert (claims["unkept"], claims["fewer_placed"]) == (1, 0)
    (eli,) = claims["not_kept"]
    assert (eli["child_id"], eli["school_id"], eli["reason_code"]) == ("eli", "gs1", "claims")
    assert "2 Ansprüche auf eine bestimmte Schule (§ 46 Abs. 3 SchulG): 1 gehalten, 1 nicht." in (
        answer.out
    )
    assert f"  eli, Anspruch auf Grundschule am Bach (gs1): {eli['reason']}" in answer.out
    assert "hätte" not in answer.out


def test_the_plan_says_how_many_fewer_children_sit_because_of_claims(placement: "Round") -> None:
    """Eli alone fits in gs2, but claims gs1: then its only seat is not for Ada or Ben."""
    placement.change("groups.csv", "g2,gs2,language,1,4,1", "g2,gs2,language,1,1,1")
    column(placement, "children.csv", "claim_school", "", "", "", "", "gs1")

    answer = placement.plan()

    assert plan_json(placement)["claims"]["fewer_placed"] == 1
    assert "Ansprüche gehen vor: Ohne sie hätte 1 Kind mehr einen Platz." in answer.out
    assert placement.check().code == 0


def test_the_plan_says_by_how_much_soft_caps_are_exceeded(placement: "Round") -> None:
    with_soft_caps(placement)

    answer = placement.plan()

    document = plan_json(placement)
    assert document["levels"][1] == {
        "name": "soft_caps",
        "value": 1,
        "bound": 1,
        "proven": True,
    }
    assert document["counts"]["soft_caps"] == 1
    assert (
        "Obergrenzen ohne Beschluss (weich): überschritten um 1 Kind, damit keines zurückbleibt."
        in answer.out
    )


def test_the_plan_says_what_wishes_sites_and_the_linear_measure_weighed(
    placement: "Round",
) -> None:
    with_rates(placement)

    placement.plan()

    document = plan_json(placement)
    weighed, value = document["weighed"], document["levels"][-1]["value"]
    wishes = sum(a * b for a, b in zip((15, 10, 5), weighed["wishes"], strict=True))
    assert weighed["wishes"][0] == 1
    assert value == (
        weighed["minutes"] - 30 * weighed["together"] - wishes - 8 * weighed["site_pairs"]
    )


def test_without_options_the_plan_says_nothing_of_them(placement: "Round") -> None:
    answer = placement.plan()
    assert {"claims", "weighed", "not_considered"}.isdisjoint(plan_json(placement))
    assert not re.search("Anspr|Obergrenzen ohne", answer.out)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r'"reason_code": "claims"', '"reason_code": "no_seat"'),
        (r'"unkept": 1', '"unkept": 0'),
        (r'"fewer_placed": 0', '"fewer_placed": 1'),
        (r'"unplaced_without_claims": \{\n *"20000": 0', '"unplaced_without_claims": {"20000": 1'),
        (r'"site_pairs": (\d+)', r'"site_pairs": 1\1'),
        (r'"together": (\d+)', r'"together": 1\1'),
        (r'"wishes": \[\n *(\d)', r'"wishes": [\n1\1'),
        (r'"name": "soft_caps",\n *"value": \d', '"name": "soft_caps", "value": 7'),
        (r'"name": "claims",', '"name": "unplaced",'),
    ],
)
def test_what_is_said_about_options_and_is_not_so_is_refused(
    placement: "Round", old: str, new: str
) -> None:
    with_everything(placement)
    placement.plan()
    text = placement.read("plan.json")
    assert re.search(old, text)
    (placement.out_dir / "plan.json").write_text(re.sub(old, new, text, count=1), encoding="utf-8")

    answer = placement.check()

    assert answer.code == 1
    assert answer.out.strip()


def test_threads_change_no_byte_of_a_plan_with_options(placement: "Round") -> None:
    with_everything(placement)
    placement.plan("--threads", "1")
    files = ("placements.csv", "unplaced.csv", "plan.json")
    before = [placement.read(file) for file in files]
    placement.plan("--threads", "2")
    assert [placement.read(file) for file in files] == before
