"""Points that two pictures share, found and matched by OpenCV; some of the matches are always wrong."""

from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.checks import check_finite, check_real
from course_lib.geometry.turned_pair import turned_pair


class Matches(NamedTuple):
    points1: np.ndarray  # (N, 2) pixels of the first picture
    points2: np.ndarray  # (N, 2) of the second, the likeliest partner of each


def match_features(first, second):
    """Return the SIFT points of two pictures that are each other's most similar ones.

        >>> picture = np.random.default_rng(0).random((60, 60)).repeat(3, axis=0).repeat(3, axis=1)
        >>> found = match_features(picture[:, 6:], picture[:, :-6])  # the second is 6 pixels to the right
        >>> np.median(found.points2 - found.points1, axis=0).round(1).tolist()
        [6.0, 0.0]

    first, second : (H, W) or (H, W, 3), in [0, 1]
    The order is that of the first picture's points; digits may differ between machines and versions of OpenCV.

    Source: Lowe (2004), doi:10.1023/B:VISI.0000029664.99615.94; here cv2.SIFT_create and a matcher with cross-check.
    """
    import cv2  # not above: the topic is imported without OpenCV

    detector, found = cv2.SIFT_create(), []
    for name, image in (("first", first), ("second", second)):
        points, descriptors = detector.detectAndCompute(_bytes(name, image), None)
        if not points:
            raise ValueError(f"`{name}` must show corners or blobs, got none: an even picture has no points to match")
        found.append((np.array([point.pt for point in points]), descriptors))
    (points1, one), (points2, two) = found
    matches = cv2.BFMatcher(cv2.NORM_L2, crossCheck=True).match(one, two)
    pairs = np.array([(match.queryIdx, match.trainIdx) for match in matches])
    return Matches(points1[pairs[:, 0]], points2[pairs[:, 1]])


def stored_matches():
    """Return the matches of the turned motorcycle pair as they are stored in data/, the same on every machine.

    >>> stored_matches().points1.shape
    (543, 2)
    """
    stored = data.results("matches_motorcycle")
    return Matches(stored["points1"].astype(float), stored["points2"].astype(float))


def motorcycle_pair():
    """Return the turned motorcycle pair: pictures, exact F and what else is known of it.

    >>> motorcycle_pair().first.shape
    (250, 370, 3)
    """
    return turned_pair(data.stereo_pair())


def _bytes(name, image):
    image = np.asarray(check_real(name, image), dtype=float)
    if image.ndim == 3 and image.shape[2] == 3:
        image = data.to_grey(image)
    if image.ndim != 2 or not image.size:
        raise ValueError(f"`{name}` must have shape (H, W) or (H, W, 3), got {image.shape}")
    return np.rint(255 * check_finite(name, image).clip(0, 1)).astype(np.uint8)
