# SPDX-License-Identifier: EUPL-1.2
"""Secure links: one page for somebody without an account, by a secret that is stored nowhere.

A link is made for one thing, ends at a moment, and can be closed at once. The database keeps the
SHA-256 of the secret; `scope.asking_link` and `scope.asking_subject` hand it the secret itself, and
the database finds the link (`app_link_id()`, `app_subject_id()`). Who may make which kind of link
is said by the row rules of the room that owns the thing.
"""

import datetime as dt
import hashlib
import secrets
import uuid

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models.expressions import Expression
from django.http import HttpRequest

from rundertisch.kernel import pages, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref

Moment = dt.datetime | Expression  # a moment, or one that the database computes
SECRET_BYTES = 32
WRONG_TOKENS, WITHIN_SECONDS = 20, 10 * 60  # per address, then nobody is let in
TOO_MANY = (
    "Von hier kamen zu viele ungültige Adressen. Bitte in zehn Minuten noch einmal versuchen "
    "oder die Stelle anrufen, von der Sie den Link haben."
)


def open_link(
    *,
    kind: LinkKind,
    about: Ref,
    expires_at: Moment,
    by: SupportsSeat,
    subject_id: uuid.UUID | None = None,
    partner_id: int | None = None,
) -> str:
    """Make a link and return its secret: shown or printed once, never stored.

    Raises a DatabaseError when the row rules do not let this seat make such a link.
    """
    token = secrets.token_urlsafe(SECRET_BYTES)
    SecureLink.objects.create(
        kind=kind,
        about_kind=about.kind,
        about_id=about.id,
        subject_id=subject_id,
        partner_id=partner_id,
        token_hash=token_hash(token),
        expires_at=expires_at,
        user_id=by.user_id,
        seat_id=by.id,
    )
    return token


def close_link(*, pk: int) -> bool:
    """Close a link at once; False when it was closed already or is not the asking person's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update kernel_securelink set closed_at = clock_timestamp()"
            " where id = %s and closed_at is null",
            [pk],
        )
        return bool(cursor.rowcount)


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, past the proxies of this house (RUNDERTISCH_PROXIES).

    Whoever stands before the outermost of them wrote what is named further left, and may invent it.
    Without this everybody behind one proxy would be counted as one, and one of them lock out all.
    """
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    if proxies and len(passed) >= proxies and passed[-proxies]:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def knock(*, token: str, kind: LinkKind, address: str) -> SecureLink | None:
    """Return the valid link of this secret, None when there is none.

    ``address`` is where the request comes from; after too many wrong secrets from there this
    raises `Refusal`, also for a right one.
    """
    door = f"links:{hashlib.sha256(address.encode()).hexdigest()}"
    with pages.writing_by_kernel():  # the cache lies in the database; also while a page is read
        cache.add(door, 0, WITHIN_SECONDS)
    if int(cache.get(door, 0)) >= WRONG_TOKENS:
        raise Refusal(TOO_MANY)
    with scope.asking_subject(token) if kind == LinkKind.OWN_VIEW else scope.asking_link(token):
        found = SecureLink.objects.filter(kind=kind, token_hash=token_hash(token)).first()
    if found is None:
        with pages.writing_by_kernel():
            cache.incr(door)
    return found


def token_hash(token: str) -> str:
    """Return what the database keeps of a secret: SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
