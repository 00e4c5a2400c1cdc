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
from course_lib.kit.figures import INPUT, KERNEL, KERNEL_INK, OUTPUT_INK, caption, panel

EDGE, RINGS, STRIPES, PHOTO = "edge", "rings", "stripes", "photograph"
SIDE, INNER = 256, 180  # pixels; a square of 180 fits into one of 256 however it is turned
FINE = 0.1  # cycles per pixel: above it a frequency counts as high
DECADES = {EDGE: 5, RINGS: 2.5, STRIPES: 4, PHOTO: 5}  # of magnitude between black and white
CLEAR = 0.05  # below it a spectrum has no direction worth a line


class Seen(NamedTuple):
    picture: str
    angle: int  # degrees
    width: float  # of the edge, pixels
    period: int  # of rings and stripes, pixels
    window: bool
    shown: np.ndarray  # (256, 256) or (180, 180)
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
            {"picture": EDGE, "angle": 20, "width": 1.0, "window": False},
            "Left meets right and top meets bottom: these jumps make a cross, and pull the measured direction to 95°.",
            lambda r: r.picture == EDGE and not r.window and r.cross[0] > 0.01 and round(r.direction) == 95,
        ),
        "faded out": Preset(
            {"picture": EDGE, "angle": 20, "width": 1.0, "window": True},
            "With the window the cross is gone. The edge lies at 20°, its line in the spectrum at 110°.",
            lambda r: r.window and r.picture == EDGE and abs(r.direction - 110) < 0.05
            and r.cross[1] < 1e-6 < r.cross[0],
        ),
        "diagonal": Preset(
            {"picture": EDGE, "angle": 45, "width": 1.0, "window": True},
            "Only a diagonal edge makes a diagonal, and it is the other diagonal.",
            lambda r: r.angle == 45 and r.picture == EDGE and abs(r.direction - 135) < 0.05,
        ),
        "soft": Preset(
            {"picture": EDGE, "angle": 20, "width": 6.0, "window": True},
            "A soft edge has the same direction and no high frequencies: a short line.",
            lambda r: r.picture == EDGE and r.width == 6 and abs(r.direction - 110) < 0.1 and r.high < 1e-6,
        ),
        "staircase": Preset(
            {"picture": EDGE, "angle": 20, "width": 0.0, "window": True},
            "A hard edge on pixels is a staircase: its line comes back from the borders as faint lines elsewhere.",
            lambda r: r.width == 0 and r.window and between_axes(r.direction, 110) > 3,
        ),
        "rings": Preset(
            {"picture": RINGS, "period": 16, "window": True},
            "Rings 16 pixels apart make a ring: all directions, one frequency, 1/16 = 0.0625.",
            lambda r: r.picture == RINGS and r.strongest == 1 / 16 and r.clearness < 0.001,
        ),
        "turned photograph": Preset(
            {"picture": PHOTO, "angle": 30, "window": True},
            "Turned by 30°, the photograph has its spectrum turned by 30° too.",
            lambda r: r.picture == PHOTO and r.angle == 30 and abs(r.direction - r.unturned - 30) < 1.5,
        ),
    }  # fmt: skip

    def compute(self, picture, angle, width, period, window):
        setting = _setting(picture, angle, width, period)
        direction, *numbers = _measured(*setting, window)
        unturned = _direction(*_setting(picture, 0, width, period), window).angle
        shown = _shown(*setting, window)
        return Seen(picture, angle, width, period, window, shown, *direction, unturned, *numbers)

    def draw(self, figure, result):
        half = SIDE / 2
        place = panel(figure, 0.15, 0.75, 3.5, 3.5)
        self.picture = place.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-half, half, half, -half))
        place.plot([-half, half, half, -half, -half], [-half, -half, half, half, -half], color="#555555", linewidth=1)
        place.set(xlim=(-half - 0.8, half + 0.8), ylim=(half + 0.8, -half - 0.8))  # white pictures need a frame
        self.axes = figure.add_axes((4.35 / 10.6, 0.75 / 4.6, 3.5 / 10.6, 3.5 / 4.6))
        self.spectrum = self.axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-0.5, 0.5, 0.5, -0.5))
        self.axes.set(xticks=[-0.4, -0.2, 0, 0.2, 0.4], yticks=[-0.4, -0.2, 0, 0.2, 0.4])
        self.axes.set(xlim=(-0.5, 0.5), ylim=(0.5, -0.5), xlabel="across [cycles per pixel]")
        (self.line,) = self.axes.plot([], [], "--", color=KERNEL, linewidth=2)
        (self.ring,) = self.axes.plot([], [], "--", color=KERNEL, linewidth=1.6)
        caption(figure, 4.35, 4.37, "spectrum", color=OUTPUT_INK, weight="bold")
        self.name = caption(figure, 0.15, 4.37, color=INPUT, weight="bold")
        self.said = [caption(figure, 8.1, y) for y in (4.0, 3.7, 3.4, 3.02, 2.72, 2.0)]
        for text in self.said[:2]:
            text.set_color(KERNEL_INK)
        for y, words in (
            (2.3, f"energy above {FINE}:"),
            (1.55, "of which along the axes,"),
            (1.25, "the bright cross:"),
        ):
            caption(figure, 8.1, y, words)
        self.cross = [caption(figure, 8.1, y) for y in (0.95, 0.65)]
        return [self.picture, self.spectrum, self.line, self.ring, self.name, *self.said, *self.cross]

    def update(self, r):
        waves = r.picture in (RINGS, STRIPES)
        low, high = (-1, 1) if waves else (0, 1)
        mean = _image(*_setting(r.picture, r.angle, r.width, r.period)).mean()
        values = r.shown + mean * r.window
        self.picture.set_data(np.rint(np.clip((values - low) / (high - low), 0, 1) * 255).astype(np.uint8))
        self.spectrum.set_data(_levels(r.shown, DECADES[r.picture]))
        across, down = np.cos(np.radians(r.direction)), np.sin(np.radians(r.direction))
        ends = np.array([-0.5, -0.36, np.nan, 0.36, 0.5]) if r.clearness > CLEAR else np.empty(0)
        self.line.set_data(ends * across, ends * down)
        turn = np.linspace(0, 2 * np.pi, 181) if waves else np.empty(0)
        outside = r.strongest + 0.02  # around what was found, not on it
        self.ring.set_data(outside * np.cos(turn), outside * np.sin(turn))
        self._say(r)

    def _say(self, r):
        self.name.set_text({EDGE: f"edge at {r.angle}°", RINGS: f"rings, {r.period} pixels apart",
                            STRIPES: f"stripes at {r.angle}°, {r.period} pixels apart",
                            PHOTO: f"photograph turned by {r.angle}°"}[r.picture])  # fmt: skip
        clear = r.clearness > CLEAR
        self.said[0].set_text(f"╌ direction {r.direction:.1f}°" if clear else "no direction leads")
        self.said[1].set_text("measured in the spectrum" if clear else "")
        between = f"at {between_axes(r.direction, r.angle):.1f}° to the {r.picture}"
        self.said[2].set_text(
            "" if not clear else f"(not turned: {r.unturned:.1f}°)" if r.picture == PHOTO else between
        )
        ringed = r.picture in (RINGS, STRIPES)
        self.said[3].set_text(f"strongest at {r.strongest:.4f}" if ringed else "")
        self.said[4].set_text(f"(1 / {r.period} = {1 / r.period:.4f})" if ringed else "")
        self.said[5].set_text(_share(r.high))
        for text, words, share, active in zip(self.cross, ("no window", "window"), r.cross, (not r.window, r.window)):
            text.set_text(f"{'▸' if active else '  '} {words}: {_share(share)}")
            text.set_weight("bold" if active else "normal")

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
shown = {"faded" if window else "image"}
direction, clearness = pictures.spectrum_direction(shown)
strongest = pictures.strongest_frequency(shown)
cross = pictures.axes_share(image), pictures.axes_share(faded)
high = pictures.high_share(shown, {FINE})
magnitude = np.abs(np.fft.fftshift(np.fft.fft2(shown)))"""


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
def _shown(picture, angle, width, period, window):
    image = _image(picture, angle, width, period)
    return windowed(image) if window else image


@lru_cache(maxsize=32)
def _direction(picture, angle, width, period, window):
    return spectrum_direction(_shown(picture, angle, width, period, window))


@lru_cache(maxsize=32)
def _measured(picture, angle, width, period, window):
    """Return the direction, the strongest frequency, the two shares of the cross, and the share of high frequencies."""
    setting = picture, angle, width, period
    shown = _shown(*setting, window)
    cross = axes_share(_image(*setting)), axes_share(_shown(*setting, True))
    return _direction(*setting, window), strongest_frequency(shown), cross, high_share(shown, FINE)


def _levels(shown, decades):
    """Return the spectrum as grey levels, white where it is strongest but for frequency 0."""
    values = shown - shown.mean()
    largest = np.log10(np.abs(np.fft.rfft2(values)).max())
    return log_levels(values, largest - decades, largest)


def _share(share):
    """Return a share in percent with two digits, however small, down to a millionth."""
    if share < 1e-6:
        return "< 0.0001 %"
    return f"{100 * share:.{max(0, 1 - int(np.floor(np.log10(100 * share))))}f} %"
