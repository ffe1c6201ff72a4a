"""Ed25519 in pure Python: RFC 8032's vectors, the `cryptography` library, and what a strict verifier refuses."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from consul_py.ballots.recount import BASE, L, P, verify_signature
from tests.ballots.published import public

# secret key, public key, message, signature: RFC 8032, section 7.1
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
            "e24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
            "aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
            "28dc027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce"
            "80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac"
            "17ad9bef1177331a704"
        ),
    ),
]


def theirs(key: str, message: bytes, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize(("secret", "key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_are_right(secret: str, key: str, message: str, signature: str) -> None:
    made = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert public(made) == key
    assert made.sign(bytes.fromhex(message)).hex() == signature
    assert verify_signature(key, bytes.fromhex(message), signature)
    assert not verify_signature(key, bytes.fromhex(message) + b"\x00", signature)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_the_library_signs_is_right(secret: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    assert verify_signature(public(key), message, key.sign(message).hex())


@given(st.binary(min_size=32, max_size=32), st.integers(0, 95 * 8 + 7), st.binary(min_size=32, max_size=32))
def test_one_wrong_bit_is_judged_as_the_library_judges_it(secret: bytes, bit: int, message: bytes) -> None:
    """In the key, or in either half of the signature."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    both = bytearray(bytes.fromhex(public(key)) + key.sign(message))
    both[bit // 8] ^= 1 << bit % 8
    given_key, signature = both[:32].hex(), both[32:].hex()
    assert verify_signature(given_key, message, signature) == theirs(given_key, message, signature) is False


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_noise_is_no_signature(key: bytes, signature: bytes) -> None:
    assert not verify_signature(key.hex(), b"", signature.hex())


def test_a_signature_is_not_right_a_second_way() -> None:
    """s + L is the same number to a careless verifier."""
    _, key, message, signature = VECTORS[1]
    s = int.from_bytes(bytes.fromhex(signature[64:]), "little") + L
    assert not verify_signature(key, bytes.fromhex(message), signature[:64] + s.to_bytes(32, "little").hex())


# The eight points of small order, and ways to write a point that are not the right one.
WEAK = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",  # x is 0 and has a sign
    (P + 1).to_bytes(32, "little").hex(),
    (P + 3).to_bytes(32, "little").hex(),
    "ff" * 32,
    (2).to_bytes(32, "little").hex(),  # not on the curve
]


@pytest.mark.parametrize("key", WEAK)
def test_weak_and_wrongly_written_keys_sign_nothing(key: str) -> None:
    neutral = "01" + "00" * 31
    for start in (neutral, *WEAK, BASE.hex()):
        for number in (0, 1, L):
            assert not verify_signature(key, b"anything", start + number.to_bytes(32, "little").hex())


@pytest.mark.parametrize(
    "wrong", [None, 7, b"", "", "0" * 63, "0" * 65, "g" * 64, "0 " * 32, "0" * 127, "0" * 128 + "\n", []]
)
def test_what_is_no_text_of_the_right_length_is_refused(wrong: Any) -> None:
    _, key, message, signature = VECTORS[0]
    assert not verify_signature(wrong, bytes.fromhex(message), signature)
    assert not verify_signature(key, bytes.fromhex(message), wrong)


def test_capital_letters_are_not_how_we_write_signatures() -> None:
    _, key, message, signature = VECTORS[0]
    assert not verify_signature(key.upper(), bytes.fromhex(message), signature)
