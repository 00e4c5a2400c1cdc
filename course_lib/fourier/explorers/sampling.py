"""A wave, its samples, and the slow wave that they are taken for."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.sampling import alias, chirp, chirp_alias, nyquist, reconstruct
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset, Switch
from course_lib.kit.figures import ERROR, ERROR_INK, INK, INPUT, OUTPUT, OUTPUT_INK, REFERENCE, signed_text

TIMES = np.linspace(0, 1, 1001)  # seconds
MOST = 20.0  # frequency, hertz
AXIS = np.linspace(0, MOST, 1001)  # of frequencies, hertz
AROUND = 2  # seconds before and after, whose samples help to find the curve
SINE, CHIRP = "sine", "chirp, from 0 on"


class SampledWave(NamedTuple):
    true: np.ndarray  # (1001,) at TIMES
    at: np.ndarray  # (rate + 1,) seconds
    samples: np.ndarray  # (rate + 1,)
    seen: float  # alias of the frequency, hertz; negative runs backwards
    through: np.ndarray  # (1001,) the slow wave with the same samples
    reconstructed: np.ndarray  # (1001,) the curve from the samples, by sincs
    error: float  # largest |reconstructed - true|


class TooFewSamples(Explorer):
    """How many samples does a wave need?"""

    title = "Too few samples"
    size = (11, 4.2)
    controls = {
        "frequency": Number(9.0, 0.5, MOST, 0.5, label="frequency: drag it", unit="Hz"),
        "rate": Number(10, 2, 50, label="samples per second"),
        "curve": Switch(False, label="curve from the samples, by sincs"),
        "wave": Choice(SINE, (SINE, CHIRP), label="wave"),
    }
    presets = {
        "an alias": Preset(
            {},
            "10 samples a second of 9 Hz are the samples of 1 Hz, backwards.",
            lambda r: (r.frequency, r.rate, r.seen, r.wave) == (9, 10, -1, SINE),
        ),
        "enough": Preset(
            {"rate": 20, "curve": True},
            "20 samples a second are more than twice 9: the curve comes back, 2 samples a wave or not.",
            lambda r: r.frequency == r.seen == 9 and r.rate == 20 and r.curve and r.error < 0.05,
        ),
        "exactly twice": Preset(
            {"frequency": 5.0, "curve": True},
            "Exactly twice is not enough: each sample of this sine is 0, and so is the curve.",
            lambda r: (
                r.rate == 2 * r.frequency and r.curve and max(abs(r.samples).max(), abs(r.reconstructed).max()) < 1e-9
            ),
        ),
        "frozen": Preset(
            {"frequency": 12.0, "rate": 12},
            "One sample a wave, always at the same place: it stands still.",
            lambda r: r.rate == r.frequency and r.seen == 0 and np.ptp(r.samples) < 1e-9,
        ),
        "up and down": Preset(
            {"frequency": 20.0, "rate": 20, "wave": CHIRP},
            "A chirp rises to 20 Hz. From half a second on it seems to fall, back to 0.",
            lambda r: (
                (r.wave == CHIRP and r.seen == 0 and r.frequency == r.rate == 20)
                and abs(r.through[480:520]).min() < abs(r.through[-1]) == 1
            ),
        ),
    }

    def compute(self, frequency, rate, curve, wave):
        return _sampled(frequency, rate, wave)

    def draw(self, figure, r):
        axes, self.axes = figure.subplots(1, 2, width_ratios=(66, 29))
        axes.set(xlim=(-0.01, 1.01), ylim=(-1.2, 1.2), yticks=[-1, 0, 1], xlabel="time [s]", ylabel="value")
        (self.true,) = axes.plot(TIMES, TIMES, color=INPUT, linewidth=1.2)
        (self.through,) = axes.plot(TIMES, TIMES, color=ERROR, linewidth=2.8)
        (self.curve,) = axes.plot(TIMES, TIMES, "--", color=INK, linewidth=1.8)
        (self.dots,) = axes.plot([], [], "o", color=INK, markersize=7, clip_on=False)
        self.axes.set(xlim=(0, MOST), ylim=(0, MOST), xlabel="true frequency [Hz]", ylabel="seen as [Hz]")
        self.axes.set(xticks=range(0, 21, 5), yticks=range(0, 21, 5))
        self.axes.plot([0, MOST], [0, MOST], ":", color=REFERENCE, linewidth=1.5)
        (self.fold,) = self.axes.plot(AXIS, AXIS, color=REFERENCE, linewidth=1.5)
        (self.way,) = self.axes.plot([], [], color=ERROR, linewidth=3.5)
        (self.half,) = self.axes.plot([], [], "--", color=OUTPUT, linewidth=1.5)
        (self.place,) = self.axes.plot([], [], "o", color=ERROR, markersize=10, clip_on=False)
        self.name = axes.set_title("", color=INPUT, weight="bold", pad=30)
        self.limit = self.axes.set_title("", color=OUTPUT_INK, pad=30)
        self.same, self.off = (_below_title(part) for part in (axes, self.axes))

    def update(self, r):
        right = r.seen == r.frequency
        color, ink = (OUTPUT, OUTPUT_INK) if right else (ERROR, ERROR_INK)
        self.true.set_ydata(r.true)
        self.through.set_ydata(r.through)
        self.through.set_color(color)
        self.curve.set_ydata(r.reconstructed)
        self.curve.set_visible(r.curve)
        self.dots.set_data(r.at, r.samples)
        self.fold.set_ydata(np.abs(alias(AXIS, r.rate)))
        passed = r.frequency >= AXIS if r.wave == CHIRP else AXIS < 0
        self.way.set_data(AXIS[passed], np.abs(alias(AXIS[passed], r.rate)) if passed.any() else [])
        self.way.set_color(color)
        self.half.set_data([0, MOST], [nyquist(r.rate)] * 2)
        self.place.set_data([r.frequency], [abs(r.seen)])
        self.place.set_color(color)
        name = "a sine of" if r.wave == SINE else "a chirp from 0 to"
        self.name.set_text(f"{name} {r.frequency:g} Hz, {r.rate} samples a second")
        self.same.set_text(f"the same samples: {_seen(r)}")
        self.same.set_color(ink)
        self.limit.set_text(f"half the rate: {nyquist(r.rate):g} Hz")
        self.off.set_text(f"dashed curve: off by up to {r.error:.2f}" if r.curve else "")

    def describe(self, r):
        name = "A sine of" if r.wave == SINE else "A chirp from 0 to"
        curve = f" The curve from the samples by sincs is off by up to {r.error:.3f}." if r.curve else ""
        return (
            f"{name} {r.frequency:g} Hz, {r.rate} samples a second, half of that is {nyquist(r.rate):g} Hz: the same "
            f"samples come from {_seen(r)}.{curve}"
        )

    def code(self, frequency, rate, curve, wave):
        if wave == SINE:
            true, through = f"np.sin(2 * np.pi * {frequency} * t)", "np.sin(2 * np.pi * seen * t)"
        else:
            true = f"sampling.chirp(t, 0, {frequency}, 1)"
            through = f"sampling.chirp_alias(t, 0, {frequency}, 1, rate={rate})"
        return f"""\
import numpy as np
from course_lib.fourier import sampling
seen = sampling.alias({frequency}, rate={rate})
t = at = np.arange({rate} + 1) / {rate}
samples = {true}
assert np.allclose(samples, {through})
t = np.linspace(0, 1, 1001)
true, through = {true}, {through}
t = np.arange(-{AROUND * rate}, {(AROUND + 1) * rate} + 1) / {rate}  # two seconds more on each side
more = {true}
reconstructed = sampling.reconstruct(more, {rate}, np.linspace(0, 1, 1001) + {AROUND})
error = abs(reconstructed - true).max()"""

    def handles(self):
        return [Handle(self.axes, "frequency", None, "frequency of the wave")]


def _below_title(axes):
    """Return a second line between the title and the axes."""
    return axes.text(0, 1.045, "", transform=axes.transAxes)


def _wave(wave, frequency, t):
    return np.sin(2 * np.pi * frequency * t) if wave == SINE else chirp(t, 0, frequency, 1)


@lru_cache(maxsize=256)
def _sampled(frequency, rate, wave):
    seen, true = alias(frequency, rate), _wave(wave, frequency, TIMES)
    through = _wave(wave, seen, TIMES) if wave == SINE else chirp_alias(TIMES, 0, frequency, 1, rate)
    at = np.arange(rate + 1) / rate
    more = _wave(wave, frequency, np.arange(-AROUND * rate, (AROUND + 1) * rate + 1) / rate)
    reconstructed = reconstruct(more, rate, TIMES + AROUND)
    return SampledWave(
        true=true,
        at=at,
        samples=_wave(wave, frequency, at),
        seen=seen,
        through=through,
        reconstructed=reconstructed,
        error=float(np.abs(reconstructed - true).max()),
    )


def _seen(r):
    if r.wave != SINE:
        turns = int(r.frequency // nyquist(r.rate))
        words = {0: "itself", 1: f"one that turns back at {nyquist(r.rate):g} Hz"}
        end = f", at {abs(r.seen):g} Hz in the end" if turns else ""
        return words.get(turns, f"one that turns {turns} times, at {nyquist(r.rate):g} Hz and at 0") + end
    if r.seen == r.frequency:
        return "no slower wave"
    if r.seen == 0:
        return "one that stands still"
    if r.seen == -nyquist(r.rate):
        return f"{-r.seen:g} Hz of any height"  # a sine; all its samples are 0
    return f"{abs(r.seen):g} Hz, backwards ({signed_text(r.seen, 1)})" if r.seen < 0 else f"{r.seen:g} Hz"
