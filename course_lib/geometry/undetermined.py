"""Too few points: some of the many transformations of a family that fit them all."""

import numpy as np

from course_lib.checks import check_choice, check_integer, check_positive
from course_lib.geometry._arguments import check_pairs, check_points
from course_lib.geometry.estimation import estimate
from course_lib.geometry.families import FAMILIES
from course_lib.geometry.transforms import apply, compose, rotation, translation

_DETERMINED_BY = {1: "translation", 2: "similarity", 3: "affine"}  # what that many pairs fix


def equations(family, pairs):
    """Return how many equations that many pairs give, and how many unknowns the family has.

    >>> equations("affine", 2), equations("projective", 4)
    ((4, 6), (8, 8))
    """
    family = check_choice("family", family, tuple(FAMILIES))
    return 2 * check_integer("pairs", pairs, 0), FAMILIES[family].freedom


def fitting(family, source, target, spare, *, count=8, spread=40.0, seed=0):
    """Return matrices (count, 3, 3) of a family that all take the source points to the targets: some of many.

        >>> turned = fitting("Euclidean", [[0, 0]], [[5, 5]], [[9, 0]], count=3)
        >>> [apply(A, [[0, 0]]).round(9).tolist() for A in turned]
        [[[5.0, 5.0]], [[5.0, 5.0]], [[5.0, 5.0]]]

    The points that are missing are made up: each of `spare` goes where the narrower family that the pairs do fix would
    take it, and at random up to `spread` pixels from there.

    Raises ValueError where the pairs are enough: then there is one answer, and `estimate` gives it.

    Parameters
    ----------
    family : str
        A key of `FAMILIES`.
    source, target : (N, 2) array_like, pixels
        Fewer pairs than the family needs.
    spare : (M, 2) array_like
        Further source points, at least as many as are missing.
    count, seed : int
    spread : float, pixels
    """
    source, target = check_pairs(source=source, target=target)
    spare, rng = check_points("spare", spare), np.random.default_rng(check_integer("seed", seed, 0))
    check_positive("spread", spread)
    missing = FAMILIES[check_choice("family", family, tuple(FAMILIES))].points - len(source)
    if missing < 1:
        raise ValueError(
            f"`source` must hold fewer than {len(source) + missing} points to leave the {family} family open, got "
            f"{len(source)}; use `estimate`"
        )
    if len(spare) < missing:
        raise ValueError(f"`spare` must hold the {missing} points that are missing, got {len(spare)}")
    if family == "Euclidean":  # a made-up second pair would have another distance; a turn about the pair has not
        move = translation(*(target - source)[0])
        return np.array([compose(move, rotation(angle, about=target[0])) for angle in rng.uniform(-180, 180, count)])
    nearby = apply(estimate(_DETERMINED_BY[len(source)], source, target), spare[:missing])
    pairs = np.vstack([source, spare[:missing]])
    return np.array(
        [
            estimate(family, pairs, np.vstack([target, nearby + rng.uniform(-spread, spread, nearby.shape)]))
            for _ in range(check_integer("count", count, 1))
        ]
    )
