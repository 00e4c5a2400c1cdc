"""Larger images: OpenCV's and PyTorch's numbers, and bilinear interpolation as a transposed convolution."""

import re
from itertools import product

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.convolution import bilinear_kernel, checkerboard_strength, transposed_convolve, upsample

METHODS = ("nearest", "bilinear", "bicubic")
OPENCV = {"nearest": cv2.INTER_NEAREST, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_kernels_by_hand():
    assert_array_equal(bilinear_kernel(1), [[1]])
    assert_allclose(bilinear_kernel(2), np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16)
    assert_allclose(bilinear_kernel(3), np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]) / 9)


@pytest.mark.parametrize("factor", range(1, 9))
def test_the_kernel_is_that_of_the_fcn_code(factor):
    # upsample_filt of Shelhamer's fcn.berkeleyvision.org, surgery.py, kept in its own form.
    size = 2 * factor - factor % 2
    half = (size + 1) // 2
    center = half - 1 if size % 2 == 1 else half - 0.5
    og = np.ogrid[:size, :size]
    expected = (1 - abs(og[0] - center) / half) * (1 - abs(og[1] - center) / half)
    assert_allclose(bilinear_kernel(factor), expected)
    assert bilinear_kernel(factor).sum() == pytest.approx(factor**2)


@pytest.mark.parametrize("factor", range(1, 7))
def test_its_transposed_convolution_is_bilinear_inside(rng, factor):
    image = rng.normal(size=(5, 6))
    ours = transposed_convolve(image, bilinear_kernel(factor), stride=factor, padding=factor // 2)
    expected = upsample(image, factor, "bilinear")
    assert ours.shape == expected.shape == (5 * factor, 6 * factor)
    edge = factor // 2
    inside = np.s_[edge : 5 * factor - edge, edge : 6 * factor - edge]
    assert_allclose(ours[inside], expected[inside], atol=1e-13)
    if edge:  # and the docstring is right about where it ends
        assert not np.isclose(ours[edge - 1, 2 * factor], expected[edge - 1, 2 * factor])


def test_upsample_by_hand():
    image = [[0, 8], [4, 4]]
    assert_array_equal(upsample(image, 2, "nearest"), [[0, 0, 8, 8], [0, 0, 8, 8], [4, 4, 4, 4], [4, 4, 4, 4]])
    assert_allclose(upsample(image, 2, "bilinear"), [[0, 2, 6, 8], [1, 2.5, 5.5, 7], [3, 3.5, 4.5, 5], [4, 4, 4, 4]])
    # Keys' weights at 1/4 and 3/4 for a = -3/4, times 256: -27, 225, 67, -9.
    step = upsample([[0, 0, 0, 256, 256, 256]], 2, "bicubic")[0]
    assert_allclose(step, [0, 0, 0, -9, -27, 58, 198, 283, 265, 256, 256, 256])


@pytest.mark.parametrize("method", METHODS)
def test_pytorch_and_opencv_agree_in_every_small_case(rng, method):
    options = {} if method == "nearest" else {"align_corners": False}
    for height, width, factor in product(range(1, 10), (1, 2, 5), range(1, 6)):
        image = rng.normal(size=(height, width))
        ours = upsample(image, factor, method)
        theirs = F.interpolate(torch.tensor(image)[None, None], scale_factor=factor, mode=method, **options)
        assert_allclose(ours, theirs[0, 0].numpy(), atol=1e-12)
        resized = cv2.resize(image, (width * factor, height * factor), interpolation=OPENCV[method])
        assert_allclose(ours, resized, atol=1e-5)  # OpenCV computes the weights in float32


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("factor", [2, 3])
def test_color_images_are_enlarged_channel_by_channel(rng, method, factor):
    image = rng.normal(size=(4, 5, 3))
    channels = [upsample(image[..., channel], factor, method) for channel in range(3)]
    assert_allclose(upsample(image, factor, method), np.stack(channels, axis=-1))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("factor", [1, 2, 3, 4])
def test_constants_stay_and_nothing_makes_a_checkerboard(method, factor):
    constant = upsample(np.full((6, 7), 3.5), factor, method)
    assert_allclose(constant, 3.5)
    assert checkerboard_strength(constant, factor) < 1e-12
    if factor == 1:
        image = np.arange(12.0).reshape(3, 4)
        assert_array_equal(upsample(image, 1, method), image)


@pytest.mark.parametrize("method", METHODS)
def test_dtype_and_nan(method):
    assert upsample(np.ones((2, 2), np.float32), 2, method).dtype == np.float32
    assert upsample(np.ones((2, 2), np.uint8), 2, method).dtype == np.float64
    image = np.ones((9, 9))
    image[4, 4] = np.nan
    holes = np.isnan(upsample(image, 2, method))
    assert holes[8, 8]
    assert not holes[0, 0]


REJECTED = [
    (lambda: bilinear_kernel(0), ValueError, "`factor` must be at least 1, got 0"),
    (lambda: bilinear_kernel(1.5), TypeError, "`factor` must be an integer, got 1.5"),
    (
        lambda: upsample([1, 2], 2, "nearest"),
        ValueError,
        "`image` must have shape (H, W) or (H, W, C), got (2,)",
    ),
    (lambda: upsample(np.ones((0, 2)), 2, "nearest"), ValueError, "`image` must not be empty, got shape (0, 2)"),
    (lambda: upsample([[1j]], 2, "nearest"), TypeError, "`image` must hold real numbers, got dtype complex128"),
    (lambda: upsample([[1]], 0, "nearest"), ValueError, "`factor` must be at least 1, got 0"),
    (lambda: upsample([[1]], 2.0, "nearest"), TypeError, "`factor` must be an integer, got 2.0"),
    (
        lambda: upsample([[1]], 2, "cubic"),
        ValueError,
        "`method` must be one of nearest, bilinear, bicubic, got 'cubic'; did you mean 'bicubic'?",
    ),
    (
        lambda: upsample([[1]], 2, ["a"]),
        ValueError,
        "`method` must be one of nearest, bilinear, bicubic, got ['a']",
    ),
]


@pytest.mark.parametrize("call, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections(call, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()
