# SPDX-License-Identifier: EUPL-1.2
"""Compile a function of arrays to machine code, once, and keep the result beside the source.

The first call ever compiles (seconds); later starts load the stored code (milliseconds). No
request compiles: the warm-up of a question calls its functions on a tiny case at installation.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Return the function compiled by numba, for type checkers still the same function."""
    return cast("Function", njit(cache=True, nogil=True)(function))


def inlined(function: Function) -> Function:
    """Return a small compiled function whose body is copied into each caller (inner loops)."""
    return cast("Function", njit(cache=True, inline="always")(function))
