"""A plane in a photograph made upright by four corners, looking back or sending ahead."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.geometry.estimation import rectifying_homography
from course_lib.geometry.invariants import line_angle
from course_lib.geometry.transforms import apply, translation
from course_lib.geometry.warping import forward_warp, inverse_warp
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR_INK, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, Lines, joined_by_nan

SHAPE = (260, 380)  # of the upright picture
LEFT, TOP, ACROSS = 40, 90, 300  # where the rectangle lies in it, and how wide it is
NAMES = ("top left", "top right", "bottom right", "bottom left")
ON_LINES = ((155, 16), (360, 97), (260, 129), (65, 41))  # two on one ruled line, two on the next
# How far each corner may be dragged, across and down: mostly where the four make a convex figure.
REACH = (((90, 240), (0, 60)), ((270, 447), (60, 160)), ((180, 340), (95, 171)), ((0, 150), (25, 110)))
# Two points on each of four ruled lines of the paper, read off the enlarged photograph to half a pixel.
RULED = np.array(
    [[[4, 88], [150, 168]], [[4, 13.5], [350, 169]], [[117, 1.5], [444, 130]], [[250, 1.5], [444, 67]]], dtype=float
)
AHEAD = "send ahead"
HOW = {"look back, bilinear": "bilinear", "look back, nearest": "nearest", AHEAD: AHEAD}


class Upright(NamedTuple):
    corners: np.ndarray  # (4, 2) pixels of the photograph
    A: np.ndarray  # (3, 3) from the photograph to the upright picture
    picture: np.ndarray  # (260, 380) uint8
    lines: np.ndarray  # (4, 2, 2) the ruled lines after it, pixels
    slant: float  # degrees, the most that a ruled line is off level
    holes: float  # share of the pixels that show paper and got nothing
    collisions: int  # pixels of the photograph that were overwritten


class HomographyByHand(Explorer):
    """Can you look at the paper from above?"""

    title = "A homography by hand"
    size = (11, 4.4)
    controls = {
        "row": Number(60, 20, 110, label="height of the rectangle", unit="px"),
        "how": Choice("look back, bilinear", HOW, label="how pixels are found"),
    } | {
        f"{axis}{number}": Number(place, *ends, label=f"{name}: {words}", unit="px")
        for number, (name, corner, reach) in enumerate(zip(NAMES, ON_LINES, REACH), start=1)
        for axis, words, place, ends in zip("xy", ("across", "down"), corner, reach)
    }
    presets = {
        "two ruled lines": Preset(
            {},
            "Two corners on one ruled line, two on the next: all ruled lines become level, even those without corners.",
            lambda r: r.slant < 1.5 and np.array_equal(r.corners, ON_LINES),
        ),
        "not on the lines": Preset(
            {"x2": 380, "y2": 80},
            "One corner off its line, and lines that are parallel on paper are not in the picture.",
            lambda r: r.slant > 5,
        ),
        "send ahead": Preset(
            {"how": AHEAD, "row": 90},
            "Each pixel of the photograph is sent to its place. More than half of the places get none.",
            lambda r: r.how == AHEAD and 0.5 < r.holes < 0.65 and r.collisions > 1000,
        ),
        "how high?": Preset(
            {"row": 30},
            "Half as high is as level as before. Four corners do not say how wide the rectangle was.",
            lambda r: r.row == 30 and r.slant < 1.5,
        ),
    }

    def compute(self, row, how, **dragged):
        corners = np.array([[dragged[f"x{n}"], dragged[f"y{n}"]] for n in (1, 2, 3, 4)], dtype=float)
        A = translation(LEFT, TOP) @ rectifying_homography(corners, ACROSS, row)
        picture, holes, collisions = _made(tuple(A.ravel()), how)
        lines = apply(A, RULED.reshape(-1, 2), infinite=True).reshape(-1, 2, 2)
        seen = lines[np.isfinite(lines).all(axis=(1, 2))]
        slant = max((line_angle(*line, (0, 0), (1, 0)) for line in seen), default=0.0)
        return Upright(corners, A, picture, lines, slant=slant, holes=holes, collisions=collisions)

    def draw(self, figure, r):
        self.axes, above = figure.subplots(1, 2, width_ratios=(56, 49))
        for axes in (self.axes, above):
            axes.set_anchor("N")
            axes.set_axis_off()
        self.axes.imshow(_photo().astype(np.uint8), vmin=0, vmax=255)
        self.axes.set_title("photograph: drag the corners", color=KERNEL_INK, weight="bold")
        (self.outline,) = self.axes.plot([], [], color=KERNEL, linewidth=2)
        (self.dots,) = self.axes.plot(
            [], [], "o", color=KERNEL, markeredgecolor="white", markersize=12, markeredgewidth=2, clip_on=False
        )
        self.picture = above.imshow(np.zeros((2, 2), np.uint8), vmin=0, vmax=255, extent=_edges())
        (self.rectangle,) = above.plot([], [], color=KERNEL, linewidth=1.5)
        (self.ruled,) = above.plot([], [], color=OUTPUT, linewidth=1.2, linestyle="--")
        above.set(xlim=(-0.5, SHAPE[1] - 0.5), ylim=(SHAPE[0] - 0.5, -0.5))
        self.name = above.set_title("", color=OUTPUT_INK, weight="bold")
        self.said = Lines(figure, 0.15, 1.3, spacing=0.35)

    def update(self, r):
        self.outline.set_data(*np.vstack([r.corners, r.corners[:1]]).T)
        self.dots.set_data(*r.corners.T)
        self.picture.set_data(r.picture)
        right, bottom = LEFT + ACROSS, TOP + r.row
        self.rectangle.set_data([LEFT, right, right, LEFT, LEFT], [TOP, TOP, bottom, bottom, TOP])
        self.ruled.set_data(*joined_by_nan(r.lines))
        self.name.set_text(f"upright: {r.shown('how')}")
        holes = f"holes: {r.holes:.0%} of the paper; overwritten: {r.collisions} pixels"
        self.said.show(
            (f"ruled lines (dashed) are up to {r.slant:.1f}° off level", {"color": OUTPUT_INK}),
            (holes if r.how == AHEAD else "", {"color": ERROR_INK}),
        )

    def describe(self, r):
        places = ", ".join(f"({x:.0f}, {y:.0f})" for x, y in r.corners)
        ahead = f" {r.holes:.1%} of the paper are holes, {r.collisions} pixels were overwritten."
        return (
            f"Corners {places} become a rectangle of {ACROSS} x {r.row}, {r.shown('how')}: the ruled lines are up to "
            f"{r.slant:.2f}° off level.{ahead if r.how == AHEAD else ''}"
        )

    def code(self, row, how, **dragged):
        corners = [[dragged[f"x{n}"], dragged[f"y{n}"]] for n in (1, 2, 3, 4)]
        if how == AHEAD:
            made = f"splat = geometry.forward_warp(photo, A, {SHAPE}, fill=1.0)\ncollisions = splat.collisions"
        else:
            made = f"paper = geometry.inverse_warp(photo, A, {SHAPE}, method={how!r}, fill=1.0)"
        return f"""\
import numpy as np
from course_lib import data, geometry
photo = data.image("paper")
corners = np.array({corners}, dtype=float)
A = geometry.translation({LEFT}, {TOP}) @ geometry.rectifying_homography(corners, {ACROSS}, {row})
{made}"""

    def handles(self):
        return [
            Handle(self.axes, f"x{number}", f"y{number}", f"{name} corner", area="point")
            for number, name in enumerate(NAMES, start=1)
        ]


@lru_cache(maxsize=64)
def _made(numbers, how):
    """Return the upright picture, the share of holes in it and the overwritten pixels."""
    A = np.reshape(numbers, (3, 3))
    if how == AHEAD:
        splat = forward_warp(_photo(), A, SHAPE, fill=255.0)
        paper = int((splat.hits > 0).sum() + splat.holes.sum())
        return splat.image.astype(np.uint8), float(splat.holes.sum() / max(paper, 1)), splat.collisions
    picture = inverse_warp(_photo(), A, SHAPE, method=how, fill=255.0)
    return picture.clip(0, 255).astype(np.uint8), 0.0, 0


@lru_cache
def _photo():
    return np.float32(255 * data.image("paper"))


def _edges():
    return (-0.5, SHAPE[1] - 0.5, SHAPE[0] - 0.5, -0.5)
