# SPDX-License-Identifier: EUPL-1.2
"""A browser without a screen in which somebody has just signed in."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as HOW
from django.test import Client

from rundertisch.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(*, user_id: int) -> Client:
    """Return a browser in which this person gave their password a moment ago."""
    client = Client()
    client.force_login(User.objects.get(pk=user_id), backend=BACKEND)
    proven(client, user_id=user_id, seconds_ago=0)
    return client


def proven(client: Client, *, user_id: int, seconds_ago: int) -> None:
    """Let the last proof of who sits in front of this browser be so many seconds old."""
    session = client.session
    session[HOW] = [{"method": "password", "at": time.time() - seconds_ago}]
    session[WHOSE] = str(user_id)
    session.save()
