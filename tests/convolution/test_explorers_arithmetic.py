"""The explorers of `20_convolution_arithmetic`: hand values off default, impossible settings, what can be clicked."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course_lib import data
from course_lib.convolution.explorers import (
    FeatureMaps,
    OutputSize,
    PhotoFilter,
    SamePadding,
    ShiftOrRotate,
    SlidingWindow,
    Volumes,
)
from course_lib.convolution.explorers._photos import colored, small_square
from course_lib.convolution.explorers._words import ranges
from course_lib.data import grey

# ---- one window


def test_the_notes_example_cell_by_cell():
    for (row, column), value in np.ndenumerate([[122, 148], [126, 134]]):
        assert SlidingWindow(row=row, column=column).result.value == value


def test_the_window_of_an_off_axis_cell():
    result = SlidingWindow(row=2, column=1, stride=1, padding=1).result
    assert_array_equal(result.seen, [[1, 8, 8], [3, 6, 6], [6, 5, 7]])
    assert result.corner == (2, 1)


def test_turning_the_kernel_prints_it_the_right_way_round():
    kernel = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    explorer = SlidingWindow(image="one bright pixel, 5×5", kernel=kernel, flip=True)
    assert_array_equal(explorer.result.output, kernel)
    assert_array_equal(explorer.result.used, np.rot90(kernel, 2))


def test_a_cell_beyond_the_output_gives_way_to_the_nearest_and_says_so():
    explorer = SlidingWindow(row=8, column=1)
    assert explorer.result.cell == (1, 1)
    assert "There is no cell (8, 1)" in explorer.finding


def test_too_wide_a_dilation_is_said_and_leaves_the_picture():
    explorer = SlidingWindow()
    before = explorer.finding
    explorer.set(dilation=2)
    assert "span of 5 for a padded size of 4" in explorer.status
    assert explorer.finding == before


def test_the_finding_writes_negative_weights_as_differences():
    kernel = ((0, 0, 0), (0, -2, 0), (0, 0, 1))
    assert SlidingWindow(kernel=kernel).finding.endswith("− 2·8 + 0·8 + 0·3 + 0·6 + 1·6 = −10.")


# ---- sizes


def test_output_size_counts_the_rest_in_the_padded_input():
    result = OutputSize(size=10, kernel=3, stride=4, padding=1, dilation=2).result
    # 12 padded, span 5: 7 left, one step of 4, 3 over.
    assert (result.span, result.room, result.output, result.rest) == (5, 7, 2, 3)
    assert_array_equal(result.starts, [-1, 3])
    assert_array_equal(result.unused, [0, 2, 4, 6, 8, 9])


def test_output_size_says_the_fraction_that_the_floor_drops():
    explorer = OutputSize(size=8, kernel=3, stride=2)
    assert "5/2 is 2.5, rounded down" in explorer.finding
    assert "the floor drops 0.5" in explorer.figure.findobj(lambda a: "drops" in getattr(a, "_text", ""))[0].get_text()


def test_output_size_refuses_a_kernel_that_does_not_fit():
    assert "span of 5 for a padded size of 3" in OutputSize().set(size=3, kernel=5).status


@pytest.mark.parametrize("rule, before, after", [("SAME (TensorFlow)", 0, 1), ("padding = k//2 (PyTorch)", 1, 1)])
def test_same_rules_against_torch(rule, before, after):
    result = SamePadding(rule=rule, size=8, kernel=3, stride=2).result
    assert (result.before, result.after) == (before, after)
    x = torch.nn.functional.pad(torch.arange(1.0, 9), (before, after))[None, None]
    middle = torch.nn.functional.conv1d(x, torch.tensor([[[0.0, 1.0, 0.0]]]), stride=2)[0, 0]
    assert_array_equal(result.starts + 1, middle)


def test_even_kernels_grow_under_half_a_kernel_of_padding():
    result = SamePadding(rule="padding = k//2 (PyTorch)", size=10, kernel=4, stride=1).result
    assert result.outputs == (7, 10, 11)


def test_valid_refuses_a_kernel_wider_than_the_input_and_the_table_says_no_output():
    explorer = SamePadding(size=3, kernel=6, stride=1)
    assert explorer.result.outputs[0] == 0
    assert "VALID pads 0 + 0 and makes no outputs" in explorer.finding
    assert "span of 6 for a padded size of 3" in explorer.set(rule="VALID").status


def test_ranges_join_runs():
    assert ranges(np.array([1, 2, 3, 7, 9, 10])) == "1-3, 7, 9-10"


# ---- photographs


def test_a_photo_through_a_shift_moves_by_one_pixel():
    image = data.image("brick")
    assert_array_equal(PhotoFilter(photo="brick", kernel="shift left").result.output, image[1:-1, 2:])
    assert_array_equal(PhotoFilter(photo="brick", kernel="shift left", flip=True).result.output, image[1:-1, :-2])


def test_grey_is_the_luma_of_a_color_photo():
    red, green, blue = np.moveaxis(data.image("coffee"), -1, 0)
    assert_allclose(grey("coffee"), 0.299 * red + 0.587 * green + 0.114 * blue)


def test_a_small_square_is_the_middle_in_blocks_of_four():
    image = data.image("coffee")  # (200, 300, 3): columns 50 to 250
    square = small_square("coffee")
    assert square.shape == (3, 100, 100)
    assert_allclose(square[1, 3, 7], image[6:8, 64:66, 1].mean())


def test_colors_beyond_the_ends_are_those_of_the_ends():
    assert colored([[-5.0, 0.0, 1.0, 7.0]], "gray", 0, 1)[0, :, 0].tolist() == [0, 0, 255, 255]


def test_as_many_maps_as_filters_in_the_order_of_the_bank():
    few, many = FeatureMaps(filters=3).result, FeatureMaps(filters=10).result
    assert len(few.maps) == 3
    assert_array_equal(few.maps, many.maps[:3])
    # Filter 3 is red minus green at the middle pixel.
    assert_allclose(few.maps[2], (few.image[0] - few.image[1])[1:-1, 1:-1])


def test_relu_and_a_filter_that_is_not_there():
    explorer = FeatureMaps(filters=4, number=9, relu=True)
    assert explorer.result.maps.min() == 0
    assert explorer.result.chosen == 4
    assert "there is no filter 9" in explorer.finding


@pytest.mark.parametrize("kernel", ["Sobel x", "emboss", "one-sided difference"])
def test_shifts_commute_with_convolution_and_quarter_turns_do_not(kernel):
    assert ShiftOrRotate(kernel=kernel, turns=0, down=-13, right=60).result.largest == 0
    assert ShiftOrRotate(kernel=kernel, turns=3, down=-13, right=60).result.largest > 0.1


def test_the_picture_is_turned_counter_clockwise_after_the_shift():
    result = ShiftOrRotate(photo="camera", turns=1, down=3, right=-2).result
    image = small_square("camera")[0]
    # Turned counter-clockwise, the right edge becomes the top: out[r, c] = shifted[c, n - 1 - r].
    assert result.moved[10, 20] == image[20 - 3, (127 - 10) + 2]


# ---- volumes


def test_a_layer_with_groups_and_a_flat_kernel():
    values = dict(in_channels=8, out_channels=12, height=3, width=5, groups="two groups", bias=True, size=9, stride=2)
    result = Volumes(**values, padding=1, channel=3).result
    layer = torch.nn.Conv2d(8, 12, (3, 5), groups=2, stride=2, padding=1)
    assert result.weight_shape == tuple(layer.weight.shape) == (12, 4, 3, 5)
    assert (1, *result.output_shape) == tuple(layer(torch.zeros(1, 8, 9, 9)).shape)
    assert result.parameters == 12 * 4 * 15 + 12
    assert result.multiply_adds == 12 * 4 * 15 * 5 * 4
    assert result.seen == (0, 3)


def test_the_gradient_reads_the_channels_that_the_explorer_lights_up():
    result = Volumes(in_channels=6, out_channels=12, groups="one per input channel", channel=7).result
    x = torch.zeros(1, 6, 9, 9, requires_grad=True)
    torch.nn.Conv2d(6, 12, 3, groups=6)(x)[0, 7].sum().backward()
    read = x.grad[0].abs().sum((1, 2)).nonzero().flatten().tolist()
    assert (read[0], read[-1]) == result.seen == (3, 3)


def test_groups_that_do_not_divide_are_said():
    assert "`groups` must divide the 9 input channels" in Volumes().set(in_channels=9, groups="two groups").status


def test_only_the_multiply_adds_follow_the_image():
    small, large = Volumes(size=7).result, Volumes(size=64).result
    assert small.parameters == large.parameters
    assert small.multiply_adds < large.multiply_adds


# ---- clicking


@pytest.mark.parametrize("explorer, x, y", [(SlidingWindow(), "column", "row"), (Volumes(), "channel", None)])
def test_the_picture_can_be_clicked(explorer, x, y):
    assert explorer.figure.axes
    (handle,) = explorer.handles()
    assert (handle.x, handle.y) == (x, y)


def test_a_cell_of_the_output_lies_where_it_is_clicked():
    explorer = SlidingWindow(image="a diagonal, 7×7", row=1, column=3)
    _ = explorer.figure
    (handle,) = explorer.handles()
    left, right = handle.axes.get_xlim()
    bottom, top = handle.axes.get_ylim()
    assert left < -0.5 < 4.5 < right
    assert top < -0.5 < 4.5 < bottom  # rows count downwards
