"""A photograph shifted by hand: its magnitudes stay, its phases make a ramp, and nothing is lost."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import find_shift
from course_lib.fourier.arrows import magnitude_difference, phase_difference, ramp_slope, shifted_by_ramp
from course_lib.fourier.explorers.swap import PHOTOS
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    Lines,
    byte_image,
    caption,
    panel,
    signed_text,
)

HALF = 128  # of the photographs, pixels
NEAR = 32  # the phases are shown up to so many cycles per picture
REACH = 100  # of the controls, pixels
# Angles go round: -180 and 180 degrees are one direction and one color. White is 0, as in every signed map.
ROUND = "twilight_shifted"


class ShiftedPhoto(NamedTuple):
    shifted: np.ndarray  # (256, 256)
    apart: float  # largest difference of the magnitudes, as a share of the largest magnitude
    ahead: np.ndarray  # (65, 65) phase difference, radians, at -32..32 cycles per picture
    slope: tuple  # (across, down) degrees per cycle per picture
    found: tuple  # (across, down) pixels, from the two spectra alone
    lost: float  # largest difference to the photograph after shifting back


class ShiftPhoto(Explorer):
    """What does the spectrum notice when the picture moves?"""

    title = "Shift a photograph"
    size = (10.4, 4.6)
    controls = {
        "across": Number(18, -REACH, REACH, label="shift to the right: drag the dot", unit="pixels"),
        "down": Number(-7, -REACH, REACH, label="shift down", unit="pixels"),
        "photo": Choice("camera", PHOTOS, label="photograph"),
    }
    presets = {
        "one pixel": Preset(
            {"across": 1, "down": 0},
            "One pixel to the right: each phase turns back by 360/256 = 1.4 degrees per cycle.",
            lambda r: (r.across, r.down) == (1, 0) and abs(r.slope[0] + 360 / 256) < 1e-6 and abs(r.slope[1]) < 1e-6,
        ),
        "eight pixels": Preset(
            {"across": 8, "down": 0},
            "Eight pixels: the ramp is eight times as steep and turns once in 32 cycles.",
            lambda r: abs(r.slope[0] * 32 + 360) < 1e-6 and abs(r.slope[1]) < 1e-6,
        ),
        "slanted": Preset(
            {"across": 12, "down": 20, "photo": "brick"},
            "Both ways at once: the ramp is slanted, and its slopes give the shift.",
            lambda r: r.photo == "brick" and r.found == (12, 20) and abs(r.slope[1] + 20 * 360 / 256) < 1e-6,
        ),
        "far away": Preset(
            {"across": 97, "down": -64, "photo": "grass"},
            "However far: no magnitude changes, and shifting back gives the photograph to 14 digits.",
            lambda r: (r.across, r.down) == (97, -64) and r.apart < 1e-14 and r.lost < 1e-14,
        ),
        "not moved": Preset(
            {"across": 0, "down": 0},
            "Not moved: the phase difference is 0 everywhere.",
            lambda r: np.abs(r.ahead).max() < 1e-9 and r.found == (0, 0),
        ),
    }

    def compute(self, across, down, photo):
        image = grey(photo)
        shifted = np.roll(image, (down, across), axis=(0, 1))
        near = slice(HALF - NEAR, HALF + NEAR + 1)
        ahead = phase_difference(image, shifted)[near, near]
        return ShiftedPhoto(
            shifted=shifted,
            apart=magnitude_difference(image, shifted),
            ahead=ahead,
            slope=ramp_slope(ahead),
            found=find_shift(image, shifted),
            lost=float(np.abs(shifted_by_ramp(shifted, -across, -down) - image).max()),
        )

    def draw(self, figure, r):
        self.axes = panel(figure, 0.15, 0.8, 3.45, 3.45)
        self.axes.set_title("the photograph, moved", color=INPUT, weight="bold")
        self.shifted = self.axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-HALF, HALF, HALF, -HALF))
        self.axes.set(xlim=(-HALF, HALF), ylim=(HALF, -HALF))
        self.axes.plot([0], [0], "+", color=KERNEL, markersize=13, markeredgewidth=2.5)
        (self.way,) = self.axes.plot([], [], color=KERNEL, linewidth=3)
        (self.dot,) = self.axes.plot([], [], "o", color=KERNEL, markeredgecolor="white", markersize=13)
        magnitude, phase = (panel(figure, left, 1.45, 2.8, 2.8) for left in (4.0, 7.35))
        magnitude.set_title("magnitudes", color=OUTPUT_INK, weight="bold")
        self.magnitude = magnitude.imshow(np.zeros((2, 2)), vmin=0, vmax=255)
        phase.set_title("phases, new minus old", color=ERROR_INK, weight="bold")
        self.phase = phase.imshow(np.zeros((2, 2)), vmin=-np.pi, vmax=np.pi, cmap=ROUND)
        caption(figure, 10.15, 1.17, "white 0°, blue < 0, red > 0", fontsize=11, ha="right")
        self.below = [Lines(figure, *place) for place in ((0.15, 0.5), (4.0, 1.17), (7.35, 0.84))]

    def update(self, r):
        self.shifted.set_data(byte_image(r.shifted))
        self.way.set_data([0, r.across], [0, r.down])
        self.dot.set_data([r.across], [r.down])
        self.magnitude.set_data(log_levels(r.shifted, *_ends(r.photo)))
        self.phase.set_data(r.ahead)
        photo, magnitude, phase = self.below
        moved = f"right {signed_text(r.across, 0)}, down {signed_text(r.down, 0)} pixels"
        photo.show((moved, {"color": KERNEL_INK}), f"shifted back: at most {_digits(r.lost)} off")
        magnitude.show(f"largest change: {_digits(r.apart)}", "of the largest magnitude")
        phase.show(
            f"per cycle across {signed_text(r.slope[0], 1)}°",
            f"per cycle down {signed_text(r.slope[1], 1)}°",
            f"so the shift was ({signed_text(r.found[0], 0)}, {signed_text(r.found[1], 0)})",
        )

    def describe(self, r):
        return (
            f"{r.photo.capitalize()} shifted by ({signed_text(r.across, 0)}, {signed_text(r.down, 0)}) pixels to the "
            f"right and down. Magnitudes: {_same(r.apart)}. The phases turn by {signed_text(r.slope[0], 3)} degrees "
            f"per cycle across and {signed_text(r.slope[1], 3)} per cycle down. From the spectra alone the shift is "
            f"({signed_text(r.found[0], 0)}, {signed_text(r.found[1], 0)}). Shifted back: {_same(r.lost)}."
        )

    def code(self, across, down, photo):
        return f"""\
import numpy as np
from course_lib import fourier
from course_lib.data import grey
image = grey("{photo}")
shifted = np.roll(image, ({down}, {across}), axis=(0, 1))
old, new = np.fft.fft2(image), np.fft.fft2(shifted)
assert np.allclose(np.abs(new), np.abs(old), rtol=0, atol=1e-12 * np.abs(old).max())
ramp = fourier.phase_ramp(image.shape, {across}, {down})
assert np.allclose(new, old * ramp, rtol=0, atol=1e-12 * np.abs(old).max())
turned = np.degrees(np.angle([new[0, 1] / old[0, 1], new[1, 0] / old[1, 0]]))
assert np.allclose(turned, [-360 * {across} / 256, -360 * {down} / 256])
found = fourier.find_shift(image, shifted)
back = np.fft.ifft2(new / ramp).real
assert np.abs(back - image).max() < 1e-13"""

    def handles(self):
        return [Handle(self.axes, "across", "down", "where the centre of the photograph went")]


@lru_cache
def _ends(photo):
    """Return the logarithms of the magnitudes that are shown as black and as white."""
    logarithm = np.log10(np.abs(np.fft.rfft2(grey(photo))) + 1e-3)
    return np.percentile(logarithm, (1, 99.9))


def log_levels(image, low, high):
    """Return the centred magnitudes of a picture as grey levels: black at 10**low, white at 10**high."""
    from scipy.fft import fft2

    logarithm = np.log10(np.abs(fft2(image)) + 10.0 ** (low - 1))
    return np.fft.fftshift(byte_image((logarithm - low) / (high - low)))


def _digits(value):
    return f"{value:.0e}".replace("e-0", "e-").replace("-", "−") if value else "0"


def _same(value):
    """Return words that are the same on each machine; the last digits of a transform are not."""
    return "the same to 12 digits" if value < 1e-12 else f"{value:.3g} apart"
