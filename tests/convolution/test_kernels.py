"""The named kernels: directions and signs are pinned, sums are right, OpenCV agrees."""

import re
import subprocess
import sys

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.convolution import KERNELS, convolve, cross_correlate, gaussian_kernel


def test_all_are_3x3_floats_that_nobody_can_overwrite():
    assert list(KERNELS) == [
        "identity", "box blur", "Gaussian blur", "sharpen", "Sobel x", "Sobel y", "Laplacian", "emboss",
        "shift left", "one-sided difference",
    ]  # fmt: skip
    for kernel in KERNELS.values():
        assert kernel.shape == (3, 3)
        assert kernel.dtype == float
        assert not kernel.flags.writeable


def test_sums_say_whether_brightness_stays():
    one = {name for name, kernel in KERNELS.items() if np.isclose(kernel.sum(), 1)}
    zero = {name for name, kernel in KERNELS.items() if np.isclose(kernel.sum(), 0)}
    assert one == {"identity", "box blur", "Gaussian blur", "sharpen", "emboss", "shift left"}
    assert zero == {"Sobel x", "Sobel y", "Laplacian", "one-sided difference"}


def test_signs_on_a_ramp_that_differs_in_x_and_y():
    rows, columns = np.indices((5, 6))
    ramp = 2.0 * columns + 5.0 * rows  # brighter by 2 to the right, by 5 downwards
    expected = {
        "Sobel x": 16, "Sobel y": 40, "Laplacian": 0, "one-sided difference": 2,
    }  # fmt: skip
    for name, value in expected.items():
        assert_allclose(cross_correlate(ramp, KERNELS[name]), value)
    inside = ramp[1:-1, 1:-1]
    for name in ("identity", "box blur", "Gaussian blur", "sharpen"):
        assert_allclose(cross_correlate(ramp, KERNELS[name]), inside)
    # Emboss: 6 * slope in both directions on top of the image.
    assert_allclose(cross_correlate(ramp, KERNELS["emboss"]), inside + 6 * (2 + 5))


def test_a_dark_spot_is_positive_for_the_laplacian():
    spot = np.ones((3, 3))
    spot[1, 1] = 0
    assert_allclose(cross_correlate(spot, KERNELS["Laplacian"]), [[4]])
    assert_allclose(cross_correlate(spot, KERNELS["sharpen"]), [[-4]])


def test_where_convolution_and_correlation_differ(rng):
    image = rng.normal(size=(6, 7))
    assert_allclose(cross_correlate(image, KERNELS["shift left"]), image[1:-1, 2:])
    assert_allclose(convolve(image, KERNELS["shift left"]), image[1:-1, :-2])  # to the right
    difference = KERNELS["one-sided difference"]
    assert_allclose(cross_correlate(image, difference), image[1:-1, 2:] - image[1:-1, 1:-1])
    assert_allclose(convolve(image, difference), image[1:-1, :-2] - image[1:-1, 1:-1])  # not only the other sign
    symmetric = {name for name, kernel in KERNELS.items() if np.array_equal(kernel, kernel[::-1, ::-1])}
    assert symmetric == {"identity", "box blur", "Gaussian blur", "sharpen", "Laplacian"}


def test_opencv_has_the_same_derivatives(rng):
    image = rng.normal(size=(8, 9))
    inside = np.s_[1:-1, 1:-1]
    assert_allclose(cross_correlate(image, KERNELS["Sobel x"]), cv2.Sobel(image, -1, 1, 0)[inside], atol=1e-12)
    assert_allclose(cross_correlate(image, KERNELS["Sobel y"]), cv2.Sobel(image, -1, 0, 1)[inside], atol=1e-12)
    assert_allclose(cross_correlate(image, KERNELS["Laplacian"]), cv2.Laplacian(image, -1)[inside], atol=1e-12)
    assert_allclose(cross_correlate(image, KERNELS["box blur"]), cv2.blur(image, (3, 3))[inside], atol=1e-12)
    assert_allclose(cross_correlate(image, KERNELS["Gaussian blur"]), cv2.GaussianBlur(image, (3, 3), 0)[inside])


@pytest.mark.parametrize("size", [1, 3, 5, 7, 9])
@pytest.mark.parametrize("sigma", [0.3, 1, 2.5])
def test_gaussian_kernel_is_opencvs(size, sigma):
    g = cv2.getGaussianKernel(size, sigma)
    assert_allclose(gaussian_kernel(size, sigma), g @ g.T, rtol=1e-12)


@pytest.mark.parametrize("size", range(1, 10))
def test_gaussian_kernel_is_the_formula_for_both_parities(size):
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    bell = np.exp(-(x**2 + y**2) / (2 * 1.7**2))
    assert_allclose(gaussian_kernel(size, 1.7), bell / bell.sum(), rtol=1e-12)


def test_gaussian_kernel_by_hand_and_in_its_limits():
    e = np.exp(-0.5)
    assert_allclose(gaussian_kernel(3, 1)[1], np.array([e, 1, e]) / (1 + 2 * e) ** 2)
    assert_allclose(gaussian_kernel(3, 1e6), KERNELS["box blur"], rtol=1e-11)
    assert_array_equal(gaussian_kernel(3, 1e-6), KERNELS["identity"])
    assert_allclose(gaussian_kernel(4, 1e-6).sum(), 1)  # an even size has no middle pixel: four share it
    # Blurring twice adds the variances.
    twice = convolve(gaussian_kernel(41, 2.0), gaussian_kernel(41, 1.5), padding=40)[20:-20, 20:-20]
    assert_allclose(twice, gaussian_kernel(41, 2.5), atol=1e-9)


@pytest.mark.parametrize(
    "size, sigma, error, message",
    [
        (0, 1.0, ValueError, "`size` must be at least 1, got 0"),
        (3.0, 1.0, TypeError, "`size` must be an integer, got 3.0"),
        (3, 0, ValueError, "`sigma` must be positive, got 0"),
        (3, float("nan"), ValueError, "`sigma` must be positive, got nan"),
        (3, "1", TypeError, "`sigma` must be a real number, got '1'"),
    ],
)
def test_gaussian_rejections(size, sigma, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        gaussian_kernel(size, sigma)


def test_the_package_imports_numpy_only():
    heavy = "'torch', 'scipy', 'cv2', 'matplotlib', 'ipywidgets', 'skimage'"
    code = f"import sys, course_lib.convolution; print([m for m in ({heavy}) if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
