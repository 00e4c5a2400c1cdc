"""A photograph through a mask on its spectrum: low-pass, high-pass, band-pass, and the ringing of sharp masks."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import spectrum
from course_lib.fourier.explorers.swap import PHOTOS
from course_lib.fourier.masks import KINDS, bandpass, filter_image, highpass, lowpass, radius, step_overshoot
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR_INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, Lines, byte_image

PASSES = ("low", "high", "band")
ALONG = np.linspace(0, 0.5, 251)  # cycles per pixel
SIDE = 256


class FilteredPhoto(NamedTuple):
    output: np.ndarray  # (256, 256); of a photograph in [0, 1]
    gain: np.ndarray  # (251,) of the mask at ALONG
    kept: float  # share of the photograph's energy about its mean
    ringing: float  # how far the low-pass of this kind shoots over a step, as a share of the step


class FilterPhoto(Explorer):
    """Which part of a photograph lives at which frequency?"""

    title = "Filter a photograph"
    size = (11, 4.3)
    controls = {
        "cutoff": Number(0.06, 0.01, 0.5, 0.01, label="cut-off: drag it", unit="cycles per pixel"),
        "passes": Choice("low", PASSES, label="let pass"),
        "kind": Choice("ideal", KINDS, label="mask"),
        "order": Number(2, 1, 12, label="order of the Butterworth mask: soft to hard"),
        "photo": Choice("camera", PHOTOS, label="photograph"),
    }
    presets = {
        "ideal rings": Preset(
            {},
            "A sharp mask rings: an edge overshoots by 9 %, as a square wave of few sines does.",
            lambda r: r.kind == "ideal" and r.passes == "low" and round(r.ringing, 2) == 0.09,
        ),
        "Gaussian does not": Preset(
            {"kind": "Gaussian"},
            "The same cut-off with a Gaussian: as much blur, and no ringing.",
            lambda r: r.kind == "Gaussian" and r.cutoff == 0.06 and abs(r.ringing) < 1e-6,
        ),
        "edges": Preset(
            {"passes": "high", "kind": "Gaussian", "cutoff": 0.1},
            "The high frequencies are the edges. They hold 5 % of the energy.",
            lambda r: r.passes == "high" and r.photo == "camera" and round(r.kept, 2) == 0.05,
        ),
        "a band": Preset(
            {"photo": "brick", "passes": "band", "kind": "Gaussian", "cutoff": 0.1},
            "A band-pass from 0.05 to 0.1 keeps the middle: neither the even grey nor the finest grain.",
            lambda r: r.passes == "band" and r.photo == "brick" and r.gain[0] == 0 and r.gain[-1] < 1e-6 < r.gain.max(),
        ),
        "soft to hard": Preset(
            {"kind": "Butterworth", "order": 12},
            "A Butterworth mask of high order is nearly ideal, and rings nearly as much.",
            lambda r: r.kind == "Butterworth" and r.order == 12 and 0.06 < r.ringing < 0.09,
        ),
    }

    def compute(self, photo, passes, kind, cutoff, order):
        output, kept = _filtered(photo, passes, kind, cutoff, order)
        gain = _gain(ALONG, passes, kind, cutoff, order)
        return FilteredPhoto(output, gain, kept, ringing=step_overshoot(kind, cutoff, order=order))

    def draw(self, figure, r):
        parts = [["mask", "filtered", "."], ["mask", "filtered", "gain"]]
        parts = figure.subplot_mosaic(parts, width_ratios=(3.5, 3.5, 2.75), height_ratios=(1.1, 2.4))
        self.images, self.names = [], []
        for place, color in (("mask", INPUT), ("filtered", OUTPUT_INK)):
            axes = parts[place]
            axes.set_axis_off()
            self.images.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, 1, 0, 1)))
            self.names.append(axes.set_title("", color=color, weight="bold"))
        self.names[0].set_text("spectrum × mask")
        self.axes = parts["gain"]
        self.axes.set(xlim=(0, 0.5), ylim=(-0.03, 1.1), xlabel="frequency [cycles per pixel]", ylabel="gain")
        self.axes.set_xticks([0, 0.1, 0.2, 0.3, 0.4, 0.5])
        (self.line,) = self.axes.plot([0, 0], [-0.03, 1.1], color=KERNEL, linewidth=2)
        (self.gain,) = self.axes.plot(ALONG, ALONG, color=OUTPUT)
        self.said = Lines(figure, 8.03, 3.75, spacing=0.3)

    def update(self, r):
        self.images[0].set_data(_masked(r.photo, r.passes, r.kind, r.cutoff, r.order))
        if r.passes == "low":
            self.images[1].set_data(byte_image(r.output))
            self.names[1].set_text("filtered: low-pass")
        else:  # around 0, so grey is nothing
            strong = max(np.percentile(np.abs(r.output), 99), 1e-9)
            self.images[1].set_data(byte_image(0.5 + 0.43 * r.output / strong))
            self.names[1].set_text(f"filtered: {r.passes}-pass, grey is 0")
        self.line.set_xdata([r.cutoff] * 2)
        self.gain.set_ydata(r.gain)
        self.said.show(
            (f"{_name(r.kind, r.order, short=True)}, {_range(r.passes, r.cutoff)}", {"color": KERNEL_INK}),
            f"energy kept: {r.kept:.1%}",
            (f"a step overshoots by {max(r.ringing, 0):.1%}" if r.passes == "low" else "", {"color": ERROR_INK}),
        )

    def describe(self, r):
        return (
            f"{r.photo} through a {r.passes}-pass, {_name(r.kind, r.order)}, {_range(r.passes, r.cutoff)} cycles per "
            f"pixel: {r.kept:.2%} of the energy is kept, values from {r.output.min():.3f} to {r.output.max():.3f}. "
            f"This low-pass would shoot over a step by {max(r.ringing, 0):.2%}."
        )

    def code(self, photo, passes, kind, cutoff, order):
        call = {
            "low": f'masks.lowpass(f, {cutoff}, "{kind}", order={order})',
            "high": f'masks.highpass(f, {cutoff}, "{kind}", order={order})',
            "band": f'masks.bandpass(f, {cutoff} / 2, {cutoff}, "{kind}", order={order})',
        }[passes]
        return f"""\
import numpy as np
from course_lib.fourier import masks
from course_lib.data import grey
image = grey("{photo}")
f = masks.radius(image.shape)  # of the half plane that a real picture needs
gain = {call}
output = np.fft.irfft2(np.fft.rfft2(image) * gain, image.shape)
f = np.linspace(0, 0.5, 251)
gain = {call}
ringing = masks.step_overshoot("{kind}", {cutoff}, order={order})
kept = output.var() / image.var()"""

    def handles(self):
        return [Handle(self.axes, "cutoff", None, "cut-off")]


def _gain(f, passes, kind, cutoff, order):
    if passes == "band":
        return bandpass(f, cutoff / 2, cutoff, kind, order=order)
    return {"low": lowpass, "high": highpass}[passes](f, cutoff, kind, order=order)


@lru_cache(maxsize=32)
def _filtered(photo, passes, kind, cutoff, order):
    image = grey(photo)
    output = filter_image(image, _gain(radius(image.shape), passes, kind, cutoff, order))
    return output, float(output.var() / image.var())


@lru_cache
def _logarithm(photo):
    """Return the logarithm of the centred magnitudes as 0..255; without it one sees a single dot."""
    logarithm = np.log10(np.abs(spectrum(grey(photo))) + 1e-3)
    low, high = np.percentile(logarithm, (1, 99.9))
    return np.clip((logarithm - low) / (high - low), 0, 1) * 255


@lru_cache
def _plane():
    down, across = (np.arange(SIDE) - SIDE // 2) / SIDE, (np.arange(SIDE) - SIDE // 2) / SIDE
    return np.hypot(down[:, None], across)


def _masked(photo, passes, kind, cutoff, order):
    gain = _gain(_plane(), passes, kind, cutoff, order)
    return np.rint(_logarithm(photo) * (0.12 + 0.88 * gain)).astype(np.uint8)  # what is cut stays faintly visible


def _name(kind, order, *, short=False):
    if kind != "Butterworth":
        return kind
    return f"{kind} {order}" if short else f"{kind} of order {order}"


def _range(passes, cutoff):
    return f"{cutoff / 2:.3f} to {cutoff:.2f}" if passes == "band" else f"cut-off {cutoff:.2f}"
