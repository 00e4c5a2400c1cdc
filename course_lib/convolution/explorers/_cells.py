"""Small numbers in words and in code, as the explorers of convolution share them."""

import numpy as np


def rows_of(table):
    """Return a table as one line of text: numbers apart by spaces, rows by slashes.

    >>> rows_of([[122, 148], [126, 134]])
    '122 148 / 126 134'
    """
    return " / ".join(" ".join(f"{value:g}" for value in row) for row in np.asarray(table))


def sum_of_products(weights, values, total):
    """Return a sum written out.

    >>> sum_of_products([1, -4], [4, 5], -16)
    '1·4 − 4·5 = −16'
    """
    text = " + ".join(f"{weight:g}·{value:g}" for weight, value in zip(weights, values)) or "0"
    return f"{text} = {total:g}".replace("+ -", "− ").replace("-", "−")


def listing(table):
    """Return a table of whole numbers as Python code.

    >>> listing(np.array([[1, 2], [3, 4]]))
    '[[1, 2], [3, 4]]'
    """
    return str(np.asarray(table).tolist())
