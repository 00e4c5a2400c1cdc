"""Wrong matches: what they do to least squares, and how RANSAC finds those that agree."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.geometry.eight_point import eight_point
from course_lib.geometry.epipolar import epipolar_error
from course_lib.geometry.ransac import ransac_fundamental, tries_needed
from course_lib.geometry.scene import SIZE, two_views
from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    OUTPUT,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    caption,
    joined_by_nan,
    panel,
)

COUNT, NOISE = 100, 0.5
MOST = 2000


class TwoFits(NamedTuple):
    points1: np.ndarray  # (100, 2)
    points2: np.ndarray  # (100, 2)
    wrong: np.ndarray  # (100,) bool, which matches are wrong
    inliers: np.ndarray  # (100,) bool, which RANSAC kept
    error_all: float  # pixels, of F from all matches, against exact ones
    error_ransac: float  # pixels, of F by RANSAC, against exact ones
    tries: int
    needed: int  # by the formula, for the true share of right matches
    best: np.ndarray  # (tries,) inliers of the best sample so far


class OutliersAndRansac(Explorer):
    """How can 60 wrong matches of a hundred do no harm?"""

    title = "Wrong matches and RANSAC"
    size = (10.8, 4.4)
    controls = {
        "wrong_share": Number(0.3, 0.0, 0.6, 0.05, label="share of wrong matches"),
        "threshold": Number(2.0, 0.25, 12.0, 0.25, label="within this distance a match agrees", unit="px"),
        "seed": Number(1, 0, 20, label="another scene"),
    }
    presets = {
        "none wrong": Preset(
            {"wrong_share": 0.0},
            "No wrong match: least squares over all is as good as it gets, and one try would do.",
            lambda r: r.wrong.sum() == 0 and r.error_all < 0.5 and r.needed == 1,
        ),
        "one in twenty": Preset(
            {"wrong_share": 0.05},
            "Five wrong ones of a hundred: least squares is off by more than ten pixels. RANSAC does not notice them.",
            lambda r: r.wrong.sum() == 5 and r.error_all > 10 and r.error_ransac < 0.5,
        ),
        "half": Preset(
            {"wrong_share": 0.5},
            "Half are wrong: eight right ones at once are drawn once in 256 tries, so it takes a thousand to be sure.",
            lambda r: r.wrong.sum() == 50 and r.needed == 1177 and r.error_ransac < 1,
        ),
        "too strict": Preset(
            {"threshold": 0.25},
            "Within a quarter of a pixel: noise alone throws out right matches, and fewer are left to average over.",
            lambda r: r.threshold == 0.25 and (r.inliers & ~r.wrong).sum() < 50,
        ),
    }

    def compute(self, wrong_share, threshold, seed):
        views = _views(wrong_share, seed)
        found = _ransac(wrong_share, threshold, seed)
        F_all, exact = _from_all(wrong_share, seed), (views.exact1, views.exact2)
        right = 1 - views.wrong.mean()
        return TwoFits(
            views.points1,
            views.points2,
            views.wrong,
            inliers=found.inliers,
            error_all=epipolar_error(F_all, *exact),
            error_ransac=epipolar_error(found.F, *exact),
            tries=found.tries,
            needed=tries_needed(float(right)),
            best=found.best,
        )

    def draw(self, figure, r):
        axes = panel(figure, 0.15, 0.45, 4.6, 4.6 * SIZE[1] / SIZE[0])
        axes.set(xlim=(-0.5, SIZE[0] - 0.5), ylim=(SIZE[1] - 0.5, -0.5))
        axes.plot([0, SIZE[0], SIZE[0], 0, 0], [0, 0, SIZE[1], SIZE[1], 0], color="#bbbbbb", linewidth=1)
        (self.right,) = axes.plot([], [], color=OUTPUT, linewidth=1.5)
        (self.out,) = axes.plot([], [], color=ERROR, linewidth=1, linestyle="--")
        (self.dots,) = axes.plot([], [], "o", color=INPUT, markersize=4)
        caption(figure, 0.15, 4.05, "from each point to its match", weight="bold")
        caption(figure, 0.15, 0.15, "— kept", color=OUTPUT_INK)
        caption(figure, 1.2, 0.15, "- - thrown out", color=ERROR_INK)
        tries = figure.subplot_mosaic([[".", "."], [".", "tries"]], width_ratios=(48, 52), height_ratios=(18, 15))[
            "tries"
        ]
        tries.set(xlim=(1, MOST), ylim=(0, 105), xscale="log", yticks=[0, 50, 100], xlabel="tries", ylabel="agree")
        tries.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
        tries.minorticks_off()
        tries.set_title("agree with the best try so far; dotted: the right ones")
        (self.level,) = tries.plot([], [], color=REFERENCE, linestyle=":", linewidth=1.5)
        (self.best,) = tries.plot([], [], color=OUTPUT, drawstyle="steps-post")
        self.said = Lines(figure, 5.5, 3.75, spacing=0.35)

    def update(self, r):
        matches = np.stack([r.points1, r.points2], axis=1)
        self.right.set_data(*joined_by_nan(matches[r.inliers]))
        self.out.set_data(*joined_by_nan(matches[~r.inliers]))
        self.dots.set_data(*r.points1.T)
        self.best.set_data(np.arange(1, r.tries + 1), r.best)
        self.level.set_data([1, MOST], [(~r.wrong).sum()] * 2)
        lost, let_in = int((~r.wrong & ~r.inliers).sum()), int((r.wrong & r.inliers).sum())
        by_ransac = f"F by RANSAC: {r.error_ransac:.2f} px off, {r.tries} tries ({r.needed} needed)"
        self.said.show(
            f"{COUNT} matches, {int(r.wrong.sum())} of them wrong",
            (f"F from all: {r.error_all:.1f} px off", {"color": ERROR_INK}),
            (by_ransac, {"color": OUTPUT_INK}),
            f"thrown out though right: {lost}; kept though wrong: {let_in}",
        )

    def describe(self, r):
        return (
            f"{COUNT} matches, {int(r.wrong.sum())} wrong, scene {r.seed}, threshold {r.threshold:.2f} px: F from all "
            f"is {r.error_all:.1f} px off, by RANSAC {r.error_ransac:.2f} px, with {int(r.inliers.sum())} kept, "
            f"{int((r.wrong & r.inliers).sum())} of them wrong, after {r.tries} tries; the formula asks for {r.needed}."
        )

    def code(self, wrong_share, threshold, seed):
        return f"""\
from course_lib.geometry import eight_point, epipolar, ransac, scene
views = scene.two_views("converging", count={COUNT}, noise={NOISE}, wrong={wrong_share}, seed={seed})
F_all = eight_point.eight_point(views.points1, views.points2)
found = ransac.ransac_fundamental(views.points1, views.points2, threshold={threshold}, most_tries={MOST})
error_all = epipolar.epipolar_error(F_all, views.exact1, views.exact2)
error_ransac = epipolar.epipolar_error(found.F, views.exact1, views.exact2)
inliers, tries = found.inliers, found.tries"""


@lru_cache(maxsize=64)
def _views(wrong_share, seed):
    return two_views("converging", count=COUNT, noise=NOISE, wrong=wrong_share, seed=seed)


@lru_cache(maxsize=64)
def _from_all(wrong_share, seed):
    views = _views(wrong_share, seed)
    return eight_point(views.points1, views.points2)


@lru_cache(maxsize=256)
def _ransac(wrong_share, threshold, seed):
    views = _views(wrong_share, seed)
    return ransac_fundamental(views.points1, views.points2, threshold=threshold, most_tries=MOST)
