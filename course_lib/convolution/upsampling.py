"""Making images larger: repeating pixels, interpolating, and interpolation as a transposed convolution."""

import numpy as np

from course_lib.checks import check_choice, check_image, check_integer
from course_lib.convolution._arguments import working_dtype


def bilinear_kernel(factor):
    """Return the kernel whose transposed convolution interpolates bilinearly.

        >>> bilinear_kernel(2)[1] * 16
        array([3., 9., 9., 3.])

    Use it with stride=factor and padding=factor // 2: the result has factor times
    the size and equals `upsample(image, factor, "bilinear")`, except within
    factor // 2 pixels of the border, where the padding's zeros darken it.

    Parameters
    ----------
    factor : int
        Enlargement, even or odd.

    Returns
    -------
    (k, k) float array, k = 2*factor - factor % 2
        A pyramid; its sum is factor**2.

    Source: Long, Shelhamer & Darrell (2015), "Fully convolutional networks", sec. 3.3; initialization of their layer.
    """
    factor = check_integer("factor", factor, 1)
    size = 2 * factor - factor % 2
    tent = 1 - np.abs(np.arange(size) - (size - 1) / 2) / factor
    return np.outer(tent, tent)


def upsample(image, factor, method):
    """Return the image `factor` times larger.

        >>> upsample([[0, 4]], 2, "nearest")
        array([[0., 0., 4., 4.],
               [0., 0., 4., 4.]])
        >>> upsample([[0, 4]], 2, "bilinear")[0]
        array([0., 1., 3., 4.])

    Convention: pixels are squares and keep their corners (half-pixel centres,
    align_corners=False); the border is replicated. Bicubic has a = -0.75 and overshoots at edges.

    Parameters
    ----------
    image : (H, W) or (H, W, channels) array_like
    factor : int
    method : "nearest", "bilinear" or "bicubic"

    Returns
    -------
    (factor*H, factor*W) or (factor*H, factor*W, channels) float array
        float32 stays float32, all else becomes float64, unrounded. NaN passes through.

    Source: Keys (1981), "Cubic convolution interpolation", eq. 15 with a free; a as in OpenCV and PyTorch.
    """
    image, factor = check_image("image", image, color=True), check_integer("factor", factor, 1)
    check_choice("method", method, _WEIGHTS)
    dtype = working_dtype(image) if image.dtype.kind == "f" else np.dtype(float)
    image = image.astype(dtype, copy=False)
    for axis in (0, 1):  # separable: first the columns, then the rows
        image = _resample(image, axis, factor, _WEIGHTS[method])
    return image


def _resample(image, axis, factor, weights):
    """Return the image interpolated along one axis: a weighted sum of shifted copies."""
    size = image.shape[axis]
    # Output pixel n covers [n, n + 1] / factor; its centre minus the half pixel is an input index.
    position = (np.arange(factor * size) + 0.5) / factor - 0.5
    left = np.floor(position).astype(int)
    column = (-1,) + (1,) * (image.ndim - 1 - axis)
    out = 0
    for shift, weight in weights(position - left).items():
        neighbour = np.clip(left + shift, 0, size - 1)  # replicates the border
        out = out + weight.astype(image.dtype).reshape(column) * image.take(neighbour, axis=axis)
    return out


def _nearest(t):
    # t = 1/2 falls between two inputs; an output pixel that covers both cannot occur for integer factors.
    return {0: (t < 0.5) * 1.0, 1: (t >= 0.5) * 1.0}


def _linear(t):
    return {0: 1 - t, 1: t}


def _cubic(t, a=-0.75):
    def near(d):  # distance 0 to 1
        return ((a + 2) * d - (a + 3)) * d * d + 1

    def far(d):  # distance 1 to 2
        return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a

    return {-1: far(1 + t), 0: near(t), 1: near(1 - t), 2: far(2 - t)}


_WEIGHTS = {"nearest": _nearest, "bilinear": _linear, "bicubic": _cubic}
