"""Exercises of `16_epipolar_geometry`."""

import numpy as np

from course_lib.geometry.cameras import camera_rotation, intrinsics, skew_matrix
from course_lib.geometry.eight_point import hartley_transform
from course_lib.geometry.epipolar import epipoles, essential_matrix, fundamental_from_essential
from course_lib.geometry.ransac import tries_needed
from course_lib.geometry.stereo import depth_from_disparity
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "16_epipolar_geometry"
_RNG = np.random.default_rng(16)


# ---- recall: what gives what?

WHAT = Exercise(
    name="what-gives-what",
    title="What gives what?",
    prompt=(
        "x is in the first picture, x' in the second, and x · F x' = 0. Answer in one word each: point, line, or "
        "nothing.\n\n"
        "1. A point x of the first picture gives a ... in the second.\n\n"
        "2. All lines F x' go through one ...\n\n"
        "3. If the camera only turned, a point x gives a ... in the second picture.\n\n"
        "4. F e', with the epipole e' of the second picture, is ..."
    ),
    starter='answer = ("...", "...", "...", "...")',
    reference=("line", "point", "point", "nothing"),
    cases=None,
    mistakes=[
        Mistake("Each depth on the ray of x has its own image. They all lie on something.",
                ("point", "point", "point", "nothing")),
        Mistake("They are lines already. What do they share?", ("line", "line", "point", "nothing")),
        Mistake("Without a baseline the depth does not matter. How many images has x then?",
                ("line", "point", "line", "nothing")),
        Mistake("e' is what F takes to 0. No line belongs to it.", ("line", "point", "point", "line")),
        Mistake("A homography joins the pictures of a camera that turned: point to point.",
                ("line", "point", "nothing", "nothing")),
    ],
    hints=(
        "Move the point along its ray in the first explorer. Then try the preset of the pure rotation.",
        "One line, two points, one nothing.",
    ),
    explanation="The epipole e' is the image of the first camera's centre: it lies on every line, so it chooses none.",
)  # fmt: skip


# ---- implement: E from a pose


def essential(R, t):
    tx, ty, tz = t
    return np.array([[0, -tz, ty], [tz, 0, -tx], [-ty, tx, 0]]) @ R


_POSES = [
    (camera_rotation(yaw=20, pitch=-5), np.array([1.0, 0.2, 0.1])),
    (np.eye(3), np.array([1.0, 0.0, 0.0])),
    (camera_rotation(roll=30, yaw=-40), np.array([-0.3, 0.5, 2.0])),
]

ESSENTIAL = Exercise(
    name="essential-from-pose",
    title="The essential matrix",
    prompt=(
        "A point has coordinates X = R X' + t in the first camera when it has X' in the second. Write "
        "`essential(R, t)`: the matrix E with x · E x' = 0 for the two rays."
    ),
    starter="def essential(R, t): ...",
    reference=essential_matrix,
    solution=essential,
    cases=_POSES,
    mistakes=[
        Mistake("[t]ₓ alone is enough only for a camera that does not turn.", lambda R, t: skew_matrix(t)),
        Mistake("First R, then the cross product with t: what is done first stands last.",
                lambda R, t: R @ skew_matrix(t)),
        Mistake("That is OpenCV's: the transpose, for x' · E x = 0.", lambda R, t: essential(R, t).T),
        Mistake("R takes the second camera's rays into the first, so it is not transposed.",
                lambda R, t: skew_matrix(t) @ R.T),
        Mistake("The signs of [t]ₓ: [t]ₓ v must be t × v, not v × t.", lambda R, t: -essential(R, t)),
    ],
    hints=(
        "x · (t × R x') = 0. Write the cross product with t as a matrix.",
        "For t = (1, 0, 0) and no rotation it is [[0, 0, 0], [0, 0, −1], [0, 1, 0]].",
    ),
    explanation="t, x and R x' lie in one plane, so the volume that they span is 0.",
)  # fmt: skip


# ---- implement: F from E


def fundamental(E, K1, K2):
    return np.linalg.inv(K1).T @ E @ np.linalg.inv(K2)


_K1, _K2 = intrinsics(500, (240, 180)), intrinsics(430, (200, 150))
_E = essential_matrix(*_POSES[0])

FUNDAMENTAL = Exercise(
    name="fundamental-from-essential",
    title="From rays to pixels",
    prompt=(
        "Pixels are K times rays. Write `fundamental(E, K1, K2)`: the matrix F with x · F x' = 0 for pixels, if E is "
        "that of the rays. The notes have K⁻ᵀ E⁻¹ K'⁻¹, which cannot be: E has no inverse."
    ),
    starter="def fundamental(E, K1, K2): ...",
    reference=fundamental_from_essential,
    solution=fundamental,
    cases=[(_E, _K1, _K2), (essential_matrix(*_POSES[2]), _K2, _K1), (_E, np.eye(3), _K2)],
    tolerance=1e-9,
    mistakes=[
        Mistake("That takes rays to pixels. You have pixels and want rays: the inverse.",
                lambda E, K1, K2: K1.T @ E @ K2),
        Mistake("The left one is transposed: (K⁻¹ x) · v is x · (K⁻ᵀ v).",
                lambda E, K1, K2: np.linalg.inv(K1) @ E @ np.linalg.inv(K2)),
        Mistake("The first picture's K stands at the left, where x does.",
                lambda E, K1, K2: fundamental(E, K2, K1)),
        Mistake("E is singular. What `pinv` gives instead is another matrix.",
                lambda E, K1, K2: fundamental(np.linalg.pinv(E), K1, K2)),
    ],
    hints=(
        "A ray is K⁻¹ times (x, y, 1). Put that into the equation of E, on both sides.",
        "Three factors. Only the left one is transposed.",
    ),
    explanation="x̂ · E x̂' with x̂ = K⁻¹x and x̂' = K'⁻¹x' is x · K⁻ᵀ E K'⁻¹ x'.",
)  # fmt: skip


# ---- implement: an epipole


def epipole(F):
    e = np.linalg.svd(F)[2][-1]
    return e[:2] / e[2]


_FS = [fundamental_from_essential(essential_matrix(*pose), _K1, _K2) for pose in (_POSES[0], _POSES[2])]
_FORWARD = fundamental_from_essential(essential_matrix(np.eye(3), [0.1, -0.2, 1.0]), _K1, _K2)

EPIPOLE = Exercise(
    name="find-the-epipole",
    title="Find the epipole",
    prompt=(
        "Write `epipole(F)`: the point (x, y) of the second picture with F e' = 0. `np.linalg.svd(F)` gives U, s "
        "and V transposed, with the smallest singular value last."
    ),
    starter="def epipole(F): ...",
    reference=lambda F: epipoles(F).second[:2],
    solution=epipole,
    cases=[(_FS[0],), (_FS[1],), (_FORWARD,)],
    tolerance=1e-5,
    mistakes=[
        Mistake("That is the epipole of the first picture: e · F = 0.", lambda F: epipole(F.T)),
        Mistake("Three numbers came out. Divide by the third.", lambda F: np.linalg.svd(F)[2][-1][:2]),
        Mistake("The third output of `svd` is V transposed: its rows are what you look for.",
                lambda F: np.linalg.svd(F)[2][:, -1][:2] / np.linalg.svd(F)[2][2, -1]),
        Mistake("The first row belongs to the largest singular value.",
                lambda F: np.linalg.svd(F)[2][0][:2] / np.linalg.svd(F)[2][0][2]),
    ],
    hints=(
        "Which direction does F press to nothing? That of the singular value 0.",
        "It is the last row of V transposed, a homogeneous point.",
    ),
    explanation="Rank two leaves one direction that F takes to 0: the image of the first camera's centre.",
)  # fmt: skip


# ---- implement: Hartley's normalisation


def normaliser(points):
    middle = points.mean(axis=0)
    s = np.sqrt(2) / np.linalg.norm(points - middle, axis=1).mean()
    return np.array([[s, 0, -s * middle[0]], [0, s, -s * middle[1]], [0, 0, 1]])


def _scaled_only(points, distance):
    return np.diag([np.sqrt(2) / distance(points)] * 2 + [1.0])


_CLOUD = _RNG.uniform(0, 500, (9, 2)).round(1)

NORMALISE = Exercise(
    name="normalise-points",
    title="In defence of eight points",
    prompt=(
        "Write `normaliser(points)`: the 3×3 matrix that moves the points, (N, 2), so that their mean is 0 and their "
        "mean distance from it is √2."
    ),
    starter="def normaliser(points): ...",
    reference=hartley_transform,
    solution=normaliser,
    cases=[(_CLOUD,), (_CLOUD[:3] + 1000,), (np.array([[10.0, 10.0], [30.0, 10.0]]),)],
    mistakes=[
        Mistake("Scaled, and not moved: the mean is not 0.",
                lambda points: _scaled_only(points, lambda p: np.linalg.norm(p - p.mean(axis=0), axis=1).mean())),
        Mistake("Moved, and not scaled.", lambda points: np.array(
            [[1, 0, -points[:, 0].mean()], [0, 1, -points[:, 1].mean()], [0, 0, 1]])),
        Mistake("First move, then scale: the shift is scaled as well.", lambda points: np.array(
            [[normaliser(points)[0, 0], 0, -points[:, 0].mean()], [0, normaliser(points)[0, 0], -points[:, 1].mean()],
             [0, 0, 1]])),
        Mistake("The mean distance shall be √2, not 1.",
                lambda points: np.diag([0.5**0.5, 0.5**0.5, 1]) @ normaliser(points)),
        Mistake("The distance from the mean, not from the origin, sets the scale.",
                lambda points: np.diag([np.linalg.norm(points - points.mean(axis=0), axis=1).mean()
                                        / np.linalg.norm(points, axis=1).mean()] * 2 + [1]) @ normaliser(points)),
    ],
    hints=(
        "A scale s and a shift. What must s be, and what happens to the shift when you scale after it?",
        "[[s, 0, −s·mx], [0, s, −s·my], [0, 0, 1]], with s = √2 over the mean distance.",
    ),
    explanation="Then all columns of the equations are about 1 in size, and an error in one cannot drown the others.",
)  # fmt: skip


# ---- investigate: how many tries, how far away?

TRIES = Exercise(
    name="how-many-tries",
    title="How many tries?",
    prompt=(
        "RANSAC draws 8 matches at a time. How many draws make it 99 % sure that one has no wrong match, if 30 %, "
        "then 50 %, then 70 % of them are wrong? And how many for 70 % wrong with an algorithm that needs only 5? "
        "Use `tries_needed(inlier_share, sample=8)` of `course_lib.geometry.ransac`. Guess the third one first."
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=(tries_needed(0.7), tries_needed(0.5), tries_needed(0.3), tries_needed(0.3, sample=5)),
    cases=None,
    mistakes=[
        Mistake("The argument is the share of right matches.",
                (tries_needed(0.3), tries_needed(0.5), tries_needed(0.7), tries_needed(0.7, sample=5))),
        Mistake("One clean draw is expected after 1/share⁸ tries. To be 99 % sure takes 4.6 times as many.",
                tuple(int(np.ceil(1 / share**count)) for share, count in ((0.7, 8), (0.5, 8), (0.3, 8), (0.3, 5)))),
        Mistake("The last one draws 5 matches, not 8.",
                (tries_needed(0.7), tries_needed(0.5), tries_needed(0.3), tries_needed(0.3))),
    ],
    hints=(
        "All 8 must be right at once: the share of right ones, to the power of 8.",
        "They are 78, 1177, more than 70 000, and fewer than 2000.",
    ),
    explanation="0.3⁸ is one in 15 000. Five at a time are clean once in 400: smaller samples are worth a lot.",
)  # fmt: skip


def depth(disparity, focal_length, baseline):
    return focal_length * baseline / disparity


DEPTH = Exercise(
    name="depth-and-its-error",
    title="Twice as far",
    prompt=(
        "Write `depth(disparity, focal_length, baseline)` for a rectified pair: disparity and focal length in pixels, "
        "the depth in the unit of the baseline. Then try 20 and 19 px, and 10 and 9 px: where is one pixel worth more?"
    ),
    starter="def depth(disparity, focal_length, baseline): ...",
    reference=lambda disparity, focal_length, baseline: float(depth_from_disparity(disparity, focal_length, baseline)),
    solution=depth,
    cases=[(20.0, 500.0, 0.2), (10.0, 500.0, 0.2), (1.5, 700.0, 0.1), (64.0, 1000.0, 193.0)],
    mistakes=[
        Mistake("Near things move more from picture to picture: the disparity divides.", lambda d, f, b: f * d / b),
        Mistake("A longer baseline makes the same depth move more. It multiplies.", lambda d, f, b: f / (d * b)),
        Mistake("The focal length in pixels cancels those of the disparity.", lambda d, f, b: b / d),
        Mistake("That is the disparity's share of the picture, not a depth.", lambda d, f, b: d * b / f),
    ],
    hints=(
        "Similar triangles: depth is to baseline as focal length is to disparity.",
        "20 px, 500 px and 0.2 m give 5 m.",
    ),
    explanation="At 5 m one pixel is worth 0.26 m, at 10 m 1.1 m: four times as much for twice the distance.",
)


EXERCISES = [WHAT, ESSENTIAL, FUNDAMENTAL, EPIPOLE, NORMALISE, TRIES, DEPTH]
