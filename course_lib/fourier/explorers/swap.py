"""Two photographs, their magnitudes and phases: mixed, swapped, scrambled."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier import correlation, recombine, scramble_phase
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import INPUT, KERNEL_INK, OUTPUT_INK, Lines, byte_image, panel, percent, signed_text

PHOTOS = ("camera", "astronaut", "brick", "grass")


class MixedSpectra(NamedTuple):
    mixed: np.ndarray  # (256, 256) the picture of the mixed spectra
    like_a: float  # correlation of its pixels with those of photograph A
    like_b: float


class PhaseAndMagnitude(Explorer):
    """Which half of the spectrum holds the picture?"""

    title = "Phase carries the picture"
    size = (9.4, 4)
    controls = {
        "a": Choice("camera", PHOTOS, label="photograph A"),
        "b": Choice("astronaut", PHOTOS, label="photograph B"),
        "magnitude": Number(0.0, 0.0, 1.0, 0.05, label="magnitudes: from A (0) to B (1)"),
        "phase": Number(1.0, 0.0, 1.0, 0.05, label="phases: from A (0) to B (1)"),
        "scramble": Number(0.0, 0.0, 1.0, 0.05, label="then turn the phases at random"),
    }
    presets = {
        "the phases of B": Preset(
            {},
            "All magnitudes from A, all phases from B: you see B.",
            lambda r: (r.magnitude, r.phase, r.scramble) == (0, 1, 0) and r.like_b > 0.4 > 0.2 > abs(r.like_a),
        ),
        "the magnitudes of B": Preset(
            {"magnitude": 1.0, "phase": 0.0},
            "The other way round: the phases are A's, and you see A.",
            lambda r: (r.magnitude, r.phase, r.scramble) == (1, 0, 0) and r.like_a > 0.4 > 0.2 > abs(r.like_b),
        ),
        "halfway": Preset(
            {"magnitude": 0.5, "phase": 0.5},
            "Halfway both ghosts are there.",
            lambda r: r.magnitude == r.phase == 0.5 and r.scramble == 0 and min(r.like_a, r.like_b) > 0.3,
        ),
        "amplitudes alone": Preset(
            {"b": "camera", "phase": 0.0, "scramble": 1.0},
            "Every amplitude and frequency is A's own, the phases are random: nothing can be recognised.",
            lambda r: r.scramble == 1 and r.a == r.b and r.like_a < 0.5,
        ),
        "textures": Preset(
            {"a": "grass", "b": "grass", "phase": 0.0, "scramble": 1.0},
            "Grass with random phases is no more like the old one, pixel by pixel. Does it still look like grass?",
            lambda r: r.a == "grass" and r.scramble == 1 and abs(r.like_a) < 0.1,
        ),
    }

    def compute(self, a, b, magnitude, phase, scramble):
        mixed = scramble_phase(_mixed(a, b, magnitude, phase), scramble)
        return MixedSpectra(mixed, correlation(mixed, grey(a)), correlation(mixed, grey(b)))

    def draw(self, figure, r):
        places = ((0.15, 2.0, INPUT), (2.55, 2.0, KERNEL_INK), (5.95, 3.3, OUTPUT_INK))
        self.images, self.names = [], []
        for left, side, color in places:
            axes = panel(figure, left, 3.5 - side, side, side)
            self.images.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, 1, 0, 1)))
            self.names.append(axes.set_title("", color=color, weight="bold"))
        self.names.pop().set_text("what comes out")
        Lines(figure, 4.75, 2.4, spacing=0.28).show("spectra", "mixed →")
        self.lines = Lines(figure, 0.15, 1.1, spacing=0.35)

    def update(self, r):
        for image, values in zip(self.images, (grey(r.a), grey(r.b), r.mixed)):
            image.set_data(_stretched(values))
        for name, label, photo in zip(self.names, "AB", (r.a, r.b)):
            name.set_text(f"{label}: {photo}")
        turned = f", then {percent(r.scramble)} of a random turn" if r.scramble else ""
        self.lines.show(
            f"magnitudes: {percent(1 - r.magnitude)} A, {percent(r.magnitude)} B",
            f"phases: {percent(1 - r.phase)} A, {percent(r.phase)} B{turned}",
            f"likeness to A {signed_text(r.like_a)}, to B {signed_text(r.like_b)}",
        )

    def describe(self, r):
        return (
            f"A {r.a}, B {r.b}: {r.magnitude:.0%} of the magnitudes and {r.phase:.0%} of the phases are B's, "
            f"then turned by {r.scramble:.0%} of a random angle. Correlation with A {signed_text(r.like_a, 3)}, with B "
            f"{signed_text(r.like_b, 3)}."
        )

    def code(self, a, b, magnitude, phase, scramble):
        return f"""\
import numpy as np
from course_lib import fourier
from course_lib.data import grey
a, b = grey("{a}"), grey("{b}")
mixed = fourier.recombine(a, b, magnitude={magnitude}, phase={phase})
mixed = fourier.scramble_phase(mixed, {scramble})
like_a, like_b = (np.corrcoef(mixed.ravel(), photo.ravel())[0, 1] for photo in (a, b))"""


@lru_cache(maxsize=64)
def _mixed(a, b, magnitude, phase):
    return recombine(grey(a), grey(b), magnitude=magnitude, phase=phase)


def _stretched(values):
    """Return grey levels, black and white at the 1 % ends, so that a picture of other contrast is seen as well."""
    low, high = np.percentile(values, (1, 99))
    return byte_image((values - low) / max(high - low, 1e-12))
