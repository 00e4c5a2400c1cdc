"""What a convolution costs, counted and measured, over the size of its kernel."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.cost import crossing, direct_multiplications, fft_multiplications, separable_multiplications
from course_lib.fourier.timing import LIBRARIES, WAYS, stored_crossing, stored_seconds, stored_times
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, REFERENCE, Lines

COUNTS = (direct_multiplications, separable_multiplications, fft_multiplications)
SIZES = (64, 128, 256, 512, 1024)  # of the picture, pixels along a side
KERNELS = np.arange(3, 64, 2)
DOTTED = np.isin(KERNELS, [3, 5, 7, 9, 11, 13, 15, 19, 23, 27, 31, 37, 43, 53, 63])  # more would run together
LOOKS = ((INPUT, INPUT, "o"), (KERNEL, KERNEL_INK, "s"), (OUTPUT, OUTPUT_INK, "^"))  # line, letters, dots
WAY_NAMES = [f"{sign} {way}" for sign, way in zip("●■▲", WAYS)]
NEVER = 27  # where a crossing that is not there is drawn


class PriceOfThreeWays(NamedTuple):
    multiplications: tuple  # of the three ways, in the order of WAYS
    seconds: np.ndarray  # (3,) stored
    predicted_crossing: int  # smallest odd kernel from which on the spectrum takes fewer multiplications
    measured_crossing: int | None  # the same of the time


class PriceOfConvolution(Explorer):
    """When is the way through the spectrum the cheaper one?"""

    title = "The price of a convolution"
    size = (11, 4.6)
    controls = {
        "k": Number(15, 3, 63, 2, label="kernel: k x k numbers"),
        "n": Choice("256", {str(n): n for n in SIZES}, label="picture: so many pixels each way"),
        "library": Choice("SciPy", LIBRARIES, label="measured with"),
    }
    presets = {
        "a small kernel": Preset(
            {"k": 3, "n": "1024"},
            "A million pixels, and the direct way is cheaper, counted and timed: the kernel decides, not the picture.",
            lambda r: (
                (r.n, r.k) == (1024, 3)
                and r.multiplications[0] < r.multiplications[2]
                and 2 * r.seconds[0] < r.seconds[2]
            ),
        ),
        "a large kernel": Preset(
            {"k": 63, "n": "512"},
            "63 x 63: through the spectrum it takes 6 milliseconds, directly a second.",
            lambda r: (r.n, r.k) == (512, 63) and round(1000 * r.seconds[2]) == 6 and round(r.seconds[0]) == 1,
        ),
        "it crosses at 7": Preset(
            {"k": 7, "n": "64"},
            "From 7 x 7 on the spectrum is faster, in pictures of 64 and of 1024 pixels alike. The count said 7 or 9.",
            lambda r: (
                (r.k, r.library) == (7, "SciPy")
                and set(map(stored_crossing, SIZES)) == {7}
                and set(map(crossing, SIZES)) == {7, 9}
            ),
        ),
        "two passes": Preset(
            {},
            "A kernel that is a column times a row needs no spectrum: two passes are the fastest here.",
            lambda r: (r.n, r.k) == (256, 15) and r.seconds.argmin() == np.argmin(r.multiplications) == 1,
        ),
        "it changes by itself": Preset(
            {"k": 9, "library": "OpenCV"},
            "OpenCV takes the spectrum by itself from 8 x 8 on: 9 x 9 is dearer than 7 x 7, and then nothing grows.",
            lambda r: (
                (r.n, r.k, r.library) == (256, 9, "OpenCV")
                and r.seconds[0] > 3 * stored_seconds(256, 7, library="OpenCV")[0]
                and abs(r.seconds[0] / stored_seconds(256, 31, library="OpenCV")[0] - 1) < 0.1
            ),
        ),
    }

    def compute(self, k, n, library):
        counts = tuple(count(n, k) for count in COUNTS)
        seconds = stored_seconds(n, k, library=library)
        return PriceOfThreeWays(counts, seconds, crossing(n), stored_crossing(n, library=library))

    def draw(self, figure, r):
        parts = [["prices", "."], ["prices", "crossings"]]
        parts = figure.subplot_mosaic(parts, width_ratios=(60, 40), height_ratios=(38, 62))
        self._draw_prices(parts["prices"])
        self._draw_crossings(parts["crossings"])
        self.ways = Lines(figure, 6.85, 4.1, spacing=0.3)
        self.counted, self.timed = (Lines(figure, x, 4.1, spacing=0.3, ha="right") for x in (8.9, 10.6))

    def _draw_prices(self, axes):
        axes.set(xscale="log", yscale="log", xlim=(2.7, 70), ylim=(0.004, 8000), xlabel="kernel size k")
        axes.set_xticks([3, 5, 7, 9, 15, 31, 63], ["3", "5", "7", "9", "15", "31", "63"])
        axes.set_xticks([], minor=True)
        axes.set_yticks([0.01, 0.1, 1, 10, 100, 1000], ["0.01", "0.1", "1", "10", "100", "1000"])
        axes.set_yticks([], minor=True)
        (self.chosen,) = axes.plot([3, 3], axes.get_ylim(), color=REFERENCE, linewidth=1.2)
        self.curves = [axes.plot(KERNELS, KERNELS, color=color, linewidth=1.8)[0] for color, _, _ in LOOKS]
        style = {"linestyle": "none", "markersize": 6}
        places = KERNELS[DOTTED]
        self.dots = [axes.plot(places, places, sign, color=color, **style)[0] for color, _, sign in LOOKS]
        style = {"linestyle": "none", "markersize": 10, "markeredgecolor": INK, "markeredgewidth": 1.2}
        self.here = [axes.plot([3], [3], sign, color=color, **style)[0] for color, _, sign in LOOKS]
        self.heading = axes.set_title("", weight="bold")

    def _draw_crossings(self, axes):
        axes.set(xlim=(-0.4, 4.4), ylim=(0, 30), xlabel="picture size n")
        axes.set_xticks(range(len(SIZES)), SIZES)
        axes.set_yticks([0, 10, 20, NEVER], ["0", "10", "20", "never"])
        axes.set_title("the spectrum beats the direct way from k =\n— predicted   ◆ measured", fontsize=11)
        axes.plot(range(len(SIZES)), list(map(crossing, SIZES)), color=INK, linewidth=1.8)
        (self.crossings,) = axes.plot(range(len(SIZES)), range(len(SIZES)), "D", color=INK, markersize=7)
        (self.ring,) = axes.plot([0], [0], "o", color=REFERENCE, markersize=17, markerfacecolor="none")

    def update(self, r):
        self.heading.set_text(f"— predicted: million multiplications   ●■▲ measured: ms, {r.library}")
        self.chosen.set_xdata([r.k, r.k])
        for curve, dots, counts, times in zip(self.curves, self.dots, *_curves(r.n, r.library)):
            curve.set_ydata(counts)
            dots.set_ydata(times[DOTTED])
        for here, seconds in zip(self.here, r.seconds):
            here.set_data([r.k], [1000 * seconds])
        crossings = [stored_crossing(n, library=r.library) or NEVER for n in SIZES]
        self.crossings.set_ydata(crossings)
        place = SIZES.index(r.n)
        self.ring.set_data([place], [crossings[place]])
        self.ways.show((f"k = {r.k}", {"weight": "bold"}), *_inked(WAY_NAMES))
        counts = _inked(f"{_short(count / 1e6)} M" for count in r.multiplications)
        self.counted.show(("predicted", {"fontsize": 11}), *counts)
        times = _inked(f"{_short(1000 * seconds)} ms" for seconds in r.seconds)
        self.timed.show(("measured", {"fontsize": 11}), *times)

    def describe(self, r):
        counted = ", ".join(f"{way} {_short(count / 1e6)}" for way, count in zip(WAYS, r.multiplications))
        timed = ", ".join(f"{way} {_short(1000 * seconds)}" for way, seconds in zip(WAYS, r.seconds))
        measured = f"from {r.measured_crossing} on" if r.measured_crossing else "never"
        return (
            f"{r.n} x {r.n} pixels, kernel {r.k} x {r.k}. Million multiplications: {counted}. Milliseconds in "
            f"{r.library}: {timed}. The spectrum beats the direct way from k = {r.predicted_crossing} on by the count, "
            f"{measured} by the clock."
        )

    def code(self, k, n, library):
        return f"""\
from course_lib.fourier import cost, timing
counts = cost.direct_multiplications, cost.separable_multiplications, cost.fft_multiplications
multiplications = tuple(count({n}, {k}) for count in counts)
seconds = timing.stored_seconds({n}, {k}, library="{library}")
predicted_crossing = cost.crossing({n})
measured_crossing = timing.stored_crossing({n}, library="{library}")
# on your machine: timing.measured_seconds({n}, {k}, library="{library}")
where = timing.stored_times().machine"""


@lru_cache
def _curves(n, library):
    """Return million multiplications and milliseconds over KERNELS, three of each."""
    times = stored_times()
    timed = 1000 * times.seconds[LIBRARIES.index(library), :, times.sizes.tolist().index(n)]
    return [[count(n, int(k)) / 1e6 for k in KERNELS] for count in COUNTS], timed


def _inked(texts):
    """Return a line for each of the three ways, in its color."""
    return [(text, {"color": ink}) for text, (_, ink, _) in zip(texts, LOOKS)]


def _short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
