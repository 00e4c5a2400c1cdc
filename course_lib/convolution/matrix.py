"""Convolution as one big matrix, mostly zeros: the same few weights in every row."""

import numpy as np

from course_lib.checks import check_filled, check_finite, check_integer, check_pair, check_real
from course_lib.convolution._arguments import plane_padding, working_dtype
from course_lib.convolution.sizes import window_starts


def conv_matrix(kernel, shape, *, stride=1, padding=0, dilation=1, sparse=False):
    """Return M with M @ image.ravel() == cross_correlate(image, kernel).ravel().

        >>> conv_matrix([1, 2, 3], 5)
        array([[1, 2, 3, 0, 0],
               [0, 1, 2, 3, 0],
               [0, 0, 1, 2, 3]])

    M.T is the matrix of the transposed convolution: the same links, run backwards.

    Parameters
    ----------
    kernel : (kH, kW) or (k,) array_like, finite
    shape : (H, W), or int for a kernel of shape (k,)
        Shape of the image.
    stride, padding, dilation
        As in `cross_correlate`, without words; for an int `shape` as in `conv_output_size`.
    sparse : bool
        Return a scipy.sparse CSR array that stores the links only, n_out * kH * kW at most.

    Returns
    -------
    (n_out, n_in) array
        Rows and columns count pixels row by row. Integers if the kernel holds integers.

    Source: Dumoulin & Visin (2016), "A guide to convolution arithmetic", sec. 4.1.
    """
    kernel = check_real("kernel", kernel)
    if kernel.ndim not in (1, 2):
        raise ValueError(f"`kernel` must have shape (kH, kW) or (k,), got {kernel.shape}")
    check_finite("kernel", check_filled("kernel", kernel))
    kernel = kernel.astype(working_dtype(kernel), copy=False)
    if kernel.ndim == 1:
        rows = np.zeros((1, 1), int)  # one image row, one kernel row
        columns = _touched(check_integer("shape", shape, 1), kernel.size, stride, padding, dilation)
        height, width = 1, shape
    else:
        height, width = _check_image_shape(shape)
        stride, dilation = check_pair("stride", stride, 1), check_pair("dilation", dilation, 1)
        pads = plane_padding(padding)
        rows = _touched(height, kernel.shape[0], stride[0], pads[0], dilation[0])
        columns = _touched(width, kernel.shape[1], stride[1], pads[1], dilation[1])
    return _fill(np.atleast_2d(kernel), rows, columns, (height, width), sparse)


def _touched(size, kernel, stride, padding, dilation):
    """Return the input index under each tap of each window, (n_out, k); -1 in the padding."""
    starts = window_starts(size, kernel, stride=stride, padding=padding, dilation=dilation)
    index = starts[:, None] + dilation * np.arange(kernel)
    return np.where(index < size, np.maximum(index, -1), -1)


def _fill(kernel, rows, columns, shape, sparse):
    """Put kernel[i, j] where output (r, c) meets input (rows[r, i], columns[c, j])."""
    y, x = rows[:, None, :, None], columns[None, :, None, :]  # broadcast to (H', W', kH, kW)
    links = (y >= 0) & (x >= 0)
    n_out, n_in = len(rows) * len(columns), shape[0] * shape[1]
    outputs = np.arange(n_out).reshape(len(rows), len(columns), 1, 1)
    target = np.broadcast_to(outputs, links.shape)[links]
    source = (y * shape[1] + x)[links]
    values = np.broadcast_to(kernel, links.shape)[links]
    if sparse:
        from scipy.sparse import coo_array  # here, so that importing the course stays light

        return coo_array((values, (target, source)), shape=(n_out, n_in)).tocsr()
    M = np.zeros((n_out, n_in), kernel.dtype)
    M[target, source] = values
    return M


def _check_image_shape(shape):
    if not np.iterable(shape):
        raise TypeError(f"`shape` must be (H, W) as `kernel` has two axes, got {shape!r}")
    return check_pair("shape", shape, 1)
