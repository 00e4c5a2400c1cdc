"""What the functions on images share: reading their arguments."""

import numpy as np

from course_lib.checks import check_filled, check_integer, check_pair, check_real


def working_dtype(*arrays):
    """Return the dtype to compute in: the floats' common type, int64 if there are only integers.

    Integers give way to floats of any width, so a float32 image times an integer kernel stays float32.
    """
    floats = [array.dtype for array in arrays if array.dtype.kind == "f"]
    # float16 would lose digits in every addition, uint8 would wrap at 256.
    return np.result_type(np.float32, *floats) if floats else np.dtype(np.int64)


def plane_padding(padding):
    """Return padding (int, (h, w) or ((top, bottom), (left, right))) as the last of the three."""
    if not np.iterable(padding):
        return (check_pair("padding", padding, 0),) * 2
    if not isinstance(padding, (tuple, list, np.ndarray)) or len(padding) != 2:
        raise TypeError(f"`padding` must be an integer or a pair of integers, got {padding!r}")
    return tuple(check_pair("padding", side, 0) for side in padding)


def check_operands(x, weight, groups):
    """Return x as (C, H, W), weight as 4-D, and whether they came as (H, W) and (kH, kW)."""
    x, weight = check_real("x", x), check_real("weight", weight)
    if x.ndim not in (2, 3):
        raise ValueError(f"`x` must have shape (C, H, W) or (H, W), got {x.shape}; pass the images of a batch singly")
    if weight.ndim != 2 * x.ndim - 2:
        raise ValueError(f"`weight` must have {2 * x.ndim - 2} axes as `x` has {x.ndim}, got shape {weight.shape}")
    check_filled("x", x)
    check_filled("weight", weight)
    plane = x.ndim == 2
    if plane:
        x, weight = x[None], weight[None, None]
    if len(x) % check_integer("groups", groups, 1):
        raise ValueError(f"`groups` must divide the {len(x)} input channels, got {groups}")
    return x, weight, plane


def check_bias(bias, channels):
    """Return the bias as a (channels,) array; zeros of an integer type if there is none."""
    if bias is None:
        return np.zeros(channels, dtype=int)
    bias = np.atleast_1d(check_real("bias", bias))
    if bias.shape != (channels,):
        raise ValueError(f"`bias` must have shape ({channels},), one number per output channel, got {bias.shape}")
    return bias
