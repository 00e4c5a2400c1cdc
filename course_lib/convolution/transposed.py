"""Transposed convolution: each input value stamps its kernel on the output."""

import numpy as np

from course_lib.checks import check_filled, check_finite, check_image, check_integer, check_pair, check_real
from course_lib.convolution._arguments import check_bias, check_operands, plane_padding, working_dtype
from course_lib.convolution.apply import cross_correlate
from course_lib.convolution.sizes import transposed_output_size


def transposed_convolve(x, weight, *, bias=None, stride=1, padding=0, output_padding=0, dilation=1, groups=1):
    """Return the sum of the stamps: each input value times the kernel, `stride` apart.

        >>> transposed_convolve([[1, 10]], [[1, 2, 3]], stride=2)
        array([[ 1,  2, 13, 20, 30]])

    It runs `cross_correlate` with the same weight backwards: it is the adjoint
    (the transposed matrix, the gradient), not the inverse.

    Parameters
    ----------
    x : (C, H, W) or (H, W) array_like
    weight : (C, O/groups, kH, kW), or (kH, kW) if x is (H, W), array_like
        Input channels first, other than in `cross_correlate`: what is O there is C here.
    bias : (O,) array_like, optional
    stride, dilation, output_padding : int or (vertical, horizontal), pixels
    padding : int, (vertical, horizontal) or ((top, bottom), (left, right)), pixels
        Pixels *cropped* from the result.
    groups : int

    Returns
    -------
    (O, H', W') or (H', W') array, with `transposed_output_size` rows and columns
        Integers stay exact integers, float32 stays float32. NaN passes through.

    Source: torch.nn.ConvTranspose2d; Dumoulin & Visin (2016), sec. 4.
    """
    x, weight, plane = check_operands(x, weight, groups)
    if len(weight) != len(x):
        raise ValueError(f"`weight` must have shape ({len(x)}, O/groups, kH, kW), got {weight.shape}")
    bias = check_bias(bias, weight.shape[1] * groups)
    dtype = working_dtype(x, weight, bias)
    stride, dilation = check_pair("stride", stride, 1), check_pair("dilation", dilation, 1)
    extra, pads = check_pair("output_padding", output_padding, 0), plane_padding(padding)
    axes = zip(x.shape[1:], weight.shape[2:], stride, pads, extra, dilation)
    rows, columns = (
        transposed_output_size(n, k, stride=s, padding=p, output_padding=e, dilation=d) for n, k, s, p, e, d in axes
    )
    x = x.astype(dtype, copy=False).reshape(groups, -1, *x.shape[1:])  # (g, C/g, H, W)
    weight = weight.astype(dtype, copy=False).reshape(groups, -1, *weight.shape[1:])  # (g, C/g, O/g, kH, kW)
    (top, bottom), (left, right) = pads
    canvas = np.zeros((groups, weight.shape[2], rows + top + bottom, columns + left + right), dtype)
    out = _stamp(canvas, x, weight, stride, dilation)[:, :, top : top + rows, left : left + columns]
    out = out.reshape(-1, rows, columns) + bias.astype(dtype)[:, None, None]
    return out[0] if plane else out


def _stamp(canvas, x, weight, stride, dilation):
    """Add every input times every tap to the canvas, one tap for all inputs at a time."""
    (height, width), (sv, sh), (dv, dh) = x.shape[2:], stride, dilation
    flat = x.reshape(*x.shape[:2], -1)  # (g, C/g, H*W)
    with np.errstate(invalid="ignore"):  # 0 * inf is nan, silently, as in PyTorch
        for i, j in np.ndindex(weight.shape[3:]):
            tap = weight[:, :, :, i, j].swapaxes(1, 2)  # (g, O/g, C/g)
            hit = canvas[:, :, i * dv :, j * dh :][:, :, : (height - 1) * sv + 1 : sv, : (width - 1) * sh + 1 : sh]
            hit += (tap @ flat).reshape(hit.shape)
    return canvas


def insert_zeros(x, stride):
    """Return x with stride - 1 zeros between neighbours, along its last two axes.

        >>> insert_zeros([1, 2, 3], 2)
        array([1, 0, 2, 0, 3])

    A transposed convolution with stride is `convolve` at stride 1 of this, with span - 1 - padding zeros around.

    Parameters
    ----------
    x : (n,) or (..., H, W) array_like
    stride : int or (vertical, horizontal), samples
        A signal takes an int.

    Returns
    -------
    ((n - 1)*stride + 1,) or (..., (H - 1)*stride + 1, (W - 1)*stride + 1) array, dtype of x

    Source: Dumoulin & Visin (2016), sec. 4.5, fig. 4.5.
    """
    x = check_real("x", x)
    if x.ndim == 0:
        raise ValueError(f"`x` must have one axis or more, got the number {x}")
    check_filled("x", x)
    if x.ndim == 1:
        return insert_zeros(x[None], (1, check_integer("stride", stride, 1)))[0]
    vertical, horizontal = check_pair("stride", stride, 1)
    height, width = x.shape[-2:]
    out = np.zeros((*x.shape[:-2], (height - 1) * vertical + 1, (width - 1) * horizontal + 1), x.dtype)
    out[..., ::vertical, ::horizontal] = x
    return out


def tap_counts(shape, kernel_shape, *, stride=1, padding=0, output_padding=0, dilation=1):
    """Return how many inputs touch each output of a transposed convolution.

        >>> tap_counts(4, 3, stride=2)
        array([1, 1, 2, 1, 2, 1, 2, 1, 1])
        >>> tap_counts(4, 4, stride=2, padding=1)
        array([1, 2, 2, 2, 2, 2, 2, 1])

    Uneven counts in the middle are the seed of checkerboards; a kernel that is a
    multiple of the stride makes them even.

    Parameters
    ----------
    shape, kernel_shape : int, or pairs of int for images
        Of the input and of the kernel; both of the same kind.
    stride, padding, output_padding, dilation
        As in `transposed_convolve`; for an int `shape` as in `transposed_output_size`.

    Returns
    -------
    int array of the output's shape

    Source: Odena, Dumoulin & Olah (2016), "Deconvolution and Checkerboard Artifacts", Distill.
    """
    if np.ndim(shape) == 0:
        size, kernel = check_integer("shape", shape, 1), check_integer("kernel_shape", kernel_shape, 1)
        stride, dilation = check_integer("stride", stride, 1), check_integer("dilation", dilation, 1)
        pads, extra = ((0, 0), check_pair("padding", padding, 0)), (0, check_integer("output_padding", output_padding))
        options = dict(stride=(1, stride), padding=pads, output_padding=extra, dilation=(1, dilation))
        return tap_counts((1, size), (1, kernel), **options)[0]
    inputs = np.ones(check_pair("shape", shape, 1), int)
    kernel = np.ones(check_pair("kernel_shape", kernel_shape, 1), int)
    options = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation)
    return transposed_convolve(inputs, kernel, **options)


def checkerboard_strength(image, stride):
    """Return how strongly an image repeats with period `stride`, relative to its own size.

        >>> checkerboard_strength([[1, 7] * 4] * 8, 2)
        0.6

    The local mean over one period is taken away, which removes brightness, ramps
    and most of a picture. What is left is averaged over all pixels of equal phase
    (row % stride, column % stride): edges and noise average out, a pattern with
    this period stays. The number is the standard deviation of these stride*stride
    averages over the root mean square of the image. Above, 1 and 7 are 4 -+ 3 and
    the root mean square is 5.

    0 for a constant image, a ramp, stride 1; unchanged by image -> c*image, of order 1 for stripes about zero.
    A picture that truly repeats with this period is blamed too.

    Parameters
    ----------
    image : (H, W) array_like, finite, at least 2*stride on both sides
    stride : int, pixels
        The period to look for: the stride of the transposed convolution.

    Source: the detrending is that of classical seasonal decomposition; Hyndman &
    Athanasopoulos (2021), "Forecasting: Principles and Practice", sec. 3.4.
    """
    image, stride = check_image("image", image).astype(float), check_integer("stride", stride, 1)
    if min(image.shape) < 2 * stride:
        raise ValueError(f"`image` must have at least 2*stride = {2 * stride} rows and columns, got {image.shape}")
    check_finite("image", image)
    # An even period has no middle pixel: stride + 1 pixels, the outer two by half, span one period.
    period = np.ones(stride) if stride % 2 else np.r_[0.5, np.ones(stride - 1), 0.5]
    margin = stride // 2
    inside = image[margin : image.shape[0] - margin, margin : image.shape[1] - margin]
    detail = inside - cross_correlate(image, np.outer(period, period) / stride**2)
    phases = [detail[row::stride, column::stride].mean() for row, column in np.ndindex(stride, stride)]
    size = np.sqrt(np.mean(inside**2))
    return float(np.std(phases) / size) if size > 0 else 0.0
