"""Codes that people copy from paper."""

from __future__ import annotations

import pytest

from consul_py.ballots import recount
from consul_py.kernel import codes


def test_a_code_has_ten_characters_and_one_that_checks_them() -> None:
    code = codes.new_code()
    assert len(code) == 11
    assert codes.is_wellformed(code)
    assert codes.normal(codes.readable(code)) == code


def test_a_longer_code_is_checked_in_the_same_way_and_taken_for_no_shorter_one() -> None:
    code = codes.new_code(15)
    assert len(code) == 16
    assert codes.is_wellformed(code, 15)
    assert not codes.is_wellformed(code)
    wrong = code[:-1] + codes.ALPHABET[codes.ALPHABET.index(code[-1]) - 1]
    assert not codes.is_wellformed(wrong, 15)


def test_codes_do_not_repeat() -> None:
    assert len({codes.new_code() for _ in range(2000)}) == 2000


def test_every_single_wrong_character_is_found() -> None:
    code = codes.new_code()
    for place, right in enumerate(code):
        wrong = [code[:place] + other + code[place + 1 :] for other in codes.ALPHABET if other != right]
        assert not [one for one in wrong if codes.is_wellformed(one)]


def test_every_two_neighbours_that_changed_places_are_found() -> None:
    for _ in range(200):
        code = codes.new_code()
        for place in range(10):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or not codes.is_wellformed(swapped)


@pytest.mark.parametrize(
    "write", [str.lower, lambda c: f" {c[:3]} {c[3:]}\n", lambda c: "-".join(c), lambda c: c + "."]
)
def test_what_people_add_does_not_matter(write: object) -> None:
    assert callable(write)
    code = codes.new_code()
    assert codes.normal(write(code)) == code


def test_letters_that_look_like_digits_are_taken_for_them() -> None:
    assert codes.normal("oO iI lL") == "001111"


def test_the_recount_tool_checks_numbers_in_the_same_way() -> None:
    assert recount.ALPHABET == codes.ALPHABET
    for _ in range(200):
        code = codes.new_code()
        assert recount.check_character(code[:-1]) == code[-1]
        assert recount.readable(code) == codes.readable(code)
