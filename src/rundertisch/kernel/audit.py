# SPDX-License-Identifier: EUPL-1.2
"""What was done and who looked: ids only, append-only in the database."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from rundertisch.kernel import concerns, pages
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref

P = ParamSpec("P")
R = TypeVar("R")

CONFIRMED = "confirm_no_group"  # the writer of a text says that it names no group of people

_recorded: ContextVar[list[str] | None] = ContextVar("recorded", default=None)
_confirmed: ContextVar[Sequence[str]] = ContextVar("confirmed", default=())


class UnrecordedError(RuntimeError):
    """An action left no audit entry; a bug in the action."""


def audited(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction and insist that it left its own audit entry.

    A text among its arguments whose writer confirmed that no group is named (kernel.concerns) is
    noted beside it: that it was confirmed and in which argument, never the text.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        entries: list[str] = []
        token = _recorded.set(entries)
        noted = _confirmed.set(concerns.confirmed_in(arguments=kwargs))
        try:
            with transaction.atomic():
                answer = action(*args, **kwargs)
                if not entries:
                    msg = f"{action.__module__}.{action.__qualname__} recorded nothing"
                    raise UnrecordedError(msg)
                return answer
        finally:
            _confirmed.reset(noted)
            _recorded.reset(token)

    run.__dict__["audited"] = True
    return run


def record(*, action: str, by: SupportsSeat | None, about: Ref, fields: Sequence[str] = ()) -> None:
    """Note that ``by`` did ``action``; ``by=None`` is the system before there are seats.

    Only ids and names of fields, never their contents. While somebody is asking
    (``scope.asking``), the database accepts entries in their own name only.
    """
    with connection.cursor() as cursor:  # plain SQL: RETURNING would need the right to read it back
        cursor.execute(
            "insert into kernel_auditentry"
            " (action, user_id, seat_id, about_kind, about_id, fields)"
            " values (%s, %s, %s, %s, %s, %s)",
            [
                action,
                by.user_id if by else None,
                by.id if by else None,
                about.kind,
                about.id,
                list(fields),
            ],
        )
    entries = _recorded.get()
    if entries is not None:
        entries.append(action)
    if confirmed := _confirmed.get():
        _confirmed.set(())  # once for each action
        record(action=CONFIRMED, by=by, about=about, fields=confirmed)


def log_access(*, by: SupportsSeat, about: Sequence[Ref], purpose: str) -> None:
    """Note that ``by`` was shown these records, for which purpose; allowed while reading."""
    if not about:
        return
    with pages.writing_by_kernel(), connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_accessentry (purpose, user_id, seat_id, about_kind, about_id)"
            " select %s, %s, %s, kind, id from unnest(%s::text[], %s::text[]) as shown(kind, id)",
            [
                purpose,
                by.user_id,
                by.id,
                [ref.kind for ref in about],
                [ref.id for ref in about],
            ],
        )
