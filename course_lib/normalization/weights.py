"""Normalizing without the batch's variance: weight norm, and the batch norm that takes the mean alone."""

import numpy as np

from course_lib.normalization._arguments import check_batch, check_values, scale_and_shift
from course_lib.normalization.normalize import moments


def weight_norm(v, g):
    """Return weights of length g in the direction of v: g * v / |v|, for each output.

        >>> weight_norm([[3.0, 4.0]], [2.0]).round(3).tolist()
        [[1.2, 1.6]]

    The length of v does not matter. g may be negative; then the weights point the other way.

    Parameters
    ----------
    v : (outputs, ...) array_like
        One direction for each output; a kernel (C, kH, kW) counts as one long vector.
    g : (outputs,) array_like

    Raises
    ------
    ValueError
        If a direction is all zeros: it has no direction.

    Source: Salimans & Kingma (2016), doi:10.48550/arXiv.1602.07868, eq. 2.
    """
    v, g = check_values("v", v), check_values("g", g)
    if v.ndim < 2:
        raise ValueError(f"`v` must have shape (outputs, ...), got {v.shape}")
    if g.shape != v.shape[:1]:
        raise ValueError(f"`g` must have shape {v.shape[:1]}, one length for each output, got {g.shape}")
    along = (-1, *[1] * (v.ndim - 1))
    largest = np.abs(v).reshape(len(v), -1).max(axis=1)
    if not largest.all():
        raise ValueError(
            f"`v` must not be 0 for any output, got zeros for output {int(np.argmin(largest))}: no direction"
        )
    scaled = v / largest.reshape(along)  # first, so that no square overflows
    lengths = np.sqrt((scaled**2).reshape(len(v), -1).sum(axis=1))
    return scaled * (g / lengths).reshape(along)


def mean_only_batch_norm(x, *, beta=None):
    """Return x minus each channel's mean over the batch, and plus beta; no division.

        >>> mean_only_batch_norm([[2.0], [4.0], [6.0], [8.0]]).ravel().tolist()
        [-3.0, -1.0, 1.0, 3.0]

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
    beta : (C,) array_like, optional

    Source: Salimans & Kingma (2016), doi:10.48550/arXiv.1602.07868, sec. 4.
    """
    x = check_batch(x)
    centred = (x - moments(x, (0, *range(2, x.ndim))).mean).astype(x.dtype)
    return scale_and_shift(centred, None, beta, x.shape[1:2], (1,))
