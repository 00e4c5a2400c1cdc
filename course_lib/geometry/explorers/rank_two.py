"""The bundle of epipolar lines before and after the smallest singular value is taken away."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.geometry.eight_point import eight_point, shrink_third
from course_lib.geometry.epipolar import epipolar_error, epipolar_lines1, epipoles
from course_lib.geometry.lines import bundle, clip_lines
from course_lib.geometry.scene import SIZE, two_views
from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    Lines,
    joined_by_nan,
)

COUNT = 14
CLOSE = 15  # pixels, half the side of the enlarged part


class Bundle(NamedTuple):
    F: np.ndarray  # (3, 3)
    singular: np.ndarray  # (3,) its singular values, falling
    points1: np.ndarray  # (14, 2)
    ends: np.ndarray  # (14, 2, 2) of the lines in the first picture, pixels
    point: np.ndarray  # (2,) nearest to all lines
    spread: float  # pixels, the largest distance of a line from it
    epipole: np.ndarray  # (2,) the true one
    error: float  # pixels, of points from lines, against exact matches


class RankTwo(Explorer):
    """Why must a fundamental matrix be singular?"""

    title = "Rank two: all lines through one point"
    size = (10.8, 4.2)
    controls = {
        "share": Number(1.0, 0.0, 1.0, 0.05, label="what is left of the smallest singular value"),
        "noise": Number(1.0, 0.0, 3.0, 0.1, label="noise", unit="px"),
        "seed": Number(18, 0, 20, label="another scene"),
    }
    presets = {
        "as estimated": Preset(
            {},
            "Least squares knows nothing of rank. Its lines miss each other, by up to 4 pixels.",
            lambda r: r.share == 1 and r.noise == 1 and r.singular[2] > 0 and 4 < r.spread < 4.5,
        ),
        "halfway": Preset(
            {"share": 0.5},
            "Half of the third singular value: the lines close up.",
            lambda r: r.share == 0.5 and 0 < r.spread < _bundle(1.0, r.noise, r.seed).spread,
        ),
        "rank two": Preset(
            {"share": 0.0},
            "None of it: all lines go through one point. Only now is there an epipole, and a pair of cameras.",
            lambda r: r.share == 0 and r.spread < 1e-6 and np.linalg.matrix_rank(r.F, tol=1e-12) == 2,
        ),
        "no noise": Preset(
            {"noise": 0.0},
            "Without noise the rank is two by itself. What one cuts is noise.",
            lambda r: r.noise == 0 and r.share == 1 and r.spread < 1e-6,
        ),
    }

    def compute(self, share, noise, seed):
        return _bundle(share, noise, seed)

    def draw(self, figure, r):
        width, height = SIZE
        whole, close, side = figure.subplots(1, 3, width_ratios=(47, 35, 20))
        for axes in (whole, close, side):
            axes.set_axis_off()
        whole.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5), aspect="equal")
        whole.plot([0, width, width, 0, 0], [0, 0, height, height, 0], color="#bbbbbb", linewidth=1)
        whole.set_title(f"lines of {COUNT} points, first picture", color=INPUT, weight="bold")
        # The enlarged part follows the epipole, so it has a unit of its own: its side is 1.
        close.set(xlim=(0, 1), ylim=(1, 0), aspect="equal")
        close.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color="#bbbbbb", linewidth=1)
        close.set_title(f"{2 * CLOSE} pixels, enlarged", color=OUTPUT_INK, weight="bold")
        self.lines = [axes.plot([], [], color=OUTPUT, linewidth=1)[0] for axes in (whole, close)]
        (self.dots,) = whole.plot([], [], "o", color=INPUT, markersize=5)
        style = {"color": ERROR, "markersize": 12, "markeredgewidth": 2.5, "linestyle": "none"}
        self.truth = [axes.plot([], [], "x", **style)[0] for axes in (whole, close)]
        self.said = Lines(figure, 8.8, 3.6, spacing=0.3, fontsize=11)

    def update(self, r):
        self.lines[0].set_data(*joined_by_nan(r.ends))
        self.lines[1].set_data(*joined_by_nan((r.ends - r.point) / (2 * CLOSE) + 0.5))
        self.dots.set_data(*r.points1.T)
        self.truth[0].set_data(*r.epipole[:, None])
        self.truth[1].set_data(*((r.epipole - r.point) / (2 * CLOSE) + 0.5)[:, None])
        largest, middle, third = r.singular
        self.said.show(
            "singular values",
            f"1 : {_power(middle / largest)}",
            f"   : {_power(third / largest)}",
            "",
            ("lines miss one", {"color": OUTPUT_INK}),
            (f"point by {r.spread:.1f} px", {"color": OUTPUT_INK}),
            "",
            ("points off lines", {"color": KERNEL_INK}),
            (f"{r.error:.2f} px", {"color": KERNEL_INK}),
            "",
            ("× true epipole", {"color": ERROR_INK}),
        )

    def describe(self, r):
        return (
            f"Noise {r.noise:.1f} px, scene {r.seed}, {r.share:.0%} of the smallest singular value left "
            f"({_power(r.singular[2] / r.singular[0])} of the largest): the {COUNT} lines miss one point by up to "
            f"{r.spread:.2f} px, and lines and exact points are {r.error:.3f} px apart."
        )

    def code(self, share, noise, seed):
        return f"""\
import numpy as np
from course_lib.geometry import eight_point, epipolar, lines, scene
views = scene.two_views("forward", count={COUNT}, noise={noise}, seed={seed})
estimated = eight_point.eight_point(views.points1, views.points2, rank_two=False)
F = eight_point.shrink_third(estimated, {share})
singular = np.linalg.svd(F)[1]
point, distances = lines.bundle(epipolar.epipolar_lines1(F, views.points2))
error = epipolar.epipolar_error(F, views.exact1, views.exact2)"""


def _power(number):
    """Return a small number as it is written by hand, 7·10⁻⁸; 0 where it is rounding alone."""
    if number < 1e-14:
        return "0"
    digits, exponent = f"{number:.0e}".split("e")
    return f"{digits}·10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


@lru_cache(maxsize=256)
def _bundle(share, noise, seed):
    views = two_views("forward", count=COUNT, noise=noise, seed=seed)
    F = shrink_third(_estimated(noise, seed), share)
    lines = epipolar_lines1(F, views.points2)
    point, distances = bundle(lines)
    return Bundle(
        F,
        singular=np.linalg.svd(F)[1],
        points1=views.points1,
        ends=clip_lines(lines, *SIZE),
        point=point,
        spread=float(distances.max()),
        epipole=epipoles(views.F).first[:2],
        error=epipolar_error(F, views.exact1, views.exact2),
    )


@lru_cache(maxsize=64)
def _estimated(noise, seed):
    views = two_views("forward", count=COUNT, noise=noise, seed=seed)
    return eight_point(views.points1, views.points2, rank_two=False)
