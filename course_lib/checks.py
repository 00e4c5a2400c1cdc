"""Guards at the door of a function: each names the argument, the rule, what came in, and often the usual remedy.

A guard of several topics stands here; one that knows a topic's terms stands in that topic's `_arguments.py`.

Most guards return what they let through, as the kind of number that the function computes in. `remedy` is what to do
about the usual mistake; it ends the message, behind a semicolon.
"""

import difflib
import operator
from numbers import Real

import numpy as np


def nearest(name, known, *, count=1, cutoff=0.6):
    """Return those of the names `known` that look like `name`, at most `count` of them, the most alike first.

        >>> nearest("camra", ("brick", "camera"))
        ['camera']

    cutoff : how alike they must be, from 0 to 1 for equal names
    """
    return difflib.get_close_matches(str(name), known, n=count, cutoff=cutoff)


def plain(value):
    """Return a float for a single number, so that a cell shows 0.05 and not np.float64(0.05); arrays as they are."""
    return value if np.ndim(value) else float(value)


# What is one number, one name, or a pair.


def check_at_least(name, value, smallest):
    """Raise `ValueError` unless `value >= smallest`."""
    if not value >= smallest:  # `not >=` so that nan is refused too
        raise ValueError(f"`{name}` must be at least {smallest}, got {value}")


def check_choice(name, value, choices, *, where=""):
    """Return `value`, raising `ValueError` that names the nearest choice unless it is one of `choices`.

    where : in which file and place of it the value stands, to begin the message
    """
    if isinstance(value, str) and value in choices:
        return value
    near = nearest(value, choices) or nearest(str(value).lower(), choices)
    advice = f"; did you mean {near[0]!r}?" if near else ""
    start = f"{where}: " if where else ""
    raise ValueError(f"{start}`{name}` must be one of {', '.join(choices)}, got {value!r}{advice}")


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
    _check_real_number(name, value)
    if not value > 0:  # `not >` so that nan is refused too
        raise ValueError(f"`{name}` must be positive, got {value}")


def check_number(name, value, *, remedy=""):
    """Return a finite real number as a float; `TypeError` for True, 1j or "1"."""
    _check_real_number(name, value)
    if not np.isfinite(value):
        raise ValueError(f"`{name}` must be finite, got {value}{_ending(remedy)}")
    return float(value)


# Numbers of any shape: one, or an array of them.


def check_between(name, value, low, high, *, open_ends=False, remedy=""):
    """Return `value`, a number or an array, as floats within [low, high], or (low, high) with `open_ends`."""
    array = np.asarray(check_real(name, value), dtype=float)
    # Written so that nan fails.
    inside = (array > low) & (array < high) if open_ends else (array >= low) & (array <= high)
    if not inside.all():
        rule = f"between {low} and {high}, both excluded" if open_ends else f"between {low} and {high}"
        raise ValueError(f"`{name}` must lie {rule}, got {array[~inside].flat[0]}{_ending(remedy)}")
    return plain(array)


def check_counts(name, value, smallest):
    """Return `value` (a whole number or an array of them) if none is below `smallest`."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise TypeError(f"`{name}` must hold whole numbers, got {value!r}")
    check_filled(name, array)
    check_at_least(name, array.min(), smallest)
    return array.astype(np.int64)[()]  # 2 * (n - 1) must not overflow in 8 bits


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
    """Return `array`, raising `ValueError` if it has no elements."""
    if array.size == 0:
        raise ValueError(f"`{name}` must not be empty, got shape {array.shape}")
    return array


def check_finite(name, array, *, remedy=""):
    """Return `array`, raising `ValueError` that names the first place with inf or nan."""
    if not np.isfinite(array).all():
        place = tuple(map(int, np.argwhere(~np.isfinite(array))[0]))
        where = f" at {place}" if place else ""
        raise ValueError(f"`{name}` must be finite, got {array[place]}{where}{_ending(remedy)}")
    return array


def check_floats(name, value):
    """Return `value` as finite floats of its own precision; integers become float64."""
    array = check_real(name, value)
    return check_finite(name, array if array.dtype.kind == "f" else array.astype(float))


# Arrays of a certain shape.


def check_shape(name, array, template):
    """Return `array` as float64, raising `ValueError` unless its shape fits `template`.

    `template` holds integers (fixed axes) and strings (free axes): ("N", 2).
    """
    array = np.asarray(check_real(name, array), dtype=float)
    fits = array.ndim == len(template) and all(
        isinstance(want, str) or want == have for want, have in zip(template, array.shape)
    )
    if not fits:
        # As Python writes a shape: one axis has its comma, (4,).
        wanted = f"({', '.join(map(str, template))}{',' * (len(template) == 1)})"
        raise ValueError(f"`{name}` must have shape {wanted}, got {array.shape}")
    return array


def check_same_shape(*, remedy="", **arrays):
    """Raise `ValueError` unless both arrays have one shape: `check_same_shape(image=image, other=other)`."""
    (first, one), (second, two) = arrays.items()
    if one.shape != two.shape:
        raise ValueError(f"`{second}` must have the shape of `{first}`, {one.shape}, got {two.shape}{_ending(remedy)}")


def check_vector(name, vector, size):
    """Return `vector` as an array of `size` finite floats, which may all be 0."""
    return check_finite(name, check_shape(name, vector, (size,)))


def check_row(name, values, smallest=1, *, remedy=""):
    """Return `values` as a (n,) float array of finite numbers, n at least `smallest`."""
    array = np.asarray(check_real(name, values), dtype=float)
    if array.ndim != 1:
        raise ValueError(f"`{name}` must be one row of numbers, got shape {array.shape}")
    if array.size < smallest:
        raise ValueError(f"`{name}` must hold at least {smallest} number{'s' * (smallest != 1)}, got {array.size}")
    return check_finite(name, array, remedy=remedy)


def check_image(name, image, *, color=False):
    """Return a picture (H, W) of at least one pixel, in its own dtype; with `color`, it may be (H, W, C) too."""
    image = check_real(name, image)
    if image.ndim not in ((2, 3) if color else (2,)):
        wanted = "(H, W) or (H, W, C)" if color else "(H, W)"
        more = "; pass the colours of a picture singly, or mix them to grey" if image.ndim == 3 else ""
        raise ValueError(f"`{name}` must have shape {wanted}, got {image.shape}{more}")
    return check_filled(name, image)


def _check_real_number(name, value):
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise TypeError(f"`{name}` must be a real number, got {value!r}")


def _ending(remedy):
    return f"; {remedy}" if remedy else ""
