"""What the exercises of `21_transposed_convolution` promise in their hints, and their references against PyTorch."""

import numpy as np
import pytest
import torch

from course_lib.convolution import tap_counts
from course_lib.convolution.exercises import chessboards, transposed
from course_lib.kit.practice.exercises.checking import check_answer

EXERCISES = {exercise.name: exercise for exercise in [*transposed.EXERCISES, *chessboards.EXERCISES]}


@pytest.mark.parametrize(
    "name, arguments, promised",
    [
        ("overlap-counts", (4, 3, 2), [1, 1, 2, 1, 2, 1, 2, 1, 1]),
        ("transposed-size", (4, 3, 2, 1, 1, 1), 8),
        ("stamp-1d", ([1, 10], [1, 2, 3], 2), [1, 2, 13, 20, 30]),
        ("which-output-padding", (8, 3, 2, 1), 1),
        ("which-output-padding", (7, 3, 2, 1), 0),
        ("matrix-row", ([[1, 4, 1], [1, 4, 3], [3, 3, 1]], 4, 4, 0, 0), [1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1] + [0] * 5),
    ],
)
def test_the_second_hint_tells_the_truth(name, arguments, promised):
    np.testing.assert_array_equal(EXERCISES[name].reference(*arguments), promised)


def test_stamp_is_conv_transpose1d(rng):
    x, kernel = rng.normal(size=4).tolist(), rng.normal(size=3).tolist()
    for stride in (1, 2, 3, 5):
        same = torch.conv_transpose1d(
            torch.tensor([[x]], dtype=torch.double), torch.tensor([[kernel]], dtype=torch.double), stride=stride
        )
        np.testing.assert_allclose(EXERCISES["stamp-1d"].reference(x, kernel, stride), same[0, 0])


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_the_needed_output_padding_brings_every_size_back(stride):
    needed = EXERCISES["which-output-padding"].reference
    for size in range(5, 20):
        small = torch.conv1d(torch.zeros(1, 1, size), torch.ones(1, 1, 4), stride=stride, padding=1)
        extra = needed(size, 4, stride, 1)
        large = torch.conv_transpose1d(small, torch.ones(1, 1, 4), stride=stride, padding=1, output_padding=extra)
        assert large.shape[-1] == size


def test_kernels_without_a_chessboard_by_counting():
    level = [k for k in range(1, 9) if np.ptp(tap_counts(20, k, stride=3)[k:-k]) == 0]
    assert level == EXERCISES["no-chessboard"].reference


def test_an_answer_written_by_another_way_is_right():
    def stamp(x, kernel, stride):
        spread = np.zeros((len(x) - 1) * stride + 1)
        spread[::stride] = x
        return np.convolve(spread, kernel)

    assert check_answer(EXERCISES["stamp-1d"], stamp).right
