"""Edges, rings, stripes and a turned photograph with their spectra, and the bright cross that borders make."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import grating
from course_lib.fourier.explorers.shift import log_levels
from course_lib.fourier.pictures import (
    axes_share,
    between_axes,
    edge,
    high_share,
    rings,
    spectrum_direction,
    strongest_frequency,
    turned,
    windowed,
)
from course_lib.kit.explorer import Choice, Explorer, Number, Preset, Switch
from course_lib.kit.figures import INPUT, KERNEL, KERNEL_INK, OUTPUT_INK, Lines, byte_image

EDGE, RINGS, STRIPES, PHOTO = "edge", "rings", "stripes", "photograph"
SIDE, INNER = 256, 180  # pixels; a square of 180 fits into one of 256 however it is turned
FINE = 0.1  # cycles per pixel: above it a frequency counts as high
DECADES = {EDGE: 5, RINGS: 2.5, STRIPES: 4, PHOTO: 5}  # of magnitude between black and white
CLEAR = 0.05  # below it a spectrum has no direction worth a line


class MeasuredSpectrum(NamedTuple):
    pixels: np.ndarray  # (256, 256) or (180, 180) the picture, with the window if there is one
    direction: float  # of the spectrum, degrees in [0, 180)
    clearness: float  # of that direction
    unturned: float  # direction at angle 0
    strongest: float  # cycles per pixel
    cross: tuple  # share of the energy along the axes, without and with the window
    high: float  # share of the energy above 0.1 cycles per pixel


class EdgeAndBorder(Explorer):
    """What does an edge look like in the spectrum, and what is the bright cross?"""

    title = "Edges and borders"
    size = (10.6, 4.6)
    controls = {
        "picture": Choice(EDGE, (EDGE, RINGS, STRIPES, PHOTO), label="picture"),
        "angle": Number(20, 0, 175, 5, label="angle of edge, stripes or photograph", unit="degrees"),
        "width": Number(1.0, 0.0, 10.0, 0.5, label="softness of the edge", unit="pixels"),
        "period": Number(16, 4, 40, label="period of rings or stripes", unit="pixels"),
        "window": Switch(False, label="fade out the borders (Hann window)"),
    }
    presets = {
        "a bright cross": Preset(
            {},
            "Left meets right and top meets bottom: these jumps make a cross, and pull the measured direction to 95°.",
            lambda r: r.picture == EDGE and not r.window and r.cross[0] > 0.01 and round(r.direction) == 95,
        ),
        "faded out": Preset(
            {"window": True},
            "With the window the cross is gone. The edge lies at 20°, its line in the spectrum at 110°.",
            lambda r: (
                r.window and r.picture == EDGE and abs(r.direction - 110) < 0.05 and r.cross[1] < 1e-6 < r.cross[0]
            ),
        ),
        "diagonal": Preset(
            {"angle": 45, "window": True},
            "Only a diagonal edge makes a diagonal, and it is the other diagonal.",
            lambda r: r.angle == 45 and r.picture == EDGE and abs(r.direction - 135) < 0.05,
        ),
        "soft": Preset(
            {"width": 6.0, "window": True},
            "A soft edge has the same direction and no high frequencies: a short line.",
            lambda r: r.picture == EDGE and r.width == 6 and abs(r.direction - 110) < 0.1 and r.high < 1e-6,
        ),
        "staircase": Preset(
            {"width": 0.0, "window": True},
            "A hard edge on pixels is a staircase: its line comes back from the borders as faint lines elsewhere.",
            lambda r: r.width == 0 and r.window and between_axes(r.direction, 110) > 3,
        ),
        "rings": Preset(
            {"picture": RINGS, "window": True},
            "Rings 16 pixels apart make a ring: all directions, one frequency, 1/16 = 0.0625.",
            lambda r: r.picture == RINGS and r.strongest == 1 / 16 and r.clearness < 0.001,
        ),
        "turned photograph": Preset(
            {"picture": PHOTO, "angle": 30, "window": True},
            "Turned by 30°, the photograph has its spectrum turned by 30° too.",
            lambda r: r.picture == PHOTO and r.angle == 30 and abs(r.direction - r.unturned - 30) < 1.5,
        ),
    }

    def compute(self, picture, angle, width, period, window):
        setting = _setting(picture, angle, width, period)
        found, strongest, cross, high = _measured(*setting, window)
        return MeasuredSpectrum(
            _windowed(*setting, window),
            *found,
            unturned=_direction(*_setting(picture, 0, width, period), window).angle,
            strongest=strongest,
            cross=cross,
            high=high,
        )

    def draw(self, figure, r):
        parts = figure.subplot_mosaic([["picture", "spectrum", "."]], width_ratios=(3.5, 3.5, 2.6))
        place, self.axes = parts["picture"], parts["spectrum"]
        half = SIDE / 2
        self.picture = place.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-half, half, half, -half))
        place.set(xticks=[], yticks=[], autoscale_on=False)
        place.spines[:].set_visible(True)  # white pictures need a frame
        self.name = place.set_title("", color=INPUT, weight="bold")
        self.spectrum = self.axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-0.5, 0.5, 0.5, -0.5))
        self.axes.set(xticks=[-0.4, -0.2, 0, 0.2, 0.4], yticks=[-0.4, -0.2, 0, 0.2, 0.4], autoscale_on=False)
        self.axes.set_xlabel("across [cycles per pixel]")
        self.axes.set_title("spectrum", color=OUTPUT_INK, weight="bold")
        (self.line,) = self.axes.plot([], [], "--", color=KERNEL, linewidth=2)
        (self.ring,) = self.axes.plot([], [], "--", color=KERNEL, linewidth=1.6)
        self.found = Lines(figure, 8.1, 4.0, spacing=0.3)
        self.shares = Lines(figure, 8.1, 2.45, spacing=0.3)

    def update(self, r):
        waves = r.picture in (RINGS, STRIPES)
        low, high = (-1, 1) if waves else (0, 1)
        mean = _image(*_setting(r.picture, r.angle, r.width, r.period)).mean()
        self.picture.set_data(byte_image((r.pixels + mean * r.window - low) / (high - low)))
        self.spectrum.set_data(_levels(r.pixels, DECADES[r.picture]))
        across, down = np.cos(np.radians(r.direction)), np.sin(np.radians(r.direction))
        ends = np.array([-0.5, -0.36, np.nan, 0.36, 0.5]) if r.clearness > CLEAR else np.empty(0)
        self.line.set_data(ends * across, ends * down)
        turn = np.linspace(0, 2 * np.pi, 181) if waves else np.empty(0)
        outside = r.strongest + 0.02  # around what was found, not on it
        self.ring.set_data(outside * np.cos(turn), outside * np.sin(turn))
        self._say(r)

    def _say(self, r):
        names = {
            EDGE: f"edge at {r.angle}°",
            RINGS: f"rings, {r.period} pixels apart",
            STRIPES: f"stripes at {r.angle}°, {r.period} pixels apart",
            PHOTO: f"photograph turned by {r.angle}°",
        }
        self.name.set_text(names[r.picture])
        direction = [("no direction leads", {"color": KERNEL_INK}), "", ""]
        if r.clearness > CLEAR:
            between = f"at {between_axes(r.direction, r.angle):.1f}° to the {r.picture}"
            direction = [
                (f"╌ direction {r.direction:.1f}°", {"color": KERNEL_INK}),
                ("measured in the spectrum", {"color": KERNEL_INK}),
                f"(not turned: {r.unturned:.1f}°)" if r.picture == PHOTO else between,
            ]
        waves = [f"strongest at {r.strongest:.4f}", f"(1 / {r.period} = {1 / r.period:.4f})"]
        self.found.show(*direction, *(waves if r.picture in (RINGS, STRIPES) else []))
        cross = [
            (f"{'▸' if active else '  '} {words}: {_share(share)}", {"weight": "bold" if active else "normal"})
            for words, share, active in zip(("no window", "window"), r.cross, (not r.window, r.window))
        ]
        energy = f"energy above {FINE}:", _share(r.high), ""
        self.shares.show(*energy, "of which along the axes,", "the bright cross:", *cross)

    def describe(self, r):
        what = {
            EDGE: f"Edge at {r.angle} degrees, {r.width:g} pixels soft",
            RINGS: f"Rings with period {r.period} pixels",
            STRIPES: f"Stripes at {r.angle} degrees with period {r.period} pixels",
            PHOTO: f"Photograph turned by {r.angle} degrees",
        }[r.picture]
        direction = f"at {r.direction:.2f} degrees (not turned: {r.unturned:.2f})" if r.clearness > CLEAR else "nowhere"
        strongest = f", strongest at {r.strongest:.4f} cycles per pixel" if r.picture in (RINGS, STRIPES) else ""
        return (
            f"{what}, {'with' if r.window else 'without'} a window. The spectrum points {direction}{strongest}; "
            f"{_share(r.high)} of the energy is above {FINE}. Along the axes there: {_share(r.cross[0])} without a "
            f"window, {_share(r.cross[1])} with it."
        )

    def code(self, picture, angle, width, period, window):
        image = {
            EDGE: f"pictures.edge({SIDE}, {angle}, {width})",
            RINGS: f"pictures.rings({SIDE}, {period})",
            STRIPES: f"fourier.grating(({SIDE}, {SIDE}), np.cos(normal) / {period}, np.sin(normal) / {period})",
            PHOTO: f'pictures.turned(grey("camera"), {angle}, {INNER})',
        }[picture]
        return f"""\
import numpy as np
from scipy.signal.windows import hann
from course_lib import fourier
from course_lib.fourier import pictures
from course_lib.data import grey
normal = np.radians({angle} + 90)  # at right angles to the stripes
image = {image}
fade = hann(len(image), sym=False)
faded = pictures.windowed(image)
assert np.allclose(faded, (image - image.mean()) * np.outer(fade, fade))
pixels = {"faded" if window else "image"}
direction, clearness = pictures.spectrum_direction(pixels)
strongest = pictures.strongest_frequency(pixels)
cross = pictures.axes_share(image), pictures.axes_share(faded)
high = pictures.high_share(pixels, {FINE})
magnitude = np.abs(np.fft.fftshift(np.fft.fft2(pixels)))"""


def _setting(picture, angle, width, period):
    """Return the setting with 0 for what this picture does not depend on, so that it is computed once."""
    return picture, angle * (picture != RINGS), width * (picture == EDGE), period * (picture in (RINGS, STRIPES))


@lru_cache(maxsize=16)
def _image(picture, angle, width, period):
    if picture == EDGE:
        return edge(SIDE, angle, width)
    if picture == RINGS:
        return rings(SIDE, period)
    if picture == STRIPES:
        normal = np.radians(angle + 90)
        return grating((SIDE, SIDE), np.cos(normal) / period, np.sin(normal) / period)
    return turned(grey("camera"), angle, INNER)


@lru_cache(maxsize=16)
def _windowed(picture, angle, width, period, window):
    image = _image(picture, angle, width, period)
    return windowed(image) if window else image


@lru_cache(maxsize=32)
def _direction(picture, angle, width, period, window):
    return spectrum_direction(_windowed(picture, angle, width, period, window))


@lru_cache(maxsize=32)
def _measured(picture, angle, width, period, window):
    """Return the direction, the strongest frequency, the two shares of the cross, and the share of high frequencies."""
    setting = picture, angle, width, period
    pixels = _windowed(*setting, window)
    cross = axes_share(_image(*setting)), axes_share(_windowed(*setting, True))
    return _direction(*setting, window), strongest_frequency(pixels), cross, high_share(pixels, FINE)


def _levels(pixels, decades):
    """Return the spectrum as grey levels, white where it is strongest but for frequency 0."""
    values = pixels - pixels.mean()
    largest = np.log10(np.abs(np.fft.rfft2(values)).max())
    return log_levels(values, largest - decades, largest)


def _share(share):
    """Return a share in percent with two digits, however small, down to a millionth."""
    if share < 1e-6:
        return "< 0.0001 %"
    return f"{100 * share:.{max(0, 1 - int(np.floor(np.log10(100 * share))))}f} %"
