# SPDX-License-Identifier: EUPL-1.2
"""SMS through the gateway that the district has a contract with: one POST, the status code counts.

The words tell nothing: that there is a message, and where. What the gateway refused did not leave;
where the line broke after the question was sent, or the gateway failed over it, nobody knows.
"""

import http.client
import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from rundertisch.kernel import outbox
from rundertisch.kernel.models import Channel, Message, MessageState, Trouble
from rundertisch.kernel.outbox.carrier import NOBODY_KNOWS, PATIENCE, SENT, Result

SECONDS = 30
ASKS_TO_WAIT = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
LETS_NOBODY_IN = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PAYMENT_REQUIRED}
CANNOT_REACH = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


@dataclass(frozen=True, slots=True)
class Short:
    """A text for one telephone."""

    number: str
    text: str
    key: str  # sent again, it is the same: a gateway that knows such keys sends it once


class Texting:
    """One connection to the gateway."""

    channel = Channel.SMS

    def __init__(self) -> None:
        gateway = settings.SMS
        parts = urlsplit(gateway.url)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._gateway = gateway
        self._path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._line = kind(parts.hostname or "", parts.port, timeout=SECONDS)

    def knock(self) -> str:
        """Connect; return why that does not work."""
        try:
            self._line.connect()
        except OSError:
            return Trouble.UNREACHABLE
        return ""

    def ready(self, message: Message) -> Short:
        """Return the message in its reader's language alone: an SMS is short."""
        facts = message.text.facts
        language = str(facts.get("language") or "de")
        words = outbox.words_in(occasion=message.occasion, facts=facts, language=language)
        key = f"{message.pk}-{message.put_at:%Y%m%d%H%M%S%f}"
        return Short(number=message.text.address, text=words.text.strip(), key=key)

    def hand_over(self, letter: Short) -> Result:
        """Post one text and say what became of it."""
        kind, body = self._body(letter)
        heads = {**self._key(), "Content-Type": kind, "Idempotency-Key": letter.key}
        try:
            self._line.request("POST", self._path, body, heads)
            answer = self._line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return NOBODY_KNOWS
        return _became(answer.status)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _key(self) -> dict[str, str]:
        """Return the header that lets us in: a token, or a whole header as it was set."""
        name, colon, value = self._gateway.token.partition(": ")
        return {name: value} if colon else {"Authorization": f"Bearer {self._gateway.token}"}

    def _body(self, letter: Short) -> tuple[str, bytes]:
        to, text, sender = self._gateway.fields
        told = {to: letter.number, text: letter.text}
        if self._gateway.sender:
            told[sender] = self._gateway.sender
        if self._gateway.form == "form":
            return "application/x-www-form-urlencoded", urlencode(told).encode()
        return "application/json", json.dumps(told, ensure_ascii=False).encode()


def _became(status: int) -> Result:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return SENT
    if status in ASKS_TO_WAIT:
        return PATIENCE
    if status in LETS_NOBODY_IN:
        return Result(MessageState.WAITING, Trouble.SIGN_IN)
    if status in CANNOT_REACH:
        return Result(MessageState.FAILED, Trouble.ADDRESS)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Result(MessageState.FAILED, Trouble.REFUSED)
    return NOBODY_KNOWS
