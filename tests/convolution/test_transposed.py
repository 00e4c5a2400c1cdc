"""Transposed convolution: PyTorch's numbers, the adjoint, the stamps, the checkerboards."""

import re
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose, assert_array_equal
from skimage.data import camera

from course_lib.convolution import (
    checkerboard_strength,
    conv_matrix,
    convolve,
    cross_correlate,
    insert_zeros,
    kernel_span,
    tap_counts,
    transposed_convolve,
    transposed_output_size,
)

SWEEP = list(product(range(1, 10), range(1, 6), range(1, 4), range(4), range(1, 4)))


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def or_none(call, *args, **options):
    try:
        return call(*args, **options)
    except (ValueError, RuntimeError):
        return None


def torch_transposed(x, weight, bias=None, **options):
    bias = None if bias is None else torch.tensor(bias)
    return F.conv_transpose2d(torch.tensor(x)[None], torch.tensor(weight), bias, **options)[0].numpy()


def stamp_one_by_one(x, weight, stride):
    """The slow twin: for each pixel of (H, W), add pixel * kernel at its place."""
    (H, W), (kH, kW) = x.shape, weight.shape
    out = np.zeros(((H - 1) * stride + kH, (W - 1) * stride + kW))
    for row, column in np.ndindex(H, W):
        out[row * stride : row * stride + kH, column * stride : column * stride + kW] += x[row, column] * weight
    return out


# -- transposed_convolve -----------------------------------------------------------------------------------------------


def test_stamps_by_hand():
    x, kernel = [[1, 2], [0, -1]], [[1, 2], [3, 4]]
    expected = [[1, 4, 4], [3, 9, 6], [0, -3, -4]]
    result = transposed_convolve(x, kernel)
    assert_array_equal(result, expected)
    assert result.dtype == np.int64
    assert_array_equal(
        transposed_convolve(x, kernel, stride=2), [[1, 2, 2, 4], [3, 4, 6, 8], [0, 0, -1, -2], [0, 0, -3, -4]]
    )
    assert_array_equal(transposed_convolve(x, kernel, padding=1), [[9]])
    assert_array_equal(transposed_convolve(x, kernel, padding=((1, 0), (0, 2))), [[3], [0]])
    assert_array_equal(
        transposed_convolve([[1, 2]], [[5, 7]], stride=3, output_padding=(0, 2)), [[5, 7, 0, 10, 14, 0, 0]]
    )
    assert_array_equal(transposed_convolve([[1, 10]], [[1, 2]], dilation=2), [[1, 10, 2, 20]])
    assert_array_equal(transposed_convolve([[1]], [[2]], bias=3), [[5]])


def test_pytorch_agrees_in_every_small_case(rng):
    for height, kernel, stride, padding, dilation in SWEEP:
        for extra in range(3):
            # The vertical axis runs through all cases; the horizontal one is drawn, so that swapped axes are seen.
            width, kw, sh, ph, dh = (int(rng.integers(*ends)) for ends in ((3, 6), (1, 4), (1, 4), (0, 2), (1, 3)))
            x, weight = rng.normal(size=(2, height, width)), rng.normal(size=(2, 3, kernel, kw))
            options = dict(stride=(stride, sh), padding=(padding, ph), dilation=(dilation, dh))
            options["output_padding"] = (extra, int(rng.integers(max(sh, dh))))
            ours = or_none(transposed_convolve, x, weight, **options)
            theirs = or_none(torch_transposed, x, weight, **options)
            assert (ours is None) == (theirs is None), (x.shape, weight.shape, options)
            if ours is not None:
                assert ours.shape == theirs.shape
                assert np.abs(ours - theirs).max() < 1e-12, (x.shape, weight.shape, options)


@pytest.mark.parametrize("dtype, tolerance", [("float32", 1e-5), ("float64", 1e-12)])
def test_groups_and_bias_are_pytorchs(rng, dtype, tolerance):
    for inputs, per_group, groups in product((1, 2, 3, 4, 6), (1, 2, 3), (1, 2, 3, 4, 6)):
        x = rng.normal(size=(inputs, 4, 3)).astype(dtype)
        weight = rng.normal(size=(inputs, per_group, 2, 3)).astype(dtype)
        bias = rng.normal(size=per_group * groups).astype(dtype)
        options = dict(stride=2, padding=1, groups=groups)
        ours = or_none(transposed_convolve, x, weight, bias=bias, **options)
        theirs = or_none(torch_transposed, x, weight, bias, **options)
        assert (ours is None) == (theirs is None), (inputs, per_group, groups)
        if ours is not None:
            assert ours.dtype == dtype
            assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def test_the_slow_twin_agrees(rng):
    for height, width, kh, kw, stride in product((1, 3), (2, 4), range(1, 5), range(1, 5), range(1, 4)):
        x, weight = rng.normal(size=(height, width)), rng.normal(size=(kh, kw))
        assert_allclose(transposed_convolve(x, weight, stride=stride), stamp_one_by_one(x, weight, stride), atol=1e-13)


def test_it_is_the_adjoint_of_cross_correlate_in_every_small_case(rng):
    for height, kernel, stride, padding, dilation in SWEEP:
        width, kw, sh, ph, dh = (int(rng.integers(low, high)) for low, high in ((5, 9), (1, 4), (1, 4), (0, 4), (1, 3)))
        x, weight = rng.normal(size=(2, height, width)), rng.normal(size=(4, 1, kernel, kw))
        options = dict(stride=(stride, sh), padding=((padding, 0), (1, ph)), dilation=(dilation, dh))
        Cx = or_none(cross_correlate, x, weight, groups=2, **options)
        if Cx is None:
            continue
        y = rng.normal(size=Cx.shape)
        rest = (  # what the floor in the output size forgot
            (height + padding - kernel_span(kernel, dilation=dilation)) % stride,
            (width + 1 + ph - kernel_span(kw, dilation=dh)) % sh,
        )
        Cty = transposed_convolve(y, weight, groups=2, output_padding=rest, **options)
        assert Cty.shape == x.shape
        assert_allclose(np.sum(Cx * y), np.sum(x * Cty), atol=1e-10)


def test_the_transposed_matrix_does_the_same(rng):
    for size, kernel, stride, padding in product(range(3, 8), range(1, 4), range(1, 4), range(3)):
        weight = rng.normal(size=(kernel, 2))
        C = conv_matrix(weight, (size, 6), stride=stride, padding=padding)
        shape = cross_correlate(np.zeros((size, 6)), weight, stride=stride, padding=padding).shape
        y = rng.normal(size=shape)
        rest = ((size + 2 * padding - kernel) % stride, (6 + 2 * padding - 2) % stride)
        ours = transposed_convolve(y, weight, stride=stride, padding=padding, output_padding=rest)
        assert_allclose(C.T @ y.ravel(), ours.ravel(), atol=1e-12)


def test_it_is_a_convolution_of_the_input_with_zeros_between(rng):
    for size, kernel, stride, dilation in product(range(1, 5), range(1, 4), range(1, 4), range(1, 3)):
        x, weight = rng.normal(size=(size, 3)), rng.normal(size=(kernel, kernel))
        around = kernel_span(kernel, dilation=dilation) - 1
        zeros_between = convolve(insert_zeros(x, stride), weight, padding=around, dilation=dilation)
        assert_allclose(transposed_convolve(x, weight, stride=stride, dilation=dilation), zeros_between, atol=1e-13)


def test_it_is_not_the_inverse(rng):
    x, weight = rng.normal(size=(5, 5)), rng.normal(size=(3, 3))
    back = transposed_convolve(cross_correlate(x, weight), weight)
    assert back.shape == x.shape
    assert not np.allclose(back, x)


def test_linear(rng):
    x, y = rng.normal(size=(2, 2, 4, 5))
    w = rng.normal(size=(2, 3, 3, 2))
    combined = transposed_convolve(2 * x - 3 * y, w, stride=2)
    assert_allclose(
        combined, 2 * transposed_convolve(x, w, stride=2) - 3 * transposed_convolve(y, w, stride=2), atol=1e-12
    )


def test_nan_passes_through_where_it_stamps():
    x = np.ones((1, 3, 3))
    x[0, 0, 0], x[0, 2, 2] = np.nan, np.inf
    weight = np.array([[[[1.0, 0.0], [1.0, 1.0]]]])
    assert_array_equal(transposed_convolve(x, weight, stride=2), torch_transposed(x, weight, stride=2))


def test_arguments_are_left_alone(rng):
    x = rng.normal(size=(3, 3))
    before = x.copy()
    result = transposed_convolve(x, [[1.0]])
    result[:] = 0
    assert_array_equal(x, before)


# -- insert_zeros, tap_counts ------------------------------------------------------------------------------------------


def test_insert_zeros_by_hand():
    assert_array_equal(insert_zeros([[1, 2], [3, 4]], 2), [[1, 0, 2], [0, 0, 0], [3, 0, 4]])
    assert_array_equal(insert_zeros([[1, 2], [3, 4]], (1, 3)), [[1, 0, 0, 2], [3, 0, 0, 4]])
    assert_array_equal(insert_zeros([5], 4), [5])


@pytest.mark.parametrize("shape", [(4,), (3, 5), (2, 3, 4), (2, 2, 3, 4)])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_every_stride_th_sample_of_insert_zeros_is_the_input(rng, shape, stride):
    x = rng.normal(size=shape).astype(np.float32)
    out = insert_zeros(x, stride)
    back = out[::stride] if len(shape) == 1 else out[..., ::stride, ::stride]
    assert_array_equal(back, x)
    assert np.count_nonzero(out) == x.size
    assert out.dtype == np.float32
    assert out is not x


def test_tap_counts_by_hand():
    assert tap_counts(3, 3).tolist() == [1, 2, 3, 2, 1]
    assert tap_counts(3, 2, stride=3).tolist() == [1, 1, 0, 1, 1, 0, 1, 1]  # holes: nothing reaches every third
    assert tap_counts(3, 3, stride=2, padding=(1, 0), output_padding=1).tolist() == [1, 2, 1, 2, 1, 1, 0]
    assert_array_equal(tap_counts((2, 2), (3, 2), stride=2), np.outer([1, 1, 2, 1, 1], [1, 1, 1, 1]))
    assert tap_counts((2, 2), 3, stride=2).dtype == np.int64


def test_tap_counts_are_the_outer_product_of_both_axes():
    for size, kernel, stride, padding, dilation in SWEEP:
        case = dict(stride=stride, padding=padding, dilation=dilation)
        one = or_none(tap_counts, size, kernel, **case)
        two = or_none(tap_counts, (size, size), (kernel, kernel), **case)
        assert (one is None) == (two is None)
        if one is not None:
            assert len(one) == transposed_output_size(size, kernel, **case)
            assert_array_equal(two, np.outer(one, one))


def test_tap_counts_are_even_inside_if_the_stride_divides_the_kernel():
    for kernel, stride in product(range(1, 7), range(1, 5)):
        inside = tap_counts(12, kernel, stride=stride)[kernel:-kernel]
        assert (np.ptp(inside) == 0) == (kernel % stride == 0), (kernel, stride)


# -- checkerboard_strength ---------------------------------------------------------------------------------------------


def pattern(cell, size):
    """Return `cell` repeated to at least (size, size), cut."""
    times = -(-size // len(cell))
    return np.tile(cell, (times, times))[:size, :size]


def test_checkerboard_strength_by_hand():
    # Stripes 4 -+ 3: root mean square sqrt((1 + 49) / 2) = 5.
    assert checkerboard_strength(pattern([[1, 7], [1, 7]], 8), 2) == pytest.approx(3 / 5)
    assert checkerboard_strength(pattern([[1, 1], [7, 7]], 8), 2) == pytest.approx(3 / 5)  # lying stripes
    assert checkerboard_strength(pattern([[1, 7], [7, 1]], 8), 2) == pytest.approx(3 / 5)  # a real checkerboard
    # The counts of kernel 3, stride 2, far from the border: 1 2 / 2 4, variance 6.25 - 2.25**2, mean square 6.25.
    assert checkerboard_strength(pattern([[1, 2], [2, 4]], 12), 2) == pytest.approx(np.sqrt(6.25 - 2.25**2) / 2.5)
    # Period 3: -1, 0, 1 has no mean, so all of it is pattern; 9 rows less one at each side are not whole periods.
    assert checkerboard_strength(pattern([[-1, 0, 1]] * 3, 11), 3) == pytest.approx(1.0)


@pytest.mark.parametrize("stride", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("shape", [(20, 20), (21, 20), (23, 29)])
def test_constants_and_ramps_have_no_checkerboard(stride, shape):
    rows, columns = np.indices(shape)
    assert checkerboard_strength(np.zeros(shape), stride) == 0
    assert checkerboard_strength(np.full(shape, 1e4), stride) == pytest.approx(0, abs=1e-12)
    assert checkerboard_strength(3.0 * rows - 2 * columns + 0.1 * rows * columns + 5, stride) == pytest.approx(
        0, abs=1e-12
    )


def test_checkerboard_strength_does_not_depend_on_contrast_or_axes(rng):
    image = rng.normal(size=(20, 24)) + pattern([[0, 1], [1, 0]], 24)[:20]
    strength = checkerboard_strength(image, 2)
    assert 0.2 < strength < 1
    for other in (7 * image, -image, image.T, image[::-1], image[:, ::-1]):
        assert checkerboard_strength(other, 2) == pytest.approx(strength)
    assert type(strength) is float


def test_stride_one_has_one_phase_only(rng):
    assert checkerboard_strength(rng.normal(size=(9, 9)), 1) == 0


def test_a_photograph_is_hardly_blamed_but_its_uneven_enlargement_is():
    picture = camera()[::4, ::4] / 255.0  # (128, 128)
    for stride in (2, 3, 4):
        assert checkerboard_strength(picture, stride) < 0.01
    uneven = transposed_convolve(picture, np.ones((3, 3)), stride=2)
    even = transposed_convolve(picture, np.ones((4, 4)), stride=2)
    assert checkerboard_strength(uneven, 2) > 0.3
    assert checkerboard_strength(even, 2) < 0.01


# -- rejections --------------------------------------------------------------------------------------------------------

X, W = np.ones((2, 4, 4)), np.ones((2, 3, 3, 3))
REJECTED = [
    (
        lambda: transposed_convolve(X[0, 0], W),
        ValueError,
        "`x` must have shape (C, H, W) or (H, W), got (4,); pass the images of a batch singly",
    ),
    (lambda: transposed_convolve(X, W[0, 0]), ValueError, "`weight` must have 4 axes as `x` has 3, got shape (3, 3)"),
    (
        lambda: transposed_convolve(X[:1], W),
        ValueError,
        "`weight` must have shape (1, O/groups, kH, kW), got (2, 3, 3, 3)",
    ),
    (lambda: transposed_convolve(X, W, groups=3), ValueError, "`groups` must divide the 2 input channels, got 3"),
    (
        lambda: transposed_convolve(X, W, bias=[1, 2]),
        ValueError,
        "`bias` must have shape (3,), one number per output channel, got (2,)",
    ),
    (lambda: transposed_convolve(X[:0], W), ValueError, "`x` must not be empty, got shape (0, 4, 4)"),
    (lambda: transposed_convolve(X, W[:, :, :0]), ValueError, "`weight` must not be empty, got shape (2, 3, 0, 3)"),
    (lambda: transposed_convolve(X * 1j, W), TypeError, "`x` must hold real numbers, got dtype complex128"),
    (lambda: transposed_convolve(X, W, stride=2.5), TypeError, "`stride` must be an integer, got 2.5"),
    (lambda: transposed_convolve(X, W, dilation=0), ValueError, "`dilation` must be at least 1, got 0"),
    (
        lambda: transposed_convolve(X, W, padding="same"),
        TypeError,
        "`padding` must be an integer or a pair of integers, got 'same'",
    ),
    (
        lambda: transposed_convolve(X, W, padding=4),
        ValueError,
        "`padding` must leave at least one output, got padding=(4, 4), which leaves -2",
    ),
    (lambda: transposed_convolve(X, W, output_padding=-1), ValueError, "`output_padding` must be at least 0, got -1"),
    (
        lambda: transposed_convolve(X, W, stride=2, output_padding=(0, 2)),
        ValueError,
        "`output_padding` must be smaller than stride or dilation, got 2 with stride=2, dilation=1",
    ),
    (lambda: insert_zeros(3, 2), ValueError, "`x` must have one axis or more, got the number 3"),
    (lambda: insert_zeros([], 2), ValueError, "`x` must not be empty, got shape (0,)"),
    (lambda: insert_zeros([1j], 2), TypeError, "`x` must hold real numbers, got dtype complex128"),
    (lambda: insert_zeros([1], (2, 2)), TypeError, "`stride` must be an integer, got (2, 2)"),
    (lambda: insert_zeros([[1]], 0), ValueError, "`stride` must be at least 1, got 0"),
    (lambda: tap_counts(4, (3, 3)), TypeError, "`kernel_shape` must be an integer, got (3, 3)"),
    (lambda: tap_counts(0, 3), ValueError, "`shape` must be at least 1, got 0"),
    (lambda: tap_counts(4.0, 3), TypeError, "`shape` must be an integer, got 4.0"),
    (lambda: tap_counts((4, 4), 0), ValueError, "`kernel_shape` must be at least 1, got 0"),
    (lambda: tap_counts(4, 3, stride=(2, 2)), TypeError, "`stride` must be an integer, got (2, 2)"),
    (lambda: checkerboard_strength([1, 2], 2), ValueError, "`image` must have shape (H, W), got (2,)"),
    (lambda: checkerboard_strength(np.ones((4, 0)), 2), ValueError, "`image` must not be empty, got shape (4, 0)"),
    (
        lambda: checkerboard_strength(np.ones((9, 5)), 3),
        ValueError,
        "`image` must have at least 2*stride = 6 rows and columns, got (9, 5)",
    ),
    (
        lambda: checkerboard_strength(np.full((4, 4), np.nan), 2),
        ValueError,
        "`image` must be finite, got nan at (0, 0)",
    ),
    (
        lambda: checkerboard_strength(np.ones((4, 4)) * 1j, 2),
        TypeError,
        "`image` must hold real numbers, got dtype complex128",
    ),
    (lambda: checkerboard_strength(np.ones((4, 4)), 0), ValueError, "`stride` must be at least 1, got 0"),
]


@pytest.mark.parametrize("call, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections(call, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()
