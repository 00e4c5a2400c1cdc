"""The ladder of transformations: translation, Euclidean, similarity, affine, projective; each holds the one before."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_finite, check_positive, check_shape
from course_lib.geometry._arguments import check_matrix
from course_lib.geometry.transforms import affine, apply, invert, similarity


class Family(NamedTuple):
    freedom: int  # numbers that can be chosen
    points: int  # least number of point pairs that fix it: each pair gives two equations
    keeps: str  # what it keeps that the next family does not; it keeps all that is said of the wider ones too


FAMILIES = {
    "translation": Family(2, 1, "directions"),
    "Euclidean": Family(3, 2, "lengths"),
    "similarity": Family(4, 2, "angles"),
    "affine": Family(6, 3, "parallel lines"),
    "projective": Family(8, 4, "straight lines"),
}


class Decomposition(NamedTuple):
    first: float  # degrees, in (-90, 90]: turn so that the axes that stretch lie along x and y
    sx: float  # the largest stretch, at least |sy|
    sy: float  # the smallest stretch; negative where the matrix mirrors, 0 where it is singular
    second: float  # degrees, in (-180, 180]: turn again


def matrix_of(family, parameters):
    """Return the 3x3 matrix that a family makes of its numbers; for all but the projective, 0 or 1 stand for rest.

        >>> matrix_of("Euclidean", [90, 5, 6]).tolist()
        [[0.0, -1.0, 5.0], [1.0, 0.0, 6.0], [0.0, 0.0, 1.0]]

    parameters : translation tx, ty; Euclidean angle, tx, ty; similarity angle, factor, tx, ty; affine the first two
        rows, six numbers; projective the three rows without the last number, which is 1, or with it, eight or nine

    Nine numbers have eight degrees of freedom: a common factor changes nothing.
    """
    family = check_choice("family", family, tuple(FAMILIES))
    numbers = check_finite("parameters", check_shape("parameters", parameters, ("n",)))
    freedom = FAMILIES[family].freedom
    if len(numbers) != freedom and not (family == "projective" and len(numbers) == 9):
        raise ValueError(f"`parameters` must hold {freedom} numbers for the {family} family, got {len(numbers)}")
    if family == "translation":
        return affine(np.eye(2), numbers)
    if family == "Euclidean":
        return similarity(numbers[0], 1.0, *numbers[1:])
    if family == "similarity":
        return similarity(*numbers)
    if family == "affine":
        return np.vstack([numbers.reshape(2, 3), [0, 0, 1]])
    return (numbers if len(numbers) == 9 else np.append(numbers, 1)).reshape(3, 3)


def measure_freedom(family, parameters, points, *, step=1e-4):
    """Return in how many independent ways the points (N, 2) move when the parameters are varied a little.

        >>> measure_freedom("similarity", [30, 2, 0, 0], [[0, 0], [1, 0], [2, 3]])
        4

    It is the rank of the derivative of all coordinates by all parameters, so too few points show less: one point
    moves in two ways, whatever the family.

    Parameters
    ----------
    family : str
        A key of `FAMILIES`.
    parameters : array_like
        As in `matrix_of`.
    points : (N, 2) array_like
    step : float
        By how much each parameter is varied.
    """
    numbers = check_shape("parameters", parameters, ("n",))
    check_positive("step", step)
    columns = [
        (apply(matrix_of(family, numbers + d), points) - apply(matrix_of(family, numbers - d), points)).ravel()
        for d in step * np.eye(len(numbers))
    ]
    derivative = np.column_stack(columns) / (2 * step)
    derivative /= np.maximum(np.linalg.norm(derivative, axis=0), 1e-300)  # parameters have different units
    return int(np.linalg.matrix_rank(derivative, tol=1e-5))


def family_of(A, *, tolerance=1e-9):
    """Return the narrowest family that holds the matrix: a key of `FAMILIES`.

        >>> family_of([[0, -2, 7], [2, 0, 3], [0, 0, 1]]), family_of([[1, 0, 0], [0, 1, 0], [0.01, 0, 1]])
        ('similarity', 'projective')

    A mirror keeps lengths, but no rotation makes it; of these families the affine one is the first that holds it.

    tolerance : how far, as a share of the linear part's size, a number may be from what the family asks
    """
    A = check_matrix("A", A)
    invert(A)  # raises where A is singular and so in none of the families
    corner = A[2, 2]
    # (gx, gy) is per pixel: what counts is how much it changes w over a picture, here a thousand pixels wide.
    if (np.abs(A[2, :2]) * 1000 > tolerance * abs(corner)).any():
        return "projective"
    (a, b), (c, d) = A[:2, :2] / corner
    close = tolerance * np.abs([a, b, c, d]).max()
    if abs(a - d) > close or abs(b + c) > close:
        return "affine"
    if abs(np.hypot(a, c) - 1) > tolerance:
        return "similarity"
    return "translation" if abs(a - 1) <= tolerance and abs(c) <= tolerance else "Euclidean"


def decompose(linear):
    """Return a linear map (2, 2) as turn, stretch along x and y, turn again.

        >>> parts = decompose([[0, -3], [2, 0]])
        >>> [round(part, 6) for part in parts]
        [90.0, 3.0, 2.0, 0.0]

    It is the singular value decomposition with both orthogonal factors made rotations:
    rotation(second) @ scaling(sx, sy) @ rotation(first). A mirror shows as a negative sy.
    """
    U, (sx, sy), V = np.linalg.svd(check_matrix("linear", linear, 2, 2))
    sy = sy * np.sign(np.linalg.det(U) * np.linalg.det(V))
    # The angle of each factor is that of its axis of the larger stretch. If it mirrors, the other axis is turned over,
    # and sy bears the sign.
    first, second = np.degrees([np.arctan2(-V[0, 1], V[0, 0]), np.arctan2(U[1, 0], U[0, 0])])
    if sx - abs(sy) <= 1e-12 * sx:  # equal stretches have no axes: one turn is enough
        first, second = 0.0, second + np.copysign(first, first * sy)
    elif not -90 < first <= 90:  # half a turn before and half a turn after undo each other
        first, second = first + 180, second + 180
    return Decomposition(_within_half_turn(first), float(sx), float(sy), _within_half_turn(second))


def _within_half_turn(angle):
    """Return the same angle in (-180, 180] degrees."""
    return float(180 - (180 - angle) % 360)
