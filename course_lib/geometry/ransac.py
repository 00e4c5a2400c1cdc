"""RANSAC: the fundamental matrix from matches of which some are wrong.

Convention: x is in the first picture, x' in the second, x^T F x' = 0. OpenCV estimates F^T.
"""

import math
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer, check_number, check_positive
from course_lib.geometry._arguments import check_pairs
from course_lib.geometry.eight_point import eight_point, solve_all
from course_lib.geometry.epipolar import sampson_distances
from course_lib.geometry.homogeneous import to_homogeneous

SAMPLE = 8  # matches in one try
ROUND = 64  # tries between two looks at how many are needed; at once, since NumPy is quick with many


class Ransac(NamedTuple):
    F: np.ndarray  # (3, 3), rank 2, norm 1, estimated from the inliers
    inliers: np.ndarray  # (N,) bool, matches within the threshold of it
    tries: int  # samples that were looked at
    best: np.ndarray  # (tries,) inliers of the best sample so far


def tries_needed(inlier_share, *, sample=SAMPLE, confidence=0.99):
    """Return how many random samples there must be so that one is free of outliers, with that confidence.

        >>> [tries_needed(share) for share in (0.9, 0.7, 0.5, 0.3)]
        [9, 78, 1177, 70188]

    inlier_share : in (0, 1], the share of right matches
    confidence : in (0, 1), the chance that at least one sample has none of the wrong

    Source: Fischler & Bolles (1981), doi:10.1145/358669.358692; Hartley & Zisserman (2003), eq. 4.18.
    """
    inlier_share, confidence = check_number("inlier_share", inlier_share), check_number("confidence", confidence)
    if not 0 < inlier_share <= 1:
        raise ValueError(f"`inlier_share` must be in (0, 1], got {inlier_share}; without right matches no try helps")
    if not 0 < confidence < 1:
        raise ValueError(f"`confidence` must be in (0, 1), got {confidence}; nothing random is sure")
    clean = inlier_share ** check_integer("sample", sample, 1)
    if clean == 1:
        return 1
    return max(1, math.ceil(math.log1p(-confidence) / math.log1p(-clean)))


def ransac_fundamental(points1, points2, *, threshold=1.0, confidence=0.99, most_tries=2000, seed=0):
    """Estimate F from matches of which some are wrong: the sample of 8 that most others agree with, then all these.

        >>> rng = np.random.default_rng(0)
        >>> left, moved = 300 * rng.random((40, 2)), rng.integers(2, 30, (40, 1))
        >>> right = np.where(np.arange(40)[:, None] < 28, left - moved * [1, 0], 300 * rng.random((40, 2)))
        >>> int(ransac_fundamental(left, right).inliers[:28].sum())
        28

    Convention: x^T F x' = 0, sign arbitrary. cv2.findFundamentalMat(points1, points2, cv2.FM_RANSAC) returns F^T.

    Parameters
    ----------
    points1, points2 : (N, 2) array_like, pixels
    threshold : float, pixels
        A match is an inlier if its `sampson_distances` is at most that.
    confidence : float, in (0, 1)
        Stop once `tries_needed` for the best share of inliers so far is reached.
    most_tries : int
        Stop then in any case.
    seed : int
        The same seed draws the same samples.

    Raises
    ------
    ValueError
        If there are fewer than 8 matches, or no 8 agree, or those that agree leave F open.
    """
    points1, points2 = check_pairs(least=SAMPLE, points1=points1, points2=points2)
    check_positive("threshold", threshold)
    check_integer("most_tries", most_tries, 1)
    rng = np.random.default_rng(check_integer("seed", seed, 0))
    best, counts, needed = None, [], most_tries
    while len(counts) < min(needed, most_tries):
        tries = min(ROUND, most_tries - len(counts))
        samples = rng.random((tries, len(points1))).argpartition(SAMPLE - 1, axis=1)[:, :SAMPLE]
        candidates = solve_all(points1[samples], points2[samples])
        agree = (_sampson(candidates, points1, points2) <= threshold).sum(axis=1)
        if best is None or agree.max() > max(counts):
            best = candidates[agree.argmax()]
        counts += agree.tolist()
        needed = tries_needed(max(counts) / len(points1), confidence=confidence) if max(counts) else most_tries
    F, inliers = _refined(best, points1, points2, threshold)
    return Ransac(F, inliers, len(counts), np.maximum.accumulate(counts))


def _sampson(candidates, points1, points2):
    """Return `sampson_distances` (tries, N) for each of the candidates (tries, 3, 3)."""
    x1, x2 = to_homogeneous(points1).T, to_homogeneous(points2).T  # (3, N)
    (a1, b1, c1), (a2, b2, _) = (np.moveaxis(lines, 1, 0) for lines in (candidates @ x2, candidates.mT @ x1))
    residuals = a1 * x1[0] + b1 * x1[1] + c1  # (tries, N); in full, since NumPy is slow to sum three numbers
    slopes = np.sqrt(a1**2 + b1**2 + a2**2 + b2**2)
    return np.abs(residuals) / np.maximum(slopes, np.finfo(float).tiny)


def _refined(F, points1, points2, threshold):
    """Return F from all its inliers, and these, until they stay the same, three times at most."""
    inliers = sampson_distances(F, points1, points2) <= threshold
    for _ in range(3):
        if inliers.sum() < SAMPLE:
            raise ValueError(
                f"at least {SAMPLE} matches must agree on one F within `threshold`, {threshold} px, got "
                f"{inliers.sum()} of {len(inliers)}; raise the threshold, or match again"
            )
        F, before = eight_point(points1[inliers], points2[inliers]), inliers
        inliers = sampson_distances(F, points1, points2) <= threshold
        if (inliers == before).all():
            break
    return F, inliers
