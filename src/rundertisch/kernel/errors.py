# SPDX-License-Identifier: EUPL-1.2
"""The one way a rule says no."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer of the house, not an error in it
    """A rule said no; the sentence says what, why and what to do, and the person reads it.

    ``field`` names the form field it belongs to, if any.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return self.sentence
