"""Guards that the modules of this topic share: signals, pictures, spectra and cut-offs."""

import numpy as np

from course_lib.checks import check_filled, check_finite, check_positive, check_real


def check_signal(name, values, axes, *, complex_too=False):
    """Return `values` as a filled array of finite numbers with so many axes; float64, or complex128 if that may be.

    axes : how many, or a tuple of what is allowed
    """
    array = np.asarray(values)
    if array.dtype.kind == "c":
        if not complex_too:
            raise TypeError(
                f"`{name}` must hold real numbers, got dtype {array.dtype}; take `np.abs` of a spectrum, or transform "
                "it back first"
            )
    else:
        array = np.asarray(check_real(name, values), dtype=float)
    allowed = axes if isinstance(axes, tuple) else (axes,)
    if array.ndim not in allowed:
        words = {1: "(n,)", 2: "(H, W)"}
        shapes = " or ".join(words[count] for count in allowed)
        more = "; pass the colours of a picture singly" if array.ndim == 3 else ""
        raise ValueError(f"`{name}` must have shape {shapes}, got {array.shape}{more}")
    return check_finite(name, check_filled(name, array), remedy="mend or crop these places first")


def check_cutoff(name, value):
    """Return a frequency in (0, 0.5] cycles per pixel as a float."""
    check_positive(name, value)
    if not value <= 0.5:
        raise ValueError(
            f"`{name}` must be in (0, 0.5] cycles per pixel, got {value}; pixels hold nothing finer than 0.5"
        )
    return float(value)
