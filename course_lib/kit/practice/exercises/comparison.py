"""Do two results agree, and if not, in which words? Never raises, whatever a learner hands over."""

import re
import reprlib
from collections.abc import Mapping

import numpy as np

SMALL = 49  # arrays of up to 7x7 are shown whole
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 120
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = 8


def disagreement(got, want, tolerance=1e-6):
    """Return None where the results agree, else a sentence that says how they differ.

        >>> disagreement([1, 2, 4], [1, 2, 3])
        '1 of 3 values differs, at [2]: 4, and it should be 3.'
        >>> disagreement(float("nan"), float("nan")) is None
        True

    Lists, tuples, arrays and tensors of the same shape and values agree; so do 16 and 16.0. Text is compared
    without regard to case and outer blanks. Floats may be off by `tolerance` (relative and absolute).
    """
    try:
        return _disagreement(got, want, tolerance)
    except Exception:  # an object with its own ideas about == or len
        return f"{kind(got).capitalize()} cannot be compared with {kind(want)}."


def _disagreement(got, want, tolerance):
    if isinstance(want, str):
        same = isinstance(got, str) and got.strip().casefold() == want.strip().casefold()
        return None if same else _other_kind(got, want) or "The texts differ."
    if isinstance(want, Mapping):
        return _differ_mapping(got, want, tolerance)
    want_array = as_numbers(want)
    if want_array is None:
        return _differ_items(got, want, tolerance)
    got_array = as_numbers(got)
    if got_array is None:
        return _other_kind(got, want) or "Not every entry is a number, or the rows have different lengths."
    return _differ_numbers(got_array, want_array, tolerance)


def as_numbers(value):
    """Return `value` as an array of numbers, or None where it is none (text, None, ragged lists, mixtures)."""
    try:
        if hasattr(value, "detach"):  # a torch tensor that may carry a gradient or sit on another device
            value = value.detach().cpu().numpy()
        array = np.asarray(value)
        if array.dtype == object and array.shape == () and isinstance(value, int):
            return array  # a whole number too large for 64 bits
    except Exception:
        return None
    return array if array.dtype.kind in "biufc" else None


def _differ_numbers(got, want, tolerance):
    if got.shape != want.shape:
        return f"The shape is {_shape(got)}, and it should be {_shape(want)}."
    exact = want.dtype.kind in "biuO"
    if exact and got.dtype.kind in "biuO":
        wrong = np.asarray(got.astype(object) != want.astype(object))
    else:
        wide = complex if "c" in got.dtype.kind + want.dtype.kind else float
        # Whole numbers get no relative slack: 2359810 parameters are not 2359808.
        relative = 0 if exact else tolerance
        got, want = got.astype(wide), want.astype(wide)
        wrong = ~np.isclose(got, want, rtol=relative, atol=tolerance, equal_nan=True)
    if not wrong.any():
        return None
    if want.shape == ():
        return "The number differs." if np.isnan(_float(got)) else _by_how_much(got, want)
    place = tuple(int(axis[0]) for axis in np.nonzero(wrong))
    differ = "differs, at" if wrong.sum() == 1 else "differ, the first at"
    pair = f"{show(got[place])}, and it should be {show(want[place])}"
    return f"{wrong.sum()} of {wrong.size} values {differ} {list(place)}: {pair}."


def _by_how_much(got, want):
    if np.iscomplexobj(got) or not np.isfinite(_float(got)) or not np.isfinite(_float(want)):
        return "The number differs."
    gap = got.item() - want.item()
    return f"Yours is too {'large' if gap > 0 else 'small'} by {show(abs(gap))}."


def _float(number):
    return abs(complex(number.item()))


def _differ_items(got, want, tolerance):
    """Compare what is no block of numbers item by item: a ragged list, a tuple of a number and an array."""
    if isinstance(want, list | tuple):
        if not isinstance(got, list | tuple | np.ndarray):
            return _other_kind(got, want) or f"It should be {kind(want)}."
        if len(got) != len(want):
            return f"There are {len(got)} items, and there should be {len(want)}."
        rows = ((f"Item {i}", disagreement(g, w, tolerance)) for i, (g, w) in enumerate(zip(got, want)))
        return next((f"{row}: {text}" for row, text in rows if text), None)
    return None if bool(np.all(got == want)) and type(got) is type(want) else f"It should be {show(want)}."


def _differ_mapping(got, want, tolerance):
    if not isinstance(got, Mapping):
        return _other_kind(got, want)
    if set(got) != set(want):
        return f"The keys are {show(list(got))}, and they should be {show(list(want))}."
    rows = ((f"Key {key!r}", disagreement(got[key], want[key], tolerance)) for key in want)
    return next((f"{row}: {text}" for row, text in rows if text), None)


def _other_kind(got, want):
    """Return a sentence when the two are of different kinds, else None."""
    if kind(got) == kind(want):
        return None
    cure = " Put `list(...)` around it." if kind(got) == "a generator" else ""
    return f"It is {kind(got)}, and it should be {kind(want)}.{cure}"


def _shape(array):
    return "() (a single number)" if array.shape == () else str(array.shape)


def kind(value):
    """Return what `value` is, in a learner's words.

    >>> kind(3), kind("x"), kind([1, 2])
    ('a number', 'a text', 'a list')
    """
    if value is None or value is ...:
        return "nothing" if value is None else "`...`"
    if isinstance(value, str):
        return "a text"
    numbers = as_numbers(value)
    if numbers is not None and numbers.shape == ():
        return "a number"
    if callable(value):
        return "a function"
    names = {"ndarray": "an array", "dict": "a dictionary"}
    name = type(value).__name__
    return names.get(name, f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}")


def show(value):
    """Return `value` as short text: small arrays whole, large ones by shape and range, no memory addresses."""
    try:
        return _show(value)
    except Exception:  # a broken __repr__
        return f"a {type(value).__name__}"


def _show(value):
    if isinstance(value, tuple | list) and as_numbers(value) is None:
        text = ", ".join(_show(item) for item in value[:8]) + (", ..." if len(value) > 8 else "")
        return f"({text})" if isinstance(value, tuple) else f"[{text}]"
    numbers = None if isinstance(value, str) else as_numbers(value)
    if numbers is not None:
        return _show_numbers(numbers)
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    return clean(_SHORT.repr(value))


def _show_numbers(numbers):
    if numbers.shape == ():
        return _show_float(numbers.item()) if numbers.dtype.kind == "f" else str(numbers.item())
    if numbers.size <= SMALL:
        return np.array2string(numbers, separator=", ", formatter={"float_kind": _show_float})
    return f"array of shape {numbers.shape}, from {_show_numbers(numbers.min())} to {_show_numbers(numbers.max())}"


def _show_float(number):
    # 2359808.0 whole, not as 2.35981e+06: the last digit may be the mistake.
    return f"{number:.1f}" if abs(number) < 1e15 and number == int(number) else f"{number:.6g}"


def clean(text):
    """Return `text` without memory addresses, which differ from run to run."""
    return _ADDRESS.sub("", text)
