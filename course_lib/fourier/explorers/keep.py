"""The largest coefficients of a whole picture: how few of them hold nearly all of a photograph, and not of noise."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.codec import psnr
from course_lib.fourier.dct import dct, energy_kept, inverse_dct, keep_largest
from course_lib.fourier.explorers.codec import PANEL, PICTURES, picture
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import INPUT, KERNEL_INK, OUTPUT, OUTPUT_INK, REFERENCE, caption, panel, tint

PERCENT = np.linspace(0, 50, 101)


class Kept(NamedTuple):
    name: str
    percent: float  # of the coefficients that are kept, the largest ones
    rebuilt: np.ndarray  # (256, 256)
    kept: np.ndarray  # (256, 256) coefficients, 0 where they are not kept
    energy: float  # share of the picture's energy about its mean
    curve: np.ndarray  # (101,) energy at PERCENT
    ratio: float  # peak signal to noise, dB


class KeepLargest(Explorer):
    """How few numbers hold a picture?"""

    title = "Keep the largest"
    size = (10.1, 3.75)
    controls = {
        "percent": Number(10.0, 0.5, 50.0, 0.5, label="coefficients kept", unit="%"),
        "picture": Choice("camera", PICTURES, label="picture"),
    }
    presets = {
        "a tenth of a photograph": Preset(
            {"picture": "camera", "percent": 10.0},
            "A tenth of the coefficients holds 98.7 % of the photographer's energy: he is mostly smooth.",
            lambda r: r.name == "camera" and r.percent == 10 and round(100 * r.energy, 1) == 98.7,
        ),
        "a tenth of noise": Preset(
            {"picture": "noise", "percent": 10.0},
            "A tenth of the coefficients of noise holds 44 %, and they lie anywhere.",
            lambda r: r.name == "noise" and r.percent == 10 and round(r.energy, 2) == 0.44,
        ),
        "a hundredth": Preset(
            {"picture": "camera", "percent": 1.0},
            "One of a hundred still says who it is. Around edges come the waves that are missed.",
            lambda r: r.name == "camera" and r.percent == 1 and 0.85 < r.energy < 0.95,
        ),
        "grain": Preset(
            {"picture": "grass", "percent": 10.0},
            "Grass is between the two: 84 %.",
            lambda r: r.name == "grass" and r.percent == 10 and round(r.energy, 2) == 0.84,
        ),
        "regular": Preset(
            {"picture": "brick", "percent": 2.0},
            "A wall is regular: 2 % of the coefficients hold four fifths, mostly a fan for the upright joints.",
            lambda r: r.name == "brick" and r.percent == 2 and round(r.energy, 1) == 0.8,
        ),
    }  # fmt: skip

    def compute(self, picture, percent):
        coefficients, mean = _coefficients(picture)
        kept = keep_largest(coefficients, percent / 100)
        rebuilt = mean + inverse_dct(kept)
        energy = float(_curve(picture)[np.searchsorted(PERCENT, percent)])  # each setting is a place of the curve
        return Kept(picture, percent, rebuilt, kept, energy, _curve(picture), psnr(_picture(picture), rebuilt))

    def draw(self, figure, result):
        self.images = []
        for left in (0.15, 2.95):
            axes = panel(figure, left, 0.55, PANEL, PANEL)
            self.images.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, 1, 0, 1), aspect="auto"))
            axes.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color=tint(REFERENCE, 0.4), linewidth=1, clip_on=False)
            axes.set(xlim=(0, 1), ylim=(0, 1))
        self.axes = figure.add_axes((6.55 / 10.1, 0.72 / 3.75, 3.35 / 10.1, 2.05 / 3.75))
        self.axes.set(xlim=(0, 50.5), ylim=(0, 1.03), xlabel="coefficients kept [%]", ylabel="share of the energy")
        self.axes.set(xticks=[0, 10, 20, 30, 40, 50], yticks=[0, 0.5, 1])
        (self.here,) = self.axes.plot([0, 0], [0, 1.03], color=REFERENCE, linewidth=1.5)
        self.axes.plot(PERCENT, _curve("noise"), "--", color=REFERENCE)
        self.axes.text(30, 0.6, "noise", color="#555555")
        (self.curve,) = self.axes.plot(PERCENT, PERCENT, color=INPUT)
        (self.dot,) = self.axes.plot([0], [0], "o", color=OUTPUT, markersize=9, clip_on=False)
        self.said = [
            caption(figure, 0.15, 3.24, color=OUTPUT_INK, weight="bold"),
            caption(figure, 2.95, 3.24, "the coefficients kept", color=KERNEL_INK, weight="bold"),
            caption(figure, 5.95, 3.44, color=OUTPUT_INK, weight="bold"),
            caption(figure, 5.95, 3.14, color=INPUT),
            caption(figure, 0.15, 0.22),
        ]
        caption(figure, 2.95, 0.22, "corner: the coarsest; → and ↓ finer")
        return [*self.images, self.here, self.curve, self.dot, *self.said]

    def update(self, r):
        self.images[0].set_data(np.rint(np.clip(r.rebuilt, 0, 1) * 255).astype(np.uint8))
        self.images[1].set_data(np.where(r.kept != 0, 0, 255).astype(np.uint8))
        self.here.set_xdata([r.percent] * 2)
        self.curve.set_ydata(r.curve)
        self.dot.set_data([r.percent], [r.energy])
        self.said[0].set_text(f"{r.name}, from {r.percent:g} %")
        self.said[2].set_text(f"{r.energy:.1%} of the energy")
        self.said[3].set_text(f"blue: {r.name}, its mean left out")
        self.said[4].set_text(f"PSNR {r.ratio:.1f} dB")

    def describe(self, r):
        return (
            f"{r.name.capitalize()}: the largest {r.percent:g} % of the cosine coefficients hold {r.energy:.2%} of the "
            f"energy about the mean, of noise {_curve('noise')[round(2 * r.percent)]:.2%}. Peak signal-to-noise ratio "
            f"{r.ratio:.2f} dB."
        )

    def code(self, picture, percent):
        return f"""\
import numpy as np
from scipy.fft import dctn, idctn
from course_lib.fourier import dct
from course_lib.fourier.explorers.codec import picture
image = picture("{picture}")
coefficients = dctn(image - image.mean(), norm="ortho")
kept = dct.keep_largest(coefficients, {percent} / 100)
rebuilt = image.mean() + idctn(kept, norm="ortho")
energy = (kept**2).sum() / (coefficients**2).sum()
ratio = 10 * np.log10(1 / np.mean((image - rebuilt) ** 2))"""

    def handles(self):
        return [Handle(self.axes, "percent", None, "coefficients kept")]


_picture = picture  # the controls call a picture's name `picture`


@lru_cache
def _coefficients(name):
    """Return the cosine coefficients of a picture less its mean, and the mean."""
    image = _picture(name)
    return dct(image - image.mean()), float(image.mean())


@lru_cache
def _curve(name):
    return energy_kept(_coefficients(name)[0], PERCENT / 100)
