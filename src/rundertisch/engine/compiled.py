# SPDX-License-Identifier: EUPL-1.2
"""Compile a function of arrays to machine code, once, and keep the result beside the source.

The first call ever compiles (seconds); later starts load the stored code (milliseconds). No
request compiles: the warm-up of a question calls its functions on a tiny case at installation.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit, types

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Return the function compiled by numba, for type checkers still the same function."""
    kernel: Any = njit(cache=True, nogil=True)(function)
    kernel.get_call_template = _with_plain_numbers(kernel.get_call_template)
    return cast("Function", kernel)


def inlined(function: Function) -> Function:
    """Return a small compiled function whose body is copied into each caller (inner loops)."""
    return cast("Function", njit(cache=True, inline="always")(function))


def _with_plain_numbers(typed: Callable[..., object]) -> Callable[..., object]:
    """Let one compiled version serve all whole numbers that other kernels hand in.

    By itself numba compiles a function, and all that it calls, anew for each constant and each
    width of a number it is called with: eight times the same few lines in one case.
    """

    def plainly(args: tuple[Any, ...], kws: dict[str, Any]) -> object:
        return typed(tuple(map(_plain, args)), {name: _plain(kind) for name, kind in kws.items()})

    return plainly


def _plain(kind: Any) -> Any:  # noqa: ANN401  (a type of numba, which ships no types)
    numba: Any = types
    kind = numba.unliteral(kind)
    return numba.int64 if isinstance(kind, numba.Integer) and kind.signed else kind
