"""The one notation of the course: each symbol has one meaning in all notebooks."""

from html import escape
from typing import NamedTuple


class Symbol(NamedTuple):
    sign: str  # as it is written between dollar signs
    meaning: str
    unit: str


SYMBOLS = (
    Symbol("i", "size of the input along one axis", "samples"),
    Symbol("k", "size of the kernel along one axis", "samples"),
    Symbol("s", "stride: the step between windows", "samples"),
    Symbol("p", "padding: zeros added on each side", "samples"),
    Symbol("d", "dilation: the gap between kernel taps, 1 for none", "samples"),
    Symbol("o", "size of the output along one axis", "samples"),
    Symbol("N", "number of pictures in a batch", ""),
    Symbol("C", "number of channels", ""),
    Symbol("H", "height", "pixels"),
    Symbol("W", "width", "pixels"),
    Symbol("x", "place along a row of a picture, to the right", "pixels"),
    Symbol("y", "place along a column of a picture, downwards", "pixels"),
    Symbol("M", "a convolution written as a matrix", ""),
    Symbol("u", "an input, all its values in one column", ""),
    Symbol("v", "an output, all its values in one column", ""),
    Symbol("n", "how many values: in a sample, or in a group that shares a mean", ""),
    Symbol("μ", "mean", ""),
    Symbol("σ", "standard deviation; σ² is the variance", ""),
    Symbol("z", "a value's distance from the mean, in standard deviations", ""),
    Symbol("t", "a step in time; T is the last one", ""),
    Symbol("T", "the last step in time", ""),
    Symbol("f", "frequency", "cycles per pixel, or per second"),
    Symbol("A", "a transformation of the plane: a 3×3 matrix on (x, y, 1)", ""),
    Symbol("w", "the third number of a point: (x, y, w) lies at (x/w, y/w)", ""),
    Symbol("θ", "an angle, from x towards y", "radians or degrees, as said"),
    Symbol("R", "a rotation of space, 3×3", ""),
    Symbol("K", "the inside of a camera: focal lengths and principal point, 3×3", "pixels"),
    Symbol("E", "essential matrix: from a ray of one camera to a line of the other", ""),
    Symbol("F", "fundamental matrix: from a pixel of one picture to a line of the other", ""),
    Symbol("α", "level of a test: how often it may reject a true null hypothesis", ""),
    Symbol("β", "how often a test keeps a false null hypothesis; 1 − β is its power", ""),
)

CONVENTIONS = (
    "Arrays are (N, C, H, W), as in PyTorch; NumPy, OpenCV and TensorFlow put the channels last.",
    "Rows come first in an array, so a cell is (row, column); a point is (x, y), with y down.",
    "Convolution in deep learning is cross-correlation: the kernel is not flipped. The course says which it means.",
    "A small bold letter is a vector. In a recurrent cell x goes in, h comes out, c is kept; f, i and o are its gates.",
    "Two views: a dash marks the second picture. A small bold letter is a point (x, y, 1) or a line, and t a shift.",
    "gamma, beta, alpha and k, written as code, are arguments of layers, by PyTorch's names.",
    "Logarithms are natural unless bits are named. A variance divides by n unless it says otherwise.",
)


class NotationTable:
    """The table of symbols; shows itself at the end of a cell."""

    def __repr__(self):
        rows = [f"{symbol.sign:3}{symbol.meaning}{f' [{symbol.unit}]' if symbol.unit else ''}" for symbol in SYMBOLS]
        return "\n".join([*rows, "", *CONVENTIONS])

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th scope='row'><i>{symbol.sign}</i></th><td style='text-align:left'>{escape(symbol.meaning)}</td>"
            f"<td>{escape(symbol.unit)}</td></tr>"
            for symbol in SYMBOLS
        )
        head = "<tr><th scope='col'>symbol</th><th scope='col'>meaning</th><th scope='col'>unit</th></tr>"
        rules = "".join(f"<li>{escape(rule)}</li>" for rule in CONVENTIONS)
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table><ul>{rules}</ul>"


def notation():
    """Return the table of the course's symbols."""
    return NotationTable()
