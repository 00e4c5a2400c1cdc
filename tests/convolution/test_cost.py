"""Parameters and multiply-adds, counted by PyTorch and by hand."""

import re
from itertools import product

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from course_lib.convolution import conv_multiply_adds, conv_parameters


def test_parameters_by_hand():
    assert conv_parameters(3, 64, 3) == 1792  # the first layer of VGG
    assert conv_parameters(1, 6, 5) == 156  # LeNet-5, layer C1: LeCun et al. (1998), sec. II.B
    assert conv_parameters(96, 256, 5, groups=2) == 307456  # AlexNet, second layer, on two GPUs
    assert conv_parameters(8, 4, (1, 3), bias=False) == 96


def test_multiply_adds_by_hand():
    assert conv_multiply_adds(1, 1, 3, (4, 5)) == 180
    assert conv_multiply_adds(1, 1, 3, 4) == 144
    # Depthwise + pointwise against full: 1/O + 1/k**2 (Howard et al., 2017, "MobileNets", sec. 3.1).
    separable = conv_multiply_adds(32, 32, 3, 14, groups=32) + conv_multiply_adds(32, 64, 1, 14)
    assert separable / conv_multiply_adds(32, 64, 3, 14) == pytest.approx(1 / 64 + 1 / 9)


def test_pytorch_counts_the_same():
    for inputs, outputs, kernel, groups, bias in product((1, 2, 4), (2, 4), ((1, 1), (3, 2)), (1, 2), (False, True)):
        if inputs % groups:
            continue
        layer = torch.nn.Conv2d(inputs, outputs, kernel, groups=groups, bias=bias)
        parameters = sum(p.numel() for p in layer.parameters())
        assert conv_parameters(inputs, outputs, kernel, groups=groups, bias=bias) == parameters
        with FlopCounterMode(display=False) as counter:
            shape = layer(torch.zeros(1, inputs, 6, 5)).shape[2:]
        assert 2 * conv_multiply_adds(inputs, outputs, kernel, shape, groups=groups) == counter.get_total_flops()


@pytest.mark.parametrize("function, more", [(conv_parameters, ()), (conv_multiply_adds, ((5, 5),))])
@pytest.mark.parametrize(
    "wrong, error, message",
    [
        (dict(in_channels=0), ValueError, "`in_channels` must be at least 1, got 0"),
        (dict(out_channels=2.0), TypeError, "`out_channels` must be an integer, got 2.0"),
        (dict(kernel=(3, 0)), ValueError, "`kernel` must be at least 1, got 0"),
        (dict(kernel=(3, 3, 3)), TypeError, "`kernel` must be an integer or a pair of integers, got (3, 3, 3)"),
        (dict(groups=0), ValueError, "`groups` must be at least 1, got 0"),
        (dict(groups=4), ValueError, "`groups` must divide the 6 input channels, got 4"),
        (dict(groups=3), ValueError, "`groups` must divide the 4 output channels, got 3"),
    ],
)
def test_rejections(function, more, wrong, error, message):
    arguments = {"in_channels": 6, "out_channels": 4, "kernel": 3, **wrong}
    if more:
        arguments["output_shape"] = more[0]
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        function(**arguments)


def test_rejections_of_their_own():
    with pytest.raises(TypeError, match=f"^{re.escape('`bias` must be True or False, got 1')}$"):
        conv_parameters(1, 1, 1, bias=1)
    with pytest.raises(ValueError, match=f"^{re.escape('`output_shape` must be at least 1, got 0')}$"):
        conv_multiply_adds(1, 1, 1, (0, 5))
