"""Convolution and cross-correlation of images, held against PyTorch, SciPy and OpenCV."""

import re
from itertools import product

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import convolve2d, correlate2d

from course_lib.convolution import KERNELS, conv_output_size, convolve, cross_correlate, same_padding, window

SWEEP = list(product(range(1, 10), range(1, 6), range(1, 4), range(4), range(1, 4)))


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def or_none(call, *args, **options):
    try:
        return call(*args, **options)
    except (ValueError, RuntimeError):
        return None


def torch_conv(x, weight, bias=None, **options):
    """torch.nn.functional.conv2d on NumPy arrays without the batch axis."""
    bias = None if bias is None else torch.tensor(bias)
    return F.conv2d(torch.tensor(x)[None], torch.tensor(weight), bias, **options)[0].numpy()


# -- hand values -------------------------------------------------------------------------------------------------------


def test_a_worked_example_stays_in_integers():
    image = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    kernel = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
    # Dumoulin & Visin (2016), fig. 1.1; fig. 1.2 for stride 2 and padding 1.
    result = cross_correlate(image, kernel)
    assert_array_equal(result, [[12, 12, 17], [10, 17, 19], [9, 6, 14]])
    assert result.dtype == np.int64
    assert_array_equal(cross_correlate(image, kernel, stride=2, padding=1), [[6, 17, 3], [8, 17, 13], [6, 4, 4]])


def test_channels_are_summed_and_the_bias_added():
    x = np.array([[[1, 2]], [[10, 20]]])  # (2, 1, 2)
    weight = np.array([[[[1]], [[1]]], [[[2]], [[-1]]], [[[0]], [[3]]]])  # (3, 2, 1, 1)
    assert_array_equal(cross_correlate(x, weight, bias=[0, 0, 5]), [[[11, 22]], [[-8, -16]], [[35, 65]]])
    assert_array_equal(cross_correlate([[1, 2]], [[3]], bias=4), [[7, 10]])


def test_the_kernel_is_flipped_by_convolve_only():
    impulse = np.zeros((5, 5), int)
    impulse[2, 2] = 1
    kernel = np.arange(9).reshape(3, 3)  # unsymmetric in both axes
    assert_array_equal(convolve(impulse, kernel), kernel)
    assert_array_equal(cross_correlate(impulse, kernel), kernel[::-1, ::-1])


def test_the_first_of_a_pair_is_vertical():
    x = np.arange(30).reshape(5, 6)
    assert_array_equal(cross_correlate(x, [[1]], stride=(2, 3)), [[0, 3], [12, 15], [24, 27]])
    assert_array_equal(cross_correlate(x, [[0, 1], [0, 0]], dilation=(4, 1)), [[1, 2, 3, 4, 5]])
    assert cross_correlate(x, [[1]], padding=(2, 0)).shape == (9, 6)
    padded = cross_correlate([[7]], [[1]], padding=((1, 0), (2, 3)))
    assert_array_equal(padded, [[0, 0, 0, 0, 0, 0], [0, 0, 7, 0, 0, 0]])


def test_window_by_hand():
    image = np.arange(1, 13).reshape(3, 4)
    assert_array_equal(window(image, 2, 1, 2), [[7, 8], [11, 12]])
    assert_array_equal(window(image, (3, 2), 0, 0, padding=1), [[0, 0], [0, 1], [0, 5]])
    assert_array_equal(window(image, 2, 0, 1, dilation=2), [[2, 4], [10, 12]])
    assert_array_equal(window(image, (1, 2), 1, 1, stride=2), [[11, 12]])
    assert window(image.astype(np.uint8), 2, 0, 0).dtype == np.uint8


# -- oracles -----------------------------------------------------------------------------------------------------------


def test_cross_correlate_is_pytorchs_in_every_small_case(rng):
    for height, kernel, stride, padding, dilation in SWEEP:
        # The vertical axis runs through all cases; the horizontal one is drawn, so that swapped axes are seen.
        width, kw, sh, ph, dh = (
            int(rng.integers(low, high)) for low, high in ((5, 10), (1, 4), (1, 4), (0, 4), (1, 3))
        )
        x, weight = rng.normal(size=(2, height, width)), rng.normal(size=(3, 2, kernel, kw))
        options = dict(stride=(stride, sh), padding=(padding, ph), dilation=(dilation, dh))
        ours = or_none(cross_correlate, x, weight, **options)
        theirs = or_none(torch_conv, x, weight, **options)
        assert (ours is None) == (theirs is None), (x.shape, weight.shape, options)
        if ours is not None:
            assert_allclose(ours, theirs, atol=1e-12, err_msg=f"{x.shape} {weight.shape} {options}")


def test_a_grey_image_is_pytorchs_in_every_small_case(rng):
    for size, kernel, stride, padding, dilation in SWEEP:
        x, weight = rng.normal(size=(size, size)), rng.normal(size=(kernel, kernel))
        options = dict(stride=stride, padding=padding, dilation=dilation)
        ours = or_none(cross_correlate, x, weight, **options)
        theirs = or_none(torch_conv, x[None], weight[None, None], **options)
        assert (ours is None) == (theirs is None), (size, kernel, options)
        if ours is not None:
            assert_allclose(ours, theirs[0], atol=1e-12)


@pytest.mark.parametrize("dtype, tolerance", [("float32", 1e-5), ("float64", 1e-12)])
def test_groups_and_bias_are_pytorchs(rng, dtype, tolerance):
    for inputs, outputs, groups in product((1, 2, 3, 4, 6), (1, 2, 3, 4, 6), (1, 2, 3, 4, 6)):
        x = rng.normal(size=(inputs, 5, 6)).astype(dtype)
        weight = rng.normal(size=(outputs, max(inputs // groups, 1), 2, 3)).astype(dtype)
        bias = rng.normal(size=outputs).astype(dtype)
        options = dict(stride=2, padding=1, groups=groups)
        ours = or_none(cross_correlate, x, weight, bias=bias, **options)
        theirs = or_none(torch_conv, x, weight, bias, **options)
        assert (ours is None) == (theirs is None), (inputs, outputs, groups)
        if ours is not None:
            assert ours.dtype == dtype
            assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def test_scipy_agrees_in_both_directions(rng):
    for height, width, kh, kw in product((4, 5), (5, 6), range(1, 5), range(1, 5)):
        x, kernel = rng.normal(size=(height, width)), rng.normal(size=(kh, kw))
        assert_allclose(cross_correlate(x, kernel), correlate2d(x, kernel, mode="valid"), atol=1e-13)
        assert_allclose(convolve(x, kernel), convolve2d(x, kernel, mode="valid"), atol=1e-13)
        full = (kh - 1, kw - 1)
        assert_allclose(cross_correlate(x, kernel, padding=full), correlate2d(x, kernel, mode="full"), atol=1e-13)
        assert_allclose(convolve(x, kernel, padding=full), convolve2d(x, kernel, mode="full"), atol=1e-13)


@pytest.mark.parametrize("name", KERNELS)
def test_opencv_filter2d_agrees(rng, name):
    x = rng.normal(size=(7, 9))
    expected = cv2.filter2D(x, -1, KERNELS[name], borderType=cv2.BORDER_CONSTANT)
    assert_allclose(cross_correlate(x, KERNELS[name], padding="same"), expected, atol=1e-13)


def test_same_is_the_padding_by_numbers_and_pytorchs_at_stride_one(rng):
    for size, kernel, stride, dilation in product(range(1, 10), range(1, 6), range(1, 4), range(1, 4)):
        x, weight = rng.normal(size=(size, size + 1)), rng.normal(size=(kernel, kernel))
        options = dict(stride=stride, dilation=dilation)
        pads = tuple(same_padding(n, kernel, **options) for n in x.shape)
        ours = cross_correlate(x, weight, padding="same", **options)
        assert ours.shape == (-(-size // stride), -(-(size + 1) // stride))
        assert_array_equal(ours, cross_correlate(x, weight, padding=pads, **options))
        if stride == 1:
            theirs = torch_conv(x[None], weight[None, None], padding="same", dilation=dilation)[0]
            assert_allclose(ours, theirs, atol=1e-12)
    assert_array_equal(cross_correlate(x, weight, padding="valid"), cross_correlate(x, weight))


def test_window_times_kernel_is_the_output_in_every_small_case(rng):
    for size, kernel, stride, padding, dilation in SWEEP:
        image, weight = rng.normal(size=(size, 9)), rng.normal(size=(kernel, 2))
        options = dict(stride=(stride, 2), padding=((padding, 1), (0, 2)), dilation=(dilation, 1))
        output = or_none(cross_correlate, image, weight, **options)
        if output is not None:
            row, column = (int(rng.integers(n)) for n in output.shape)
            seen = window(image, weight.shape, row, column, **options)
            assert seen.shape == weight.shape
            assert_allclose(np.sum(seen * weight), output[row, column], atol=1e-12)


# -- properties --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [cross_correlate, convolve])
def test_linear_in_the_image_and_in_the_kernel(rng, function):
    x, y = rng.normal(size=(2, 3, 6, 7))
    v, w = rng.normal(size=(2, 4, 3, 2, 3))
    assert_allclose(function(2 * x - 3 * y, w), 2 * function(x, w) - 3 * function(y, w), atol=1e-12)
    assert_allclose(function(x, 2 * v - 3 * w), 2 * function(x, v) - 3 * function(x, w), atol=1e-12)


def test_convolution_commutes_and_associates(rng):
    a, b, c = rng.normal(size=(4, 5)), rng.normal(size=(3, 2)), rng.normal(size=(2, 3))

    def full(x, kernel):
        return convolve(x, kernel, padding=(kernel.shape[0] - 1, kernel.shape[1] - 1))

    assert_allclose(full(a, b), full(b, a), atol=1e-13)
    assert_allclose(full(full(a, b), c), full(a, full(b, c)), atol=1e-13)


def test_a_stride_picks_from_stride_one(rng):
    x, w = rng.normal(size=(8, 9)), rng.normal(size=(3, 3))
    for stride in (2, 3):
        assert_allclose(cross_correlate(x, w, stride=stride), cross_correlate(x, w)[::stride, ::stride], atol=1e-13)


def test_a_dilated_kernel_is_one_with_zeros_between(rng):
    x, w = rng.normal(size=(9, 9)), rng.normal(size=(3, 3))
    spread = np.zeros((5, 5))
    spread[::2, ::2] = w
    assert_allclose(cross_correlate(x, w, dilation=2), cross_correlate(x, spread), atol=1e-13)


# -- types -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "image, kernel, expected",
    [
        ("float32", "float32", "float32"),
        ("float32", "int64", "float32"),
        ("uint8", "float32", "float32"),
        ("float16", "float16", "float32"),
        ("float32", "float64", "float64"),
        ("uint8", "float64", "float64"),
        ("uint8", "int8", "int64"),
        ("bool", "int64", "int64"),
    ],
)
def test_dtype_of_the_result(image, kernel, expected):
    result = cross_correlate(np.ones((3, 3), image), np.ones((2, 2), kernel))
    assert result.dtype == expected
    assert_array_equal(result, 4)


def test_bytes_do_not_wrap_and_large_integers_are_exact():
    assert_array_equal(cross_correlate(np.full((3, 3), 255, np.uint8), np.full((3, 3), 2, np.int8)), [[4590]])
    assert_array_equal(cross_correlate([[2**60 + 1, 1]], [[1, -1]]), [[2**60]])
    # An integer bias leaves integers alone, a broken one does not.
    assert cross_correlate([[1]], [[1]], bias=[0.5])[0, 0] == 1.5


def test_nan_passes_through_to_the_windows_that_see_it_as_in_pytorch():
    x = np.ones((1, 5, 5))
    x[0, 0, 1] = np.nan
    x[0, 4, 4] = np.inf
    weight = np.array([[[[0.0, 1.0], [1.0, 1.0]]]])
    ours = cross_correlate(x, weight)
    assert_array_equal(np.isnan(ours[0]), np.isnan(torch_conv(x, weight)[0]))
    assert_array_equal(ours, torch_conv(x, weight))
    assert np.isnan(ours).sum() == 2  # 0 * nan is nan too
    assert np.isnan(cross_correlate([[np.inf]], [[0.0]])).all()


def test_arguments_are_left_alone_and_results_are_new(rng):
    x, weight = rng.normal(size=(5, 5)), rng.normal(size=(1, 1))
    before = x.copy(), weight.copy()
    result = cross_correlate(x, weight)
    result[:] = 0
    seen = window(x, 5, 0, 0)
    seen[:] = 0
    assert_array_equal(x, before[0])
    assert_array_equal(weight, before[1])


def test_views_with_negative_strides_and_lists_are_fine(rng):
    x = rng.normal(size=(6, 5))
    flipped = cross_correlate(x[::-1, ::-1].T, KERNELS["Sobel x"])
    assert_allclose(flipped, cross_correlate(x[::-1, ::-1].T.copy().tolist(), KERNELS["Sobel x"].tolist()))


# -- rejections --------------------------------------------------------------------------------------------------------

IMAGE, COLOR = np.ones((5, 5)), np.ones((3, 5, 5))
KERNEL, LAYER = np.ones((3, 3)), np.ones((4, 3, 3, 3))
REJECTED = [
    (
        dict(x=[1, 2, 3]),
        ValueError,
        "`x` must have shape (C, H, W) or (H, W), got (3,); pass the images of a batch singly",
    ),
    (
        dict(x=np.ones((2, 3, 5, 5)), weight=LAYER),
        ValueError,
        "`x` must have shape (C, H, W) or (H, W), got (2, 3, 5, 5); pass the images of a batch singly",
    ),
    (dict(x=COLOR), ValueError, "`weight` must have 4 axes as `x` has 3, got shape (3, 3)"),
    (dict(weight=LAYER), ValueError, "`weight` must have 2 axes as `x` has 2, got shape (4, 3, 3, 3)"),
    (dict(weight=3), ValueError, "`weight` must have 2 axes as `x` has 2, got shape ()"),
    (dict(x=COLOR[:2], weight=LAYER), ValueError, "`weight` must have shape (O, 2, kH, kW), got (4, 3, 3, 3)"),
    (dict(x=COLOR, weight=LAYER, groups=3), ValueError, "`groups` must divide the 4 output channels, got 3"),
    (dict(x=COLOR, weight=LAYER, groups=2), ValueError, "`groups` must divide the 3 input channels, got 2"),
    (dict(groups=0), ValueError, "`groups` must be at least 1, got 0"),
    (dict(groups=1.0), TypeError, "`groups` must be an integer, got 1.0"),
    (dict(x=np.ones((0, 5))), ValueError, "`x` must not be empty, got shape (0, 5)"),
    (dict(weight=np.ones((0, 3))), ValueError, "`weight` must not be empty, got shape (0, 3)"),
    (dict(x=IMAGE * 1j), TypeError, "`x` must hold real numbers, got dtype complex128"),
    (dict(weight=KERNEL * 1j), TypeError, "`weight` must hold real numbers, got dtype complex128"),
    (dict(weight=[["a", "b"]]), TypeError, "`weight` must hold real numbers, got dtype <U1"),
    (dict(x=[[1, 2], [3]]), ValueError, "`x` must be a rectangular array, got rows of unequal length"),
    (dict(bias=[1, 2]), ValueError, "`bias` must have shape (1,), one number per output channel, got (2,)"),
    (dict(bias=1j), TypeError, "`bias` must hold real numbers, got dtype complex128"),
    (dict(stride=0), ValueError, "`stride` must be at least 1, got 0"),
    (dict(stride=2.5), TypeError, "`stride` must be an integer, got 2.5"),
    (dict(stride=True), TypeError, "`stride` must be an integer, got True"),
    (dict(stride=(1, 2, 3)), TypeError, "`stride` must be an integer or a pair of integers, got (1, 2, 3)"),
    (dict(dilation=(1, 0)), ValueError, "`dilation` must be at least 1, got 0"),
    (dict(padding=-1), ValueError, "`padding` must be at least 0, got -1"),
    (dict(padding=1.5), TypeError, "`padding` must be an integer, got 1.5"),
    (dict(padding=(1, 2, 3)), TypeError, "`padding` must be an integer or a pair of integers, got (1, 2, 3)"),
    (dict(padding=((1, 2), (3,))), TypeError, "`padding` must be an integer or a pair of integers, got (3,)"),
    (dict(padding="full"), ValueError, "`padding` must be 'valid', 'same' or numbers, got 'full'"),
    (
        dict(weight=np.ones((3, 6))),
        ValueError,
        "`kernel` must fit into the padded input, got a span of 6 for a padded size of 5 "
        "(size=5, padding=(0, 0), kernel=6, dilation=1); pad more, or take a smaller kernel or dilation",
    ),
]


@pytest.mark.parametrize("function", [cross_correlate, convolve])
@pytest.mark.parametrize("wrong, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections(function, wrong, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        function(**{"x": IMAGE, "weight": KERNEL, **wrong})


@pytest.mark.parametrize(
    "wrong, error, message",
    [
        (
            dict(image=COLOR),
            ValueError,
            "`image` must have shape (H, W), got (3, 5, 5); pass the colours of a picture singly, or mix them to grey",
        ),
        (dict(image=np.ones((0, 3))), ValueError, "`image` must not be empty, got shape (0, 3)"),
        (dict(image=IMAGE * 1j), TypeError, "`image` must hold real numbers, got dtype complex128"),
        (dict(kernel_shape=0), ValueError, "`kernel_shape` must be at least 1, got 0"),
        (
            dict(kernel_shape=(3, 3, 1)),
            TypeError,
            "`kernel_shape` must be an integer or a pair of integers, got (3, 3, 1)",
        ),
        (dict(row=3), ValueError, "`row` must be from 0 to 2, got 3"),
        (dict(column=-1), ValueError, "`column` must be from 0 to 2, got -1"),
        (dict(column=1.0), TypeError, "`column` must be an integer, got 1.0"),
    ],
)
def test_window_rejections(wrong, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        window(**{"image": IMAGE, "kernel_shape": 3, "row": 0, "column": 0, **wrong})


def test_window_covers_exactly_the_output_cells():
    rows = conv_output_size(5, 3, stride=2, padding=1)
    window(IMAGE, 3, rows - 1, 0, stride=2, padding=1)
    with pytest.raises(ValueError, match=re.escape("`row` must be from 0 to 2, got 3")):
        window(IMAGE, 3, rows, 0, stride=2, padding=1)
