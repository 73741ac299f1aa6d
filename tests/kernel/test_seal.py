# SPDX-License-Identifier: EUPL-1.2
"""The seal of a round: any change breaks it, a forgotten record does not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rundertisch.kernel import seal

LEAVES = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=20)


def test_a_record_is_hashed_in_one_way_whatever_the_order_of_its_keys() -> None:
    assert seal.canonical({"b": [1, None], "a": "ä"}) == '{"a":"ä","b":[1,null]}'.encode()
    assert seal.leaf(salt="s", record={"a": 1, "b": 2}) == seal.leaf(
        salt="s", record={"b": 2, "a": 1}
    )


def test_the_salt_hides_a_record_that_could_be_guessed() -> None:
    assert seal.leaf(salt="s", record={"grade": 5}) != seal.leaf(salt="t", record={"grade": 5})


def test_the_root_over_three_leaves_by_hand() -> None:
    one, two, three = (hashlib.sha256(bytes([n])).hexdigest() for n in (1, 2, 3))
    pair = hashlib.sha256(b"\x01" + bytes.fromhex(one) + bytes.fromhex(two)).digest()
    whole = hashlib.sha256(b"\x01" + pair + bytes.fromhex(three)).hexdigest()
    assert seal.root(leaves=[one, two, three]) == whole
    assert seal.root(leaves=[one]) == one


def test_nothing_cannot_be_sealed() -> None:
    with pytest.raises(ValueError, match="nothing"):
        seal.root(leaves=[])


@given(leaves=LEAVES, data=st.data())
def test_any_other_leaf_gives_another_root(leaves: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    other = hashlib.sha256(bytes.fromhex(leaves[at])).hexdigest()
    changed = [*leaves[:at], other, *leaves[at + 1 :]]
    assert seal.root(leaves=changed) != seal.root(leaves=leaves)
