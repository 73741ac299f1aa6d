# SPDX-License-Identifier: EUPL-1.2
"""A demo folder that an earlier version made is refused with a sentence, and left alone."""

import dataclasses
import datetime as dt
from pathlib import Path
from unittest.mock import Mock

import pytest

from rundertisch.accounts.models import User
from rundertisch.kernel.errors import Refusal
from rundertisch.site import demo, operations_demo

pytestmark = pytest.mark.database


def test_a_demo_that_does_not_know_everybody_yet_says_what_to_do(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = next(iter(demo.PEOPLE.values()))
    new = dataclasses.replace(known, key="neu")
    monkeypatch.setattr(demo, "PEOPLE", {**demo.PEOPLE, "newcomer": new})
    before, house, said = User.objects.count(), Mock(home=Path("alte-demo")), Mock()
    with pytest.raises(Refusal, match=r"früheren Fassung.*Bitte den Ordner löschen"):
        operations_demo.furnish(house=house, on=dt.date(2026, 11, 27), say=said)
    assert User.objects.count() == before > 0
    said.assert_not_called()
