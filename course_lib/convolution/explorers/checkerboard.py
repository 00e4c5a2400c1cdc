"""Checkerboards: how many stamps reach each output, what that does to a photograph, and the remedy."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.convolution import checkerboard_strength, cross_correlate, tap_counts, transposed_convolve, upsample
from course_lib.convolution.explorers._cells import listing
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, OUTPUT, caption, joined_by_nan, panel

SHOWN = 20  # outputs in the bar charts
PATCH = (slice(24, 64), slice(92, 132))  # a head before a clear sky, of data.image("camera")
VIEW = {2: 66, 3: 88, 4: 132}  # pixels shown of the enlarged patch: each fills a whole number of pixels on screen
WEIGHTS = {  # of the taps 1..6; the kernel takes the first k
    "all equal": (1, 1, 1, 1, 1, 1),
    "first tap three times as heavy": (3, 1, 1, 1, 1, 1),
    "untrained (random)": (0.4, 1.3, 0.7, 1.9, 0.2, 1.1),
}
HIGHEST = {"transposed": 5.6, "resized": 10.4}  # sums of weights that fit below the charts' tops, labels included


class TwoEnlargements(NamedTuple):
    taps: np.ndarray  # (k,) weights along one axis; the 2-D kernel is their outer product
    counts: np.ndarray  # (SHOWN,) inputs that touch each output of the transposed convolution
    sums: np.ndarray  # (SHOWN,) weights that reach each output: what it makes of an input of ones
    remedy_counts: np.ndarray  # (SHOWN,) the same for interpolation followed by a convolution
    remedy_sums: np.ndarray  # (SHOWN,)
    transposed: np.ndarray  # (h, w) the patch enlarged by the transposed convolution, border left out
    resized: np.ndarray  # (h', w') the patch enlarged by the remedy
    strength: float  # of the checkerboard in `transposed`, relative to the picture
    remedy_strength: float  # of the checkerboard in `resized`


class Checkerboard(Explorer):
    """Which kernels and strides make an enlarged picture look like a chessboard?"""

    title = "Checkerboards"
    size = (11.4, 5.3)
    controls = {
        "kernel": Number(3, 1, 6, label="kernel size k", unit="taps"),
        "stride": Number(2, 2, 4, label="stride s", unit="pixels"),
        "weights": Choice("all equal", WEIGHTS, label="weights"),
        "remedy": Choice("nearest", ("nearest", "bilinear"), label="enlarge first with"),
    }
    presets = {
        "k 3, s 2": Preset(
            {},
            "The stride does not divide the kernel: 1, 2, 1, 2 stamps, and a chessboard on the photograph.",
            lambda r: r.counts[1:9].tolist() == [1, 2, 1, 2, 1, 2, 1, 2] and r.strength > 0.2,
        ),
        "k 4, s 2": Preset(
            {"kernel": 4},
            "Four is twice two: every output away from the border gets 2 stamps, and the chessboard is gone.",
            lambda r: set(r.counts[2:].tolist()) == {2} and r.strength < 0.02,
        ),
        "equal counts, unequal sums": Preset(
            {"kernel": 4, "weights": "first tap three times as heavy"},
            "Weights 3, 1, 1, 1: still 2 stamps everywhere, but their sums are 4 and 2. The chessboard is back.",
            lambda r: set(r.counts[2:].tolist()) == {2} and r.sums[2:6].tolist() == [4, 2, 4, 2] and r.strength > 0.2,
        ),
        "resize, then convolve": Preset(
            {"kernel": 4, "weights": "untrained (random)", "remedy": "bilinear"},
            "Bilinear first, then the same random kernel at stride 1: one sum for all outputs, no chessboard.",
            lambda r: np.ptp(r.remedy_sums[2:-2]) < 1e-12 and r.remedy_strength < 0.01 < 0.1 < r.strength,
        ),
        "holes": Preset(
            {"kernel": 1, "stride": 3},
            "A kernel smaller than the stride leaves holes: two of three outputs get nothing.",
            lambda r: r.counts[:6].tolist() == [1, 0, 0, 1, 0, 0],
        ),
    }

    def compute(self, kernel, stride, weights, remedy):
        taps = np.array(weights[:kernel])
        ones = np.ones((1, 2 * SHOWN), dtype=int)
        once = {"padding": ((0, 0), ((kernel - 1) // 2, kernel // 2))}
        transposed, strength = _transposed(stride, weights[:kernel])
        resized, remedy_strength = _resized(stride, weights[:kernel], remedy)
        return TwoEnlargements(
            taps,
            counts=tap_counts(2 * SHOWN, kernel, stride=stride)[:SHOWN],
            sums=transposed_convolve(ones, taps[None], stride=(1, stride))[0, :SHOWN],
            remedy_counts=cross_correlate(ones, np.ones((1, kernel), dtype=int), **once)[0, :SHOWN],
            remedy_sums=cross_correlate(ones, taps[None], **once)[0, :SHOWN],
            transposed=transposed,
            resized=resized,
            strength=strength,
            remedy_strength=remedy_strength,
        )

    def draw(self, figure, r):
        (upper, side), (lower, below) = figure.subplots(2, 2, width_ratios=(46, 54))
        for axes in (side, below):
            axes.set_axis_off()  # the photographs stand there
        self.upper = Chart(upper, HIGHEST["transposed"], ERROR)
        self.lower = Chart(lower, HIGHEST["resized"], OUTPUT)
        lower.set_xlabel("output pixel (input: all ones)")
        self.transposed, self.resized = Photo(figure, 5.7), Photo(figure, 8.6)
        self.transposed.title.set_text("transposed convolution")

    def update(self, r):
        self.upper.show(r.sums, r.counts, f"Transposed, weights {listed(r.taps)}: stamps on each output")
        self.lower.show(r.remedy_sums, r.remedy_counts, f"{r.remedy.capitalize()} ×{r.stride}, then convolution: taps")
        self.transposed.show(middle(r.transposed, VIEW[r.stride]), r.strength)
        self.resized.show(middle(r.resized, VIEW[r.stride]), r.remedy_strength)
        self.resized.title.set_text(f"{r.remedy}, then convolution")

    def describe(self, r):
        s, from_here = r.stride, 2 * r.stride
        beat = listed(r.counts[from_here : from_here + s])
        sums = listed(r.sums[from_here : from_here + s].round(3))
        return (
            f"Kernel {r.kernel}, stride {s}, weights {listed(r.taps)}: {beat} stamps in turn, sums {sums}. "
            f"Checkerboard {r.strength:.3f}; "
            f"with {r.remedy} enlargement and then a convolution {r.remedy_strength:.3f}."
        )

    def code(self, kernel, stride, weights, remedy):
        return f"""\
import numpy as np, torch
from course_lib import data
from course_lib.convolution import checkerboard_strength, tap_counts, transposed_convolve
counts = tap_counts({2 * SHOWN}, {kernel}, stride={stride})[:{SHOWN}]
taps = np.array({listing(weights[:kernel])})
square = np.outer(taps, taps) * ({stride} / taps.sum()) ** 2
patch = data.image("camera")[{PATCH[0].start}:{PATCH[0].stop}, {PATCH[1].start}:{PATCH[1].stop}]
large = transposed_convolve(patch, square, stride={stride})
x, weight = (torch.tensor(a)[None, None] for a in (patch, square))
assert np.allclose(torch.conv_transpose2d(x, weight, stride={stride})[0, 0], large)
transposed = large[{kernel}:-{kernel}, {kernel}:-{kernel}]
strength = checkerboard_strength(transposed, {stride})"""


class Chart:
    """Bars of sums of weights, each with the number of its stamps above it."""

    def __init__(self, axes, highest, color):
        axes.set(xlim=(-0.7, SHOWN - 0.3), ylabel="sum of weights", xticks=range(0, SHOWN, 4))
        axes.locator_params(axis="y", nbins=3)
        axes.set_ylim(0, highest)  # the same for all settings: bars can be compared, and the axes stay
        (self.bars,) = axes.fill([], [], facecolor=color, alpha=0.55, edgecolor=color)
        self.labels = [axes.text(x, 0, "", ha="center", va="bottom", fontsize=11) for x in range(SHOWN)]
        self.title = axes.set_title(" ", weight="bold")

    def show(self, heights, counts, title):
        corners = np.array([(-0.4, 0), (-0.4, 1), (0.4, 1), (0.4, 0), (-0.4, 0)])
        self.bars.set_xy(joined_by_nan([corners * (1, y) + (x, 0) for x, y in enumerate(heights)]).T)
        for label, height, count in zip(self.labels, heights, counts, strict=True):
            label.set(y=height, text=count)
        self.title.set_text(title)


class Photo:
    """An enlarged photograph, 264 pixels wide, with a title and the strength of its checkerboard."""

    def __init__(self, figure, left):
        axes = panel(figure, left, 1.2, 2.64, 2.64)
        self.image = axes.imshow(np.zeros((2, 2)), vmin=0, vmax=1, extent=(0, 1, 0, 1))
        self.title = axes.set_title("", weight="bold")
        self.strength = caption(figure, left, 0.88)

    def show(self, image, strength):
        self.image.set_data(image)
        self.strength.set_text(f"checkerboard {strength:.3f}")


def listed(numbers):
    """Return numbers as a list in words.

    >>> listed([1, 0.5])
    '1, 0.5'
    """
    return ", ".join(f"{number:g}" for number in numbers)


def middle(image, side):
    """Return the middle `side` rows and columns.

    >>> middle(np.arange(16).reshape(4, 4), 2).tolist()
    [[5, 6], [9, 10]]
    """
    top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    return image[top : top + side, left : left + side]


@lru_cache(maxsize=128)
def _transposed(stride, taps):
    square = _square(taps) * stride**2  # the picture keeps its mean brightness
    large = transposed_convolve(data.image("camera")[PATCH], square, stride=stride)
    border = slice(len(taps), -len(taps))
    large = large[border, border]  # at the border fewer stamps meet: another story
    return large, checkerboard_strength(large, stride)


@lru_cache(maxsize=128)
def _resized(stride, taps, remedy):
    large = cross_correlate(upsample(data.image("camera")[PATCH], stride, remedy), _square(taps))
    return large, checkerboard_strength(large, stride)


def _square(taps):
    return np.outer(taps, taps) / np.sum(taps) ** 2
