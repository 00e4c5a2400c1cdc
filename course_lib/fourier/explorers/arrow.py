"""One wave and its arrow in the complex plane: a shift turns it, its length stays."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.arrows import coefficient, wave
from course_lib.kit.explorer import Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    REFERENCE,
    counted,
    signed_text,
)

N = 32  # samples of the window
FINE = np.arange(16 * N) / 16  # sixteen points a sample, for a smooth line
SHIFTS = np.linspace(0, N, 4 * N + 1)
LARGEST = 2.0


class WaveAndArrow(NamedTuple):
    values: np.ndarray  # (32,) samples of the wave
    real: float
    imaginary: float
    length: float
    angle: float  # degrees
    twin: tuple  # (real, imaginary) of the opposite frequency
    parts: np.ndarray  # (2, 129) real and imaginary part at the shifts 0..32 by quarters


class OneArrow(Explorer):
    """Where is the amplitude, and where the phase?"""

    title = "One wave, one arrow"
    size = (10.8, 4.5)
    controls = {
        "shift": Number(3.0, 0.0, float(N), 0.5, label="shift: drag the crest", unit="samples"),
        "amplitude": Number(1.5, 0.1, LARGEST, 0.1, label="amplitude"),
        "waves": Number(2, 1, 8, label="waves in the window"),
    }
    presets = {
        "all real": Preset(
            {"shift": 0.0},
            "The crest at the start: the arrow lies on the real axis. The imaginary part is 0.",
            lambda r: r.angle == 0 and r.imaginary == 0 and _near(r.real, 1.5),
        ),
        "no real part": Preset(
            {"shift": 4.0},
            "A quarter of a wave later the real part is 0. The amplitude is still 1.5: it is not the real part.",
            lambda r: r.real == 0 and _near(r.length, 1.5) and r.angle == -90,
        ),
        "upside down": Preset(
            {"shift": 8.0},
            "Half a wave later the arrow points the other way. The imaginary part is 0 again, and the phase is not.",
            lambda r: r.imaginary == 0 and _near(r.real, -1.5) and abs(r.angle) == 180,
        ),
        "both at once": Preset(
            {"shift": 2.0},
            "At −45° both parts are 1.06 long; 1.06² + 1.06² = 1.5². Length and angle need both.",
            lambda r: _near(r.angle, -45) and round(r.real, 2) == -round(r.imaginary, 2) == 1.06,
        ),
        "finer wave": Preset(
            {"shift": 2.0, "waves": 4},
            "Twice as many waves: the same shift turns the arrow twice as far, to −90°.",
            lambda r: r.waves == 4 and r.shift == 2 and r.angle == -90,
        ),
        "twice as high": Preset(
            {"amplitude": 0.7},
            "Another amplitude: another length, and the angle stays at −67.5°.",
            lambda r: _near(r.length, 0.7) and _near(r.angle, -67.5),
        ),
    }

    def compute(self, shift, amplitude, waves):
        values = wave(N, waves, amplitude=amplitude, shift=shift)
        twin = coefficient(values, -waves)
        return WaveAndArrow(
            values,
            *coefficient(values, waves),
            twin=(twin.real, twin.imaginary),
            parts=_parts(amplitude, waves),
        )

    def draw(self, figure, r):
        parts = [["wave", "plane"], ["parts", "plane"]]
        parts = figure.subplot_mosaic(parts, width_ratios=(50, 33), height_ratios=(32, 24))
        self.axes, self.below = parts["wave"], parts["parts"]
        self._draw_wave(self.axes)
        self._draw_parts(self.below)
        self._draw_plane(parts["plane"])

    def _draw_wave(self, axes):
        _draw_time(axes, "sample")
        self.name = axes.set_title("", color=INPUT, weight="bold")
        (self.wave,) = axes.plot(FINE, FINE, color=INPUT, linewidth=1.2)
        (self.samples,) = axes.plot(np.arange(N), np.arange(N), "o", color=INPUT, markersize=5)
        (self.crest,) = axes.plot([0], [0], "o", color=KERNEL, markeredgecolor="white", markersize=14, clip_on=False)

    def _draw_parts(self, axes):
        _draw_time(axes, "shift [samples]")
        inks = {"left": KERNEL_INK, "center": ERROR_INK, "right": OUTPUT_INK}
        self.numbers = [axes.set_title("", loc=loc, color=ink, weight="bold") for loc, ink in inks.items()]
        (self.level,) = axes.plot([0, N], [0, 0], color=OUTPUT, linewidth=3)
        (self.real,) = axes.plot(SHIFTS, SHIFTS, color=KERNEL, linewidth=2)
        (self.imaginary,) = axes.plot(SHIFTS, SHIFTS, "--", color=ERROR, linewidth=2)
        (self.cursor,) = axes.plot([0, 0], [-2.3, 2.3], color=INPUT, linewidth=1.2)
        (self.at_real,) = axes.plot([0], [0], "o", color=KERNEL, markersize=8, clip_on=False)
        (self.at_imaginary,) = axes.plot([0], [0], "s", color=ERROR, markersize=7, clip_on=False)

    def _draw_plane(self, axes):
        axes.set(xlim=(-2.5, 2.5), ylim=(-2.5, 2.5), xticks=[-2, -1, 0, 1, 2], yticks=[-2, -1, 0, 1, 2])
        axes.set(xlabel="real part", ylabel="imaginary part", aspect="equal")
        axes.axhline(0, color="#555555", linewidth=0.8)
        axes.axvline(0, color="#555555", linewidth=0.8)
        self.found = axes.set_title("", color=OUTPUT_INK, weight="bold")
        self.dotted = axes.text(2.5, 2.25, "", ha="right", fontsize=11, color="#555555")
        (self.circle,) = axes.plot([], [], color=REFERENCE, linewidth=1)
        (self.twin,) = axes.plot([], [], ":", color=REFERENCE, linewidth=2)
        (self.along,) = axes.plot([], [], color=KERNEL, linewidth=3.5, solid_capstyle="butt")
        (self.up,) = axes.plot([], [], "--", color=ERROR, linewidth=2.5)
        (self.shaft,) = axes.plot([], [], color=OUTPUT, linewidth=4, solid_capstyle="butt", zorder=3)
        (self.head,) = axes.fill([0], [0], color=OUTPUT, zorder=3)

    def update(self, r):
        waves = counted(r.waves, "wave")
        self.name.set_text(f"{waves} in {N} samples, shifted by {r.shift:g}")
        self.wave.set_ydata(wave(16 * N, r.waves, amplitude=r.amplitude, shift=16 * r.shift))
        self.samples.set_ydata(r.values)
        self.crest.set_data([r.shift], [r.amplitude])
        numbers = f"━ real {signed_text(r.real)}", f"╌ imaginary {signed_text(r.imaginary)}", f"━ length {r.length:.2f}"
        for text, words in zip(self.numbers, numbers):
            text.set_text(words)
        self.level.set_ydata([r.length] * 2)
        self.real.set_ydata(r.parts[0])
        self.imaginary.set_ydata(r.parts[1])
        self.cursor.set_xdata([r.shift] * 2)
        self.at_real.set_data([r.shift], [r.real])
        self.at_imaginary.set_data([r.shift], [r.imaginary])
        self.found.set_text(f"length {r.length:.2f}, angle {signed_text(r.angle, 1)}°")
        self.dotted.set_text(f"dotted: −{waves}")
        self._update_plane(r)

    def _update_plane(self, r):
        turn = np.linspace(0, 2 * np.pi, 181)
        self.circle.set_data(r.length * np.cos(turn), r.length * np.sin(turn))
        self.twin.set_data([0, r.twin[0]], [0, r.twin[1]])
        self.along.set_data([0, r.real], [0, 0])
        self.up.set_data([r.real] * 2, [0, r.imaginary])
        tip, rear = np.array([r.real, r.imaginary]), _head(r.real, r.imaginary)
        base = rear.mean(axis=0)
        self.shaft.set_data([0, base[0]], [0, base[1]])
        self.head.set_xy(np.vstack([rear, tip]))

    def describe(self, r):
        return (
            f"{counted(r.waves, 'wave')} of amplitude {r.amplitude:.1f} in {N} samples, shifted by {r.shift:g}: "
            f"real part {signed_text(r.real, 3)}, imaginary part {signed_text(r.imaginary, 3)}. "
            f"Length {r.length:.3f}, angle {signed_text(r.angle, 2)} degrees. "
            f"The opposite frequency has ({signed_text(r.twin[0], 3)}, {signed_text(r.twin[1], 3)})."
        )

    def code(self, shift, amplitude, waves):
        return f"""\
import numpy as np
from course_lib.fourier.arrows import coefficient, wave
values = wave({N}, {waves}, amplitude={amplitude}, shift={shift})
real, imaginary, length, angle = coefficient(values, {waves})
number = np.fft.fft(values)[{waves}] * 2 / {N}
assert np.allclose([real, imaginary], [number.real, number.imag])
assert np.isclose(length, np.sqrt(real**2 + imaginary**2))
assert np.isclose(angle, np.degrees(np.arctan2(imaginary, real)))
opposite = coefficient(values, -{waves})
assert np.isclose(np.fft.fft(values)[-{waves}], np.fft.fft(values)[{waves}].conj())
twin = opposite.real, opposite.imaginary"""

    def handles(self):
        return [
            Handle(self.axes, "shift", "amplitude", "crest of the wave", area="point"),
            Handle(self.below, "shift", None, "shift of the wave"),
        ]


@lru_cache(maxsize=256)
def _parts(amplitude, waves):
    """Return the real and the imaginary part (2, 129) at all `SHIFTS`."""
    arrows = [coefficient(wave(N, waves, amplitude=amplitude, shift=shift), waves) for shift in SHIFTS]
    return np.array([(arrow.real, arrow.imaginary) for arrow in arrows]).T


def _draw_time(axes, label):
    axes.set(xlim=(0, N), ylim=(-2.3, 2.3), xticks=range(0, N + 1, 4), yticks=[-2, 0, 2], xlabel=label)
    axes.axhline(0, color="#555555", linewidth=0.8)


def _near(value, expected):
    return abs(value - expected) < 1e-9


def _head(x, y):
    """Return the two rear corners (2, 2) of an arrow head whose tip is at (x, y); small for a short arrow."""
    length = np.hypot(x, y)
    along = np.array([x, y]) / length
    long = min(0.3, 0.6 * length)
    base = np.array([x, y]) - long * along
    side = np.array([-along[1], along[0]]) * long / 2.6
    return np.array([base + side, base - side])
