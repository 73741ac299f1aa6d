# SPDX-License-Identifier: EUPL-1.2
"""A real mail server on loopback (aiosmtpd): counts what it takes, misbehaves when told to."""

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message as Mail
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as ReadsMail
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
TAKEN = "250 taken"
Answer = Callable[[str], str]


def _takes(address: str) -> str:
    del address
    return TAKEN


@dataclass  # without slots: aiosmtpd reads every attribute, Python 3.11.2 trips over one
class PostOffice:
    """What came in, in order; ``at_address`` and ``at_letter`` answer for an address."""

    port: int
    taken: list[str] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    at_address: Answer = _takes
    at_letter: Answer = _takes
    members: dict[str, str] = field(default_factory=dict)  # who may sign in, with which password
    encrypted: list[bool] = field(default_factory=list)  # of each letter: was the way encrypted?
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
        address = envelope.rcpt_tos[0]
        answer = self.at_letter(address)
        if answer == TAKEN:
            self.taken.append(address)
            self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
            self.mails.append(Reader().prepare_message(session, envelope))
            if len(self.taken) == self.enough:
                self.full.set()
        return answer

    def signs_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: object
    ) -> AuthResult:
        """Let members in."""
        del server, session, envelope, mechanism
        known = isinstance(said, LoginPassword) and self.members == {
            said.login.decode(): said.password.decode()
        }
        return AuthResult(success=known, handled=False)


class Reader(ReadsMail):
    """aiosmtpd's own way of reading a letter."""

    def handle_message(self, message: Mail) -> None:
        """Do nothing: only `prepare_message` is used."""


def free_port() -> int:
    """Return a loopback port on which nobody listens at the moment."""
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


def certificate(*, folder: Path) -> Path:
    """Write a key and the certificate that it signed for itself into one file; for loopback."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = dt.datetime.now(tz=dt.UTC)  # noqa: TID251 - a certificate holds from today on
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "post-office.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def running(*, security: str = "none", identity: Path | None = None) -> Iterator[PostOffice]:
    """Run the server on a free loopback port while the block lasts.

    With „starttls“ or „tls“ it shows ``identity`` (key and certificate) and asks who is sending.
    """
    port = free_port()
    office = PostOffice(port=port)
    ways: dict[str, Any] = {}
    if identity is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(identity)
        asks = {"authenticator": office.signs_in}
        ways = {
            "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
            # aiosmtpd sees no encryption that was there from the first byte, and would not ask
            "tls": {"ssl_context": context, "auth_require_tls": False},
        }[security] | asks
    controller = Controller(office, hostname=LOOPBACK, port=port, **ways)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
