"""Explorers for the browser tests: one with a cell to click and a point to drag, one that is slow."""

import time
from typing import NamedTuple

from course_lib.kit.explorer import Explorer, Handle, Number, Preset
from course_lib.kit.figures import INPUT, OUTPUT


class Trial(Explorer):
    """Where is the chosen cell, and where is the point?"""

    title = "Trial"
    size = (8, 4)
    controls = {
        "row": Number(0, 0, 9, label="row"),
        "column": Number(0, 0, 9, label="column"),
        "threshold": Number(2.0, 0.0, 10.0, 0.5, label="threshold"),
    }
    presets = {"corner": Preset({"row": 3, "column": 3}, "The last cell of all.", lambda r: r.row == r.column == 3)}

    def compute(self, row, column, threshold):
        if row > 3:
            raise ValueError(f"`row` must be below 4, got {row}")
        if column > 3:
            raise ZeroDivisionError("a defect made for the test")
        return None

    def draw(self, figure, r):
        self.cells = figure.add_axes((0, 0, 0.5, 1), xlim=(-0.5, 3.5), ylim=(3.5, -0.5))
        self.line = figure.add_axes((0.55, 0, 0.5, 1), xlim=(0, 10), ylim=(-1, 1))
        (self.cell,) = self.cells.plot([0], [0], "s", ms=60, color=INPUT)
        (self.point,) = self.line.plot([0], [0], "o", ms=12, color=OUTPUT)

    def update(self, r):
        self.cell.set_data([r.column], [r.row])
        self.point.set_xdata([r.threshold])

    def describe(self, r):
        return f"row {r.row}, column {r.column}, point at {r.threshold}"

    def code(self, row, column, threshold):
        return f"row = {row}\ncolumn = {column}\nthreshold = {threshold}"

    def handles(self):
        return [
            Handle(self.cells, "column", "row", "chosen cell"),
            Handle(self.line, "threshold", None, "threshold", area="point"),
        ]


class Heights(NamedTuple):
    heights: list  # n a bar; all equal


class Slow(Explorer):
    """What is shown while the fine picture takes half a second?"""

    title = "Slow"
    size = (6, 3)
    controls = {"n": Number(5, 1, 40, label="height")}
    presets = {"highest": Preset({"n": 40}, "As high as it gets.", lambda r: r.n == 40)}
    bars, seconds = 16, 0.5

    def compute(self, n):
        time.sleep(self.seconds)
        return Heights([n] * self.bars)

    def draw(self, figure, r):
        axes = figure.add_axes((0, 0, 1, 1), xlim=(-0.6, self.bars - 0.4), ylim=(0, 41))
        self.bar = list(axes.bar(range(self.bars), [0] * self.bars, color=INPUT))

    def update(self, r):
        for i, bar in enumerate(self.bar):
            bar.set_height(r.heights[i] if i < len(r.heights) else 0)

    def describe(self, r):
        return f"{len(r.heights)} bars of height {r.n}"

    def code(self, n):
        return f"n = {n}"


class Sketched(Slow):
    """The same, with a coarse picture for while the slider is held."""

    title = "Sketched"

    def sketch(self, n):
        return Heights([n] * 4)
