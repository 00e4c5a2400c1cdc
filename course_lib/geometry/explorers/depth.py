"""Depth from a rectified pair of photographs by block matching, against the truth."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.geometry.interpolation import resize
from course_lib.geometry.stereo import (
    best_match,
    depth_error,
    depth_from_disparity,
    matching_costs,
    score_disparity,
    texture,
)
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, ERROR_INK, INPUT, KERNEL, KERNEL_INK, OUTPUT, OUTPUT_INK, Lines, byte_image

HALF = 2  # the pictures of data/ are halved once more, so that a block can be dragged
SHAPE = (125, 185)
MOST = 24  # the largest disparity that can be looked for, pixels
SHOWS = {
    "disparity": "disparity: bright is near",
    "error": "off by 0 (dark) to 5 px",
    "texture": "texture: dark is even",
}


class Matching(NamedTuple):
    disparity: np.ndarray  # (125, 185) pixels; nan where a block leaves the picture
    picture: np.ndarray  # (125, 185) uint8, what the right picture shows
    bad: float  # share of the judged pixels off by more than one
    judged: float  # share of the known pixels that got an answer
    candidates: np.ndarray  # (25,) how unlike the block is at each disparity, grey levels; nan where not looked
    found: float  # pixels, at the place; nan where there is none
    truth: float  # pixels, at the place; nan where unknown
    depth: float  # metres, from what was found
    true_depth: float  # metres
    per_pixel: float  # metres that one pixel of disparity is worth there


class DepthFromTwo(Explorer):
    """How far away is it?"""

    title = "Depth from two pictures"
    size = (11.3, 4.6)
    controls = {
        "block": Number(7, 1, 21, 2, label="side of the block", unit="px"),
        "largest": Number(20, 6, MOST, label="largest disparity looked for", unit="px"),
        "view": Choice("disparity", tuple(SHOWS), label="right picture shows"),
        "x": Number(136, 25, 180, label="pixel: across", unit="px"),
        "y": Number(42, 8, 117, label="pixel: down", unit="px"),
    }
    presets = {
        "one pixel": Preset(
            {"block": 1},
            "A block of one pixel: many pixels have the same grey, so seven of ten answers are wrong.",
            lambda r: r.block == 1 and 0.65 < r.bad < 0.75,
        ),
        "seven": Preset(
            {},
            "Seven by seven pixels are rarely the same by chance: four of five answers are right.",
            lambda r: r.block == 7 and 0.15 < r.bad < 0.25,
        ),
        "large": Preset(
            {"block": 21, "view": "error"},
            "Twenty-one: smooth, and wrong along every edge, for a block sees near and far at once.",
            lambda r: r.block == 21 and r.bad > 0.2,
        ),
        "no texture": Preset(
            {"view": "texture", "x": 60, "y": 12},
            "The white board: all blocks are alike, the curve is flat, and its lowest place is chance.",
            lambda r: r.view == "texture" and abs(r.found - r.truth) > 2 and np.ptp(r.candidates[:5]) < 5,
        ),
        "cut off": Preset(
            {"largest": 8},
            "Nothing nearer is looked for than 8 pixels allow: the motorcycle gets answers all the same, wrong ones.",
            lambda r: r.largest == 8 and r.bad > 0.5,
        ),
    }

    def compute(self, block, largest, view, x, y):
        pair = _pair()
        disparity, costs, score = _matched(block, largest)
        candidates = np.full(MOST + 1, np.nan)
        candidates[: largest + 1] = 255 * costs[:, y, x]
        candidates[~np.isfinite(candidates)] = np.nan
        found, truth = float(disparity[y, x]), float(pair.disparity[y, x])
        geometry = pair.focal_length, pair.baseline / 1000
        depths = [float(depth_from_disparity(value, *geometry, offset=pair.offset)) for value in (found, truth)]
        near = depths[1] if np.isfinite(depths[1]) else depths[0]
        per_pixel = float(depth_error(near, *geometry)) if np.isfinite(near) else np.nan
        return Matching(
            disparity,
            picture=_picture(view, disparity, block),
            bad=score.bad,
            judged=score.judged,
            candidates=candidates,
            found=found,
            truth=truth,
            depth=depths[0],
            true_depth=depths[1],
            per_pixel=per_pixel,
        )

    def draw(self, figure, r):
        names = [["left", "right", "curve"], ["."] * 3]
        parts = figure.subplot_mosaic(names, width_ratios=(40, 40, 22), height_ratios=(30, 12))
        self.axes, right, curve = parts.values()
        self.axes.imshow(byte_image(_pair().left))
        self.image = right.imshow(np.zeros(SHAPE, np.uint8), vmin=0, vmax=255, cmap="cividis")
        self.frames = [axes.plot([], [], color=KERNEL, linewidth=2.5)[0] for axes in (self.axes, right)]
        for axes in (self.axes, right):
            axes.set(xlim=(-0.5, SHAPE[1] - 0.5), ylim=(SHAPE[0] - 0.5, -0.5))
            axes.set_axis_off()
        self.axes.set_title("left picture: click a pixel", color=INPUT, weight="bold")
        self.name = right.set_title("", color=OUTPUT_INK, weight="bold")
        curve.set(xlim=(0, MOST), ylim=(0, 90), xlabel="disparity [px]", yticks=[0, 40, 80])
        curve.set_title("how unlike the blocks are", weight="bold", fontsize=11)
        (self.curve,) = curve.plot([], [], color=KERNEL, marker=".")
        (self.truth,) = curve.plot([], [], color=OUTPUT, linestyle="--", linewidth=1.5)
        (self.lowest,) = curve.plot([], [], "o", color=ERROR, markersize=9, markerfacecolor="none", markeredgewidth=2)
        self.said = Lines(figure, 0.15, 1.0, spacing=0.35)
        self.score = Lines(figure, 4.45, 1.0, spacing=0.35)
        Lines(figure, 8.8, 0.65, color="#444444", fontsize=11).show("○ lowest   - - truth")

    def update(self, r):
        self.image.set_data(r.picture)
        half = r.block / 2
        for frame in self.frames:
            frame.set_data(r.x + half * np.array([-1, 1, 1, -1, -1]), r.y + half * np.array([-1, -1, 1, 1, -1]))
        self.name.set_text(SHOWS[r.view])
        self.curve.set_data(np.arange(MOST + 1), r.candidates)
        self.truth.set_data([r.truth] * 2, [0, 90])
        known = np.isfinite(r.found)
        self.lowest.set_data([r.found], [r.candidates[int(r.found)] if known else np.nan])
        found = f"found: {r.found:.0f} px, so {r.depth:.2f} m away"
        true = f"{r.truth:.1f} px, {r.true_depth:.2f} m" if np.isfinite(r.truth) else "not known here"
        self.said.show(
            (found if known else "no answer: the block leaves the other picture", {"color": KERNEL_INK}),
            f"truth: {true}",
            f"one pixel is worth {100 * r.per_pixel:.0f} cm there" if np.isfinite(r.per_pixel) else "",
        )
        self.score.show(
            (f"{r.bad:.0%} of all answers are off by more than a pixel", {"color": ERROR_INK}),
            f"answers for {r.judged:.0%} of the known pixels",
        )

    def describe(self, r):
        found = f"{r.found:.0f} px, {r.depth:.2f} m" if np.isfinite(r.found) else "nothing"
        truth = f"{r.truth:.1f} px, {r.true_depth:.2f} m" if np.isfinite(r.truth) else "not known"
        return (
            f"Blocks of {r.block} x {r.block}, disparities up to {r.largest} px: {r.bad:.1%} of the answers are off by "
            f"more than a pixel. At ({r.x}, {r.y}) it finds {found}; the truth is {truth}. "
            f"Shown: {r.view}, mean grey {r.picture.mean():.1f}."
        )

    def code(self, block, largest, view, x, y):
        return f"""\
from course_lib.geometry import stereo
from course_lib.geometry.explorers.depth import half_pair
pair = half_pair()
costs = stereo.matching_costs(pair.grey_left, pair.grey_right, block={block}, count={largest + 1})
disparity = stereo.best_match(costs).disparity
bad, error, judged = stereo.score_disparity(disparity, pair.disparity)
found = disparity[{y}, {x}]
lengths = pair.focal_length, pair.baseline / 1000  # pixels, metres
depth = stereo.depth_from_disparity(found, *lengths, offset=pair.offset)"""

    def handles(self):
        return [Handle(self.axes, "x", "y", "pixel that is asked about")]


class HalfPair(NamedTuple):
    left: np.ndarray  # (125, 185, 3) in [0, 1]
    grey_left: np.ndarray  # (125, 185)
    grey_right: np.ndarray  # (125, 185)
    disparity: np.ndarray  # (125, 185) pixels of these pictures; nan where unknown
    focal_length: float  # pixels of these pictures
    baseline: float  # mm
    offset: float  # pixels of these pictures


def half_pair():
    """Return the rectified motorcycle pair at half the size of data/, with its disparity.

    >>> half_pair().disparity.shape
    (125, 185)
    """
    pair = data.stereo_pair()
    left, right = (resize(view, SHAPE, "area") for view in (pair.left, pair.right))
    disparity = pair.disparity[::HALF, ::HALF] / HALF
    lengths = pair.focal_length / HALF, pair.baseline, pair.offset / HALF
    return HalfPair(left, data.to_grey(left), data.to_grey(right), disparity, *lengths)


@lru_cache(maxsize=1)
def _pair():
    return half_pair()


@lru_cache(maxsize=16)
def _costs(block):
    pair = _pair()
    return matching_costs(pair.grey_left, pair.grey_right, block=block, count=MOST + 1)


@lru_cache(maxsize=64)
def _matched(block, largest):
    costs = _costs(block)[: largest + 1]
    disparity = best_match(costs).disparity
    return disparity, costs, score_disparity(disparity, _pair().disparity)


def _picture(view, disparity, block):
    """Return grey levels, uint8; black where nothing is known."""
    if view == "disparity":
        levels = disparity / 18
    elif view == "error":
        levels = np.abs(disparity - _pair().disparity) / 5
    else:
        levels = texture(_pair().grey_left, block) / 0.15
    return (255 * np.nan_to_num(levels).clip(0, 1)).astype(np.uint8)
