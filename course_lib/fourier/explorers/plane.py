"""Points of the frequency plane and the stripes they make."""

from typing import NamedTuple

import numpy as np

from course_lib.fourier import grating, spectral_peaks, spectrum
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    Lines,
    byte_image,
    counted,
    panel,
    signed_text,
)

SIDE = 64  # of the picture, pixels
REACH = 20  # of the controls, cycles per picture
SUM, PRODUCT, ONE = "sum of two", "product of two", "one grating"
INPUT_BRIGHT = "#56B4E9"  # the blue of the input, light enough for a black plane


class PictureAndSpectrum(NamedTuple):
    picture: np.ndarray  # (64, 64) in [-2, 2]
    magnitude: np.ndarray  # (64, 64) centred, per pixel: 0.5 for a grating of amplitude 1
    found: list  # of (across, down) in cycles per picture: the dots of the spectrum
    period: float  # of the first grating, pixels; inf for an even grey


class OnePoint(Explorer):
    """What does one point of the frequency plane look like?"""

    title = "One point of the spectrum"
    size = (10, 4.61)
    controls = {
        "across": Number(6, -REACH, REACH, label="first: across", unit="cycles per picture"),
        "down": Number(3, -REACH, REACH, label="first: down", unit="cycles per picture"),
        "phase": Number(0, 0, 330, 30, label="first: phase", unit="degrees"),
        "how": Choice(ONE, (ONE, SUM, PRODUCT), label="gratings"),
        "across2": Number(0, -REACH, REACH, label="second: across", unit="cycles per picture"),
        "down2": Number(6, -REACH, REACH, label="second: down", unit="cycles per picture"),
    }
    presets = {
        "upright stripes": Preset(
            {"across": 4, "down": 0},
            "Upright stripes change from left to right: their two dots lie on the horizontal axis.",
            lambda r: r.found == [(-4, 0), (4, 0)] and np.ptp(r.picture, axis=0).max() < 1e-9,
        ),
        "closer stripes": Preset(
            {"across": 16, "down": 0},
            "Higher frequency: the dots move apart, the stripes move together. The period is 64/16 = 4 pixels.",
            lambda r: r.found == [(-16, 0), (16, 0)] and r.period == 4,
        ),
        "four dots": Preset(
            {"down": 0, "how": SUM},
            "Upright plus level stripes: four dots, two on each axis.",
            lambda r: r.how == SUM and r.found == [(-6, 0), (0, -6), (0, 6), (6, 0)],
        ),
        "four other dots": Preset(
            {"down": 0, "how": PRODUCT},
            "The product of the same two: four dots too, on the diagonals.",
            lambda r: r.how == PRODUCT and r.found == [(-6, -6), (-6, 6), (6, -6), (6, 6)],
        ),
        "shifted": Preset(
            {"across": 4, "down": 0, "phase": 90},
            "A quarter period to the left: the picture changes, the magnitudes do not.",
            lambda r: (
                r.found == [(-4, 0), (4, 0)] and abs(r.magnitude.max() - 0.5) < 1e-9 and abs(r.picture[0, 0]) < 1e-9
            ),
        ),
        "no frequency": Preset(
            {"across": 0, "down": 0, "phase": 60},
            "The point in the centre is its own twin: an even grey, the mean of the picture.",
            lambda r: r.found == [(0, 0)] and np.ptp(r.picture) < 1e-12,
        ),
    }

    def compute(self, across, down, phase, how, across2, down2):
        one = grating((SIDE, SIDE), across / SIDE, down / SIDE, phase=np.radians(phase))
        two = grating((SIDE, SIDE), across2 / SIDE, down2 / SIDE)
        picture = {ONE: one, SUM: one + two, PRODUCT: one * two}[how]
        magnitude = np.abs(spectrum(picture)) / SIDE**2
        length = np.hypot(across, down)
        period = SIDE / float(length) if length else float("inf")
        return PictureAndSpectrum(picture, magnitude, spectral_peaks(picture), period)

    def draw(self, figure, r):
        picture = panel(figure, 0.3, 0.35, 3.84, 3.84)
        self.picture = picture.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, SIDE, SIDE, 0))
        picture.plot([0, SIDE, SIDE, 0, 0], [0, 0, SIDE, SIDE, 0], color="#555555", linewidth=1)
        picture.set(xlim=(-0.2, SIDE + 0.2), ylim=(SIDE + 0.2, -0.2))  # an even white needs a frame
        self.axes = figure.add_subplot(figure.add_gridspec(1, 3, width_ratios=(4.45, 3.55, 1.05))[1])
        ends = -SIDE / 2 - 0.5, SIDE / 2 - 0.5
        self.plane = self.axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(*ends, *ends[::-1]))
        self.axes.set(xlabel="across [cycles per picture]", ylabel="down [cycles per picture]")
        self.axes.set(xlim=(-24.5, 24.5), ylim=(24.5, -24.5), xticks=[-20, 0, 20], yticks=[-20, 0, 20])
        self.axes.axhline(0, color="#777777", linewidth=0.7)
        self.axes.axvline(0, color="#777777", linewidth=0.7)
        style = {"markersize": 15, "markerfacecolor": "none", "markeredgewidth": 2.2, "linestyle": "none"}
        (self.twin,) = self.axes.plot([], [], "D", markeredgecolor=ERROR, **(style | {"markersize": 12}))
        (self.first,) = self.axes.plot([], [], "o", markeredgecolor=INPUT_BRIGHT, **style)
        (self.second,) = self.axes.plot([], [], "s", markeredgecolor=KERNEL, **style)
        self.above_picture = picture.set_title("", color=INPUT, weight="bold")
        self.above_plane = self.axes.set_title("", weight="bold")
        key = (("○ yours", INPUT), ("◇ its twin", ERROR_INK), ("□ second", KERNEL_INK))
        Lines(figure, 8.95, 3.6, spacing=0.35, fontsize=11).show(*((words, {"color": color}) for words, color in key))

    def update(self, r):
        largest = 2 if r.how == SUM else 1  # of a picture; fixed, so that an even grey is seen as it is
        self.picture.set_data(byte_image((r.picture / largest + 1) / 2))
        self.plane.set_data(byte_image(2 * r.magnitude))
        self.first.set_data([r.across], [r.down])
        self.twin.set_data([-r.across], [-r.down])
        self.second.set_data([r.across2], [r.down2])
        self.second.set_visible(r.how != ONE)
        period = f"a stripe every {r.period:.1f} pixels" if np.isfinite(r.period) else "no stripes: an even grey"
        self.above_picture.set_text({ONE: period, SUM: "the sum", PRODUCT: "the product"}[r.how])
        self.above_plane.set_text(f"spectrum: {counted(len(r.found), 'dot')}")

    def describe(self, r):
        places = ", ".join(f"({across}, {down})" for across, down in r.found)
        second = "" if r.how == ONE else f" and ({r.across2}, {r.down2})"
        period = f"{r.period:.2f} pixels" if np.isfinite(r.period) else "endless"
        start = ", ".join(signed_text(value, 3) for value in r.picture[:2, :2].ravel())
        return (
            f"{r.how.capitalize()}: ({r.across}, {r.down}){second} cycles per picture across and down; period of the "
            f"first {period}. Dots of the spectrum at {places}. The corner holds {start}."
        )

    def code(self, across, down, phase, how, across2, down2):
        joined = {ONE: "one", SUM: "one + two", PRODUCT: "one * two"}[how]
        return f"""\
import numpy as np
from course_lib import fourier
one = fourier.grating((64, 64), {across} / 64, {down} / 64, phase=np.radians({phase}))
two = fourier.grating((64, 64), {across2} / 64, {down2} / 64)
picture = {joined}
found = fourier.spectral_peaks(picture)
magnitude = np.abs(np.fft.fftshift(np.fft.fft2(picture))) / 64**2
assert np.allclose(magnitude, np.abs(fourier.spectrum(picture)) / 64**2)"""

    def handles(self):
        return [
            Handle(self.axes, "across", "down", "first point"),
            Handle(self.axes, "across2", "down2", "second point"),
        ]
