"""One meaning for each symbol."""

from course_lib.kit.notebook.notation import CONVENTIONS, SYMBOLS, notation


def test_no_symbol_has_two_meanings():
    signs = [symbol.sign for symbol in SYMBOLS]
    assert len(set(signs)) == len(signs)
    assert all(len(symbol.meaning) > 3 for symbol in SYMBOLS)


def test_the_table_shows_every_symbol_and_convention():
    table = notation()
    for symbol in SYMBOLS:
        assert f"{symbol.sign}  {symbol.meaning}" in repr(table)
        assert f"<i>{symbol.sign}</i>" in table._repr_html_()
    assert all(rule in repr(table) for rule in CONVENTIONS)
    assert "[samples]" in repr(table)
