"""A picture made small: what comes back as an alias, and which filter keeps it away."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import spectrum
from course_lib.fourier.sampling import PREFILTERS, folded_energy, prefiltered, subsample, zone_plate
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, OUTPUT_INK, caption, panel

PICTURES = ("brick", "grass", "camera", "astronaut", "zone plate")
SIDE = 256
PANEL = 2.56  # inches: a pixel of the picture is one of the screen, or the fine rings would beat with them


class Smaller(NamedTuple):
    picture: str
    step: int
    prefilter: str
    small: np.ndarray  # (h, w), h = ceil(256 / step)
    limit: float  # half the new sampling frequency, cycles per old pixel
    folded: float  # share of the filtered picture's energy that lies beyond it


class SmallerPicture(Explorer):
    """What happens to a picture when pixels are dropped?"""

    title = "A smaller picture"
    size = (9.2, 3.7)
    controls = {
        "step": Number(5, 2, 16, label="keep one pixel of", unit="both ways"),
        "prefilter": Choice("none", PREFILTERS, label="before that, filter"),
        "picture": Choice("brick", PICTURES, label="picture"),
    }
    presets = {
        "another wall": Preset(
            {"picture": "brick", "step": 5, "prefilter": "none"},
            "Each fifth pixel of a brick wall: another wall. More than half of its energy is folded.",
            lambda r: r.picture == "brick" and r.step == 5 and r.prefilter == "none" and 0.5 < r.folded < 0.6,
        ),
        "the same wall": Preset(
            {"picture": "brick", "step": 5, "prefilter": "Gaussian"},
            "Blurred first, the wall stays the same wall. 5 % still fold.",
            lambda r: r.picture == "brick" and r.step == 5 and r.prefilter == "Gaussian" and round(r.folded, 2) == 0.05,
        ),
        "a broken tripod": Preset(
            {"picture": "camera", "step": 4, "prefilter": "none"},
            "4 % folded are enough to break the legs of the tripod: each is sometimes hit and sometimes missed.",
            lambda r: r.picture == "camera" and r.step == 4 and round(r.folded, 2) == 0.04,
        ),
        "mean of each block": Preset(
            {"picture": "camera", "step": 4, "prefilter": "box"},
            "The mean of 4 × 4 pixels, as a camera's sensor takes it: the legs are whole, 0.5 % still fold.",
            lambda r: r.picture == "camera" and r.step == 4 and r.prefilter == "box" and round(r.folded, 3) == 0.005,
        ),
        "new rings": Preset(
            {"picture": "zone plate", "step": 4, "prefilter": "none"},
            "Rings where there are none. The frequency in each new centre is a multiple of 1/4: seen as 0.",
            lambda r: r.picture == "zone plate" and r.prefilter == "none" and r.folded > 0.5,
        ),
        "no rings": Preset(
            {"picture": "zone plate", "step": 4, "prefilter": "ideal"},
            "First everything removed that the small picture cannot hold: one set of rings, and grey around it.",
            lambda r: r.picture == "zone plate" and r.prefilter == "ideal" and r.folded < 1e-9,
        ),
    }

    def compute(self, picture, step, prefilter):
        small, _, folded = _made(picture, step, prefilter)
        return Smaller(picture, step, prefilter, small, 0.5 / step, folded)

    def draw(self, figure, result):
        self.images, self.names = [], []
        for left, color in ((0.1, INPUT), (2.9, OUTPUT_INK)):
            axes = panel(figure, left, 0.5, PANEL, PANEL)
            self.images.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, SIDE, SIDE, 0)))
            axes.set(xlim=(0, SIDE), ylim=(SIDE, 0), autoscale_on=False)
            self.names.append(caption(figure, left, 3.18, color=color, weight="bold"))
        axes = figure.add_axes((6.2 / 9.2, 0.5 / 3.7, PANEL / 9.2, PANEL / 3.7))
        self.images.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-0.5, 0.5, 0.5, -0.5)))
        axes.set(xticks=[-0.5, 0, 0.5], yticks=[-0.5, 0, 0.5], xlabel="cycles per pixel")
        (self.limit,) = axes.plot([], [], color=ERROR, linewidth=2.2)
        self.names.append(caption(figure, 6.2, 3.42, weight="bold"))
        self.said = caption(figure, 6.2, 3.18, color=ERROR_INK)
        return [*self.images, *self.names, self.limit, self.said]

    def update(self, r):
        _, shown, _ = _made(r.picture, r.step, r.prefilter)
        height, width = r.small.shape
        self.images[0].set_data(_bytes(_original(r.picture)))
        self.images[1].set_data(_bytes(r.small))
        self.images[1].set_extent((0, width * r.step, height * r.step, 0))
        self.images[2].set_data(shown)
        self.limit.set_data(*(r.limit * np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])))
        self.names[0].set_text(f"{r.picture}, {SIDE} × {SIDE}")
        self.names[1].set_text(f"{width} × {height}, enlarged")
        self.names[2].set_text(f"spectrum, {r.prefilter if r.prefilter != 'none' else 'no'} filter")
        self.said.set_text(f"outside ±{r.limit:.3f}, folded: {r.folded:.1%}")

    def describe(self, r):
        height, width = r.small.shape
        return (
            f"{r.picture.capitalize()} of {SIDE} x {SIDE} pixels, prefilter {r.prefilter}, one pixel of {r.step} kept "
            f"both ways: {width} x {height} pixels. They hold frequencies below {r.limit:.4f} cycles per old pixel; "
            f"{r.folded:.2%} of the energy lies beyond and comes back as an alias."
        )

    def code(self, picture, step, prefilter):
        image = "sampling.zone_plate(256)" if picture == "zone plate" else f'grey("{picture}")'
        return f"""\
from course_lib.fourier import sampling
from course_lib.data import grey
image = {image}
filtered = sampling.prefiltered(image, {step}, "{prefilter}")
small = filtered[::{step}, ::{step}]
limit = 0.5 / {step}  # cycles per old pixel
folded = sampling.folded_energy(filtered, {step}, "none")"""


@lru_cache
def _original(picture):
    return zone_plate(SIDE) if picture == "zone plate" else grey(picture)


@lru_cache(maxsize=64)
def _made(picture, step, prefilter):
    """Return the small picture, the spectrum of the filtered one as 0..255, and the share that folds."""
    filtered = prefiltered(_original(picture), step, prefilter)
    logarithm = np.log10(np.abs(spectrum(filtered)) + 1e-3)
    low, high = _range(picture)
    shown = np.clip((logarithm - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    return subsample(filtered, step), shown, folded_energy(filtered, step, "none")


@lru_cache
def _range(picture):
    return np.percentile(np.log10(np.abs(spectrum(_original(picture))) + 1e-3), (1, 99.9))


def _bytes(values):
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
