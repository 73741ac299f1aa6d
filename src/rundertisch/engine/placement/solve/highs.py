# SPDX-License-Identifier: EUPL-1.2
"""HiGHS, silent and always the same: one thread, a given seed, whole numbers proven."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LESS_THAN_ONE = 0.99  # all values are whole: a smaller gap is a proof
NO_LIMIT = 1e9  # seconds


def silent_highs(*, seed: int) -> Any:  # noqa: ANN401  (highspy has no types)
    """Return a silent solver with one thread, so that the answer is always the same."""
    with _silence():
        highs: Any = importlib.import_module("highspy").Highs()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": seed,
            "mip_heuristic_run_feasibility_jump": False,  # costs more here than it finds
            "mip_rel_gap": 0.0,
            "mip_abs_gap": LESS_THAN_ONE,
        }
        for option, value in options.items():
            highs.setOptionValue(option, value)
    return highs


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the solver's banner off stdout, which belongs to the summary."""
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)
