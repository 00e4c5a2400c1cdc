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
    caption,
    signed_text,
)

N = 32  # samples of the window
FINE = np.arange(16 * N) / 16  # sixteen points a sample, for a smooth line
SHIFTS = np.linspace(0, N, 4 * N + 1)
LARGEST = 2.0


class Turned(NamedTuple):
    amplitude: float
    shift: float  # samples
    waves: int  # per window
    values: np.ndarray  # (32,)
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
            {"shift": 0.0, "amplitude": 1.5, "waves": 2},
            "The crest at the start: the arrow lies on the real axis. The imaginary part is 0.",
            lambda r: r.angle == 0 and r.imaginary == 0 and _near(r.real, 1.5),
        ),
        "no real part": Preset(
            {"shift": 4.0, "amplitude": 1.5, "waves": 2},
            "A quarter of a wave later the real part is 0. The amplitude is still 1.5: it is not the real part.",
            lambda r: r.real == 0 and _near(r.length, 1.5) and r.angle == -90,
        ),
        "upside down": Preset(
            {"shift": 8.0, "amplitude": 1.5, "waves": 2},
            "Half a wave later the arrow points the other way. The imaginary part is 0 again, and the phase is not.",
            lambda r: r.imaginary == 0 and _near(r.real, -1.5) and abs(r.angle) == 180,
        ),
        "both at once": Preset(
            {"shift": 2.0, "amplitude": 1.5, "waves": 2},
            "At −45° both parts are 1.06 long; 1.06² + 1.06² = 1.5². Length and angle need both.",
            lambda r: _near(r.angle, -45) and round(r.real, 2) == -round(r.imaginary, 2) == 1.06,
        ),
        "finer wave": Preset(
            {"shift": 2.0, "amplitude": 1.5, "waves": 4},
            "Twice as many waves: the same shift turns the arrow twice as far, to −90°.",
            lambda r: r.waves == 4 and r.shift == 2 and r.angle == -90,
        ),
        "twice as high": Preset(
            {"shift": 3.0, "amplitude": 0.7, "waves": 2},
            "Another amplitude: another length, and the angle stays at −67.5°.",
            lambda r: _near(r.length, 0.7) and _near(r.angle, -67.5),
        ),
    }  # fmt: skip

    def compute(self, shift, amplitude, waves):
        values = wave(N, waves, amplitude=amplitude, shift=shift)
        twin = coefficient(values, -waves)
        return Turned(
            amplitude, shift, waves, values, *coefficient(values, waves), (twin.real, twin.imaginary),
            _parts(amplitude, waves),
        )  # fmt: skip

    def draw(self, figure, result):
        self._draw_wave(figure.add_axes((0.07, 0.56, 0.5, 0.32)))
        self._draw_parts(figure.add_axes((0.07, 0.13, 0.5, 0.24)))
        self._draw_plane(figure.add_axes((0.665, 0.135, 0.315, 0.315 * 10.8 / 4.5)))
        self.names = [caption(figure, 0.76, 4.15, color=INPUT, weight="bold")]
        self.names += [caption(figure, x, 1.78, weight="bold") for x in (0.76, 2.6, 4.7)]
        for text, color in zip(self.names[1:], (KERNEL_INK, ERROR_INK, OUTPUT_INK)):
            text.set_color(color)
        self.found = caption(figure, 7.18, 4.15, weight="bold", color=OUTPUT_INK)
        return [*self.lines, *self.names, self.found, self.dotted]

    def _draw_wave(self, axes):
        self.axes = axes
        axes.set(xlim=(0, N), ylim=(-2.3, 2.3), xticks=range(0, N + 1, 4), yticks=[-2, 0, 2], xlabel="sample")
        axes.axhline(0, color="#555555", linewidth=0.8)
        (wave_line,) = axes.plot(FINE, FINE, color=INPUT, linewidth=1.2)
        (samples,) = axes.plot(np.arange(N), np.arange(N), "o", color=INPUT, markersize=5)
        (crest,) = axes.plot([0], [0], "o", color=KERNEL, markeredgecolor="white", markersize=14, clip_on=False)
        self.lines = [wave_line, samples, crest]

    def _draw_parts(self, axes):
        axes.set(xlim=(0, N), ylim=(-2.3, 2.3), xticks=range(0, N + 1, 4), yticks=[-2, 0, 2], xlabel="shift [samples]")
        axes.axhline(0, color="#555555", linewidth=0.8)
        (length,) = axes.plot([0, N], [0, 0], color=OUTPUT, linewidth=3)
        (real,) = axes.plot(SHIFTS, SHIFTS, color=KERNEL, linewidth=2)
        (imaginary,) = axes.plot(SHIFTS, SHIFTS, "--", color=ERROR, linewidth=2)
        (cursor,) = axes.plot([0, 0], [-2.3, 2.3], color=INPUT, linewidth=1.2)
        (at_real,) = axes.plot([0], [0], "o", color=KERNEL, markersize=8, clip_on=False)
        (at_imaginary,) = axes.plot([0], [0], "s", color=ERROR, markersize=7, clip_on=False)
        self.below = axes
        self.lines += [length, real, imaginary, cursor, at_real, at_imaginary]

    def _draw_plane(self, axes):
        axes.set(xlim=(-2.5, 2.5), ylim=(-2.5, 2.5), xticks=[-2, -1, 0, 1, 2], yticks=[-2, -1, 0, 1, 2])
        axes.set(xlabel="real part", ylabel="imaginary part")
        axes.axhline(0, color="#555555", linewidth=0.8)
        axes.axvline(0, color="#555555", linewidth=0.8)
        self.dotted = axes.text(2.5, 2.25, "", ha="right", fontsize=11, color="#555555")
        (circle,) = axes.plot([], [], color=REFERENCE, linewidth=1)
        (twin,) = axes.plot([], [], ":", color=REFERENCE, linewidth=2)
        (real,) = axes.plot([], [], color=KERNEL, linewidth=3.5, solid_capstyle="butt")
        (imaginary,) = axes.plot([], [], "--", color=ERROR, linewidth=2.5)
        (shaft,) = axes.plot([], [], color=OUTPUT, linewidth=4, solid_capstyle="butt", zorder=3)
        (head,) = axes.fill([0], [0], color=OUTPUT, zorder=3)
        self.lines += [circle, twin, real, imaginary, shaft, head]

    def update(self, r):
        wave_line, samples, crest, length, real, imaginary, cursor, at_real, at_imaginary, *plane = self.lines
        wave_line.set_ydata(wave(16 * N, r.waves, amplitude=r.amplitude, shift=16 * r.shift))
        samples.set_ydata(r.values)
        crest.set_data([r.shift], [r.amplitude])
        length.set_ydata([r.length] * 2)
        real.set_ydata(r.parts[0])
        imaginary.set_ydata(r.parts[1])
        cursor.set_xdata([r.shift] * 2)
        at_real.set_data([r.shift], [r.real])
        at_imaginary.set_data([r.shift], [r.imaginary])
        circle, twin, along, up, shaft, head = plane
        turn = np.linspace(0, 2 * np.pi, 181)
        circle.set_data(r.length * np.cos(turn), r.length * np.sin(turn))
        twin.set_data([0, r.twin[0]], [0, r.twin[1]])
        along.set_data([0, r.real], [0, 0])
        up.set_data([r.real] * 2, [0, r.imaginary])
        tip, outline = np.array([r.real, r.imaginary]), _head(r.real, r.imaginary)
        base = outline[:2].mean(axis=0)
        shaft.set_data([0, base[0]], [0, base[1]])
        head.set_xy(np.vstack([outline, tip]))
        self._say(r)

    def _say(self, r):
        waves = f"{r.waves} waves" if r.waves > 1 else "1 wave"
        self.names[0].set_text(f"{waves} in {N} samples, shifted by {r.shift:g}")
        for text, words in zip(
            self.names[1:],
            (f"━ real {signed_text(r.real)}", f"╌ imaginary {signed_text(r.imaginary)}", f"━ length {r.length:.2f}"),
        ):
            text.set_text(words)
        self.dotted.set_text(f"dotted: −{waves}")
        self.found.set_text(f"length {r.length:.2f}, angle {signed_text(r.angle, 1)}°")

    def describe(self, r):
        waves = f"{r.waves} waves" if r.waves > 1 else "1 wave"
        return (
            f"{waves} of amplitude {r.amplitude:.1f} in {N} samples, shifted by {r.shift:g}: real part "
            f"{signed_text(r.real, 3)}, imaginary part {signed_text(r.imaginary, 3)}. Length {r.length:.3f}, angle "
            f"{signed_text(r.angle, 2)} degrees. The opposite frequency has ({signed_text(r.twin[0], 3)}, "
            f"{signed_text(r.twin[1], 3)})."
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
