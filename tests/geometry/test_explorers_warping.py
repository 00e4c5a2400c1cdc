"""The explorers of warping: values off their defaults by other means."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage.transform import estimate_transform

from course_lib import data
from course_lib.geometry.explorers import (
    HomographyByHand,
    HowManyPoints,
    ThreeShears,
    TransformationLadder,
    WhichPixelValue,
)
from course_lib.geometry.explorers.ladder import SQUARE
from course_lib.geometry.explorers.upright import RULED

CORNERS = {"x1": 20, "y1": 31, "x2": 250, "y2": -12, "x3": 290, "y3": 222, "x4": 7, "y4": 240}
DRAGGED = np.array([[20, 31], [250, -12], [290, 222], [7, 240]], dtype=float)


def test_four_corners_by_opencv():
    result = TransformationLadder(family="projective", **CORNERS).result
    assert_allclose(result.A, cv2.getPerspectiveTransform(SQUARE.astype("f4"), DRAGGED.astype("f4")), atol=1e-6)
    assert_allclose(result.images, DRAGGED, atol=1e-8)
    assert not result.kept["parallel lines"]


@pytest.mark.parametrize("family, name, count", [("similarity", "similarity", 2), ("affine", "affine", 3)])
def test_fewer_corners_by_scikit_image(family, name, count):
    result = TransformationLadder(family=family, **CORNERS).result
    expected = estimate_transform(name, SQUARE[:count], DRAGGED[:count]).params
    assert_allclose(result.A, expected, atol=1e-9)
    assert result.changes.area == pytest.approx(np.linalg.det(expected[:2, :2]))


def test_the_photograph_is_where_its_corners_are():
    result = TransformationLadder(family="projective", **CORNERS).result
    # OpenCV's pixel centres are whole numbers, and corners lie half a pixel beside them; the frame begins at -64.
    half, frame = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]]), np.array([[1, 0, 63.5], [0, 1, 63.5], [0, 0, 1]])
    photo = (255 * data.image("camera")).astype("f4")
    expected = cv2.warpPerspective(photo, frame @ result.A @ half, (384, 384), borderValue=255)
    difference = np.abs(result.picture - expected)
    assert np.median(difference) <= 1
    assert (difference > 12).mean() < 0.02  # OpenCV rounds places to 1/32 pixel


def test_a_euclidean_fit_keeps_lengths_and_misses_both_points_alike():
    result = HowManyPoints(family="Euclidean", pairs=2, x1=30, y1=30, x2=130, y2=40).result
    asked, given = np.hypot(100, 10), np.hypot(90, 10)
    assert result.residual == pytest.approx((asked - given) / 2, abs=0.01)
    assert (result.equations, result.unknowns) == (4, 3)


def test_more_pairs_by_least_squares():
    result = HowManyPoints(family="affine", pairs=5, x3=60).result
    design = np.column_stack([result.source, np.ones(5)])
    fitted = design @ np.linalg.lstsq(design, result.target, rcond=None)[0]
    assert_allclose(result.images, fitted, atol=1e-9)
    assert result.residual == pytest.approx(np.sqrt(((fitted - result.target) ** 2).sum(axis=1).mean()))


@pytest.mark.parametrize(
    "values, reason",
    [
        ({"family": "affine", "pairs": 4, "places": "on one line"}, "must not lie on one line, got 4 points"),
        (
            {"family": "projective", "pairs": 4, "places": "three on one line"},
            "no three lie on one line, got points 0, 1, 2",
        ),
        ({"family": "similarity", "pairs": 2, "places": "first two at one place"}, "got 2 that coincide"),
    ],
)
def test_points_that_say_too_little_are_named(values, reason):
    explorer = HowManyPoints()
    before = explorer.finding
    assert reason in explorer.set(**values).status
    assert explorer.finding == before


def test_the_paper_by_opencv():
    result = HomographyByHand(x2=380, y2=90, row=70).result
    rectangle = np.array([[40, 90], [340, 90], [340, 160], [40, 160]], "f4")
    A = cv2.getPerspectiveTransform(result.corners.astype("f4"), rectangle)
    assert_allclose(result.A, A, rtol=1e-4, atol=1e-4)
    ends = cv2.perspectiveTransform(RULED, A)  # (4, 2, 2)
    slopes = np.degrees(np.arctan2(*(ends[:, 1] - ends[:, 0]).T[::-1]))
    assert result.slant == pytest.approx(np.abs(slopes).max(), abs=0.01)
    expected = cv2.warpPerspective((255 * data.image("paper")).astype("f4"), A, (380, 260), borderValue=255)
    assert np.median(np.abs(result.picture - expected)) <= 1


def test_ruled_lines_lie_on_dark_pixels():
    photo = cv2.GaussianBlur(data.image("paper"), (0, 0), 0.7)
    for (x0, y0), (x1, y1) in RULED:
        along = np.linspace(0.02, 0.98, 200)
        x, y = (x0 + along * (x1 - x0)).round().astype(int), y0 + along * (y1 - y0)
        on, beside = photo[y.round().astype(int), x], photo[(y - 6).round().clip(0).astype(int), x]
        assert (on < beside).mean() > 0.75


def test_holes_by_counting():
    result = HomographyByHand(how="send ahead", row=100).result
    photo = np.float32(255 * data.image("paper"))
    y, x = np.indices(photo.shape)
    goal = cv2.perspectiveTransform(np.stack([x, y], axis=-1).reshape(1, -1, 2).astype(float), result.A)[0]
    places = np.floor(goal + 0.5).astype(int)
    inside = ((places >= 0) & (places < [380, 260])).all(axis=1)
    assert result.collisions == inside.sum() - len(np.unique(places[inside], axis=0))
    assert result.holes > 0.4


@pytest.mark.parametrize(
    "method, flag", [("bilinear", cv2.INTER_LINEAR), ("bicubic", cv2.INTER_CUBIC), ("area", cv2.INTER_AREA)]
)
def test_resized_by_opencv(method, flag):
    result = WhichPixelValue(size=13, method=method, picture="rings").result
    source = WhichPixelValue(size=48, method="nearest", picture="rings").result.new
    assert_allclose(result.new, cv2.resize(source, (13, 13), interpolation=flag), atol=1e-5)
    assert_allclose(result.x[[0, -1]], [48 / 13 / 2 - 0.5, 47.5 - 48 / 13 / 2])


def test_area_does_not_enlarge():
    explorer = WhichPixelValue()
    assert "must not be larger for the method 'area'" in explorer.set(method="area").status


def test_shears_by_hand():
    result = ThreeShears(angle=30).result
    outer, middle = -np.tan(np.radians(15)), np.sin(np.radians(30))
    assert (result.outer, result.middle) == pytest.approx((outer, middle))
    rows, columns = np.array([[1, outer], [0, 1]]), np.array([[1, 0], [middle, 1]])
    assert_allclose(result.outline, result.wanted, atol=1e-12)
    assert_allclose(rows @ columns @ rows, cv2.getRotationMatrix2D((0, 0), -30, 1)[:, :2], atol=1e-12)
    wrong = ThreeShears(angle=30, formula="half the tan of the angle").result
    rows = np.array([[1, -np.tan(np.radians(30)) / 2], [0, 1]])
    assert_allclose(wrong.outline, _corners() @ (rows @ columns @ rows).T)
    assert wrong.miss == pytest.approx(np.linalg.norm(wrong.outline - wrong.wanted, axis=1).max())


def _corners():
    return 63.5 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])


def test_pushed_pixels_are_only_moved():
    result = ThreeShears(angle=25).result
    assert result.kept == 1
    before, after = (np.sort(step[step < 255]) for step in (result.steps[0], result.steps[3]))
    assert_allclose(before, after)
    shown = ThreeShears(angle=165).result
    assert shown.lost == pytest.approx(1 - shown.kept)
    assert shown.lost > 0.5
    assert "infinite" in ThreeShears().set(angle=90, formula="half the tan of the angle").status
