"""Guards that several modules of this topic share: samples, probabilities and alternatives."""

import numpy as np

from course_lib.checks import check_between, check_choice, check_real, check_row, plain

ALTERNATIVES = ("two-sided", "greater", "less")
LARGEST = 1e150  # the square of a larger number would overflow


def check_single(name, value):
    """Return `value` as a float, raising `ValueError` if it is an array."""
    if np.ndim(value):
        raise ValueError(f"`{name}` must be one number, got shape {np.shape(value)}")
    return float(value)


def check_alternative(value):
    """Return `value` if it is "two-sided", "greater" or "less"."""
    return check_choice("alternative", value, ALTERNATIVES)


def check_probability(name, value):
    """Return `value` (a number or an array) as floats in [0, 1]."""
    return check_between(name, value, 0, 1)


def check_level(name, value):
    """Return `value` as floats in (0, 1): a test that never or always rejects is no test."""
    return check_between(name, value, 0, 1, open_ends=True)


def check_alpha(value):
    """Return alpha as one float in (0, 1)."""
    return check_single("alpha", check_level("alpha", value))


def check_magnitude(name, value):
    """Return `value` (a number or an array) as finite floats whose squares are finite too."""
    array = np.asarray(check_real(name, value), dtype=float)
    fine = np.abs(array) <= LARGEST
    if not fine.all():
        raise ValueError(f"`{name}` must be finite (and at most {LARGEST:g} in size), got {array[~fine].flat[0]}")
    return plain(array)


def check_sigma(name, value):
    """Return `value` (a number or an array) as finite positive floats."""
    array = np.asarray(check_magnitude(name, value))
    if not (array > 0).all():
        raise ValueError(f"`{name}` must be positive, got {array[array <= 0].flat[0]}")
    return plain(array)


def check_sample(name, values, smallest=2):
    """Return `values` as a (n,) float array of at least `smallest` finite numbers."""
    return check_magnitude(name, check_row(name, values, smallest))


def check_spread(name, values, *, size=None):
    """Return the variance of `values` (divided by n - 1), raising `ValueError` if they are all equal.

    `size`: magnitude of the numbers that were subtracted to get `values`; equal up to its rounding is equal.
    """
    reach = np.ptp(values)
    rounding = 0.0 if size is None else 4 * np.finfo(float).eps * size
    variance = values.var(ddof=1)
    if reach <= rounding or variance == 0:
        raise ValueError(
            f"`{name}` must vary, got {values.size} equal values of {values[0]:g}: "
            f"without spread nothing says how far chance would move the mean"
        )
    return float(variance)
