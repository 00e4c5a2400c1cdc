"""Guards that the modules of this topic share: labels, scores, probabilities and prices."""

import numpy as np

from course_lib.checks import check_between, check_filled, check_row

REMEDY = "drop or mend these samples first"


def check_labels(name, values):
    """Return `values` as a (n,) bool array; only 0 and 1 (or False and True) are labels."""
    array = np.asarray(values)
    if array.dtype != bool:
        array = check_row(name, values, remedy=REMEDY)
        odd = ~np.isin(array, (0, 1))
        if odd.any():
            raise ValueError(
                f"`{name}` must hold 0 and 1 only, got {array[odd][0]:g}; for one class of several write "
                f"`{name} == that_class`"
            )
    elif array.ndim != 1:
        raise ValueError(f"`{name}` must be one row of labels, got shape {array.shape}")
    check_filled(name, array)
    return array.astype(bool)


def check_same_length(**rows):
    """Raise `ValueError` unless all rows are equally long."""
    (first, one), (second, two) = rows.items()
    if len(one) != len(two):
        raise ValueError(f"`{second}` must have one value for each of `{first}`, {len(one)}, got {len(two)}")


def check_two_classes(name, truth):
    """Raise `ValueError` unless both classes occur."""
    if truth.all() or not truth.any():
        raise ValueError(f"`{name}` must hold both classes, got {truth.size} times {int(truth[0])}")


def check_probabilities(name, values):
    """Return `values` as a (n,) float array in [0, 1]."""
    row = check_row(name, values, remedy=REMEDY)
    return check_between(name, row, 0, 1, remedy="scores become probabilities by a sigmoid")


def check_price(name, value):
    """Return `value` as a float that is finite and not negative."""
    if not (np.ndim(value) == 0 and np.isfinite(value) and value >= 0):
        raise ValueError(f"`{name}` must be a price of at least 0, got {value}")
    return float(value)
