"""Warping forward and back: by hand, OpenCV, scipy.ndimage and scikit-image; direction pinned; holes counted."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage
from skimage.transform import ProjectiveTransform, warp

from course_lib.geometry import (
    affine,
    apply,
    compose,
    forward_warp,
    inverse_warp,
    invert,
    perspective,
    rotation,
    scaling,
    similarity,
    translation,
)
from course_lib.geometry.interpolation import CATMULL_ROM, METHODS, OPENCV, sample
from course_lib.geometry.transforms import mirror
from course_lib.geometry.warping import covered, lookup

WARPS = {
    "move": translation(1.25, -0.75),
    "turn": rotation(27, about=(5, 4)),
    "affine": affine([[1.1, 0.3], [-0.2, 0.8]], (2, 1)),
    "projective": compose(similarity(10, 1.2, 1, 2), perspective(0.03, 0.01)),
    "factor": -3 * compose(similarity(10, 1.2, 1, 2), perspective(0.03, 0.01)),
}
NEW = [None, (7, 13), (1, 1)]


@pytest.fixture
def image(rng):
    return rng.normal(size=(9, 12))


def test_directions_by_hand():
    image = [[1, 2, 3], [4, 5, 6]]
    assert inverse_warp(image, translation(1, 0)).tolist() == [[0, 1, 2], [0, 4, 5]], "content moves to the right"
    assert inverse_warp(image, translation(0, 1)).tolist() == [[0, 0, 0], [1, 2, 3]], "content moves down"
    turned = compose(rotation(90), translation(1, 0))
    for warped in (inverse_warp(image, turned, (3, 2)), forward_warp(image, turned, (3, 2)).image):
        assert_allclose(warped, [[4, 1], [5, 2], [6, 3]], atol=1e-12, err_msg="clockwise, as np.rot90 with -1")
    assert inverse_warp(image, mirror(90, about=(1, 0))).tolist() == [[3, 2, 1], [6, 5, 4]]


@pytest.mark.parametrize("name", WARPS)
@pytest.mark.parametrize("shape", NEW)
def test_bilinear_by_scipy_to_the_last_digits(name, shape, image):
    A, shape = WARPS[name], shape or image.shape
    y, x = np.indices(shape)
    back = apply(np.linalg.inv(A), np.column_stack([x.ravel(), y.ravel()]))
    theirs = ndimage.map_coordinates(image, back.T[::-1], order=1, mode="grid-constant", cval=0.5).reshape(shape)
    assert_allclose(inverse_warp(image, A, shape, fill=0.5), theirs, atol=1e-12)


@pytest.mark.parametrize("name", WARPS)
@pytest.mark.parametrize("shape", NEW)
@pytest.mark.parametrize("method, flag", [("bilinear", cv2.INTER_LINEAR), ("bicubic", cv2.INTER_CUBIC)])
def test_opencv_agrees_up_to_its_rounded_places(name, shape, method, flag, image):
    # A place is rounded to 1/32 pixel, so it is off by at most 1/64 across and down. Times the steepest slope between
    # pixels that is how much the value may differ; a bicubic is steeper than a straight line, by less than two.
    A, size = WARPS[name], (shape or image.shape)[::-1]
    steepest = np.abs(np.diff(np.pad(image, 1), axis=0)).max() + np.abs(np.diff(np.pad(image, 1), axis=1)).max()
    theirs = cv2.warpPerspective(image.astype(np.float32), A, size, flags=flag).reshape(size[::-1])
    assert_allclose(inverse_warp(image, A, shape, method=method), theirs, atol=2 * steepest / 64)


@pytest.mark.parametrize("method, flag", [("bilinear", cv2.INTER_LINEAR), ("bicubic", cv2.INTER_CUBIC)])
@pytest.mark.parametrize("A", [translation(1.25, -0.75), affine([[2, 0], [0, 0.5]], (0.5, 1)), translation(3, 1)])
def test_opencv_agrees_exactly_on_thirty_seconds(method, flag, A, image):
    theirs = cv2.warpPerspective(image.astype(np.float32), A, (12, 9), flags=flag)
    assert_allclose(inverse_warp(image, A, method=method), theirs, atol=2e-6)
    theirs = cv2.warpAffine(image.astype(np.float32), A[:2], (12, 9), flags=flag)
    assert_allclose(inverse_warp(image, A, method=method), theirs, atol=2e-6)


@pytest.mark.parametrize("name", WARPS)
def test_nearest_by_scikit_image(name, image):
    theirs = warp(image, ProjectiveTransform(np.linalg.inv(WARPS[name])), order=0, cval=0.5)
    ours = inverse_warp(image, WARPS[name], method="nearest", fill=0.5)
    assert (ours == theirs).mean() == 1


@pytest.mark.parametrize("size", [(9, 12), (1, 1), (200, 150)])
def test_blocks_leave_no_seam(size):
    row, column = np.indices(size)
    plane = 2.0 * column + 3 * row
    A = rotation(15, about=(size[1] / 2, size[0] / 2))
    inside = covered(A, size, size)
    x, y = lookup(A, size)
    assert_allclose(inverse_warp(plane, A)[inside], (2 * x + 3 * y)[inside], atol=1e-9)
    assert inside.any() == (size != (1, 1))


def test_colors_and_types(rng):
    image = rng.random((9, 12, 3))
    A = WARPS["projective"]
    whole = inverse_warp(image, A, method="bicubic", border="edge")
    for channel in range(3):
        assert_allclose(whole[..., channel], inverse_warp(image[..., channel], A, method="bicubic", border="edge"))
    assert inverse_warp(image.astype(np.float32), A).dtype == np.float32
    splat = forward_warp(image, A, fill=0.25)
    assert splat.image.shape == image.shape
    assert (splat.image[splat.hits == 0] == 0.25).all()
    assert forward_warp(image.astype(np.float32), A).image.dtype == np.float32
    assert forward_warp((255 * image).astype(np.uint8), A, fill=-1).image.min() == -1


def test_there_and_back_again(rng):
    image = ndimage.gaussian_filter(rng.normal(size=(64, 80)), 3)
    A = rotation(20, about=(40, 32))
    centre = np.s_[24:40, 30:50]
    for method, bound in (("bilinear", 0.02), ("bicubic", 0.01)):
        back = inverse_warp(inverse_warp(image, A, method=method), invert(A), method=method)
        assert np.abs(back - image)[centre].max() < bound * np.ptp(image)


def test_where_w_is_zero_nothing_is_seen():
    A = invert(perspective(-0.5, 0))  # the new column 2 looks at infinity, those beyond come from the other side
    places = lookup(A, (1, 5))
    assert places.x[0].tolist() == [0, 2, np.inf, -6, -4]
    assert np.isinf(places.y[0, 2])
    assert inverse_warp([[1, 2, 3, 4]], A, (1, 5), method="nearest", fill=9).tolist() == [[1, 3, 9, 9, 9]]
    assert forward_warp([[1, 2, 3, 4]], perspective(-0.5, 0)).image.tolist() == [[1, 0, 2, 0]]


@pytest.mark.parametrize("method", METHODS)
def test_the_lookup_is_the_inverse(method, image):
    x, y = lookup(WARPS["projective"], (7, 13))
    there = apply(WARPS["projective"], np.column_stack([x.ravel(), y.ravel()]))
    assert_allclose(there, [(column, row) for row in range(7) for column in range(13)], atol=1e-9)


def test_holes_by_hand():
    splat = forward_warp([[1.0, 2.0, 3.0]], scaling(2, 1), (2, 6), fill=-1)
    assert splat.image.tolist() == [[1, -1, 2, -1, 3, -1], [-1] * 6]
    assert splat.holes.tolist() == [[False, True, False, True, False, False], [False] * 6]
    assert (splat.lost, splat.collisions) == (0, 0)
    splat = forward_warp([[1.0, 2.0, 3.0, 4.0]], scaling(0.5, 1))
    assert splat.hits.tolist() == [[1, 2, 1, 0]]
    assert splat.image.tolist() == [[1, 3, 4, 0]], "1/2 goes to 1, halfway the pixel after; of two the last stays"
    assert splat.collisions == 1
    splat = forward_warp([[1.0, 2.0, 3.0]], translation(2, 0))
    assert (splat.image.tolist(), splat.lost) == ([[0, 0, 1]], 2)
    splat = forward_warp([[1.0], [2.0]], translation(0, -0.75))
    assert (splat.image.tolist(), splat.lost) == ([[2], [0]], 1)


def test_halfway_the_pixel_after_is_the_nearest_at_the_borders_too():
    assert forward_warp([[1.0, 2.0, 3.0]], translation(0.5, 0)).image.tolist() == [[0, 1, 2]]
    assert forward_warp([[1.0, 2.0, 3.0]], translation(-0.5, 0)).image.tolist() == [[1, 2, 3]]
    assert forward_warp([[1.0], [2.0]], translation(0, 0.5)).image.tolist() == [[0], [1]]
    assert forward_warp([[1.0], [2.0]], translation(0, -0.5)).image.tolist() == [[1], [2]]


@pytest.mark.parametrize("along", [np.array([1, 0]), np.array([0, 1])], ids=["across", "down"])
@pytest.mark.parametrize(("shift", "expected"), [(-0.504, [2, 0]), (-0.496, [1, 2]), (0.496, [1, 2]), (0.504, [0, 1])])
def test_next_to_halfway(along, shift, expected):
    image = np.array([[1.0, 2.0]]) if along[0] else np.array([[1.0], [2.0]])
    splat = forward_warp(image, translation(*(shift * along)))
    assert splat.image.ravel().tolist() == expected
    assert splat.lost == expected.count(0)


@pytest.mark.parametrize("a", [OPENCV, CATMULL_ROM])
def test_the_slope_of_the_bicubic_is_handed_on(a, image):
    x, y = lookup(WARPS["turn"], image.shape)
    theirs = sample(image, x, y, "bicubic", a=a)
    assert_allclose(inverse_warp(image, WARPS["turn"], method="bicubic", a=a), theirs, atol=1e-12)


@pytest.mark.parametrize("angle", [0, 30, 45, 90])
def test_every_source_pixel_is_counted_once(angle, rng):
    image = rng.random((40, 30))
    splat = forward_warp(image, rotation(angle, about=(14.5, 19.5)), (60, 60))
    assert splat.hits.sum() + splat.lost == image.size
    assert (splat.hits > 0).sum() + splat.collisions == splat.hits.sum()
    assert (splat.holes.sum() == 0) == (angle in (0, 90))
    assert not (splat.holes & (splat.hits > 0)).any()


def test_forward_by_a_slow_loop(rng):
    image = rng.random((11, 8))
    A = WARPS["projective"]
    slow, hits = np.zeros((9, 10)), np.zeros((9, 10), int)
    for y in range(11):
        for x in range(8):
            u, v = np.floor(apply(A, [[x, y]])[0] + 0.5).astype(int)
            if 0 <= u < 10 and 0 <= v < 9:
                slow[v, u] = image[y, x]
                hits[v, u] += 1
    splat = forward_warp(image, A, (9, 10))
    assert (splat.image == slow).all()
    assert (splat.hits == hits).all()


def test_covered_is_where_a_white_picture_stays_white():
    A = WARPS["affine"]
    white = inverse_warp(np.ones((9, 12)), A, (15, 20))
    assert (covered(A, (9, 12), (15, 20)) == (white > 1 - 1e-12)).all()


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: inverse_warp(np.zeros(3), np.eye(3)), r"`image` must have shape \(H, W\) or \(H, W, C\), got \(3,\)"),
        (lambda: inverse_warp(np.zeros((2, 2)), np.eye(2)), r"`A` must have shape \(3, 3\), got \(2, 2\)"),
        (lambda: inverse_warp(np.zeros((2, 2)), scaling(1, 0)), "`A` must be invertible, got rank 2"),
        (lambda: inverse_warp(np.zeros((2, 2)), np.eye(3), (0, 2)), "`shape` must be at least 1, got 0"),
        (lambda: inverse_warp(np.zeros((2, 2)), np.eye(3), method="cubic"), "did you mean 'bicubic'"),
        (lambda: inverse_warp(np.zeros((2, 2)), np.eye(3), border="none"), "`border` must be one of"),
        (lambda: forward_warp(np.zeros(3), np.eye(3)), "`image` must have shape"),
        (lambda: forward_warp(np.zeros((2, 2)), np.eye(3), fill=np.inf), "`fill` must be finite"),
        (lambda: forward_warp(np.zeros((2, 2)), np.eye(3), (2, -1)), "`shape` must be at least 1, got -1"),
        (lambda: forward_warp(np.zeros((2, 2)), np.full((3, 3), np.nan)), "`A` must be finite"),
        (lambda: lookup(np.zeros((3, 3)), (2, 2)), "`A` must be invertible, got rank 0"),
        (lambda: covered(np.eye(3), (0, 2), (2, 2)), "`source` must be at least 1, got 0"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
