# SPDX-License-Identifier: EUPL-1.2
"""The port of a demo: chosen once, held until it is used, never the neighbour's."""

import socket

import pytest

from rundertisch.kernel.errors import Refusal
from rundertisch.site import operations_web


def test_two_demos_that_start_in_the_same_second_choose_two_ports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RUNDERTISCH_PORT", raising=False)
    with operations_web.free_door() as first, operations_web.free_door() as second:
        assert first.port < second.port, "nobody listens on the first one yet"
        monkeypatch.setenv("RUNDERTISCH_PORT", str(first.port))
        with pytest.raises(Refusal, match=f"Port {first.port} ist belegt"):
            operations_web.free_door().__enter__()
    with operations_web.free_door() as again:
        assert again.port == first.port, "the mark of a port ends with its demo"
        with socket.socket() as other:
            other.bind((operations_web.LOOPBACK, again.port))
