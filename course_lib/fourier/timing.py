"""How long a convolution takes, the three ways, in SciPy and in OpenCV: measured here, and measured once and stored."""

import time
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_integer
from course_lib.fourier._arguments import check_signal
from course_lib.fourier.masks import box_weights
from course_lib.stored_runs import place_of, read

WAYS = ("direct", "separable", "spectrum")
LIBRARIES = ("SciPy", "OpenCV")


class StoredTimes(NamedTuple):
    sizes: np.ndarray  # (S,) pixels along one side of the picture
    kernels: np.ndarray  # (K,) numbers along one side of the kernel, odd
    seconds: np.ndarray  # (libraries, ways, S, K), in the order of LIBRARIES and WAYS
    machine: str  # on what, by which versions, when


def convolve_by(way, library, image, weights):
    """Return a picture (H, W) convolved with outer(weights, weights) the one way, as a library does it.

        >>> convolve_by("direct", "SciPy", np.eye(3), [1, 2, 1]).tolist()
        [[5.0, 4.0, 1.0], [4.0, 6.0, 4.0], [1.0, 4.0, 5.0]]

    The kernel is centred, there are zeros around, the size stays.

    Parameters
    ----------
    way : "direct", "separable" or "spectrum"
    library : "SciPy" or "OpenCV"
        SciPy has ndimage.convolve, ndimage.convolve1d twice, signal.fftconvolve; OpenCV has filter2D, sepFilter2D, dft.
        Its filter2D takes the spectrum by itself from 8x8 on, float64.
    image : (H, W) array_like
    weights : (k,) array_like, k odd
    """
    return _prepared(way, library, image, weights)()


def measured_seconds(n, k, *, library="SciPy", repeats=5):
    """Return how long the three ways take here: (3,) seconds in the order of `WAYS`, the best of `repeats` each.

        >>> bool((measured_seconds(16, 3, repeats=2) > 0).all())
        True

    The best one, because whatever else the machine does can only slow it down; on one thread.

    Parameters
    ----------
    n : int, pixels
        One side of a picture of noise.
    k : int, odd
        Numbers along one side of the kernel.
    library : "SciPy" or "OpenCV"
    repeats : int
    """
    image = np.random.default_rng(0).random((check_integer("n", n, 1), n))
    repeats = check_integer("repeats", repeats, 1)
    jobs = [_prepared(way, library, image, box_weights(k)) for way in WAYS]
    with _one_thread(library):
        return np.array([min(_seconds(job) for _ in range(repeats)) for job in jobs])


@lru_cache
def stored_times():
    """Return what tools/stored/time_convolution.py measured once and stored.

    >>> times = stored_times()
    >>> times.seconds.shape == (len(LIBRARIES), len(WAYS), times.sizes.size, times.kernels.size)
    True
    """
    return read("timing_convolution", StoredTimes)


def stored_seconds(n, k, *, library="SciPy"):
    """Return the stored times of one setting, (3,) seconds in the order of `WAYS`.

    >>> direct, separable, spectrum = stored_seconds(512, 31)
    >>> bool(direct > 10 * spectrum)
    True
    """
    times, place = stored_times(), LIBRARIES.index(check_choice("library", library, LIBRARIES))
    size, kernel = place_of(n=(n, times.sizes), k=(k, times.kernels))
    return times.seconds[place, :, size, kernel]


def stored_crossing(n, *, library="SciPy"):
    """Return the smallest stored kernel for which the spectrum took less time than the direct way, or None.

    >>> stored_crossing(512)
    7
    """
    times, place = stored_times(), LIBRARIES.index(check_choice("library", library, LIBRARIES))
    direct, _, spectrum = times.seconds[place, :, *place_of(n=(n, times.sizes))]  # (K,) each
    wins = times.kernels[spectrum < direct]
    return int(wins[0]) if wins.size else None


def _prepared(way, library, image, weights):
    """Return a function without arguments that does the work, so that a clock sees nothing else."""
    place = WAYS.index(check_choice("way", way, WAYS))
    ways = {"SciPy": _by_scipy, "OpenCV": _by_opencv}[check_choice("library", library, LIBRARIES)]
    image, weights = check_signal("image", image, 2), check_signal("weights", weights, 1)
    if len(weights) % 2 == 0:
        raise ValueError(f"`weights` must have odd length, so that the middle is a pixel, got {len(weights)}")
    return ways(image, weights)[place]


def _by_scipy(image, weights):
    from scipy import ndimage, signal  # here, because `import course_lib.fourier` loads no SciPy

    kernel, zeros = np.outer(weights, weights), {"mode": "constant"}
    return (
        lambda: ndimage.convolve(image, kernel, **zeros),
        lambda: ndimage.convolve1d(ndimage.convolve1d(image, weights, 0, **zeros), weights, 1, **zeros),
        lambda: signal.fftconvolve(image, kernel, "same"),
    )


def _by_opencv(image, weights):
    import cv2

    flipped, zeros = weights[::-1].copy(), {"borderType": cv2.BORDER_CONSTANT}  # OpenCV correlates
    kernel = np.outer(flipped, flipped)
    return (
        lambda: cv2.filter2D(image, -1, kernel, **zeros),
        lambda: cv2.sepFilter2D(image, -1, flipped, flipped, **zeros),
        lambda: _by_dft(image, np.outer(weights, weights)),
    )


def _by_dft(image, kernel):
    import cv2

    (height, width), reach = image.shape, len(kernel) // 2
    shape = [cv2.getOptimalDFTSize(size + len(kernel) - 1) for size in image.shape]
    spectra = []
    for values in (image, kernel):
        padded = np.zeros(shape)
        padded[: values.shape[0], : values.shape[1]] = values
        spectra.append(cv2.dft(padded))
    whole = cv2.idft(cv2.mulSpectrums(*spectra, 0), flags=cv2.DFT_SCALE)
    return whole[reach : reach + height, reach : reach + width]


@contextmanager
def _one_thread(library):
    """Keep OpenCV to one thread meanwhile; SciPy's convolutions have no more."""
    if library == "SciPy":
        yield
        return
    import cv2

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _seconds(job):
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
