# SPDX-License-Identifier: EUPL-1.2
"""Every action that the log may name has a German name, and no name is left over."""

import ast
import re
from collections.abc import Iterator

from rundertisch.kernel.audit import verbs
from tests import house_rules as house

CODE = re.compile(r"^[a-z]+\.[a-z_]+$")
PUT_TOGETHER = {"privacy.grant_log", "privacy.refuse_log"}  # one of two, by the answer


def recorded(source: str) -> Iterator[str]:
    """Yield every constant that is handed over as ``action=``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "action":
            value = getattr(node.value, "value", None)
            if isinstance(value, str) and CODE.match(value):
                yield value


def test_every_action_has_a_german_name_and_none_is_left_over() -> None:
    assert list(recorded('record(action="cases.open", by=by)')) == ["cases.open"]
    found = {
        action
        for path in house.files(suffix=".py", under=house.PACKAGE)
        for action in recorded(path.read_text())
    }
    assert found | PUT_TOGETHER == set(verbs.verbs())


def test_a_job_and_a_write_past_the_actions_are_said_as_well() -> None:
    assert verbs.in_words("privacy.forget (forget)") == "Vergessen (Auftrag „forget“)"
    assert verbs.in_words("sql.update") == "am Programm vorbei geändert"
    assert "Gruppe" in verbs.in_words("confirm_no_group")
    assert verbs.in_words("cases.of_tomorrow") == "cases.of_tomorrow"
