# SPDX-License-Identifier: EUPL-1.2
"""The port of a demo: chosen once, held until it is used, never the neighbour's."""

import socket

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.site import operations_web
from tests.support.post_office import free_port


def test_two_demos_that_start_in_the_same_second_choose_two_ports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RUNDERTISCH_PORT", raising=False)
    with operations_web.free_door() as first, operations_web.free_door() as second:
        assert first.port < second.port, "nobody listens on the first one yet"
    wished = free_port()
    monkeypatch.setenv("RUNDERTISCH_PORT", str(wished))
    with operations_web.free_door() as one:
        assert one.port == wished
        with pytest.raises(Refusal, match=f"Port {wished} ist belegt"):
            operations_web.free_door().__enter__()
    with operations_web.free_door() as again, socket.socket() as other:
        assert again.port == wished, "the mark of a port ends with its demo"
        other.bind((operations_web.LOOPBACK, wished))
