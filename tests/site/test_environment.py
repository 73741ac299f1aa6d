# SPDX-License-Identifier: EUPL-1.2
"""Settings by environment: read, or refused with a sentence."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.site import environment
from rundertisch.site.logs import IdsOnly

SECRET = "k" * 25 + "0123456789-0123456789-0123"


@pytest.mark.parametrize(
    ("text", "value"), [("ja", True), ("1", True), ("Nein", False), ("", True)]
)
def test_yes_and_no_are_understood(
    monkeypatch: pytest.MonkeyPatch, text: str, *, value: bool
) -> None:
    monkeypatch.setenv("RUNDERTISCH_HTTPS", text)
    assert environment.envbool(name="RUNDERTISCH_HTTPS", default=True) is value


def test_a_yes_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNDERTISCH_HTTPS", "vielleicht")
    with pytest.raises(Refusal, match="Erlaubt sind ja oder nein"):
        environment.envbool(name="RUNDERTISCH_HTTPS", default=True)


@pytest.mark.parametrize("text", ["0", "65536", "80a", "-1", "٣", "8_000", "1e3"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("RUNDERTISCH_PORT", text)
    with pytest.raises(Refusal, match="ganze Zahl von 1 bis 65535"):
        environment.port()


def test_an_unknown_mode_is_refused_and_production_is_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RUNDERTISCH_MODE")
    assert environment.mode() == "production"
    monkeypatch.setenv("RUNDERTISCH_MODE", "debug")
    with pytest.raises(Refusal, match="demo, test, production"):
        environment.mode()


@pytest.mark.parametrize(
    "text",
    [
        "mysql://a:b@rathaus/tisch",
        "postgresql://rathaus/tisch",
        "postgresql://a:geheim@rathaus",
        "postgresql://a:geheim@rathaus:port/tisch",
        "geheim",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("RUNDERTISCH_OWNER_URL", text)
    with pytest.raises(Refusal, match="RUNDERTISCH_OWNER_URL ist keine") as refused:
        environment.envurl(name="RUNDERTISCH_OWNER_URL")
    assert "geheim" not in str(refused.value)


def test_an_address_is_read_with_its_quoted_parts_and_options(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "RUNDERTISCH_DATABASE_URL", "postgresql://app:p%40ss@db.example:6543/tisch?sslmode=require"
    )
    found = environment.envurl(name="RUNDERTISCH_DATABASE_URL") or {}
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("app", "p@ss", "db.example")
    assert (found["PORT"], found["NAME"]) == ("6543", "tisch")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("text", ["", "kurz", "change-me", "only-for-demo-" + "x" * 60])
def test_production_refuses_a_missing_short_or_default_secret(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("RUNDERTISCH_SECRET_KEY", text)
    with pytest.raises(Refusal, match="RUNDERTISCH_SECRET_KEY"):
        environment.envsecret(name="RUNDERTISCH_SECRET_KEY", mode="production")


def test_the_defaults_of_demo_and_test_are_refused_in_production(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for mode in ("demo", "test"):
        monkeypatch.delenv("RUNDERTISCH_SECRET_KEY", raising=False)
        default = environment.envsecret(name="RUNDERTISCH_SECRET_KEY", mode=mode)
        monkeypatch.setenv("RUNDERTISCH_SECRET_KEY", default)
        with pytest.raises(Refusal, match="Vorgabewert"):
            environment.envsecret(name="RUNDERTISCH_SECRET_KEY", mode="production")


def test_the_data_folder_is_a_full_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUNDERTISCH_HOME", "daten")
    with pytest.raises(Refusal, match="vollständiger Pfad"):
        environment.home()
    monkeypatch.delenv("RUNDERTISCH_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert environment.home() == tmp_path / "rundertisch"


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ("RUNDERTISCH_SECRET_KEY", "RUNDERTISCH_SECRET_KEY fehlt"),
        ("RUNDERTISCH_DATABASE_URL", "RUNDERTISCH_DATABASE_URL fehlt"),
        ("RUNDERTISCH_OWNER_URL", "RUNDERTISCH_OWNER_URL fehlt"),
    ],
)
def test_production_does_not_start_without(missing: str, named: str) -> None:
    given = {
        "RUNDERTISCH_SECRET_KEY": SECRET,
        "RUNDERTISCH_DATABASE_URL": "postgresql://a:b@localhost/tisch",
        "RUNDERTISCH_OWNER_URL": "postgresql://c:d@localhost/tisch",
    }
    assert _settings(given).returncode == 0
    done = _settings({name: value for name, value in given.items() if name != missing})
    assert done.returncode != 0
    assert named in done.stderr


def test_production_is_strict_about_cookies_transport_and_scripts() -> None:
    done = _settings(
        {
            "RUNDERTISCH_SECRET_KEY": SECRET,
            "RUNDERTISCH_DATABASE_URL": "postgresql://a:b@localhost/tisch",
            "RUNDERTISCH_OWNER_URL": "postgresql://c:d@localhost/tisch",
        },
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECOND_FACTOR_DEMANDED, s.PASSWORD_HASHERS[0], "
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['default-src'])",
    )
    assert done.stdout.split() == [
        *("False", "True", "True", "True", "True"),
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "[\"'self'\"]",
    ]


def _settings(
    given: dict[str, str], code: str = "s.SECRET_KEY"
) -> subprocess.CompletedProcess[str]:
    clean = {name: text for name, text in os.environ.items() if "RUNDERTISCH" not in name}
    return subprocess.run(
        [sys.executable, "-c", f"from rundertisch.site import settings as s; {code}"],
        env=clean | given | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_logged_error_tells_kind_and_place_but_no_value() -> None:
    try:
        refuse_twice(name="Amira Haddad")
    except ValueError as error:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "Fehler", None,
            (type(error), error, error.__traceback__),
        )  # fmt: skip
    line = IdsOnly().format(record)
    assert "Amira" not in line
    assert "builtins.ValueError" in line
    assert "builtins.KeyError" in line
    assert "test_environment.py" in line


def refuse_twice(*, name: str) -> None:
    try:
        {}[name]
    except KeyError as cause:
        raise ValueError(f"Der Name {name} steht schon da") from cause


MAIL = {"HOST": "mail.kreis.example", "FROM": "Zentrum <ki@kreis.example>"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"HOST": "mail.kreis.example"}, "RUNDERTISCH_SMTP_FROM angeben"),
        ({"FROM": "ki@kreis.example"}, "RUNDERTISCH_SMTP_HOST und"),
        (MAIL | {"FROM": "Zentrum"}, "unvollständig"),
        (MAIL | {"USER": "tisch"}, "entweder beide oder keines"),
        (MAIL | {"SECURITY": "ssl"}, "starttls, tls, none"),
        (MAIL | {"SECURITY": "none"}, "Unverschlüsselt geht im Betrieb"),
        (MAIL | {"PORT": "0"}, "ganze Zahl von 1"),
    ],
)
def test_half_a_mail_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"RUNDERTISCH_SMTP_{name}", value)
    with pytest.raises(Refusal, match=sentence):
        environment.mail_server(mode="production")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"URL": "https://sms.example/"}, "RUNDERTISCH_SMS_TOKEN angeben"),
        ({"TOKEN": "geheim"}, "RUNDERTISCH_SMS_URL und"),
        ({"URL": "http://sms.example/", "TOKEN": "geheim"}, "mit https:// beginnen"),
        ({"URL": "https://sms.example/", "TOKEN": "x", "FIELDS": "to"}, "drei Felder"),
        ({"URL": "https://sms.example/", "TOKEN": "x", "FORMAT": "xml"}, "json, form"),
    ],
)
def test_half_an_sms_gateway_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    assert not environment.sms_gateway().url
    for name, value in given.items():
        monkeypatch.setenv(f"RUNDERTISCH_SMS_{name}", value)
    with pytest.raises(Refusal, match=sentence):
        environment.sms_gateway()


def test_the_address_of_this_house_has_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.site(hosts=["tisch.example"], encrypted=True) == "https://tisch.example"
    monkeypatch.setenv("RUNDERTISCH_SITE", "https://tisch.example/ar/")
    with pytest.raises(Refusal, match="ohne Pfad"):
        environment.site(hosts=["tisch.example"], encrypted=True)


def test_a_mail_server_is_set_whole_and_tells_nobody_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not environment.mail_server(mode="production").host
    for name, value in (MAIL | {"USER": "tisch", "PASSWORD": "geheim"}).items():
        monkeypatch.setenv(f"RUNDERTISCH_SMTP_{name}", value)
    found = environment.mail_server(mode="production")
    assert (found.port, found.security, found.password) == (587, "starttls", "geheim")
    assert "geheim" not in repr(found)
    done = _settings(
        {"RUNDERTISCH_MODE": "test"} | {f"RUNDERTISCH_SMTP_{k}": v for k, v in MAIL.items()},
        "print(s.SENDS_MAIL, s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_USE_TLS, s.EMAIL_PORT)",
    )
    assert done.stdout.split() == ["True", "smtp", "True", "587"]
