"""Lines in a picture: hand values, a slow twin that walks along the border, lines that miss, and parallel ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from course_lib.geometry.homogeneous import join
from course_lib.geometry.lines import bundle, clip_lines

WIDTH, HEIGHT = 8, 6
CORNERS = np.array([[-0.5, -0.5], [7.5, -0.5], [7.5, 5.5], [-0.5, 5.5]])


def twin(line):
    """Where the line crosses the border: a set of rounded points."""
    values = CORNERS @ line[:2] + line[2]
    found = set()
    for k in range(4):
        a, b = values[k], values[(k + 1) % 4]
        if a * b < 0:
            point = CORNERS[k] + a / (a - b) * (CORNERS[(k + 1) % 4] - CORNERS[k])
            found.add(tuple(point.round(6)))
    return found


def test_clip_by_hand():
    diagonal, upright = clip_lines([[1, -1, 0], [2, 0, -6]], WIDTH, HEIGHT)
    assert_allclose(diagonal, [[-0.5, -0.5], [5.5, 5.5]])
    assert_allclose(upright, [[3, -0.5], [3, 5.5]])


def test_clip_by_a_slow_twin(rng):
    lines = rng.normal(size=(500, 3)) * [1, 1, 6]
    ends = clip_lines(lines, WIDTH, HEIGHT)
    missed = 0
    for line, pair in zip(lines, ends):
        expected = twin(line)
        if not expected:
            assert np.isnan(pair).all()
            missed += 1
            continue
        assert_allclose(sorted(expected), sorted(map(tuple, pair)), atol=2e-6)
        direction = pair[1] - pair[0]
        assert direction @ [-line[1], line[0]] > 0
    assert 50 < missed < 450


@pytest.mark.parametrize("scale", [1, -1, 1e-7, 1e6])
def test_clip_does_not_ask_for_a_scale(scale):
    line = np.array([[3.0, -1.0, 2.0]]) * scale
    assert_allclose(np.sort(clip_lines(line, WIDTH, HEIGHT), axis=1), np.sort(clip_lines([[3, -1, 2]], 8, 6), axis=1))


def test_what_misses():
    lines = [[0, 1, -5.6], [0, 1, 0.6], [1, 0, -8], [1, 0, 1], [0, 0, 1], [1, 1, 100]]
    assert np.isnan(clip_lines(lines, WIDTH, HEIGHT)).all()
    assert not np.isnan(clip_lines([[0, 1, -5.4], [1, 0, 0.4]], WIDTH, HEIGHT)).any()


def test_no_lines():
    assert clip_lines(np.empty((0, 3)), WIDTH, HEIGHT).shape == (0, 2, 2)


def test_bundle_of_lines_through_one_point(rng):
    point = np.array([30.0, -7.0])
    lines = join(np.tile(point, (6, 1)), rng.normal(size=(6, 2)) * 50) * rng.uniform(0.1, 9, size=(6, 1))
    found = bundle(lines)
    assert_allclose(found.point, point)
    assert_allclose(found.distances, 0, atol=1e-12)


def test_bundle_is_the_least_of_squares(rng):
    lines = rng.normal(size=(7, 3))
    found = bundle(lines)
    unit = lines / np.linalg.norm(lines[:, :2], axis=1, keepdims=True)
    assert_allclose(found.distances, np.abs(unit @ [*found.point, 1]))
    for step in ([1e-3, 0], [-1e-3, 0], [0, 1e-3], [0, -1e-3]):
        assert ((unit @ [*(found.point + step), 1]) ** 2).sum() > (found.distances**2).sum()


def test_rejections():
    with pytest.raises(ValueError, match=r"`lines` must not all be parallel: they meet at infinity"):
        bundle([[0, 1, 3], [0, 2, 3], [0, -1, 5]])
    with pytest.raises(ValueError, match=r"`lines` must hold at least 2 lines, got 1"):
        bundle([[0, 1, 3]])
    with pytest.raises(ValueError, match=r"`lines` must not hold the line at infinity, \(0, 0, c\)"):
        bundle([[0, 1, 3], [0, 0, 1]])
    with pytest.raises(ValueError, match=r"`lines` must have shape \(N, 3\), got \(3,\)"):
        clip_lines([0, 1, 3], WIDTH, HEIGHT)
    with pytest.raises(ValueError, match=r"`lines` must be finite, got nan at \(0, 0\)"):
        clip_lines([[np.nan, 1, 3]], WIDTH, HEIGHT)
    with pytest.raises(ValueError, match=r"`width` must be positive, got 0"):
        clip_lines([[0, 1, 3]], 0, HEIGHT)
    with pytest.raises(ValueError, match=r"`height` must be positive, got -1"):
        clip_lines([[0, 1, 3]], WIDTH, -1)
