"""Box or Gaussian: two blurs equally wide, their kernels and gains, and what they make of stripes and a picture."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import grating
from course_lib.fourier.convolving import direct_convolve
from course_lib.fourier.explorers.swap import PHOTOS
from course_lib.fourier.masks import (
    box_weights,
    deepest_gain,
    deviation,
    filter_image,
    first_zero,
    gaussian_weights,
    spectral_deviation,
    transfer,
)
from course_lib.fourier.sampling import zone_plate
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    byte_image,
    signed_text,
    tint,
)

BOX, BELL = "box", "Gaussian"
PLATE = "zone plate"
PICTURES = (PLATE, *PHOTOS)
ALONG = np.linspace(0, 0.5, 251)  # cycles per pixel
SIDE, STRIPES = 256, 64  # pixels
LARGEST = 25


class Blur(NamedTuple):
    weights: np.ndarray  # (k,) of the chosen kernel
    sigma: float  # standard deviation of both kernels, pixels
    gains: np.ndarray  # (2, 251) of box and Gaussian at ALONG
    gain: float  # at f
    stripes: np.ndarray  # (64,) in [-1, 1], before the blur
    after: np.ndarray  # (64,) the same after it
    zero: float  # first frequency that the box wipes out
    deepest: tuple  # (frequency, gain) where the chosen kernel's gain is lowest
    narrow: float  # standard deviation of the Gaussian's gain, cycles per pixel
    blurred: np.ndarray  # (256, 256)


class BoxOrBell(Explorer):
    """Why does a Gaussian blur look smooth, and a box blur not?"""

    title = "Box or Gaussian"
    size = (11, 5.2)
    controls = {
        "kernel": Choice(BOX, (BOX, BELL), label="blur with"),
        "size": Number(9, 3, LARGEST, 2, label="size of the box; the Gaussian is equally wide", unit="pixels"),
        "f": Number(0.16, 0.01, 0.5, 0.01, label="stripes: drag the line", unit="cycles per pixel"),
        "picture": Choice(PLATE, PICTURES, label="picture"),
    }
    presets = {
        "black becomes white": Preset(
            {},
            "A box of 9 has gain −0.23 at 0.16 cycles per pixel: the stripes survive with black and white exchanged.",
            lambda r: r.kernel == BOX and round(r.gain, 2) == -0.23 and r.stripes[32] * r.after[32] < -0.2,
        ),
        "the Gaussian": Preset(
            {"kernel": BELL},
            "Equally wide, the Gaussian leaves 3 % of them, upright. Its gain falls and does not return.",
            lambda r: r.kernel == BELL and round(r.gain, 2) == 0.03 and np.diff(r.gains[1]).max() < 1e-4,
        ),
        "wiped out": Preset(
            {"size": 5, "f": 0.2},
            "One wave per box: each box holds as much black as white. The gain is 0 at 1/5.",
            lambda r: r.kernel == BOX and r.f == r.zero and np.abs(r.after).max() < 1e-12,
        ),
        "and back again": Preset(
            {"size": 5, "f": 0.3},
            "Finer stripes than those wiped out come through again, at a quarter of their contrast.",
            lambda r: r.kernel == BOX and r.f > r.zero and round(np.abs(r.after).max(), 2) == 0.25,
        ),
        "a photograph": Preset(
            {"size": 11, "f": 0.13, "picture": "astronaut"},
            "A box makes squares of small lights. At 0.13 it keeps 22 %, exchanged; the Gaussian would keep 4 %.",
            lambda r: (
                r.kernel == BOX
                and r.picture == "astronaut"
                and round(r.gain, 2) == -0.22
                and round(r.gains[1, 65], 2) == 0.04
            ),
        ),
    }

    def compute(self, kernel, size, f, picture):
        weights, sigma, gains, deepest = _kernels(size)
        chosen = (BOX, BELL).index(kernel)
        weights = weights[chosen]
        reach = len(weights) // 2
        longer = _stripes(f, STRIPES + 2 * reach)  # so that each of the 64 pixels has its neighbours
        return Blur(
            weights,
            sigma,
            gains,
            gain=float(transfer(weights, [f])[0]),
            stripes=longer[reach : reach + STRIPES],
            after=direct_convolve(longer, weights)[2 * reach : 2 * reach + STRIPES],
            zero=first_zero(size),
            deepest=deepest[chosen],
            narrow=spectral_deviation(sigma),
            blurred=_blurred(picture, kernel, size),
        )

    def draw(self, figure, r):
        parts = [["picture", "kernel", "gain"], ["picture", ".", "."], ["picture", "stripes", "stripes"]]
        ratios = {"width_ratios": (3.84, 1.65, 3.6), "height_ratios": (1.65, 0.3, 1)}
        parts = figure.subplot_mosaic(parts, **ratios, gridspec_kw={"wspace": 0.11})
        self.axes = parts["gain"]
        self._draw_picture(parts["picture"])
        self._draw_kernel(parts["kernel"])
        self._draw_gain(self.axes)
        self._draw_stripes(parts["stripes"])
        self.widths, self.depths = (Lines(figure, left, 2.27, spacing=0.32) for left in (4.53, 7.01))

    def _draw_picture(self, axes):
        half = SIDE / 2
        self.split = axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-half, half, half, -half))
        axes.set(xlim=(-half, half), ylim=(half, -half), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.axvline(0, color="white", linewidth=1)
        (self.ring,) = axes.plot([], [], "--", color="#56B4E9", linewidth=1.8)
        axes.set_title("the picture", color=INPUT, weight="bold")
        self.blur_name = axes.set_title("", loc="right", color=OUTPUT_INK, weight="bold")
        self.ring_name = axes.set_xlabel("", loc="left")

    def _draw_kernel(self, axes):
        axes.set(xlim=(-20.5, 20.5), ylim=(0, 1.05), xticks=[-15, 0, 15], yticks=[], xlabel="pixels")
        axes.spines["left"].set_visible(False)
        self.weights = axes.stairs(np.zeros(41), np.arange(42) - 20.5, color=KERNEL, fill=True)
        self.others = axes.stairs(np.zeros(41), np.arange(42) - 20.5, color="#555555", linestyle="--", linewidth=1.2)
        self.kernel_name = axes.set_title("", color=KERNEL_INK, weight="bold")

    def _draw_gain(self, axes):
        axes.set(xlim=(0, 0.5), ylim=(-0.4, 1.05), yticks=[0, 0.5, 1], xlabel="frequency [cycles per pixel]")
        axes.axhspan(-0.4, 0, color=tint(ERROR, 0.15), linewidth=0)
        axes.axhline(0, color="#555555", linewidth=0.8)
        (self.other,) = axes.plot(ALONG, ALONG, "--", color=REFERENCE, linewidth=1.5)
        (self.chosen,) = axes.plot(ALONG, ALONG, color=KERNEL, linewidth=2.6)
        (self.cursor,) = axes.plot([0, 0], [-0.4, 1.05], color=INPUT, linewidth=1.5)
        (self.point,) = axes.plot([0], [0], "o", color=INPUT, markersize=9, clip_on=False)
        self.chosen_name = axes.set_title("", color=KERNEL_INK, weight="bold")
        self.other_name = axes.set_title("", loc="right", color="#555555")

    def _draw_stripes(self, axes):
        self.above, self.below = (
            axes.imshow(np.zeros((1, 2)), vmin=0, vmax=255, extent=(0, 1, bottom, bottom + 1), aspect="auto")
            for bottom in (1, 0)
        )
        axes.set(xlim=(0, 1), ylim=(0, 2), xticks=[], yticks=[])
        axes.spines[:].set_visible(True)
        self.stripes_name = axes.set_title("", color=INPUT, weight="bold")
        self.after_name = axes.set_xlabel("", loc="left", color=OUTPUT_INK, weight="bold")

    def update(self, r):
        chosen = (BOX, BELL).index(r.kernel)
        kernels = _kernels(r.size)[0]
        for stairs, weights in ((self.weights, kernels[chosen]), (self.others, kernels[1 - chosen])):
            stairs.set_data(_at_41(weights) / kernels[1].max())  # the Gaussian is higher, so it sets the scale
        self.chosen.set_ydata(r.gains[chosen])
        self.other.set_ydata(r.gains[1 - chosen])
        self.cursor.set_xdata([r.f] * 2)
        self.point.set_data([r.f], [r.gain])
        middle = SIDE // 2
        both = np.concatenate([_picture(r.picture)[:, :middle], r.blurred[:, middle:]], axis=1)
        self.split.set_data(byte_image(both))
        self.ring.set_data(*(_circle(r.f) if r.picture == PLATE else ([], [])))
        for strip, values in ((self.above, r.stripes), (self.below, r.after)):
            strip.set_data(byte_image((values[None] + 1) / 2))
        self._say(r)

    def _say(self, r):
        other, (f, gain) = BELL if r.kernel == BOX else BOX, r.deepest
        self.blur_name.set_text(f"blurred by the {r.kernel}")
        most = r.weights.max()
        self.kernel_name.set_text(f"box: {r.size} × {most:.3f}" if r.kernel == BOX else f"Gaussian: up to {most:.3f}")
        self.chosen_name.set_text(f"━ gain of the {r.kernel}")
        self.other_name.set_text(f"╌ of the {other}")
        self.stripes_name.set_text(f"stripes of {r.f:.2f} cycles per pixel")
        self.after_name.set_text(f"blurred: {_fate(r.gain)}")
        ringed = r.picture == PLATE and r.f <= 0.25
        self.ring_name.set_text(f"dashed: {r.f:.2f} cycles per pixel" if ringed else "")
        if r.kernel == BOX:
            width, depth = f"first zero at 1/{r.size}", f"deepest gain {signed_text(gain)} at {f:.3f}"
        else:
            width, depth = f"the gain spreads {r.narrow:.3f}", f"lowest gain {signed_text(gain, 4)}"
        self.widths.show(f"σ = {r.sigma:.2f} pixels", width)
        self.depths.show(depth, ("shaded: black and white exchanged", {"color": ERROR_INK}))

    def describe(self, r):
        f, gain = r.deepest
        return (
            f"{r.picture.capitalize()} blurred by a {r.kernel}, σ = {r.sigma:.3f} pixels (box of {r.size}; first zero "
            f"of the box {r.zero:.4f}, spread of the Gaussian's gain {r.narrow:.4f} cycles per pixel). Its lowest gain "
            f"is {signed_text(gain, 4)} at {f:.4f}. Stripes of {r.f:.2f} cycles per pixel have gain "
            f"{signed_text(r.gain, 4)}: {_fate(r.gain)}."
        )

    def code(self, kernel, size, f, picture):
        image = f"zone_plate({2 * SIDE})" if picture == PLATE else f'grey("{picture}")'
        source = "fourier.sampling import zone_plate" if picture == PLATE else "data import grey"
        blur = "cv2.blur(padded, (size, size))" if kernel == BOX else "cv2.sepFilter2D(padded, -1, weights, weights)"
        bell = "" if kernel == BOX else "\nweights = masks.gaussian_weights(masks.deviation(weights))"
        return f"""\
import cv2
import numpy as np
from course_lib.fourier import masks
from course_lib.{source}
size = {size}
sigma = np.sqrt((size**2 - 1) / 12)  # standard deviation of a box, pixels
weights = masks.box_weights(size){bell}
gain = masks.transfer(weights, [{f}])[0]
deepest = masks.deepest_gain(weights)
reach = len(weights) // 2
wave = np.cos(2 * np.pi * {f} * np.arange(200))  # a wave stays the same wave
assert np.allclose(np.convolve(wave, weights, "valid"), gain * wave[reach:-reach])
padded = np.pad({image}, 128, mode="wrap")  # the border is circular
edge = (len(padded) - 256) // 2
blurred = {blur}[edge:-edge, edge:-edge]  # the middle"""

    def handles(self):
        return [Handle(self.axes, "f", None, "frequency of the stripes")]


@lru_cache
def _kernels(size):
    """Return both kernels of one standard deviation, that deviation, their gains, and where these are lowest."""
    square = box_weights(size)
    sigma = deviation(square)
    kernels = square, gaussian_weights(sigma)
    gains = np.array([transfer(weights, ALONG) for weights in kernels])
    return kernels, sigma, gains, tuple(tuple(deepest_gain(weights)) for weights in kernels)


def _stripes(f, n):
    """Return stripes (n,) that are bright in the middle, whatever their frequency."""
    return grating((1, n), f, 0, phase=-2 * np.pi * f * (n // 2))[0]


@lru_cache
def _whole(name):
    """Return what is blurred: of the zone plate more than is shown, for its fine rings would fill most of it."""
    return zone_plate(2 * SIDE) if name == PLATE else grey(name)


def _picture(name):
    return _middle(_whole(name))


def _middle(image):
    start = (len(image) - SIDE) // 2
    return image[start : start + SIDE, start : start + SIDE]


@lru_cache(maxsize=64)
def _blurred(name, kernel, size):
    weights = _kernels(size)[0][(BOX, BELL).index(kernel)]
    image = _whole(name)
    across, down = (transfer(weights, f(len(image))) for f in (np.fft.rfftfreq, np.fft.fftfreq))
    return _middle(filter_image(image, np.outer(down, across)))


def _at_41(weights):
    """Return the weights at -20..20 pixels; what lies beyond is at most 2 % of the highest."""
    beyond = max(len(weights) - 41, 0) // 2
    inside = weights[beyond : len(weights) - beyond]
    return np.pad(inside, (41 - len(inside)) // 2)


def _circle(f):
    """Return where the zone plate has frequency `f`: it rises by 1/n per pixel from the centre."""
    turn = np.linspace(0, 2 * np.pi, 181)
    return 2 * SIDE * f * np.cos(turn), 2 * SIDE * f * np.sin(turn)


def _fate(gain):
    if abs(gain) < 0.005:
        return "gone"
    exchanged = ", black and white exchanged" if gain < 0 else ""
    return f"{abs(gain):.0%} of the contrast{exchanged}"
