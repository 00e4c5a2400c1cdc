"""The investigations of `20_convolution_arithmetic`, answered by trying everything."""

import torch

from course_lib.convolution import conv_output_size
from course_lib.convolution.exercises.arithmetic import FIVE_HALVINGS, KEEPING_PADDING


def test_the_sizes_that_five_halvings_lead_to_seven():
    def after_five(size):
        for _ in range(5):
            size = conv_output_size(size, 3, stride=2, padding=1)
        return size

    found = [size for size in range(1, 400) if after_five(size) == 7]
    assert (found[0], found[-1]) == FIVE_HALVINGS.reference
    assert len(found) == 32  # as the second hint says


def test_the_padding_that_keeps_the_size_by_trying_it_in_torch():
    x = torch.zeros(1, 1, 40)
    for kernel, dilation in KEEPING_PADDING.cases:
        taps = torch.ones(1, 1, kernel)
        keeps = [p for p in range(20) if torch.conv1d(x, taps, padding=p, dilation=dilation).shape == x.shape]
        assert keeps == [p for p in [KEEPING_PADDING.reference(kernel, dilation)] if p is not None]
