"""How long the result is: sizes, paddings and window positions along one axis."""

import numpy as np

from course_lib.checks import check_integer, check_pair


def kernel_span(kernel, *, dilation=1):
    """Return how many samples a kernel covers: dilation*(kernel - 1) + 1.

        >>> kernel_span(3), kernel_span(3, dilation=2)
        (3, 5)

    Parameters
    ----------
    kernel, dilation : int
        Number of taps, and the step from one tap to the next, in samples.

    Source: Dumoulin & Visin (2016), "A guide to convolution arithmetic", sec. 5.1.
    """
    kernel = check_integer("kernel", kernel, 1)
    return check_integer("dilation", dilation, 1) * (kernel - 1) + 1


def conv_output_size(size, kernel, *, stride=1, padding=0, dilation=1):
    """Return how many outputs a convolution makes along one axis.

        >>> conv_output_size(32, 5)
        28
        >>> conv_output_size(32, 3, stride=2, padding=1)
        16
        >>> conv_output_size(32, 4, padding=(1, 2))
        32

    It is floor((size + padding on both sides - span) / stride) + 1, where the
    kernel covers span = dilation*(kernel - 1) + 1 samples.

    Parameters
    ----------
    size, kernel, stride, dilation : int
        Input length, taps, step between windows, step between taps; in samples.
    padding : int or (before, after)
        Zeros added; one integer means so many on *each* side.

    Source: Dumoulin & Visin (2016), "A guide to convolution arithmetic", sec. 2.4 and 5.1.
    """
    size = check_integer("size", size, 1)
    stride = check_integer("stride", stride, 1)
    span = kernel_span(kernel, dilation=dilation)
    padded = size + sum(check_pair("padding", padding, 0))
    if span > padded:
        raise ValueError(
            f"`kernel` must fit into the padded input, got a span of {span} for a padded size of {padded} "
            f"(size={size}, padding={padding}, kernel={kernel}, dilation={dilation}); "
            f"pad more, or take a smaller kernel or dilation"
        )
    return (padded - span) // stride + 1


def pool_output_size(size, kernel, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Return how many outputs a pooling layer makes along one axis, by PyTorch's rules.

        >>> pool_output_size(7, 2), pool_output_size(7, 2, ceil_mode=True)
        (3, 4)

    With `ceil_mode` a last window may stick out at the end, but it must start
    inside the input or the padding before it; else it would see nothing:

        >>> pool_output_size(3, 1, stride=3, ceil_mode=True)
        1

    Parameters
    ----------
    size, kernel : int
        Input length and window length, in samples.
    stride : int, optional
        Step between windows; the kernel's length if not given, so windows tile.
    padding : int
        Added on each side, at most half a kernel: no window lies in padding alone.
    dilation, ceil_mode : int, bool
        Step between taps; whether to round up.

    Source: PyTorch, aten/src/ATen/native/Pool.h, pooling_output_shape.
    """
    size, kernel = check_integer("size", size, 1), check_integer("kernel", kernel, 1)
    span = kernel_span(kernel, dilation=dilation)
    stride = kernel if stride is None else check_integer("stride", stride, 1)
    padding = check_integer("padding", padding, 0)
    if not isinstance(ceil_mode, (bool, np.bool_)):
        raise TypeError(f"`ceil_mode` must be True or False, got {ceil_mode!r}")
    if padding > kernel // 2:
        raise ValueError(f"`padding` must be at most half of kernel={kernel}, got {padding}")
    room = size + 2 * padding - span  # where the last window may start, counted from the first
    outputs = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (outputs - 1) * stride >= size + padding:
        outputs -= 1
    if outputs < 1:
        raise ValueError(
            f"`kernel` must fit into the padded input, got a span of {span} for a padded size of {size + 2 * padding}"
        )
    return outputs


def transposed_output_size(size, kernel, *, stride=1, padding=0, output_padding=0, dilation=1):
    """Return how many outputs a transposed convolution makes along one axis.

        >>> transposed_output_size(16, 4, stride=2, padding=1)
        32

    It is (size - 1)*stride + span - padding on both sides + output_padding.
    Here padding *crops*. Several input sizes of a strided convolution share one
    output size (see `input_sizes`); `output_padding` says which one to go back to:

        >>> [transposed_output_size(4, 3, stride=2, padding=1, output_padding=p) for p in (0, 1)]
        [7, 8]

    Parameters
    ----------
    size, kernel, stride, dilation : int
        Input length, taps, step between the stamps, step between taps; in samples.
    padding : int or (before, after)
        Samples cropped; one integer means so many on *each* side.
    output_padding : int
        Samples added at the end only; smaller than stride or dilation.

    Source: Dumoulin & Visin (2016), sec. 4.6; torch.nn.ConvTranspose2d, "Shape".
    """
    size = check_integer("size", size, 1)
    stride = check_integer("stride", stride, 1)
    span = kernel_span(kernel, dilation=dilation)
    output_padding = check_integer("output_padding", output_padding, 0)
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"`output_padding` must be smaller than stride or dilation, "
            f"got {output_padding} with stride={stride}, dilation={dilation}"
        )
    outputs = (size - 1) * stride + span - sum(check_pair("padding", padding, 0)) + output_padding
    if outputs < 1:
        raise ValueError(f"`padding` must leave at least one output, got padding={padding}, which leaves {outputs}")
    return outputs


def same_padding(size, kernel, *, stride=1, dilation=1):
    """Return (before, after) so that the output has ceil(size / stride) samples.

        >>> same_padding(32, 3)
        (1, 1)
        >>> same_padding(32, 3, stride=2), same_padding(33, 3, stride=2)
        ((0, 1), (1, 1))

    Convention: TensorFlow's SAME; an odd surplus goes *after*. With a stride it
    depends on the size, so PyTorch's padding=1 sees other pixels than SAME.

    Parameters
    ----------
    size, kernel, stride, dilation : int
        As in `conv_output_size`.

    Source: tf.nn.convolution, "Notes on padding"; PyTorch's rule is `torch_same_padding`.
    """
    size = check_integer("size", size, 1)
    stride = check_integer("stride", stride, 1)
    outputs = -(-size // stride)  # rounded up
    total = max((outputs - 1) * stride + kernel_span(kernel, dilation=dilation) - size, 0)
    return total // 2, total - total // 2


def torch_same_padding(kernel, *, dilation=1):
    """Return (before, after) as padding="same" does in PyTorch, for stride 1 only.

        >>> torch_same_padding(3), torch_same_padding(4)
        ((1, 1), (1, 2))

    It needs no input size: dilation*(kernel - 1) zeros, an odd one *after*.
    PyTorch refuses padding="same" with a stride; there use `same_padding`.

    Parameters
    ----------
    kernel, dilation : int
        Number of taps, and the step from one tap to the next, in samples.

    Source: torch.nn.Conv2d, padding="same".
    """
    total = kernel_span(kernel, dilation=dilation) - 1
    return total // 2, total - total // 2


def window_starts(size, kernel, *, stride=1, padding=0, dilation=1):
    """Return where each window begins: the input index of its first tap.

        >>> window_starts(5, 3, stride=2, padding=1).tolist()
        [-1, 1, 3]

    Convention: input sample 0 has index 0; negative indices lie in the padding before it.

    Parameters
    ----------
    size, kernel, stride, padding, dilation
        As in `conv_output_size`.

    Returns
    -------
    (n_out,) int array
    """
    outputs = conv_output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)
    before, _ = check_pair("padding", padding, 0)
    return np.arange(outputs) * stride - before


def unused_inputs(size, kernel, *, stride=1, padding=0, dilation=1):
    """Return the indices of the inputs that no tap of any window touches.

        >>> unused_inputs(6, 3, stride=2).tolist()
        [5]
        >>> unused_inputs(7, 2, stride=3).tolist()
        [2, 5, 6]

    Such an input changes no output and receives no gradient.

    Parameters
    ----------
    size, kernel, stride, padding, dilation
        As in `conv_output_size`.

    Returns
    -------
    (n_unused,) int array, ascending
    """
    starts = window_starts(size, kernel, stride=stride, padding=padding, dilation=dilation)
    touched = starts[:, None] + dilation * np.arange(kernel)  # (n_out, kernel)
    return np.setdiff1d(np.arange(size), touched)


def input_sizes(output, kernel, *, stride=1, padding=0, dilation=1):
    """Return all input sizes from which a convolution makes `output` samples.

        >>> input_sizes(4, 3, stride=2, padding=1)
        [7, 8]

    At most `stride` sizes, since the floor in `conv_output_size` forgets the rest.
    The way back cannot know which: that is what `output_padding` is for.

    Parameters
    ----------
    output : int
        Output length, in samples.
    kernel, stride, padding, dilation
        As in `conv_output_size`.

    Returns
    -------
    list of int, ascending; empty when the padding alone makes more outputs
    """
    output = check_integer("output", output, 1)
    stride = check_integer("stride", stride, 1)
    span = kernel_span(kernel, dilation=dilation)
    smallest = (output - 1) * stride + span - sum(check_pair("padding", padding, 0))
    return [size for size in range(smallest, smallest + stride) if size >= 1]
