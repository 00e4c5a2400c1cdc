"""The largest coefficients of a whole picture: how few of them hold nearly all of a photograph, and not of noise."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.codec import psnr
from course_lib.fourier.dct import dct, energy_kept, inverse_dct, keep_largest
from course_lib.fourier.explorers.codec import PICTURES
from course_lib.fourier.explorers.codec import picture as sample
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    INPUT,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    byte_image,
    caption,
    panel,
    percent,
    tint,
)

SHARES = np.arange(101) / 200  # of the coefficients: 0 to 50 %, at each setting of the slider
SIDE = 2.56  # inches: a pixel of the picture is one of the screen


class Approximation(NamedTuple):
    rebuilt: np.ndarray  # (256, 256) the picture from the coefficients kept, about [0, 1]
    kept: np.ndarray  # (256, 256) coefficients, 0 where they are not kept
    energy: float  # share of the picture's energy about its mean
    curve: np.ndarray  # (101,) energy at SHARES
    ratio: float  # peak signal to noise, dB


class KeepLargest(Explorer):
    """How few numbers hold a picture?"""

    title = "Keep the largest"
    size = (10.1, 3.75)
    controls = {
        "share": Number(10.0, 0.5, 50.0, 0.5, label="coefficients kept", unit="%"),
        "picture": Choice("camera", PICTURES, label="picture"),
    }
    presets = {
        "a tenth of a photograph": Preset(
            {},
            "A tenth of the coefficients holds 98.7 % of the photographer's energy: he is mostly smooth.",
            lambda r: r.picture == "camera" and r.share == 0.1 and round(100 * r.energy, 1) == 98.7,
        ),
        "a tenth of noise": Preset(
            {"picture": "noise"},
            "A tenth of the coefficients of noise holds 44 %, and they lie anywhere.",
            lambda r: r.picture == "noise" and r.share == 0.1 and round(r.energy, 2) == 0.44,
        ),
        "a hundredth": Preset(
            {"share": 1.0},
            "One of a hundred still says who it is. Around edges come the waves that are missed.",
            lambda r: r.picture == "camera" and r.share == 0.01 and 0.85 < r.energy < 0.95,
        ),
        "grain": Preset(
            {"picture": "grass"},
            "Grass is between the two: 84 %.",
            lambda r: r.picture == "grass" and r.share == 0.1 and round(r.energy, 2) == 0.84,
        ),
        "regular": Preset(
            {"picture": "brick", "share": 2.0},
            "A wall is regular: 2 % of the coefficients hold four fifths, mostly a fan for the upright joints.",
            lambda r: r.picture == "brick" and r.share == 0.02 and round(r.energy, 1) == 0.8,
        ),
    }

    def compute(self, picture, share):
        coefficients, mean = _coefficients(picture)
        kept = keep_largest(coefficients, share)
        rebuilt = mean + inverse_dct(kept)
        curve = _curve(picture)
        return Approximation(rebuilt, kept, _at(curve, share), curve, psnr(sample(picture), rebuilt))

    def draw(self, figure, r):
        self.rebuilt, self.name = _picture_panel(figure, 0.15, OUTPUT_INK)
        self.kept, heading = _picture_panel(figure, 2.95, KERNEL_INK)
        heading.set_text("the coefficients kept")
        self.ratio = caption(figure, 0.15, 0.22)
        caption(figure, 2.95, 0.22, "corner: the coarsest; → and ↓ finer")
        place = figure.add_gridspec(2, 2, width_ratios=(6.02, 3.38), height_ratios=(0.75, 2.2))[1, 1]
        self.axes = figure.add_subplot(place)
        self.axes.set(xlim=(0, 50.5), ylim=(0, 1.03), xlabel="coefficients kept [%]", ylabel="share of the energy")
        self.axes.set(xticks=[0, 10, 20, 30, 40, 50], yticks=[0, 0.5, 1])
        (self.here,) = self.axes.plot([0, 0], [0, 1.03], color=REFERENCE, linewidth=1.5)
        self.axes.plot(100 * SHARES, _curve("noise"), "--", color=REFERENCE)
        self.axes.text(30, 0.6, "noise", color="#555555")
        (self.curve,) = self.axes.plot(100 * SHARES, SHARES, color=INPUT)
        (self.dot,) = self.axes.plot([0], [0], "o", color=OUTPUT, markersize=9, clip_on=False)
        self.lines = Lines(figure, 5.95, 3.44, spacing=0.3)

    def update(self, r):
        self.rebuilt.set_data(byte_image(r.rebuilt))
        self.kept.set_data(byte_image(r.kept == 0))
        self.name.set_text(f"{r.picture}, from {r.shown('share')}")
        self.ratio.set_text(f"PSNR {r.ratio:.1f} dB")
        self.here.set_xdata([100 * r.share] * 2)
        self.curve.set_ydata(r.curve)
        self.dot.set_data([100 * r.share], [r.energy])
        self.lines.show(
            (f"{percent(r.energy)} of the energy", {"color": OUTPUT_INK, "weight": "bold"}),
            (f"blue: {r.picture}, its mean left out", {"color": INPUT}),
        )

    def describe(self, r):
        return (
            f"{r.picture.capitalize()}: the largest {r.shown('share')} of the cosine coefficients hold {r.energy:.2%} "
            f"of the energy about the mean, of noise {_at(_curve('noise'), r.share):.2%}. Peak signal-to-noise ratio "
            f"{r.ratio:.2f} dB."
        )

    def code(self, picture, share):
        return f"""\
import numpy as np
from scipy.fft import dctn, idctn
from course_lib.fourier import dct
from course_lib.fourier.explorers.codec import picture
image = picture("{picture}")
coefficients = dctn(image - image.mean(), norm="ortho")
kept = dct.keep_largest(coefficients, {share})
rebuilt = image.mean() + idctn(kept, norm="ortho")
energy = (kept**2).sum() / (coefficients**2).sum()
ratio = 10 * np.log10(1 / np.mean((image - rebuilt) ** 2))"""

    def handles(self):
        return [Handle(self.axes, "share", None, "coefficients kept")]


def _picture_panel(figure, left, color):
    """Return a framed image, and the heading above it."""
    axes = panel(figure, left, 0.55, SIDE, SIDE)
    image = axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, 1, 0, 1), aspect="auto")
    axes.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color=tint(REFERENCE, 0.4), linewidth=1, clip_on=False)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    return image, axes.set_title("", color=color, weight="bold")


def _at(curve, share):
    """Return the energy at one of SHARES."""
    return float(curve[round(200 * share)])


@lru_cache
def _coefficients(name):
    """Return the cosine coefficients of a picture less its mean, and the mean."""
    image = sample(name)
    return dct(image - image.mean()), float(image.mean())


@lru_cache
def _curve(name):
    return energy_kept(_coefficients(name)[0], SHARES)
