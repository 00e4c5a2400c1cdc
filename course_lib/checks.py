"""Shape and range guards whose messages name the argument, the rule and what came in."""

import difflib
import operator
from numbers import Real

import numpy as np


def check_at_least(name, value, smallest):
    """Raise `ValueError` unless `value >= smallest`."""
    if not value >= smallest:  # `not >=` so that nan is refused too
        raise ValueError(f"`{name}` must be at least {smallest}, got {value}")


def check_choice(name, value, choices):
    """Return `value`, raising `ValueError` that names the nearest choice unless it is one of `choices`."""
    if isinstance(value, str) and value in choices:
        return value
    near = difflib.get_close_matches(str(value).lower(), choices, n=1)
    advice = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"`{name}` must be one of {', '.join(choices)}, got {value!r}{advice}")


def check_integer(name, value, smallest=None):
    """Return `value` as an int; `TypeError` for 2.0, True or "2", `ValueError` below `smallest`."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, (bool, np.bool_)):
        raise TypeError(f"`{name}` must be an integer, got {value!r}")
    if smallest is not None:
        check_at_least(name, number, smallest)
    return number


def check_pair(name, value, smallest=None):
    """Return an integer, or a pair of them, as a tuple of two ints."""
    if not np.iterable(value):
        return (check_integer(name, value, smallest),) * 2
    if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
        raise TypeError(f"`{name}` must be an integer or a pair of integers, got {value!r}")
    first, second = value
    return check_integer(name, first, smallest), check_integer(name, second, smallest)


def check_positive(name, value):
    """Raise `TypeError` unless `value` is a real number, `ValueError` unless it is > 0."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise TypeError(f"`{name}` must be a real number, got {value!r}")
    if not value > 0:  # `not >` so that nan is refused too
        raise ValueError(f"`{name}` must be positive, got {value}")


def check_real(name, array):
    """Return `array` as an ndarray of its own dtype; `TypeError` for complex numbers and text."""
    try:
        array = np.asarray(array)
    except ValueError:
        raise ValueError(f"`{name}` must be a rectangular array, got rows of unequal length") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"`{name}` must hold real numbers, got dtype {array.dtype}")
    return array


def check_filled(name, array):
    """Raise `ValueError` if `array` has no elements."""
    if array.size == 0:
        raise ValueError(f"`{name}` must not be empty, got shape {array.shape}")


def check_shape(name, array, template):
    """Return `array` as float64, raising `ValueError` unless its shape fits `template`.

    `template` holds integers (fixed axes) and strings (free axes): ("N", 2).
    """
    array = np.asarray(check_real(name, array), dtype=float)
    fits = array.ndim == len(template) and all(
        isinstance(want, str) or want == have for want, have in zip(template, array.shape)
    )
    if not fits:
        wanted = f"({', '.join(map(str, template))})"
        raise ValueError(f"`{name}` must have shape {wanted}, got {array.shape}")
    return array
