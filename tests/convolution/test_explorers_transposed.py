"""The explorers of `21_transposed_convolution`: hand values, impossible settings, handles. The sweep does the rest."""

import numpy as np
import pytest
import torch

from course_lib.convolution.explorers import (
    Checkerboard,
    ConvolutionMatrix,
    NoInverse,
    Stamping,
    TransposedSizes,
    Upsampling,
    WhereIsLost,
    initial_weights,
)
from course_lib.convolution.explorers._cells import rows_of, sum_of_products
from course_lib.convolution.explorers.checkerboard import HIGHEST, WEIGHTS
from course_lib.convolution.explorers.lost_where import masks, pooled_and_back
from course_lib.convolution.explorers.no_inverse import match_brightness
from course_lib.convolution.explorers.weight_histogram import initial_bounds
from course_lib.kit.figures import cell_mask

# ---- ConvolutionMatrix


def test_the_chosen_row_is_written_out():
    explorer = ConvolutionMatrix(row=1, column=0)
    assert "Row 2: 1·1 + 4·8 + 1·8 + 1·3 + 4·6 + 3·6 + 3·6 + 3·5 + 1·7 = 126" in explorer.finding


def test_stride_2_needs_output_padding_on_the_way_back():
    result = ConvolutionMatrix(transposed="transposed convolution", step="stride 2, padding 1").result
    assert result.output.shape == (4, 4)
    np.testing.assert_array_equal(result.output.ravel(), result.matrix @ result.input.ravel())


def test_a_weight_of_zero_is_still_a_link():
    result = ConvolutionMatrix(kernel=((0, 0, 0),) * 3).result
    assert result.links.sum() == 36
    assert not result.matrix.any()


# ---- Stamping


@pytest.mark.parametrize("stride, output_padding", [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)])
@pytest.mark.parametrize("padding", [0, 1])
def test_the_written_sum_is_the_output_cell(stride, padding, output_padding):
    result = Stamping(stride=stride, padding=padding, output_padding=output_padding).result
    values, weights = result.terms
    assert values @ weights == result.output[result.meeting]
    assert len(values) == result.counts[result.meeting] == result.counts.max()


def test_the_output_is_the_canvas_from_padding_on():
    result = Stamping(stride=3, padding=1, output_padding=2).result
    size = len(result.output)
    np.testing.assert_array_equal(result.output, result.canvas[1 : 1 + size, 1 : 1 + size])


def test_stamps_add_up_to_the_canvas():
    cells = [(row, column) for row in (0, 1) for column in (0, 1)]
    results = [Stamping(row=row, column=column, stride=2).result for row, column in cells]
    np.testing.assert_array_equal(sum(result.stamp for result in results), results[0].canvas)


def test_output_padding_as_large_as_the_stride_is_explained():
    explorer = Stamping().set(output_padding=1)
    assert explorer.status.startswith("`output_padding` must be smaller than stride or dilation, got 1")
    assert explorer.reading.output_padding == 0


# ---- TransposedSizes


def test_one_off_axis_size_against_torch():
    result = TransposedSizes(size=3, kernel=4, stride=3, padding=2, output_padding=1, dilation=2).result
    layer = torch.nn.ConvTranspose1d(1, 1, 4, stride=3, padding=2, output_padding=1, dilation=2)
    assert result.output == layer(torch.zeros(1, 1, 3)).shape[-1] == 10
    assert (result.span, result.ring) == (7, 4)


def test_padding_beyond_the_ring_cuts_the_input():
    explorer = TransposedSizes(kernel=2, padding=3, output_padding=0)
    assert explorer.result.ring == -2
    assert "2 cut off on each side" in explorer.finding


def test_padding_that_leaves_nothing_is_explained():
    explorer = TransposedSizes().set(size=1, kernel=1, padding=2)
    assert "`padding` must leave at least one output, got padding=2" in explorer.status


def test_dilation_allows_an_output_padding_that_does_not_fit():
    explorer = TransposedSizes(size=2, kernel=2, stride=1, padding=0, output_padding=1, dilation=2)
    assert (explorer.result.output, explorer.result.back) == (5, 3)
    assert explorer.finding.endswith("it turns 4 into 2; our 5 into 3: the way back does not fit.")


# ---- NoInverse


def test_the_size_comes_back_for_every_stride():
    for stride in (1, 2, 3):
        result = NoInverse(stride=stride).result
        assert result.back.shape == result.photo.shape
        assert 0 < result.error < 1


def test_match_brightness_undoes_an_affine_change_and_nothing_else(rng):
    target = rng.uniform(size=(8, 9))
    assert match_brightness(3 - 2 * target, target)[1] < 1e-12
    matched, error = match_brightness(rng.uniform(size=(8, 9)), target, border=1)
    inside = target[1:-1, 1:-1]
    assert error == pytest.approx(np.sqrt(np.mean((matched[1:-1, 1:-1] - inside) ** 2)) / inside.std())
    assert error > 0.5


# ---- Checkerboard


@pytest.mark.parametrize("stride", [2, 3, 4])
def test_the_bars_are_level_where_the_stride_divides_the_kernel(stride):
    for kernel in range(1, 7):
        result = Checkerboard(kernel=kernel, stride=stride).result
        level = np.ptp(result.counts[kernel:]) == 0
        assert level == (kernel % stride == 0)
        assert (result.strength < 0.05) == level


def test_no_weights_bring_the_net_back_after_the_remedy():
    for weights in Checkerboard.controls["weights"].options:
        for remedy in ("nearest", "bilinear"):
            for kernel in range(1, 7):
                result = Checkerboard(kernel=kernel, weights=weights, remedy=remedy).result
                assert result.remedy_strength <= 0.01


# ---- Upsampling


@pytest.mark.parametrize("factor", range(2, 9))
def test_bilinear_kernel_equals_bilinear_interpolation_inside(factor):
    result = Upsampling(factor=factor).result
    assert result.interior < 1e-12
    assert result.transposed.shape == result.bilinear.shape == (20 * factor, 20 * factor)


# ---- WhereIsLost


@pytest.mark.parametrize("method", ["nearest", "bilinear", "bicubic"])
def test_what_the_notebook_says_about_factor_5_and_8(method):
    half = {"nearest": True, "bilinear": True, "bicubic": False}
    assert (pooled_and_back("magnifier", 5, method)[2] < 0.5) == half[method]
    assert pooled_and_back("magnifier", 8, method)[2] < 0.2


def test_iou_by_hand():
    # The square fills whole 8x8 blocks, so nearest brings it back; 5 does not divide its place.
    assert pooled_and_back("square", 8, "nearest")[2] == 1
    assert masks()["square"].sum() == 32 * 32
    assert WhereIsLost(shape="square", method="nearest", factor=5).result.iou < 0.9


# ---- handles, the still picture, small helpers


@pytest.mark.parametrize("cls", [ConvolutionMatrix, Stamping, Upsampling])
def test_handles_set_number_controls(cls):
    explorer = cls()
    _ = explorer.figure
    assert [(handle.x in cls.controls, handle.y in cls.controls) for handle in explorer.handles()] == [(True, True)]


def test_initial_bounds_against_a_new_layer():
    right, printed = initial_bounds((8, 2, 3, 5), groups=4)
    assert right == pytest.approx((4 / (8 * 15)) ** 0.5)
    assert printed == pytest.approx((4 / 8 * 15) ** 0.5)
    layer = torch.nn.ConvTranspose2d(8, 8, (3, 5), groups=4)
    assert layer.weight.shape == (8, 2, 3, 5)
    assert 0.9 * right < layer.weight.abs().max() <= right


def test_the_histogram_names_both_bounds():
    picture = initial_weights(np.linspace(-0.08, 0.08, 32 * 16 * 9).reshape(32, 16, 3, 3))
    assert "±0.083, as printed ±0.750" in repr(picture)


def test_words_for_numbers():
    assert sum_of_products([], [], 0) == "0 = 0"
    assert sum_of_products([-2, 3], [1, -1], -5) == "−2·1 + 3·−1 = −5"
    assert rows_of([[1, 2.5]]) == "1 2.5"
    assert cell_mask((3, 3), -1, 1, (2, 2)).tolist() == [[False, True, True], [False] * 3, [False] * 3]


def test_no_bar_of_the_checkerboards_grows_beyond_its_chart():
    explorer = Checkerboard()
    for kernel in range(1, 7):
        for stride in (2, 3, 4):
            for weights in WEIGHTS.values():
                result = explorer.compute(kernel, stride, weights, "nearest")
                assert result.sums.max() < 0.9 * HIGHEST["transposed"]
                assert result.remedy_sums.max() < 0.9 * HIGHEST["resized"]
