"""A hybrid picture of two faces: its parts, what is left of it from afar, and whose face that is."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.fourier.hybrid import likeness_seen, seen_from, turning_distance
from course_lib.fourier.masks import filter_image, highpass, lowpass, radius
from course_lib.fourier.sampling import subsample
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    byte_image,
    panel,
    signed_text,
    tint,
)

FACES = ("astronaut", "cat")
DISTANCES = np.arange(1, 17)
WIDE, HIGH = 2.56, 2.4  # inches of a face: one of its pixels is one of the screen


class HybridSeen(NamedTuple):
    near: str  # the face that is not far
    mixed: np.ndarray  # (240, 256) the hybrid picture
    seen: np.ndarray  # (240, 256) what an eye so far away sees of it
    like_near: float  # correlation with the near face in the finest octave that is seen
    like_far: float  # and with the far face
    curves: np.ndarray  # (2, 16) like_near and like_far at DISTANCES
    turning: float  # the distance from which on it is more like the far face; inf for none


class HybridPicture(Explorer):
    """Who is this, from here and from over there?"""

    title = "A hybrid picture"
    size = (11.05, 3.7)
    controls = {
        "distance": Number(4, 1, 16, label="distance of the eye"),
        "low": Number(0.03, 0.01, 0.15, 0.005, label="low-pass of the far face", unit="cycles per pixel"),
        "high": Number(0.06, 0.01, 0.15, 0.005, label="high-pass of the near face", unit="cycles per pixel"),
        "far": Choice("astronaut", FACES, label="far face; the other is near"),
    }
    presets = {
        "near": Preset(
            {"distance": 1},
            "From near it is a cat.",
            lambda r: r.distance == 1 and r.near == "cat" and r.like_near > 0.95 and r.like_far < 0.1,
        ),
        "far": Preset(
            {"distance": 16},
            "From sixteen times as far it is a smiling woman. Not a pixel has changed.",
            lambda r: r.distance == 16 and r.far == "astronaut" and r.like_far > 0.95 and r.like_near < 0.2,
        ),
        "changes sides": Preset(
            {"distance": 8},
            "Between distance 7 and 8 it changes sides: the finest octave seen lies about between the cut-offs.",
            lambda r: r.turning == 8 == r.distance and abs(0.25 / 8 - r.low) < 0.003 > abs(0.5 / 8 - r.high),
        ),
        "the other way round": Preset(
            {"far": "cat", "high": 0.03},
            "Now the woman is near. Her face is the smoother one, and yet her edges are enough.",
            lambda r: r.near == "astronaut" and r.low == r.high == 0.03 and r.like_near > 0.85,
        ),
        "cut-offs that overlap": Preset(
            {"low": 0.15, "high": 0.01, "distance": 3},
            "Both faces keep their middle waves: two ghosts in one picture, from near and from far.",
            lambda r: r.low > 10 * r.high and min(r.like_near, r.like_far) > 0.4 and r.curves[0].min() > 0.5,
        ),
    }

    def compute(self, far, low, high, distance):
        near = FACES[1 - FACES.index(far)]
        mixed, curves, turning = _mixed(far, near, low, high)
        like_near, like_far = curves[:, distance - 1].tolist()
        return HybridSeen(near, mixed, seen_from(mixed, distance), like_near, like_far, curves=curves, turning=turning)

    def draw(self, figure, r):
        self.parts, self.names = [], []
        for bottom, color in ((1.95, INPUT), (0.3, KERNEL_INK)):
            axes = panel(figure, 0.15, bottom, WIDE / 2, HIGH / 2)
            self.parts.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(0, 1, 0, 1), aspect="auto"))
            self.names.append(axes.set_title("", color=color, fontsize=11))
        self.images, self.above = [], []
        for left, color in ((1.98, INK), (4.78, OUTPUT_INK)):
            axes = panel(figure, left, 0.3, WIDE, HIGH)
            self.images.append(axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=(-1, 1, -1, 1), aspect="auto"))
            axes.set(xlim=(-1, 1), ylim=(-1, 1), autoscale_on=False)
            axes.plot([-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1], color=tint(REFERENCE, 0.4), linewidth=1, clip_on=False)
            self.above.append(Lines(figure, left, 3.24, spacing=0.25, color=color, weight="bold"))
        self.above[1].show("what the eye gets of it,", "enlarged")
        room = figure.add_gridspec(2, 2, width_ratios=(7.6, 2.75), height_ratios=(0.95, 2))
        self.axes = figure.add_subplot(room[1, 1])
        self._draw_likeness()
        self.said = Lines(figure, 7.65, 3.3, spacing=0.25, weight="bold")

    def _draw_likeness(self):
        self.axes.set(xlim=(0.5, 16.5), ylim=(-0.05, 1.05), xlabel="distance", ylabel="likeness")
        self.axes.set(xticks=[1, 4, 8, 12, 16], yticks=[0, 0.5, 1])
        (self.here,) = self.axes.plot([1, 1], [-0.05, 1.05], color=REFERENCE, linewidth=1.5)
        (self.far,) = self.axes.plot(DISTANCES, DISTANCES, "o-", color=INPUT, markersize=4)
        (self.near,) = self.axes.plot(DISTANCES, DISTANCES, "s--", color=KERNEL, markersize=4)

    def update(self, r):
        self.parts[0].set_data(byte_image(_coarse(r.far, r.low)))
        self.parts[1].set_data(byte_image(_fine(r.near, r.high) + 0.5))
        self.names[0].set_text(f"{r.far}, low-pass")
        self.names[1].set_text(f"+ {r.near}, high-pass")
        small = subsample(r.mixed, r.distance, "Gaussian")
        self.images[0].set_data(byte_image(small))
        half = 1 / r.distance
        self.images[0].set_extent((-half, half, -half, half))
        self.images[1].set_data(byte_image(r.seen))
        self.above[0].show("the two added, as large", f"as from distance {r.distance}")
        self.here.set_xdata([r.distance] * 2)
        self.near.set_ydata(r.curves[0])
        self.far.set_ydata(r.curves[1])
        self.said.show(
            (f"■ like the {r.near}: {signed_text(r.like_near)}", {"color": KERNEL_INK}),
            (f"● like the {r.far}: {signed_text(r.like_far)}", {"color": INPUT}),
            (f"finest waves seen: {0.5 / r.distance:.3f} cycles per pixel", {"weight": "normal", "fontsize": 11}),
        )

    def describe(self, r):
        turning = f"from distance {r.turning:.0f} on" if np.isfinite(r.turning) else "at no distance up to 16"
        return (
            f"The {r.far} below {r.low:.3f} plus the {r.near} above {r.high:.3f} cycles per pixel. At distance "
            f"{r.distance} the finest waves seen have {0.5 / r.distance:.4f}; the picture is like the {r.near} by "
            f"{signed_text(r.like_near)}, like the {r.far} by {signed_text(r.like_far)}. It is more like the {r.far} "
            f"{turning}. The brightest pixel seen is {r.seen.max():.4f}."
        )

    def code(self, far, low, high, distance):
        near = FACES[1 - FACES.index(far)]
        return f"""\
import numpy as np
from course_lib import data
from course_lib.fourier.hybrid import hybrid, likeness_seen, seen_from, turning_distance
far_face, near_face = data.image("face_{far}"), data.image("face_{near}")
mixed = hybrid(far_face, near_face, {low}, {high})
seen = seen_from(mixed, {distance})
distances = np.arange(1, 17)
curves = [likeness_seen(mixed, face, distances) for face in (near_face, far_face)]
turning = turning_distance(distances, *curves)
like_near, like_far = curves[0][{distance - 1}], curves[1][{distance - 1}]"""

    def handles(self):
        return [Handle(self.axes, "distance", None, "distance")]


@lru_cache
def _face(name):
    return data.image(f"face_{name}")


@lru_cache(maxsize=32)
def _mixed(far, near, low, high):
    # The two parts of `hybrid`, kept apart: moving one cut-off leaves the other part as it is.
    mixed = _coarse(far, low) + _fine(near, high)
    curves = np.stack([likeness_seen(mixed, _face(name), DISTANCES) for name in (near, far)])
    return mixed, curves, turning_distance(DISTANCES, *curves)


@lru_cache(maxsize=32)
def _coarse(name, cutoff):
    return filter_image(_face(name), lowpass(_radius(), cutoff))


@lru_cache(maxsize=32)
def _fine(name, cutoff):
    return filter_image(_face(name), highpass(_radius(), cutoff))


@lru_cache
def _radius():
    return radius(_face(FACES[0]).shape)
