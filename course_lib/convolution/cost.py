"""What a convolution layer costs: numbers to learn, and multiplications to do."""

from math import prod

from course_lib.checks import check_integer, check_pair


def conv_parameters(in_channels, out_channels, kernel, *, groups=1, bias=True):
    """Return how many numbers a convolution layer learns.

        >>> conv_parameters(3, 64, 7)
        9472
        >>> conv_parameters(64, 64, 3, groups=64, bias=False)  # depthwise
        576

    It is out_channels * (in_channels/groups * kH * kW + 1); the image's size does not matter.

    Parameters
    ----------
    in_channels, out_channels, groups : int
    kernel : int or (kH, kW)
    bias : bool
        Whether each output channel has one.

    Source: torch.nn.Conv2d, "Variables".
    """
    if not isinstance(bias, bool):
        raise TypeError(f"`bias` must be True or False, got {bias!r}")
    inputs = check_integer("in_channels", in_channels, 1)
    outputs = check_integer("out_channels", out_channels, 1)
    groups = check_integer("groups", groups, 1)
    for kind, channels in (("input", inputs), ("output", outputs)):
        if channels % groups:
            raise ValueError(f"`groups` must divide the {channels} {kind} channels, got {groups}")
    return outputs * (inputs // groups * prod(check_pair("kernel", kernel, 1)) + bias)


def conv_multiply_adds(in_channels, out_channels, kernel, output_shape, *, groups=1):
    """Return how many multiply-adds one image costs: each weight works at every output pixel.

        >>> conv_multiply_adds(3, 64, 7, (112, 112))
        118013952

    Taps on padding count too, as they do in most counters. One multiply-add is two FLOPs.

    Parameters
    ----------
    in_channels, out_channels, groups : int
    kernel : int or (kH, kW)
    output_shape : int or (H', W'), pixels
        Of the *output*; from the input's by `conv_output_size`.

    Source: He et al. (2016), "Deep residual learning", table 1, counts multiply-adds so.
    """
    weights = conv_parameters(in_channels, out_channels, kernel, groups=groups, bias=False)
    return weights * prod(check_pair("output_shape", output_shape, 1))
