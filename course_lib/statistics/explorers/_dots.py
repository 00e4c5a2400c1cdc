"""A thousand dots, one a person or a study, in four kinds that differ in colour and in shape."""

import numpy as np

from course_lib.figures import ERROR, INPUT, OUTPUT

ROWS, COLUMNS = 25, 40  # a thousand
# Found, missed, false alarm, rightly let go: as the four counts of the library stand.
KINDS = (
    {"marker": "o", "color": OUTPUT, "markersize": 7},
    {"marker": "o", "color": INPUT, "markersize": 6, "fillstyle": "none", "markeredgewidth": 1.8},
    {"marker": "s", "color": ERROR, "markersize": 6},
    {"marker": ".", "color": tuple([0.72] * 3), "markersize": 4},
)
INKS = ("#00694c", INPUT, "#a84300", "#5a5a5a")  # the same four, dark enough for text


class Dots:
    """The four groups of dots on their axes; `show` says which dot is of which kind."""

    def __init__(self, axes):
        axes.set(xlim=(-0.7, COLUMNS - 0.3), ylim=(ROWS - 0.3, -0.7))
        axes.set_axis_off()
        self.lines = [axes.plot([], [], linestyle="", clip_on=False, **kind)[0] for kind in KINDS]

    def show(self, kinds):
        """Show `kinds` (1000,), numbers 0 to 3, column by column from the left."""
        for number, line in enumerate(self.lines):
            place = np.flatnonzero(np.asarray(kinds) == number)
            line.set_data(place // ROWS, place % ROWS)


def in_order(counts):
    """Return the kinds of dots in the order of the counts: first all of kind 0, then of kind 1, ...

    >>> in_order((2, 0, 1, 1)).tolist()
    [0, 0, 2, 3]
    """
    return np.repeat(np.arange(len(counts)), counts)
