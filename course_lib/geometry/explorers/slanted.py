"""A point of a photograph and its line in another: by the known F, by estimated ones, and by a usual mistake."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.geometry.eight_point import eight_point
from course_lib.geometry.epipolar import epipolar_distances, epipolar_error, epipolar_lines2
from course_lib.geometry.features import motorcycle_pair, stored_matches
from course_lib.geometry.lines import clip_lines
from course_lib.geometry.ransac import ransac_fundamental
from course_lib.geometry.turned_pair import true_matches
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    Lines,
    byte_image,
    signed_text,
)

WIDTH, HEIGHT = 370, 250
KNOWN, RANSAC, ALL, WRONG_WAY = "known", "RANSAC", "all matches", "F x instead of its transpose"
THRESHOLD = 1.5  # pixels, within which a match agrees with F
JUDGES = np.stack(np.meshgrid(np.arange(60, 311, 25), np.arange(40, 211, 25)), axis=-1).reshape(-1, 2).astype(float)


class LineOfPoint(NamedTuple):
    line: np.ndarray  # (3,) in the second picture
    match: np.ndarray  # (2,) the true match; nan where the depth is not known
    miss: float  # pixels, of the true match from the line; nan with it
    error: float  # pixels, mean distance of points and lines over known matches all over the pictures
    used: int  # matches that F comes from; 0 for the known one


class PointAndLine(Explorer):
    """Where in the second photograph must you look?"""

    title = "Point and line on photographs"
    size = (11, 4.6)
    controls = {
        "x": Number(278, 5, 364, label="point: across", unit="px"),
        "y": Number(84, 5, 244, label="point: down", unit="px"),
        "which": Choice(KNOWN, (KNOWN, RANSAC, ALL, WRONG_WAY), label="fundamental matrix"),
    }
    presets = {
        "a line, no point": Preset(
            {},
            "The headlamp of the first picture is a line in the second, for it could be nearer or farther.",
            lambda r: r.which == KNOWN and r.miss < 0.01,
        ),
        "another depth": Preset(
            {"x": 306, "y": 140},
            "The red box behind: another point, another line, and all lines meet in one point outside the picture.",
            lambda r: r.which == KNOWN and r.miss < 0.01 and r.x == 306,
        ),
        "the wrong way round": Preset(
            {"which": WRONG_WAY},
            "F x in place of its transpose: also a line, and the match is nowhere near it.",
            lambda r: r.which == WRONG_WAY and r.miss > 20,
        ),
        "all matches": Preset(
            {"which": ALL},
            "F from all 543 matches of a feature detector. A third of them are wrong, and the lines are 13 px off.",
            lambda r: r.which == ALL and r.used == 543 and 12.5 < r.error < 13.5,
        ),
        "RANSAC": Preset(
            {"which": RANSAC},
            "F from the 400 that agree: 0.3 px. Nobody told it which are right, and nobody knew the cameras.",
            lambda r: r.which == RANSAC and r.used == 400 and 0.2 < r.error < 0.4,
        ),
    }

    def compute(self, x, y, which):
        F, error, used = _matrix(which)
        place = np.array([[x, y]], dtype=float)
        match = true_matches(motorcycle_pair_once(), place)
        line = epipolar_lines2(F, place)[0]
        miss = float(epipolar_distances(F, place, match).second[0]) if np.isfinite(match).all() else np.nan
        return LineOfPoint(line, match[0], miss, error, used)

    def draw(self, figure, r):
        parts = figure.subplot_mosaic([["first", "second"], [".", "."]], height_ratios=(36, 6))
        self.axes, second = parts.values()
        pair = motorcycle_pair_once()
        for axes, picture in ((self.axes, pair.first), (second, pair.second)):
            axes.imshow(byte_image(0.35 + 0.65 * picture))
            axes.set_axis_off()
        self.axes.set_title("first picture: drag the point", color=INPUT, weight="bold")
        second.set_title("second picture", color=KERNEL_INK, weight="bold")
        style = {"markersize": 12, "markeredgewidth": 2.5, "markerfacecolor": "none", "linestyle": "none"}
        (self.dot,) = self.axes.plot([], [], "o", markeredgecolor=INPUT, **style)
        (self.halo,) = second.plot([], [], color="white", linewidth=4.5)
        (self.line,) = second.plot([], [], color=OUTPUT, linewidth=2)
        (self.match,) = second.plot([], [], "s", markeredgecolor=KERNEL, **style)
        (self.gap,) = second.plot([], [], color=ERROR, linewidth=2, linestyle=":")
        for axes in (self.axes, second):
            axes.set(xlim=(-0.5, WIDTH - 0.5), ylim=(HEIGHT - 0.5, -0.5))
        self.said = Lines(figure, 0.15, 0.42, spacing=0.3)
        self.known = Lines(figure, 5.6, 0.42, color=KERNEL_INK)

    def update(self, r):
        self.dot.set_data([r.x], [r.y])
        ends = clip_lines([r.line], WIDTH, HEIGHT)[0].T
        self.halo.set_data(*ends)
        self.line.set_data(*ends)
        self.match.set_data(*r.match[:, None])
        foot = r.match - (r.line @ [*r.match, 1]) * r.line[:2]
        self.gap.set_data(*np.stack([r.match, foot]).T)
        used = f", from {r.used} matches" if r.used else ""
        self.said.show(
            (f"F: {r.which}{used}", {"color": OUTPUT_INK}),
            (f"points and lines are {r.error:.1f} px apart on average", {"color": ERROR_INK}),
        )
        known = f"true match (square) {r.miss:.1f} px off the line"
        self.known.show(known if np.isfinite(r.miss) else "depth unknown here")

    def describe(self, r):
        match = (
            f"({r.match[0]:.1f}, {r.match[1]:.1f}), {r.miss:.1f} px off the line" if np.isfinite(r.miss) else "unknown"
        )
        a, b, c = r.line
        return (
            f"F, {r.which}: the point ({r.x}, {r.y}) becomes the line {signed_text(a)} x "
            f"{signed_text(b, plus=True)} y {signed_text(c, 1, plus=True)} = 0. Its true match is {match}. On average "
            f"points and lines are {r.error:.1f} px apart."
        )

    def code(self, x, y, which):
        made = {
            KNOWN: "F = pair.F",
            WRONG_WAY: "F = pair.F.T",
            ALL: "F = eight_point.eight_point(*matches)",
            RANSAC: f"F = ransac.ransac_fundamental(*matches, threshold={THRESHOLD}).F",
        }[which]
        return f"""\
from course_lib.geometry import eight_point, epipolar, features, ransac, turned_pair
pair, matches = features.motorcycle_pair(), features.stored_matches()
{made}
line = epipolar.epipolar_lines2(F, [[{x}, {y}]])[0]
match = turned_pair.true_matches(pair, [[{x}, {y}]])[0]"""

    def handles(self):
        return [Handle(self.axes, "x", "y", "point in the first picture")]


@lru_cache(maxsize=1)
def motorcycle_pair_once():
    return motorcycle_pair()


@lru_cache
def _matrix(which):
    """Return F, its error against known matches in pixels, and how many matches it comes from."""
    pair, matches = motorcycle_pair_once(), stored_matches()
    if which == RANSAC:
        found = ransac_fundamental(*matches, threshold=THRESHOLD)
        F, used = found.F, int(found.inliers.sum())
    elif which == ALL:
        F, used = eight_point(*matches), len(matches.points1)
    else:
        F, used = pair.F if which == KNOWN else pair.F.T, 0
    truth = true_matches(pair, JUDGES)
    known = np.isfinite(truth).all(axis=1)
    return F, epipolar_error(F, JUDGES[known], truth[known]), used
