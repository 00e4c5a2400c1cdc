"""The families of transformations: four corners are dragged, and a family follows as far as it can."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.geometry.estimation import estimate, residuals
from course_lib.geometry.families import FAMILIES
from course_lib.geometry.invariants import Changes, measure, preserved
from course_lib.geometry.transforms import apply, translation
from course_lib.geometry.warping import inverse_warp
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    caption,
    panel,
    signed_text,
)

SIDE, MARGIN = 256, 64  # pixels of the photograph, and around it
FRAME = (SIDE + 2 * MARGIN,) * 2
SQUARE = np.array([[0.0, 0.0], [SIDE, 0.0], [SIDE, SIDE], [0.0, SIDE]])  # its corners
NAMES = ("top left", "top right", "bottom right", "bottom left")
DRAGGED = ((30, 60), (226, 0), (240, 190), (-20, 210))
KEPT = ("directions", "lengths", "angles", "parallel lines", "ratios along a line", "straight lines")


class FittedFamily(NamedTuple):
    corners: np.ndarray  # (4, 2) where the learner has them, pixels
    A: np.ndarray  # (3, 3)
    images: np.ndarray  # (4, 2) where the family puts them
    freedom: int  # numbers that the family chooses
    miss: float  # pixels, the largest distance of a corner that counts from its image
    changes: Changes
    kept: dict  # what stayed: name -> bool
    picture: np.ndarray  # (384, 384) uint8, the photograph warped; white where it does not reach


class TransformationLadder(Explorer):
    """What does each family of transformations keep?"""

    title = "The ladder of transformations"
    size = (10.6, 4.9)
    controls = {
        f"{axis}{number}": Number(place, -60, 316, label=f"{name}: {words}", unit="px")
        for number, (name, corner) in enumerate(zip(NAMES, DRAGGED), start=1)
        for axis, words, place in zip("xy", ("across", "down"), corner)
    } | {"family": Choice("similarity", tuple(FAMILIES), label="family")}
    presets = {
        "translation": Preset(
            {"family": "translation"},
            "Two numbers. One corner says where everything goes, and every direction is kept.",
            lambda r: r.freedom == 2 and r.kept["directions"] and r.miss < 1e-9,
        ),
        "Euclidean": Preset(
            {"family": "Euclidean"},
            "A third number, the turn. Directions are lost, lengths are kept: two corners ask for more than it has.",
            lambda r: r.freedom == 3 and not r.kept["directions"] and r.kept["lengths"] and r.miss > 1,
        ),
        "similarity": Preset(
            {},
            "A fourth number, the size. Two corners are met exactly. Lengths are lost, angles are kept.",
            lambda r: r.freedom == 4 and not r.kept["lengths"] and r.kept["angles"] and r.miss < 1e-9,
        ),
        "affine": Preset(
            {"family": "affine"},
            "Six numbers, three corners. Angles are lost, parallel lines are kept, and a middle stays a middle.",
            lambda r: r.freedom == 6 and not r.kept["angles"] and r.kept["parallel lines"]
            and r.kept["ratios along a line"] and r.miss < 1e-9,
        ),
        "projective": Preset(
            {"family": "projective"},
            "Eight numbers, four corners. Parallels are lost and middles too. Straight lines are kept.",
            lambda r: r.freedom == 8 and not r.kept["parallel lines"] and not r.kept["ratios along a line"]
            and r.kept["straight lines"] and r.miss < 1e-9,
        ),
    }  # fmt: skip

    def compute(self, family, **corners):
        target = np.array([[corners[f"x{n}"], corners[f"y{n}"]] for n in (1, 2, 3, 4)], dtype=float)
        count = FAMILIES[family].points
        A = estimate(family, SQUARE[:count], target[:count])
        changes = measure(A, SQUARE)
        miss = float(residuals(A, SQUARE[:count], target[:count]).max())
        picture = _warped(tuple(A.ravel()))
        return FittedFamily(
            corners=target,
            A=A,
            images=apply(A, SQUARE),
            freedom=FAMILIES[family].freedom,
            miss=miss,
            changes=changes,
            kept=preserved(changes),
            picture=picture,
        )

    def draw(self, figure, r):
        self.axes = panel(figure, 0.1, 0.1, 4.6, 4.6)
        self.axes.set(xlim=(-MARGIN - 0.5, SIDE + MARGIN - 0.5), ylim=(SIDE + MARGIN - 0.5, -MARGIN - 0.5))
        edges = (-MARGIN - 0.5, SIDE + MARGIN - 0.5, SIDE + MARGIN - 0.5, -MARGIN - 0.5)
        self.picture = self.axes.imshow(np.zeros((2, 2), np.uint8), vmin=0, vmax=255, extent=edges)
        self.axes.plot(*_closed(SQUARE).T, color=REFERENCE, linewidth=1.2, linestyle="--")
        (self.outline,) = self.axes.plot([], [], color=INPUT, linewidth=1.5)
        style = {"markersize": 13, "markeredgewidth": 2.2, "linestyle": "none", "clip_on": False}
        (self.free,) = self.axes.plot([], [], "o", markeredgecolor=REFERENCE, markerfacecolor="none", **style)
        (self.used,) = self.axes.plot([], [], "o", markeredgecolor="white", markerfacecolor=KERNEL, **style)
        self.said = Lines(figure, 4.95, 4.5, spacing=0.3)
        caption(figure, 4.95, 3.68, "kept?", weight="bold")
        self.marks = Lines(figure, 4.95, 3.35, weight="bold")
        Lines(figure, 5.3, 3.35).show(*KEPT)
        self.numbers = Lines(figure, 7.5, 3.35)
        caption(figure, 4.95, 1.2, "matrix", weight="bold")
        self.matrix = [Lines(figure, left, 0.85, spacing=0.3, ha="right") for left in (6.2, 7.5, 8.8)]

    def update(self, r):
        count = FAMILIES[r.family].points
        self.picture.set_data(r.picture)
        self.outline.set_data(*_closed(r.images).T)
        self.used.set_data(*r.corners[:count].T)
        self.free.set_data(*r.corners[count:].T)
        corners = "1 corner counts" if count == 1 else f"{count} corners count"
        missed = "met exactly" if r.miss < 1e-6 else f"missed by up to {r.miss:.1f} px"
        self.said.show(f"{r.family}: {r.freedom} degrees of freedom, {corners}", (missed, {"color": KERNEL_INK}))
        yes, no = ("✓", {"color": OUTPUT_INK}), ("✗", {"color": ERROR_INK})
        self.marks.show(*(yes if r.kept[name] else no for name in KEPT))
        self.numbers.show(*(_measured(name, r.changes) for name in KEPT))
        for lines, column in zip(self.matrix, r.A.T):
            lines.show(*(signed_text(value, 5 if 0 < abs(value) < 0.01 else 2) for value in column))

    def describe(self, r):
        places = ", ".join(f"({x:.0f}, {y:.0f})" for x, y in r.corners)
        stays = [name for name in KEPT if r.kept[name]]
        return (
            f"{r.family}, {r.freedom} degrees of freedom, corners dragged to {places}: missed by {r.miss:.2f} px. "
            f"Kept: {', '.join(stays)}. Directions turn by {r.changes.direction:.1f}°, a side grows by "
            f"{signed_text(100 * r.changes.length, 1)} %, a corner by {signed_text(r.changes.angle, 1)}°, the area is "
            f"{r.changes.area:.2f} times as large, opposite sides {r.changes.parallel:.1f}° from parallel."
        )

    def code(self, family, **corners):
        target = [[corners[f"x{n}"], corners[f"y{n}"]] for n in (1, 2, 3, 4)][: FAMILIES[family].points]
        return f"""\
import numpy as np
from course_lib import geometry
square = np.array([[0, 0], [{SIDE}, 0], [{SIDE}, {SIDE}], [0, {SIDE}]])
target = np.array({target})
A = geometry.estimate("{family}", square[: len(target)], target)
images = geometry.apply(A, square)
miss = geometry.residuals(A, square[: len(target)], target).max()
changes = geometry.measure(A, square)
kept = geometry.preserved(changes)"""

    def handles(self):
        return [
            Handle(self.axes, f"x{number}", f"y{number}", f"{name} corner", area="point")
            for number, name in enumerate(NAMES, start=1)
        ]


@lru_cache(maxsize=64)
def _warped(numbers):
    """Return the photograph on the frame, by the matrix with these nine numbers; its corner (-0.5, -0.5) is (0, 0)."""
    A = translation(MARGIN - 0.5, MARGIN - 0.5) @ np.reshape(numbers, (3, 3)) @ translation(0.5, 0.5)
    return inverse_warp(_photo(), A, FRAME, fill=255.0).clip(0, 255).astype(np.uint8)


@lru_cache
def _photo():
    return np.float32(255 * data.image("camera"))


def _closed(corners):
    return np.vstack([corners, corners[:1]]) - 0.5  # corners lie between pixel centres


def _measured(name, changes):
    """Return how far what has this name has changed, in words with its number."""
    return {
        "directions": f"turned by {changes.direction:.1f}°",
        "lengths": f"a side {signed_text(100 * changes.length, 1, plus=True)} %",
        "angles": f"a corner {signed_text(changes.angle, 1, plus=True)}°",
        "parallel lines": f"{changes.parallel:.1f}° apart",
        "ratios along a line": f"the middle lies at {changes.midpoint:.2f}",
        "straight lines": f"bent by {changes.bend:.1f} px",
    }[name]
