# SPDX-License-Identifier: EUPL-1.2
"""Which kinds of records the logs may be asked about; rooms enter theirs in `apps.ready()`."""

OPENABLE: dict[str, str] = {}  # kind as the log writes it -> its German name


def may_be_asked_about(*, kind: str, german: str) -> None:
    """Enter a kind of record about a person, with the word that people choose it by."""
    OPENABLE[kind] = german
