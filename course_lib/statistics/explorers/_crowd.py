"""A thousand dots, one a person or a study, in four kinds that differ in colour and in shape."""

import numpy as np

from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, OUTPUT, OUTPUT_INK, Dots

ROWS, COLUMNS = 25, 40  # a thousand
# Found, missed, false alarm, rightly let go: as the four counts of the library stand.
KINDS = (  # radius in pixels, corners (4: a square), colour, filled?
    (4.5, 16, OUTPUT, True),
    (4.0, 16, INPUT, False),
    (4.5, 4, ERROR, True),
    (1.5, 8, (0.72, 0.72, 0.72), True),
)
INKS = (OUTPUT_INK, INPUT, ERROR_INK, "#5a5a5a")  # the same four, dark enough for text


class Crowd:
    """The four groups of dots on their axes; `show` says which dot is of which kind."""

    def __init__(self, axes):
        axes.set(xlim=(-0.5, COLUMNS - 0.5), ylim=(ROWS - 0.5, -0.5))
        axes.set_axis_off()
        self.groups = []
        for radius, corners, color, filled in KINDS:
            style = {"facecolor": color} if filled else {"fill": False, "linewidth": 1.6}
            self.groups.append(Dots(axes, radius, corners=corners, edgecolor=color, clip_on=False, **style))

    def show(self, kinds):
        """Show `kinds` (1000,), numbers 0 to 3, column by column from the left."""
        for number, group in enumerate(self.groups):
            place = np.flatnonzero(np.asarray(kinds) == number)
            group.show(np.stack([place // ROWS, place % ROWS], axis=1))


def in_order(counts):
    """Return the kinds of dots in the order of the counts: first all of kind 0, then of kind 1, ...

    >>> in_order((2, 0, 1, 1)).tolist()
    [0, 0, 2, 3]
    """
    return np.repeat(np.arange(len(counts)), counts)
