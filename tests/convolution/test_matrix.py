"""Convolution as a matrix: the same numbers, links that can be counted, and the transpose."""

import re
import tracemalloc
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.linalg import convolution_matrix, toeplitz
from scipy.sparse import issparse

from course_lib.convolution import conv_matrix, conv_output_size, cross_correlate, tap_counts


def or_none(call, *args, **options):
    try:
        return call(*args, **options)
    except ValueError:
        return None


def test_a_two_dimensional_matrix_by_hand():
    # Dumoulin & Visin (2016), sec. 4.1, for a 2x2 kernel on a 2x3 image.
    expected = [[1, 2, 0, 3, 4, 0], [0, 1, 2, 0, 3, 4]]
    result = conv_matrix([[1, 2], [3, 4]], (2, 3))
    assert_array_equal(result, expected)
    assert result.dtype == np.int64


def test_padding_stride_and_dilation_by_hand():
    assert_array_equal(conv_matrix([1, 2, 3], 4, stride=2, padding=1), [[2, 3, 0, 0], [0, 1, 2, 3]])
    assert_array_equal(conv_matrix([1, 2], 3, dilation=2), [[1, 0, 2]])
    assert_array_equal(conv_matrix([1, 2], 2, padding=(1, 0)), [[2, 0], [1, 2]])


def test_times_the_image_is_cross_correlate_in_every_small_case(rng):
    for height, kernel, stride, padding, dilation in product(
        range(1, 8), range(1, 5), range(1, 4), range(4), range(1, 4)
    ):
        width, kw, sh, ph, dh = (int(rng.integers(low, high)) for low, high in ((4, 7), (1, 4), (1, 4), (0, 4), (1, 3)))
        image, weight = rng.normal(size=(height, width)), rng.normal(size=(kernel, kw))
        options = dict(stride=(stride, sh), padding=((padding, ph), (ph, padding)), dilation=(dilation, dh))
        expected = or_none(cross_correlate, image, weight, **options)
        C = or_none(conv_matrix, weight, image.shape, **options)
        assert (C is None) == (expected is None)
        if C is not None:
            assert_allclose(C @ image.ravel(), expected.ravel(), atol=1e-12)
            S = conv_matrix(weight, image.shape, sparse=True, **options)
            assert issparse(S)
            assert_array_equal(S.toarray(), C)


def test_a_signal_is_an_image_of_one_row(rng):
    for size, kernel, stride, padding, dilation in product(
        range(1, 8), range(1, 5), range(1, 4), ((0, 0), (1, 2), (3, 0)), range(1, 4)
    ):
        weight = rng.normal(size=kernel)
        C = or_none(conv_matrix, weight, size, stride=stride, padding=padding, dilation=dilation)
        options = dict(stride=(1, stride), padding=((0, 0), padding), dilation=(1, dilation))
        expected = or_none(conv_matrix, weight[None], (1, size), **options)
        assert (C is None) == (expected is None)
        if C is not None:
            assert_array_equal(C, expected)
            assert len(C) == conv_output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)


def test_scipy_agrees_on_the_toeplitz_form(rng):
    kernel = rng.normal(size=3)
    assert_array_equal(conv_matrix(kernel, 6), toeplitz(np.r_[kernel[0], np.zeros(3)], np.r_[kernel, np.zeros(3)]))
    # SciPy's matrix convolves, so its kernel comes flipped.
    assert_array_equal(conv_matrix(kernel[::-1], 6, padding=2), convolution_matrix(kernel, 6, mode="full"))


def test_the_links_are_counted_by_tap_counts():
    # The transpose of a matrix of ones tells how many outputs an input has a part in.
    C = conv_matrix(np.ones((3, 3)), (7, 6), stride=2, padding=1, dilation=1)
    counts = tap_counts((4, 3), 3, stride=2, padding=1, output_padding=(0, 1))
    assert_array_equal(C.sum(axis=0).reshape(7, 6), counts)


@pytest.mark.parametrize("dtype, expected", [("int8", "int64"), ("float32", "float32"), ("float64", "float64")])
@pytest.mark.parametrize("sparse", [False, True])
def test_dtype(dtype, expected, sparse):
    assert conv_matrix(np.ones((2, 2), dtype), (3, 3), sparse=sparse).dtype == expected


def test_sparse_is_built_without_the_dense_matrix():
    tracemalloc.start()
    try:
        S = conv_matrix(np.ones((3, 3)), (128, 128), padding=1, sparse=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert S.shape == (128**2, 128**2)
    assert S.nnz == (3 * 128 - 2) ** 2  # every link, less those to the padding
    assert peak < 2**25  # 32 MB; the dense matrix has 2 GB


REJECTED = [
    (dict(kernel=np.ones((2, 2, 2))), ValueError, "`kernel` must have shape (kH, kW) or (k,), got (2, 2, 2)"),
    (dict(kernel=3.0), ValueError, "`kernel` must have shape (kH, kW) or (k,), got ()"),
    (dict(kernel=[]), ValueError, "`kernel` must not be empty, got shape (0,)"),
    (dict(kernel=[[1.0, np.nan]]), ValueError, "`kernel` must be finite, got nan at (0, 1)"),
    (dict(kernel=[[-np.inf, 1.0]]), ValueError, "`kernel` must be finite, got -inf at (0, 0)"),
    (dict(kernel=[[1j]]), TypeError, "`kernel` must hold real numbers, got dtype complex128"),
    (dict(shape=5), TypeError, "`shape` must be (H, W) as `kernel` has two axes, got 5"),
    (dict(shape=(5, 5, 3)), TypeError, "`shape` must be an integer or a pair of integers, got (5, 5, 3)"),
    (dict(shape=(5, 0)), ValueError, "`shape` must be at least 1, got 0"),
    (dict(kernel=[1.0], shape=(5, 5)), TypeError, "`shape` must be an integer, got (5, 5)"),
    (dict(stride=0), ValueError, "`stride` must be at least 1, got 0"),
    (dict(kernel=[1.0], shape=5, stride=(1, 1)), TypeError, "`stride` must be an integer, got (1, 1)"),
    (dict(dilation=1.5), TypeError, "`dilation` must be an integer, got 1.5"),
    (dict(padding="same"), TypeError, "`padding` must be an integer or a pair of integers, got 'same'"),
    (
        dict(shape=(5, 2)),
        ValueError,
        "`kernel` must fit into the padded input, got a span of 3 for a padded size of 2 "
        "(size=2, padding=(0, 0), kernel=3, dilation=1); pad more, or take a smaller kernel or dilation",
    ),
]


@pytest.mark.parametrize("wrong, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections(wrong, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        conv_matrix(**{"kernel": np.ones((3, 3)), "shape": (5, 5), **wrong})
