"""How many pairs of points fix a transformation: too few leave many answers, too many disagree, some say nothing."""

from typing import NamedTuple

import numpy as np

from course_lib.geometry.estimation import estimate, residuals
from course_lib.geometry.families import FAMILIES
from course_lib.geometry.transforms import apply
from course_lib.geometry.undetermined import equations, fitting
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INK,
    INPUT,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    counted,
    joined_by_nan,
    tint,
)

SIZE = 160  # pixels along a side of each plane
MOST = 6
GENERAL = ((30, 30), (120, 40), (110, 125), (35, 115), (78, 62), (60, 95))
PLACES = {
    "anywhere": GENERAL,
    "on one line": ((30, 40), (120, 100), (60, 60), (105, 90), (75, 70), (45, 50)),
    "three on one line": ((30, 30), (75, 35), (120, 40), (35, 115), (78, 62), (60, 95)),
    "first two at one place": ((30, 30), (30, 30), (110, 125), (35, 115), (78, 62), (60, 95)),
}
TARGETS = ((42, 22), (130, 52), (98, 132), (22, 96), (83, 62), (57, 88))  # where the learner begins
FLAG = np.array(
    [[30, 130], [30, 30], [110, 30], [110, 48], [48, 48], [48, 70], [90, 70], [90, 88], [48, 88], [48, 130]]
)
OTHERS = 6  # answers that are drawn where there are many


class Fit(NamedTuple):
    source: np.ndarray  # (pairs, 2)
    target: np.ndarray  # (pairs, 2) where the learner has them
    shapes: np.ndarray  # (1 or OTHERS, 10, 2) the flag after each answer that is drawn
    images: np.ndarray  # (pairs, 2) where the first answer puts the source points
    equations: int  # two for each pair
    unknowns: int  # numbers that the family chooses
    residual: float  # pixels, root mean square over the pairs


class HowManyPoints(Explorer):
    """How many pairs of points does a transformation take?"""

    title = "How many points do you need?"
    size = (10.6, 4.6)
    controls = (
        {
            "pairs": Number(2, 1, MOST, label="pairs of points"),
            "family": Choice("affine", tuple(FAMILIES), label="family"),
        }
        | {
            f"{axis}{number}": Number(place, 0, SIZE, label=f"target {number}: {words}", unit="px")
            for number, target in enumerate(TARGETS[:4], start=1)
            for axis, words, place in zip("xy", ("across", "down"), target)
        }
        | {"places": Choice("anywhere", PLACES, label="source points")}
    )
    presets = {
        "too few": Preset(
            {},
            "Two pairs for an affine map: 4 equations, 6 unknowns. Every one of these flags meets both points exactly.",
            lambda r: (r.equations, r.unknowns) == (4, 6) and len(r.shapes) == OTHERS and r.residual < 1e-9,
        ),
        "just enough": Preset(
            {"pairs": 3},
            "Three pairs: 6 equations, 6 unknowns. A triangle goes to any triangle, and nothing is left open.",
            lambda r: (r.equations, r.unknowns) == (6, 6) and len(r.shapes) == 1 and r.residual < 1e-9,
        ),
        "more than enough": Preset(
            {"pairs": 6},
            "Six pairs: 12 equations for 6 unknowns. They disagree, by 2.5 px; the best compromise is drawn.",
            lambda r: r.equations == 12 and len(r.shapes) == 1 and round(r.residual, 1) == 2.5,
        ),
        "a turn, one point": Preset(
            {"family": "Euclidean", "pairs": 1},
            "One pair and a turn: the flag may turn about that point as it likes.",
            lambda r: r.family == "Euclidean" and r.pairs == 1 and len(r.shapes) == OTHERS,
        ),
        "a turn, two points": Preset(
            {"family": "Euclidean"},
            "Two pairs give 4 equations for 3 unknowns. These two are not equally far apart, so it misses both.",
            lambda r: (r.equations, r.unknowns) == (4, 3) and r.residual > 0.5,
        ),
        "projective": Preset(
            {"family": "projective", "pairs": 4},
            "Four pairs, 8 equations, 8 unknowns: any four points go to any four, if no three lie on one line.",
            lambda r: (r.equations, r.unknowns) == (8, 8) and r.residual < 1e-6,
        ),
    }

    def compute(self, family, pairs, places, **dragged):
        target = np.array([[dragged[f"x{n}"], dragged[f"y{n}"]] for n in (1, 2, 3, 4)] + list(TARGETS[4:]), float)
        source = np.array(places[:pairs], dtype=float)
        target = target[:pairs]
        given, unknowns = equations(family, pairs)
        if pairs < FAMILIES[family].points:
            answers = fitting(family, source, target, np.array(GENERAL[pairs:], float), count=OTHERS, spread=30)
        else:
            answers = estimate(family, source, target)[None]
        shapes = np.array([apply(A, FLAG, infinite=True) for A in answers])
        images = apply(answers[0], source)
        residual = float(np.sqrt((residuals(answers[0], source, target) ** 2).mean()))
        return Fit(source, target, shapes, images, equations=given, unknowns=unknowns, residual=residual)

    def draw(self, figure, r):
        names = [["source", "target", "."], ["source", "target", "counts"]]
        parts = figure.subplot_mosaic(names, width_ratios=(37, 37, 24), height_ratios=(3, 1))
        planes = parts["source"], parts["target"]
        for plane in planes:
            plane.set(xlim=(-1, SIZE + 1), ylim=(SIZE + 1, -1), aspect="equal")
            plane.set_axis_off()
            plane.plot([0, SIZE, SIZE, 0, 0], [0, 0, SIZE, SIZE, 0], color="#cccccc", linewidth=1, zorder=0)
        source, self.axes = planes
        source.set_title("source", color=INPUT, weight="bold")
        self.axes.set_title("target: drag the points", color=OUTPUT_INK, weight="bold")
        source.plot(*np.vstack([FLAG, FLAG[:1]]).T, color=INPUT, linewidth=1.5)
        (self.others,) = self.axes.plot([], [], color=tint(OUTPUT, 0.55), linewidth=1)
        (self.flag,) = self.axes.plot([], [], color=OUTPUT, linewidth=2)
        (self.misses,) = self.axes.plot([], [], color=ERROR, linewidth=2.5)
        style = {"linestyle": "none", "markersize": 8, "clip_on": False}
        (self.from_dots,) = source.plot([], [], "o", color=INPUT, **style)
        (self.to_dots,) = self.axes.plot([], [], "o", color=OUTPUT, **style)
        # The numbers are markers, not texts: two points may be dragged to one place.
        style = {"linestyle": "none", "color": INK, "markersize": 9, "markeredgewidth": 0.3, "clip_on": False}
        marks = [f"${number}$" for number in range(1, MOST + 1)]
        self.labels = [[plane.plot([], [], marker=mark, **style)[0] for mark in marks] for plane in planes]
        self.said = Lines(figure, 8.1, 3.75)
        self._draw_counts(parts["counts"])

    def _draw_counts(self, axes):
        axes.set(xlim=(0, 12), ylim=(-0.6, 1.6), xticks=[0, 4, 8, 12], yticks=[])
        axes.spines["left"].set_visible(False)
        rows = ((1, INPUT), (0, REFERENCE))
        self.bars = [axes.barh([row], [0], height=0.7, color=color)[0] for row, color in rows]
        self.numbers = [axes.text(0.2, row, "", va="center", color="white", weight="bold") for row, _ in rows]

    def update(self, r):
        self.flag.set_data(*_outlines(r.shapes[:1]))
        self.others.set_data(*_outlines(r.shapes[1:]))
        self.misses.set_data(*joined_by_nan(np.stack([r.images, r.target], axis=1)))
        self.from_dots.set_data(*r.source.T)
        self.to_dots.set_data(*r.target.T)
        for labels, points in zip(self.labels, (r.source, r.target)):
            for number, label in enumerate(labels):
                label.set_data(*(points[number : number + 1] + [6, -6]).T)
        many = len(r.shapes) > 1
        self.said.show(
            r.family,
            (f"{r.equations} equations", {"color": INPUT}),
            (f"{r.unknowns} unknowns", {"color": "#595959"}),
            "",
            (f"many answers: {OTHERS} of them" if many else "one answer", {"color": KERNEL_INK}),
            ("" if many or r.residual < 1e-6 else f"off by {r.residual:.1f} px", {"color": ERROR_INK}),
        )
        for bar, text, count in zip(self.bars, self.numbers, (r.equations, r.unknowns)):
            bar.set_width(count)
            text.set_text(str(count))

    def describe(self, r):
        places = ", ".join(f"({x:.0f}, {y:.0f})" for x, y in r.target)
        answers = f"Many answers, {len(r.shapes)} are drawn" if len(r.shapes) > 1 else "One answer"
        return (
            f"{r.family}, {counted(r.pairs, 'pair')}, source points {r.shown('places')}, targets {places}: "
            f"{r.equations} equations for {r.unknowns} unknowns. {answers}, off by {r.residual:.2f} px."
        )

    def code(self, family, pairs, places, **dragged):
        target = ([(dragged[f"x{n}"], dragged[f"y{n}"]) for n in (1, 2, 3, 4)] + list(TARGETS[4:]))[:pairs]
        lines = f"""\
import numpy as np
from course_lib import geometry
source = np.array({list(places[:pairs])}, dtype=float)
target = np.array({target}, dtype=float)
"""
        if pairs >= FAMILIES[family].points:
            return (
                lines
                + f"""\
A = geometry.estimate("{family}", source, target)
images = geometry.apply(A, source)
residual = np.sqrt(np.mean(geometry.residuals(A, source, target) ** 2))"""
            )
        return (
            lines
            + f"""\
spare = np.array({list(GENERAL[pairs:])}, dtype=float)
answers = geometry.fitting("{family}", source, target, spare, count={OTHERS}, spread=30)
images = geometry.apply(answers[0], source)"""
        )

    def handles(self):
        return [
            Handle(self.axes, f"x{number}", f"y{number}", f"target point {number}", area="point")
            for number in (1, 2, 3, 4)
        ]


def _outlines(shapes):
    """Return closed polygons to draw; what runs off to infinity is left out."""
    shapes = np.where(np.abs(shapes) < 1e4, shapes, np.nan)
    return joined_by_nan(np.concatenate([shapes, shapes[:, :1]], axis=1))
