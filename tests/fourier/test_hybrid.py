"""Hybrid pictures: what is far keeps its coarse waves, what is near its fine ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from course_lib import data
from course_lib.fourier import correlation
from course_lib.fourier.hybrid import hybrid, likeness_seen, seen_from, turning_distance

SHAPES = [(1, 1), (1, 7), (6, 6), (5, 9), (8, 3), (32, 20)]


def _sigma(cutoff):
    """Return the sigma in pixels of the Gaussian whose gain exp(-2 (pi sigma f)^2) is 1/2 at the cutoff."""
    return np.sqrt(np.log(2) / 2) / (np.pi * cutoff)


def _blurred(image, cutoff):
    return np.fft.ifft2(ndimage.fourier_gaussian(np.fft.fft2(image), _sigma(cutoff))).real


def _wave(cycles, n=64):
    return np.cos(2 * np.pi * cycles / n * np.arange(n)) * np.ones((5, 1))


def test_hybrid_by_hand():
    wave, nothing = _wave(8), np.zeros((5, 64))  # 1/8 cycles per pixel
    assert_allclose(hybrid(wave, nothing, 1 / 8, 0.3), wave / 2, atol=1e-12)
    assert_allclose(hybrid(wave, nothing, 1 / 4, 0.3), wave / 2**0.25, atol=1e-12)
    assert_allclose(hybrid(nothing, wave, 0.3, 1 / 8), wave / 2, atol=1e-12)
    assert_allclose(hybrid(nothing, wave, 0.3, 1 / 16), wave * 15 / 16, atol=1e-12)


def test_each_picture_keeps_its_part():
    coarse, fine = _wave(1), _wave(30)
    found = hybrid(2 + coarse + fine, 7 + 3 * coarse + 5 * fine, 0.1, 0.1)
    assert_allclose(found, 2 + coarse + 5 * fine, atol=0.04)  # 3 % of near's coarse wave stay: its gain is 0.98


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("low, high", [(0.05, 0.2), (0.5, 0.01), (0.1, 0.1)])
def test_hybrid_by_scipy(shape, low, high, rng):
    far, near = rng.normal(size=(2, *shape))
    kept = far.copy(), near.copy()
    found = hybrid(far, near, low, high)
    assert found.shape == shape
    assert_allclose(found, _blurred(far, low) + near - _blurred(near, high), atol=1e-12)
    assert found.mean() == pytest.approx(far.mean())
    assert_allclose(hybrid(near, near, low, low), near, atol=1e-12)
    assert_array_equal((far, near), kept)


@pytest.mark.parametrize("cutoff", [0.05, 0.1, 0.15])
def test_hybrid_by_a_blur_in_space(cutoff, rng):
    far, near = rng.normal(size=(2, 40, 33))
    blur = {"sigma": _sigma(cutoff), "mode": "wrap", "truncate": 8}
    expected = ndimage.gaussian_filter(far, **blur) + near - ndimage.gaussian_filter(near, **blur)
    assert_allclose(hybrid(far, near, cutoff, cutoff), expected, atol=1e-3)


def test_seen_from_by_hand():
    wave = 3 + _wave(8)
    assert_allclose(seen_from(wave, 4), 3 + _wave(8) / 2, atol=1e-12)  # 0.5/4 = 1/8: half is left
    assert_allclose(seen_from(wave, 8), 3 + _wave(8) / 16, atol=1e-12)
    assert_allclose(seen_from(wave.T, 4), 3 + _wave(8).T / 2, atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("distance", [1, 1.5, 4, 30])
def test_seen_from_by_scipy(shape, distance, rng):
    image = rng.normal(size=shape)
    found = seen_from(image, distance)
    assert found.shape == shape
    assert_allclose(found, _blurred(image, 0.5 / distance), atol=1e-12)
    assert found.mean() == pytest.approx(image.mean())
    assert found.std() <= image.std()


def test_two_distances_in_a_row(rng):
    image = rng.normal(size=(9, 14))
    assert_allclose(seen_from(seen_from(image, 3), 4), seen_from(image, 5), atol=1e-12)  # blurs add in squares


def test_what_is_seen_changes_with_the_distance():
    far, near = _wave(2), _wave(20)
    both = hybrid(far, near, 0.1, 0.1)

    def share(distance, wave):
        return (seen_from(both, distance) * wave).sum() / (wave * wave).sum()

    assert share(1, near) > 0.7
    assert share(12, near) < 1e-6
    assert share(1, far) > 0.9
    assert share(12, far) > 0.5


def _octave_of(image, distance):
    return _blurred(image, 0.5 / distance) - _blurred(image, 0.25 / distance)


@pytest.mark.parametrize("shape", [(1, 9), (6, 6), (5, 9), (8, 3), (32, 20)])
@pytest.mark.parametrize("distance", [1, 1.5, 2])
def test_likeness_seen_by_scipy(shape, distance, rng):
    image, photo = 7 + rng.normal(size=(2, *shape))
    image += photo
    expected = np.corrcoef(_octave_of(image, distance).ravel(), _octave_of(photo, distance).ravel())[0, 1]
    assert likeness_seen(image, photo, distance) == pytest.approx(expected, abs=1e-9)
    assert likeness_seen(photo, image, distance) == pytest.approx(expected, abs=1e-9)
    assert likeness_seen(image, 3 - 2 * image, distance) == pytest.approx(-1)
    assert_allclose(likeness_seen(image, photo, [1, distance])[1], expected, atol=1e-9)


def test_likeness_seen_needs_no_brightness_and_no_coarse_waves():
    coarse, fine = _wave(2), _wave(24)
    assert likeness_seen(fine + 5 * coarse, fine, 1) > 0.9 > 0.2 > correlation(fine + 5 * coarse, fine)
    assert likeness_seen(fine + 5 * coarse, fine, 6) < 0.1


def test_turning_distance_by_hand():
    assert turning_distance([1, 2, 4], [0.9, 0.5, 0.1], [0.1, 0.5, 0.9]) == 4  # equal is not more
    assert turning_distance([1, 2, 4], [0.9, 0.5, 0.1], [0.1, 0.6, 0.9]) == 2
    assert turning_distance([1, 2, 4], [0.1, 0.5, 0.1], [0.9, 0.4, 0.9]) == 4  # from there on it stays
    assert turning_distance([1, 2], [0.1, 0.1], [0.2, 0.2]) == 1
    assert turning_distance([1, 2], [0.1, 0.3], [0.2, 0.2]) == np.inf


def test_the_two_faces_change_sides():
    woman, cat = data.image("face_astronaut"), data.image("face_cat")
    mixed, distances = hybrid(woman, cat, 0.03, 0.06), np.arange(1, 17)
    like_cat, like_woman = (likeness_seen(mixed, face, distances) for face in (cat, woman))
    assert like_cat[0] > 0.95 > 0.1 > like_woman[0]
    assert like_woman[-1] > 0.9 > 0.4 > like_cat[-1]
    assert 6 < turning_distance(distances, like_cat, like_woman) < 10
    # All pixels alike say otherwise: the coarse waves are the woman's, and they are nearly all there is.
    assert correlation(mixed, woman) > correlation(mixed, cat) + 0.3


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: hybrid([1.0], [[1.0]], 0.1, 0.1), ValueError, r"`far` must have shape \(H, W\)"),
        (lambda: hybrid([[1.0]], [[np.nan]], 0.1, 0.1), ValueError, "`near` must be finite"),
        (lambda: hybrid([[1.0]], [[1.0, 2.0]], 0.1, 0.1), ValueError, r"`near` must have the shape of `far`, \(1, 1\)"),
        (lambda: hybrid([[1.0]], [[1.0]], 0, 0.1), ValueError, "`low` must be positive"),
        (
            lambda: hybrid([[1.0]], [[1.0]], 0.1, 0.6),
            ValueError,
            r"`high` must be in \(0, 0.5\] cycles per pixel, got 0.6",
        ),
        (lambda: hybrid([[1.0]], [[1.0]], 0.1, "0.1"), TypeError, "`high` must be a real number"),
        (lambda: seen_from(np.ones((2, 2, 3)), 2), ValueError, "pass the colours of a picture singly"),
        (lambda: seen_from([[1.0]], 0.5), ValueError, "`distance` must be at least 1, got 0.5"),
        (lambda: seen_from([[1.0]], -2), ValueError, "`distance` must be positive"),
        (lambda: seen_from([[1.0]], np.inf), ValueError, "`distance` must be finite"),
        (lambda: seen_from([[1.0]], True), TypeError, "`distance` must be a real number"),
        (lambda: likeness_seen([1.0], [[1.0]], 1), ValueError, r"`image` must have shape \(H, W\)"),
        (lambda: likeness_seen([[1.0]], [[1j]], 1), TypeError, "`photo` must hold real numbers"),
        (lambda: likeness_seen([[1.0]], [[1.0, 2.0]], 1), ValueError, "`photo` must have the shape of `image`"),
        (lambda: likeness_seen([[1.0, 2.0]], [[1.0, 2.0]], [1, 0.5]), ValueError, "`distance` must be at least 1"),
        (
            lambda: likeness_seen([[0.3, 0.3]], [[1.0, 2.0]], 1),
            ValueError,
            "`image` and `photo` must both have waves of 0.25 to 0.5 cycles per pixel, got none; look from nearer",
        ),
        (lambda: likeness_seen([[1.0, 2.0]], [[0.0, 0.0]], 1), ValueError, "must both have waves of 0.25 to 0.5"),
        (
            lambda: likeness_seen([[1.0, 2.0]], [[1.0, 2.0]], 40),
            ValueError,
            "must both have waves of 0.00625 to 0.0125",
        ),
        (lambda: turning_distance([2, 1], [0, 0], [0, 0]), ValueError, r"`distances` must rise, got \[2.0, 1.0\]"),
        (lambda: turning_distance([1, 1], [0, 0], [0, 0]), ValueError, "`distances` must rise"),
        (lambda: turning_distance([1], [0, 0], [0]), ValueError, "`like_near` must have the shape of `distances`"),
        (lambda: turning_distance([1], [0], [0, 0]), ValueError, "`like_far` must have the shape of `distances`"),
        (lambda: turning_distance([], [], []), ValueError, "`distances` must not be empty"),
    ],
)
def test_rejections(call, error, message):
    with pytest.raises(error, match=message):
        call()
