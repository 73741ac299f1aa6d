# SPDX-License-Identifier: EUPL-1.2
"""Log lines that hold ids only: an error's text may quote a row, so its kind and place go in."""

import logging
import traceback
from types import TracebackType


class IdsOnly(logging.Formatter):
    """Writes time, logger and message; of an exception its type and where it was raised."""

    def __init__(self) -> None:
        """Fix the line's form, so that no setting can widen it."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(  # noqa: N802  (the name is given by logging)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return kinds and places of an exception and its causes, never their texts."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
