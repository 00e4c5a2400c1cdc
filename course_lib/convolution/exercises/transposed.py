"""Exercises of `21_transposed_convolution`; those on checkerboards are in `chessboards`."""

import numpy as np

from course_lib.convolution import (
    conv_matrix,
    conv_output_size,
    transposed_convolve,
    transposed_output_size,
)
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "21_transposed_convolution"


# ---- the size of the output


def size_of_output(size, kernel, stride, padding, output_padding, dilation):
    return (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1


TRANSPOSED_SIZE = Exercise(
    name="transposed-size",
    title="How long is the output?",
    prompt=(
        "Write `transposed_size(size, kernel, stride, padding, output_padding, dilation)`: how many outputs a "
        "transposed convolution makes along one axis."
    ),
    starter="def transposed_size(size, kernel, stride, padding, output_padding, dilation): ...",
    reference=lambda size, kernel, stride, padding, output_padding, dilation: transposed_output_size(
        size, kernel, stride=stride, padding=padding, output_padding=output_padding, dilation=dilation
    ),
    solution=size_of_output,
    cases=[(2, 3, 1, 0, 0, 1), (4, 3, 2, 1, 1, 1), (16, 4, 2, 1, 0, 1), (5, 3, 3, 2, 2, 2), (7, 2, 2, 0, 0, 3)],
    mistakes=[
        Mistake(
            "The padding is cropped on both sides.", lambda n, k, s, p, e, d: (n - 1) * s - p + d * (k - 1) + e + 1
        ),
        Mistake(
            "Here padding crops; it makes the output smaller.",
            lambda n, k, s, p, e, d: (n - 1) * s + 2 * p + d * (k - 1) + e + 1,
        ),
        Mistake(
            "Count the steps between the inputs, not the inputs: n inputs are n - 1 strides apart.",
            lambda n, k, s, p, e, d: n * s - 2 * p + d * (k - 1) + e + 1,
        ),
        Mistake(
            "One cell is missing: the kernel covers d(k - 1) + 1 cells.",
            lambda n, k, s, p, e, d: (n - 1) * s - 2 * p + d * (k - 1) + e,
        ),
        Mistake(
            "output_padding adds at the end only.",
            lambda n, k, s, p, e, d: (n - 1) * s - 2 * p + d * (k - 1) + 2 * e + 1,
        ),
        Mistake("Dilated taps cover more than k cells.", lambda n, k, s, p, e, d: (n - 1) * s - 2 * p + k + e),
    ],
    hints=(
        "How far apart are the first and the last stamp, and how long is one stamp?",
        "transposed_size(4, 3, 2, 1, 1, 1) is 8: stamps from 0 to 6, one stamp 3 long, 2 cropped, 1 added.",
    ),
    explanation="It is the formula of the convolution, solved for the input size.",
)


# ---- the transposed convolution itself


def stamp_1d(x, kernel, stride):
    y = np.zeros((len(x) - 1) * stride + len(kernel))
    for i, value in enumerate(x):
        y[i * stride : i * stride + len(kernel)] += value * np.array(kernel)
    return y


def _stamp_overwriting(x, kernel, stride):
    y = np.zeros((len(x) - 1) * stride + len(kernel))
    for i, value in enumerate(x):
        y[i * stride : i * stride + len(kernel)] = value * np.array(kernel)
    return y


def _stamp_wide_kernel(x, kernel, stride):
    wide = np.zeros((len(kernel) - 1) * stride + 1)
    wide[::stride] = kernel
    return np.convolve(x, wide)


STAMP_1D = Exercise(
    name="stamp-1d",
    title="A transposed convolution in four lines",
    prompt=(
        "Write `stamp(x, kernel, stride)` for two lists of numbers: the 1-D transposed convolution without padding, "
        "as an array. Each input lays its value times the kernel on the output; what overlaps adds."
    ),
    starter="def stamp(x, kernel, stride): ...",
    reference=lambda x, kernel, stride: transposed_convolve([x], [kernel], stride=(1, stride))[0],
    solution=stamp_1d,
    cases=[
        ([1, 10], [1, 2, 3], 2),
        ([2, -1, 4], [1, 4, 2, 3], 2),
        ([3], [1, 2], 3),
        ([1, 2, 3], [1, 5], 1),
        ([1, 2], [1, 3], 4),
    ],
    mistakes=[
        Mistake(
            "The kernel is stamped as it is, not turned.", lambda x, kernel, stride: stamp_1d(x, kernel[::-1], stride)
        ),
        Mistake("A stamp does not wipe out what lies under it: add.", _stamp_overwriting),
        Mistake(
            "The stride parts the stamps. You put it between the taps of the kernel: that is dilation.",
            _stamp_wide_kernel,
        ),
        Mistake("The stride is missing: the stamps lie one apart.", lambda x, kernel, stride: np.convolve(x, kernel)),
        Mistake(
            "Between the inputs stand zeros, not copies: repeating first is the other way to enlarge.",
            lambda x, kernel, stride: np.convolve(np.repeat(x, stride), kernel),
        ),
    ],
    hints=(
        "It is the counting exercise once more; only what is added to the slice changes.",
        "stamp([1, 10], [1, 2, 3], 2) is 1, 2, 13, 20, 30; the 13 is 3 from the first input and 10 from the second.",
    ),
    explanation="torch.nn.functional.conv_transpose1d gives the same numbers.",
)


# ---- output_padding


def rest_of_the_stride(size, kernel, stride, padding):
    return (size + 2 * padding - kernel) % stride


def _missing_cells(size, kernel, stride, padding):
    small = conv_output_size(size, kernel, stride=stride, padding=padding)
    return size - transposed_output_size(small, kernel, stride=stride, padding=padding)


WHICH_OUTPUT_PADDING = Exercise(
    name="which-output-padding",
    title="Back to the size you came from",
    prompt=(
        "A network makes its input small with a convolution and large again with a transposed convolution of the same "
        "kernel, stride and padding. Write `needed(size, kernel, stride, padding)`: the `output_padding` with which "
        "the output is as long as the input was."
    ),
    starter="def needed(size, kernel, stride, padding): ...",
    reference=_missing_cells,
    solution=rest_of_the_stride,
    cases=[(8, 3, 2, 1), (7, 3, 2, 1), (32, 4, 2, 1), (9, 3, 3, 0), (10, 3, 3, 1), (12, 5, 4, 1)],
    mistakes=[
        Mistake("That is the most it can be. Some sizes need less.", lambda n, k, s, p: s - 1),
        Mistake("What counts is the rest after the first window, not the rest of the size.", lambda n, k, s, p: n % s),
        Mistake("The padding makes the input longer before the windows are laid.", lambda n, k, s, p: (n - k) % s),
        Mistake("The padding stands on both sides.", lambda n, k, s, p: (n + p - k) % s),
        Mistake("0 is right only where no cell was dropped.", lambda n, k, s, p: 0),
    ],
    hints=(
        "Which cells did the convolution never reach? The floor in its size formula dropped them.",
        "needed(8, 3, 2, 1) is 1 and needed(7, 3, 2, 1) is 0: padded, 8 becomes 10, and one cell is left over.",
    ),
    explanation="The rest of the division is what the floor threw away; output_padding puts it back.",
)


# ---- one row of the matrix


def laid_out(kernel, height, width, row, column):
    image = np.zeros((height, width))
    rows, columns = np.shape(kernel)
    image[row : row + rows, column : column + columns] = kernel
    return image.ravel()


def _library_row(kernel, height, width, row, column):
    across = conv_output_size(width, np.shape(kernel)[1])
    return conv_matrix(kernel, (height, width))[row * across + column]


def _without_gaps(kernel, height, width, row, column):
    line = np.zeros(height * width)
    flat = np.ravel(kernel)
    start = row * width + column
    line[start : start + flat.size] = flat[: line.size - start]
    return line


_KERNEL = [[1, 4, 1], [1, 4, 3], [3, 3, 1]]
MATRIX_ROW = Exercise(
    name="matrix-row",
    title="One row of the convolution's matrix",
    prompt=(
        "Write `matrix_row(kernel, height, width, row, column)`: the row of the matrix that computes output "
        "(row, column) of a convolution without padding, stride 1, on an image of height × width. It has "
        "height * width numbers."
    ),
    starter="def matrix_row(kernel, height, width, row, column): ...",
    reference=_library_row,
    solution=laid_out,
    cases=[
        (_KERNEL, 4, 4, 0, 0),
        (_KERNEL, 4, 4, 1, 0),
        (_KERNEL, 4, 5, 0, 2),
        ([[1, 2]], 3, 3, 2, 1),
        ([[1], [2]], 4, 3, 1, 2),
    ],
    mistakes=[
        Mistake(
            "You turned the kernel. Deep learning's convolution lays it down as it is.",
            lambda kernel, h, w, r, c: laid_out(np.array(kernel)[::-1, ::-1], h, w, r, c),
        ),
        Mistake(
            "Row and column of the output changed places.",
            lambda kernel, h, w, r, c: laid_out(kernel, h, w, c, r),
        ),
        Mistake(
            "The image is flattened row by row; yours goes column by column.",
            lambda kernel, h, w, r, c: laid_out(kernel, h, w, r, c).reshape(h, w).T.ravel(),
        ),
        Mistake("Between two rows of the kernel lie the rest of the image's columns: zeros.", _without_gaps),
    ],
    hints=(
        "Draw the kernel into an empty image, at the place of the window. Then flatten the image.",
        "Row 0 of the notes' matrix: 1 4 1 0 1 4 3 0 3 3 1 0 0 0 0 0.",
    ),
    explanation="The transposed matrix has this row as a column: the same window, now written to instead of read.",
)


EXERCISES = [MATRIX_ROW, STAMP_1D, TRANSPOSED_SIZE, WHICH_OUTPUT_PADDING]
