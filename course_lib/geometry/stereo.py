"""Rectified stereo: how far a point lies to the left in the right picture, and so how far away it is.

Convention: what the left picture shows at column x, the right one shows at column x - disparity, in the same row.
Pictures are grey, (H, W); depth is along the camera's axis, in the unit of the baseline.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import (
    check_at_least,
    check_integer,
    check_number,
    check_positive,
    check_real,
    check_same_shape,
    check_shape,
)
from course_lib.geometry._arguments import check_grey, check_odd

# The fundamental matrix of every rectified pair, up to scale: matches lie in one row.
RECTIFIED = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
RECTIFIED.flags.writeable = False
LEVELS = 2**20  # brightness is compared in steps of 1 / LEVELS, finer than any camera's


class Matching(NamedTuple):
    disparity: np.ndarray  # (H, W) pixels, nan where not all candidates could be compared
    cost: np.ndarray  # (H, W) mean absolute difference of the two blocks at this disparity, inf where there is none
    valid: np.ndarray  # (H, W) bool, where disparity is a number


class Score(NamedTuple):
    bad: float  # share of the judged pixels that are off by more than the tolerance, in [0, 1]
    error: float  # mean absolute error of the judged pixels, pixels
    judged: float  # share of the pixels with known truth that have an answer, in [0, 1]


def depth_from_disparity(disparity, focal_length, baseline, *, offset=0.0):
    """Return depth = focal_length baseline / (disparity + offset), in the unit of the baseline.

        >>> depth_from_disparity([70, 7], focal_length=700, baseline=0.1).tolist()
        [1.0, 10.0]

    Parameters
    ----------
    disparity : float or array, pixels
        nan stays nan.
    focal_length : float, pixels
    baseline : float
    offset : float, pixels
        How much further right the right picture's principal point is, as in `data.stereo_pair`.

    Raises
    ------
    ValueError
        If disparity + offset is not positive: at 0 the rays are parallel, the point is at infinity; below, they part.

    Source: Szeliski (2022), "Computer Vision", eq. 12.2.
    """
    return _product(focal_length, baseline) / _positive("disparity", disparity, check_number("offset", offset))


def disparity_from_depth(depth, focal_length, baseline, *, offset=0.0):
    """Return disparity = focal_length baseline / depth - offset, in pixels; the inverse of `depth_from_disparity`.

        >>> disparity_from_depth([1, 10], focal_length=700, baseline=0.1).round(9).tolist()
        [70.0, 7.0]

    Parameters
    ----------
    depth, focal_length, baseline, offset
        As in `depth_from_disparity`.
    """
    return _product(focal_length, baseline) / _positive("depth", depth) - check_number("offset", offset)


def depth_error(depth, focal_length, baseline, *, pixels=1.0):
    """Return how wrong a depth is if the disparity is off by so many pixels: depth² / (focal_length baseline) pixels.

        >>> depth_error([1, 10], focal_length=700, baseline=0.1).round(3).tolist()
        [0.014, 1.429]

    It is the slope of depth over disparity, so it holds for small errors: ten times as far, a hundred times as wrong.

    Parameters
    ----------
    depth, focal_length, baseline
        As in `depth_from_disparity`.
    pixels : float
    """
    return _positive("depth", depth) ** 2 / _product(focal_length, baseline) * check_number("pixels", pixels)


def matching_costs(left, right, *, block=9, smallest=0, count=40):
    """Return how unlike the block around each left pixel is to the right block at each disparity: (count, H, W).

        >>> left = np.tile([0.0, 0, 0, 0.75, 0, 0], (3, 1))
        >>> matching_costs(left, np.roll(left, -1, axis=1), block=3, count=4)[:, 1, 3].tolist()
        [0.5, 0.0, 0.5, inf]

    The cost is the mean absolute difference of the block's pixels, float32; inf where a block leaves its picture.

    Parameters
    ----------
    left, right : (H, W) array_like, grey, rectified
    block : int, odd, pixels
        The side of the block.
    smallest, count : int, pixels
        The disparities are smallest, smallest + 1, ..., count of them.
    """
    left, right = _pictures(left, right)
    block, smallest, count = _search(left.shape, block, smallest, count)
    # As integers all sums are exact, so equal costs stay equal; and a running sum of them is twice as fast.
    left, right = (np.rint(image * LEVELS).astype(np.int64) for image in (left, right))
    costs = np.full((count, *left.shape), np.inf, dtype=np.float32)
    reach, (height, width) = block // 2, left.shape
    for place, disparity in enumerate(range(smallest, smallest + count)):
        begin, end = max(disparity, 0), width + min(disparity, 0)  # left columns whose partner is in the right picture
        unlike = np.abs(left[:, begin:end] - right[:, begin - disparity : end - disparity])
        sums = _box_sums(unlike, block)
        costs[place, reach : height - reach, begin + reach : end - reach] = sums * (1 / (block**2 * LEVELS))
    return costs


def block_matching(left, right, *, block=9, smallest=0, count=40, subpixel=False):
    """Return the disparity of each left pixel whose block is most like a right one in the same row.

        >>> left = np.tile([0.0, 0, 0, 0.75, 0, 0], (3, 1))
        >>> block_matching(left, np.roll(left, -1, axis=1), block=3, count=3).disparity[1].tolist()
        [nan, nan, nan, 1.0, 1.0, nan]

    Pixels whose block cannot be compared at all disparities are not valid, as in cv2.StereoBM.

    Parameters
    ----------
    left, right, block, smallest, count
        As in `matching_costs`; of equal costs the smallest disparity wins.
    subpixel : bool
        Move to the lowest point of the parabola through the least cost and its two neighbours.

    Source: Szeliski (2022), "Computer Vision", sec. 12.4.
    """
    return best_match(matching_costs(left, right, block=block, smallest=smallest, count=count), smallest, subpixel)


def best_match(costs, smallest=0, subpixel=False):
    """Return the disparity of least cost of each pixel, from `matching_costs` (count, H, W).

    >>> best_match(np.array([3.0, 1.0, 2.0]).reshape(3, 1, 1), subpixel=True).disparity.round(3).tolist()
    [[1.167]]
    """
    costs = check_real("costs", costs)
    if costs.ndim != 3 or not costs.size:
        raise ValueError(f"`costs` must have shape (count, H, W), got {costs.shape}")
    best, least = _smallest(costs)
    valid = np.isfinite(costs[0]) & np.isfinite(costs[-1])  # those of the ends: what lies between then is too
    least = np.where(valid, least, 0)
    disparity = best + float(smallest)
    if subpixel and len(costs) > 2:
        inner = np.clip(best, 1, len(costs) - 2)
        around = np.take_along_axis(costs, np.stack([inner - 1, inner + 1]), axis=0)
        before, after = np.where(valid & (best == inner), around, least)
        bend = before - 2 * least + after
        disparity += np.divide(before - after, 2 * bend, out=np.zeros_like(bend), where=bend > 0)
    return Matching(np.where(valid, disparity, np.nan), np.where(valid, least, np.inf), valid)


def left_right_consistent(costs, smallest=0, *, tolerance=1):
    """Return where the left picture's match chooses that left pixel in turn: (H, W) bool.

        >>> left = np.tile([0.0, 0, 1, 0, 0, 0, 0], (3, 1))
        >>> left_right_consistent(matching_costs(left, np.roll(left, -1, axis=1), block=3, count=2))[1].tolist()
        [False, False, True, True, True, True, False]

    costs : (count, H, W), of `matching_costs`
    tolerance : pixels by which the two disparities may differ
    A pixel that is hidden in the right picture has no match of its own, and seldom passes.
    """
    disparity, _, valid = best_match(costs, smallest)
    width = costs.shape[2]
    seen_from_right = np.full(costs.shape, np.inf, dtype=costs.dtype)
    for place, shift in enumerate(range(smallest, smallest + len(costs))):
        begin, end = max(shift, 0), width + min(shift, 0)
        seen_from_right[place, :, begin - shift : end - shift] = costs[place, :, begin:end]
    back = _smallest(seen_from_right)[0] + smallest
    column = np.arange(width) - np.where(valid, disparity, 0).astype(int)
    partner = np.take_along_axis(back, column.clip(0, width - 1), axis=1)
    return valid & (np.abs(partner - disparity) <= tolerance)


def texture(image, block=9):
    """Return how much brightness changes from column to column around each pixel of (H, W): the block's mean change.

        >>> texture([[0, 1, 0, 1, 0, 1, 1, 1, 1]], block=3).round(3).tolist()
        [[1.0, 1.0, 1.0, 1.0, 0.833, 0.5, 0.167, 0.0, 0.0]]

    Along rows only, since there the match is looked for: level stripes are no help. The change at a pixel is the mean
    of those to both neighbours, at an edge of the picture that to the one; beyond the edges values are repeated.
    """
    from scipy.ndimage import uniform_filter  # not above: the topic is imported without SciPy

    image = check_grey("image", image)
    steps = np.abs(np.diff(image, axis=1, prepend=image[:, :1], append=image[:, -1:]))
    steps[:, 0], steps[:, -1] = steps[:, 1], steps[:, -2]
    change = (steps[:, :-1] + steps[:, 1:]) / 2
    return uniform_filter(change, check_odd("block", block), mode="nearest")


def prefilter(image, limit=0.12):
    """Return how brightness changes along the rows of (H, W), by Sobel's 3x3 kernel, cut at ±limit: (H, W).

        >>> prefilter(np.tile([0.0, 0.01, 0.02, 1.0, 1.0], (3, 1)))[1].round(3).tolist()
        [0.0, 0.08, 0.12, 0.12, 0.0]

    Two cameras seldom agree on brightness; a constant difference falls out here, and a strong edge does not outvote
    the rest of its block. cv2.StereoBM matches such pictures; its PreFilterCap is 255 times the limit. The first and
    the last column are 0.
    """
    image = check_grey("image", image)
    check_positive("limit", limit)
    smooth = np.pad(image, ((1, 1), (0, 0)), mode="edge")
    smooth = smooth[:-2] + 2 * image + smooth[2:]
    change = np.zeros(image.shape)
    change[:, 1:-1] = (smooth[:, 2:] - smooth[:, :-2]).clip(-limit, limit)
    return change


def occluded(disparity, *, margin=1.0):
    """Return which left pixels something nearer hides in the right picture: (H, W) bool, from the true disparity.

        >>> occluded([[np.nan, 1.0, 1.0, 3.0, 1.0]]).tolist()
        [[False, True, False, False, False]]

    margin : pixels of disparity by which what hides must be nearer
    A pixel of unknown disparity, nan, hides none and is not hidden.
    """
    disparity = check_shape("disparity", disparity, ("H", "W"))
    known = np.isfinite(disparity)
    rows, columns = np.nonzero(known)
    values = disparity[known]
    places = np.rint(columns - values).astype(int)
    first = places.min(initial=0)
    nearest = np.full((disparity.shape[0], places.max(initial=0) - first + 1), -np.inf)
    np.maximum.at(nearest, (rows, places - first), values)
    covered = np.zeros(disparity.shape, dtype=bool)
    covered[known] = nearest[rows, places - first] > values + margin
    return covered


def score_disparity(estimate, truth, *, tolerance=1.0):
    """Return how good a disparity (H, W) is where the truth is known and it has an answer; nan is neither.

    >>> score_disparity([[5.0, 9.0, np.nan, 4.0]], [[5.0, 7.0, 3.0, np.nan]])
    Score(bad=0.5, error=1.0, judged=0.6666666666666666)
    """
    estimate, truth = (np.asarray(check_real(n, a), dtype=float) for n, a in (("estimate", estimate), ("truth", truth)))
    check_same_shape(truth=truth, estimate=estimate)
    check_at_least("tolerance", tolerance, 0)
    known = np.isfinite(truth)
    judged = known & np.isfinite(estimate)
    if not judged.any():
        raise ValueError("`estimate` must have an answer where `truth` is known, got none: nothing can be judged")
    off = np.abs(estimate[judged] - truth[judged])
    return Score(float((off > tolerance).mean()), float(off.mean()), float(judged.sum() / known.sum()))


def _box_sums(values, block):
    """Return the sums of all blocks of (h, w): (h - block + 1, w - block + 1), at the same price for every block."""
    sums = np.cumsum(values, axis=0)
    rows = sums[block - 1 :].copy()
    rows[1:] -= sums[:-block]
    sums = np.cumsum(rows, axis=1)
    boxes = sums[:, block - 1 :].copy()
    boxes[:, 1:] -= sums[:, :-block]
    return boxes


def _smallest(costs):
    """Return (argmin, min) over axis 0 of (count, H, W), slice by slice: quicker than to jump from slice to slice."""
    least, best = costs[0].copy(), np.zeros(costs.shape[1:], dtype=np.int64)
    for place in range(1, len(costs)):
        better = costs[place] < least
        np.copyto(least, costs[place], where=better)
        np.copyto(best, place, where=better)
    return best, least


def _pictures(left, right):
    left, right = check_grey("left", left), check_grey("right", right)
    check_same_shape(left=left, right=right, remedy="rectify them together")
    return left, right


def _search(shape, block, smallest, count):
    block, smallest, count = (
        check_odd("block", block),
        check_integer("smallest", smallest),
        check_integer("count", count, 1),
    )
    if block > min(shape):
        raise ValueError(f"`block` must fit into the picture, {shape}, got {block}")
    room = shape[1] - block
    furthest = max(abs(smallest), abs(smallest + count - 1))
    if furthest > room:
        raise ValueError(
            f"`smallest` and `count` must leave a block of {block} within the width, {shape[1]}, at a disparity of at "
            f"most {room}, got {furthest}"
        )
    return block, smallest, count


def _product(focal_length, baseline):
    check_positive("focal_length", focal_length)
    check_positive("baseline", baseline)
    return check_number("focal_length", focal_length) * check_number("baseline", baseline)


def _positive(name, values, offset=0.0):
    values = np.asarray(check_real(name, values), dtype=float) + offset
    bad = ~(np.isnan(values) | ((values > 0) & (values < np.inf)))
    if bad.any():
        more = f" with `offset` {offset:g}" if offset else ""
        raise ValueError(
            f"`{name}`{more} must be positive and finite, got {values[bad][0]:g}: at 0 the two rays are parallel, and "
            "below they part; the scene is where they meet, in front of the cameras"
        )
    return values
