"""Between the pixels: kernels by hand, scipy.ndimage, OpenCV's remap and resize, PyTorch; borders, colours, sizes."""

import cv2
import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from scipy import ndimage

from course_lib.geometry import overshoot, resize
from course_lib.geometry.interpolation import (
    CATMULL_ROM,
    METHODS,
    OPENCV,
    resize_weights,
    sample,
    sampler,
    sampling_kernel,
)

SHAPES = [(1, 1), (1, 7), (6, 1), (5, 8), (9, 4)]
CV_RESIZE = {"nearest": cv2.INTER_NEAREST_EXACT, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}


@pytest.fixture(params=SHAPES, ids=str)
def image(request, rng):
    return rng.normal(size=request.param)


@pytest.fixture
def places(image, rng):
    """Inside, on pixels, on borders, beyond and far beyond."""
    height, width = image.shape
    x = np.concatenate([rng.uniform(-3, width + 2, 200), np.arange(width), [-1, -0.5, width - 0.5, width, -900, 900]])
    y = rng.permutation(np.concatenate([rng.uniform(-3, height + 2, x.size - height), np.arange(height)]))
    return x, y


def test_kernels_by_hand():
    assert sampling_kernel([-0.5, -0.2, 0, 0.49, 0.5], "nearest").tolist() == [1, 1, 1, 1, 0]
    assert sampling_kernel([-1.5, -0.75, 0, 0.25, 1]).tolist() == [0, 0.25, 1, 0.75, 0]
    assert_allclose(sampling_kernel([0, 0.5, 1, 1.5, 2, 3], "bicubic"), [1, 0.59375, 0, -0.09375, 0, 0])
    assert_allclose(sampling_kernel([0.5, -0.5, 1.5], "bicubic", a=CATMULL_ROM), [0.5625, 0.5625, -0.0625])
    assert (OPENCV, CATMULL_ROM) == (-0.75, -0.5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("a", [-0.75, -0.5, 0])
def test_the_weights_sum_to_one(method, a):
    part = np.linspace(0, 1, 33)[:-1, None]
    assert_allclose(sampling_kernel(part - np.arange(-3, 5), method, a=a).sum(axis=1), 1)


def test_the_bicubic_kernel_has_slope_a_at_one_and_no_corner():
    step, at = 1e-6, np.array([-1.0, 1, 2])
    for a in (-0.75, -0.5):
        slopes = [
            (sampling_kernel(at + s, "bicubic", a=a) - sampling_kernel(at, "bicubic", a=a)) / s for s in (step, -step)
        ]
        assert_allclose(slopes, [[-a, a, 0]] * 2, atol=1e-4)


def test_looks_by_hand():
    image = [[0.0, 10.0], [20.0, 40.0]]
    assert sample(image, 1, 0) == 10, "x is the column"
    assert sample(image, [0.5, 0.25, 0.25], [0, 1, 0.5]).tolist() == [5, 25, 13.75]
    assert sample(image, [0.49, 0.5, 1.49, 1.5], [0] * 4, "nearest", fill=-1).tolist() == [0, 10, 10, -1]
    assert sample(image, [-0.5, -0.51], [1, 1], "nearest", fill=-1).tolist() == [20, -1]
    assert sample(image, [1.25], [1]).tolist() == [30], "beyond the last centre the frame of zeros comes in"
    assert sample(image, [1.25], [1], border="edge").tolist() == [40]
    assert sample(image, [1.25], [1], fill=80).tolist() == [50]
    line = [[0, 0, 0, 16, 16, 16]]
    assert_allclose(sample(line, [1.5, 2.5, 3.5], [0, 0, 0], "bicubic", border="edge"), [-1.5, 8, 17.5])
    assert_allclose(sample(line, [1.5, 2.5, 3.5], [0, 0, 0], "bicubic", border="edge", a=-0.5), [-1, 8, 17])


@pytest.mark.parametrize("border, mode", [("constant", "grid-constant"), ("edge", "nearest")])
@pytest.mark.parametrize("fill", [0, 2.5])
def test_bilinear_by_scipy(border, mode, fill, image, places):
    x, y = places
    theirs = ndimage.map_coordinates(image, [y, x], order=1, mode=mode, cval=fill)
    assert_allclose(sample(image, x, y, border=border, fill=fill), theirs, atol=1e-12)


@pytest.mark.parametrize("border, flag", [("constant", cv2.BORDER_CONSTANT), ("edge", cv2.BORDER_REPLICATE)])
@pytest.mark.parametrize("method, interpolation", [("bilinear", cv2.INTER_LINEAR), ("bicubic", cv2.INTER_CUBIC)])
def test_opencv_agrees_on_its_grid_of_thirty_seconds(border, flag, method, interpolation, image, places):
    # OpenCV rounds places to 1/32 pixel and looks its weights up; on such places only single precision is left.
    x, y = (np.round(32 * place) / 32 for place in places)
    maps = [place[None].astype(np.float32) for place in (x, y)]
    theirs = cv2.remap(image.astype(np.float32), *maps, interpolation, borderMode=flag, borderValue=1.5)[0]
    assert_allclose(sample(image, x, y, method, border=border, fill=1.5), theirs, atol=2e-6)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("border", ["constant", "edge"])
def test_slow_sum_over_all_pixels(method, border, image, places):
    """The obvious way: every pixel of a wide frame, times the kernel of its distance."""
    x, y = (np.clip(place, -4, 12) for place in places)
    wide = np.pad(image, 16, mode=border, **({"constant_values": 0.7} if border == "constant" else {}))
    rows, columns = (np.arange(size) - 16 for size in wide.shape)
    across, down = sampling_kernel(x[:, None] - columns, method), sampling_kernel(y[:, None] - rows, method)
    slow = np.einsum("nr,rc,nc->n", down, wide, across)
    assert_allclose(sample(image, x, y, method, border=border, fill=0.7), slow, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_far_beyond_is_the_border(method, image):
    far = [-np.inf, np.inf, 1e300, -1e300]
    assert sample(image, far, [0] * 4, method, fill=3).tolist() == [3] * 4
    assert sample(image, [0] * 4, far, method, fill=3).tolist() == [3] * 4
    corner = image[-1, -1]
    assert_allclose(sample(image, np.inf, np.inf, method, border="edge"), corner)


@pytest.mark.parametrize("method", METHODS)
def test_colors_types_and_shapes(method, rng):
    image = rng.random((6, 5, 3))
    x, y = rng.uniform(-1, 6, (2, 3, 4))
    looked = sample(image, x, y, method, fill=0.5)
    assert looked.shape == (3, 4, 3)
    for channel in range(3):
        assert_allclose(looked[..., channel], sample(image[..., channel], x, y, method, fill=0.5), atol=1e-15)
    single = sample(image.astype(np.float32), x, y, method, fill=0.5)
    assert single.dtype == np.float32
    assert_allclose(single, looked, atol=2e-6)
    bytes_ = (255 * image).astype(np.uint8)
    assert_allclose(
        sample(bytes_, x, y, method), sample(bytes_.astype(float), x, y, method), err_msg="no wrapping round"
    )
    assert sample(bytes_, x, y, method).dtype == float
    assert_allclose(sampler(image, method, fill=0.5)(x, y), looked)
    before = x.copy()
    sample(image, x, y, method)
    assert (x == before).all(), "the places are the caller's"


def test_bicubic_is_exact_on_a_slope_and_on_a_parabola_if_catmull_rom():
    grid = np.arange(12.0)
    x, y = np.random.default_rng(0).uniform(2, 9, (2, 50))
    slope = 2 * grid + 3 * grid[:, None]
    assert_allclose(sample(slope, x, y), 2 * x + 3 * y)
    assert_allclose(sample(slope, x, y, "bicubic", a=CATMULL_ROM), 2 * x + 3 * y)
    assert_allclose(sample(np.tile(grid**2, (12, 1)), x, y, "bicubic", a=CATMULL_ROM), x**2)
    assert np.abs(sample(slope, x, y, "bicubic") - 2 * x - 3 * y).max() > 0.05, "with -0.75 a slope gets waves"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("new", [(5, 8), (1, 1), (10, 16), (7, 3), (24, 40), (2, 2)])
def test_resize_by_opencv(method, new, image):
    theirs = cv2.resize(image.astype(np.float32), new[::-1], interpolation=CV_RESIZE[method])
    assert_allclose(resize(image, new, method), theirs.reshape(new), atol=1e-5)


@pytest.mark.parametrize("new", [(4, 6), (12, 9), (5, 7), (3, 1), (1, 1), (11, 17), (12, 18)])
def test_area_by_opencv(new, rng):
    image = rng.normal(size=(12, 18))
    theirs = cv2.resize(image, new[::-1], interpolation=cv2.INTER_AREA)
    assert_allclose(resize(image, new, "area"), theirs.reshape(new), atol=1e-6)
    assert_allclose(resize(image, new, "area").mean(), image.mean(), atol=1e-12)


def test_area_of_whole_factors_is_a_mean_of_blocks(rng):
    image = rng.normal(size=(12, 18, 3))
    assert_allclose(resize(image, (4, 3), "area"), image.reshape(4, 3, 3, 6, 3).mean((1, 3)), atol=1e-12)
    assert_allclose(resize_weights(5, 2, "area"), [[0.4, 0.4, 0.2, 0, 0], [0, 0, 0.2, 0.4, 0.4]])


@pytest.mark.parametrize("method", ["bilinear", "bicubic"])
def test_resize_by_torch(method, rng):
    image = rng.normal(size=(7, 5))
    theirs = torch.nn.functional.interpolate(torch.tensor(image)[None, None], (16, 9), mode=method, align_corners=False)
    assert_allclose(resize(image, (16, 9), method), theirs[0, 0], atol=1e-12)


@pytest.mark.parametrize("method", [*METHODS, "area"])
def test_rows_sum_to_one_and_the_same_size_changes_nothing(method):
    for old, new in [(1, 1), (7, 3), (7, 7), (4, 4)]:
        weights = resize_weights(old, new, method)
        assert weights.shape == (new, old)
        assert_allclose(weights.sum(axis=1), 1)
    assert_allclose(weights, np.eye(4), atol=1e-12)


def test_one_number_is_a_square(rng):
    assert resize(rng.random((3, 5)), 4).shape == (4, 4)


def test_only_the_bicubic_overshoots():
    step = np.repeat([[0.0, 1.0]], 6, axis=1)
    for method in ("nearest", "bilinear"):
        assert overshoot(resize(step, (1, 96), method), step) == 0
    assert overshoot(resize(step, (1, 96), "bicubic"), step) == pytest.approx(0.111, abs=5e-4)
    assert overshoot(resize(step, (1, 96), "bicubic", a=CATMULL_ROM), step) == pytest.approx(0.074, abs=5e-4)
    assert overshoot([-2, 0.5], [0, 1]) == 2
    assert overshoot([0.5, 1.25], [0, 1]) == 0.25
    assert overshoot([0.5], [0, 1]) == 0


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: sample(np.zeros(3), 0, 0), ValueError, r"`image` must have shape \(H, W\) or \(H, W, C\), got \(3,\)"),
        (lambda: sample(np.zeros((0, 3)), 0, 0), ValueError, "`image` must not be empty"),
        (lambda: sample(np.eye(2), [0, 1], [0]), ValueError, r"`y` must have the shape of `x`, \(2,\), got \(1,\)"),
        (lambda: sample(np.zeros((2, 2)), np.nan, 0), ValueError, "`x` must not hold nan, which is no place; inf lies"),
        (lambda: sample(np.zeros((2, 2)), 0, np.nan), ValueError, "`y` must not hold nan"),
        (lambda: sample(np.zeros((2, 2)), 0, 0, "cubic"), ValueError, "did you mean 'bicubic'"),
        (lambda: sample(np.zeros((2, 2)), 0, 0, border="wrap"), ValueError, "`border` must be one of constant, edge"),
        (lambda: sample(np.zeros((2, 2)), 0, 0, fill=np.nan), ValueError, "`fill` must be finite"),
        (lambda: sample(np.zeros((2, 2)), 0, 0, a=np.nan), ValueError, "`a` must be finite"),
        (lambda: sampling_kernel(1j), TypeError, "`distance` must hold real numbers"),
        (lambda: sampling_kernel(1, "linear"), ValueError, "did you mean 'bilinear'"),
        (lambda: resize(np.zeros((2, 2)), (0, 2)), ValueError, "`shape` must be at least 1, got 0"),
        (lambda: resize(np.zeros((2, 2)), (2, 2), "areas"), ValueError, "did you mean 'area'"),
        (lambda: resize(np.eye(2), (3, 2), "area"), ValueError, "must not be larger for the method 'area', got 3 pix"),
        (lambda: resize_weights(0, 2), ValueError, "`old` must be at least 1, got 0"),
        (lambda: resize_weights(2, 2.0), TypeError, "`new` must be an integer, got 2.0"),
        (lambda: overshoot(["a"], [1]), TypeError, "`values` must hold real numbers"),
    ],
)  # fmt: skip
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
