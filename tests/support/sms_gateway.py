# SPDX-License-Identifier: EUPL-1.2
"""A real gateway for SMS on loopback: counts what it takes, misbehaves when told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(slots=True)
class Gateway:
    """What came in, in order; ``status`` is what it answers, 0 hangs up instead."""

    url: str = ""
    status: int = 202
    taken: list[dict[str, str]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Gateway]:
    """Run the gateway on a free loopback port while the block lasts."""
    gateway = Gateway()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.taken.append(json.loads(body))
            gateway.heads.append(dict(self.headers))
            if gateway.status:
                self.send_response(gateway.status)
                self.end_headers()

        def log_message(self, *told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}/v1/messages"
    thread = Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
