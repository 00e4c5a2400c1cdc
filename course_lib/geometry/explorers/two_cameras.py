"""Two cameras in space: a point on its ray, the plane it spans with the baseline, and the line it draws."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.patches import Polygon

from course_lib.geometry.cameras import camera_rotation, intrinsics, project, rays, to_first, to_second
from course_lib.geometry.epipolar import (
    epipolar_distances,
    epipolar_lines1,
    epipolar_lines2,
    epipoles,
    essential_matrix,
    fundamental_from_essential,
)
from course_lib.geometry.lines import clip_lines
from course_lib.kit.explorer import Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    REFERENCE,
    Lines,
    caption,
    panel,
    signed_text,
)

WIDTH, HEIGHT = 320, 240  # of both pictures, pixels
K = intrinsics(260, (159.5, 119.5))  # of both cameras
VIEW = camera_rotation(yaw=-38, pitch=-24)  # from where the space is drawn: from above, beside and behind
DEPTHS = np.linspace(3, 12, 19)  # metres, where else on the ray the point might be


class EpipolarPlane(NamedTuple):
    point: np.ndarray  # (3,) in space, metres, in the first camera's coordinates
    rotation: np.ndarray  # (3, 3) R of the second camera
    translation: np.ndarray  # (3,) t, metres
    match: np.ndarray  # (2,) the point in the second picture
    others: np.ndarray  # (19, 2) where it would be at other depths; nan behind the second camera
    first: np.ndarray  # (3,) epipole e, homogeneous; nan without a baseline
    second: np.ndarray  # (3,) epipole e'
    line1: np.ndarray  # (3,) F x'; nan without a baseline
    line2: np.ndarray  # (3,) F^T x
    miss: float  # pixels, of the match from its line


class TwoCameras(Explorer):
    """What does one picture say about the other?"""

    title = "Two cameras in space"
    size = (11, 4.7)
    controls = {
        "depth": Number(5.0, 3.0, 12.0, 0.1, label="distance of the point, along its ray", unit="m"),
        "tx": Number(2.4, -2.0, 3.0, 0.1, label="second camera: to the right", unit="m"),
        "tz": Number(0.8, -1.0, 3.0, 0.1, label="second camera: ahead", unit="m"),
        "yaw": Number(-24, -40, 40, 1, label="second camera: turned to the right", unit="degrees"),
        "x": Number(190, 20, 300, label="point in the first picture: across", unit="px"),
        "y": Number(90, 20, 220, label="point in the first picture: down", unit="px"),
    }
    presets = {
        "converging": Preset(
            {},
            "Move the point along its ray. The first picture does not change; the second draws a line.",
            lambda r: r.miss < 1e-9 and np.ptp(r.others[:, 0]) > 50,
        ),
        "sideways": Preset(
            {"tx": 2.0, "tz": 0.0, "yaw": 0},
            "Side by side, looking the same way: the epipoles are at infinity, and every line is level.",
            lambda r: r.first[2] == r.second[2] == 0 and abs(r.match[1] - r.y) < 1e-9,
        ),
        "forward": Preset(
            {"tx": 0.0, "tz": 1.2, "yaw": 0},
            "Straight ahead: both epipoles are in the middle of the picture, and points run away from there.",
            lambda r: np.allclose(r.first[:2], (159.5, 119.5)) and np.allclose(r.second, r.first),
        ),
        "in the picture": Preset(
            {"tx": 1.2, "tz": 2.8, "yaw": -20},
            "The first camera sees the second one: its epipole is the picture of the other camera's centre.",
            lambda r: 0 < r.first[0] < WIDTH and np.allclose(project([r.translation], K)[0], r.first[:2]),
        ),
        "pure rotation": Preset(
            {"tx": 0.0, "tz": 0.0, "yaw": -10},
            "Only turned: no baseline, no plane, no line. The point is at one place at every distance.",
            lambda r: np.isnan(r.line2).all() and np.ptp(r.others, axis=0).max() < 1e-9,
        ),
    }

    def compute(self, depth, tx, tz, yaw, x, y):
        ray = rays([[x, y]], K)
        point, ahead = depth * ray, DEPTHS[:, None] * ray
        rotation, translation = camera_rotation(yaw=yaw), np.array([tx, 0.0, tz])
        match = project(point, K, rotation, translation)
        others = np.full((len(DEPTHS), 2), np.nan)
        seen = to_second(ahead, rotation, translation)[:, 2] > 0.05
        others[seen] = project(ahead[seen], K, rotation, translation)
        return EpipolarPlane(
            point[0],
            rotation,
            translation,
            match=match[0],
            others=others,
            **_lines(np.array([[x, y]], dtype=float), match, rotation, translation),
        )

    def draw(self, figure, r):
        space = panel(figure, 0.1, 0.15, 4.9, 4.3)
        space.set(xlim=(-4.4, 4.4), ylim=(3.7, -4.0))
        self.plane = space.add_patch(Polygon(np.zeros((3, 2)), closed=True, facecolor=OUTPUT, alpha=0.22, linewidth=0))
        space.plot(*_flat(_camera(np.eye(3), np.zeros(3))).T, color=INPUT, linewidth=1.6)
        (self.camera,) = space.plot([], [], color=KERNEL, linewidth=1.6)
        (self.ray,) = space.plot([], [], color=INPUT, linewidth=1.2)
        (self.other_ray,) = space.plot([], [], color=KERNEL, linewidth=1.2, linestyle="--")
        (self.baseline,) = space.plot([], [], color=OUTPUT, linewidth=2.5)
        (self.point,) = space.plot([], [], "o", color=OUTPUT, markersize=10, markeredgecolor="white")
        caption(figure, 0.15, 4.45, "space, seen from above and behind", weight="bold")
        caption(figure, 0.15, 0.15, "— baseline, with the point: the epipolar plane", color=OUTPUT_INK)
        names = (("first picture: drag the point", INPUT), ("second picture", KERNEL_INK))
        self.pictures = []
        for left, (name, color) in zip((5.15, 8.1), names):
            axes = panel(figure, left, 2.0, 2.8, 2.1)
            axes.set(xlim=(-0.5, WIDTH - 0.5), ylim=(HEIGHT - 0.5, -0.5))
            axes.plot([-0.5, WIDTH, WIDTH, -0.5, -0.5], [-0.5, -0.5, HEIGHT, HEIGHT, -0.5], color=color, linewidth=2)
            caption(figure, left, 4.25, name, color=color, weight="bold")
            (line,) = axes.plot([], [], color=OUTPUT, linewidth=2)
            (dot,) = axes.plot([], [], "o", color=OUTPUT, markersize=10, markeredgecolor="white")
            (pole,) = axes.plot([], [], "X", color=ERROR, markersize=11, markeredgecolor="white")
            self.pictures.append((axes, line, dot, pole))
        (self.others,) = self.pictures[1][0].plot([], [], "o", color=REFERENCE, markersize=4)
        self.axes = self.pictures[0][0]
        self.poles = [caption(figure, left, 1.7, color=ERROR_INK, fontsize=11) for left in (5.15, 8.1)]
        self.said = Lines(figure, 5.15, 1.2, spacing=0.35)

    def update(self, r):
        centre = r.translation
        for artist, places in (
            (self.camera, _camera(r.rotation, centre)),
            (self.ray, [np.zeros(3), 1.5 * r.point]),
            (self.other_ray, [centre, r.point]),
            (self.baseline, [np.zeros(3), centre]),
            (self.point, [r.point]),
        ):
            artist.set_data(*_flat(np.array(places)).T)
        self.plane.set_xy(_flat(np.array([np.zeros(3), centre, r.point])))
        places = ((r.x, r.y), r.match), (r.line1, r.line2), (r.first, r.second)
        for (_, line, dot, pole), (x, y), coefficients, epipole in zip(self.pictures, *places):
            dot.set_data([x], [y])
            line.set_data(*_ends(coefficients))
            pole.set_data(*(epipole[:2, None] if epipole[2] == 1 else np.full((2, 1), np.nan)))
        self.others.set_data(*r.others.T)
        for text, name, epipole in zip(self.poles, ("e", "e'"), (r.first, r.second)):
            text.set_text(_where(name, epipole))
        missed = "no baseline: no line" if np.isnan(r.line2).all() else f"the match is {r.miss:.1f} px off its line"
        inside = (r.match > -0.5).all() and (r.match < (WIDTH - 0.5, HEIGHT - 0.5)).all()
        dots = "small dots: the same point of the first picture at other distances"
        self.said.show(
            f"the point is {r.depth:.1f} m ahead: ({', '.join(map(signed_text, r.point))}) m",
            (missed, {"color": OUTPUT_INK}),
            dots if inside else "the second camera does not see the point: it is beside the picture",
        )

    def describe(self, r):
        line = "no line" if np.isnan(r.line2).all() else f"{r.miss:.2f} px off its line"
        first, second = _where("e", r.first), _where("e'", r.second)
        return (
            f"Second camera {r.tx:.1f} m to the right, {r.tz:.1f} m ahead, turned by {r.yaw} degrees. The point at "
            f"({r.x}, {r.y}), {r.depth:.1f} m away, is at ({r.match[0]:.1f}, {r.match[1]:.1f}) in the "
            f"second picture, {line}. {first}; {second}."
        )

    def code(self, depth, tx, tz, yaw, x, y):
        lines = f"""\
import numpy as np
from course_lib.geometry import cameras, epipolar
K = cameras.intrinsics(260, (159.5, 119.5))
rotation, translation = cameras.camera_rotation(yaw={yaw}), np.array([{tx}, 0.0, {tz}])
point = {depth} * cameras.rays([[{x}, {y}]], K)[0]
match = cameras.project([point], K, rotation, translation)[0]"""
        if not (tx or tz):
            return lines
        return (
            lines
            + f"""
E = epipolar.essential_matrix(rotation, translation)
F = epipolar.fundamental_from_essential(E, K, K)
first, second = epipolar.epipoles(F)
line1, line2 = epipolar.epipolar_lines1(F, [match])[0], epipolar.epipolar_lines2(F, [[{x}, {y}]])[0]"""
        )

    def handles(self):
        return [Handle(self.axes, "x", "y", "point in the first picture")]


def _lines(place, match, rotation, translation):
    """Return what the two views say of each other; nan without a baseline."""
    if not translation.any():
        return dict.fromkeys(("first", "second", "line1", "line2"), np.full(3, np.nan)) | {"miss": 0.0}
    F = fundamental_from_essential(essential_matrix(rotation, translation), K, K)
    return epipoles(F)._asdict() | {
        "line1": epipolar_lines1(F, match)[0],
        "line2": epipolar_lines2(F, place)[0],
        "miss": float(epipolar_distances(F, place, match).second[0]),
    }


def _flat(points):
    """Return points of space (N, 3) where the overview shows them: (N, 2), metres on the paper, y down."""
    return to_second(points - np.array([0.0, 0.0, 4.0]), VIEW, np.zeros(3))[:, :2]


@lru_cache(maxsize=1)
def _corners():
    return 1.5 * rays([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], K)  # (4, 3), on a plane 1.5 m ahead


def _camera(rotation, centre):
    """Return a camera as one line of points (N, 3): from its centre to each corner, and around its picture."""
    corners = to_first(_corners(), rotation, centre)
    a, b, c, d = corners
    return np.array([centre, a, b, centre, c, d, centre, d, a, b, c])


def _ends(line):
    if np.isnan(line).any():
        return np.full((2, 2), np.nan)
    return clip_lines([line], WIDTH, HEIGHT)[0].T


def _where(name, epipole):
    if np.isnan(epipole).any():
        return f"no epipole {name}"
    if epipole[2] == 0:
        return f"epipole {name} at infinity"
    return f"epipole {name} at ({signed_text(epipole[0], 1)}, {signed_text(epipole[1], 1)})"
