"""Sizes along one axis, held against PyTorch over all small cases."""

import re
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose

from course_lib.convolution import (
    conv_output_size,
    input_sizes,
    kernel_span,
    same_padding,
    transposed_output_size,
    unused_inputs,
    window_starts,
)
from course_lib.convolution.sizes import pool_output_size, torch_same_padding

SIZES, KERNELS, STRIDES, PADDINGS, DILATIONS = range(1, 10), range(1, 6), range(1, 4), range(4), range(1, 4)
SWEEP = list(product(SIZES, KERNELS, STRIDES, PADDINGS, DILATIONS))


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def size_or_none(call, *args, **options):
    """Return the size, or None where the call is refused."""
    try:
        result = call(*args, **options)
    except (ValueError, RuntimeError):
        return None
    return result if isinstance(result, int) else result.shape[-1]


def options(case):
    return dict(zip(("stride", "padding", "dilation"), case))


# -- hand values -------------------------------------------------------------------------------------------------------


def test_kernel_span_by_hand():
    assert [kernel_span(k, dilation=d) for k, d in ((1, 5), (3, 1), (3, 2), (2, 4), (5, 3))] == [1, 3, 5, 5, 13]


@pytest.mark.parametrize(
    "size, kernel, stride, padding, dilation, expected",
    [
        (4, 3, 1, 0, 1, 2),  # Dumoulin & Visin, fig. 2.1
        (5, 4, 1, 2, 1, 6),  # fig. 2.2
        (5, 3, 1, 1, 1, 5),  # fig. 2.3, half padding
        (5, 3, 1, 2, 1, 7),  # fig. 2.4, full padding
        (5, 3, 2, 0, 1, 2),  # fig. 2.5
        (5, 3, 2, 1, 1, 3),  # fig. 2.6
        (6, 3, 2, 1, 1, 3),  # fig. 2.7, a rest of one
        (7, 3, 1, 0, 2, 3),  # fig. 5.1
        (224, 7, 2, 3, 1, 112),  # the first layer of a ResNet
        (227, 11, 4, 0, 1, 55),  # the first layer of AlexNet
    ],
)
def test_conv_output_size_by_hand(size, kernel, stride, padding, dilation, expected):
    assert conv_output_size(size, kernel, stride=stride, padding=padding, dilation=dilation) == expected


def test_padding_may_differ_on_the_two_sides():
    assert conv_output_size(5, 4, padding=(1, 2)) == conv_output_size(5, 4, padding=(3, 0)) == 5
    assert window_starts(5, 4, padding=(1, 2)).tolist() == [-1, 0, 1, 2, 3]
    assert window_starts(5, 4, padding=(2, 1)).tolist() == [-2, -1, 0, 1, 2]
    assert transposed_output_size(5, 4, padding=(1, 2)) == 5
    assert input_sizes(5, 4, padding=(1, 2)) == [5]


def test_pool_output_size_by_hand():
    assert pool_output_size(6, 3) == 2  # the stride is the kernel if not given
    assert pool_output_size(112, 3, stride=2, padding=1) == 56  # ResNet
    assert pool_output_size(6, 3, stride=2) == 2
    assert pool_output_size(6, 3, stride=2, ceil_mode=True) == 3
    # The third window would start at index 6 - 1 = 5, behind input 4 and in the padding: dropped.
    assert pool_output_size(5, 2, stride=3, padding=1, ceil_mode=True) == 2


def test_transposed_output_size_by_hand():
    assert transposed_output_size(2, 3) == 4  # fig. 4.1
    assert transposed_output_size(3, 3, stride=2, padding=1) == 5  # fig. 4.6
    assert transposed_output_size(3, 3, stride=2, padding=1, output_padding=1) == 6  # fig. 4.7


def test_same_padding_by_hand():
    assert same_padding(5, 3) == (1, 1)
    assert same_padding(5, 4) == (1, 2)  # the surplus goes after
    assert same_padding(6, 3, stride=2) == (0, 1)
    assert same_padding(9, 2, stride=4) == (0, 1)
    assert same_padding(8, 2, stride=4) == (0, 0)  # a stride beyond the kernel needs none
    assert same_padding(8, 3, dilation=3) == (3, 3)
    assert torch_same_padding(2, dilation=3) == (1, 2)


def test_unused_inputs_by_hand():
    assert unused_inputs(5, 3, stride=2).tolist() == []
    assert unused_inputs(7, 3, dilation=2, stride=3).tolist() == [1, 3, 5, 6]
    assert unused_inputs(6, 3, stride=2, padding=1).tolist() == []
    assert unused_inputs(2, 2, dilation=3, padding=1).tolist() == [0, 1]  # the taps see padding only


# -- oracles -----------------------------------------------------------------------------------------------------------


def test_conv_output_size_is_pytorchs_in_every_small_case():
    for size, kernel, *case in SWEEP:
        x, weight = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
        ours = size_or_none(conv_output_size, size, kernel, **options(case))
        assert ours == size_or_none(F.conv1d, x, weight, None, *case), (size, kernel, case)


def test_transposed_output_size_is_pytorchs_in_every_small_case():
    for size, kernel, stride, padding, dilation in SWEEP:
        x, weight = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel)
        for extra in range(4):
            case = dict(stride=stride, padding=padding, output_padding=extra, dilation=dilation)
            ours = size_or_none(transposed_output_size, size, kernel, **case)
            theirs = size_or_none(F.conv_transpose1d, x, weight, **case)
            assert ours == theirs, (size, kernel, case)


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("axes", [1, 2])
def test_pool_output_size_is_pytorchs_in_every_small_case(axes, ceil_mode):
    max_pool, average_pool = (F.max_pool1d, F.avg_pool1d) if axes == 1 else (F.max_pool2d, F.avg_pool2d)
    for size, kernel, stride, padding, dilation in SWEEP:
        x = torch.zeros(1, 1, *(size,) * axes)
        case = dict(stride=stride, padding=padding, ceil_mode=ceil_mode)
        ours = size_or_none(pool_output_size, size, kernel, dilation=dilation, **case)
        assert ours == size_or_none(max_pool, x, kernel, dilation=dilation, **case), (size, kernel, case)
        if dilation == 1:
            assert ours == size_or_none(average_pool, x, kernel, **case), (size, kernel, case)


def test_same_padding_is_tensorflows_other_formula():
    # tf.nn, "Notes on padding", writes the total in two cases; span stands for filter_size.
    for size, kernel, stride, dilation in product(SIZES, KERNELS, STRIDES, DILATIONS):
        span = kernel_span(kernel, dilation=dilation)
        total = max(span - stride, 0) if size % stride == 0 else max(span - size % stride, 0)
        pads = same_padding(size, kernel, stride=stride, dilation=dilation)
        assert pads == (total // 2, total - total // 2)
        assert conv_output_size(size, kernel, stride=stride, padding=pads, dilation=dilation) == -(-size // stride)


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # for even kernels PyTorch warns of a copy
def test_torch_same_padding_gives_pytorchs_numbers(rng):
    for size, kernel, dilation in product(SIZES, range(1, 7), DILATIONS):
        x = torch.tensor(rng.normal(size=(1, 1, size)))
        weight = torch.tensor(rng.normal(size=(1, 1, kernel)))
        pads = torch_same_padding(kernel, dilation=dilation)
        ours = F.conv1d(F.pad(x, pads), weight, dilation=dilation)
        assert_allclose(ours, F.conv1d(x, weight, padding="same", dilation=dilation), atol=1e-13)
        assert pads == same_padding(100, kernel, dilation=dilation)  # at stride 1 the two agree


def test_unused_inputs_are_those_without_gradient():
    for size, kernel, *case in SWEEP:
        if size_or_none(conv_output_size, size, kernel, **options(case)) is None:
            continue
        x = torch.ones(1, 1, size, requires_grad=True)
        F.conv1d(x, torch.ones(1, 1, kernel), None, *case).sum().backward()
        expected = np.flatnonzero(x.grad.numpy() == 0).tolist()
        assert unused_inputs(size, kernel, **options(case)).tolist() == expected, (size, kernel, case)


# -- properties --------------------------------------------------------------------------------------------------------


def test_window_starts_step_by_the_stride_and_the_last_window_fits():
    for size, kernel, stride, padding, dilation in SWEEP:
        case = options((stride, padding, dilation))
        outputs = size_or_none(conv_output_size, size, kernel, **case)
        if outputs is None:
            continue
        starts = window_starts(size, kernel, **case)
        assert len(starts) == outputs
        assert starts[0] == -padding
        assert (np.diff(starts) == stride).all()
        last_tap = starts[-1] + kernel_span(kernel, dilation=dilation) - 1
        assert last_tap < size + padding <= last_tap + stride  # it fits, and one more would not


def test_input_sizes_are_all_sizes_that_give_the_output():
    for kernel, *case in product(KERNELS, STRIDES, PADDINGS, DILATIONS):
        made = {size: size_or_none(conv_output_size, size, kernel, **options(case)) for size in range(1, 60)}
        for output in range(1, 10):
            expected = [size for size, outputs in made.items() if outputs == output]
            assert input_sizes(output, kernel, **options(case)) == expected, (output, kernel, case)


def test_output_padding_reaches_every_input_size():
    for kernel, stride, padding, dilation in product(KERNELS, STRIDES, PADDINGS, DILATIONS):
        case = options((stride, padding, dilation))
        for output in range(1, 10):
            back = [
                size_or_none(transposed_output_size, output, kernel, output_padding=extra, **case)
                for extra in range(stride)
            ]
            assert [size for size in back if size is not None] == input_sizes(output, kernel, **case)


def test_sizes_are_plain_integers():
    for result in (
        kernel_span(np.int64(3)),
        conv_output_size(np.int64(9), np.int64(3)),
        pool_output_size(np.int64(9), np.int64(3)),
        transposed_output_size(np.int64(9), np.int64(3)),
        *same_padding(np.int64(9), np.int64(3)),
    ):
        assert type(result) is int


# -- rejections --------------------------------------------------------------------------------------------------------

FUNCTIONS = [conv_output_size, pool_output_size, transposed_output_size, window_starts, unused_inputs]
WRONG = [
    ("size", 0, ValueError, "`size` must be at least 1, got 0"),
    ("size", 7.0, TypeError, "`size` must be an integer, got 7.0"),
    ("kernel", 0, ValueError, "`kernel` must be at least 1, got 0"),
    ("kernel", "3", TypeError, "`kernel` must be an integer, got '3'"),
    ("stride", 0, ValueError, "`stride` must be at least 1, got 0"),
    ("stride", 2.5, TypeError, "`stride` must be an integer, got 2.5"),
    ("stride", True, TypeError, "`stride` must be an integer, got True"),
    ("padding", -1, ValueError, "`padding` must be at least 0, got -1"),
    ("padding", 0.5, TypeError, "`padding` must be an integer, got 0.5"),
    ("dilation", 0, ValueError, "`dilation` must be at least 1, got 0"),
    ("dilation", None, TypeError, "`dilation` must be an integer, got None"),
]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("name, value, error, message", WRONG)
def test_wrong_arguments_are_named(function, name, value, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        function(**{"size": 9, "kernel": 3, name: value})


@pytest.mark.parametrize("function", [same_padding, input_sizes, torch_same_padding, kernel_span])
@pytest.mark.parametrize(
    "name, value, error, message", [wrong for wrong in WRONG if wrong[0] in ("kernel", "dilation")]
)
def test_wrong_arguments_are_named_by_the_others(function, name, value, error, message):
    first = (5,) if function in (same_padding, input_sizes) else ()
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        function(*first, **{"kernel": 3, name: value})


REJECTED = [
    (
        lambda: conv_output_size(5, 3, padding=1, dilation=4),
        ValueError,
        "`kernel` must fit into the padded input, got a span of 9 for a padded size of 7 "
        "(size=5, padding=1, kernel=3, dilation=4); pad more, or take a smaller kernel or dilation",
    ),
    (
        lambda: window_starts(2, 3),
        ValueError,
        "`kernel` must fit into the padded input, got a span of 3 for a padded size of 2 "
        "(size=2, padding=0, kernel=3, dilation=1); pad more, or take a smaller kernel or dilation",
    ),
    (
        lambda: conv_output_size(5, 3, padding="same"),
        TypeError,
        "`padding` must be an integer or a pair of integers, got 'same'",
    ),
    (
        lambda: conv_output_size(5, 3, padding=(1, 1, 1)),
        TypeError,
        "`padding` must be an integer or a pair of integers, got (1, 1, 1)",
    ),
    (
        lambda: pool_output_size(9, 3, padding=2),
        ValueError,
        "`padding` must be at most half of kernel=3, got 2",
    ),
    (
        lambda: pool_output_size(3, 3, dilation=2),
        ValueError,
        "`kernel` must fit into the padded input, got a span of 5 for a padded size of 3",
    ),
    (
        lambda: pool_output_size(3, 3, ceil_mode=1),
        TypeError,
        "`ceil_mode` must be True or False, got 1",
    ),
    (
        lambda: transposed_output_size(4, 3, stride=2, output_padding=2),
        ValueError,
        "`output_padding` must be smaller than stride or dilation, got 2 with stride=2, dilation=1",
    ),
    (
        lambda: transposed_output_size(4, 3, output_padding=-1),
        ValueError,
        "`output_padding` must be at least 0, got -1",
    ),
    (
        lambda: transposed_output_size(1, 3, padding=2),
        ValueError,
        "`padding` must leave at least one output, got padding=2, which leaves -1",
    ),
    (lambda: same_padding(0, 3), ValueError, "`size` must be at least 1, got 0"),
    (lambda: same_padding(5, 3, stride=1.5), TypeError, "`stride` must be an integer, got 1.5"),
    (lambda: input_sizes(0, 3), ValueError, "`output` must be at least 1, got 0"),
    (lambda: input_sizes(3, 3, stride=0), ValueError, "`stride` must be at least 1, got 0"),
    (lambda: input_sizes(3, 3, padding=-2), ValueError, "`padding` must be at least 0, got -2"),
]


@pytest.mark.parametrize("call, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections(call, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()
