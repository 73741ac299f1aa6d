# SPDX-License-Identifier: EUPL-1.2
"""Log lines that hold ids only: an error's text may quote a row, so its kind and place go in.

An address may hold what somebody typed, or the secret of a link; in its place stands the route with
the ids it names. The form of a line is told in docs/reference/logs.md.
"""

import copy
import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from uuid import UUID

NO_SUCH_PAGE = "(no such page)"


class IdsOnly(logging.Formatter):
    """Writes time, logger and message; of an exception its type and where it was raised."""

    def __init__(self) -> None:
        """Fix the line's form, so that no setting can widen it."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record, without texts of errors and without addresses."""
        told = copy.copy(record)
        told.exc_text = None  # another formatter may have written the whole error there
        told.msg, told.args = _message(record), ()
        return super().format(told)

    def formatException(  # noqa: N802  (the name is given by logging)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return kinds and places of an exception and its causes, never their texts."""
        lines: list[str] = []
        for error in _chain(ei[1]):
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
            lines.append(_kind(error))
        return "\n".join(lines)


def _message(record: logging.LogRecord) -> str:
    """Return the message with kinds in place of errors and the route in place of the address."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)

    def bare(value: object) -> object:
        if isinstance(value, BaseException):
            return _kind(value)
        return _route(request) if path and value == path else value

    told = copy.copy(record)
    told.msg = bare(record.msg)
    if isinstance(record.args, dict):
        told.args = {key: bare(value) for key, value in record.args.items()}
    elif record.args:
        told.args = tuple(bare(value) for value in record.args)
    said = told.getMessage()
    for error in _chain(record.exc_info[1] if record.exc_info else None):
        if text := str(error):
            said = said.replace(text, _kind(error))
    return said


def _route(request: object) -> str:
    """Return which page was asked for and which ids its address names."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return NO_SUCH_PAGE
    ids = {name: key for name, key in match.kwargs.items() if isinstance(key, int | UUID)}
    return " ".join([f"/{match.route}", *(f"{name}={key}" for name, key in ids.items())])


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
