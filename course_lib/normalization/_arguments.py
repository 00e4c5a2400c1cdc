"""Guards that the modules of this topic share: finite batches and the scale and shift that follow."""

import numpy as np

from course_lib.checks import check_filled, check_floats, check_positive


def check_values(name, value):
    """Return `value` as floats of its own precision (integers become float64), not empty, finite."""
    return check_filled(name, check_floats(name, value))


def check_batch(x, *, spatial=False):
    """Return `x` as a batch (N, C) or (N, C, ...); with `spatial`, it must have axes behind C."""
    x = check_values("x", x)
    smallest = 3 if spatial else 2
    if x.ndim < smallest:
        wanted = "(N, C, H, W) or (N, C, L)" if spatial else "(N, C) or (N, C, H, W)"
        raise ValueError(f"`x` must have shape {wanted}, got {x.shape}")
    return x


def check_eps(eps):
    check_positive("eps", eps)


def scale_and_shift(normalized, gamma, beta, shape, axes):
    """Return gamma * normalized + beta; both have `shape`, and lie along `axes`."""
    for name, value in (("gamma", gamma), ("beta", beta)):
        if value is None:
            continue
        value = check_values(name, value)
        if value.shape != shape:
            raise ValueError(f"`{name}` must have shape {shape}, got {value.shape}")
        along = np.expand_dims(value, tuple(a for a in range(normalized.ndim) if a not in axes))
        along = along.astype(normalized.dtype)
        normalized = normalized * along if name == "gamma" else normalized + along
    return normalized
