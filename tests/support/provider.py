# SPDX-License-Identifier: EUPL-1.2
"""A small OpenID Connect provider on this machine, for the tests: it vouches for whom it is told.

Discovery, authorize, token and jwks; signed with RS256; PKCE and the client's secret are checked.
What it says wrongly on purpose stands in `lies`: claims that replace the true ones.
"""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "rundertisch", "ein Geheimnis der Probe", "probe-1"


@dataclass
class Provider:
    """The running provider, the person it vouches for, and what it lies about."""

    url: str
    key: rsa.RSAPrivateKey
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    signs_with: rsa.RSAPrivateKey | str | None = None
    algorithm: str = "RS256"
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """Return how allauth is told about it."""
        app = {
            "provider_id": "kreis",
            "name": "Kreis",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url, "fetch_userinfo": False},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def discovery(self) -> dict[str, Any]:
        """Return what the well-known address says."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        """Return the public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent back to, with a code for one use."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code, or nothing for who may not have them."""
        begun = self.codes.pop(asked.get("code", ""), None)
        proof = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        known = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, SECRET)
        if begun is None or not known or begun.get("code_challenge") != challenge:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": begun["nonce"], **self.person, **self.lies}
        key = self.key if self.signs_with is None else self.signs_with
        signed = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": KEY_ID})
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif where.path == "/.well-known/openid-configuration":
            self._say(self.provider.discovery())
        else:
            self._say(self.provider.jwks())

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.provider.token({k: v[0] for k, v in parse_qs(text).items()})
        self._say(answer or {"error": "invalid_grant"}, status=200 if answer else 400)

    def _say(self, answer: dict[str, Any], *, status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named by the library)
        """Keep quiet."""


def new_key() -> rsa.RSAPrivateKey:
    """Return a key of nobody's."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """Let a provider answer on a free port of this machine."""
    handler = type("Answers", (_Answers,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider = Provider(url=f"http://127.0.0.1:{server.server_port}", key=new_key())
        handler.provider = provider  # type: ignore[attr-defined]  # declared by its base
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    """One provider for all tests of a file."""
    with running() as provider:
        yield provider
