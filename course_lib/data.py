"""The sample images and data sets of the course, by name, from the files in data/.

Sources, authors and licences are in data/README.md. Every array is read-only, because it is kept for the next call:
take `.copy()` before changing one.
"""

import hashlib
import io
import os
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice


class StereoPair(NamedTuple):
    left: np.ndarray  # (H, W, 3), in [0, 1]
    right: np.ndarray  # (H, W, 3), in [0, 1]
    disparity: np.ndarray  # (H, W), pixels; nan where unknown
    focal_length: float  # pixels
    baseline: float  # distance between the two cameras, mm
    offset: float  # how much further right the right view's principal point is, pixels


class Digits(NamedTuple):
    images: np.ndarray  # (1797, 8, 8), in [0, 1], steps of 1/16
    labels: np.ndarray  # (1797,), integers 0 to 9


LUMA = (0.299, 0.587, 0.114)  # weights of red, green and blue in grey
# Middlebury's calibration of the scene, at the size that data/ holds.
CALIBRATION = {"motorcycle": {"focal_length": 497.489, "baseline": 193.001, "offset": 15.543}}


def names():
    """Return the names that `image` knows, sorted.

    >>> names()[:6]
    ('astronaut', 'brick', 'camera', 'coffee', 'face_astronaut', 'face_cat')
    """
    stems = (Path(file).stem for file in checksums() if file.endswith(".png"))
    return tuple(sorted(stem for stem in stems if not stem.endswith("_disparity")))


def image(name):
    """Return a sample image as float64 in [0, 1].

        >>> image("camera").shape, image("coffee").shape
        ((256, 256), (200, 300, 3))

    Parameters
    ----------
    name : str
        One of `names()`.

    Returns
    -------
    (H, W) or (H, W, 3) ndarray, read-only
        Grey, or red, green and blue; the stored bytes divided by 255. Row 0 is the top.

    Raises
    ------
    ValueError
        If there is no such image, or its file was altered.
    FileNotFoundError
        If its file is missing.
    """
    check_choice("name", name, names())
    return _pixels(directory(), f"{name}.png", 255)


def grey(name):
    """Return a sample image as grey (H, W) in [0, 1], read-only; a coloured one by `to_grey`.

    >>> grey("camera").shape, grey("coffee").shape
    ((256, 256), (200, 300))
    """
    check_choice("name", name, names())
    return _grey(directory(), name)


def to_grey(image):
    """Return the brightness (..., H, W) of red, green and blue (..., H, W, 3).

        >>> to_grey([[[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]]]).round(3).tolist()
        [[0.299, 1.0]]

    Source: ITU-R BT.601, sec. 2.5.1, as in OpenCV, Pillow and JPEG.
    """
    image = np.asarray(image)
    if image.ndim < 3 or image.shape[-1] != 3:
        raise ValueError(f"`image` must have shape (..., H, W, 3), got {image.shape}; grey ones are grey already")
    return image @ np.array(LUMA)


def stereo_pair(name="motorcycle"):
    """Return two rectified views of a scene, and how far apart each point lies in them.

        >>> pair = stereo_pair()
        >>> pair.left.shape, round(float(pair.disparity[125, 185]), 2)
        ((250, 370, 3), 24.48)

    Convention: what the left view shows at column x, the right view shows at column x - disparity, in the same row;
    depth = focal_length * baseline / (disparity + offset), in mm.

    Source: Scharstein et al. (2014), "High-resolution stereo datasets with subpixel-accurate ground truth".
    """
    check_choice("name", name, tuple(CALIBRATION))
    folder = directory()
    left, right = (_pixels(folder, f"{name}_{side}.png", 255) for side in ("left", "right"))
    return StereoPair(left, right, _disparity(folder, f"{name}_disparity.png"), **CALIBRATION[name])


def digits():
    """Return 1797 small handwritten digits with their labels.

        >>> images, labels = digits()
        >>> images.shape, labels[:5].tolist()
        ((1797, 8, 8), [0, 1, 2, 3, 4])

    Source: Alpaydin & Kaynak (1998), "Optical recognition of handwritten digits", doi:10.24432/C50P49, the test part.
    """
    return _digits(directory())


def results(name):
    """Return what the course itself trained, timed or matched, as stored arrays: {array's name: array}.

        >>> stored = results("training_normalization")
        >>> stored["norms"].tolist()
        ['none', 'batch', 'layer', 'instance', 'group']

    Parameters
    ----------
    name : str
        The file's name without its ending. `make train`, `make timings` and `make matches` make these files; the
        modules `training`, `timing` and `features` of the topics say what the arrays mean.

    Returns
    -------
    mapping of str to ndarray
        Read-only, the mapping and each array.

    Raises
    ------
    ValueError
        If there are no such results, or their file was altered.
    FileNotFoundError
        If their file is missing.
    """
    stems = (Path(file).stem for file in checksums() if file.startswith(("matches_", "timing_", "training_")))
    check_choice("name", name, tuple(sorted(stems)))
    return _results(directory(), f"{name}.npz")


def directory():
    """Return the folder of the data files: data/ beside course_lib, or what COURSE_DATA names."""
    return Path(os.environ.get("COURSE_DATA") or Path(__file__).resolve().parents[1] / "data")


def checksums():
    """Return {file name: SHA-256} as data/SHA256SUMS lists them.

    >>> sorted(checksums())[:2]
    ['astronaut.png', 'brick.png']
    """
    return _checksums(directory())


@lru_cache
def _checksums(folder):
    lines = _bytes(folder, "SHA256SUMS").decode().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


@lru_cache
def _pixels(folder, file, white):
    # Pillow, not OpenCV or Matplotlib: as quick to import as OpenCV, 15 MB lighter, a tenth of Matplotlib's time,
    # and it needs no system library.
    from PIL import Image

    with Image.open(io.BytesIO(_verified(folder, file))) as stored:
        return _frozen(np.asarray(stored) / white)


@lru_cache
def _grey(folder, name):
    pixels = _pixels(folder, f"{name}.png", 255)
    return pixels if pixels.ndim == 2 else _frozen(to_grey(pixels))


@lru_cache
def _disparity(folder, file):
    pixels = _pixels(folder, file, 256)  # stored in 1/256 pixel, 0 for unknown
    return _frozen(np.where(pixels > 0, pixels, np.nan))


@lru_cache
def _digits(folder):
    with np.load(io.BytesIO(_verified(folder, "digits.npz"))) as stored:
        return Digits(_frozen(stored["images"] / 16), _frozen(stored["labels"].astype(int)))


@lru_cache
def _results(folder, file):
    with np.load(io.BytesIO(_verified(folder, file))) as stored:
        return MappingProxyType({key: _frozen(stored[key]) for key in stored.files})


def _verified(folder, file):
    """Return the bytes of `folder/file`, or raise if they are not those that SHA256SUMS lists."""
    raw, expected = _bytes(folder, file), _checksums(folder)[file]
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise ValueError(
            f"{folder / file} was altered: SHA-256 must be {expected[:12]}..., got {found[:12]}...; {_remedy(file)}"
        )
    return raw


def _bytes(folder, file):
    try:
        return (folder / file).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{folder / file} is missing; {_remedy(file)}") from None


def _remedy(file):
    # Not `make data`: another compressor packs the same pixels into other bytes.
    return f"restore it with `git checkout -- data/{file}` in the course's folder"


def _frozen(array):
    array.flags.writeable = False
    return array
