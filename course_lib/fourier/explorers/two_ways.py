"""One convolution in space and through the spectrum, and the tail that wraps around where there is no room for it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier.convolving import direct_convolve, fft_convolve, wrap
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, REFERENCE

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
    samples: np.ndarray  # (16,) of the signal
    weights: np.ndarray  # (k,) of the kernel
    direct: np.ndarray  # in space: (16 + k - 1,) with zeros around, (16 + padding,) in a circle
    product: np.ndarray  # (16 + padding,) through the spectrum
    apart: np.ndarray  # (16 + padding,) product - direct
    difference: float  # the largest of them
    wrong: int  # how many places differ


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
            {"k": 5, "kernel": "echo"},
            "No room behind 16 samples: the echo of the last pluck is heard before the first one.",
            lambda r: (
                (r.padding == 0 and r.wrong > 0 and r.apart.argmax() < r.samples.argmax())
                and abs(r.difference - r.weights[-1] * r.samples[-3:].max()) < 1e-9
            ),
        ),
        "half the room": Preset(
            {"padding": 2, "k": 5, "signal": "step", "kernel": "mean"},
            "Two zeros for a tail of four: the two places that do not fit are added to the first two.",
            lambda r: (r.padding, r.k, r.wrong) == (2, 5, 2) and r.apart[:2].min() > 0.1,
        ),
        "room for all": Preset(
            {"padding": 4, "k": 5, "kernel": "echo"},
            "16 + 5 − 1 = 20 places: both ways agree to the last digits.",
            lambda r: len(r.product) == len(r.direct) == 20 and r.k == 5 and r.difference < ROUNDING,
        ),
        "more is not better": Preset(
            {"padding": 8, "k": 5, "kernel": "echo"},
            "More zeros change nothing more. Fast transforms take the next round number.",
            lambda r: len(r.product) > len(r.direct) and r.difference < ROUNDING,
        ),
        "always, in a circle": Preset(
            {"k": 9, "border": CIRCLE, "signal": "row of a photograph", "kernel": "mean"},
            "Convolved in a circle, the theorem holds as it stands, without a zero.",
            lambda r: (
                (r.padding, r.border) == (0, CIRCLE)
                and len(r.direct) == len(r.product) == 16
                and r.difference < ROUNDING
            ),
        ),
    }

    def compute(self, padding, k, border, signal, kernel):
        samples, weights = _samples(signal), _weights(kernel, k)
        product = fft_convolve(np.pad(samples, (0, padding)), weights, "circular")
        full = direct_convolve(samples, weights)
        direct = wrap(full, N + padding) if border == CIRCLE else full
        apart = product - np.pad(direct, (0, PLACES))[: N + padding]
        return BothWays(
            samples=samples,
            weights=weights,
            direct=direct,
            product=product,
            apart=apart,
            difference=float(np.abs(apart).max()),
            wrong=int((np.abs(apart) > ROUNDING).sum()),
        )

    def draw(self, figure, r):
        parts = figure.subplot_mosaic([["signal", "direct"], ["kernel", "product"]], width_ratios=(24, 62))
        reach = {"signal": N, "kernel": LARGEST, "direct": PLACES, "product": PLACES}
        colors = {"signal": INPUT, "kernel": KERNEL, "direct": OUTPUT, "product": OUTPUT}
        inks = colors | {"kernel": KERNEL_INK, "direct": OUTPUT_INK, "product": OUTPUT_INK}
        for name, axes in parts.items():
            axes.set(xlim=(-0.7, reach[name] - 0.3), ylim=(0, 1.75 if reach[name] == PLACES else 1.1))
            axes.set(xticks=range(0, reach[name], 4), yticks=[0, 1])
        self.bars = {name: Bars(axes, reach[name], colors[name]) for name, axes in parts.items()}
        self.tail, self.wrapped = (Bars(parts[name], PLACES, ERROR) for name in ("direct", "product"))
        style = {"color": REFERENCE, "linewidth": 1.5}
        self.ends = [parts[name].plot([0, 0], [0, 1.75], "--", **style)[0] for name in ("direct", "product")]
        self.headings = {name: axes.set_title("", color=inks[name], weight="bold") for name, axes in parts.items()}
        self.missing = parts["direct"].set_title("", loc="right", color=ERROR_INK)
        self.difference = parts["product"].set_title("", loc="right")

    def update(self, r):
        places, missing = len(r.product), max(len(r.direct) - len(r.product), 0)
        self.bars["signal"].show(r.samples)
        self.bars["kernel"].show(r.weights)
        self.bars["direct"].show(r.direct[:places])
        self.tail.show(np.pad(r.direct[places:], (min(places, len(r.direct)), 0)))
        self.bars["product"].show(r.product - r.apart)
        self.wrapped.show(r.product, r.product - r.apart)
        for line in self.ends:
            line.set_xdata([places - 0.5] * 2)
        self.headings["signal"].set_text(f"signal, {N} samples")
        self.headings["kernel"].set_text(f"kernel, {r.k} numbers")
        circle = ", in a circle" if r.border == CIRCLE else ""
        self.headings["direct"].set_text(f"in space: {len(r.direct)} places{circle}")
        self.headings["product"].set_text(f"product of spectra: {places} places")
        self.missing.set_text(f"no room below for the last {missing}" if missing else "")
        wrapped = "wrapped around: " if r.wrong else ""
        self.difference.set_text(f"{wrapped}largest difference {_difference_text(r.difference)}")
        self.difference.set_color(ERROR_INK if r.wrong else OUTPUT_INK)

    def describe(self, r):
        around = "zeros around it" if r.border == ZEROS else "its own other end around it"
        return (
            f"The signal {r.signal!r} of {N} samples with {around}, the kernel {r.kernel!r} of {r.k}, "
            f"{r.padding} zeros behind: {len(r.direct)} places in space, {len(r.product)} through the spectrum. "
            f"{r.wrong} of them differ, the largest difference is {_difference_text(r.difference)}."
        )

    def code(self, padding, k, border, signal, kernel):
        places = N + padding
        direct = "direct_convolve(samples, weights)"
        return f"""\
import numpy as np
from course_lib.fourier.convolving import direct_convolve, fft_convolve, wrap
from course_lib.data import grey
samples = {SIGNALS[signal]}
weights = {KERNELS[kernel].format(k=k)}
direct = {f"wrap({direct}, {places})" if border == CIRCLE else direct}
product = fft_convolve(np.pad(samples, (0, {padding})), weights, "circular")
spectra = np.fft.rfft(samples, {places}), np.fft.rfft(weights, {places})
assert np.allclose(product, np.fft.irfft(spectra[0] * spectra[1], {places}))
apart = product - np.pad(direct, (0, {PLACES}))[:{places}]
wrong = int((abs(apart) > {ROUNDING}).sum())"""


class Bars:
    """Bars in an axes as one artist, at 0, 1, 2, ..."""

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
def _samples(name):
    if name == "row of a photograph":
        return grey("camera")[150].reshape(N, -1).mean(axis=1)
    return np.repeat([0.0, 1.0], [9, 7]) if name == "step" else np.bincount([3, 14, 15], [0.6, 1, 0])


@lru_cache
def _weights(name, k):
    if name == "echo":
        return np.concatenate([[1], np.zeros(k - 2), [0.5]])
    return np.full(k, 1 / k) if name == "mean" else 0.6 ** np.arange(k)


def _difference_text(difference):
    return f"{difference:.3f}" if difference > ROUNDING else "below 1e-14"
