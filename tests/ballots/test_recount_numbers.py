"""Control numbers: what a person mistypes is noticed, what a person means is understood."""

from __future__ import annotations

import random

import pytest

from consul_py.ballots.recount import ALPHABET, check_character, normal, readable, well_formed

LENGTHS = (10, 16)  # codes of letters, control numbers


def numbers(length: int, times: int = 20) -> list[str]:
    dice = random.Random(length)
    made = ["".join(dice.choice(ALPHABET) for _ in range(length)) for _ in range(times)]
    return [number + check_character(number) for number in [ALPHABET[0] * length, ALPHABET[31] * length, *made]]


@pytest.mark.parametrize("length", LENGTHS)
def test_every_single_wrong_character_is_noticed(length: int) -> None:
    for number in numbers(length):
        assert well_formed(number, length)
        for place in range(length + 1):
            for wrong in ALPHABET:
                typed = number[:place] + wrong + number[place + 1 :]
                assert well_formed(typed, length) == (wrong == number[place]), (number, typed)


@pytest.mark.parametrize("length", LENGTHS)
def test_every_swap_of_two_different_characters_is_noticed(length: int) -> None:
    """All pairs of characters, at all pairs of places."""
    for here in range(length):
        for there in range(here + 1, length + 1):
            for first in ALPHABET:
                for second in ALPHABET:
                    typed = ["7"] * length
                    typed[here] = first
                    if there < length:
                        typed[there] = second
                    number = "".join(typed) + check_character("".join(typed))
                    swapped = list(number)
                    swapped[here], swapped[there] = number[there], number[here]
                    assert well_formed("".join(swapped), length) == (number[here] == number[there])
                    if there == length:
                        break  # the check character is what it is


def test_a_number_is_understood_as_it_was_meant() -> None:
    assert normal(" oi1l-abcd \n efgh jkmn-p ") == "0111ABCDEFGHJKMNP"
    for number in numbers(16):
        assert normal(readable(number).lower().replace("0", "o").replace("1", "l")) == number
    assert readable("ABCDEFGHJKMNPQRST") == "ABCD-EFGH-JKMN-PQRS-T"


@pytest.mark.parametrize("given", ["", "A", "Ä" * 17, "U" * 17, "1" * 16, "0" * 18, "٣" * 17, None, 7, ["0"] * 17])
def test_what_is_no_number_is_none(given: object) -> None:
    assert not well_formed(given)
    assert not well_formed(normal(str(given)))


def test_numbers_on_paper_stay_right() -> None:
    assert check_character("0123456789ABCDEF") == "P"
    assert check_character("ZZZZZZZZZZ") == "4"
    assert check_character("0000000001") == "2"
