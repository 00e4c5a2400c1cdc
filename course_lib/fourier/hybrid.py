"""Hybrid pictures: one from far away, another from near.

Source: Oliva, Torralba & Schyns (2006), doi:10.1145/1141911.1141919.
"""

from functools import lru_cache

import numpy as np

from course_lib.checks import check_at_least, check_number, check_positive, check_same_shape
from course_lib.fourier._arguments import check_cutoff, check_signal
from course_lib.fourier.masks import bandpass, filter_image, lowpass, radius


def hybrid(far, near, low, high):
    """Return the coarse part of `far` plus the fine part of `near`, (H, W).

        >>> hybrid([[4.0, 2.0]], [[9.0, 1.0]], 0.5, 0.5).round(6).tolist()  # stripes at 0.5: half of each
        [[5.5, 0.5]]

    The coarse part is what a Gaussian low-pass leaves, the fine part what it takes away. All brightness comes
    from `far`; values may leave [0, 1]. Beyond a border both pictures go on at the opposite one.

    Parameters
    ----------
    far, near : (H, W) array_like
    low, high : float, cycles per pixel in (0, 0.5]
        Cut-off of the Gaussian for `far` and for `near`; its gain there is 1/2.

    Source: Oliva, Torralba & Schyns (2006), doi:10.1145/1141911.1141919.
    """
    far, near = check_signal("far", far, 2), check_signal("near", near, 2)
    check_same_shape(far=far, near=near, remedy="crop one of them")
    return _lowpassed(far, check_cutoff("low", low)) + near - _lowpassed(near, check_cutoff("high", high))


def seen_from(image, distance):
    """Return the picture as an eye `distance` times as far away sees it, at the same size, (H, W).

        >>> seen_from([[4.0, 2.0]], 1).round(6).tolist(), seen_from([[4.0, 2.0]], 2).round(6).tolist()
        ([[3.5, 2.5]], [[3.0625, 2.9375]])

    A simple model of the eye: of 0.5/distance cycles per pixel half is left, of finer waves less, as a Gaussian
    says. At distance 1 the finest stripes are at half their contrast. A true eye also sees very coarse waves badly.

    distance : at least 1

    Source: Oliva, Torralba & Schyns (2006), doi:10.1145/1141911.1141919, for what is seen from where.
    """
    image = check_signal("image", image, 2)
    return _lowpassed(image, _finest(distance))


def likeness_seen(image, photo, distance):
    """Return how much a picture is like a photograph to an eye so far away, -1 to 1: a float, or one per distance.

        >>> wave, other = np.array([[1.0, 0.0, -1.0, 0.0]]), np.array([[0.0, 1.0, 0.0, -1.0]])
        >>> round(likeness_seen(wave + 9, wave, 1), 6), likeness_seen(wave, other, [1, 2]).round(6).tolist()
        (1.0, [0.0, 0.0])

    That is the correlation of the two in the finest octave that is still seen, a band-pass from 0.25 to 0.5 cycles per
    pixel over `distance`: a face is known by its finer waves, while nearly all contrast lies in the coarse ones.

    distance : a number or (n,), at least 1

    Raises
    ------
    ValueError
        If one of them has no wave in that octave, as an even grey.
    """
    image, photo = check_signal("image", image, 2), check_signal("photo", photo, 2)
    check_same_shape(image=image, photo=photo, remedy="crop one of them")
    one, two = np.fft.rfft2(image), np.fft.rfft2(photo)
    # By Parseval the correlation needs no picture. Each place of the half plane stands for two, but for two columns.
    twice = np.where(np.arange(one.shape[1]) * 2 % image.shape[1] == 0, 1, 2)
    products = twice * np.stack([(a * b.conj()).real for a, b in ((one, one), (two, two), (one, two))]) / image.size
    found = [_correlation(products, image.shape, _finest(d)) for d in np.atleast_1d(distance).tolist()]
    return found[0] if np.ndim(distance) == 0 else np.array(found)


def turning_distance(distances, like_near, like_far):
    """Return from which distance on a picture is more like the far photograph than like the near one.

        >>> turning_distance([1, 2, 3, 4], [0.9, 0.6, 0.3, 0.2], [0.1, 0.3, 0.5, 0.9])
        3.0

    That is the first of `distances` from which `like_far` is larger up to the last; inf if it is not even there.

    distances, like_near, like_far : (n,), distances rising
    """
    distances = check_signal("distances", distances, 1)
    near, far = check_signal("like_near", like_near, 1), check_signal("like_far", like_far, 1)
    check_same_shape(distances=distances, like_near=near, remedy="crop one of them")
    check_same_shape(distances=distances, like_far=far, remedy="crop one of them")
    if (np.diff(distances) <= 0).any():
        raise ValueError(f"`distances` must rise, got {distances.tolist()}; sort them with their likenesses")
    nearer = np.flatnonzero(far <= near)
    first = nearer[-1] + 1 if nearer.size else 0
    return float(distances[first]) if first < len(distances) else float("inf")


def _correlation(products, shape, finest):
    """Return the correlation of two pictures in an octave from their energies and their product (3, H, W//2 + 1)."""
    products = products.reshape(3, -1)
    one, two, both = products @ _octave(shape, finest)
    if (np.array([one, two]) <= 1e-28 * products[:2].sum(axis=1)).any():  # rounding alone
        raise ValueError(
            f"`image` and `photo` must both have waves of {finest / 2:.3g} to {finest:.3g} cycles per pixel, got none; "
            "look from nearer"
        )
    return float(both / np.sqrt(one * two))


@lru_cache(maxsize=32)
def _octave(shape, finest):
    """Return the squared gain of the band-pass of an octave, all places in one row."""
    return bandpass(radius(shape), finest / 2, finest).ravel() ** 2


def _finest(distance):
    """Return the cut-off of an eye so far away, cycles per pixel."""
    check_positive("distance", distance)
    check_at_least("distance", distance, 1)
    return 0.5 / check_number("distance", distance, remedy="from there nothing but the mean is seen")


def _lowpassed(image, cutoff):
    return filter_image(image, lowpass(radius(image.shape), cutoff))
