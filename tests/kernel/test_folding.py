"""Lines of text parts are short, and addresses stay whole."""

from __future__ import annotations

from consul_py.kernel.folding import folded


def test_a_long_line_is_folded_between_words_and_never_inside_an_address() -> None:
    address = "https://beteiligung.example.org/ein-langer-weg/der-nicht-gebrochen-wird/" + "x" * 40
    lines = folded(f"Ein Satz, der weiter geht als die Zeile, und dann steht hier: {address} und noch etwas.").split(
        "\n"
    )
    assert address in lines
    assert max(len(line) for line in lines if line != address) <= 72


def test_what_follows_a_bullet_stays_under_its_words() -> None:
    assert folded("- eins zwei drei", 10) == "- eins\n  zwei\n  drei"
    assert folded("  - eins zwei", 10) == "  - eins\n    zwei"


def test_a_quotation_keeps_its_mark() -> None:
    assert folded("> eins zwei", 8) == "> eins\n> zwei"


def test_short_lines_empty_ones_and_the_mark_of_a_signature_stay() -> None:
    text = "Guten Tag.\n\n-- \nAbsender\n"
    assert folded(text) == text


def test_folding_twice_changes_nothing() -> None:
    once = folded("- " + "wort " * 60)
    assert folded(once) == once
