"""Convolution and cross-correlation of images, as a loop over the taps of the kernel."""

import numpy as np

from course_lib.checks import check_image, check_integer, check_pair, check_real
from course_lib.convolution._arguments import check_bias, check_operands, plane_padding, working_dtype
from course_lib.convolution.sizes import conv_output_size, same_padding, window_starts


def cross_correlate(x, weight, *, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Return what a convolution layer computes: windows of x times the kernel, summed.

        >>> cross_correlate([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, -1]])
        array([[-4, -4]])

    Convention: the kernel is *not* flipped, as in every deep-learning library; `convolve` flips it.

    Parameters
    ----------
    x : (C, H, W) or (H, W) array_like
    weight : (O, C/groups, kH, kW), or (kH, kW) if x is (H, W), array_like
    bias : (O,) array_like, optional
        Added to each output channel.
    stride, dilation : int or (vertical, horizontal), pixels
    padding : int, (vertical, horizontal), ((top, bottom), (left, right)), "valid" or "same", pixels
        "same" is TensorFlow's, see `same_padding`; PyTorch knows it for stride 1 only.
    groups : int
        Output channels of one group see the input channels of this group alone.

    Returns
    -------
    (O, H', W') or (H', W') array
        Integers stay exact integers, float32 stays float32. NaN passes through, as in PyTorch.

    Source: torch.nn.Conv2d; Dumoulin & Visin (2016), "A guide to convolution arithmetic", sec. 2.
    """
    x, weight, plane = check_operands(x, weight, groups)
    if len(weight) % groups:
        raise ValueError(f"`groups` must divide the {len(weight)} output channels, got {groups}")
    if weight.shape[1] != len(x) // groups:
        raise ValueError(f"`weight` must have shape (O, {len(x) // groups}, kH, kW), got {weight.shape}")
    bias = check_bias(bias, len(weight))
    dtype = working_dtype(x, weight, bias)
    stride, dilation = check_pair("stride", stride, 1), check_pair("dilation", dilation, 1)
    pads = _resolve_padding(padding, x.shape[1:], weight.shape[2:], stride, dilation)
    rows, columns = _output_shape(x.shape[1:], weight.shape[2:], stride, pads, dilation)

    x = _zero_pad(x.astype(dtype, copy=False), pads)
    x = x.reshape(groups, -1, *x.shape[1:])  # (g, C/g, H, W)
    weight = weight.astype(dtype, copy=False).reshape(groups, -1, *weight.shape[1:])  # (g, O/g, C/g, kH, kW)
    # At stride 1 the rows may lie end to end, as one long row: one run through memory per tap is a quarter faster
    # than a run per row. What a tap sees beyond the end of a row lands in columns that are cut off.
    width = x.shape[3] if stride == (1, 1) else columns
    out = np.empty((*weight.shape[:2], rows * width), dtype)  # (g, O/g, H' * width)
    out[...] = bias.astype(dtype).reshape(groups, -1, 1)  # the sum starts from the bias
    _accumulate_taps(out[..., : (rows - 1) * width + columns], x, weight, (rows, columns), stride, dilation)
    out = out.reshape(-1, rows, width)[..., :columns]
    return out[0] if plane else out


def _accumulate_taps(out, x, weight, shape, stride, dilation):
    """Add to `out` (g, O/g, n) each tap's weight times what this tap sees of x."""
    (sv, sh), (dv, dh) = stride, dilation
    product = np.empty_like(out)  # one buffer for all taps: allocating it anew costs as much as multiplying
    with np.errstate(invalid="ignore"):  # 0 * inf is nan, silently, as in PyTorch
        for i, j in np.ndindex(weight.shape[3:]):
            if stride == (1, 1):
                seen = x.reshape(*x.shape[:2], -1)[..., i * dv * x.shape[3] + j * dh :][..., : out.shape[2]]
            else:
                rows, columns = slice(i * dv, i * dv + (shape[0] - 1) * sv + 1, sv), slice(j * dh, None, sh)
                seen = x[:, :, rows, columns][..., : shape[1]].reshape(*x.shape[:2], -1)
            tap = weight[:, :, :, i, j]  # (g, O/g, C/g)
            # One channel a group: the product itself. More: matmul sums over them.
            (np.multiply if x.shape[1] == 1 else np.matmul)(tap, seen, out=product)
            out += product


def convolve(x, weight, *, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Return the convolution of mathematics: `cross_correlate` with the kernel turned by 180 degrees.

        >>> convolve([[0, 0, 1, 0, 0]], [[1, 2, 3]])
        array([[1, 2, 3]])
        >>> cross_correlate([[0, 0, 1, 0, 0]], [[1, 2, 3]])
        array([[3, 2, 1]])

    An impulse gives back the kernel; flipped kernels make convolution commute and associate.

    Parameters
    ----------
    x, weight, bias, stride, padding, dilation, groups
        As in `cross_correlate`.

    Source: Goodfellow, Bengio & Courville (2016), "Deep Learning", eq. 9.4 to 9.6.
    """
    weight = check_real("weight", weight)[..., ::-1, ::-1] if np.ndim(weight) >= 2 else weight
    return cross_correlate(x, weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def window(image, kernel_shape, row, column, *, stride=1, padding=0, dilation=1):
    """Return the input values under the kernel for one output cell.

        >>> window([[1, 2, 3], [4, 5, 6], [7, 8, 9]], (2, 2), 0, 1, padding=1)
        array([[0, 0],
               [1, 2]])

    Parameters
    ----------
    image : (H, W) array_like
    kernel_shape : int or (kH, kW)
    row, column : int
        Output cell, counted from 0 at the top left.
    stride, padding, dilation
        As in `cross_correlate`.

    Returns
    -------
    (kH, kW) array
        Zeros where the kernel lies on padding; dtype of the image.
    """
    image = check_image("image", image)
    kernel_shape = check_pair("kernel_shape", kernel_shape, 1)
    stride, dilation = check_pair("stride", stride, 1), check_pair("dilation", dilation, 1)
    pads = _resolve_padding(padding, image.shape, kernel_shape, stride, dilation)
    indices = []
    for name, cell, axis in (("row", row, 0), ("column", column, 1)):
        starts = window_starts(
            image.shape[axis], kernel_shape[axis], stride=stride[axis], padding=pads[axis], dilation=dilation[axis]
        )
        if not 0 <= check_integer(name, cell) < len(starts):
            raise ValueError(f"`{name}` must be from 0 to {len(starts) - 1}, got {cell}")
        # Shifted into the padded image, where no index is negative.
        indices.append(pads[axis][0] + starts[cell] + dilation[axis] * np.arange(kernel_shape[axis]))
    return _zero_pad(image[None], pads)[0][np.ix_(*indices)]


def _zero_pad(x, pads):
    """Return x (C, H, W) with a frame of zeros; x itself if the frame is empty."""
    (top, bottom), (left, right) = pads
    if not (top or bottom or left or right):
        return x
    channels, height, width = x.shape
    padded = np.zeros((channels, top + height + bottom, left + width + right), x.dtype)
    padded[:, top : top + height, left : left + width] = x
    return padded


def _resolve_padding(padding, shape, kernel_shape, stride, dilation):
    """Return any form of padding as ((top, bottom), (left, right))."""
    if not isinstance(padding, str):
        return plane_padding(padding)
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        axes = zip(shape, kernel_shape, stride, dilation)
        return tuple(same_padding(n, k, stride=s, dilation=d) for n, k, s, d in axes)
    raise ValueError(f"`padding` must be 'valid', 'same' or numbers, got {padding!r}")


def _output_shape(shape, kernel_shape, stride, pads, dilation):
    axes = zip(shape, kernel_shape, stride, pads, dilation)
    return tuple(conv_output_size(n, k, stride=s, padding=p, dilation=d) for n, k, s, p, d in axes)
