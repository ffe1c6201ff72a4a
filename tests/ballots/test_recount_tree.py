"""The tree is RFC 6962's: the test vectors of Certificate Transparency."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from consul_py.ballots.recount import Tree, canonical, leaf_hash, prefix_roots
from tests.ballots import published

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
BALLOT, NONCE, NUMBER = "ab" * 32, "cd" * 32, "0" * 17
LEAVES = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).hexdigest() for text in INPUTS]


def slow_root(leaves: list[str]) -> str:
    """RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    both = bytes.fromhex(slow_root(leaves[:half])) + bytes.fromhex(slow_root(leaves[half:]))
    return hashlib.sha256(b"\x01" + both).hexdigest()


def test_the_roots_are_those_of_certificate_transparency() -> None:
    tree = Tree()
    for leaf, before, after in zip(LEAVES, ROOTS, ROOTS[1:], strict=False):
        assert tree.root() == before
        tree.add(leaf)
        assert tree.root() == after
    assert tree.size == 8


@given(st.integers(0, 300), st.sets(st.integers(0, 320)))
def test_roots_of_beginnings_are_those_the_rfc_defines(size: int, asked: set[int]) -> None:
    leaves = [hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(size)]
    expected = {n: slow_root(leaves[:n]) for n in asked | {0} if n <= size}
    assert prefix_roots(leaves, asked) == expected


def test_a_leaf_is_the_hash_of_the_canonical_content() -> None:
    choice = {"2": {"20": 5, "21": 0}, "1": [10]}
    written = (
        f'{{"ballot":"{BALLOT}","choice":{{"1":[10],"2":{{"20":5,"21":0}}}},'
        f'"nonce":"{NONCE}","own":"0815","tracker":"{NUMBER}"}}'
    )
    expected = hashlib.sha256(b"\x00" + written.encode()).hexdigest()
    assert leaf_hash(BALLOT, NUMBER, "0815", NONCE, choice) == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    )
)
def test_there_is_one_way_to_write_a_thing(value: object) -> None:
    assert canonical(value) == published.canonical(value)
