"""One convolution in space and through the spectrum, and the tail that wraps around where there is no room for it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier.convolving import direct_convolve, fft_convolve, wrap
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, REFERENCE, caption

N = 16  # samples of each signal
LARGEST = 9  # kernel
PLACES = N + LARGEST - 1  # the longest result
ROUNDING = 1e-14  # a difference below says nothing but that numbers have 16 digits
SIGNALS = {  # as the shown code makes them
    "plucks": "np.bincount([3, 14, 15], [0.6, 1, 0])",
    "step": "np.repeat([0.0, 1.0], [9, 7])",
    "row of a photograph": 'grey("camera")[150].reshape(16, -1).mean(axis=1)',
}
KERNELS = {
    "echo": "np.concatenate([[1], np.zeros({k} - 2), [0.5]])",
    "mean": "np.full({k}, 1 / {k})",
    "fading": "0.6 ** np.arange({k})",
}
ZEROS, CIRCLE = "zeros", "itself, in a circle"


class BothWays(NamedTuple):
    signal: np.ndarray  # (16,)
    kernel: np.ndarray  # (k,)
    padding: int  # zeros behind the signal
    border: str
    direct: np.ndarray  # in space: (16 + k - 1,) with zeros around, (16 + padding,) in a circle
    product: np.ndarray  # (16 + padding,) through the spectrum
    apart: np.ndarray  # (16 + padding,) product - direct
    difference: float  # the largest of them
    wrong: int  # how many places differ
    names: tuple  # of the signal and the kernel


class TwoWays(Explorer):
    """Is the transform of a convolution the product of the transforms?"""

    title = "Two ways to one convolution"
    size = (10.5, 4.5)
    controls = {
        "padding": Number(0, 0, LARGEST - 1, label="zeros behind the signal"),
        "k": Number(6, 2, LARGEST, label="numbers in the kernel"),
        "border": Choice(ZEROS, (ZEROS, CIRCLE), label="in space, around the signal lies"),
        "signal": Choice("plucks", tuple(SIGNALS), label="signal"),
        "kernel": Choice("fading", tuple(KERNELS), label="kernel"),
    }
    presets = {
        "the end comes first": Preset(
            {"padding": 0, "k": 5, "border": ZEROS, "signal": "plucks", "kernel": "echo"},
            "No room behind 16 samples: the echo of the last pluck is heard before the first one.",
            lambda r: r.padding == 0 and r.wrong > 0 and r.apart.argmax() < r.signal.argmax()
            and abs(r.difference - r.kernel[-1] * r.signal[-3:].max()) < 1e-9,
        ),
        "half the room": Preset(
            {"padding": 2, "k": 5, "border": ZEROS, "signal": "step", "kernel": "mean"},
            "Two zeros for a tail of four: the two places that do not fit are added to the first two.",
            lambda r: r.padding == 2 and len(r.kernel) == 5 and r.wrong == 2 and r.apart[:2].min() > 0.1,
        ),
        "room for all": Preset(
            {"padding": 4, "k": 5, "border": ZEROS, "signal": "plucks", "kernel": "echo"},
            "16 + 5 − 1 = 20 places: both ways agree to the last digits.",
            lambda r: len(r.product) == len(r.direct) == 20 and len(r.kernel) == 5 and r.difference < ROUNDING,
        ),
        "more is not better": Preset(
            {"padding": 8, "k": 5, "border": ZEROS, "signal": "plucks", "kernel": "echo"},
            "More zeros change nothing more. Fast transforms take the next round number.",
            lambda r: len(r.product) > len(r.direct) and r.difference < ROUNDING,
        ),
        "always, in a circle": Preset(
            {"padding": 0, "k": 9, "border": CIRCLE, "signal": "row of a photograph", "kernel": "mean"},
            "Convolved in a circle, the theorem holds as it stands, without a zero.",
            lambda r: r.padding == 0 and r.border == CIRCLE and len(r.direct) == len(r.product) == 16
            and r.difference < ROUNDING,
        ),
    }  # fmt: skip

    def compute(self, padding, k, border, signal, kernel):
        values, weights = _signal(signal), _kernel(kernel, k)
        padded = np.pad(values, (0, padding))
        product = fft_convolve(padded, weights, "circular")
        full = direct_convolve(values, weights)
        direct = wrap(full, N + padding) if border == CIRCLE else full
        apart = product - np.pad(direct, (0, PLACES))[: N + padding]
        difference, wrong = float(np.abs(apart).max()), int((np.abs(apart) > ROUNDING).sum())
        names = signal, kernel
        return BothWays(values, weights, padding, border, direct, product, apart, difference, wrong, names)

    def draw(self, figure, result):
        self.axes = {
            "signal": figure.add_axes((0.045, 0.575, 0.24, 0.34)),
            "kernel": figure.add_axes((0.045, 0.07, 0.24, 0.34)),
            "direct": figure.add_axes((0.36, 0.575, 0.62, 0.34)),
            "product": figure.add_axes((0.36, 0.07, 0.62, 0.34)),
        }
        reach = {"signal": N, "kernel": LARGEST, "direct": PLACES, "product": PLACES}
        for name, axes in self.axes.items():
            axes.set(xlim=(-0.7, reach[name] - 0.3), ylim=(0, 1.75 if reach[name] == PLACES else 1.1))
            axes.set(xticks=range(0, reach[name], 4), yticks=[0, 1])
        colors = {"signal": INPUT, "kernel": KERNEL, "direct": OUTPUT, "product": OUTPUT}
        self.bars = {name: Bars(self.axes[name], reach[name], color) for name, color in colors.items()}
        self.tail = Bars(self.axes["direct"], PLACES, ERROR)
        self.wrapped = Bars(self.axes["product"], PLACES, ERROR)
        ends = (self.axes["direct"], self.axes["product"])
        self.ends = [axes.plot([0, 0], [0, 1.75], "--", color=REFERENCE, linewidth=1.5)[0] for axes in ends]
        places = ((0.45, 4.25, INPUT), (0.45, 1.97, KERNEL_INK), (3.75, 4.25, OUTPUT_INK), (3.75, 1.97, OUTPUT_INK))
        self.names = [caption(figure, x, y, color=color, weight="bold") for x, y, color in places]
        self.said = [caption(figure, 10.3, y, ha="right", color=ERROR_INK) for y in (4.25, 1.97)]
        bars = [bars.artist for bars in (*self.bars.values(), self.tail, self.wrapped)]
        return [*bars, *self.ends, *self.names, *self.said]

    def update(self, r):
        places = len(r.product)
        for name, values in (("signal", r.signal), ("kernel", r.kernel)):
            self.bars[name].show(values)
        self.bars["direct"].show(r.direct[:places])
        self.tail.show(np.pad(r.direct[places:], (min(places, len(r.direct)), 0)))
        self.bars["product"].show(r.product - r.apart)
        self.wrapped.show(r.product, r.product - r.apart)
        for line in self.ends:
            line.set_xdata([places - 0.5] * 2)
        self.names[0].set_text(f"signal, {N} samples")
        self.names[1].set_text(f"kernel, {len(r.kernel)} numbers")
        circle = ", in a circle" if r.border == CIRCLE else ""
        self.names[2].set_text(f"in space: {len(r.direct)} places{circle}")
        self.names[3].set_text(f"product of spectra: {places} places")
        missing = max(len(r.direct) - places, 0)
        self.said[0].set_text(f"no room below for the last {missing}" if missing else "")
        self.said[1].set_text(f"{'wrapped around: ' if r.wrong else ''}largest difference {_said(r.difference)}")
        self.said[1].set_color(ERROR_INK if r.wrong else OUTPUT_INK)

    def describe(self, r):
        around = "zeros around it" if r.border == ZEROS else "its own other end around it"
        return (
            f"The signal {r.names[0]!r} of {N} samples with {around}, the kernel {r.names[1]!r} of {len(r.kernel)}, "
            f"{r.padding} zeros behind: {len(r.direct)} places in space, {len(r.product)} through the spectrum. "
            f"{r.wrong} of them differ, the largest difference is {_said(r.difference)}."
        )

    def code(self, padding, k, border, signal, kernel):
        places = N + padding
        direct = "direct_convolve(signal, kernel)"
        return f"""\
import numpy as np
from course_lib.fourier.convolving import direct_convolve, fft_convolve, wrap
from course_lib.data import grey
signal = {SIGNALS[signal]}
kernel = {KERNELS[kernel].format(k=k)}
direct = {f"wrap({direct}, {places})" if border == CIRCLE else direct}
product = fft_convolve(np.pad(signal, (0, {padding})), kernel, "circular")
spectra = np.fft.rfft(signal, {places}), np.fft.rfft(kernel, {places})
assert np.allclose(product, np.fft.irfft(spectra[0] * spectra[1], {places}))
apart = product - np.pad(direct, (0, {PLACES}))[:{places}]
wrong = int((abs(apart) > {ROUNDING}).sum())"""


class Bars:
    """So many bars in an axes as one artist."""

    def __init__(self, axes, count, color):
        self.count = count
        edges = np.arange(count)[:, None] + [-0.35, 0.35]
        self.artist = axes.stairs(np.zeros(2 * count - 1), edges.ravel(), color=color, fill=True)

    def show(self, tops, bottoms=0):
        """Show a bar at each place from `bottoms` to `tops`; places that are not given stay empty."""
        spread = np.zeros((2, 2 * self.count - 1))
        spread[0, : 2 * len(tops) : 2] = tops
        spread[1, : 2 * len(tops) : 2] = bottoms
        self.artist.set_data(spread[0], baseline=spread[1])


@lru_cache
def _signal(name):
    if name == "row of a photograph":
        return grey("camera")[150].reshape(N, -1).mean(axis=1)
    return np.repeat([0.0, 1.0], [9, 7]) if name == "step" else np.bincount([3, 14, 15], [0.6, 1, 0])


@lru_cache
def _kernel(name, k):
    if name == "echo":
        return np.concatenate([[1], np.zeros(k - 2), [0.5]])
    return np.full(k, 1 / k) if name == "mean" else 0.6 ** np.arange(k)


def _said(difference):
    return f"{difference:.3f}" if difference > ROUNDING else "below 1e-14"
