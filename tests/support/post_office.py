# SPDX-License-Identifier: EUPL-1.2
"""A real mail server on loopback (aiosmtpd): counts what it takes, misbehaves when told to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message as Mail
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as ReadsMail
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 taken"
Answer = Callable[[str], str]


def _takes(address: str) -> str:
    del address
    return TAKEN


@dataclass(slots=True)
class PostOffice:
    """What came in, in order; ``at_address`` and ``at_letter`` answer for an address."""

    port: int
    taken: list[str] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    at_address: Answer = _takes
    at_letter: Answer = _takes
    enough: int = 0
    full: Event = field(default_factory=Event)  # set once `enough` letters were taken

    async def handle_RCPT(  # noqa: N802  (the name is given by aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer for one address."""
        del server, session, options
        answer = self.at_address(address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802  (the name is given by aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a letter, or not."""
        del server
        address = envelope.rcpt_tos[0]
        answer = self.at_letter(address)
        if answer == TAKEN:
            self.taken.append(address)
            self.mails.append(Reader().prepare_message(session, envelope))
            if len(self.taken) == self.enough:
                self.full.set()
        return answer


class Reader(ReadsMail):
    """aiosmtpd's own way of reading a letter."""

    def handle_message(self, message: Mail) -> None:
        """Do nothing: only `prepare_message` is used."""


def free_port() -> int:
    """Return a loopback port on which nobody listens at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running() -> Iterator[PostOffice]:
    """Run the server on a free loopback port while the block lasts."""
    port = free_port()
    office = PostOffice(port=port)
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
