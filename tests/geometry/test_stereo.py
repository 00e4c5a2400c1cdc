"""Rectified stereo: hand values, a naive twin of block matching, OpenCV's, the motorcycle, and what has no depth."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib import data
from course_lib.geometry.epipolar import essential_matrix, fundamental_from_essential
from course_lib.geometry.stereo import (
    RECTIFIED,
    best_match,
    block_matching,
    depth_error,
    depth_from_disparity,
    disparity_from_depth,
    left_right_consistent,
    matching_costs,
    occluded,
    prefilter,
    score_disparity,
    texture,
)

RIG = {"focal_length": 700, "baseline": 0.1}


@pytest.fixture(scope="module")
def motorcycle():
    pair = data.stereo_pair()
    return (
        cv2.cvtColor(np.float32(pair.left), cv2.COLOR_RGB2GRAY),
        cv2.cvtColor(np.float32(pair.right), cv2.COLOR_RGB2GRAY),
        pair,
    )


def twin(left, right, block, disparities):
    """The costs pixel by pixel, and the best of each that has all of them."""
    (height, width), reach = left.shape, block // 2
    costs = np.full((len(disparities), height, width), np.inf)
    for place, disparity in enumerate(disparities):
        for y in range(reach, height - reach):
            for x in range(reach, width - reach):
                if reach <= x - disparity < width - reach:
                    rows = slice(y - reach, y + reach + 1)
                    here = left[rows, x - reach : x + reach + 1]
                    there = right[rows, x - disparity - reach : x - disparity + reach + 1]
                    costs[place, y, x] = np.abs(here - there).mean()
    return costs


def test_depth_by_hand():
    assert_allclose(depth_from_disparity([[70, 7]], **RIG), [[1, 10]])
    assert depth_from_disparity(35, **RIG) == pytest.approx(2)
    assert depth_from_disparity(30, offset=5, **RIG) == pytest.approx(2)
    assert disparity_from_depth(2, offset=5, **RIG) == pytest.approx(30)


def test_depth_and_disparity_are_inverse(rng):
    disparity = rng.uniform(1, 80, size=(4, 5))
    assert_allclose(disparity_from_depth(depth_from_disparity(disparity, offset=3, **RIG), offset=3, **RIG), disparity)
    assert np.isnan(depth_from_disparity([np.nan, 7.0], **RIG)).tolist() == [True, False]


def test_depth_by_opencv(rng):
    disparity = rng.uniform(2, 60, size=(5, 6)).astype(np.float32)
    # Q of a pair with offset 3: W = (disparity + offset) / baseline, Z = focal length / W.
    Q = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 700], [0, 0, 1 / 0.1, 3 / 0.1]])
    assert_allclose(
        depth_from_disparity(disparity, offset=3, **RIG), cv2.reprojectImageTo3D(disparity, Q)[..., 2], 1e-6
    )


def test_depth_error_is_the_slope():
    depth = np.array([1.0, 3.0, 10.0])
    disparity = disparity_from_depth(depth, **RIG)
    moved = depth_from_disparity(disparity - 1e-4, **RIG) - depth
    assert_allclose(depth_error(depth, pixels=1e-4, **RIG), moved, rtol=1e-4)
    assert_allclose(depth_error(10, **RIG) / depth_error(1, **RIG), 100)


def test_the_matrix_of_rectified_pairs():
    pair = data.stereo_pair()
    f = pair.focal_length
    K1, K2 = (
        np.array([[f, 0, 155], [0, f, 127], [0, 0, 1]]),
        np.array([[f, 0, 155 + pair.offset], [0, f, 127], [0, 0, 1]]),
    )
    F = fundamental_from_essential(essential_matrix(np.eye(3), [pair.baseline, 0, 0]), K1, K2)
    assert_allclose(F / F[2, 1], RECTIFIED, atol=1e-12)


@pytest.mark.parametrize("shape", [(7, 19), (12, 30), (5, 11)])
@pytest.mark.parametrize("block", [1, 3, 5])
@pytest.mark.parametrize("smallest, count", [(0, 1), (0, 6), (2, 4), (-3, 5), (-4, 2)])
def test_costs_by_a_naive_twin(shape, block, smallest, count, rng):
    left, right = rng.random((2, *shape))
    costs = matching_costs(left, right, block=block, smallest=smallest, count=count)
    expected = twin(left, right, block, range(smallest, smallest + count))
    assert_allclose(costs, expected, atol=2e-6)
    found = block_matching(left, right, block=block, smallest=smallest, count=count)
    all_of_them = np.isfinite(expected).all(axis=0)
    assert (found.valid == all_of_them).all()
    assert (np.isnan(found.disparity) == ~all_of_them).all()
    assert_allclose(found.disparity[found.valid], (expected.argmin(axis=0) + smallest)[found.valid])
    assert_allclose(found.cost, np.where(all_of_them, expected.min(axis=0), np.inf), atol=2e-6)


@pytest.mark.parametrize("shift", [0, 3, -4])
def test_a_shifted_picture(shift, rng):
    wide = rng.random((20, 60))
    left, right = wide[:, 10:50], wide[:, 10 + shift : 50 + shift]  # right shows left's column x at x - shift
    found = block_matching(left, right, block=5, smallest=-6, count=13)
    assert found.valid.sum() == (20 - 4) * (40 - 4 - 12)
    assert (found.disparity[found.valid] == shift).all()
    assert (found.cost[found.valid] == 0).all()


def test_equal_costs_take_the_smallest(rng):
    stripes = np.tile([0.2, 0.7], (6, 12))
    found = block_matching(stripes, stripes, block=3, smallest=0, count=5)
    assert (found.disparity[found.valid] == 0).all()
    flat = np.full((6, 24), 1 / 3)
    found = block_matching(flat, flat, block=3, smallest=1, count=5)
    assert (found.disparity[found.valid] == 1).all()


def test_a_brighter_picture_costs_what_it_is_brighter(rng):
    left = rng.random((9, 30))
    costs = matching_costs(left, left + 0.25, block=3, count=4)
    assert_allclose(costs[0][np.isfinite(costs[0])], 0.25, atol=2e-6)


def test_a_parabola_is_met_exactly():
    places = np.arange(6.0)
    for lowest in (1.0, 1.4, 2.5, 3.6):
        found = best_match(((places - lowest) ** 2).reshape(6, 1, 1), 10, subpixel=True)
        assert found.disparity[0, 0] == pytest.approx(10 + lowest)
    assert best_match(places.reshape(6, 1, 1), subpixel=True).disparity[0, 0] == 0  # at the end there is no parabola
    assert best_match(-places.reshape(6, 1, 1), subpixel=True).disparity[0, 0] == 5
    assert best_match(np.ones((6, 1, 1)), subpixel=True).disparity[0, 0] == 0
    assert best_match(np.array([1.0, 0.0]).reshape(2, 1, 1), subpixel=True).disparity[0, 0] == 1


def test_subpixel_is_nearer_on_photographs(motorcycle):
    left, right, pair = motorcycle
    costs = matching_costs(left, right, block=11)
    whole, parts = (best_match(costs, subpixel=choice) for choice in (False, True))
    assert np.nanmax(np.abs(whole.disparity - parts.disparity)) <= 0.5
    error = [score_disparity(found.disparity, pair.disparity) for found in (whole, parts)]
    assert error[1].error < error[0].error
    assert error[1].bad < error[0].bad


@pytest.mark.parametrize("cap", [15, 31, 63])
@pytest.mark.parametrize("block", [5, 11])
def test_prefiltered_it_is_opencvs_block_matching(motorcycle, cap, block):
    left, right, pair = motorcycle
    left, right = (np.rint(255 * image) for image in (left, right))
    matcher = cv2.StereoBM.create(numDisparities=48, blockSize=block)
    for name, value in (("TextureThreshold", 0), ("UniquenessRatio", 0), ("PreFilterCap", cap)):
        getattr(matcher, f"set{name}")(value)
    theirs = matcher.compute(np.uint8(left), np.uint8(right)) / 16
    filtered = [prefilter(image, cap) for image in (left, right)]  # whole numbers, so that equal costs are equal
    whole, parts = (block_matching(*filtered, block=block, count=48, subpixel=choice) for choice in (False, True))
    assert ((theirs >= 0) == whole.valid).all()  # they leave out what we leave out
    # They refine otherwise, and of equal costs they may take another; above row 0 they see something else.
    costs = matching_costs(*filtered, block=block, count=48)
    around = np.stack([np.floor(theirs), np.ceil(theirs)]).clip(0, 47).astype(int)
    cost = np.take_along_axis(costs, around, axis=0).min(axis=0)
    below = whole.valid & (np.arange(len(left)) > block // 2)[:, None]
    assert_allclose(cost[below], whole.cost[below], rtol=1e-6)
    truth = np.where(whole.valid, pair.disparity, np.nan)
    assert score_disparity(parts.disparity, truth).bad == pytest.approx(score_disparity(theirs, truth).bad, abs=0.003)


def test_prefilter_by_opencv(rng):
    image = rng.random((7, 9))
    found = prefilter(image, 9.0)
    assert_allclose(found[:, 1:-1], cv2.Sobel(image, -1, 1, 0, borderType=cv2.BORDER_REPLICATE)[:, 1:-1], atol=1e-14)
    assert not found[:, [0, -1]].any()
    assert_allclose(prefilter(image, 0.3), found.clip(-0.3, 0.3))
    assert_allclose(prefilter(image + 5, 9.0), found, atol=1e-12)
    assert prefilter([[1.0]]).tolist() == [[0]]


def test_prefilter_helps_where_cameras_differ(motorcycle):
    left, right, pair = motorcycle
    raw = score_disparity(block_matching(left, right, block=11).disparity, pair.disparity)
    filtered = score_disparity(block_matching(prefilter(left), prefilter(right), block=11).disparity, pair.disparity)
    assert filtered.bad < 0.7 * raw.bad


def test_block_size_has_a_best(motorcycle):
    left, right, pair = motorcycle
    bad = [
        score_disparity(block_matching(left, right, block=block, subpixel=True).disparity, pair.disparity).bad
        for block in (1, 5, 13, 41)
    ]
    assert bad[0] > bad[1] > bad[2] < bad[3]
    assert bad[0] > 0.7
    assert bad[2] < 0.25


def test_agreement_by_a_slow_twin(rng):
    left, right = rng.random((2, 8, 26))
    right[:, :20] = left[:, 3:23]
    right[2:6, 5:9] = rng.random((4, 4))
    for smallest, count in ((0, 6), (-2, 7)):
        costs = matching_costs(left, right, block=3, smallest=smallest, count=count)
        forth = best_match(costs, smallest)
        # Seen from the right, the pair is the mirrored one.
        back = matching_costs(right[:, ::-1], left[:, ::-1], block=3, smallest=smallest, count=count)[:, :, ::-1]
        for tolerance in (0, 1):
            expected = np.zeros(left.shape, dtype=bool)
            for y, x in np.argwhere(forth.valid):
                disparity = int(forth.disparity[y, x])
                chosen = back[:, y, x - disparity].argmin() + smallest
                expected[y, x] = abs(chosen - disparity) <= tolerance
            found = left_right_consistent(costs, smallest, tolerance=tolerance)
            assert (found == expected).all()
            assert expected.any()


def test_agreement_drops_more_bad_than_good(motorcycle):
    left, right, pair = motorcycle
    costs = matching_costs(left, right, block=9)
    found, kept = best_match(costs, subpixel=True), left_right_consistent(costs)
    before = score_disparity(found.disparity, pair.disparity)
    after = score_disparity(np.where(kept, found.disparity, np.nan), pair.disparity)
    assert after.bad < 0.75 * before.bad
    assert after.judged < before.judged
    covered = occluded(pair.disparity) & found.valid
    assert kept[covered].mean() < 0.5 < 0.8 < kept[~covered & found.valid].mean()


def test_texture_by_hand_and_slow_twin(rng):
    assert texture([[0, 1, 0, 1, 1, 1]], block=1).tolist() == [[1, 1, 1, 0.5, 0, 0]]
    level = np.repeat(rng.random((8, 1)), 9, axis=1)
    assert not texture(level).any()  # stripes along the row tell nothing of the column
    image = rng.random((6, 7))
    step = np.abs(np.diff(image))
    change = np.column_stack([step[:, :1], (step[:, 1:] + step[:, :-1]) / 2, step[:, -1:]])
    padded = np.pad(change, 1, mode="edge")
    expected = [[padded[y : y + 3, x : x + 3].mean() for x in range(7)] for y in range(6)]
    assert_allclose(texture(image, block=3), expected)
    assert texture([[3.0]]).tolist() == [[0]]


def test_where_there_is_no_texture_there_is_no_match(motorcycle):
    left, right, pair = motorcycle
    found, change = block_matching(left, right, block=9, subpixel=True), 255 * texture(left, block=9)
    judged = found.valid & np.isfinite(pair.disparity)
    bad = np.abs(found.disparity - pair.disparity) > 1
    shares = [
        bad[judged & (change >= low) & (change < high)].mean() for low, high in ((0, 1), (1, 2), (4, 8), (16, 99))
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.7 > 0.2 > shares[-1]


def test_hidden_by_a_slow_twin(rng):
    disparity = np.rint(rng.uniform(0, 6, size=(5, 20)))
    disparity[rng.random((5, 20)) < 0.2] = np.nan
    expected = np.zeros(disparity.shape, dtype=bool)
    for y in range(5):
        for x in range(20):
            for other in range(20):
                here, there = disparity[y, x], disparity[y, other]
                expected[y, x] |= bool(x - here == other - there and there > here + 1)
    assert (occluded(disparity) == expected).all()
    assert 5 < expected.sum() < 60
    assert occluded(disparity, margin=3).sum() < expected.sum()
    assert not occluded(np.full((3, 4), np.nan)).any()


def test_score_by_hand():
    found = score_disparity([[5, 9, np.nan, 4, 2]], [[5, 7, 3, np.nan, 3]])
    assert found == (1 / 3, 1.0, 3 / 4)
    assert score_disparity([[5.0, 9.0]], [[5.0, 7.0]], tolerance=2).bad == 0


@pytest.mark.parametrize("disparity, offset, got", [(0, 0, "0"), (-2, 0, "-2"), (-5, 5, "0"), (np.inf, 0, "inf")])
def test_no_disparity_is_no_depth(disparity, offset, got):
    more = " with `offset` 5" if offset else ""
    with pytest.raises(
        ValueError, match=rf"`disparity`{more} must be positive and finite, got {got}: at 0 the two rays"
    ):
        depth_from_disparity([10, disparity], offset=offset, **RIG)


def test_rejections(rng):
    left, right = rng.random((2, 9, 30))
    with pytest.raises(ValueError, match=r"`depth` must be positive and finite, got 0"):
        disparity_from_depth(0, **RIG)
    with pytest.raises(ValueError, match=r"`depth` must be positive and finite, got -1"):
        depth_error(-1, **RIG)
    with pytest.raises(ValueError, match=r"`focal_length` must be positive, got 0"):
        depth_from_disparity(1, focal_length=0, baseline=1)
    with pytest.raises(ValueError, match=r"`baseline` must be finite, got inf"):
        depth_from_disparity(1, focal_length=1, baseline=np.inf)
    with pytest.raises(ValueError, match=r"`block` must be odd, so that it has a middle pixel, got 4; take 5"):
        block_matching(left, right, block=4)
    with pytest.raises(ValueError, match=r"`block` must be odd"):
        texture(left, block=2)
    with pytest.raises(ValueError, match=r"`limit` must be positive, got 0"):
        prefilter(left, 0)
    with pytest.raises(ValueError, match=r"`image` must have shape \(H, W\), got \(3,\)"):
        prefilter([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"`block` must fit into the picture, \(9, 30\), got 11"):
        block_matching(left, right, block=11)
    with pytest.raises(ValueError, match=r"a block of 5 within the width, 30, at a disparity of at most 25, got 26"):
        block_matching(left, right, block=5, count=27)
    assert block_matching(left, right, block=5, count=26).valid.sum() == 5
    with pytest.raises(ValueError, match=r"`count` must be at least 1, got 0"):
        matching_costs(left, right, count=0)
    with pytest.raises(TypeError, match=r"`smallest` must be an integer, got 0.5"):
        matching_costs(left, right, smallest=0.5)
    with pytest.raises(ValueError, match=r"`right` must have the shape of `left`, \(9, 30\), got \(9, 29\); rectify"):
        block_matching(left, right[:, 1:])
    with pytest.raises(ValueError, match=r"`left` must have shape \(H, W\), got \(9, 30, 3\); .*, or mix them to grey"):
        block_matching(np.ones((9, 30, 3)), right)
    with pytest.raises(ValueError, match=r"`right` must be finite, got nan at \(0, 0\)"):
        block_matching(left, np.full((9, 30), np.nan))
    with pytest.raises(ValueError, match=r"`costs` must have shape \(count, H, W\), got \(4, 5\)"):
        best_match(np.ones((4, 5)))
    with pytest.raises(ValueError, match=r"`disparity` must have shape \(H, W\), got \(3,\)"):
        occluded([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"`estimate` must have the shape of `truth`, \(1, 2\), got \(1, 1\)"):
        score_disparity([[1.0]], [[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"`estimate` must have an answer where `truth` is known, got none"):
        score_disparity([[np.nan, 2.0]], [[1.0, np.nan]])
    with pytest.raises(ValueError, match=r"`tolerance` must be at least 0, got -1"):
        score_disparity([[1.0]], [[1.0]], tolerance=-1)
