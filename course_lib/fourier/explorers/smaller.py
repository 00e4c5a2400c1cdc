"""A picture made small: what comes back as an alias, and which filter keeps it away."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import spectrum
from course_lib.fourier.sampling import PREFILTERS, folded_energy, prefiltered, subsample, zone_plate
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, OUTPUT_INK, Lines, byte_image, panel, percent

PICTURES = ("brick", "grass", "camera", "astronaut", "zone plate")
SIDE = 256
PANEL = 2.56  # inches: a pixel of the picture is one of the screen, or the fine rings would beat with them


class SmallAndFolded(NamedTuple):
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
            {},
            "Each fifth pixel of a brick wall: another wall. More than half of its energy is folded.",
            lambda r: r.picture == "brick" and r.step == 5 and r.prefilter == "none" and 0.5 < r.folded < 0.6,
        ),
        "the same wall": Preset(
            {"prefilter": "Gaussian"},
            "Blurred first, the wall stays the same wall. 5 % still fold.",
            lambda r: r.picture == "brick" and r.step == 5 and r.prefilter == "Gaussian" and round(r.folded, 2) == 0.05,
        ),
        "a broken tripod": Preset(
            {"picture": "camera", "step": 4},
            "4 % folded are enough to break the legs of the tripod: each is sometimes hit and sometimes missed.",
            lambda r: r.picture == "camera" and r.step == 4 and round(r.folded, 2) == 0.04,
        ),
        "mean of each block": Preset(
            {"picture": "camera", "step": 4, "prefilter": "box"},
            "The mean of 4 × 4 pixels, as a camera's sensor takes it: the legs are whole, 0.5 % still fold.",
            lambda r: r.picture == "camera" and r.step == 4 and r.prefilter == "box" and round(r.folded, 3) == 0.005,
        ),
        "new rings": Preset(
            {"picture": "zone plate", "step": 4},
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
        return SmallAndFolded(small, 0.5 / step, folded)

    def draw(self, figure, r):
        left, middle, right = (panel(figure, x, 0.5, PANEL, PANEL) for x in (0.1, 2.9, 6.2))
        self.original = left.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, SIDE, SIDE, 0))
        self.name = left.set_title("", color=INPUT, weight="bold")
        self.small = middle.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, SIDE, SIDE, 0))
        middle.set(xlim=(0, SIDE), ylim=(SIDE, 0), autoscale_on=False)
        self.shape = middle.set_title("", color=OUTPUT_INK, weight="bold")
        self.spectrum = right.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-0.5, 0.5, 0.5, -0.5))
        right.set_axis_on()
        right.set(xticks=[-0.5, 0, 0.5], yticks=[-0.5, 0, 0.5], xlabel="cycles per pixel")
        (self.limit,) = right.plot([], [], color=ERROR, linewidth=2.2)
        self.lines = Lines(figure, 6.2, 3.42, spacing=0.24)

    def update(self, r):
        _, shown, _ = _made(r.picture, r.step, r.prefilter)
        height, width = r.small.shape
        self.original.set_data(byte_image(_original(r.picture)))
        self.small.set_data(byte_image(r.small))
        self.small.set_extent((0, width * r.step, height * r.step, 0))
        self.spectrum.set_data(shown)
        self.limit.set_data(*(r.limit * np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])))
        self.name.set_text(f"{r.picture}, {SIDE} × {SIDE}")
        self.shape.set_text(f"{width} × {height}, enlarged")
        self.lines.show(
            (f"spectrum, {r.prefilter if r.prefilter != 'none' else 'no'} filter", {"weight": "bold"}),
            (f"outside ±{r.limit:.3f}, folded: {percent(r.folded)}", {"color": ERROR_INK}),
        )

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
