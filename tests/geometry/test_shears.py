"""Three shears: the matrices, rows moved by hand, values that survive, and the growth towards half a turn."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib.geometry import compose, inverse_warp, rotation, shear
from course_lib.geometry.shears import (
    canvas_shape,
    centred,
    rotate_by_shears,
    shear_columns,
    shear_errors,
    shear_matrices,
    shear_rows,
    shear_steps,
)
from course_lib.geometry.warping import covered

NUMBERED = np.arange(1.0, 10).reshape(3, 3)


@pytest.mark.parametrize("angle", [0, 1, 30, 57, 90, 120, 179, -45, -160, 200, 400, 539])
def test_the_product_is_the_rotation(angle):
    about = (3, -2)
    product = compose(*shear_matrices(angle, about=about))
    scale = max(1, shear_steps(angle).outer ** 2)
    assert_allclose(product, rotation(angle, about=about), atol=1e-12 * scale)
    for matrix in shear_matrices(angle):
        assert np.linalg.det(matrix) == pytest.approx(1)


def test_steps_by_hand():
    assert shear_steps(90) == pytest.approx((-1, 1, 0))
    assert shear_steps(60) == pytest.approx((-(3**-0.5), 3**0.5 / 2, 0))
    assert shear_steps(0) == (0, 0, 0)
    assert shear_steps(-90) == pytest.approx((1, -1, 0))
    assert shear_steps(360 + 60) == pytest.approx(shear_steps(60))
    assert shear_steps(170).outer == pytest.approx(-11.43, abs=0.005)


@pytest.mark.parametrize("angle", range(-360, 361, 15))
def test_quarter_turns_leave_at_most_an_eighth(angle):
    outer, middle, turns = shear_steps(angle, quarter_turns=True)
    assert abs(outer) <= np.tan(np.radians(22.5)) + 1e-12
    assert turns in range(4)
    product = shear(outer) @ shear(0, middle) @ shear(outer) @ rotation(90 * turns)
    assert_allclose(product, rotation(angle), atol=1e-12)


def test_tangent_of_the_angle_halved_is_no_rotation():
    wrong = shear(-np.tan(np.radians(60)) / 2)
    assert np.abs(compose(wrong, shear(0, np.sin(np.radians(60))), wrong) - rotation(60)).max() > 0.2


def test_rows_and_columns_by_hand():
    assert shear_rows(NUMBERED, 1, method="nearest").tolist() == [[2, 3, 0], [4, 5, 6], [0, 7, 8]]
    assert shear_columns(NUMBERED, 1, method="nearest").tolist() == [[4, 2, 0], [7, 5, 3], [0, 8, 6]]
    assert shear_rows(NUMBERED, -1, fill=9).tolist() == [[9, 1, 2], [4, 5, 6], [8, 9, 9]]
    assert shear_rows(NUMBERED, 0.25).tolist() == [[1.25, 2.25, 2.25], [4, 5, 6], [5.25, 7.75, 8.75]]
    assert shear_rows(NUMBERED, 0.25, method="nearest").tolist() == NUMBERED.tolist()
    assert shear_rows([[1.0, 2.0], [3.0, 4.0]], 1).tolist() == [[1.5, 1], [1.5, 3.5]], "2 rows: half a pixel each"
    assert shear_rows(NUMBERED, 50).tolist() == [[0, 0, 0], [4, 5, 6], [0, 0, 0]]


@pytest.mark.parametrize("factor", [0.3, -1.7])
@pytest.mark.parametrize("shape", [(9, 12), (8, 15), (1, 4), (5, 1)])
def test_linear_shears_are_bilinear_warps(factor, shape, rng):
    image = rng.normal(size=shape)
    middle = ((shape[1] - 1) / 2, (shape[0] - 1) / 2)
    assert_allclose(shear_rows(image, factor), inverse_warp(image, shear(factor, about=middle)), atol=1e-12)
    assert_allclose(shear_columns(image, factor), inverse_warp(image, shear(0, factor, about=middle)), atol=1e-12)
    filled = shear_rows(image, factor, fill=0.5)
    assert_allclose(filled, inverse_warp(image, shear(factor, about=middle), fill=0.5), atol=1e-12)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 130, 165, -75])
@pytest.mark.parametrize("quarter_turns", [False, True])
@pytest.mark.parametrize("shape", [(9, 12), (10, 10), (1, 6)])
def test_moving_whole_pixels_loses_no_value_and_can_be_undone(angle, quarter_turns, shape, rng):
    image = rng.uniform(1, 2, shape)
    found = rotate_by_shears(image, angle, method="nearest", quarter_turns=quarter_turns)
    assert found.lost == 0
    for step in found.steps:
        assert_allclose(np.sort(step[step > 0]), np.sort(image.ravel()), rtol=0)
    outer, middle, turns = found.shears
    back = shear_rows(found.steps[3], -outer, method="nearest")
    back = shear_rows(shear_columns(back, -middle, method="nearest"), -outer, method="nearest")
    assert (back == centred(np.rot90(image, -turns), back.shape)).all()


@pytest.mark.parametrize("angle", [90, -90, 270])
@pytest.mark.parametrize("shape", [(9, 11), (1, 5), (7, 7)])
def test_a_right_angle_is_exact_about_the_centre_of_a_pixel(angle, shape, rng):
    image = rng.random(shape)
    for method in ("nearest", "linear"):
        last = rotate_by_shears(image, angle, method=method).steps[3]
        turned = np.rot90(image, -angle // 90)
        high, wide = np.subtract(last.shape, turned.shape) // 2
        assert_allclose(last[high : high + turned.shape[0], wide : wide + turned.shape[1]], turned, atol=1e-12)


def hill(shape, x0, y0):
    """Return a smooth picture with a hill off its centre; x0 and y0 from the centre, pixels."""
    y, x = np.indices(shape) - np.reshape([(shape[0] - 1) / 2, (shape[1] - 1) / 2], (2, 1, 1))
    return np.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * 5**2))


@pytest.mark.parametrize("angle", [20, -50, 100, 150])
@pytest.mark.parametrize("quarter_turns", [False, True])
def test_a_hill_goes_where_the_rotation_takes_it(angle, quarter_turns):
    last = rotate_by_shears(hill((61, 61), 12, 5), angle, quarter_turns=quarter_turns).steps[3]
    x, y, _ = rotation(angle) @ [12, 5, 1]
    assert np.abs(last - hill(last.shape, x, y)).max() < 0.08
    row, column = np.unravel_index(last.argmax(), last.shape)
    assert np.hypot(column - (last.shape[1] - 1) / 2 - x, row - (last.shape[0] - 1) / 2 - y) < 1.5


def test_the_steps_are_the_shears(rng):
    image = rng.random((12, 9))
    found = rotate_by_shears(image, 35, canvas=(30, 29), fill=0.3)
    outer, middle, turns = found.shears
    assert turns == 0
    assert (found.steps[0] == centred(image, (30, 29), 0.3)).all()
    assert (found.steps[1] == shear_rows(found.steps[0], outer, fill=0.3)).all()
    assert (found.steps[2] == shear_columns(found.steps[1], middle, fill=0.3)).all()
    assert (found.steps[3] == shear_rows(found.steps[2], outer, fill=0.3)).all()
    turned = rotate_by_shears(image, 125, quarter_turns=True)
    assert turned.shears == pytest.approx((*shear_steps(35)[:2], 1))
    assert_allclose(turned.steps[0], centred(np.rot90(image, -1), turned.steps[0].shape), err_msg="clockwise")


def test_a_canvas_that_is_too_small_cuts():
    image = np.ones((41, 41))
    losses = [rotate_by_shears(image, angle, canvas=(61, 61)).lost for angle in (30, 90, 150, 170)]
    assert losses[0] == 0
    assert (np.diff(losses) > 0).all()
    assert losses[3] > 0.8
    assert rotate_by_shears(image, 170, canvas=(61, 61), quarter_turns=True).lost == 0


@pytest.mark.parametrize("canvas", [(9, 15), (11, 15), (9, 9)])
def test_what_is_lost_is_what_is_missing_after_the_last_shear(canvas):
    found = rotate_by_shears(np.ones((9, 9)), 60, method="nearest", canvas=canvas)
    sums = [step.sum() for step in found.steps]
    assert found.lost == pytest.approx(1 - sums[3] / 81)
    assert sums[3] < sums[1]  # not all is cut by the first


@pytest.mark.parametrize("angle", [0, 10, 45, 90, 135, 170, 176, -100])
@pytest.mark.parametrize("shape", [(20, 20), (7, 30), (31, 8)])
def test_the_canvas_holds_all_and_shares_the_centre(angle, shape):
    canvas = canvas_shape(shape, shear_steps(angle))
    assert all(big >= small and (big - small) % 2 == 0 for big, small in zip(canvas, shape))
    steps = rotate_by_shears(np.ones(shape), angle, canvas=canvas).steps
    assert_allclose([step.sum() for step in steps], np.prod(shape))


def test_colors_and_types(rng):
    image = rng.random((9, 12, 3))
    found = rotate_by_shears(image, 100, quarter_turns=True)
    for channel in range(3):
        alone = rotate_by_shears(image[..., channel], 100, quarter_turns=True)
        assert_allclose(found.steps[3][..., channel], alone.steps[3])
        assert found.lost == alone.lost
    assert shear_rows((255 * image).astype(np.uint8), 0.3, fill=-1).min() == -1
    assert rotate_by_shears(image.astype(np.float32), 20, method="nearest").steps[3].dtype == np.float32


def test_linear_in_three_passes_blurs_more_than_once_bilinear(rng):
    noise = rng.normal(size=(101, 101))
    A = rotation(30, about=(50, 50))
    inside = covered(A, (101, 101), (101, 101)) & covered(shear(-0.3, about=(50, 50)), (61, 61), (101, 101))
    high, wide = np.subtract(canvas_shape((101, 101), shear_steps(30)), 101) // 2
    sheared = rotate_by_shears(noise, 30).steps[3][high : high + 101, wide : wide + 101]
    assert sheared[inside].std() < inverse_warp(noise, A)[inside].std() < 0.75
    whole = rotate_by_shears(noise, 30, method="nearest").steps[3][high : high + 101, wide : wide + 101]
    assert whole[inside].std() == pytest.approx(1, abs=0.05)


def test_errors_by_following_the_places():
    """The picture of its own places goes through the shears; where each lands is compared with the rotation."""
    shape, angle = (21, 31), 140
    y, x = np.indices(shape) - np.reshape([10.0, 15.0], (2, 1, 1))
    for quarter_turns in (False, True):
        last = rotate_by_shears(
            np.stack([x, y, x * 0 + 1], axis=-1), angle, method="nearest", quarter_turns=quarter_turns
        )
        last = last.steps[3]
        v, u = np.indices(last.shape[:2]) - np.reshape([(size - 1) / 2 for size in last.shape[:2]], (2, 1, 1))
        there = last[..., 2] == 1
        x0, y0 = last[there][:, :2].T
        true = rotation(angle)[:2, :2] @ [x0, y0]
        wanted = np.hypot(u[there] - true[0], v[there] - true[1])
        errors = shear_errors(shape, angle, quarter_turns=quarter_turns)
        assert_allclose(errors[(y0 + 10).astype(int), (x0 + 15).astype(int)], wanted, atol=1e-9)


def test_errors_grow_towards_half_a_turn():
    worst = [shear_errors((101, 101), angle).max() for angle in (10, 90, 150, 170, 175)]
    assert worst[1] == 0
    assert 0.9 < worst[0] < 1.3
    assert worst[2] < worst[3] < worst[4]
    assert worst[3] > 6
    assert shear_errors((101, 101), 170, quarter_turns=True).max() < 1.3


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: shear_steps(180), "`angle` must not be half a turn, got 180 degrees: no shears make it, for tan 90°"),
        (lambda: shear_steps(-540), "`angle` must not be half a turn, got -540 degrees"),
        (lambda: shear_matrices(180), "`angle` must not be half a turn"),
        (lambda: shear_steps(np.nan), "`angle` must be finite"),
        (lambda: rotate_by_shears(NUMBERED, 180), "pass quarter_turns=True"),
        (lambda: rotate_by_shears(np.zeros((512, 512)), 179), "`angle` must not need a canvas of .* got 179 degrees"),
        (lambda: rotate_by_shears(NUMBERED, 10, method="bilinear"), "`method` must be one of nearest, linear"),
        (
            lambda: rotate_by_shears(NUMBERED, 10, canvas=(4, 5)),
            r"`canvas` must be larger than the picture, \(3, 3\), by",
        ),
        (lambda: rotate_by_shears(NUMBERED, 10, canvas=(1, 5)), r"share|got \(1, 5\)"),
        (lambda: rotate_by_shears(NUMBERED, 10, canvas=(0, 5)), "`canvas` must be at least 1, got 0"),
        (lambda: rotate_by_shears(NUMBERED, 10, fill=np.nan), "`fill` must be finite"),
        (lambda: rotate_by_shears([1, 2], 10), r"`image` must have shape \(H, W\)"),
        (lambda: shear_rows([1, 2], 1), r"`image` must have shape \(H, W\)"),
        (lambda: shear_columns([1, 2], 1), r"`image` must have shape \(H, W\)"),
        (lambda: shear_rows(NUMBERED, np.inf), "`factor` must be finite"),
        (lambda: shear_errors((3, 3), 180), "`angle` must not be half a turn"),
        (lambda: shear_errors((3, 0), 10), "`shape` must be at least 1, got 0"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
