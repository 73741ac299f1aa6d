# SPDX-License-Identifier: EUPL-1.2
"""A seal over many records: a tree of hashes (Merkle, 1987) with one salted leaf each.

Whoever knows the root can be shown that a record has not changed since. A record that has to be
forgotten takes its salt along: its leaf stays, says nothing, and the root still holds.
"""

import hashlib
import json
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"  # a leaf can never be passed off as a node (RFC 6962, 2.1)


def canonical(record: object) -> bytes:
    """Write a record in the one way that is hashed: keys sorted, no spaces, UTF-8."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def leaf(*, salt: str, record: object) -> str:
    """Return the leaf of a record as hex; without the salt nobody can guess the record from it."""
    return hashlib.sha256(LEAF + salt.encode() + b"\n" + canonical(record)).hexdigest()


def root(*, leaves: Sequence[str]) -> str:
    """Return the root over leaves in their order; a last one without a partner moves up as it is.

    Raises:
        ValueError: there is nothing to seal.
    """
    if not leaves:
        msg = "nothing to seal"
        raise ValueError(msg)
    row = [bytes.fromhex(one) for one in leaves]
    while len(row) > 1:
        pairs = [
            hashlib.sha256(NODE + row[at] + row[at + 1]).digest()
            for at in range(0, len(row) - 1, 2)
        ]
        row = [*pairs, row[-1]] if len(row) % 2 else pairs
    return row[0].hex()
