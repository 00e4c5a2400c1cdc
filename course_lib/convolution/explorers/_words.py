"""How the explorers of convolution arithmetic put numbers into words."""

import numpy as np


def ranges(numbers):
    """Return whole numbers as text, runs joined.

    >>> ranges(np.array([3, 5, 6, 7]))
    '3, 5-7'
    """
    runs = np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1)
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
