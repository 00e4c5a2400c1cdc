"""Exercises of `20_convolution_arithmetic`."""

import numpy as np

from course_lib.convolution import conv_output_size, conv_parameters, cross_correlate, input_sizes
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "20_convolution_arithmetic"


# ---- recall: three sizes on paper

SIZES_ON_PAPER = Exercise(
    name="sizes-on-paper",
    title="Three sizes on paper",
    prompt=(
        "How many outputs along one axis? Work them out on paper, then write the three numbers down.\n\n"
        "1. size 7, kernel 3, stride 2, padding 0\n\n"
        "2. size 8, kernel 3, stride 2, padding 0\n\n"
        "3. size 224, kernel 7, stride 2, padding 3 (the first layer of a ResNet)"
    ),
    starter="answer = (..., ..., ...)",
    reference=(
        conv_output_size(7, 3, stride=2),
        conv_output_size(8, 3, stride=2),
        conv_output_size(224, 7, stride=2, padding=3),
    ),
    cases=None,
    mistakes=[
        Mistake("The padding stands on both sides: it counts twice.", (3, 3, 111)),
        Mistake("The first window is not a step: add one.", (2, 2, 111)),
        Mistake("Half a window is no window: round down.", (3, 4, 113)),
        Mistake("Where is the padding of the third?", (3, 3, 109)),
        Mistake("The stride divides what is left behind the first window, not the whole input.", (1, 2, 109)),
    ],
    hints=(
        "Lay the first window down. How many samples are left for further steps?",
        "The third has 224 + 6 - 7 = 223 samples left for steps of 2.",
    ),
    explanation="7 and 8 give the same size: the eighth input is read by no window.",
)


# ---- implement: the formula


def output_size(size, kernel, stride, padding, dilation):
    span = dilation * (kernel - 1) + 1
    return (size + 2 * padding - span) // stride + 1


OUTPUT_SIZE = Exercise(
    name="output-size",
    title="The formula as a function",
    prompt=(
        "Write `output_size(size, kernel, stride, padding, dilation)`: how many outputs a convolution makes along "
        "one axis. Every setting you will be given is possible."
    ),
    starter="def output_size(size, kernel, stride, padding, dilation): ...",
    reference=lambda size, kernel, stride, padding, dilation: conv_output_size(
        size, kernel, stride=stride, padding=padding, dilation=dilation
    ),
    solution=output_size,
    cases=[
        (7, 3, 1, 0, 1),
        (7, 3, 2, 0, 1),
        (8, 3, 2, 0, 1),
        (7, 3, 1, 1, 1),
        (32, 3, 2, 1, 1),
        (12, 3, 1, 2, 2),
        (21, 4, 3, 2, 3),
    ],
    mistakes=[
        Mistake(
            "The padding stands on both sides: it counts twice.",
            lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,
        ),
        Mistake("The first window is not a step: add one.", lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s),
        Mistake(
            "Half a window is no window: round down, with `//`.",
            lambda n, k, s, p, d: -((d * (k - 1) + 1 - n - 2 * p) // s) + 1,
        ),
        Mistake(
            "A size is a whole number: `/` gives 3.5 where `//` gives 3.",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1,
        ),
        Mistake(
            "The stride divides what is left behind the first window, not the whole input.",
            lambda n, k, s, p, d: (n + 2 * p) // s - d * (k - 1),
        ),
        Mistake("Dilated taps cover more than k samples.", lambda n, k, s, p, d: (n + 2 * p - k) // s + 1),
        Mistake(
            "k taps have only k - 1 gaps between them: the last tap needs no room behind it.",
            lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1,
        ),
    ],
    hints=(
        "First the samples that the kernel covers, then the steps that are left, then one more for the first window.",
        "output_size(21, 4, 3, 2, 3) is 6: the kernel covers 10 of 25, and 15 are left for steps of 3.",
    ),
)


# ---- implement: the convolution of deep learning


def correlate(image, kernel):
    (rows, columns), (high, wide) = np.shape(image), np.shape(kernel)
    output = np.zeros((rows - high + 1, columns - wide + 1))
    for row in range(output.shape[0]):
        for column in range(output.shape[1]):
            window = np.array(image)[row : row + high, column : column + wide]
            output[row, column] = (window * kernel).sum()
    return output


def _one_window_short(image, kernel):
    return cross_correlate(image, kernel)[:-1, :-1]


def _matrix_product(image, kernel):
    (rows, columns), (high, wide) = np.shape(image), np.shape(kernel)
    output = np.zeros((rows - high + 1, columns - wide + 1))
    for row, column in np.ndindex(output.shape):
        output[row, column] = (image[row : row + high, column : column + wide] @ kernel).sum()
    return output


def _other_axis(image, kernel):
    return cross_correlate(image, kernel).T


_RNG = np.random.default_rng(20)

CORRELATE = Exercise(
    name="correlate",
    title="The window that slides",
    prompt=(
        "Write `correlate(image, kernel)`: lay the kernel on every place where it fits, multiply, add up. Stride 1, "
        "no padding, the kernel as it is (not turned). Two loops are fine. Images and kernels are NumPy arrays, and "
        "need not be square."
    ),
    starter="def correlate(image, kernel): ...",
    reference=lambda image, kernel: cross_correlate(image, kernel),
    solution=correlate,
    cases=[
        (
            np.array([[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 8]]),
            np.array([[1, 4, 1], [1, 4, 3], [3, 3, 1]]),
        ),
        (np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), np.array([[1, 2], [3, 4]])),
        (_RNG.integers(0, 9, (3, 5)), np.array([[1, 2], [0, -1]])),
        (_RNG.integers(0, 9, (5, 4)), _RNG.integers(-3, 4, (3, 3))),
    ],
    mistakes=[
        Mistake(
            "You turned the kernel by 180 degrees. That is the convolution of mathematics.",
            lambda image, kernel: cross_correlate(image, kernel[::-1, ::-1]),
        ),
        Mistake(
            "The kernel came out transposed: did rows and columns change places?",
            lambda image, kernel: cross_correlate(image, kernel.T),
        ),
        Mistake("Rows and columns of the output have changed places.", _other_axis),
        Mistake("One window is missing at the end of each axis: the count is size - kernel + 1.", _one_window_short),
        Mistake("Multiply element by element with `*`; `@` is the matrix product.", _matrix_product),
        Mistake(
            "The windows overlap the border. Without padding the output is smaller than the image.",
            lambda image, kernel: cross_correlate(image, kernel, padding="same"),
        ),
    ],
    hints=(
        "`image[row : row + 3, column : column + 3]` is a window. How many rows and columns can it begin at?",
        "The notes' 4x4 image and 3x3 kernel give [[122, 148], [126, 134]].",
    ),
    explanation="This is torch.nn.functional.conv2d in two loops.",
)


# ---- implement: what a layer learns


def parameters(in_channels, out_channels, height, width, groups, bias):
    weights_of_one_filter = in_channels // groups * height * width
    return out_channels * (weights_of_one_filter + bias)


PARAMETERS = Exercise(
    name="count-parameters",
    title="How many numbers does a layer learn?",
    prompt=(
        "Write `parameters(in_channels, out_channels, height, width, groups, bias)`: how many numbers a convolution "
        "layer learns. `bias` is True or False."
    ),
    starter="def parameters(in_channels, out_channels, height, width, groups, bias): ...",
    reference=lambda in_channels, out_channels, height, width, groups, bias: conv_parameters(
        in_channels, out_channels, (height, width), groups=groups, bias=bias
    ),
    solution=parameters,
    cases=[(10, 20, 3, 3, 1, False), (10, 20, 3, 3, 1, True), (8, 12, 3, 5, 4, True), (8, 8, 3, 3, 8, False)],
    mistakes=[
        Mistake("Where are the biases? Each filter has one.", lambda c, o, h, w, g, b: o * c // g * h * w),
        Mistake("One bias for each filter, not one for the layer.", lambda c, o, h, w, g, b: o * c // g * h * w + b),
        Mistake(
            "One bias for each output channel, not for each input channel.",
            lambda c, o, h, w, g, b: o * c // g * h * w + b * c,
        ),
        Mistake("A filter sees the channels of its own group only.", lambda c, o, h, w, g, b: o * (c * h * w + b)),
        Mistake(
            "Groups divide the input channels of a filter. There are still out_channels filters.",
            lambda c, o, h, w, g, b: o // g * (c // g * h * w + b),
        ),
        Mistake("The kernel need not be square.", lambda c, o, h, w, g, b: o * (c // g * h * h + b)),
    ],
    hints=(
        "How many weights has one filter? How many filters are there?",
        "parameters(10, 20, 3, 3, 1, True) is 1820: twenty filters with 90 weights and one bias each.",
    ),
    explanation="The image's size stands nowhere: the same weights are used at every place.",
)


# ---- investigate: the padding that keeps the size


def keeping_padding(kernel, dilation):
    total = dilation * (kernel - 1)
    return None if total % 2 else total // 2


KEEPING_PADDING = Exercise(
    name="keeping-padding",
    title="The padding that keeps the size",
    prompt=(
        "At stride 1, which padding (the same on both sides, as in PyTorch's `padding=p`) keeps the size? Try with the "
        "explorer, also with dilation 2 and 3, and with even kernels. Then write `keeping_padding(kernel, dilation)`. "
        "Where no such padding exists, give back None."
    ),
    starter="def keeping_padding(kernel, dilation): ...",
    reference=keeping_padding,
    cases=[(3, 1), (5, 1), (3, 2), (4, 1), (4, 3), (2, 2), (7, 3), (1, 5)],
    mistakes=[
        Mistake(
            "Dilation spreads the taps: a wider kernel needs more padding.", lambda k, d: k // 2 if k % 2 else None
        ),
        Mistake(
            "For an even kernel at dilation 1, count: does k // 2 on both sides really keep the size?",
            lambda k, d: d * (k // 2),
        ),
        Mistake(
            "Rounding down hides the cases in which one side would need more zeros than the other.",
            lambda k, d: d * (k - 1) // 2,
        ),
        Mistake(
            "Try kernel 2 with dilation 2: some even kernels can.", lambda k, d: d * (k - 1) // 2 if k % 2 else None
        ),
        Mistake(
            "That is the padding of both sides together.",
            lambda k, d: None if d * (k - 1) % 2 else d * (k - 1),
        ),
    ],
    hints=(
        "At stride 1 the output is size + 2p - d(k - 1). When is it the size?",
        "keeping_padding(3, 2) is 2; keeping_padding(4, 1) is None; keeping_padding(2, 2) is 1.",
    ),
    explanation="For odd d(k - 1), padding='same' of PyTorch puts the surplus zero at the end.",
)


# ---- investigate: five halvings


def _landing_at(size, layers):
    """Return the smallest and the largest input that kernel 3, stride 2, padding 1 leads to `size`."""
    smallest = largest = size
    for _ in range(layers):
        smallest = min(input_sizes(smallest, 3, stride=2, padding=1))
        largest = max(input_sizes(largest, 3, stride=2, padding=1))
    return smallest, largest


FIVE_HALVINGS = Exercise(
    name="five-halvings",
    title="From 224 to 7",
    prompt=(
        "Five layers with kernel 3, stride 2, padding 1 lead from 224 to 7. Other input sizes land at 7 as well. Which "
        "is the smallest, which the largest?"
    ),
    starter="answer = (..., ...)  # smallest, largest",
    reference=_landing_at(7, 5),
    cases=None,
    mistakes=[
        Mistake("This layer rounds size/2 up, not down: try 225.", (224, 255)),
        Mistake("The floor forgets: more than one size lands at 7. Try 223.", (224, 224)),
        Mistake("That is after four layers.", _landing_at(7, 4)),
        Mistake("That is after six layers.", _landing_at(7, 6)),
        Mistake("The smaller number first.", (224, 193)),
    ],
    hints=(
        "Which sizes does one layer lead to 7? Go back one layer at a time, or try all sizes with a loop.",
        "One layer leads 13 and 14 to 7. There are 32 sizes in all.",
    ),
    explanation="Kernel 3, stride 2, padding 1 gives size/2 rounded up. Five times: size/32 rounded up.",
)


EXERCISES = [SIZES_ON_PAPER, OUTPUT_SIZE, CORRELATE, PARAMETERS, KEEPING_PADDING, FIVE_HALVINGS]
