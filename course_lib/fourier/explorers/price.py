"""What a convolution costs, counted and measured, over the size of its kernel."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.cost import crossing, direct_multiplications, fft_multiplications, separable_multiplications
from course_lib.fourier.timing import LIBRARIES, WAYS, stored_crossing, stored_seconds, stored_times
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, REFERENCE, caption

COUNTS = (direct_multiplications, separable_multiplications, fft_multiplications)
SIZES = ("64", "128", "256", "512", "1024")
KERNELS = np.arange(3, 64, 2)
DOTTED = np.isin(KERNELS, [3, 5, 7, 9, 11, 13, 15, 19, 23, 27, 31, 37, 43, 53, 63])  # more would run together
LOOKS = ((INPUT, INPUT, "o"), (KERNEL, KERNEL_INK, "s"), (OUTPUT, OUTPUT_INK, "^"))  # line, letters, dots
SIGNS = {"o": "●", "s": "■", "^": "▲"}
NEVER = 27  # where a crossing that is not there is drawn


class Price(NamedTuple):
    n: int  # pixels along one side of the picture
    k: int  # numbers along one side of the kernel
    library: str
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
        "n": Choice("256", SIZES, label="picture: so many pixels each way"),
        "library": Choice("SciPy", LIBRARIES, label="measured with"),
    }
    presets = {
        "a small kernel": Preset(
            {"k": 3, "n": "1024", "library": "SciPy"},
            "A million pixels, and the direct way is cheaper, counted and timed: the kernel decides, not the picture.",
            lambda r: r.n == 1024 and r.k == 3 and r.multiplications[0] < r.multiplications[2]
            and 2 * r.seconds[0] < r.seconds[2],
        ),
        "a large kernel": Preset(
            {"k": 63, "n": "512", "library": "SciPy"},
            "63 x 63: through the spectrum it takes 6 milliseconds, directly a second.",
            lambda r: (r.n, r.k) == (512, 63) and round(1000 * r.seconds[2]) == 6 and round(r.seconds[0]) == 1,
        ),
        "it crosses at 7": Preset(
            {"k": 7, "n": "64", "library": "SciPy"},
            "From 7 x 7 on the spectrum is faster, in pictures of 64 and of 1024 pixels alike. The count said 7 or 9.",
            lambda r: r.k == 7 and r.library == "SciPy" and {stored_crossing(int(n)) for n in SIZES} == {7}
            and {crossing(int(n)) for n in SIZES} == {7, 9},
        ),
        "two passes": Preset(
            {"k": 15, "n": "256", "library": "SciPy"},
            "A kernel that is a column times a row needs no spectrum: two passes are the fastest here.",
            lambda r: (r.n, r.k) == (256, 15) and r.seconds.argmin() == np.argmin(r.multiplications) == 1,
        ),
        "it changes by itself": Preset(
            {"k": 9, "n": "256", "library": "OpenCV"},
            "OpenCV takes the spectrum by itself from 8 x 8 on: 9 x 9 is dearer than 7 x 7, and then nothing grows.",
            lambda r: r.library == "OpenCV" and (r.n, r.k) == (256, 9)
            and r.seconds[0] > 3 * stored_seconds(256, 7, library="OpenCV")[0]
            and abs(r.seconds[0] / stored_seconds(256, 31, library="OpenCV")[0] - 1) < 0.1,
        ),
    }  # fmt: skip

    def compute(self, k, n, library):
        n = int(n)
        counts = tuple(count(n, k) for count in COUNTS)
        seconds = stored_seconds(n, k, library=library)
        return Price(n, k, library, counts, seconds, crossing(n), stored_crossing(n, library=library))

    def draw(self, figure, result):
        axes = figure.add_axes((0.075, 0.14, 0.5, 0.76))
        axes.set(xscale="log", yscale="log", xlim=(2.7, 70), ylim=(0.004, 8000), xlabel="kernel size k")
        axes.set_xticks([3, 5, 7, 9, 15, 31, 63], ["3", "5", "7", "9", "15", "31", "63"])
        axes.set_xticks([], minor=True)
        axes.set_yticks([0.01, 0.1, 1, 10, 100, 1000], ["0.01", "0.1", "1", "10", "100", "1000"])
        axes.set_yticks([], minor=True)
        (self.chosen,) = axes.plot([3, 3], axes.get_ylim(), color=REFERENCE, linewidth=1.2)
        self.lines = [axes.plot(KERNELS, KERNELS, color=color, linewidth=1.8)[0] for color, _, _ in LOOKS]
        style = {"linestyle": "none", "markersize": 6}
        places = KERNELS[DOTTED]
        self.dots = [axes.plot(places, places, sign, color=color, **style)[0] for color, _, sign in LOOKS]
        style = {"linestyle": "none", "markersize": 10, "markeredgecolor": INK, "markeredgewidth": 1.2}
        self.here = [axes.plot([3], [3], sign, color=color, **style)[0] for color, _, sign in LOOKS]
        caption(figure, 0.83, 4.3, "— predicted: million multiplications", weight="bold")
        self.timed = caption(figure, 4.35, 4.3, weight="bold")
        caption(figure, 8.7, 3.95, "predicted", fontsize=11, ha="right")
        caption(figure, 10.4, 3.95, "measured", fontsize=11, ha="right")
        self.texts = []
        for way, (_, ink, sign), y in zip(WAYS, LOOKS, (3.65, 3.35, 3.05)):
            caption(figure, 6.65, y, f"{SIGNS[sign]} {way}", color=ink)
            self.texts += [caption(figure, x, y, color=ink, ha="right") for x in (8.7, 10.4)]
        self.texts.append(caption(figure, 6.65, 3.95, weight="bold"))
        small = figure.add_axes((0.665, 0.14, 0.31, 0.36))
        small.set(xlim=(-0.4, 4.4), ylim=(0, 30), xlabel="picture size n")
        small.set_xticks(range(len(SIZES)), SIZES)
        small.set_yticks([0, 10, 20, NEVER], ["0", "10", "20", "never"])
        caption(figure, 6.65, 2.66, "the spectrum beats the direct way from k =")
        caption(figure, 7.4, 2.42, "— predicted   ◆ measured", fontsize=11)
        small.plot(range(len(SIZES)), [crossing(int(n)) for n in SIZES], color=INK, linewidth=1.8)
        (self.crossings,) = small.plot(range(len(SIZES)), range(len(SIZES)), "D", color=INK, markersize=7)
        (self.ring,) = small.plot([0], [0], "o", color=REFERENCE, markersize=17, markerfacecolor="none")
        return [self.chosen, *self.lines, *self.dots, *self.here, self.timed, *self.texts, self.crossings, self.ring]

    def update(self, r):
        self.chosen.set_xdata([r.k, r.k])
        for line, dots, counted, timed in zip(self.lines, self.dots, *_curves(r.n, r.library)):
            line.set_ydata(counted)
            dots.set_ydata(timed[DOTTED])
        for here, seconds in zip(self.here, r.seconds):
            here.set_data([r.k], [1000 * seconds])
        self.timed.set_text(f"●■▲ measured: ms, {r.library}")
        for text, count in zip(self.texts[0::2], r.multiplications):
            text.set_text(f"{_short(count / 1e6)} M")
        for text, seconds in zip(self.texts[1::2], r.seconds):
            text.set_text(f"{_short(1000 * seconds)} ms")
        self.texts[-1].set_text(f"k = {r.k}")
        crossings = [stored_crossing(int(n), library=r.library) or NEVER for n in SIZES]
        self.crossings.set_ydata(crossings)
        place = SIZES.index(str(r.n))
        self.ring.set_data([place], [crossings[place]])

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


def _short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
