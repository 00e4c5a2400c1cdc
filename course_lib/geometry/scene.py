"""A made-up scene before two cameras, with everything about it known; and what noise does to F there.

Convention: X = R X' + t, the pose of the second camera in the first; lengths in metres, pictures in pixels.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_at_least, check_choice, check_integer, check_number
from course_lib.geometry.cameras import Pose, camera_rotation, intrinsics, project, skew_matrix, to_second
from course_lib.geometry.eight_point import solve_all
from course_lib.geometry.epipolar import fundamental_from_essential

SIZE = (480, 360)  # width and height of both pictures, pixels
FOCAL_LENGTHS = (500.0, 450.0)  # of the first and the second camera, pixels; not one, so that K and K' differ
BOX = np.array([[-2.0, 2.0], [-1.5, 1.5], [4.0, 8.0]])  # where the points are: X, Y and Z of the first camera
_POSES = {
    "sideways": ((0, 0, 0), (0.8, 0, 0)),
    "forward": ((0, 0, 0), (0, 0, 1.2)),
    "converging": ((-18, 2, 3), (1.6, -0.2, 0.3)),
    "pure rotation": ((8, -3, 5), (0, 0, 0)),
}
MOTIONS = tuple(_POSES)


class TwoViews(NamedTuple):
    points: np.ndarray  # (N, 3) the scene, in the first camera's coordinates, metres
    points1: np.ndarray  # (N, 2) where the first picture shows them, noise included, pixels
    points2: np.ndarray  # (N, 2) the same in the second picture; of a wrong match, another place
    exact1: np.ndarray  # (N, 2) where they would be without noise, pixels
    exact2: np.ndarray  # (N, 2) the same in the second picture, and of the right match
    wrong: np.ndarray  # (N,) bool, which matches are wrong
    K1: np.ndarray  # (3, 3) calibration of the first camera
    K2: np.ndarray  # (3, 3) of the second
    rotation: np.ndarray  # (3, 3) R
    translation: np.ndarray  # (3,) t, metres
    E: np.ndarray  # (3, 3) [t]_x R; 0 after a pure rotation
    F: np.ndarray  # (3, 3) K1^-T E K2^-1; 0 after a pure rotation


class NoiseStudy(NamedTuple):
    plain: np.ndarray  # (runs,) error of each run without Hartley's normalisation, pixels
    normalised: np.ndarray  # (runs,) error with it, from the same points


def motion(name):
    """Return the pose of the second camera of one of `MOTIONS`.

    >>> motion("sideways").translation.tolist()
    [0.8, 0.0, 0.0]
    """
    turn, place = _POSES[check_choice("name", name, MOTIONS)]
    return Pose(camera_rotation(*turn), np.array(place, dtype=float))


def scene_points(count, seed=0, *, pose=None, flat=False):
    """Return random points (count, 3) in `BOX`, in metres, which both cameras of `SIZE` see.

        >>> scene_points(3).round(1).tolist() == scene_points(5).round(1).tolist()[:3]
        True

    Parameters
    ----------
    count : int
    seed : int
    pose : Pose, optional
        Of the second camera; the first alone must see the points if there is none.
    flat : bool
        Put them all on one slanted plane.

    Raises
    ------
    ValueError
        If the cameras hardly see a common part of the box.
    """
    count, rng = check_integer("count", count, 0), np.random.default_rng(check_integer("seed", seed, 0))
    kept = np.empty((0, 3))
    for _ in range(60):
        points = rng.uniform(*BOX.T, size=(200, 3))
        if flat:
            points[:, 2] = 6 + 0.5 * points[:, 0] - 0.3 * points[:, 1]
        kept = np.concatenate([kept, points[_seen(points, pose)]])
        if len(kept) >= count:
            return kept[:count]
    raise ValueError(
        f"both cameras must see a part of the scene, got {len(kept)} of 12000 points that they do; turn the second "
        "camera back, or move it less"
    )


def two_views(name="converging", *, count=40, noise=0.0, wrong=0.0, flat=False, seed=0, pose=None):
    """Return a scene, its two pictures, and the truth about both.

        >>> views = two_views("sideways", count=3)
        >>> (views.exact1[:, 1] / 500 - views.exact2[:, 1] / 450).round(3).tolist()  # the rows differ by K and K' only
        [-0.04, -0.04, -0.04]

    Parameters
    ----------
    name : str
        One of `MOTIONS`; or pass your own `pose`.
    count : int
    noise : float, pixels
        Standard deviation of the normal error of each coordinate in both pictures.
    wrong : float, in [0, 1]
        Share of matches whose second point is a random place of the picture.
    flat : bool
        All points on one plane.
    seed : int
        The same seed makes the same scene, whatever the noise.
    pose : Pose, optional
        Of the second camera in the first.
    """
    pose = motion(name) if pose is None else Pose(*pose)
    count, wrong = check_integer("count", count, 0), check_number("wrong", wrong)
    check_at_least("noise", check_number("noise", noise), 0)
    if not 0 <= wrong <= 1:
        raise ValueError(f"`wrong` must be a share in [0, 1], got {wrong}")
    points = scene_points(count, seed, pose=pose, flat=flat)
    K1, K2 = calibrations()
    exact1, exact2 = project(points, K1), project(points, K2, *pose)
    errors = np.random.default_rng([seed, 1]).normal(size=(count, 4)) * noise
    is_wrong = np.random.default_rng([seed, 2]).permutation(count) < round(wrong * count)
    anywhere = np.random.default_rng([seed, 3]).uniform(size=(count, 2)) * SIZE - 0.5
    points2 = np.where(is_wrong[:, None], anywhere, exact2 + errors[:, 2:])
    E = skew_matrix(pose.translation) @ pose.rotation
    F = fundamental_from_essential(E, K1, K2)
    return TwoViews(points, exact1 + errors[:, :2], points2, exact1, exact2, is_wrong, K1, K2, *pose, E, F)


def calibrations():
    """Return K1 and K2, those of both cameras of the scenes: their axes go through the middle of their pictures.

    >>> calibrations()[1].tolist()
    [[450.0, 0.0, 239.5], [0.0, 450.0, 179.5], [0.0, 0.0, 1.0]]
    """
    middle = (SIZE[0] - 1) / 2, (SIZE[1] - 1) / 2
    return tuple(intrinsics(length, middle) for length in FOCAL_LENGTHS)


def noise_study(name="converging", *, count=12, noise=0.5, runs=200, seed=0):
    """Return how far the lines of F miss exact matches, of many runs of the eight-point algorithm with fresh noise.

        >>> study = noise_study(noise=0.5, count=20)
        >>> bool(np.median(study.plain) > 2 * np.median(study.normalised))
        True

    The error of a run is the mean distance of points from lines, over both pictures and 50 exact matches that F was
    not estimated from.

    Parameters
    ----------
    name : str
        One of `MOTIONS`, not "pure rotation".
    count : int
        Matches that F is estimated from, at least 8; each run has other points.
    noise : float, pixels
        Standard deviation.
    runs, seed : int
    """
    pose, count, runs = motion(name), check_integer("count", count, 8), check_integer("runs", runs, 1)
    if not pose.translation.any():
        raise ValueError(
            f"`name` must be a motion with a baseline, got {name!r}: without one there is no F to estimate"
        )
    check_at_least("noise", check_number("noise", noise), 0)
    rng = np.random.default_rng([check_integer("seed", seed, 0), 4])
    exact = _exact_matches(name, seed)
    chosen = rng.random((runs, len(exact) - 50)).argsort(axis=1)[:, :count]
    points = exact[chosen] + rng.normal(size=(runs, count, 4)) * noise
    judges = exact[-50:]
    errors = [
        _errors(solve_all(points[..., :2], points[..., 2:], normalise=choice), judges) for choice in (False, True)
    ]
    return NoiseStudy(*errors)


def _exact_matches(name, seed):
    """Return 450 matches (450, 4) of a motion without noise: x, y, x', y'."""
    views = two_views(name, count=450, seed=seed)
    return np.concatenate([views.exact1, views.exact2], axis=1)


def _errors(F, matches):
    """Return the mean of `epipolar_distances` (sets,) for each F (sets, 3, 3) over matches (N, 4)."""
    one, two = (np.concatenate([part, np.ones((len(part), 1))], axis=1) for part in (matches[:, :2], matches[:, 2:]))
    lines1, lines2 = two @ F.transpose(0, 2, 1), one @ F  # (sets, N, 3)
    miss = np.abs((lines1 * one).sum(axis=2))
    lengths = [np.linalg.norm(lines[..., :2], axis=2) for lines in (lines1, lines2)]
    return np.mean([miss / length for length in lengths], axis=(0, 2))


def _seen(points, pose):
    """Return which points (N, 3) both cameras see within their pictures."""
    seen = np.ones(len(points), dtype=bool)
    for K, placed in zip(calibrations(), (points, points if pose is None else to_second(points, *pose))):
        in_front = placed[:, 2] > 0.1
        image = project(np.where(in_front[:, None], placed, [0, 0, 1]), K)
        seen &= in_front & (image > -0.5).all(axis=1) & (image < np.array(SIZE) - 0.5).all(axis=1)
    return seen
