"""A small explorer that belongs to no topic: for `00_start_here`, for tests, and as a pattern for authors."""

from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer.explorer import Explorer, Number, Preset


class PartialSum(NamedTuple):
    x: np.ndarray  # (1000,) rad
    partial: np.ndarray  # (1000,) sum of the first sine terms of a square wave of height 1
    square: np.ndarray  # (1000,) the square wave, -1 or 1
    overshoot: float  # of the partial sum above 1, at its highest point


def square_wave_partial_sum(x, terms):
    """Return the sum of the first `terms` sine terms of a square wave of height 1, at `x` (rad)."""
    k = np.arange(1, 2 * terms, 2)[:, None]  # (terms, 1) odd frequencies
    return (4 / np.pi * np.sin(k * x) / k).sum(axis=0)


class SquareWave(Explorer):
    """Do enough sines make the corners of a square wave sharp?"""

    title = "A square wave from sines"
    size = (9, 3.4)
    controls = {
        "terms": Number(5, 1, 40, label="number of sine terms"),
        "phase": Number(0.0, 0.0, 6.2, 0.1, label="phase", unit="rad"),
    }
    presets = {
        "one sine": Preset({"terms": 1}, "One term is one sine.", lambda r: r.terms == 1),
        "five terms": Preset({}, "Five terms: flat parts appear, with ripples.", lambda r: r.terms == 5),
        "forty terms": Preset(
            {"terms": 40},
            "Forty terms: the corner still overshoots by 18 %.",
            lambda r: abs(r.overshoot - 0.18) < 0.002,
        ),
    }

    def compute(self, terms, phase):
        x = np.linspace(0, 4 * np.pi, 1000)
        partial = square_wave_partial_sum(x + phase, terms)
        overshoot = float(square_wave_partial_sum(np.pi / (2 * terms), terms)[0] - 1)  # the sum is largest there
        return PartialSum(x, partial, np.sign(np.sin(x + phase)), overshoot)

    def draw(self, figure, r):
        from course_lib.kit.figures import INPUT, REFERENCE

        axes = figure.subplots()
        axes.set(xlabel="x [rad]", ylabel="amplitude", xlim=(0, 4 * np.pi), ylim=(-1.5, 1.5))
        (self.square,) = axes.plot(r.x, r.square, color=REFERENCE)
        (self.partial,) = axes.plot(r.x, r.partial, color=INPUT)

    def update(self, r):
        self.square.set_ydata(r.square)
        self.partial.set_ydata(r.partial)

    def describe(self, r):
        terms = "1 sine term" if r.terms == 1 else f"{r.terms} sine terms"
        return f"{terms}, phase {r.phase:.1f} rad: the largest overshoot is {r.overshoot:.3f} of the half height."

    def code(self, terms, phase):
        return f"""\
import numpy as np
x = np.linspace(0, 4 * np.pi, 1000)
partial = sum(4 / np.pi * np.sin(k * (x + {phase!r})) / k for k in range(1, {2 * terms}, 2))
top = np.pi / {2 * terms}  # where the sum is largest
overshoot = sum(4 / np.pi * np.sin(k * top) / k for k in range(1, {2 * terms}, 2)) - 1"""
