# SPDX-License-Identifier: EUPL-1.2
"""A kernel that others call is compiled once, whatever whole numbers they hand in."""

from typing import Any, cast

import numpy as np

from rundertisch.engine.compiled import compiled
from rundertisch.engine.placement.solve.network import Ints


@compiled
def half(number: int) -> int:
    """Return half of a whole number, towards nothing below."""
    return number // 2


@compiled
def halves(narrow: Ints, wide: Ints) -> int:
    """Call it with a constant, with 32 bits and with 64."""
    return half(9) + half(-1) + half(narrow[0]) + half(wide[0])


def test_one_version_serves_constants_and_numbers_of_every_width() -> None:
    most = 2**40
    found = halves(np.array([-7], np.int32), np.array([most], np.int64))
    assert found == 4 - 1 - 4 + most // 2
    assert len(cast("Any", half).signatures) <= 1  # none where `halves` came from the cache
