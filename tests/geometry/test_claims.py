"""The claims of the notes about warping and two views, one test for each: what `claims.yaml` says is so, is so."""

from math import ceil

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import ndimage

from course_lib import data
from course_lib.geometry import (
    affine,
    apply,
    compose,
    decompose,
    estimate,
    forward_warp,
    from_homogeneous,
    inverse_warp,
    invert,
    join,
    measure,
    meet,
    overshoot,
    perspective,
    preserved,
    residuals,
    resize,
    rotation,
    scaling,
    shear,
    similarity,
    translation,
)
from course_lib.geometry.cameras import image_plane, invert_pose, project, rays, skew_matrix
from course_lib.geometry.eight_point import eight_point
from course_lib.geometry.epipolar import (
    coplanarity,
    epipolar_error,
    epipolar_lines1,
    epipolar_lines2,
    epipolar_residuals,
    epipoles,
    essential_from_fundamental,
    fundamental_from_essential,
    nearest_essential,
)
from course_lib.geometry.estimation import estimate_homography
from course_lib.geometry.families import FAMILIES, measure_freedom
from course_lib.geometry.homogeneous import is_at_infinity, line_distance, to_homogeneous
from course_lib.geometry.interpolation import CATMULL_ROM, sampling_kernel
from course_lib.geometry.invariants import ratio_along
from course_lib.geometry.scene import noise_study, two_views
from course_lib.geometry.shears import shear_errors, shear_steps
from course_lib.geometry.stereo import block_matching, depth_error, occluded, prefilter, score_disparity
from course_lib.geometry.transforms import mirror
from course_lib.geometry.triangulation import recover_pose
from course_lib.geometry.warping import covered

# --- 15_image_warping -------------------------------------------------------------------------------------------------

SQUARE = np.array([[0, 0], [100, 0], [100, 100], [0, 100.0]])
PLANE = {  # a member of each family, none of them in the one before
    "translation": translation(30, -20),
    "Euclidean": compose(rotation(25), translation(30, -20)),
    "similarity": similarity(25, 1.4, 30, -20),
    "affine": affine([[1.1, 0.3], [-0.2, 0.8]], (30, -20)),
    "projective": compose(affine([[1.1, 0.3], [-0.2, 0.8]], (30, -20)), perspective(4e-4, -3e-4)),
}


def test_geom_global_warp(rng):
    M, points = rng.normal(size=(2, 2)), rng.normal(size=(9, 2))
    images = points @ M.T
    from_two = np.linalg.solve(points[:2], images[:2]).T
    assert_allclose(from_two, M)
    assert_allclose(apply(affine(from_two), points), images)


def test_geom_filter_vs_warp():
    photo = (255 * data.image("camera")).astype(np.uint8)

    def histogram(image):
        return np.bincount(np.round(image).astype(int).ravel(), minlength=256)

    turned = inverse_warp(photo, rotation(90, about=(127.5, 127.5)))
    assert (histogram(turned) == histogram(photo)).all()
    assert (turned == np.rot90(photo, -1)).all()
    assert (histogram(cv2.blur(photo, (3, 3))) != histogram(photo)).mean() > 0.9
    half = inverse_warp(photo, translation(0.5, 0), border="edge")
    assert np.diff(half, axis=1).std() < 0.95 * np.diff(photo.astype(float), axis=1).std(), "it blurs a little as well"


def test_geom_scaling():
    A = scaling(2, 3)
    assert np.array_equal(A[:2, :2], np.diag([2, 3]))
    assert apply(A, [[1, 1], [5, -2]]).tolist() == [[2, 3], [10, -6]]
    assert measure(A, SQUARE).area == pytest.approx(6)
    assert apply(A, [[0, 0]]).tolist() == [[0, 0]]


def test_geom_scale_inverse():
    assert_allclose(invert(scaling(2, 5)), np.diag([0.5, 0.2, 1]))
    with pytest.raises(ValueError, match="presses the whole plane onto a line"):
        invert(scaling(0, 5))
    assert np.linalg.matrix_rank(np.diag([0, 5])) == 1


def test_geom_rotation():
    theta = np.radians(30)
    x, y = 3.0, -2.0
    formula = [x * np.cos(theta) - y * np.sin(theta), x * np.sin(theta) + y * np.cos(theta)]
    assert_allclose(apply(rotation(30), [[x, y]]), [formula])
    assert apply(rotation(90), [[1, 0]]).tolist() == [[0, 1]], "x towards y"
    # In a picture: what is on the right of the middle gets below it. That is clockwise.
    picture = np.zeros((3, 3))
    picture[1, 2] = 1
    assert inverse_warp(picture, rotation(90, about=(1, 1)))[2, 1] == 1
    assert_allclose(cv2.getRotationMatrix2D((0, 0), 30, 1)[:, :2], rotation(-30)[:2, :2])


def test_geom_rotation_det():
    turn, flip = rotation(40)[:2, :2], mirror(40)[:2, :2]
    for orthogonal, determinant in ((turn, 1), (flip, -1)):
        assert_allclose(orthogonal.T @ orthogonal, np.eye(2), atol=1e-12)
        assert np.linalg.det(orthogonal) == pytest.approx(determinant)
    assert measure(rotation(40), SQUARE).area == pytest.approx(1)


def test_geom_shear():
    assert apply(shear(0.5, 0.25), [[2, 4]]).tolist() == [[4, 4.5]]
    assert measure(shear(0.5), SQUARE).area == pytest.approx(1)
    assert measure(shear(0, 0.5), SQUARE).area == pytest.approx(1)
    assert measure(shear(0.5, 0.5), SQUARE).area == pytest.approx(0.75)


def test_geom_linear_decomposition(rng):
    for linear in rng.normal(size=(20, 2, 2)):
        first, sx, sy, second = decompose(linear)
        assert_allclose(compose(rotation(first), scaling(sx, sy), rotation(second))[:2, :2], linear, atol=1e-12)
        assert (sy < 0) == (np.linalg.det(linear) < 0)
    parts = decompose(shear(1)[:2, :2])
    assert (round(parts.sx, 3), round(parts.sy, 3)) == (1.618, 0.618)


def test_geom_compose():
    turn, stretch, points = rotation(90), scaling(2, 1), np.array([[1, 1], [3, -2]])
    one_by_one = apply(stretch, apply(turn, points))
    assert_allclose(apply(stretch @ turn, points), one_by_one)
    assert_allclose(compose(turn, stretch), stretch @ turn)
    assert not np.allclose(apply(turn @ stretch, points), one_by_one)
    p, q = np.array([1, 2, 0]), np.array([-4, 1, 0])
    assert_allclose((stretch @ turn) @ (2 * p + 3 * q), 2 * (stretch @ turn) @ p + 3 * (stretch @ turn) @ q)


def test_geom_linear_properties():
    A = affine([[2, 1], [0, 1]])
    ends = np.array([[1, 3], [4, -1]])
    assert_allclose(apply(A, [ends.mean(axis=0)]), [apply(A, ends).mean(axis=0)])
    assert apply(A, [[0, 0]]).tolist() == [[0, 0]]
    changes = measure(A, SQUARE)
    assert (changes.parallel, changes.bend) == pytest.approx((0, 0), abs=1e-9)
    assert changes.midpoint == pytest.approx(0.5)
    assert changes.length_ratio > 0.4
    assert changes.angle == pytest.approx(45)


def test_geom_interpolation_needed():
    photo = data.image("camera")
    A = rotation(45, about=(127.5, 127.5))
    splat = forward_warp(photo, A, fill=np.pi)
    seen = covered(A, photo.shape, photo.shape)
    assert round(splat.holes.sum() / seen.sum(), 2) == round(splat.collisions / splat.hits.sum(), 2) == 0.17
    backward = inverse_warp(photo, A, fill=np.pi)
    assert (splat.image[seen] == np.pi).sum() == splat.holes.sum()
    assert backward[seen].max() <= 1, "no hole"


def test_geom_translation_not_linear():
    move = translation(1, 2)
    assert apply(move, [[0, 0]]).tolist() == [[1, 2]]
    assert apply(move, [[3, 3]]).tolist() != (2 * apply(move, [[1.5, 1.5]])).tolist()
    assert (np.random.default_rng(0).normal(size=(5, 2, 2)) @ [0, 0] == 0).all()


def test_geom_linear_in_higher_dim():
    move = translation(3, -2)
    assert (move @ [5, 5, 1]).tolist() == [8, 3, 1]
    rest = move - np.eye(3)
    assert np.linalg.det(move) == pytest.approx(1)
    assert not (rest @ rest).any(), "a shear: it slides the planes w = const along themselves"
    assert (move @ [5, 5, 0]).tolist() == [5, 5, 0]
    x = np.array([0.0, 1, 2])
    line, parabola = np.column_stack([x, x**0]), np.column_stack([x, x**0, x**2])
    for coordinates, worst in ((line, 2 / 3), (parabola, 0)):  # a matrix on (x, 1), and one on (x, 1, x²)
        found = np.linalg.lstsq(coordinates, x**2, rcond=None)[0]
        assert np.abs(coordinates @ found - x**2).max() == pytest.approx(worst, abs=1e-12)


def test_geom_homogeneous_w():
    assert from_homogeneous([[4, 6, 2], [2, 3, 1], [-2, -3, -1]]).tolist() == [[2, 3]] * 3


def test_geom_w_zero_origin():
    direction = [1, 2, 0]
    assert is_at_infinity(direction)
    assert (translation(5, 7) @ direction).tolist() == direction
    assert (translation(5, 7) @ [0, 0, 1]).tolist() == [5, 7, 1]
    assert_allclose(meet([2, -1, 0], [2, -1, 4]), np.array([-1, -2, 0]) / 5**0.5, err_msg="y = 2x and y = 2x + 4")
    far = [from_homogeneous([1, 2, w]) for w in (1, 0.01, 1e-6)]
    assert_allclose([point[1] / point[0] for point in far], 2)
    assert np.hypot(*far[2]) > 1e6, "as w falls the point runs away, along (1, 2)"


def test_geom_translation_matrix():
    A = np.array([[1, 0, 3], [0, 1, 4], [0, 0, 1]])
    assert np.array_equal(translation(3, 4), A)
    assert (A @ [1, 1, 1]).tolist() == [4, 5, 1]
    assert (A @ [1, 1, 0]).tolist() == [1, 1, 0]


def test_geom_affine(rng):
    source, target = np.float32([[0, 0], [1, 0], [0, 1]]), np.float32([[1, 2], [3, 2], [1, 5]])
    theirs = cv2.getAffineTransform(source, target)
    assert theirs.size == 6
    assert_allclose(theirs, [[2, 0, 1], [0, 3, 2]])
    A = estimate("affine", source, target)
    assert_allclose(A, np.vstack([theirs, [0, 0, 1]]), atol=1e-12)
    p, q = to_homogeneous(rng.normal(size=(2, 2)))
    assert_allclose(A @ (2 * p - 5 * q), 2 * A @ p - 5 * A @ q, err_msg="linear in 3-D")


def test_geom_homography():
    A = np.array([[1, 0.2, 3], [0, 1, 1], [0.1, 0.05, 1]])
    start, middle, end = apply(A, [[0, 0], [1, 1], [2, 2]])
    assert np.linalg.det(to_homogeneous([start, middle, end])) == pytest.approx(0, abs=1e-12)
    assert ratio_along(start, middle, end) > 0.55
    assert_allclose(apply(5 * A, SQUARE), apply(A, SQUARE))


def test_geom_dof_table(rng):
    points = rng.normal(size=(6, 2))
    numbers = {"translation": [3, -2], "Euclidean": [25, 3, -2], "similarity": [25, 1.4, 3, -2]}
    numbers |= {"affine": [1.1, 0.3, 3, -0.2, 0.8, -2], "projective": [1.1, 0.3, 3, -0.2, 0.8, -2, 0.05, -0.02, 1]}
    measured = {family: measure_freedom(family, numbers[family], points) for family in FAMILIES}
    assert measured == {"translation": 2, "Euclidean": 3, "similarity": 4, "affine": 6, "projective": 8}
    assert measured == {family: facts.freedom for family, facts in FAMILIES.items()}
    assert len(numbers["projective"]) == 9


def test_geom_preserves_table():
    column = ["directions", "lengths", "angles", "parallel lines", "straight lines"]
    assert [facts.keeps for facts in FAMILIES.values()] == column
    for row, family in enumerate(FAMILIES):
        stays = preserved(measure(PLANE[family], SQUARE))
        assert [stays[name] for name in column] == [place >= row for place in range(5)], family


def test_geom_correspondences(rng):
    pairs = {family: facts.points for family, facts in FAMILIES.items()}
    assert pairs == {"translation": 1, "Euclidean": 2, "similarity": 2, "affine": 3, "projective": 4}
    assert pairs == {family: ceil(facts.freedom / 2) for family, facts in FAMILIES.items()}
    for family, count in pairs.items():
        source = rng.uniform(0, 100, (count, 2))
        A = estimate(family, source, apply(PLANE[family], source))
        assert_allclose(residuals(A, SQUARE, apply(PLANE[family], SQUARE)), 0, atol=1e-6)
        if count > 1:
            with pytest.raises(ValueError, match=f"at least {count} points, got {count - 1}"):
                estimate(family, source[1:], source[1:])
    for family, degenerate in (("affine", SQUARE[[0, 2, 2]]), ("projective", [*SQUARE[:3], [50, 50]])):
        with pytest.raises(ValueError, match="one line"):
            estimate(family, degenerate, rng.uniform(0, 100, (pairs[family], 2)))
    corners = np.float32([[0, 0], [2, 0.1], [1.8, 1], [0.1, 1.2]])
    theirs = cv2.getPerspectiveTransform(SQUARE.astype(np.float32), corners)
    assert_allclose(estimate_homography(SQUARE, corners), theirs, atol=1e-9)


def test_geom_three_shears():
    for angle in (17, 60, -115):
        theta = np.radians(angle)
        along_y = shear(0, np.sin(theta))
        right, wrong = shear(-np.tan(theta / 2)), shear(-np.tan(theta) / 2)
        assert_allclose(right @ along_y @ right, rotation(angle), atol=1e-12)
        assert np.abs(wrong @ along_y @ wrong - rotation(angle)).max() > 1e-3
    assert abs(shear_steps(179.9).outer) > 1000
    with pytest.raises(ValueError, match="must not be half a turn"):
        shear_steps(180)
    for k in (1, 10, 1000):  # sin 180° is 0, so nothing moves along y, and x is never turned over
        assert (shear(k) @ shear(0, 0) @ shear(k))[0, 0] == 1
    assert round(shear_errors((256, 256), 170).max(), 1) == 6.7


def test_geom_inter_enlarge():
    y, x = np.mgrid[:256, :256] + 0.5
    pattern = np.sin(x / 9) * np.cos(y / 11)
    v, u = np.mgrid[2:256:4, 2:256:4]  # each small pixel has its centre in the middle of four by four
    small = np.sin(u / 9) * np.cos(v / 11)
    inner = np.s_[20:-20, 20:-20]
    errors = {}
    for method, flag in (("nearest", cv2.INTER_NEAREST), ("bilinear", cv2.INTER_LINEAR), ("bicubic", cv2.INTER_CUBIC)):
        large = resize(small, (256, 256), method)
        assert_allclose(large, cv2.resize(small, (256, 256), interpolation=flag), atol=1e-6)
        errors[method] = np.sqrt(((large - pattern)[inner] ** 2).mean())
    assert [round(error, 3) for error in errors.values()] == [0.08, 0.014, 0.011]
    keys = resize(small, (256, 256), "bicubic", a=CATMULL_ROM)
    assert round(np.sqrt(((keys - pattern)[inner] ** 2).mean()), 4) == 0.0007


def test_geom_inter_shrink(rng):
    noise = rng.normal(size=(512, 512))
    small = {method: resize(noise, (64, 64), method) for method in ("area", "bilinear")}
    assert_allclose(small["area"], noise.reshape(64, 8, 64, 8).mean((1, 3)), atol=1e-12)
    assert_allclose(small["area"], cv2.resize(noise, (64, 64), interpolation=cv2.INTER_AREA), atol=1e-9)
    assert small["area"].std() == pytest.approx(1 / 8, abs=0.005)
    assert small["bilinear"].std() == pytest.approx(1 / 2, abs=0.02)


def test_geom_cubic_slower_better():
    distances = np.arange(-4, 5) + 0.3
    taps = {method: np.count_nonzero(sampling_kernel(distances, method)) for method in ("bilinear", "bicubic")}
    assert (taps["bilinear"] ** 2, taps["bicubic"] ** 2) == (4, 16)
    step = np.repeat([[0.0, 1.0]], 10, axis=1)
    large = resize(step, (1, 20 * 64), "bicubic")
    assert overshoot(large, step) == pytest.approx(1 / 9, abs=1e-4)
    assert overshoot(resize(step, (1, 20 * 64), "bilinear"), step) == 0
    theirs = cv2.resize(step.astype(np.float32), (20 * 64, 1), interpolation=cv2.INTER_CUBIC)
    assert_allclose(large, theirs, atol=1e-5)
    x = (np.arange(1280) + 0.5) / 16 - 0.5
    for period, linear_wins in ((8, False), (12, False), (20, True), (60, True)):
        wave, true = np.sin(2 * np.pi * np.arange(80) / period)[None], np.sin(2 * np.pi * x / period)
        linear, cubic = (np.abs(resize(wave, (1, 1280), method)[0] - true)[50:-50].mean() for method in taps)
        assert (linear < cubic) == linear_wins
    ramp = np.arange(20.0)[None]
    places = ((np.arange(320) + 0.5) / 16 - 0.5)[60:-60]
    assert np.abs(resize(ramp, (1, 320), "bicubic")[0, 60:-60] - places).max() > 0.04
    assert_allclose(resize(ramp, (1, 320), "bicubic", a=CATMULL_ROM)[0, 60:-60], places)


def test_epi_singular_det():
    onto_plane = np.array([[1, 2, 3], [2, 4, 6], [0, 1, 1.0]])
    onto_line = np.outer([1, 2, 3], [1, 0, 2.0])
    for matrix, rank in ((onto_plane, 2), (onto_line, 1)):
        assert np.linalg.det(matrix) == pytest.approx(0, abs=1e-12)
        assert np.linalg.matrix_rank(matrix) == np.linalg.matrix_rank(matrix.T) == rank
        cube = matrix @ np.random.default_rng(0).normal(size=(3, 50))
        assert np.sum(np.linalg.svd(cube, compute_uv=False) > 1e-9) == rank
        with pytest.raises(ValueError, match=f"must be invertible, got rank {rank}"):
            invert(matrix)


def test_epi_singular_rank_le_3(rng):
    matrix = rng.normal(size=(3, 3))
    assert np.linalg.matrix_rank(matrix) == 3
    assert_allclose(invert(matrix) @ matrix, np.eye(3), atol=1e-12)
    U, stretch, V = np.linalg.svd(matrix)
    singular = U @ np.diag([*stretch[:2], 0]) @ V
    assert np.linalg.det(singular) == pytest.approx(0, abs=1e-12)
    assert np.linalg.matrix_rank(singular) == 2


# --- 16_epipolar_geometry ---------------------------------------------------------------------------------------------


@pytest.fixture
def views():
    return two_views("converging", count=40)


@pytest.fixture
def both_rays(views):
    return rays(views.exact1, views.K1), rays(views.exact2, views.K2)


def test_epi_dense_depth():
    pair = data.stereo_pair()
    rig = {"focal_length": pair.focal_length, "baseline": pair.baseline}
    assert depth_error([2100, 5000], **rig).round(-1).tolist() == [50, 260]  # mm
    assert_allclose(depth_error(10.0, **rig), 100 * depth_error(1.0, **rig))
    left, right = (prefilter(image @ [0.299, 0.587, 0.114]) for image in (pair.left, pair.right))
    found = block_matching(left, right, block=11, subpixel=True)
    assert found.valid.mean() > 0.8  # dense
    assert score_disparity(found.disparity, pair.disparity).bad == pytest.approx(0.12, abs=0.005)
    bad = np.abs(found.disparity - pair.disparity) > 1
    judged = found.valid & np.isfinite(pair.disparity)
    high = ndimage.maximum_filter(np.nan_to_num(pair.disparity, nan=-np.inf), 11)
    jump = high - ndimage.minimum_filter(np.nan_to_num(pair.disparity, nan=np.inf), 11) > 2
    assert (bad & judged & jump).sum() > 0.85 * (bad & judged).sum()
    assert bad[judged & ~jump].mean() < 0.03
    assert bad[judged & occluded(pair.disparity)].mean() > 0.9


def test_epi_baseline_plane(views):
    first, second = epipoles(views.F)
    assert_allclose(first[:2], project([views.translation], views.K1)[0])
    back = invert_pose(views.rotation, views.translation).translation  # the first centre, seen from the second camera
    assert_allclose(second, views.K2 @ back / back[2])
    others = two_views("converging", count=40, seed=9)
    assert_allclose(epipoles(others.F).first, first)  # whatever the scene
    lines = epipolar_lines2(views.F, views.exact1)
    assert_allclose(lines @ second, 0, atol=1e-8)
    # The epipolar plane holds both centres and the point; what it cuts out of the first picture is the line.
    for point, line in zip(views.points, epipolar_lines1(views.F, views.exact2)):
        plane = np.cross(views.translation, point)
        on_picture = np.linalg.solve(views.K1.T, plane)
        assert_allclose(np.cross(on_picture / np.linalg.norm(on_picture[:2]), line), 0, atol=1e-9)
    sideways = two_views("sideways")
    assert is_at_infinity(epipoles(sideways.F).first)
    parallel = epipolar_lines1(sideways.F, sideways.exact2)
    assert_allclose(np.abs(parallel[:, :2]), np.tile([0, 1], (40, 1)), atol=1e-12)


def test_epi_virtual_plane():
    points = [[1, 2, 5], [-1, 0.5, 4]]
    real, virtual = image_plane(points, 35.0, plane="real"), image_plane(points, 35.0)
    assert_allclose(virtual, [[7, 14], [-8.75, 4.375]])
    assert_allclose(real, -virtual)


def test_epi_line_definition(views):
    epipole = epipoles(views.F).first
    for x, line in zip(views.exact1, epipolar_lines1(views.F, views.exact2)):
        joined = join(to_homogeneous(x), epipole)
        assert_allclose(joined * np.sign(joined @ line), line, atol=1e-8)
        by_hand = np.cross(epipole, [*x, 1])
        assert_allclose(np.cross(by_hand / np.linalg.norm(by_hand[:2]), line), 0, atol=1e-7)


def test_epi_coplanarity(views, both_rays):
    one, two = both_rays
    assert_allclose(coplanarity(one, two, views.rotation, views.translation), 0, atol=1e-14)
    volumes = coplanarity(one, np.roll(two, 1, axis=0), views.rotation, views.translation)
    box = np.linalg.det(np.array([one[0], views.translation, views.rotation @ two[-1]]))
    assert volumes[0] == pytest.approx(box)
    assert np.abs(volumes).mean() > 0.1


def test_epi_essential_is_tx(views, both_rays):
    cross = skew_matrix(views.translation)
    assert_allclose(views.E, cross @ views.rotation)
    assert_allclose(epipolar_residuals(views.E, *both_rays), 0, atol=1e-14)
    without = fundamental_from_essential(cross, views.K1, views.K2)
    assert epipolar_error(without, views.exact1, views.exact2) == pytest.approx(34, abs=0.5)
    sideways = two_views("sideways")
    assert_allclose(sideways.E, skew_matrix(sideways.translation))


def test_epi_point_to_point(views):
    ray = rays(views.exact1[:1], views.K1)
    depths = np.array([3.0, 5.0, 9.0, 100.0])
    places = project(depths[:, None] * ray, views.K2, views.rotation, views.translation)
    line = epipolar_lines2(views.F, views.exact1[:1])[0]
    assert_allclose(line_distance(places, line), 0, atol=1e-9)
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).min() > 20


def test_epi_e_rank2(views):
    length = np.linalg.norm(views.translation)
    assert_allclose(np.linalg.svd(views.E, compute_uv=False), [length, length, 0], atol=1e-12)
    assert np.linalg.matrix_rank(views.E) == 2


def test_epi_lines_e_et(views, both_rays):
    one, two = both_rays
    assert_allclose((one * (two @ views.E.T)).sum(axis=1), 0, atol=1e-14)  # E x' passes through x
    assert_allclose((two * (one @ views.E)).sum(axis=1), 0, atol=1e-14)  # E^T x passes through x'
    wrong = fundamental_from_essential(views.E.T, views.K1, views.K2)
    assert epipolar_error(wrong, views.exact1, views.exact2) > 50


def test_epi_ee_zero(views):
    first, second = epipoles(views.E)
    assert_allclose(views.E @ second, 0, atol=1e-12)
    assert_allclose(views.E.T @ first, 0, atol=1e-12)
    assert np.linalg.norm(views.E @ first) > 0.4 * np.linalg.norm(first)


def test_epi_extrinsic_unknown(views, both_rays):
    assert epipolar_error(views.E, views.exact1, views.exact2) > 100  # on pixels E is of no use
    assert epipolar_error(views.F, views.exact1, views.exact2) < 1e-9
    other = views.K1 * [[1.2, 1, 1], [1, 1.2, 1], [1, 1, 1]]  # F follows another focal length, E stays
    moved = views.exact1 * 1.2 - 0.2 * views.K1[:2, 2]
    assert epipolar_error(fundamental_from_essential(views.E, other, views.K2), moved, views.exact2) < 1e-9
    assert epipolar_error(views.F, moved, views.exact2) > 5
    # With both calibrations, and nothing known of where the cameras stood:
    estimated = nearest_essential(
        essential_from_fundamental(eight_point(views.exact1, views.exact2), views.K1, views.K2)
    )
    found = recover_pose(estimated, views.exact1, views.exact2, views.K1, views.K2)
    assert_allclose(found.rotation, views.rotation, atol=1e-8)
    assert_allclose(found.translation, views.translation / np.linalg.norm(views.translation), atol=1e-8)


def test_epi_solve_f(views):
    F = eight_point(views.exact1[:8], views.exact2[:8])
    assert epipolar_error(F, views.exact1[8:], views.exact2[8:]) < 1e-8
    study = noise_study(count=20, noise=0.5)
    assert np.median(study.normalised) == pytest.approx(0.5, abs=0.05)
    assert np.median(study.plain) > 1
    flat = two_views("converging", flat=True)
    with pytest.raises(ValueError, match="must leave one F, got 3 that differ"):
        eight_point(flat.exact1, flat.exact2)


def test_epi_f_formula(views):
    K1, K2 = np.linalg.inv(views.K1), np.linalg.inv(views.K2)
    assert epipolar_error(K1.T @ views.E @ K2, views.exact1, views.exact2) < 1e-9
    assert np.linalg.cond(views.E) > 1e12
    notes = K1.T @ np.linalg.pinv(views.E) @ K2
    assert epipolar_error(notes, views.exact1, views.exact2) == pytest.approx(69, abs=0.5)
    for wrong in (K1 @ views.E @ K2, K1.T @ views.E @ K2.T, K2.T @ views.E @ K1):
        assert epipolar_error(wrong, views.exact1, views.exact2) > 5
