# SPDX-License-Identifier: EUPL-1.2
"""Settings come from the environment only; a malformed one is refused with a sentence."""

import os
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.executors import refuse_address

YES = {"1", "ja", "true", "yes", "on", "an"}
NO = {"0", "nein", "false", "no", "off", "aus"}
MODES = ("demo", "test", "production")
SHORTEST_SECRET = 50
SHORTEST_TOKEN = 24
HIGHEST_PORT = 65535
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}  # RFC 8314, RFC 5321
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
DEFAULT_SECRETS = {"change-me", "changeme", "secret", "insecure"}
# A process of the web server; its pool keeps a connection open for each. Pages are work for the
# processor: more of them at once only take turns, and everybody waits for the slowest.
THREADS = 3
HOW_TO_MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"


def envtext(*, name: str, default: str = "") -> str:
    """Return the text of a setting; empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def envbool(*, name: str, default: bool) -> bool:
    """Return a yes/no setting (ja/nein, true/false, 1/0)."""
    text = envtext(name=name).lower()
    if not text:
        return default
    if text in YES:
        return True
    if text in NO:
        return False
    msg = f"Die Einstellung {name} ist „{text}“. Erlaubt sind ja oder nein."
    raise Refusal(msg)


def envint(*, name: str, default: int, least: int, most: int) -> int:
    """Return a whole number within its limits."""
    text = envtext(name=name)
    if not text:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or not least <= int(text) <= most:
        msg = (
            f"Die Einstellung {name} ist „{text}“. "
            f"Erlaubt ist eine ganze Zahl von {least} bis {most}."
        )
        raise Refusal(msg)
    return int(text)


def envchoice(*, name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return one of the given words."""
    text = envtext(name=name, default=default)
    if text not in choices:
        msg = f"Die Einstellung {name} ist „{text}“. Erlaubt sind: {', '.join(choices)}."
        raise Refusal(msg)
    return text


def envlist(*, name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a list written with commas."""
    return [part.strip() for part in envtext(name=name).split(",") if part.strip()] or list(default)


def envurl(*, name: str) -> dict[str, Any] | None:
    """Return a PostgreSQL address as Django writes a database, or None when it is not set."""
    text = envtext(name=name)
    return parse_url(text=text, name=name) if text else None


def parse_url(*, text: str, name: str) -> dict[str, Any]:
    """Turn ``postgresql://user:password@host:port/database?option=value`` into Django's words.

    A socket folder is written as ``?host=/folder``. The address itself is never repeated in a
    refusal: it holds a password.
    """
    refusal = Refusal(
        f"Die Einstellung {name} ist keine PostgreSQL-Adresse. "
        "Erwartet wird postgresql://rolle:passwort@rechner:5432/datenbank."
    )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise refusal from None
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not database or not parts.username:
        raise refusal
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def identity_provider(*, mode: str) -> dict[str, Any]:
    """Return the district's identity provider as allauth writes it; empty when none is set."""
    url, client, secret = (
        envtext(name=name)
        for name in ("RUNDERTISCH_OIDC_URL", "RUNDERTISCH_OIDC_CLIENT", "RUNDERTISCH_OIDC_SECRET")
    )
    if not (url or client or secret):
        return {}
    if not (url and client and secret):
        msg = (
            "Die Anmeldung des Kreises ist unvollständig eingestellt. Bitte alle drei angeben: "
            "RUNDERTISCH_OIDC_URL, RUNDERTISCH_OIDC_CLIENT und RUNDERTISCH_OIDC_SECRET."
        )
        raise Refusal(msg)
    if mode == "production" and not url.startswith("https://"):
        msg = (
            f"Die Einstellung RUNDERTISCH_OIDC_URL ist „{url}“. "
            "Im Betrieb muss die Adresse mit https:// beginnen."
        )
        raise Refusal(msg)
    app = {
        "provider_id": "kreis",
        "name": "Kreis",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url.rstrip("/"), "fetch_userinfo": False},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server that takes what this house sends; without a host there is none."""

    host: str = ""
    port: int = 0
    security: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""


def mail_server(*, mode: str) -> MailServer:
    """Return the mail server as it is set, or one without a host."""
    host, sender, user, password = (
        envtext(name=name)
        for name in (
            *("RUNDERTISCH_SMTP_HOST", "RUNDERTISCH_SMTP_FROM"),
            *("RUNDERTISCH_SMTP_USER", "RUNDERTISCH_SMTP_PASSWORD"),
        )
    )
    if not (host or sender or user or password):
        return MailServer()
    address = parseaddr(sender)[1]
    if not host or not all(address.partition("@")) or bool(user) != bool(password):
        msg = (
            "Der Mailversand ist unvollständig eingestellt. Bitte RUNDERTISCH_SMTP_HOST und "
            "RUNDERTISCH_SMTP_FROM angeben (etwa „Integrationszentrum <ki@kreis.example>“), "
            "RUNDERTISCH_SMTP_USER und RUNDERTISCH_SMTP_PASSWORD entweder beide oder keines."
        )
        raise Refusal(msg)
    kinds = ("starttls", "tls", "none")
    security = envchoice(name="RUNDERTISCH_SMTP_SECURITY", default="starttls", choices=kinds)
    if mode == "production" and security == "none" and host not in LOOPBACK:
        msg = (
            "Die Einstellung RUNDERTISCH_SMTP_SECURITY ist „none“. Unverschlüsselt geht im Betrieb "
            "nur an einen Mailserver auf demselben Rechner. Bitte starttls oder tls wählen."
        )
        raise Refusal(msg)
    usual = SMTP_PORTS[security]
    port = envint(name="RUNDERTISCH_SMTP_PORT", default=usual, least=1, most=HIGHEST_PORT)
    return MailServer(host, port, security, user, password, sender)


def site(*, hosts: list[str], encrypted: bool) -> str:
    """Return the address under which everybody reaches this house, for links in messages."""
    usual = f"https://{hosts[0]}" if encrypted else f"http://{hosts[0]}:{port()}"
    text = envtext(name="RUNDERTISCH_SITE", default=usual).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path:
        msg = (
            f"Die Einstellung RUNDERTISCH_SITE ist „{text}“. Erwartet wird die Adresse dieses "
            "Hauses ohne Pfad, zum Beispiel https://tisch.kreis.example."
        )
        raise Refusal(msg)
    return text


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Where a text for a telephone is posted; without an address there is no SMS."""

    url: str = ""
    token: str = field(default="", repr=False)
    sender: str = ""
    fields: tuple[str, str, str] = ("to", "text", "from")
    form: str = "json"

    @property
    def host(self) -> str:
        """Return whom we ask, for pages and the doctor."""
        return urlsplit(self.url).hostname or ""


def cluster() -> str:
    """Return the address of the Dask cluster that computes planning runs, or nothing."""
    address = envtext(name="RUNDERTISCH_CLUSTER")
    if address:
        refuse_address(address=address)
    return address


def sms_gateway() -> SmsGateway:
    """Return the gateway for SMS as it is set, or one without an address."""
    url, token, sender = (
        envtext(name=name)
        for name in ("RUNDERTISCH_SMS_URL", "RUNDERTISCH_SMS_TOKEN", "RUNDERTISCH_SMS_FROM")
    )
    if not (url or token or sender):
        return SmsGateway()
    fields = envlist(name="RUNDERTISCH_SMS_FIELDS", default=SmsGateway().fields)
    if not url or not token or not token.isprintable() or len(fields) != len(SmsGateway().fields):
        msg = (
            "Der SMS-Versand ist unvollständig eingestellt. Bitte RUNDERTISCH_SMS_URL und "
            "RUNDERTISCH_SMS_TOKEN angeben; RUNDERTISCH_SMS_FIELDS nennt, wenn es gesetzt ist, "
            "drei Felder: Empfänger, Text, Absender (etwa „to,text,from“)."
        )
        raise Refusal(msg)
    parts = urlsplit(url)
    loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or (parts.scheme != "https" and not loopback):
        msg = (
            "Die Einstellung RUNDERTISCH_SMS_URL muss mit https:// beginnen; unverschlüsselt geht "
            "es nur zu einem Dienst auf demselben Rechner."
        )
        raise Refusal(msg)
    form = envchoice(name="RUNDERTISCH_SMS_FORMAT", default="json", choices=("json", "form"))
    return SmsGateway(url, token, sender, (fields[0], fields[1], fields[2]), form)


def envsecret(*, name: str, mode: str) -> str:
    """Return the secret key; production refuses a missing, short or well-known one."""
    text = envtext(name=name)
    if mode != "production":
        return text or f"only-for-{mode}-never-for-production-0123456789-0123456789"
    if not text:
        msg = (
            f"Die Einstellung {name} fehlt. Im Betrieb braucht Rundertisch einen eigenen "
            f"geheimen Schlüssel. Einen neuen erzeugt: {HOW_TO_MAKE_ONE}"
        )
        raise Refusal(msg)
    if len(text) < SHORTEST_SECRET or text.lower() in DEFAULT_SECRETS or "only-for-" in text:
        msg = (
            f"Die Einstellung {name} ist zu kurz oder ein bekannter Vorgabewert. Im Betrieb sind "
            f"mindestens {SHORTEST_SECRET} zufällige Zeichen nötig. Neu: {HOW_TO_MAKE_ONE}"
        )
        raise Refusal(msg)
    return text


def envtoken(*, name: str) -> str:
    """Return a word that opens something, or nothing; a guessable one is refused."""
    text = envtext(name=name)
    if text and len(text) < SHORTEST_TOKEN:
        msg = (
            f"Die Einstellung {name} ist zu kurz: mindestens {SHORTEST_TOKEN} zufällige Zeichen. "
            f"Neu: {HOW_TO_MAKE_ONE}"
        )
        raise Refusal(msg)
    return text


def mode() -> str:
    """Return demo, test or production (the default: nobody runs a demo by mistake)."""
    return envchoice(name="RUNDERTISCH_MODE", default="production", choices=MODES)


def port() -> int:
    """Return the port of the web server."""
    return envint(name="RUNDERTISCH_PORT", default=8000, least=1, most=HIGHEST_PORT)


def home() -> Path:
    """Return the data folder: database, secret key, collected static files."""
    given = envtext(name="RUNDERTISCH_HOME")
    if given:
        if not Path(given).is_absolute():
            msg = (
                f"Die Einstellung RUNDERTISCH_HOME ist „{given}“. "
                "Erwartet wird ein vollständiger Pfad, der mit / beginnt."
            )
            raise Refusal(msg)
        return Path(given)
    shared = envtext(name="XDG_DATA_HOME")
    base = Path(shared) if shared.startswith("/") else Path.home() / ".local" / "share"
    return base / "rundertisch"


def refuse_missing(*, name: str) -> NoReturn:
    """Say that a setting is missing that production cannot do without."""
    msg = (
        f"Die Einstellung {name} fehlt. Bitte die Adresse der Datenbank angeben "
        "(postgresql://rolle:passwort@rechner:5432/datenbank) oder mit „rundertisch serve“ "
        "starten: Dann läuft die mitgelieferte Datenbank."
    )
    raise Refusal(msg)
