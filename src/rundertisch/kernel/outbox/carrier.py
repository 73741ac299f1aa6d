# SPDX-License-Identifier: EUPL-1.2
"""What carries a message out of the house, and what can become of an attempt."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from rundertisch.kernel.models import Channel, Message, MessageState, Trouble

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt."""

    state: MessageState
    trouble: str = ""


SENT = Result(MessageState.SENT)
PATIENCE = Result(MessageState.WAITING, Trouble.LATER)
NOBODY_KNOWS = Result(MessageState.UNCERTAIN, Trouble.INTERRUPTED)
MALFORMED = Result(MessageState.FAILED, Trouble.MALFORMED)


class Carrier(Protocol[T]):
    """A carrier of one channel; ``T`` is a message made ready for it."""

    channel: Channel

    def knock(self) -> str:
        """Open the connection before anything is claimed; return why it does not open."""
        ...

    def ready(self, message: Message) -> T:
        """Read the text while the message is claimed."""
        ...

    def hand_over(self, letter: T) -> Result:
        """Send it over the open connection and say what became of it.

        What was refused did not leave. What broke off may have: nobody knows.
        """
        ...

    def close(self) -> None:
        """Close the connection; may raise an OSError, the result is already kept."""
        ...
