"""Numbers that the notebooks on geometry state beside no output that would show them: each from where it comes."""

import numpy as np
import pytest

from course_lib import geometry
from course_lib.geometry import families, scene, stereo
from course_lib.geometry.eight_point import epipolar_system
from course_lib.geometry.explorers import NoiseAndNormalisation, RankTwo
from tests.prose import prose


@pytest.fixture(scope="module")
def warps():
    return prose("15_image_warping")


@pytest.fixture(scope="module")
def views():
    return prose("16_epipolar_geometry")


def test_every_seventh_or_eighth_pixel_is_a_hole(warps):
    assert "Every seventh or eighth pixel is a hole, and as many were written over" in warps
    landed = geometry.forward_warp(np.ones((200, 200)), geometry.rotation(30, about=(99.5, 99.5)))
    assert 7 < (landed.holes.sum() + (landed.hits > 0).sum()) / landed.holes.sum() < 8
    assert landed.collisions == pytest.approx(landed.holes.sum(), rel=0.03)


def test_unknowns_and_pairs(warps):
    freedom = [family.freedom for family in families.FAMILIES.values()]
    assert "translation has 2 unknowns, a turn with a shift 3, an affine map 6, a projective one 8" in warps
    assert [freedom[0], freedom[1], *freedom[3:]] == [2, 3, 6, 8]
    assert f"noticed:* {', '.join(str(family.points) for family in families.FAMILIES.values())} pairs" in warps


def test_the_products_on_paper(warps):
    assert "( 3 0 ) ( 2·3 + 1·0 ) ( 6 )" in warps
    assert (geometry.scaling(3, 2)[:2, :2] @ [2, 1]).tolist() == [6, 2]


def test_a_tenth_of_the_step(warps):
    assert "A tenth of the step, too bright on one side and too dark on the other" in warps
    step = np.array([[0.0, 0, 0, 1, 1, 1]])
    enlarged = geometry.resize(step, (1, 48), "bicubic")
    assert round(enlarged.max() - 1, 1) == round(-enlarged.min(), 1) == 0.1


def test_columns_of_the_equations(views):
    assert "The columns differ by factors of 100 000" in views
    points = scene.two_views("converging", count=60)
    columns = np.abs(epipolar_system(points.points1, points.points2)).max(axis=0)
    assert 100_000 <= columns.max() / columns.min() < 300_000


def test_half_of_the_error_is_gone(views):
    assert "Half of the error is gone" in views
    plain, normalised = NoiseAndNormalisation().result.medians
    assert 0.45 < normalised / plain < 0.55


def test_rank_two_in_scene_18(views):
    before, after = (RankTwo(share=share).result.error for share in (1.0, 0.0))
    assert f"In scene 18 yes, from {before:.1f} to {after:.1f} pixels" in views
    worse = [RankTwo(share=0.0, seed=s).result.error > RankTwo(share=1.0, seed=s).result.error for s in range(21)]
    assert "In others a little worse" in views
    assert sum(worse) >= 5


def test_what_a_pixel_is_worth(views):
    depth = stereo.depth_from_disparity([20, 19, 10, 9], 500, 0.2)
    assert f"One pixel is worth {depth[1] - depth[0]:.2f} m at 5 m, and {depth[3] - depth[2]:.2f} m at 10 m" in views
