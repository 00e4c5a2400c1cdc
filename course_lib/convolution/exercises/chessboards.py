"""Exercises of `21_transposed_convolution` on checkerboards."""

import numpy as np

from course_lib.convolution import tap_counts
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "21_transposed_convolution"


# ---- how many stamps reach each output


def count_stamps(size, kernel, stride):
    counts = np.zeros((size - 1) * stride + kernel, dtype=int)
    for i in range(size):
        counts[i * stride : i * stride + kernel] += 1
    return counts


def _stamps_one_apart(size, kernel, stride):
    counts = np.zeros((size - 1) * stride + kernel, dtype=int)
    for i in range(size):
        counts[i : i + kernel] += 1
    return counts


def _stamps_replace(size, kernel, stride):
    counts = np.zeros((size - 1) * stride + kernel, dtype=int)
    for i in range(size):
        counts[i * stride : i * stride + kernel] = 1
    return counts


def _stamps_cut_off(size, kernel, stride):
    counts = np.zeros(size * stride, dtype=int)
    for i in range(size):
        counts[i * stride : i * stride + kernel] += 1
    return counts


def _windows_on_the_input(size, kernel, stride):
    counts = np.zeros(size, dtype=int)
    for start in range(0, size - kernel + 1, stride):
        counts[start : start + kernel] += 1
    return counts


OVERLAP_COUNTS = Exercise(
    name="overlap-counts",
    title="How many stamps reach each output?",
    prompt=(
        "Write `counts(size, kernel, stride)`: an integer array that says, for each output of a 1-D transposed "
        "convolution without padding, how many inputs touch it."
    ),
    starter="def counts(size, kernel, stride): ...",
    reference=lambda size, kernel, stride: tap_counts(size, kernel, stride=stride),
    solution=count_stamps,
    cases=[(4, 3, 2), (4, 4, 2), (3, 2, 3), (5, 1, 2), (6, 5, 1)],
    mistakes=[
        Mistake("Two neighbouring stamps begin `stride` outputs apart, not one.", _stamps_one_apart),
        Mistake("Where two stamps meet they add: count both.", _stamps_replace),
        Mistake("The last stamp is `kernel` long: it may reach beyond size * stride, or end before.", _stamps_cut_off),
        Mistake(
            "These are the windows of an ordinary convolution on its input; count on the output.", _windows_on_the_input
        ),
    ],
    hints=(
        "Begin with zeros, as many as there are outputs, and let each input add 1 to a slice.",
        "counts(4, 3, 2) is 1 1 2 1 2 1 2 1 1: nine outputs. The slice of input i begins at i * stride.",
    ),
    explanation="Away from the border the counts are equal exactly when the stride divides the kernel size.",
)


# ---- kernels without a chessboard

NO_CHESSBOARD = Exercise(
    name="no-chessboard",
    title="Kernels that suit stride 3",
    prompt=(
        "Which kernel sizes from 1 to 8 give every output away from the border the same number of stamps, at "
        "stride 3? Write them as a list, in order."
    ),
    starter="sizes = ...",
    reference=[3, 6],
    cases=None,
    mistakes=[
        Mistake("From 3 on there are no holes. But at 4, count again: 2, 1, 1.", [3, 4, 5, 6, 7, 8]),
        Mistake("You looked for the divisors of the stride. The stride has to divide the kernel size.", [1, 3]),
        Mistake("Odd kernels are not what counts here: 5 at stride 3 gives 2, 2, 1.", [1, 3, 5, 7]),
        Mistake("One more fits. Try twice the stride.", [3]),
    ],
    hints=(
        "Move the kernel size of the checkerboard explorer at stride 3, or print tap_counts for each size.",
        "There are two of them.",
    ),
    explanation="Every third tap meets the same output; the shares are equal when 3 divides the kernel size.",
)

EXERCISES = [OVERLAP_COUNTS, NO_CHESSBOARD]
