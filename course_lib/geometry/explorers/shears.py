"""A rotation by three shears, step by step, and what becomes of it near half a turn."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.geometry.interpolation import resize
from course_lib.geometry.invariants import measure
from course_lib.geometry.shears import centred, shear_columns, shear_rows, shear_steps
from course_lib.geometry.transforms import apply, compose, cos_sin, rotation, shear
from course_lib.kit.explorer import Choice, Explorer, Number, Preset, Switch
from course_lib.kit.figures import ERROR_INK, INPUT, KERNEL_INK, OUTPUT, OUTPUT_INK, Lines, signed_text

SIDE, CANVAS = 128, 216  # pixels of the photograph, and of the canvas that it lies on
HALF, WHOLE = "tan of half the angle", "half the tan of the angle"
EMPTY = -1.0  # where the canvas shows no picture
CORNERS = (SIDE - 1) / 2 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])


class Sheared(NamedTuple):
    outer: float  # shx of the first and of the third shear
    middle: float  # shy of the second
    steps: np.ndarray  # (4, 216, 216) uint8: before, and after each shear
    lost: float  # share of the pixels that the canvas cut off
    kept: float  # share of the pixels' values that are the photograph's own, each once
    outline: np.ndarray  # (4, 2) corners after all, pixels from the centre
    wanted: np.ndarray  # (4, 2) corners after a rotation
    corner: float  # degrees, what became of a right angle
    miss: float  # pixels, the largest distance of a corner from where a rotation takes it


class ThreeShears(Explorer):
    """Can rows and columns, pushed as they are, turn a picture?"""

    title = "Three shears make a rotation"
    size = (11, 3.9)
    controls = {
        "angle": Number(40, -175, 175, 5, label="angle", unit="degrees"),
        "quarters": Switch(False, label="quarter turns first"),
        "formula": Choice(HALF, (HALF, WHOLE), label="outer shears: minus the"),
    }
    presets = {
        "forty degrees": Preset(
            {},
            "Rows to the left and right, columns up and down, rows again: a rotation. No value was mixed or lost.",
            lambda r: r.angle == 40 and r.miss < 1e-9 and r.lost == 0 and r.kept == 1,
        ),
        "half the tan": Preset(
            {"angle": 60, "formula": WHOLE},
            "Half of tan 60 in place of tan 30: no rotation. A corner ends 34 px from where it should.",
            lambda r: r.formula == WHOLE and round(r.miss) == 34 and r.corner > 91,
        ),
        "nearly half a turn": Preset(
            {"angle": 160},
            "At 160 degrees the first shear pushes each row by 5.7 times its height. Most of the picture is lost.",
            lambda r: r.angle == 160 and round(-r.outer, 1) == 5.7 and 0.6 < r.lost < 0.8,
        ),
        "the remedy": Preset(
            {"angle": 160, "quarters": True},
            "Two quarter turns first, which only exchange rows and columns; then 20 degrees back. Nothing is lost.",
            lambda r: r.angle == 160 and r.quarters and r.lost == 0 and abs(r.outer) < 0.2,
        ),
    }

    def compute(self, angle, quarters, formula):
        steps = shear_steps(angle, quarter_turns=quarters)
        rest = angle - 90 * round(angle / 90) if quarters else angle
        cosine, sine = cos_sin(rest)
        if formula == WHOLE and cosine == 0:
            raise ValueError(
                f"`angle` must not be {angle} degrees for half the tan of the angle: tan {angle}° is infinite"
            )
        outer = steps.outer if formula == HALF else -sine / cosine / 2 + 0.0
        pictures, lost, kept = _pushed(outer, steps.middle, steps.turns)
        pushed = compose(rotation(90 * steps.turns), shear(outer), shear(0, steps.middle), shear(outer))
        outline, wanted = apply(pushed, CORNERS), apply(rotation(angle), CORNERS)
        corner = 90 + abs(measure(pushed, CORNERS).angle)
        miss = round(float(np.linalg.norm(outline - wanted, axis=1).max()), 9)
        return Sheared(
            outer, steps.middle, pictures, lost, kept, outline=outline, wanted=wanted, corner=corner, miss=miss
        )

    def draw(self, figure, r):
        self.images, self.names = [], []
        for axes in figure.subplot_mosaic("abcd;....", height_ratios=(28, 9)).values():
            blank = np.zeros((CANVAS, CANVAS), np.uint8)
            self.images.append(axes.imshow(blank, vmin=0, vmax=255))
            self.names.append(axes.set_title("", color=OUTPUT_INK, weight="bold"))
            axes.set_axis_off()
        self.names[0].set_color(INPUT)
        (self.wanted,) = axes.plot([], [], color="#595959", linewidth=1.5, linestyle="--")
        (self.outline,) = axes.plot([], [], color=OUTPUT, linewidth=1.5)
        axes.set(xlim=(-0.5, CANVAS - 0.5), ylim=(CANVAS - 0.5, -0.5))
        self.said = Lines(figure, 0.1, 0.5, spacing=0.35)

    def update(self, r):
        for image, step in zip(self.images, r.steps):
            image.set_data(step)
        outer, middle = signed_text(r.outer), signed_text(r.middle)
        turned = ", turned by quarters" if r.quarters and abs(r.angle) > 45 else ""
        names = (f"before{turned}", f"rows by {outer} y", f"columns by {middle} x", f"rows by {outer} y")
        for text, name in zip(self.names, names):
            text.set_text(name)
        for line, corners in ((self.outline, r.outline), (self.wanted, r.wanted)):
            line.set_data(*(np.vstack([corners, corners[:1]]) + (CANVAS - 1) / 2).T)
        wrong = f"; a right angle is now {r.corner:.0f}°, a corner {r.miss:.1f} px off (dashed: a rotation)"
        cut = f"{r.lost:.0%} of the picture was pushed off the canvas", {"color": ERROR_INK}
        whole = f"{r.kept:.0%} of the values are still there, unmixed", {"color": OUTPUT_INK}
        self.said.show(
            (f"{signed_text(r.angle, 0)}° by {r.formula}{wrong if r.miss > 1e-6 else ''}", {"color": KERNEL_INK}),
            cut if r.lost else whole,
        )

    def describe(self, r):
        quarters = ", quarter turns first" if r.quarters else ""
        return (
            f"{r.angle} degrees by {r.formula}{quarters}: rows by {signed_text(r.outer, 3)} y, columns by "
            f"{signed_text(r.middle, 3)} x, rows again. A right angle becomes {r.corner:.1f} degrees, a corner misses "
            f"by {r.miss:.2f} px, {r.lost:.1%} of the picture is pushed off the canvas."
        )

    def code(self, angle, quarters, formula):
        rest = angle - 90 * round(angle / 90) if quarters else angle
        turns = round(angle / 90) % 4 if quarters else 0
        if formula == HALF:
            outer = f"-np.tan(np.radians({rest}) / 2)"
        else:
            outer = f"-np.tan(np.radians({rest})) / 2"
        return f"""\
import numpy as np
from course_lib import geometry
outer = {outer}
middle = np.sin(np.radians({rest}))
pushed = geometry.compose(
    geometry.rotation({90 * turns}), geometry.shear(outer), geometry.shear(0, middle), geometry.shear(outer))
corners = {(SIDE - 1) / 2} * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
outline = geometry.apply(pushed, corners)
wanted = geometry.apply(geometry.rotation({angle}), corners)
miss = np.linalg.norm(outline - wanted, axis=1).max().round(9)"""


@lru_cache
def _photo():
    """Return the photograph, and for each pixel a number of its own, so that one can count which are still there."""
    small = resize(data.image("camera"), (SIDE, SIDE), "area")
    return np.stack([small, np.arange(SIDE**2).reshape(SIDE, SIDE)], axis=-1, dtype=np.float32)


@lru_cache(maxsize=64)
def _pushed(outer, middle, turns):
    """Return the pictures (4, H, W) uint8, the share that was cut off, and the share of values that are left."""
    steps = [centred(np.rot90(_photo(), -turns), (CANVAS, CANVAS), EMPTY)]
    for push, factor in ((shear_rows, outer), (shear_columns, middle), (shear_rows, outer)):
        steps.append(push(steps[-1], factor, method="nearest", fill=EMPTY))
    numbers = steps[-1][..., 1].astype(int)
    left = np.count_nonzero(np.bincount(numbers[numbers >= 0], minlength=SIDE**2)) / SIDE**2
    pictures = np.array([step[..., 0] for step in steps])
    return np.rint(255 * np.where(pictures == EMPTY, 1, pictures)).astype(np.uint8), 1 - left, left
