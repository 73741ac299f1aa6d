# SPDX-License-Identifier: EUPL-1.2
"""Who is asking: told to PostgreSQL per transaction, so that row security can answer.

The application only says *who* asks: a member (``app.user_id``, ``app.seat_id``), whoever holds the
secret of a link (``app.link``), or the person whom the records are about (``app.subject``). *What*
they may see is decided by policies in the database. Nobody asking means no rows.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, migrations, transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from psycopg.pq import TransactionStatus

from rundertisch.kernel import pages, prepared

SEAT_KEY = "seat_id"
PROVEN_KEY = "proven_elsewhere"  # the session began with a second factor asked for elsewhere
ASKERS = ("app.user_id", "app.seat_id", "app.link", "app.subject", "app.job")
_TELL = prepared.text(
    "select " + ", ".join(f"set_config('{name}', %s, true)" for name in ASKERS), *[""] * len(ASKERS)
)
_TOLD = prepared.text(
    "select " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in ASKERS)
)
BROKEN = HTTPStatus.INTERNAL_SERVER_ERROR

Answer = Callable[[HttpRequest], HttpResponse]


class SupportsSeat(Protocol):
    """What the kernel needs to know of ``accounts.Seat``, which lies above it."""

    @property
    def id(self) -> int: ...

    @property
    def user_id(self) -> int: ...


class LoadSeat(Protocol):
    """Return the seat asked for if it is this user's and runs today; without a wish, their first.

    Called inside the request's transaction after ``app.user_id`` was told.
    """

    def __call__(
        self, *, user_id: int, seat_id: int | None, proven_elsewhere: bool = False
    ) -> SupportsSeat | None: ...


class SeatedRequest(HttpRequest):
    """A request that passed ``pages.allow``: it has a user and the seat they sit on."""

    user: Any  # accounts.User; the kernel lies below the room and cannot name it
    seat: Any  # accounts.Seat, likewise
    htmx: Any  # django_htmx.middleware.HtmxDetails


def _no_seat(
    *, user_id: int, seat_id: int | None, proven_elsewhere: bool = False
) -> SupportsSeat | None:
    """Stand in until ``accounts`` registers its loader: nobody sits anywhere."""
    del user_id, seat_id, proven_elsewhere
    return None


load_seat: LoadSeat = _no_seat  # set by accounts.apps.ready()


def tell(*, user_id: int | None, seat_id: int | None) -> None:
    """Tell PostgreSQL which member asks, until the end of the running transaction."""
    _tell({"app.user_id": _text(user_id), "app.seat_id": _text(seat_id)})


def found_seat_is_told() -> Func:
    """Return a column that tells PostgreSQL the seat of its row, and repeats what it was told.

    For a question that finds one seat at most (``[:1]``): PostgreSQL works such a column out last,
    for the rows it hands over.
    """
    seat = Cast(F("pk"), TextField())
    return Func(
        Value("app.seat_id"), seat, Value(True), function="set_config", output_field=TextField()
    )


def told() -> tuple[int | None, int | None]:
    """Return (user id, seat id) as PostgreSQL knows them now."""
    known = _told()
    return _number(known["app.user_id"]), _number(known["app.seat_id"])


@contextmanager
def asking(*, user_id: int | None, seat_id: int | None) -> Iterator[None]:
    """Ask as this person in one transaction; who asked before is restored on the way out.

    After an exception the rollback restores it: PostgreSQL's local settings follow savepoints.
    """
    with _asking({"app.user_id": _text(user_id), "app.seat_id": _text(seat_id)}):
        yield


@contextmanager
def asking_link(token: str) -> Iterator[None]:
    """Ask as whoever holds the secret of a link to one referral or one status page.

    The database looks the link up by the secret (`app_link_id()`): a guessed number opens nothing.
    """
    with _asking({"app.link": token}):
        yield


@contextmanager
def asking_subject(token: str) -> Iterator[None]:
    """Ask as the person whom the records are about, by the secret of the own view's link."""
    with _asking({"app.subject": token}):
        yield


@contextmanager
def asking_job(name: str) -> Iterator[None]:
    """Ask as the job of this name, as no person.

    The database believes it of the worker's role only (`app_job()`): a web request that says so
    stays nobody.
    """
    with _asking({"app.job": name}):
        yield


@contextmanager
def _asking(asker: Mapping[str, str]) -> Iterator[None]:
    with transaction.atomic():
        before = _told()
        _tell(asker)
        yield
        _tell(before)


def _tell(asker: Mapping[str, str]) -> None:
    """Set every setting: whoever asks in one way does not ask in another as well."""
    prepared.rows(sql=_TELL, values=[asker.get(name, "") for name in ASKERS])


def _told() -> dict[str, str]:
    return dict(zip(ASKERS, prepared.rows(sql=_TOLD, values=[])[0], strict=True))


class ScopeMiddleware:
    """One transaction per request, in which PostgreSQL knows who asks.

    Stands after ``AuthenticationMiddleware``. A raised exception, an answer of 500 and a failed SQL
    statement that somebody swallowed undo everything; the last one also becomes a 500, because
    PostgreSQL would turn the commit into a silent rollback.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            self._introduce(request)
            response = self.get_response(request)
            failed = _statement_failed()
            if failed or response.status_code >= BROKEN or getattr(request, "raised", False):
                transaction.set_rollback(True)
        if failed and response.status_code < BROKEN:
            return pages.server_error(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view raised, whatever answer is made of it."""
        del exception
        request.__dict__["raised"] = True

    @staticmethod
    def _introduce(request: HttpRequest) -> None:
        """Say who asks before the user's own row is read: that row is protected as well."""
        user_id = _number(request.session.get(SESSION_KEY))
        wanted = _number(request.session.get(SEAT_KEY)) if user_id is not None else None
        tell(user_id=user_id, seat_id=wanted)  # a seat that is not theirs today opens nothing
        request.__dict__["seat"] = None
        if user_id is None:
            return
        proven = request.session.get(PROVEN_KEY) is True
        seat = load_seat(user_id=user_id, seat_id=wanted, proven_elsewhere=proven)
        _know_user(request, getattr(seat, "user", None))
        if not request.user.is_authenticated:
            tell(user_id=None, seat_id=None)
            return
        request.__dict__["seat"] = seat
        sat = seat.id if seat else None
        if sat != wanted and getattr(seat, "told", None) != str(sat):
            tell(user_id=user_id, seat_id=sat)


def _know_user(request: HttpRequest, user: Any) -> None:  # noqa: ANN401 - accounts.User
    """Spare Django's own question for the user whom the seat already brought.

    Only where Django would find the same without a doubt: a known way of signing in, an account in
    use, a session that matches it. Everything else is left to Django, who then ends the session.
    """
    session = request.session
    if (
        user is not None
        and user.is_active
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    ):
        request.__dict__["_cached_user"] = user  # where AuthenticationMiddleware keeps it


def protect(
    table: str, *, using: str, check: str | None = None, name: str = "rows"
) -> migrations.RunSQL:
    """Enable row security on a table with one policy for all commands; reversible.

    Never FORCE: the owner migrates and backs up, the runtime role is not the owner.
    """
    return migrations.RunSQL(
        sql=[
            f'alter table "{table}" enable row level security',
            f'create policy "{name}" on "{table}" using ({using}) with check ({check or using})',
        ],
        reverse_sql=[f'drop policy "{name}" on "{table}"', unprotect_if_bare(table)],
    )


def unprotect_if_bare(table: str) -> str:
    """Return SQL that disables row security once no policy is left on the table."""
    return (
        "do $$ begin if not exists"
        f" (select from pg_policy where polrelid = '\"{table}\"'::regclass)"
        f' then alter table "{table}" disable row level security; end if; end $$'
    )


def _statement_failed() -> bool:
    """Say whether PostgreSQL refuses to go on in this transaction."""
    raw = connection.connection
    return (
        connection.needs_rollback
        or raw is None
        or raw.closed
        or raw.info.transaction_status == TransactionStatus.INERROR
    )


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(value: object) -> int | None:
    return int(str(value)) if str(value).isdecimal() else None
