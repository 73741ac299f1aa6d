# SPDX-License-Identifier: EUPL-1.2
"""What was done and who looked: ids only, append-only in the database.

An entry about a person's record names it by a random reference: the database puts it in the place
of the id (migration 0005). Forgetting deletes the one row that knows both; no entry is ever
changed. `sealing` chains the entries, `checking` verifies them.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, connections, migrations, transaction

from rundertisch.kernel import concerns, pages, prepared
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref

P = ParamSpec("P")
R = TypeVar("R")

EVERYTHING = ("*",)
CONFIRMED = "confirm_no_group"  # the writer of a text says that it names no group of people

_SHOWN = """
insert into kernel_accessentry (purpose, user_id, seat_id, fields, about_kind, about_id)
select %s, %s, %s, %s::text[], kind, id from unnest(%s::text[], %s::text[]) as shown(kind, id)
"""

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


def record(
    *,
    action: str,
    by: SupportsSeat | None,
    about: Ref,
    fields: Sequence[str] = (),
    purpose: str = "",
) -> None:
    """Note that ``by`` did ``action``; ``by=None`` is a job, or the system before there are seats.

    Only ids and names of fields, never their contents. While somebody is asking
    (``scope.asking``), the database accepts entries in their own name only. Unsaid, the purpose is
    the room of the action: rooms are cut by purpose.
    """
    purpose = purpose or action.split(".", maxsplit=1)[0]
    with connection.cursor() as cursor:  # plain SQL: RETURNING would need the right to read it back
        cursor.execute(
            "insert into kernel_auditentry"
            " (action, user_id, seat_id, about_kind, about_id, fields, purpose)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [
                action,
                by.user_id if by else None,
                by.id if by else None,
                about.kind,
                about.id,
                list(fields),
                purpose,
            ],
        )
    entries = _recorded.get()
    if entries is not None:
        entries.append(action)
    if confirmed := _confirmed.get():
        _confirmed.set(())  # once for each action
        record(action=CONFIRMED, by=by, about=about, fields=confirmed, purpose=purpose)


def log_access(
    *, by: SupportsSeat, about: Sequence[Ref], purpose: str, fields: Sequence[str]
) -> None:
    """Note that ``by`` was shown these records, for which purpose; allowed while reading.

    ``fields`` names what was shown of each: columns, or a way to them (``placements.group``);
    `EVERYTHING` where the page or the file holds the whole record.
    """
    if not about:
        return
    with pages.writing_by_kernel():
        prepared.run(
            sql=_SHOWN,
            values=[
                purpose,
                by.user_id,
                by.id,
                list(fields),
                [ref.kind for ref in about],
                [ref.id for ref in about],
            ],
        )


def log_link_access(*, action: str, about: Ref, fields: Sequence[str]) -> None:
    """Note that whoever holds the secret of a link was shown this; allowed while reading.

    Nobody signed in, so no member stands in the entry; which office has the link, its row says.
    """
    with pages.writing_by_kernel():
        record(action=action, by=None, about=about, fields=fields)


def unmap(*, refs: Sequence[Ref], using: str = "default") -> int:
    """Forget which references stand for these records; return how many. The entries stay.

    The database allows it to the jobs „forget“ and „retention“, and to the owner
    (``using="owner"``).

    Raises:
        django.db.DatabaseError: somebody else asks.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select audit_unmap(%s::text[], %s::text[])",
            [[ref.kind for ref in refs], [ref.id for ref in refs]],
        )
        return int(cursor.fetchone()[0])


def watch(*, table: str, kind: str) -> migrations.RunSQL:
    """Let writes past the actions leave an entry as well: for the migrations of rooms; reversible.

    The trigger waits until the commit. Where an action has recorded something in this transaction,
    it adds nothing; otherwise it notes the names of the changed columns, once a row.
    """
    return migrations.RunSQL(
        sql="create constraint trigger past_the_actions after insert or update or delete"
        f' on "{table}" deferrable initially deferred'
        f" for each row execute function audit_past_the_actions('{kind}')",
        reverse_sql=f'drop trigger past_the_actions on "{table}"',
    )
