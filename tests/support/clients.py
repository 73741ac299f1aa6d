# SPDX-License-Identifier: EUPL-1.2
"""A browser without a screen in which somebody has just signed in."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as HOW
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from rundertisch.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(*, user_id: int) -> Client:
    """Return a browser in which this person gave their password a moment ago."""
    session = SessionStore()
    session[SESSION_KEY] = str(user_id)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = User.objects.get(pk=user_id).get_session_auth_hash()
    _prove(session, user_id=user_id, seconds_ago=0)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def proven(client: Client, *, user_id: int, seconds_ago: int) -> None:
    """Let the last proof of who sits in front of this browser be so many seconds old."""
    _prove(client.session, user_id=user_id, seconds_ago=seconds_ago)


def _prove(session: SessionBase, *, user_id: int, seconds_ago: int) -> None:
    session[HOW] = [{"method": "password", "at": time.time() - seconds_ago}]
    session[WHOSE] = str(user_id)
    session.save()
