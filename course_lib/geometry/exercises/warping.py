"""Exercises of `15_image_warping`."""

import numpy as np

from course_lib.geometry.estimation import estimate_affine, estimate_translation
from course_lib.geometry.homogeneous import meet
from course_lib.geometry.interpolation import sample
from course_lib.geometry.transforms import apply, compose, rotation, scaling, translation
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "15_image_warping"
_RNG = np.random.default_rng(15)


# ---- recall: which family?

FAMILY = Exercise(
    name="which-family",
    title="How much freedom?",
    prompt=(
        "A scanner moves pages and turns them, and never changes their size. A camera on a pole looks straight down "
        "at pages and may be higher or lower, too. A hand-held camera looks at them from anywhere.\n\n"
        "1. degrees of freedom of the scanner's transformation\n\n"
        "2. pairs of points that fix the camera on the pole\n\n"
        "3. pairs of points that fix the hand-held camera\n\n"
        "4. equations that these last pairs give"
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=(3, 2, 4, 8),
    cases=None,
    mistakes=[
        Mistake("The turn is one number, and the shift is two.", (2, 2, 4, 8)),
        Mistake("Four numbers, and each pair gives two equations.", (3, 4, 4, 8)),
        Mistake("From anywhere parallels are lost. That is not affine.", (3, 2, 3, 6)),
        Mistake("Nine numbers, but a common factor changes nothing: 8. Two equations a pair.", (3, 2, 5, 9)),
        Mistake("Each pair of points gives an equation for x and one for y.", (3, 2, 4, 4)),
    ],
    hints=(
        "Name the families first: Euclidean, similarity, projective.",
        "Their degrees of freedom are 3, 4 and 8. Divide by two, and round up.",
    ),
    explanation="Euclidean 3, similarity 4, projective 8 degrees of freedom; each pair gives two equations.",
)


# ---- implement: turn about a point


def turn_about(angle, x, y):
    return compose(translation(-x, -y), rotation(angle), translation(x, y))


TURN = Exercise(
    name="turn-about-a-point",
    title="Turn about a point",
    prompt=(
        "Write `turn(angle, x, y)`: the 3×3 matrix that turns by `angle` degrees, from x towards y, about the point "
        "(x, y). That point must stay where it is. Use `np.radians`, and `@` for the product of matrices."
    ),
    starter="def turn(angle, x, y): ...",
    reference=lambda angle, x, y: rotation(angle, about=(x, y)),
    solution=turn_about,
    cases=[(90, 1.0, 0.0), (30, 10.0, -4.0), (-120, 3.0, 7.0), (45, 0.0, 0.0), (180, 100.0, 60.0)],
    mistakes=[
        Mistake("That turns about the origin. The point (x, y) moves.", lambda angle, x, y: rotation(angle)),
        Mistake(
            "First to the origin, then the turn, then back. What is done first stands last in the product.",
            lambda angle, x, y: compose(translation(x, y), rotation(angle), translation(-x, -y)),
        ),
        Mistake("The angle goes the other way: from x towards y.", lambda angle, x, y: turn_about(-angle, x, y)),
        Mistake(
            "`np.cos` takes radians.",
            lambda angle, x, y: turn_about(np.degrees(angle), x, y),
        ),
        Mistake(
            "You moved to the origin and turned, and did not move back.",
            lambda angle, x, y: compose(translation(-x, -y), rotation(angle)),
        ),
    ],
    hints=(
        "Three steps: move the point to the origin, turn, move back.",
        "turn(90, 1, 0) takes (1, 0) to itself and (2, 0) to (1, 1).",
    ),
    explanation="The first step stands rightmost: T(x, y) · R · T(−x, −y).",
)


# ---- implement: apply a homography


def moved(A, points):
    images = np.column_stack([points, np.ones(len(points))]) @ np.transpose(A)
    return images[:, :2] / images[:, 2:]


_H = np.array([[1.2, 0.1, 5.0], [-0.2, 0.9, 3.0], [0.002, -0.001, 1.0]])
_POINTS = _RNG.uniform(0, 100, (6, 2)).round(1)

MOVED = Exercise(
    name="apply-a-homography",
    title="Nine numbers at work",
    prompt=(
        "Write `moved(A, points)`: where the 3×3 matrix `A` takes the points, an array (N, 2) of (x, y). Put a 1 "
        "behind each point, multiply, and come back to two numbers."
    ),
    starter="def moved(A, points): ...",
    reference=apply,
    solution=moved,
    cases=[
        (_H, _POINTS),
        (translation(3, 4), np.array([[1.0, 1.0], [0.0, 2.0]])),
        (2 * _H, _POINTS[:3]),
        (scaling(2, 0.5), np.array([[3.0, 8.0]])),
    ],
    mistakes=[
        Mistake(
            "The third number is not 1 afterwards. What does (x, y, w) stand for?",
            lambda A, points: (np.column_stack([points, np.ones(len(points))]) @ np.transpose(A))[:, :2],
        ),
        Mistake(
            "The matrix stands left of a column. With points as rows it must be transposed.",
            lambda A, points: moved(np.transpose(A), points),
        ),
        Mistake(
            "Only the last row of A decides what to divide by, and it is not the same for all points.",
            lambda A, points: (np.column_stack([points, np.ones(len(points))]) @ np.transpose(A))[:, :2] / A[2][2],
        ),
        Mistake(
            "A 0 behind a point makes it a direction.", lambda A, points: np.asarray(points) @ np.transpose(A)[:2, :2]
        ),
    ],
    hints=(
        "`np.column_stack([points, np.ones(len(points))])` is (N, 3). The images are rows times the transposed matrix.",
        "Then divide the first two columns by the third.",
    ),
    explanation="Twice the matrix gives the same points: the factor cancels in the division.",
)


# ---- implement: look back


def bilinear(image, x, y):
    column, row = int(np.floor(x)), int(np.floor(y))
    across, down = x - column, y - row
    upper = (1 - across) * image[row, column] + across * image[row, column + 1]
    lower = (1 - across) * image[row + 1, column] + across * image[row + 1, column + 1]
    return (1 - down) * upper + down * lower


_IMAGE = _RNG.integers(0, 100, (5, 7)).astype(float)

BILINEAR = Exercise(
    name="between-four-pixels",
    title="Between four pixels",
    prompt=(
        "Write `value(image, x, y)`: the bilinear value of a grey picture, an array (H, W), at the place (x, y). "
        "Pixel (row, column) has its centre at x = column, y = row. The place always has four pixels around it."
    ),
    starter="def value(image, x, y): ...",
    reference=lambda image, x, y: float(sample(image, np.array(x), np.array(y))),
    solution=bilinear,
    cases=[(_IMAGE, 2.25, 1.5), (_IMAGE, 0.0, 0.0), (_IMAGE, 4.9, 3.2), (_IMAGE, 3.0, 2.75), (_IMAGE, 5.5, 0.125)],
    mistakes=[
        Mistake("In an array the row comes first, and the row is y.",
                lambda image, x, y: bilinear(np.pad(image, ((0, 5), (0, 5)), mode="edge"), y, x)),
        Mistake("That is the nearest pixel.",
                lambda image, x, y: image[int(np.floor(y + 0.5)), int(np.floor(x + 0.5))]),
        Mistake("That is the pixel before. It needs its three neighbours.", lambda image, x, y: image[int(y), int(x)]),
        Mistake(
            "The nearer pixel gets the larger weight: 1 minus the distance.",
            lambda image, x, y: bilinear(image, 2 * np.floor(x) + 1 - x, 2 * np.floor(y) + 1 - y),
        ),
        Mistake(
            "The plain mean of the four is right only in the middle between them.",
            lambda image, x, y: image[int(y) : int(y) + 2, int(x) : int(x) + 2].mean(),
        ),
    ],
    hints=(
        "How far is (x, y) behind the pixel above and left of it? Blend along x twice, then along y.",
        "In [[0, 10], [20, 30]] the value at (0.25, 0.5) is 12.5.",
    ),
    explanation="Each pixel weighs (1 − distance along x)·(1 − distance along y).",
)  # fmt: skip


# ---- implement: an affine map from three points


def affine_from(source, target):
    return np.vstack([np.linalg.solve(np.column_stack([source, np.ones(3)]), target).T, [0, 0, 1]])


_TRIANGLES = [
    (np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 2.0], [3.0, 2.0], [1.0, 5.0]])),
    (_RNG.uniform(0, 50, (3, 2)).round(1), _RNG.uniform(0, 50, (3, 2)).round(1)),
    (np.array([[100.0, 20.0], [130.0, 25.0], [110.0, 60.0]]), np.array([[0.0, 0.0], [9.0, -4.0], [5.0, 30.0]])),
]

AFFINE = Exercise(
    name="triangle-to-triangle",
    title="A triangle to a triangle",
    prompt=(
        "Write `affine(source, target)`: the 3×3 affine matrix that takes three points to three others, both arrays "
        "(3, 2). One call of `np.linalg.solve` is enough."
    ),
    starter="def affine(source, target): ...",
    reference=estimate_affine,
    solution=affine_from,
    cases=_TRIANGLES,
    tolerance=1e-5,
    mistakes=[
        Mistake("That moves the middle to the middle. It has two numbers, and you need six.", estimate_translation),
        Mistake("It leads back: from the targets to the sources.", lambda source, target: affine_from(target, source)),
        Mistake(
            "Without the column of ones it cannot shift.",
            lambda source, target: np.vstack(
                [np.column_stack([np.linalg.lstsq(source, target, rcond=None)[0].T, [0, 0]]), [0, 0, 1]]
            ),
        ),
        Mistake(
            "Points are rows here, so the solution comes out transposed.",
            lambda source, target: np.column_stack(
                [np.linalg.solve(np.column_stack([source, np.ones(3)]), target), [0, 0, 1]]
            ),
        ),
    ],
    hints=(
        "Each target coordinate is a·x + b·y + c, with the same a, b, c for all three points.",
        "The rows (x, y, 1) of the three points are a 3×3 matrix; the targets are two right-hand sides.",
    ),
    explanation="Six equations, six unknowns. If the three points lie on one line the matrix has no inverse.",
)


# ---- investigate: where do parallels meet?


def vanishing(A, dx, dy):
    x, y, w = np.asarray(A) @ [dx, dy, 0]
    return x / w, y / w


VANISHING = Exercise(
    name="where-parallels-meet",
    title="Where do parallels meet?",
    prompt=(
        "Rails run in direction (dx, dy), for ever. A projective matrix `A` makes a picture of them. Write "
        "`vanishing(A, dx, dy)`: the point (x, y) of the picture at which they meet. Which third coordinate does a "
        "direction have?"
    ),
    starter="def vanishing(A, dx, dy): ...",
    reference=lambda A, dx, dy: tuple(meet(*_rails(A, dx, dy))[:2]),
    solution=vanishing,
    cases=[(_H, 1.0, 0.0), (_H, 0.0, 1.0), (_H, 3.0, -2.0), (2 * _H, -1.0, 4.0)],
    mistakes=[
        Mistake("(dx, dy, 1) is a point one step along the rails, not their end.",
                lambda A, dx, dy: tuple(apply(A, [[dx, dy]])[0])),
        Mistake("Divide by the third coordinate: it is no longer 0.", lambda A, dx, dy: tuple((A @ [dx, dy, 0])[:2])),
        Mistake("The matrix acts on a column, from the left.", lambda A, dx, dy: vanishing(np.transpose(A), dx, dy)),
        Mistake("That is where the origin goes.", lambda A, dx, dy: tuple(apply(A, [[0.0, 0.0]])[0])),
    ],
    hints=(
        "A point at infinity is (dx, dy, 0). Multiply it by A like any other.",
        "Its third coordinate is g·dx + h·dy, with g and h from the last row of A.",
    ),
    explanation="For an affine A the third coordinate stays 0, and parallels stay parallel.",
)  # fmt: skip


def _rails(A, dx, dy):
    """Return two parallel lines in direction (dx, dy) as A pictures them."""
    one, two = apply(A, [[0, 0], [dx, dy]]), apply(A, [[5, 7], [5 + dx, 7 + dy]])
    return [np.cross([*a, 1], [*b, 1]) for a, b in (one, two)]


EXERCISES = [FAMILY, TURN, MOVED, BILINEAR, AFFINE, VANISHING]
